"""Whether the header of a posting list can be true: what follows it is read by what it says."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import TypeAlias

from searchkit.errors import ADVICE, IndexDamaged
from searchkit.index.columnar.lists.layout import (
    BLOCK,
    COUNT_SHIFT,
    INLINE,
    LONG,
    OFFSET_MASK,
    WIDTH_MASK,
    WIDTH_SHIFTS,
)
from searchkit.index.columnar.lists.layout import ENTRY as PACKED_ENTRY
from searchkit.index.columnar.lists.layout import HEADER as PACKED_HEADER
from searchkit.index.columnar.lists.wide_layout import (
    BYTES,
    ENTRY,
    EQUAL,
    FLOATS,
    HEADER,
    NONE,
    SAME,
    SHORTS,
    WIDTHS,
    WORDS,
)

Header: TypeAlias = "tuple[int, int, int, int, int, int, int, float, int]"

_SIZES = (BYTES, SHORTS, WORDS)


@cache
def possible() -> dict[bytes, tuple[int, int]]:
    """By the classes that a list may have, of documents, weights, counts and positions: what a posting and a position
    take, in bytes."""
    every = product(_SIZES, (*_SIZES, FLOATS, SAME), (NONE, *_SIZES, SAME, EQUAL), (NONE, *_SIZES))
    return {bytes(kinds): (sum(WIDTHS[kind] for kind in kinds[:3]), WIDTHS[kinds[3]]) for kinds in every}


def check_header(lists: memoryview, pointer: int) -> Header:
    """The header of a list of format version 1, as `HEADER` unpacks it.

    Raises `IndexDamaged` when its list would not lie within `lists`: no memory is taken for more than the file has.
    """
    if pointer + HEADER.size <= len(lists):
        header: Header = HEADER.unpack_from(lists, pointer)
        count, positions, exceptions = header[:3]
        widths = possible().get(bytes(header[3:7]))
        if widths is not None and count and not pointer & 3:
            blocks = -(-count // BLOCK) * ENTRY.size if count > BLOCK else 0
            end = pointer + HEADER.size + blocks + 8 * exceptions + count * widths[0] + positions * widths[1]
            if end <= len(lists):
                return header
    raise IndexDamaged(f"a posting list is damaged: that at {pointer:,} is not what it says it is; {ADVICE}")


def check_counts(said: int, most: int) -> None:
    """Raises `IndexDamaged` when many lists together say that they have more than they could: no memory is taken for
    that."""
    if not 0 <= said <= most:
        raise IndexDamaged(f"posting lists are damaged: they say that they have {said:,} entries; {ADVICE}")


def check_packed(lists: memoryview, pointer: int, end: int) -> None:
    """Raises `IndexDamaged` when the packed list of `pointer`, a place, has more blocks than lie before `end`."""
    begin = pointer & OFFSET_MASK
    if pointer >> WIDTH_SHIFTS[0] & WIDTH_MASK == LONG:
        count = PACKED_HEADER.unpack_from(lists, begin)[0] if begin + PACKED_HEADER.size <= end else 0
        size = PACKED_HEADER.size - (-count // BLOCK) * PACKED_ENTRY.size
        if count and begin + size <= end:
            return
    elif not pointer & INLINE and begin + 1 <= end and pointer >> COUNT_SHIFT:
        return
    raise IndexDamaged(f"a posting list is damaged: that at {begin:,} is not what it says it is; {ADVICE}")

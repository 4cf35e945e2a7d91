"""Whether the header of a posting list can be true: what follows it is read by what it says."""

from __future__ import annotations

from itertools import product
from typing import TypeAlias

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.layout import (
    BLOCK,
    BLOCK_ENTRY,
    BYTES,
    EQUAL,
    FLOATS,
    HEADER,
    NONE,
    SAME,
    SHORTS,
    WIDTHS,
    WORDS,
)
from searchkit.index.columnar.pages import ADVICE, Pages

Header: TypeAlias = "tuple[int, int, int, int, int, int, int, float, int]"

_SIZES = (BYTES, SHORTS, WORDS)
POSSIBLE = {
    bytes(classes): (sum(WIDTHS[kind] for kind in classes[:3]), WIDTHS[classes[3]])
    for classes in product(_SIZES, (*_SIZES, FLOATS, SAME), (NONE, *_SIZES, SAME, EQUAL), (NONE, *_SIZES))
}
"""The classes that a list may have: of documents, weights, counts, positions. Bytes a posting and a position take."""


def check_header(lists: memoryview, pointer: int, pages: Pages | None) -> Header:
    """The header at `pointer`, as `HEADER` unpacks it, its page checked.

    Raises `IndexDamaged` when its list would not lie within `lists`: no memory is taken for more than the file has.
    """
    if pages is not None:
        pages.check(pointer, pointer + HEADER.size)
    header: Header = HEADER.unpack_from(lists, pointer)
    count, positions, exceptions = header[:3]
    widths = POSSIBLE.get(bytes(header[3:7]))
    if widths is not None and count and not pointer & 3:
        blocks = -(-count // BLOCK) * BLOCK_ENTRY.size if count > BLOCK else 0
        end = pointer + HEADER.size + blocks + 8 * exceptions + count * widths[0] + positions * widths[1]
        if end <= len(lists):
            return header
    where = "" if pages is None else f"{pages.name}: "
    raise IndexDamaged(f"{where}a posting list is damaged: that at {pointer:,} is not what it says it is; {ADVICE}")

"""Whether what a segment says of itself can be true: beyond checksums, which a program that errs or means harm writes
as well as any.

Every number that says where something is, or how much, is looked at. What a deep look decodes besides, terms and the
documents of all lists, takes ten times as long as the checksums; reading all articles takes longer still.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.categories import KIND as CATEGORY
from searchkit.index.columnar.field import Field
from searchkit.index.columnar.lists import blocks
from searchkit.index.columnar.lists.checks import possible
from searchkit.index.columnar.lists.layout import (
    BLOCK,
    ENTRY,
    INLINE,
    LONG,
    OFFSET_MASK,
    WIDTH_MASK,
    WIDTH_SHIFTS,
)
from searchkit.index.columnar.lists.layout import HEADER as PACKED_HEADER
from searchkit.index.columnar.lists.wide_decoding import HEADER_TYPE, pieces_of
from searchkit.index.columnar.lists.wide_layout import HEADER
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.sketches import KIND as SKETCH
from searchkit.index.columnar.sketches import Sketches
from searchkit.ragged import cuts

Fault = tuple[str, str]
"""The array, what is wrong."""

_TERMS = 1 << 14  # terms looked at together
_LIST_BYTES = 4 << 20  # bytes of lists decoded together, unless one is longer


def faults(segment: Segment, *, deep: bool = False) -> Iterator[Fault]:
    """What cannot be true of a segment whose checksums are right; `deep`: in its terms and lists too."""
    for name in segment.field_names():
        try:
            field = segment.field(name)
            if field is not None:
                yield from _field_faults(segment, field, deep=deep)
        except IndexDamaged as error:
            yield f"field/{name}/terms", str(error)
    yield from _stored_faults(segment)
    for name in segment.file.names():
        kind, _, rest = name.partition("/")
        if kind == "column":
            if segment.file.count(name) != segment.document_count:
                yield name, "not as many numbers as documents"
        elif kind == "terms":
            yield from _numbers_of_terms(segment, name, rest)
        elif name == f"{SKETCH}/hashes":
            yield from _sketch_faults(segment)
        elif kind in ("text", CATEGORY) and "/" not in rest:
            yield from _run_faults(segment.file, name, f"{name}/offsets")
            if f"{name}/offsets" not in segment.file:
                continue
            if kind == CATEGORY:
                yield from _category_faults(segment, name)
            elif segment.file.count(f"{name}/offsets") != segment.document_count + 1:
                yield name, "not as many texts as documents"


def _numbers_of_terms(segment: Segment, name: str, rest: str) -> Iterator[Fault]:
    field, numbers = segment.field(rest), segment.file.array(name)
    if len(numbers) != segment.document_count:
        yield name, "not as many numbers of terms as documents"
    elif len(numbers) and (field is None or int(numbers.max()) >= field.term_count):
        yield name, "a document has a term that is not there"


def _sketch_faults(segment: Segment) -> Iterator[Fault]:
    try:
        found = Sketches(segment, whole=True)
    except KeyError:
        yield f"{SKETCH}/hashes", "arrays that belong to it are missing"
        return
    except IndexDamaged as error:
        yield f"{SKETCH}/hashes", str(error)
        return
    if len(found.documents) and int(found.documents.max()) >= segment.document_count:
        yield f"{SKETCH}/documents", "a sketch is of a document that is not there"
    elif (found.hashes[1:] < found.hashes[:-1]).any():
        yield f"{SKETCH}/hashes", "its hashes are not in order"


def _run_faults(file: ArrayFile, blob: str, offsets: str) -> Iterator[Fault]:
    """Of texts one after the other, and where each begins."""
    if offsets not in file:
        yield blob, "it is not said where its texts begin"
        return
    places = file.array(offsets)
    if not len(places) or int(places[0]) or int(places[-1]) != file.count(blob) or (places[1:] < places[:-1]).any():
        yield offsets, "texts do not lie one after the other"


# Fields


def _field_faults(segment: Segment, field: Field, *, deep: bool) -> Iterator[Fault]:
    prefix = f"field/{field.name}"
    found = list(_run_faults(segment.file, f"{prefix}/terms", f"{prefix}/offsets"))  # of terms, or of blocks of them
    yield from found
    if found:
        return
    pointers, lists = segment.file.array(f"{prefix}/pointers"), segment.file.array("lists")
    inline = pointers[pointers >= np.uint64(INLINE)] & np.uint64(0xFFFFFFFF)
    if len(inline) and int(inline.max()) >= segment.document_count:
        yield f"{prefix}/pointers", "a posting list has a document that is not there"
    elif (impossible_lists if segment.is_wide else impossible_packed)(lists, pointers):
        yield f"{prefix}/pointers", "a posting list does not lie where it could"
    elif deep:
        yield from _deep_faults(segment, field)


def _deep_faults(segment: Segment, field: Field) -> Iterator[Fault]:
    prefix = f"field/{field.name}"
    last = b""
    for begin in range(0, field.term_count, _TERMS):
        try:
            terms = field.terms.some(begin, min(begin + _TERMS, field.term_count))
        except (IndexError, struct.error):
            yield f"{prefix}/terms", "its terms cannot be read"
            return
        if (begin and terms[0] <= last) or any(map(bytes.__ge__, terms, terms[1:])):
            yield f"{prefix}/terms", "its terms are not in order"
            return
        last = terms[-1]
    for begin, past in pairwise(cuts(field.list_sizes(), _LIST_BYTES, _TERMS)):
        if wrong := _list_fault(field, begin, past, segment.document_count):
            yield f"{prefix}/pointers", wrong
            return


def impossible_lists(lists: NDArray[np.uint8], pointers: NDArray[np.uint64]) -> bool:
    """Whether any of these pointers is to a list that cannot be there."""
    begin = pointers[pointers < np.uint64(INLINE)]
    if not len(begin):
        return False
    if int(begin.max()) + HEADER.size > len(lists) or (begin & np.uint64(3)).any():
        return True
    begin = begin.astype(np.int64)
    words = lists[: len(lists) // 4 * 4].view("<u4")
    headers = words[(begin // 4)[:, None] + np.arange(HEADER.size // 4)].reshape(-1).view(HEADER_TYPE)
    kinds = headers["classes"].astype(np.int64)
    if (kinds > 7).any() or not _possible()[kinds @ np.array([512, 64, 8, 1])].all() or not headers["frequency"].all():
        return True
    frequencies, positions, exceptions = (
        headers[name].astype(np.int64) for name in ("frequency", "positions", "exceptions")
    )
    *_, sizes = pieces_of(frequencies, positions, exceptions, headers["classes"])
    return bool((begin + sizes > (len(lists) + 3) // 4 * 4).any())


def impossible_packed(lists: NDArray[np.uint8], pointers: NDArray[np.uint64]) -> bool:
    """The same of packed lists, which lie in the order of their terms."""
    listed = pointers[pointers < np.uint64(INLINE)].astype(np.int64)
    if not len(listed):
        return False
    begin = listed & OFFSET_MASK
    if (begin[1:] <= begin[:-1]).any() or int(begin[-1]) >= len(lists):
        return True
    is_long = listed >> WIDTH_SHIFTS[0] & WIDTH_MASK == LONG
    sizes = np.diff(begin, append=len(lists))[is_long]
    if not len(sizes):
        return False
    if int(sizes.min()) < PACKED_HEADER.size:
        return True
    rows = begin[is_long][:, None] + np.arange(PACKED_HEADER.size)
    counts = lists[rows].reshape(-1).view(blocks.HEADER_TYPE)["count"].astype(np.int64)
    return bool((counts < 1).any() or (PACKED_HEADER.size - (-counts // BLOCK) * ENTRY.size > sizes).any())


def _possible() -> NDArray[np.bool_]:
    allowed = np.zeros(1 << 12, bool)
    for classes in possible():
        allowed[np.frombuffer(classes, np.uint8).astype(np.int64) @ np.array([512, 64, 8, 1])] = True
    return allowed


def _list_fault(field: Field, begin: int, past: int, documents: int) -> str:
    try:
        found = field.inverted(begin, past)
    except (LookupError, ValueError, ArithmeticError, MemoryError) as error:
        return f"a posting list cannot be read ({type(error).__name__})"
    if not len(found.documents):
        return ""
    if int(found.documents.max()) >= documents:
        return "a posting list has a document that is not there"
    falls = np.flatnonzero(found.documents[1:] <= found.documents[:-1]) + 1
    begins: Any = np.zeros(len(found.documents) + 1, bool)
    begins[found.starts] = True
    return "" if begins[falls].all() else "the documents of a posting list are not in order"


# Stored articles and columns


def _stored_faults(segment: Segment) -> Iterator[Fault]:
    file, documents = segment.file, segment.document_count
    names = ("stored", "stored/offsets", "stored/firsts", "stored/ends")
    if any(name not in file for name in names):
        yield "stored", "there are no stored articles"
        return
    offsets, firsts, ends = (file.array(name) for name in names[1:])
    reach = (int(firsts[0]), int(firsts[-1]), len(ends)) if len(firsts) else None
    if len(offsets) != len(firsts) or reach != (0, documents, documents):
        yield "stored/firsts", "not as many stored articles as documents"
        return
    if (firsts[1:] <= firsts[:-1]).any():
        yield "stored/firsts", "blocks of stored articles are not in order"
        return
    if (offsets[1:] <= offsets[:-1]).any() or int(offsets[-1]) != file.count("stored"):
        yield "stored/offsets", "blocks of stored articles do not lie one after the other"
        return
    falls = np.flatnonzero(ends[1:] < ends[:-1]) + 1
    if not np.isin(falls, firsts).all():
        yield "stored/ends", "stored articles do not lie one after the other"
    import zstandard

    data, sizes = file.view("stored"), ends[firsts[1:].astype(np.int64) - 1].tolist()
    for begin, size in zip(offsets[:-1].tolist(), sizes, strict=True):
        try:
            wrong = zstandard.frame_content_size(data[begin : begin + 18]) != size
        except zstandard.ZstdError:
            wrong = True
        if wrong:
            yield "stored", f"the block at {begin:,} is not of the size that is said"
            return


def _category_faults(segment: Segment, name: str) -> Iterator[Fault]:
    file = segment.file
    values = file.count(f"{name}/offsets") - 1
    if f"{name}/codes" not in file:
        yield name, "its codes are missing"
        return
    codes = file.array(f"{name}/codes")
    most = int(codes.max()) if len(codes) else -1
    if f"{name}/starts" in file:
        starts = file.array(f"{name}/starts")
        wrong = (
            len(starts) != segment.document_count + 1
            or bool((starts[1:] < starts[:-1]).any())
            or int(starts[-1]) != len(codes)
        )
    else:
        wrong, most = len(codes) != segment.document_count, most - 1
    if wrong or most >= values:
        yield f"{name}/codes", "its codes are not those of its values, or not of as many documents"

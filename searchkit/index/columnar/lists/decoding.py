"""Reading many posting lists at once: what `encoding` wrote becomes flat arrays again, without a loop over terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.lists.blocks import ENTRY_TYPE, HEADER_TYPE
from searchkit.index.columnar.lists.checks import check_counts
from searchkit.index.columnar.lists.layout import (
    BLOCK,
    COUNT_MASK,
    COUNT_SHIFT,
    FIRST_SHIFT,
    FLOATS,
    HEADER,
    INLINE,
    INLINE_POSITIONS,
    INLINE_WEIGHTS,
    LONG,
    OFFSET_MASK,
    WIDTH_BITS,
    WIDTH_MASK,
    WIDTH_SHIFTS,
)
from searchkit.index.columnar.lists.packing import MASKS, Ints, bytes_of, eights, unpack
from searchkit.ragged import rows_of_runs, run_sums, starts_of

_UNSAID = 1 << 24  # positions that may take no bit: all at the beginning of their documents


def decode(lists: NDArray[np.uint8], pointers: NDArray[np.uint64], *, has_positions: bool) -> Inverted:
    """The postings of the terms with these pointers into ``lists``."""
    is_inline = pointers >= np.uint64(INLINE)
    inline = (pointers[is_inline] & np.uint64(INLINE - 1)).astype(np.int64)
    found = _Lists(lists, pointers[~is_inline].astype(np.int64)).inverted(has_positions)
    if not len(inline):
        return found
    frequencies = np.ones(len(pointers), np.int64)
    frequencies[~is_inline] = np.diff(found.starts)
    rows = np.repeat(is_inline, frequencies)
    documents = _merged(rows, inline & 0xFFFFFFFF, found.documents)
    weights = _merged(rows, inline >> 32 & INLINE_WEIGHTS, found.weights)
    starts = starts_of(frequencies)
    if found.counts is None or found.positions is None:
        return Inverted(starts, documents, weights)
    counts = _merged(rows, np.ones(len(inline), np.int64), found.counts)
    positions = _merged(np.repeat(rows, counts), inline >> 38 & INLINE_POSITIONS, found.positions)
    return Inverted(starts, documents, weights, counts, positions)


def decode_documents(lists: NDArray[np.uint8], pointers: NDArray[np.uint64]) -> Ints:
    """The documents of the terms with these pointers into ``lists``, in no particular order."""
    is_inline = pointers >= np.uint64(INLINE)
    listed = _Lists(lists, pointers[~is_inline].astype(np.int64)).documents()
    return np.concatenate((listed, (pointers[is_inline] & np.uint64(0xFFFFFFFF)).astype(np.int64)))


def frequencies(
    lists: NDArray[np.uint8], pointers: NDArray[np.uint64], check: Callable[[int, int], None]
) -> NDArray[np.int64]:
    """How many postings the lists with these pointers have. `check` is told what is read of ``lists``."""
    found = np.ones(len(pointers), np.int64)
    is_listed = pointers < np.uint64(INLINE)
    listed = pointers[is_listed].astype(np.int64)
    counts = (listed >> COUNT_SHIFT & COUNT_MASK) + 1
    is_long = listed >> WIDTH_SHIFTS[0] & WIDTH_MASK == LONG
    offsets = listed[is_long] & OFFSET_MASK
    for offset in offsets.tolist():
        check(offset, offset + HEADER.size)
    counts[is_long] = _records(lists, offsets, np.ones(len(offsets), np.int64), HEADER_TYPE)["count"]
    found[is_listed] = counts
    return found


def _merged(chosen: NDArray[np.bool_], those: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """`those` where `chosen`, and the `others`."""
    merged = np.empty(len(chosen), others.dtype)
    merged[chosen] = those
    merged[~chosen] = others
    return merged


class _Lists:
    """Lists that are not inline, as blocks."""

    def __init__(self, lists: NDArray[np.uint8], pointers: Ints) -> None:
        self._data = eights(lists)
        offsets = pointers & OFFSET_MASK
        widths = np.stack([pointers >> s & (1 << b) - 1 for s, b in zip(WIDTH_SHIFTS, WIDTH_BITS, strict=True)], axis=1)
        is_long = widths[:, 0] == LONG
        headers = _records(lists, offsets[is_long], np.ones(int(is_long.sum()), np.int64), HEADER_TYPE)
        self.frequencies = (pointers >> COUNT_SHIFT & COUNT_MASK) + 1
        self.frequencies[is_long] = headers["count"]
        kinds = np.zeros(len(pointers), np.int64)
        kinds[is_long] = headers["kind"]
        per_list = np.where(is_long, -(-self.frequencies // BLOCK), 1)
        check_counts(int(per_list.sum()), len(pointers) + len(lists) // ENTRY_TYPE.itemsize)
        entries = _records(lists, offsets[is_long] + HEADER.size, per_list[is_long], ENTRY_TYPE)
        within = np.arange(int(per_list.sum())) - np.repeat(np.cumsum(per_list) - per_list, per_list)
        self._sizes = np.minimum(np.repeat(self.frequencies, per_list) - within * BLOCK, BLOCK)
        self._rows = np.cumsum(self._sizes) - self._sizes
        of_long = np.repeat(is_long, per_list)
        self._is_float = np.repeat(kinds == FLOATS, per_list)
        first_bytes = (pointers >> FIRST_SHIFT & 3) + 1
        self._firsts = np.empty(len(of_long), np.int64)
        self._firsts[of_long] = entries["first"]
        self._firsts[~of_long] = (
            (self._data[offsets[~is_long]] & MASKS[first_bytes[~is_long] * 8]) if len(offsets) else 0
        )
        self._begin = np.repeat(offsets, per_list)
        self._begin[of_long] += entries["begin"]
        self._begin[~of_long] += first_bytes[~is_long]
        self._widths = np.repeat(widths, per_list, axis=0)
        self._widths[of_long] = entries["widths"]

    def inverted(self, has_positions: bool) -> Inverted:
        starts = starts_of(self.frequencies)
        begin = self._begin
        documents = self.documents()
        begin = begin + bytes_of(self._sizes - 1, self._widths[:, 0])
        weights = unpack(self._data, begin, self._widths[:, 1], self._sizes)
        begin = begin + bytes_of(self._sizes, self._widths[:, 1])
        is_float = np.repeat(self._is_float, self._sizes)
        counts = np.zeros(0, np.int64)
        if has_positions:
            extras = unpack(self._data, begin, self._widths[:, 2], self._sizes)
            counts = np.where(is_float, extras, weights + 1 - extras)
            begin = begin + bytes_of(self._sizes, self._widths[:, 2])
        given: NDArray[Any] = weights + 1
        if self._is_float.any():
            given = np.where(is_float, weights.astype(np.uint32).view(np.float32), given.astype(np.float64))
        if not has_positions:
            return Inverted(starts, documents, given)
        return Inverted(starts, documents, given, counts, self._positions(begin, counts))

    def documents(self) -> Ints:
        """Those of all lists, one after the other."""
        steps = np.empty(int(self._sizes.sum()), np.int64)
        is_first = np.zeros(len(steps), bool)
        is_first[self._rows] = True
        steps[is_first] = self._firsts
        steps[~is_first] = unpack(self._data, self._begin, self._widths[:, 0], self._sizes - 1) + 1
        return run_sums(steps, starts_of(self._sizes))

    def _positions(self, begin: Ints, counts: Ints) -> Ints:
        """Positions, from their differences."""
        sizes = np.add.reduceat(counts, self._rows) if len(counts) else counts
        check_counts(int(sizes.sum()), 8 * len(self._data) + _UNSAID)
        differences = unpack(self._data, begin, self._widths[:, 3], sizes)
        return run_sums(differences, starts_of(counts))


def _records(lists: NDArray[np.uint8], begin: Ints, counts: Ints, kind: np.dtype[Any]) -> NDArray[Any]:
    """Runs of records that begin at these bytes."""
    return lists[rows_of_runs(begin, counts * kind.itemsize)].view(kind)

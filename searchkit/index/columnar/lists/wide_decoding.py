"""Reading many posting lists of format version 1 at once: they become flat arrays, without a loop over terms."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.lists.checks import check_counts
from searchkit.index.columnar.lists.layout import BLOCK, INLINE, INLINE_POSITIONS, INLINE_WEIGHTS
from searchkit.index.columnar.lists.wide_layout import ENTRY, EQUAL, FLOATS, HEADER, NONE, WIDTHS
from searchkit.ragged import rows_of_runs, run_sums, starts_of

Ints = NDArray[np.int64]
_WIDTH = np.array([WIDTHS[code] for code in range(7)])
HEADER_TYPE = np.dtype(
    [
        ("frequency", "<u4"), ("positions", "<u4"), ("exceptions", "<u4"), ("classes", "u1", (4,)),
        ("weight", "<f8"), ("first", "<u4"),
    ]
)  # fmt: skip
"""`HEADER` as an array type."""
assert HEADER_TYPE.itemsize == HEADER.size

ENTRY_TYPE = np.dtype([("first", "<u4"), ("positions", "<u4"), ("most", "<u2"), ("norms", "u1", (5,)), ("_", "u1")])
"""`ENTRY` as an array type."""
assert ENTRY_TYPE.itemsize == ENTRY.size


def wide_frequencies(lists: NDArray[np.uint8], pointers: NDArray[np.uint64]) -> Ints:
    """How many postings the lists with these pointers have."""
    found = np.ones(len(pointers), np.int64)
    is_listed = pointers < np.uint64(INLINE)
    first_words = pointers[is_listed].astype(np.int64) // 4
    found[is_listed] = lists[: len(lists) // 4 * 4].view("<u4")[first_words]
    return found


def pieces_of(
    frequencies: Ints, positions: Ints, exceptions: Ints, classes: NDArray[Any]
) -> tuple[list[Ints], Ints, Ints]:
    """Where each piece of each list begins and where its exceptions do, counted from the list's first byte, and how
    long the list is. `classes`: shape (lists, 4)."""
    blocks = np.where(frequencies > BLOCK, -(-frequencies // BLOCK), 0)
    here = HEADER.size + blocks * ENTRY_TYPE.itemsize
    sizes = (frequencies, frequencies, frequencies, positions)
    places: list[Ints] = [here] * 4
    exception_places = here
    for width in (4, 2, 1):
        for number, size in enumerate(sizes):
            has = _WIDTH[classes[:, number]] == width
            places[number] = np.where(has, here, places[number])
            here = here + np.where(has, size * width, 0)
        if width == 4:
            exception_places = here
            here = here + exceptions * 8
    return places, exception_places, (here + 3) // 4 * 4


def decode_wide(lists: NDArray[np.uint8], pointers: NDArray[np.uint64], *, has_positions: bool) -> Inverted:
    """The postings of the terms with these pointers into ``lists``."""
    return _Decoder(lists, pointers).inverted(has_positions)


class _Decoder:
    def __init__(self, lists: NDArray[np.uint8], pointers: NDArray[np.uint64]) -> None:
        whole = lists[: len(lists) // 4 * 4]
        self._views = {1: whole, 2: whole.view("<u2"), 4: whole.view("<u4")}
        self._floats = whole.view("<f4")
        self._is_inline = pointers >= np.uint64(INLINE)
        self._inline = pointers[self._is_inline]
        self._begin = pointers[~self._is_inline].astype(np.int64)
        words = HEADER.size // 4
        rows = (self._begin // 4)[:, None] + np.arange(words)
        headers = self._views[4][rows].reshape(-1).view(HEADER_TYPE) if len(rows) else np.zeros(0, HEADER_TYPE)
        self._headers = headers
        self._frequencies = np.ones(len(pointers), np.int64)
        self._frequencies[~self._is_inline] = headers["frequency"]
        self._list_frequencies = headers["frequency"].astype(np.int64)
        self._positions = headers["positions"].astype(np.int64)
        self._exceptions = headers["exceptions"].astype(np.int64)
        self._classes = headers["classes"]
        self._places, self._exception_places, sizes = pieces_of(
            self._list_frequencies, self._positions, self._exceptions, self._classes
        )
        check_counts(int(sizes.sum()), len(lists) + 3)
        for said in (self._list_frequencies, self._positions):
            check_counts(int(said.sum()), len(lists))  # each takes a byte at the least

    def inverted(self, has_positions: bool) -> Inverted:
        starts = starts_of(self._frequencies)
        is_inline_row = np.repeat(self._is_inline, self._frequencies)
        documents = np.empty(starts[-1], np.int64)
        documents[is_inline_row] = (self._inline & np.uint64(0xFFFFFFFF)).astype(np.int64)
        documents[~is_inline_row] = self._documents()
        list_weights = self._weights()
        weights = np.empty(starts[-1], list_weights.dtype)
        weights[is_inline_row] = (self._inline >> np.uint64(32) & np.uint64(INLINE_WEIGHTS)).astype(np.int64)
        weights[~is_inline_row] = list_weights
        if not has_positions:
            return Inverted(starts, documents, weights)
        list_counts = self._counts(list_weights)
        counts = np.ones(starts[-1], np.int64)
        counts[~is_inline_row] = list_counts
        position_rows = np.repeat(is_inline_row, counts)
        positions = np.empty(len(position_rows), np.int64)
        positions[position_rows] = (self._inline >> np.uint64(38) & np.uint64(INLINE_POSITIONS)).astype(np.int64)
        positions[~position_rows] = self._absolute(list_counts)
        return Inverted(starts, documents, weights, counts, positions)

    def _documents(self) -> Ints:
        """Block firsts and what the documents are counted from them."""
        frequencies = self._list_frequencies
        values = self._piece(0, frequencies, np.zeros(int(frequencies.sum()), np.int64))
        blocks = -(-frequencies // BLOCK)
        firsts = np.repeat(self._headers["first"].astype(np.int64), blocks)
        has_blocks = frequencies > BLOCK
        if has_blocks.any():
            size = ENTRY_TYPE.itemsize // 4
            entries = rows_of_runs((self._begin[has_blocks] + HEADER.size) // 4, blocks[has_blocks] * size)
            table = self._views[4][entries].view(ENTRY_TYPE)
            firsts[np.repeat(has_blocks, blocks)] = table["first"]
        within = np.arange(len(firsts)) - np.repeat(np.cumsum(blocks) - blocks, blocks)
        sizes = np.minimum(BLOCK, np.repeat(frequencies, blocks) - within * BLOCK)
        documents: Ints = values + np.repeat(firsts, sizes)
        return documents

    def _weights(self) -> NDArray[Any]:
        frequencies = self._list_frequencies
        kinds = self._classes[:, 1]
        if (kinds == FLOATS).any():
            weights = self._piece(1, frequencies, np.ones(int(frequencies.sum()), np.float64))
            chosen = kinds == FLOATS
            rows = rows_of_runs((self._begin + self._places[1])[chosen] // 4, frequencies[chosen])
            weights[np.repeat(chosen, frequencies)] = self._floats[rows]
            return weights
        return self._piece(1, frequencies, np.ones(int(frequencies.sum()), np.int64))

    def _counts(self, weights: NDArray[Any]) -> Ints:
        frequencies, kinds = self._list_frequencies, self._classes[:, 2]
        counts = np.where(np.repeat(kinds == EQUAL, frequencies), weights, 1).astype(np.int64)
        counts[np.repeat(kinds == NONE, frequencies)] = 0
        return self._piece(2, frequencies, counts)

    def _absolute(self, counts: Ints) -> Ints:
        """Positions, from their differences."""
        values = self._piece(3, self._positions, np.zeros(int(self._positions.sum()), np.int64))
        if self._exceptions.any():
            pairs = self._views[4][rows_of_runs((self._begin + self._exception_places) // 4, self._exceptions * 2)]
            first = np.repeat(np.cumsum(self._positions) - self._positions, self._exceptions)
            values[first + pairs[::2]] = pairs[1::2]
        return run_sums(values, starts_of(counts))

    def _piece(self, number: int, sizes: Ints, values: NDArray[Any]) -> NDArray[Any]:
        """Fills in the values of a piece, those of all lists one after the other, where a list has it."""
        kinds = self._classes[:, number]
        for width in (1, 2, 4):
            chosen = (_WIDTH[kinds] == width) & (kinds != FLOATS)
            if chosen.any():
                rows = rows_of_runs((self._begin + self._places[number])[chosen] // width, sizes[chosen])
                found = self._views[width][rows]
                if chosen.all():
                    return found.astype(values.dtype)
                values[np.repeat(chosen, sizes)] = found
        return values

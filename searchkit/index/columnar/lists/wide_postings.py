"""Reading posting lists of format version 1: a header at once, the rest when it is asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.lists.checks import check_header
from searchkit.index.columnar.lists.layout import BLOCK, INLINE, INLINE_POSITION, INLINE_POSITIONS, INLINE_WEIGHTS
from searchkit.index.columnar.lists.postings import (
    FEW,
    NO_DOCUMENTS,
    NO_WEIGHTS,
    WITHIN,
    ZERO,
    Postings,
    absolute,
    inline_positions,
)
from searchkit.index.columnar.lists.wide_decoding import ENTRY_TYPE
from searchkit.index.columnar.lists.wide_layout import (
    BYTES,
    EQUAL,
    EXCEPTION,
    FLOATS,
    HEADER,
    NONE,
    SAME,
    SHORTS,
    WIDTHS,
    WORDS,
)


class WideListData:
    """The array ``lists`` of a segment, seen as numbers of each width."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        whole = data[: len(data) // 4 * 4]
        self.bytes = whole.data
        self.views = {
            BYTES: whole, SHORTS: whole.view("<u2"), WORDS: whole.view("<u4"), FLOATS: whole.view("<f4"),
        }  # fmt: skip


class WidePostings(Postings):
    """The posting list of a term in whole bytes (see `wide_layout`)."""

    __slots__ = ("_classes", "_data", "_exceptions", "_first", "_inline", "_offset", "_pieces", "_positions", "_total")

    def __init__(self, data: WideListData, pointer: int, norms: NDArray[np.uint8] | None) -> None:
        self._data = data
        self._pieces: list[int] = []
        self._inline = pointer if pointer & INLINE else 0
        if self._inline:
            count = 1
            self._first = pointer & 0xFFFFFFFF
            self._total = float(pointer >> 32 & INLINE_WEIGHTS)
            self._positions = 1 if pointer & INLINE_POSITION else 0
            self._classes = (BYTES, SAME, SAME if self._positions else NONE, NONE)
            self._exceptions = self._offset = 0
        else:
            header = check_header(data.bytes, pointer)
            count, self._positions, self._exceptions = header[:3]
            self._classes, self._total, self._first = header[3:7], header[7], header[8]
            self._offset = pointer
        super().__init__(count, norms)

    @property
    def total_weight(self) -> float:
        """The sum of the weights."""
        return self._total

    @property
    def has_positions(self) -> bool:
        """Whether the field keeps positions."""
        return self._classes[2] != NONE

    # Whole lists

    def _read_documents(self) -> NDArray[np.int64]:
        if self._inline:
            return np.array([self._first], np.int64)
        relative = self._piece(0)
        documents = np.empty(self.count, np.int64)
        if self.count <= BLOCK:
            np.add(relative, self._first, out=documents, dtype=np.int64)
            return documents
        firsts, whole = self.block_first(), self.count // BLOCK
        np.add(
            relative[: whole * BLOCK].reshape(-1, BLOCK),
            firsts[:whole, None],
            out=documents[: whole * BLOCK].reshape(-1, BLOCK),
        )
        np.add(relative[whole * BLOCK :], firsts[-1], out=documents[whole * BLOCK :], dtype=np.int64)
        return documents

    def _read_weights(self) -> NDArray[np.float32]:
        if self._inline:
            return np.array([self._total], np.float32)
        if self._classes[1] == SAME:
            return np.ones(self.count, np.float32)
        return self._piece(1).astype(np.float32)

    # Blocks

    def _entries(self) -> NDArray[Any]:
        start = self._offset + HEADER.size
        return self._data.views[BYTES][start : start + self.block_count * ENTRY_TYPE.itemsize].view(ENTRY_TYPE)

    def _limits(self) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        entries = self._entries()
        return entries["most"], entries["norms"]

    def block_first(self) -> NDArray[np.uint32]:
        """The first document of each block."""
        if self.count <= BLOCK:
            return np.array([self._first], np.uint32)
        return self._entries()["first"]

    def documents_in(self, numbers: NDArray[np.intp]) -> NDArray[np.int64]:
        """The documents of some blocks."""
        if self.count <= BLOCK:
            return self.documents() if len(numbers) else NO_DOCUMENTS
        rows = self.rows_of(numbers)
        documents: NDArray[np.int64] = np.add(self._piece(0)[rows], self.block_first()[rows // BLOCK], dtype=np.int64)
        return documents

    def blocks(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(documents, weights) of the postings of some blocks."""
        documents = self.documents_in(numbers)
        if self.count <= BLOCK:
            return documents, self.weights() if len(numbers) else NO_WEIGHTS
        rows = self.rows_of(numbers)
        if self._classes[1] == SAME:
            return documents, np.ones(len(rows), np.float32)
        return documents, self._piece(1)[rows].astype(np.float32)

    # Positions

    def positions(self, rows: NDArray[np.intp] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(starts, positions) of the postings in `rows`."""
        if self._inline:
            return inline_positions(self._inline >> 38 & INLINE_POSITIONS, self._positions, rows)
        if rows is None:
            starts = np.concatenate((ZERO, np.cumsum(self._counts())))
            values = self._differences(None)
        else:
            counts, places = self._counts_of(rows)
            starts = np.concatenate((ZERO, np.cumsum(counts)))
            values = self._differences(np.repeat(places - starts[:-1], counts) + np.arange(starts[-1]))
        return starts, absolute(values, starts)

    def _counts(self) -> NDArray[np.int64]:
        kind = self._classes[2]
        if kind == NONE:
            return np.zeros(self.count, np.int64)
        if kind == SAME:
            return np.ones(self.count, np.int64)
        if kind == EQUAL:
            return self.weights(keep=False).astype(np.int64)
        return self._piece(2).astype(np.int64)

    def _counts_of(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many positions the postings in `rows` have, and the index of the first of each."""
        if self._classes[2] == SAME:
            return np.ones(len(rows), np.int64), np.asarray(rows, np.int64)
        if self._position_runs is None and self.count > BLOCK and len(rows) * FEW < self.count:
            return self._counts_in_blocks(rows)
        return self._runs_of_positions().of(rows)

    def _counts_in_blocks(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same, read from the blocks of the rows alone."""
        blocks, place = np.unique(rows // BLOCK, return_inverse=True)
        piece = 1 if self._classes[2] == EQUAL else 2
        if self._classes[2] == NONE or (piece == 1 and self._classes[1] == SAME):
            ones = np.full(len(rows), int(self._classes[2] != NONE), np.int64)
            return ones, ones * rows
        padded = np.minimum(blocks[:, None] * BLOCK + WITHIN, self.count - 1)
        counts = self._piece(piece)[padded].astype(np.int64)
        before = np.cumsum(counts, axis=1) - counts + self._entries()["positions"][blocks, None]
        within = rows % BLOCK
        return counts[place, within], before[place, within]

    def _differences(self, chosen: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """The differences between positions: all, or those with the indexes `chosen`."""
        kind = self._classes[3]
        if kind == NONE:
            return NO_DOCUMENTS
        piece = self._piece(3)
        values = (piece if chosen is None else piece[chosen]).astype(np.int64)
        if kind == BYTES and self._exceptions:
            start = (self._offset + self._starts()[4]) // 4
            pairs = self._data.views[WORDS][start : start + 2 * self._exceptions]
            if chosen is None:
                values[pairs[::2]] = pairs[1::2]
            else:
                large = np.flatnonzero(values == EXCEPTION)
                values[large] = pairs[1::2][np.searchsorted(pairs[::2], chosen[large])]
        return values

    # Pieces

    def _piece(self, number: int) -> NDArray[Any]:
        """Values of a piece (0: documents, 1: weights, 2: counts, 3: positions) as they are stored."""
        kind = self._classes[number]
        start = (self._offset + self._starts()[number]) // WIDTHS[kind]
        return self._data.views[kind][start : start + (self._positions if number == 3 else self.count)]

    def _starts(self) -> list[int]:
        """Where each piece begins, counted from the list's beginning; last the exceptions."""
        if not self._pieces:
            here = HEADER.size + (self.block_count * ENTRY_TYPE.itemsize if self.count > BLOCK else 0)
            sizes = (self.count, self.count, self.count, self._positions)
            starts = [here] * 5
            for width in (4, 2, 1):
                for number, kind in enumerate(self._classes):
                    if WIDTHS[kind] == width:
                        starts[number] = here
                        here += sizes[number] * width
                if width == 4:
                    starts[4] = here
                    here += self._exceptions * 8
            self._pieces = starts
        return self._pieces

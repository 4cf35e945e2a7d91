"""Reading posting lists: a header at once, the rest when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.blocks import BLOCK_TYPE
from searchkit.index.columnar.kept import KEPT
from searchkit.index.columnar.layout import (
    BLOCK,
    BYTES,
    EQUAL,
    EXCEPTION,
    FLOATS,
    HEADER,
    INLINE,
    INLINE_POSITION,
    INLINE_POSITIONS,
    INLINE_WEIGHTS,
    NONE,
    SAME,
    SHORTS,
    WEIGHT_CLASSES,
    WIDTHS,
    WORDS,
)
from searchkit.index.columnar.list_checks import check_header

if TYPE_CHECKING:
    from searchkit.index.columnar.pages import Pages

_EDGES = np.array([*WEIGHT_CLASSES, np.inf], np.float32)
_TYPES = {BYTES: np.dtype("u1"), SHORTS: np.dtype("<u2"), WORDS: np.dtype("<u4"), FLOATS: np.dtype("<f4")}
_WITHIN = np.arange(BLOCK)
_FEW = 600  # when one posting of so many is wanted, reading its block alone is faster than counting all positions


class ListData:
    """The array ``lists`` of a segment, seen as numbers of each width. `pages` checks what is read of it."""

    def __init__(self, data: NDArray[np.uint8], pages: Pages | None = None) -> None:
        self.pages = pages
        whole = data[: len(data) // 4 * 4]
        self.bytes = whole.data
        self.views = {
            BYTES: whole, SHORTS: whole.view("<u2"), WORDS: whole.view("<u4"), FLOATS: whole.view("<f4"),
        }  # fmt: skip


class Postings:
    """The posting list of a term. Arrays are made when asked for; rows count its postings from 0."""

    __slots__ = (
        "__weakref__", "_classes", "_data", "_documents", "_exceptions", "_first", "_inline", "_norms", "_offset",
        "_pieces", "_position_starts", "_positions", "_weights", "block_count", "count", "total_weight",
    )  # fmt: skip

    def __init__(self, data: ListData, pointer: int, norms: NDArray[np.uint8] | None) -> None:
        self._data = data
        self._norms = norms
        self._documents: NDArray[np.int64] | None = None
        self._weights: NDArray[np.float32] | None = None
        self._position_starts: NDArray[np.uint32] | None = None
        self._pieces: list[int] = []
        self._inline = pointer if pointer & INLINE else 0
        if self._inline:
            self.count = 1
            self._first = pointer & 0xFFFFFFFF
            self.total_weight = float(pointer >> 32 & INLINE_WEIGHTS)
            self._positions = 1 if pointer & INLINE_POSITION else 0
            self._classes = (BYTES, SAME, SAME if self._positions else NONE, NONE)
            self._exceptions = self._offset = 0
        else:
            header = check_header(data.bytes, pointer, data.pages)
            self.count, self._positions, self._exceptions = header[:3]
            self._classes, self.total_weight, self._first = header[3:7], header[7], header[8]
            self._offset = pointer
        self.block_count = -(-self.count // BLOCK)

    @property
    def has_positions(self) -> bool:
        """Whether the field keeps positions."""
        return self._classes[2] != NONE

    # Whole lists

    def documents(self, *, keep: bool = True) -> NDArray[np.int64]:
        """The document numbers, ascending; kept for the next time if `keep`."""
        documents = self._documents
        if documents is None:
            documents = self._read_documents()
            if keep:
                self._documents = documents
                KEPT.add(self, documents.nbytes)
        return documents

    def _read_documents(self) -> NDArray[np.int64]:
        if self._inline:
            return np.array([self._first], np.int64)
        relative = self._piece(0, 0, self.count)
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

    def weights(self, *, keep: bool = True) -> NDArray[np.float32]:
        """The weighted frequencies; kept for the next time if `keep`."""
        weights = self._weights
        if weights is None:
            weights = self._weights_of(0, self.count)
            if keep:
                self._weights = weights
                KEPT.add(self, weights.nbytes)
        return weights

    def forget(self) -> None:
        """Drops the arrays that were made; they are made again when asked for."""
        self._documents = self._weights = self._position_starts = None

    def _weights_of(self, first: int, count: int) -> NDArray[np.float32]:
        if self._inline:
            return np.array([self.total_weight], np.float32)
        if self._classes[1] == SAME:
            return np.ones(count, np.float32)
        return self._piece(1, first, count).astype(np.float32)

    # Blocks

    def block_entries(self) -> NDArray[Any]:
        """What is known of each block of a list that has more than one."""
        start = self._offset + HEADER.size
        return self._checked(BYTES, start, self.block_count * BLOCK_TYPE.itemsize).view(BLOCK_TYPE)

    def block_first(self) -> NDArray[np.uint32]:
        """The first document of each block."""
        if self.count <= BLOCK:
            return np.array([self._first], np.uint32)
        return self.block_entries()["first"]

    def bounds(self, inverse_norms: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each block an upper limit of weight times ``inverse_norms[length byte]`` over its postings.

        `inverse_norms`: shape (256,), descending.
        """
        if self.count <= BLOCK:
            norms = self._norms[self.documents()] if self._norms is not None else np.zeros(self.count, np.uint8)
            most_of_all: NDArray[np.float32] = (self.weights() * inverse_norms[norms]).max(keepdims=True)
            return most_of_all
        entries = self.block_entries()
        most = entries["most"].astype(np.float32)
        most[most == 65535] = np.float32(self.total_weight)
        limits = np.minimum(most[:, None], _EDGES)
        most_of_each: NDArray[np.float32] = (limits * inverse_norms[entries["norms"]]).max(axis=1)
        return most_of_each

    def blocks(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(documents, weights) of the postings of some blocks, given by number, ascending."""
        if self.count <= BLOCK:
            return (self.documents(), self.weights()) if len(numbers) else (_NO_DOCUMENTS, _NO_WEIGHTS)
        rows = self.rows_of(numbers)
        firsts = self.block_first()
        relative = self._piece(0, 0, self.count)[rows]
        documents = np.add(relative, firsts[rows // BLOCK], dtype=np.int64)
        if self._classes[1] == SAME:
            return documents, np.ones(len(rows), np.float32)
        return documents, self._piece(1, 0, self.count)[rows].astype(np.float32)

    def rows_of(self, numbers: NDArray[np.intp]) -> NDArray[np.int64]:
        """The rows of some blocks, given by number, ascending."""
        rows = (np.asarray(numbers)[:, None] * BLOCK + _WITHIN).reshape(-1)
        if len(numbers) and numbers[-1] == self.block_count - 1 and self.count % BLOCK:
            rows = rows[: self.count % BLOCK - BLOCK]
        return rows

    # Positions

    def positions(self, rows: NDArray[np.intp] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(starts, positions) of the postings in `rows`, all if not given: those of the i-th are
        ``positions[starts[i]:starts[i + 1]]``, ascending."""
        if self._inline:
            if rows is not None and not len(rows):
                return np.zeros(1, np.int64), _NO_DOCUMENTS
            size = self._positions
            return np.array([0, size]), np.array([self._inline >> 38 & INLINE_POSITIONS] * size, np.int64)
        if rows is None:
            counts = self._counts()
            starts = np.concatenate((_ZERO, np.cumsum(counts)))
            values = self._differences(None)
        else:
            counts, places = self._counts_of(rows)
            starts = np.concatenate((_ZERO, np.cumsum(counts)))
            values = self._differences(np.repeat(places - starts[:-1], counts) + np.arange(starts[-1]))
        return starts, _run_sums(values, starts)

    def _counts(self) -> NDArray[np.int64]:
        kind = self._classes[2]
        if kind == NONE:
            return np.zeros(self.count, np.int64)
        if kind == SAME:
            return np.ones(self.count, np.int64)
        if kind == EQUAL:
            return self.weights(keep=False).astype(np.int64)
        return self._piece(2, 0, self.count).astype(np.int64)

    def _counts_of(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many positions the postings in `rows` have, and the index of the first of each."""
        if self._classes[2] == SAME:
            return np.ones(len(rows), np.int64), np.asarray(rows, np.int64)
        starts = self._position_starts
        if starts is None:
            if self.count > BLOCK and len(rows) * _FEW < self.count:
                return self._counts_in_blocks(rows)
            starts = np.zeros(self.count + 1, np.uint32)
            np.cumsum(self._counts(), out=starts[1:])
            self._position_starts = starts
            KEPT.add(self, starts.nbytes)
        first = starts[rows].astype(np.int64)
        return starts[rows + 1] - first, first

    def _counts_in_blocks(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same, read from the blocks of the rows alone."""
        blocks, place = np.unique(rows // BLOCK, return_inverse=True)
        piece = 1 if self._classes[2] == EQUAL else 2
        if self._classes[2] == NONE or (piece == 1 and self._classes[1] == SAME):
            ones = np.full(len(rows), int(self._classes[2] != NONE), np.int64)
            return ones, ones * rows
        padded = np.minimum(blocks[:, None] * BLOCK + _WITHIN, self.count - 1)
        counts = self._piece(piece, 0, self.count)[padded].astype(np.int64)
        before = np.cumsum(counts, axis=1) - counts + self.block_entries()["positions"][blocks, None]
        within = rows % BLOCK
        return counts[place, within], before[place, within]

    def _differences(self, chosen: NDArray[np.int64] | None) -> NDArray[np.int64]:
        """The differences between positions: all, or those with the indexes `chosen`."""
        kind = self._classes[3]
        if kind == NONE:
            return _NO_DOCUMENTS
        piece = self._piece(3, 0, self._positions)
        values = (piece if chosen is None else piece[chosen]).astype(np.int64)
        if kind == BYTES and self._exceptions:
            start = (self._offset + self._starts()[4]) // 4
            pairs = self._checked(WORDS, start, 2 * self._exceptions)
            if chosen is None:
                values[pairs[::2]] = pairs[1::2]
            else:
                large = np.flatnonzero(values == EXCEPTION)
                values[large] = pairs[1::2][np.searchsorted(pairs[::2], chosen[large])]
        return values

    # Pieces

    def _piece(self, number: int, first: int, count: int) -> NDArray[Any]:
        """Values of a piece (0: documents, 1: weights, 2: counts, 3: positions) as they are stored."""
        kind = self._classes[number]
        start = (self._offset + self._starts()[number]) // WIDTHS[kind] + first
        return self._checked(kind, start, count)

    def _checked(self, kind: int, start: int, count: int) -> NDArray[Any]:
        """Values of a class, as they were written."""
        if self._data.pages is not None:
            width = WIDTHS[kind]
            self._data.pages.check(start * width, (start + count) * width)
        return self._data.views[kind][start : start + count]

    def _starts(self) -> list[int]:
        """Where each piece begins, counted from the list's beginning; last the exceptions."""
        if not self._pieces:
            here = HEADER.size + (self.block_count * BLOCK_TYPE.itemsize if self.count > BLOCK else 0)
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


_ZERO = np.zeros(1, np.int64)
_NO_DOCUMENTS = np.zeros(0, np.int64)
_NO_WEIGHTS = np.zeros(0, np.float32)


def _run_sums(values: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Running sums that begin anew at each of `starts`."""
    if len(values) == len(starts) - 1:
        return values  # one each
    sums = np.cumsum(values)
    before = np.concatenate((_ZERO, sums))[starts[:-1]]
    return sums - np.repeat(before, np.diff(starts))

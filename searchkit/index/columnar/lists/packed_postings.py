"""Reading packed posting lists: what the pointer or the header says at once, the rest when it is asked for."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.kept import KEPT
from searchkit.index.columnar.lists.blocks import ENTRY_TYPE
from searchkit.index.columnar.lists.layout import (
    BLOCK,
    COUNT_SHIFT,
    FIRST_SHIFT,
    FLOATS,
    HEADER,
    INLINE,
    INLINE_POSITION,
    INLINE_POSITIONS,
    INLINE_WEIGHTS,
    LONG,
    OFFSET_BITS,
    WHOLE,
    WIDTH_SHIFTS,
)
from searchkit.index.columnar.lists.packing import MASKS, Ints, bytes_of, eights, unpack, unpack_rows, unpack_run
from searchkit.index.columnar.lists.postings import (
    FEW,
    NO_DOCUMENTS,
    NO_WEIGHTS,
    WITHIN,
    ZERO,
    Postings,
    inline_positions,
    run_sums,
)

_Blocks: TypeAlias = "NDArray[np.intp] | slice"
_ALL = slice(None)
_GOOD_PART = 8  # when one position of so many is wanted, unpacking all, once, is worth it
_OFFSETS = (1 << OFFSET_BITS) - 1


class ListData:
    """The array ``lists`` of a segment."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.array = data
        self.bytes = data.data
        self.eights = eights(data)


class PackedPostings(Postings):
    """The posting list of a term (see `layout`)."""

    __slots__ = (
        "_begin", "_data", "_entries", "_first", "_inline", "_kind", "_offset", "_positions", "_total", "_unpacked",
        "_widths",
    )  # fmt: skip

    def __init__(
        self, data: ListData, pointer: int, norms: NDArray[np.uint8] | None, *, has_positions: bool = True
    ) -> None:
        self._data = data
        self._positions = has_positions
        self._inline = pointer if pointer & INLINE else 0
        self._entries: NDArray[Any] | None = None
        self._unpacked: NDArray[Any] | None = None
        self._total: float | None = None
        self._kind = WHOLE
        if self._inline:
            count = 1
            self._first = pointer & 0xFFFFFFFF
            self._total = float(pointer >> 32 & INLINE_WEIGHTS)
        elif pointer >> WIDTH_SHIFTS[0] & 31 == LONG:
            self._offset = pointer & _OFFSETS
            count, self._kind, self._total = HEADER.unpack_from(data.bytes, self._offset)
            start = self._offset + HEADER.size
            blocks = -(-count // BLOCK)
            self._entries = data.array[start : start + blocks * ENTRY_TYPE.itemsize].view(ENTRY_TYPE)
        else:
            offset = pointer & _OFFSETS
            count = (pointer >> COUNT_SHIFT & 127) + 1
            self._begin = offset + (pointer >> FIRST_SHIFT & 3) + 1
            self._first = int.from_bytes(data.bytes[offset : self._begin], "little")
            documents, weights, counts, positions = WIDTH_SHIFTS
            self._widths = (
                pointer >> documents & 31,
                pointer >> weights & 15,
                pointer >> counts & 15,
                pointer >> positions,
            )
        super().__init__(count, norms)

    @property
    def total_weight(self) -> float:
        """The sum of the weights."""
        if self._total is None:
            self._total = float(self.weights(keep=False).sum(dtype=np.float64))
        return self._total

    @property
    def has_positions(self) -> bool:
        """Whether the field keeps positions."""
        return bool(self._inline & INLINE_POSITION) if self._inline else self._positions

    # Whole lists

    def _read_documents(self) -> NDArray[np.int64]:
        if self._entries is not None:
            return self._documents_of(_ALL)[: self.count]
        documents = np.empty(self.count, np.int64)
        documents[0] = self._first
        if self.count > 1:
            gaps = unpack_run(self._data.eights, self._begin, self._widths[0], self.count - 1)
            gaps += 1
            documents[1:] = gaps
            np.cumsum(documents, out=documents)
        return documents

    def _read_weights(self) -> NDArray[np.float32]:
        if self._inline:
            return np.array([self._total], np.float32)
        return self._as_weights(self._values(1))

    def _as_weights(self, values: NDArray[Any]) -> NDArray[np.float32]:
        if self._kind == FLOATS:
            return values.astype(np.uint32).view(np.float32)
        weights = values.astype(np.float32 if values.dtype.itemsize <= 2 else np.float64)
        weights += 1
        return weights.astype(np.float32, copy=False)

    def _values(self, number: int) -> NDArray[Any]:
        """All values of a piece (1: weights, 2: counts) as they are stored."""
        if self._entries is not None:
            return self._in_blocks(number, _ALL).reshape(-1)[: self.count]
        return unpack_run(self._data.eights, self._short_begin(number), self._widths[number], self.count)

    def _short_begin(self, number: int) -> int:
        """Where a piece of a short list begins."""
        begin, count = self._begin, self.count
        for piece, width in enumerate(self._widths[:number]):
            begin += ((count if piece else count - 1) * width + 7) >> 3
        return begin

    # Blocks of a long list

    def _piece(self, number: int, blocks: _Blocks) -> tuple[Ints, Ints]:
        """Where a piece begins in some blocks, and its widths; numbers of blocks ascend, and may come several times."""
        assert self._entries is not None
        entries = self._entries[blocks]
        widths = entries["widths"].astype(np.int64)
        begin = entries["begin"].astype(np.int64)
        begin += self._offset
        if number:
            begin += bytes_of(BLOCK - 1, widths[:, 0])
            if number > 1:
                begin += widths[:, 1:number].sum(axis=1) * (BLOCK >> 3)
            if self.count % BLOCK and len(begin):
                of_last = -1 if isinstance(blocks, slice) else int(blocks.searchsorted(self.block_count - 1))
                begin[of_last:] = self._begin_in_last(number)
        return begin, widths[:, number]

    def _begin_in_last(self, number: int) -> int:
        """Where a piece of the last block begins, which is not full."""
        assert self._entries is not None
        last, size = self._entries[-1], self.count % BLOCK
        begin = self._offset + int(last["begin"])
        for piece, width in enumerate(last["widths"].tolist()[:number]):
            begin += ((size if piece else size - 1) * width + 7) >> 3
        return begin

    def _in_blocks(self, number: int, blocks: _Blocks, size: int = BLOCK) -> NDArray[Any]:
        """The values of a piece in some blocks, shape (blocks, size); what is beyond the last has no meaning."""
        return unpack_rows(self._data.eights, *self._piece(number, blocks), size)

    def _documents_of(self, blocks: _Blocks) -> NDArray[np.int64]:
        """The documents of some blocks; the last block comes as if it were full."""
        assert self._entries is not None
        gaps = self._in_blocks(0, blocks, BLOCK - 1)
        documents = np.empty((len(gaps), BLOCK), np.int64)
        documents[:, 0] = self._entries["first"][blocks]
        documents[:, 1:] = gaps
        np.cumsum(documents, axis=1, out=documents)
        documents += WITHIN
        return documents.reshape(-1)

    def _limits(self) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        assert self._entries is not None
        return self._entries["most"], self._entries["norms"]

    def block_first(self) -> NDArray[np.uint32]:
        """The first document of each block."""
        if self._entries is None:
            return np.array([self._first], np.uint32)
        return self._entries["first"]

    def blocks(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(documents, weights) of the postings of some blocks."""
        if self._entries is None or not len(numbers):
            return (self.documents(), self.weights()) if len(numbers) else (NO_DOCUMENTS, NO_WEIGHTS)
        documents, all_weights = self._documents, self._weights
        if documents is not None and all_weights is not None:
            rows = self.rows_of(numbers)
            return documents[rows], all_weights[rows]
        size = len(numbers) * BLOCK
        if numbers[-1] == self.block_count - 1:
            size -= -self.count % BLOCK
        weights = self._in_blocks(1, numbers).reshape(-1)[:size]
        return self._documents_of(numbers)[:size], self._as_weights(weights)

    # Positions

    def positions(self, rows: NDArray[np.intp] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(starts, positions) of the postings in `rows`."""
        if self._inline:
            place, size = self._inline >> 38 & INLINE_POSITIONS, int(self.has_positions)
            return inline_positions(place, size, rows)
        if not self._positions:
            return np.zeros((self.count if rows is None else len(rows)) + 1, np.int64), NO_DOCUMENTS
        if rows is None:
            starts = np.concatenate((ZERO, np.cumsum(self._counts())))
            values = self._differences(starts)
        else:
            counts, first = self._counts_of(rows)
            starts = np.concatenate((ZERO, np.cumsum(counts)))
            values = self._differences_of(rows, first, counts, starts)
        return starts, run_sums(values, starts)

    def _counts(self) -> NDArray[np.int64]:
        if self._entries is not None:
            return self._counts_in(_ALL).reshape(-1)[: self.count]
        counts = self._values(2)
        return counts.astype(np.int64) if self._kind == FLOATS else self._values(1) + 1 - counts

    def _counts_in(self, blocks: _Blocks) -> NDArray[np.int64]:
        """The same of some blocks, shape (blocks, 128)."""
        begins, widths = zip(self._piece(1, blocks), self._piece(2, blocks), strict=True)
        pieces = unpack_rows(self._data.eights, np.concatenate(begins), np.concatenate(widths), BLOCK)
        weights, extras = pieces.reshape(2, -1, BLOCK)
        if self._kind == FLOATS:
            return extras.astype(np.int64)
        counts = weights.astype(np.int64)
        counts += 1
        counts -= extras
        return counts

    def _counts_of(self, rows: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many positions the postings in `rows` have, and the index of the first of each."""
        if self._position_starts is None and self._entries is not None and len(rows) * FEW < self.count:
            return self._counts_in_blocks(rows, self._entries)
        starts = self._starts_of_positions()
        first = starts[rows].astype(np.int64)
        return starts[rows + 1] - first, first

    def _counts_in_blocks(
        self, rows: NDArray[np.intp], entries: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same, read from the blocks of the rows alone."""
        blocks, place = np.unique(rows // BLOCK, return_inverse=True)
        counts = self._counts_in(blocks)
        before = np.cumsum(counts, axis=1) - counts + entries["positions"][blocks, None]
        within = rows % BLOCK
        return counts[place, within], before[place, within]

    def _differences(self, starts: NDArray[np.int64]) -> NDArray[np.int64]:
        """All differences between positions."""
        if self._entries is None:
            return unpack_run(self._data.eights, self._short_begin(3), self._widths[3], int(starts[-1]))
        sizes = np.diff(np.append(starts[:-1:BLOCK], starts[-1]))
        return unpack(self._data.eights, *self._piece(3, _ALL), sizes)

    def _differences_of(self, rows: NDArray[np.intp], first: Ints, counts: Ints, starts: Ints) -> NDArray[np.int64]:
        """The differences of the postings in `rows`, whose first positions have the indexes `first`."""
        widths: Any
        if self._entries is None:
            widths = self._widths[3]
            bits = self._short_begin(3) * 8 + first * widths
        else:
            kept = self._kept_differences(int(starts[-1]))
            if kept is not None:
                places = np.repeat(first - starts[:-1], counts) + np.arange(starts[-1])
                found: Ints = kept[places].astype(np.int64)
                return found
            blocks = rows // BLOCK
            begins, widths = self._piece(3, blocks)
            bits = begins * 8 + (first - self._entries["positions"][blocks]) * widths
        if starts[-1] != len(rows):
            bits = np.repeat(bits - starts[:-1] * widths, counts)
            widths = widths if self._entries is None else np.repeat(widths, counts)
            bits += np.arange(starts[-1]) * widths
        values: Ints = self._data.eights[bits >> 3] >> (bits & 7) & MASKS[widths]
        return values

    def _kept_differences(self, wanted: int) -> NDArray[Any] | None:
        """All differences, once `wanted` is a good part of them; they are kept for the next time."""
        kept, starts = self._unpacked, self._position_starts
        if kept is None and starts is not None and wanted * _GOOD_PART >= starts[-1]:
            differences = self._differences(starts.astype(np.int64))
            kept = self._unpacked = differences.astype("<u2" if differences.max(initial=0) < 1 << 16 else "<u4")
            KEPT.add(self, kept.nbytes)
        return kept

    def forget(self) -> None:
        """Drops the arrays that were made."""
        super().forget()
        self._unpacked = None

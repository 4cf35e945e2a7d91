"""Reading packed posting lists: what the pointer or the header says at once, the rest when it is asked for."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.array_cache import CACHE
from searchkit.index.columnar.lists.blocks import ENTRY_TYPE
from searchkit.index.columnar.lists.layout import (
    BLOCK,
    COUNT_MASK,
    COUNT_SHIFT,
    FIRST_SHIFT,
    FLOATS,
    HEADER,
    INLINE,
    INLINE_POSITION,
    INLINE_POSITIONS,
    INLINE_WEIGHTS,
    LONG,
    OFFSET_MASK,
    WHOLE,
    WIDTH_MASK,
    WIDTH_SHIFTS,
)
from searchkit.index.columnar.lists.packing import MASKS, Ints, bytes_of, eights, unpack, unpack_rows, unpack_run
from searchkit.index.columnar.lists.postings import (
    FEW,
    FEW_UNKEPT,
    NO_DOCUMENTS,
    NO_WEIGHTS,
    ZERO,
    Postings,
    absolute,
    inline_positions,
)

_Blocks: TypeAlias = "NDArray[np.intp] | slice"
_ALL = slice(None)
_GOOD_PART = 8  # when one position of so many is wanted, unpacking all, once, is worth it
_FAR_FEWER = 6  # reading one weight alone takes so many times as long as reading one among all


class ListData:
    """The array ``lists`` of a segment."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self.array = data
        self.bytes = data.data
        self.eights = eights(data)


class PackedPostings(Postings):
    """The posting list of a term (see `layout`)."""

    __slots__ = (
        "_begin", "_data", "_entries", "_first", "_inline", "_kind", "_looked_up", "_offset", "_positions", "_table",
        "_total", "_unpacked", "_widths",
    )  # fmt: skip

    def __init__(
        self, data: ListData, pointer: int, norms: NDArray[np.uint8] | None, *, has_positions: bool = True
    ) -> None:
        self._data = data
        self._positions = has_positions
        self._inline = pointer if pointer & INLINE else 0
        self._entries: NDArray[Any] | None = None
        self._table: tuple[Ints, Ints] | None = None
        self._unpacked: NDArray[Any] | None = None
        self._looked_up = 0
        """Rows whose positions were found by reading their blocks."""
        self._total: float | None = None
        self._kind = WHOLE
        if self._inline:
            count = 1
            self._first = pointer & 0xFFFFFFFF
            self._total = float(pointer >> 32 & INLINE_WEIGHTS)
        elif pointer >> WIDTH_SHIFTS[0] & WIDTH_MASK == LONG:
            self._offset = pointer & OFFSET_MASK
            count, self._kind, self._total = HEADER.unpack_from(data.bytes, self._offset)
            start = self._offset + HEADER.size
            blocks = -(-count // BLOCK)
            self._entries = data.array[start : start + blocks * ENTRY_TYPE.itemsize].view(ENTRY_TYPE)
        else:
            offset = pointer & OFFSET_MASK
            count = (pointer >> COUNT_SHIFT & COUNT_MASK) + 1
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
        weights: NDArray[np.float32]
        if values.dtype.itemsize > 2:
            weights = np.add(values, 1, dtype=np.int64).astype(np.float32)
        else:
            weights = values.astype(np.float32)  # exact, as is the sum
            weights += 1
        return weights

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

    def _pieces(self) -> tuple[Ints, Ints]:
        """Where the four pieces of each block begin, and their widths: shape (4, blocks); kept for the next time."""
        table = self._table  # another thread may forget it meanwhile
        if table is None:
            assert self._entries is not None
            widths = self._entries["widths"].T.astype(np.int64)
            begins = np.empty_like(widths)
            begins[0] = self._entries["begin"]
            begins[0] += self._offset
            sizes = bytes_of(BLOCK, widths)
            np.add(begins[0], bytes_of(BLOCK - 1, widths[0]), out=begins[1])
            np.add(begins[1], sizes[1], out=begins[2])
            np.add(begins[2], sizes[2], out=begins[3])
            if last := self.count % BLOCK:  # the last block is not full
                for piece, width in enumerate(widths[:3, -1].tolist()):
                    begins[piece + 1, -1] = begins[piece, -1] + bytes_of(last if piece else last - 1, width)
            table = self._table = begins, widths
            CACHE.add(self, begins.nbytes * 2)
        return table

    def _piece(self, number: int, blocks: _Blocks) -> tuple[Ints, Ints]:
        """Where a piece begins in some blocks, and its widths."""
        begins, widths = self._pieces()
        return begins[number][blocks], widths[number][blocks]

    def _in_blocks(self, number: int, blocks: _Blocks, size: int = BLOCK) -> NDArray[Any]:
        """The values of a piece in some blocks, shape (blocks, size); what is beyond the last has no meaning."""
        return unpack_rows(self._data.eights, *self._piece(number, blocks), size)

    def _documents_of(self, blocks: _Blocks) -> NDArray[np.int64]:
        """The documents of some blocks; the last block comes as if it were full."""
        assert self._entries is not None
        gaps = self._in_blocks(0, blocks, BLOCK - 1)
        documents = np.empty((len(gaps), BLOCK), np.int64)
        documents[:, 0] = self._entries["first"][blocks]
        np.add(gaps, 1, out=documents[:, 1:], dtype=np.int64)
        np.cumsum(documents, axis=1, out=documents)
        return documents.reshape(-1)

    def _limits(self) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        assert self._entries is not None
        return self._entries["most"], self._entries["norms"]

    def block_first(self) -> NDArray[np.uint32]:
        """The first document of each block."""
        if self._entries is None:
            return np.array([self._first], np.uint32)
        return self._entries["first"]

    def documents_in(self, numbers: NDArray[np.intp]) -> NDArray[np.int64]:
        """The documents of some blocks."""
        if self._entries is None or not len(numbers):
            return self.documents() if len(numbers) else NO_DOCUMENTS
        if (documents := self._documents) is not None:
            return documents[self.rows_of(numbers)].astype(np.int64)
        return self._documents_of(numbers)[: self._size_of(numbers)]

    def blocks(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(documents, weights) of the postings of some blocks."""
        documents = self.documents_in(numbers)
        if self._entries is None or not len(numbers):
            return documents, self.weights() if len(numbers) else NO_WEIGHTS
        if (weights := self._weights) is not None:
            return documents, weights[self.rows_of(numbers)].astype(np.float32)
        return documents, self._as_weights(self._in_blocks(1, numbers).reshape(-1)[: len(documents)])

    def _size_of(self, numbers: NDArray[np.intp]) -> int:
        """How many postings some blocks have."""
        missing = -self.count % BLOCK if numbers[-1] == self.block_count - 1 else 0
        return len(numbers) * BLOCK - missing

    def weights_at(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """The weights of the postings in `rows`."""
        if (weights := self._weights) is not None:
            return weights[rows].astype(np.float32)
        if self._entries is None or len(rows) * _FAR_FEWER > self.count:
            return self.weights()[rows]
        begins, widths = self._piece(1, rows // BLOCK)
        bits = (rows % BLOCK) * widths + begins * 8
        return self._as_weights(self._data.eights[bits >> 3] >> (bits & 7) & MASKS[widths])

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
        return starts, absolute(values, starts)

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
        if self._position_runs is None and self._entries is not None:
            has_room = CACHE.has_room(2 * self.count)
            # What is kept serves the next time too: so it is made once reading blocks has taken as long as that takes.
            self._looked_up += len(rows)
            if (self._looked_up * FEW if has_room else len(rows) * FEW_UNKEPT) < self.count:
                return self._counts_in_blocks(rows, self._entries)
            self._looked_up = 0
        return self._runs_of_positions().of(rows)

    def _counts_in_blocks(
        self, rows: NDArray[np.intp], entries: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The same, read from the blocks of the rows alone."""
        of_rows = rows // BLOCK
        is_first = np.ones(len(rows), bool)
        np.not_equal(of_rows[1:], of_rows[:-1], out=is_first[1:])
        blocks, place = of_rows[is_first], np.cumsum(is_first) - 1
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
        """All differences, once `wanted` is a good part of them and there is room; they are kept for the next time."""
        kept, runs = self._unpacked, self._position_runs
        if kept is None and runs is not None and wanted * _GOOD_PART >= runs.total and CACHE.has_room(2 * runs.total):
            differences = unpack(self._data.eights, *self._piece(3, _ALL), runs.in_blocks())
            kept = self._unpacked = differences.astype("<u2" if differences.max(initial=0) < 1 << 16 else "<u4")
            CACHE.add(self, kept.nbytes)
        return kept

    def forget(self) -> None:
        """Drops the arrays that were made."""
        super().forget()
        self._table = self._unpacked = None

"""Reading posting lists without numpy: for the few short lists of one query, importing it would take longer."""

from __future__ import annotations

from array import array
from itertools import accumulate

from searchkit.index.columnar.lists.layout import (
    BLOCK,
    COUNT_SHIFT,
    ENTRY,
    FIRST_SHIFT,
    FLOATS,
    HEADER,
    INLINE,
    INLINE_WEIGHTS,
    LONG,
    OFFSET_BITS,
    WHOLE,
    WIDTH_SHIFTS,
)
from searchkit.index.columnar.lists.plain_packing import unpack


class PlainPostings:
    """The posting list of a term: what its pointer says at once, the rest when it is asked for."""

    __slots__ = ("_data", "_first", "_kind", "_offset", "_pointer", "_total", "count")

    def __init__(self, data: memoryview, pointer: int) -> None:
        self._data = data
        self._pointer = pointer
        self._kind = WHOLE
        self._total: float | None = None
        self._offset = pointer & (1 << OFFSET_BITS) - 1
        if pointer & INLINE:
            self.count = 1
            self._total = float(pointer >> 32 & INLINE_WEIGHTS)
        elif self._is_long:
            self.count, self._kind, self._total = HEADER.unpack_from(data, self._offset)
        else:
            self.count = (pointer >> COUNT_SHIFT & 127) + 1

    @property
    def _is_long(self) -> bool:
        return self._pointer >> WIDTH_SHIFTS[0] & 31 == LONG

    @property
    def total_weight(self) -> float:
        """The sum of the weights."""
        return float(sum(self.weights())) if self._total is None else self._total

    def documents(self) -> list[int]:
        """The document numbers, ascending."""
        if self._pointer & INLINE:
            return [self._pointer & 0xFFFFFFFF]
        documents: list[int] = []
        for first, count, begin, width, _ in self._blocks():
            steps = unpack(self._data, begin, width, count - 1, plus=1)
            documents += accumulate(steps, initial=first)
        return documents

    def weights(self) -> list[float]:
        """The weighted frequencies, in single precision."""
        if self._pointer & INLINE:
            return [float(self._pointer >> 32 & INLINE_WEIGHTS)]
        weights: list[float] = []
        plus, kind = (0, "I") if self._kind == FLOATS else (1, "")
        for _, count, begin, width_of_documents, width in self._blocks():
            begin += (count - 1) * width_of_documents + 7 >> 3
            values = unpack(self._data, begin, width, count, plus=plus)
            weights += array("f", array(kind, values).tobytes() if kind else values)
        return weights

    def _blocks(self) -> list[tuple[int, int, int, int, int]]:
        """Of each block: first document, postings, where it begins, widths of documents and of weights."""
        pointer, offset = self._pointer, self._offset
        if not self._is_long:
            begin = offset + (pointer >> FIRST_SHIFT & 3) + 1
            first = int.from_bytes(self._data[offset:begin], "little")
            return [(first, self.count, begin, pointer >> WIDTH_SHIFTS[0] & 31, pointer >> WIDTH_SHIFTS[1] & 15)]
        start, blocks = offset + HEADER.size, -(-self.count // BLOCK)
        entries = ENTRY.iter_unpack(self._data[start : start + blocks * ENTRY.size])
        return [
            (entry[0], min(self.count - row, BLOCK), offset + entry[2], entry[9], entry[10])
            for row, entry in zip(range(0, self.count, BLOCK), entries, strict=True)
        ]

"""Reading posting lists without numpy: for the few short lists of one query, importing it would take longer."""

from __future__ import annotations

from array import array
from collections.abc import Container
from itertools import accumulate
from operator import sub

from searchkit.index.columnar.lists.layout import (
    BLOCK,
    COUNT_SHIFT,
    ENTRY,
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
    WIDTH_BITS,
    WIDTH_SHIFTS,
)
from searchkit.index.columnar.lists.plain_packing import unpack


def said_count(pointer: int) -> int:
    """How many postings the list has that a pointer leads to; 0 where its header says it."""
    if pointer & INLINE:
        return 1
    return 0 if pointer >> WIDTH_SHIFTS[0] & 31 == LONG else (pointer >> COUNT_SHIFT & 127) + 1


class PlainPostings:
    """The posting list of a term: what its pointer says at once, the rest when it is asked for."""

    __slots__ = ("_data", "_first", "_kind", "_offset", "_pointer", "_total", "count")

    def __init__(self, data: memoryview, pointer: int) -> None:
        self._data = data
        self._pointer = pointer
        self._kind = WHOLE
        self._total: float | None = None
        self._offset = pointer & (1 << OFFSET_BITS) - 1
        self.count = said_count(pointer)
        if pointer & INLINE:
            self._total = float(pointer >> 32 & INLINE_WEIGHTS)
        elif not self.count:
            self.count, self._kind, self._total = HEADER.unpack_from(data, self._offset)

    @property
    def total_weight(self) -> float:
        """The sum of the weights."""
        return float(sum(self.weights())) if self._total is None else self._total

    def documents(self) -> list[int]:
        """The document numbers, ascending."""
        if self._pointer & INLINE:
            return [self._pointer & 0xFFFFFFFF]
        documents: list[int] = []
        for first, count, begin, widths in self._blocks():
            steps = unpack(self._data, begin, widths[0], count - 1, plus=1)
            documents += accumulate(steps, initial=first)
        return documents

    def weights(self) -> list[float]:
        """The weighted frequencies, in single precision."""
        if self._pointer & INLINE:
            return [float(self._pointer >> 32 & INLINE_WEIGHTS)]
        weights: list[float] = []
        plus, kind = (0, "I") if self._kind == FLOATS else (1, "")
        for _, count, begin, widths in self._blocks():
            begin += (count - 1) * widths[0] + 7 >> 3
            values = unpack(self._data, begin, widths[1], count, plus=plus)
            weights += array("f", array(kind, values).tobytes() if kind else values)
        return weights

    def positions(self, wanted: Container[int]) -> dict[int, list[int]]:
        """The positions in each of the documents `wanted` that it has; only of a field that keeps positions."""
        if self._pointer & INLINE:
            (document,), there = self.documents(), self._pointer & INLINE_POSITION
            return {document: [self._pointer >> 38 & INLINE_POSITIONS]} if there and document in wanted else {}
        found: dict[int, list[int]] = {}
        for first, count, begin, widths in self._blocks():
            documents = list(accumulate(unpack(self._data, begin, widths[0], count - 1, plus=1), initial=first))
            rows = [row for row, document in enumerate(documents) if document in wanted]
            if not rows:
                continue
            begin += (count - 1) * widths[0] + 7 >> 3
            weights = unpack(self._data, begin, widths[1], count, plus=1)
            begin += count * widths[1] + 7 >> 3
            counts = unpack(self._data, begin, widths[2], count)
            begin += count * widths[2] + 7 >> 3
            if self._kind != FLOATS:
                counts = list(map(sub, weights, counts))
            starts = list(accumulate(counts, initial=0))
            steps = unpack(self._data, begin, widths[3], starts[rows[-1] + 1])
            for row in rows:
                found[documents[row]] = list(accumulate(steps[starts[row] : starts[row + 1]]))
        return found

    def _blocks(self) -> list[tuple[int, int, int, tuple[int, ...]]]:
        """Of each block: first document, postings, where it begins, the widths of its four pieces."""
        pointer, offset = self._pointer, self._offset
        if said_count(pointer):
            begin = offset + (pointer >> FIRST_SHIFT & 3) + 1
            first = int.from_bytes(self._data[offset:begin], "little")
            shifts = zip(WIDTH_SHIFTS, WIDTH_BITS, strict=True)
            return [(first, self.count, begin, tuple(pointer >> shift & (1 << bits) - 1 for shift, bits in shifts))]
        start, blocks = offset + HEADER.size, -(-self.count // BLOCK)
        entries = ENTRY.iter_unpack(self._data[start : start + blocks * ENTRY.size])
        return [
            (entry[0], min(self.count - row, BLOCK), offset + entry[2], entry[9:])
            for row, entry in zip(range(0, self.count, BLOCK), entries, strict=True)
        ]

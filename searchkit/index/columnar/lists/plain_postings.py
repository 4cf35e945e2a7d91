"""Reading posting lists without numpy: for the few short lists of one query, importing it would take longer."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection
from itertools import accumulate
from typing import TypeAlias

from searchkit.index.columnar.lists.layout import (
    BLOCK,
    COUNT_MASK,
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
    OFFSET_MASK,
    WHOLE,
    WIDTH_BITS,
    WIDTH_MASK,
    WIDTH_SHIFTS,
)
from searchkit.index.columnar.lists.plain_packing import unpack

_EXACT = 24  # bits of numbers that single precision does not round

_Block: TypeAlias = "tuple[int, int, int, tuple[int, ...]]"
"""First document, postings, where it begins, the widths of its four pieces."""


def said_count(pointer: int) -> int:
    """How many postings the list has that a pointer leads to; 0 where its header says it."""
    if pointer & INLINE:
        return 1
    return 0 if pointer >> WIDTH_SHIFTS[0] & WIDTH_MASK == LONG else (pointer >> COUNT_SHIFT & COUNT_MASK) + 1


class PlainPostings:
    """The posting list of a term: what its pointer says at once, the rest when it is asked for."""

    __slots__ = ("_data", "_documents", "_found", "_kind", "_offset", "_pointer", "_total", "_weights", "count")

    def __init__(self, data: memoryview, pointer: int) -> None:
        self._data = data
        self._pointer = pointer
        self._kind = WHOLE
        self._total: float | None = None
        self._found: list[_Block] = []
        self._documents: list[int] = []
        self._weights: list[float] = []
        self._offset = pointer & OFFSET_MASK
        self.count = said_count(pointer)
        if pointer & INLINE:
            self._total = float(pointer >> 32 & INLINE_WEIGHTS)
        elif not self.count:
            self.count, self._kind, self._total = HEADER.unpack_from(data, self._offset)

    @property
    def is_whole(self) -> bool:
        """Whether the weights are whole numbers, none less than the number of positions."""
        return self._kind == WHOLE

    @property
    def total_weight(self) -> float:
        """The sum of the weights."""
        return float(sum(self.weights())) if self._total is None else self._total

    def documents(self) -> list[int]:
        """The document numbers, ascending; they are kept."""
        if not self._documents:
            self._documents = self._read_documents()
        return self._documents

    def _read_documents(self) -> list[int]:
        if self._pointer & INLINE:
            return [self._pointer & 0xFFFFFFFF]
        documents: list[int] = []
        for first, count, begin, widths in self._blocks():
            steps = unpack(self._data, begin, widths[0], count - 1, plus=1)
            documents += accumulate(steps, initial=first)
        return documents

    def weights(self) -> list[float]:
        """The weighted frequencies, in single precision; they are kept."""
        if not self._weights:
            self._weights = self._read_weights()
        return self._weights

    def _read_weights(self) -> list[float]:
        if self._pointer & INLINE:
            return [float(self._pointer >> 32 & INLINE_WEIGHTS)]
        weights: list[float] = []
        for _, count, begin, widths in self._blocks():
            begin += (count - 1) * widths[0] + 7 >> 3
            if self._kind == FLOATS:
                weights += array("f", array("I", unpack(self._data, begin, widths[1], count)).tobytes())
            elif widths[1] > _EXACT:
                weights += array("f", unpack(self._data, begin, widths[1], count, plus=1))
            else:  # whole numbers, as they are
                weights += unpack(self._data, begin, widths[1], count, plus=1)
        return weights

    def positions(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """The positions in each of the documents `wanted` that it has; only of a field that keeps positions."""
        documents = self.documents()
        if self._pointer & INLINE:
            there = self._pointer & INLINE_POSITION and documents[0] in wanted
            return {documents[0]: [self._pointer >> 38 & INLINE_POSITIONS]} if there else {}
        found: dict[int, list[int]] = {}
        blocks = self._blocks()
        for document in wanted:
            row = bisect_left(documents, document)
            if row < self.count and documents[row] == document:
                found[document] = self._places(row, *blocks[row // BLOCK])
        return found

    def _places(self, row: int, first: int, count: int, begin: int, widths: tuple[int, ...]) -> list[int]:
        """The positions in the document of a row, which is in this block."""
        begin += (count - 1) * widths[0] + 7 >> 3
        at = row % BLOCK
        if self._kind == FLOATS:
            weights: list[float] | list[int] = []
        elif widths[1] > _EXACT:
            weights = unpack(self._data, begin, widths[1], at + 1, plus=1)
        else:
            weights = self.weights()[row - at : row + 1]
        begin += count * widths[1] + 7 >> 3
        counts = unpack(self._data, begin, widths[2], at + 1) if widths[2] else [0]
        begin += count * widths[2] + 7 >> 3
        before, here = sum(counts[:-1]), counts[-1]
        if weights:
            before, here = int(sum(weights[:-1])) - before, int(weights[-1]) - here
        bit, width = before * widths[3], widths[3]
        data = self._data[begin + (bit >> 3) : begin + (bit + here * width + 7 >> 3)]
        steps = int.from_bytes(data, "little") >> (bit & 7)
        return list(accumulate(unpack(steps.to_bytes(len(data), "little"), 0, width, here)))

    def _blocks(self) -> list[_Block]:
        """All of them; they are kept."""
        if not self._found:
            self._found = self._read_blocks()
        return self._found

    def _read_blocks(self) -> list[_Block]:
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

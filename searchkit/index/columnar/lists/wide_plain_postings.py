"""Reading posting lists of format version 1 without numpy."""

from __future__ import annotations

from array import array
from typing import Any

from searchkit.index.columnar.lists.checks import check_header
from searchkit.index.columnar.lists.layout import BLOCK, INLINE, INLINE_WEIGHTS
from searchkit.index.columnar.lists.wide_layout import BYTES, ENTRY, FLOATS, HEADER, SAME, SHORTS, WIDTHS, WORDS


class WidePlainListData:
    """The array ``lists`` of a segment, seen as numbers of each width."""

    def __init__(self, data: memoryview) -> None:
        whole = data[: len(data) // 4 * 4]
        self.bytes = whole
        self.views = {BYTES: whole, SHORTS: whole.cast("H"), WORDS: whole.cast("I"), FLOATS: whole.cast("f")}


class WidePlainPostings:
    """The posting list of a term: a header at once, the rest when it is asked for."""

    __slots__ = ("_classes", "_data", "_exceptions", "_first", "_offset", "_positions", "count", "total_weight")

    def __init__(self, data: WidePlainListData, pointer: int) -> None:
        self._data = data
        self._offset = -1 if pointer & INLINE else pointer
        if pointer & INLINE:
            self.count, self._positions, self._exceptions, self._classes = 1, 0, 0, [BYTES, SAME]
            self._first = pointer & 0xFFFFFFFF
            self.total_weight = float(pointer >> 32 & INLINE_WEIGHTS)
        else:
            header = check_header(data.bytes, pointer)
            self.count, self._positions, self._exceptions, *self._classes, self.total_weight, self._first = header

    def documents(self) -> list[int]:
        """The document numbers, ascending."""
        if self._offset < 0:
            return [self._first]
        relative = self._piece(0)
        if self.count <= BLOCK:
            return [self._first + number for number in relative]
        documents: list[int] = []
        blocks = -(-self.count // BLOCK)
        start = self._offset + HEADER.size
        entries = ENTRY.iter_unpack(self._data.bytes[start : start + blocks * ENTRY.size])
        for row, (first, *_) in zip(range(0, self.count, BLOCK), entries, strict=True):
            documents += [first + number for number in relative[row : row + BLOCK]]
        return documents

    def weights(self) -> list[float]:
        """The weighted frequencies, in single precision."""
        if self._offset < 0:
            return [self.total_weight]
        if self._classes[1] == SAME:
            return [1.0] * self.count
        return array("f", self._piece(1)).tolist()

    def _piece(self, number: int) -> list[int]:
        """The values of a piece (0: documents, 1: weights) as they are stored."""
        kind = self._classes[number]
        start = (self._offset + self._start(number)) // WIDTHS[kind]
        view: Any = self._data.views[kind]
        values: list[int] = view[start : start + self.count].tolist()
        return values

    def _start(self, piece: int) -> int:
        """Where a piece begins, counted from the list's beginning."""
        here = HEADER.size + (-(-self.count // BLOCK) * ENTRY.size if self.count > BLOCK else 0)
        sizes = (self.count, self.count, self.count, self._positions)
        for width in (4, 2, 1):
            for number, kind in enumerate(self._classes):
                if WIDTHS[kind] == width:
                    if number == piece:
                        return here
                    here += sizes[number] * width
            if width == 4:
                here += self._exceptions * 8
        raise ValueError(f"the list has no piece {piece}")

"""Reading posting lists without numpy: for the few short lists of one query, importing it would take longer."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from searchkit.index.columnar.layout import (
    BLOCK,
    BLOCK_ENTRY,
    BYTES,
    FLOATS,
    HEADER,
    INLINE,
    INLINE_WEIGHTS,
    SAME,
    SHORTS,
    WIDTHS,
    WORDS,
)
from searchkit.index.columnar.list_checks import check_header

if TYPE_CHECKING:
    from searchkit.index.columnar.pages import Pages


class PlainListData:
    """The array ``lists`` of a segment, seen as numbers of each width. `pages` checks what is read of it."""

    def __init__(self, data: memoryview, pages: Pages | None = None) -> None:
        self.pages = pages
        whole = data[: len(data) // 4 * 4]
        self.bytes = whole
        self.views = {BYTES: whole, SHORTS: whole.cast("H"), WORDS: whole.cast("I"), FLOATS: whole.cast("f")}


class PlainPostings:
    """The posting list of a term: a header at once, the rest when it is asked for."""

    __slots__ = ("_classes", "_data", "_exceptions", "_first", "_offset", "_positions", "count", "total_weight")

    def __init__(self, data: PlainListData, pointer: int) -> None:
        self._data = data
        self._offset = -1 if pointer & INLINE else pointer
        if pointer & INLINE:
            self.count, self._positions, self._exceptions, self._classes = 1, 0, 0, [BYTES, SAME]
            self._first = pointer & 0xFFFFFFFF
            self.total_weight = float(pointer >> 32 & INLINE_WEIGHTS)
        else:
            header = check_header(data.bytes, pointer, data.pages)
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
        if self._data.pages is not None:
            self._data.pages.check(start, start + blocks * BLOCK_ENTRY.size)
        entries = BLOCK_ENTRY.iter_unpack(self._data.bytes[start : start + blocks * BLOCK_ENTRY.size])
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
        if self._data.pages is not None:
            self._data.pages.check(start * WIDTHS[kind], (start + self.count) * WIDTHS[kind])
        view: Any = self._data.views[kind]
        values: list[int] = view[start : start + self.count].tolist()
        return values

    def _start(self, piece: int) -> int:
        """Where a piece begins, counted from the list's beginning."""
        here = HEADER.size + (-(-self.count // BLOCK) * BLOCK_ENTRY.size if self.count > BLOCK else 0)
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

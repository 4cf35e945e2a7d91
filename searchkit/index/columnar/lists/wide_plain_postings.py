"""Reading posting lists of format version 1 without numpy."""

from __future__ import annotations

from array import array
from collections.abc import Container, Sequence
from itertools import accumulate
from typing import Any

from searchkit.index.columnar.lists.checks import check_header
from searchkit.index.columnar.lists.layout import BLOCK, INLINE, INLINE_POSITION, INLINE_POSITIONS, INLINE_WEIGHTS
from searchkit.index.columnar.lists.wide_layout import (
    BYTES,
    ENTRY,
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

_EXCEPTIONS = 4  # the piece after the four, of positions that need more than their width


class WidePlainListData:
    """The array ``lists`` of a segment, seen as numbers of each width."""

    def __init__(self, data: memoryview) -> None:
        whole = data[: len(data) // 4 * 4]
        self.bytes = whole
        self.views = {BYTES: whole, SHORTS: whole.cast("H"), WORDS: whole.cast("I"), FLOATS: whole.cast("f")}


class WidePlainPostings:
    """The posting list of a term: a header at once, the rest when it is asked for."""

    __slots__ = (
        "_classes", "_data", "_exceptions", "_first", "_offset", "_place", "_positions", "count", "total_weight",
    )  # fmt: skip

    def __init__(self, data: WidePlainListData, pointer: int) -> None:
        self._data = data
        self._place = pointer >> 38 & INLINE_POSITIONS if pointer & INLINE_POSITION else -1
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

    def positions(self, wanted: Container[int]) -> dict[int, list[int]]:
        """The positions in each of the documents `wanted` that it has."""
        if self._offset < 0:
            return {self._first: [self._place]} if self._place >= 0 and self._first in wanted else {}
        if NONE in self._classes[2:]:
            return {}
        starts = list(accumulate(self._counts(), initial=0))
        steps = self._piece(3)
        if self._classes[3] == BYTES and self._exceptions:
            large = self._exceptional()
            steps = [large[place] if step == EXCEPTION else step for place, step in enumerate(steps)]
        return {
            document: list(accumulate(steps[starts[row] : starts[row + 1]]))
            for row, document in enumerate(self.documents())
            if document in wanted
        }

    def _counts(self) -> Sequence[int]:
        """How many positions each posting has."""
        if self._classes[2] == SAME:
            return [1] * self.count
        return list(map(int, self.weights())) if self._classes[2] == EQUAL else self._piece(2)

    def _exceptional(self) -> dict[int, int]:
        """The differences between positions that do not go into a byte, by index."""
        start = (self._offset + self._start(_EXCEPTIONS)) // WIDTHS[WORDS]
        view: Any = self._data.views[WORDS]
        pairs: list[int] = view[start : start + 2 * self._exceptions].tolist()
        return dict(zip(pairs[::2], pairs[1::2], strict=True))

    def _piece(self, number: int) -> list[int]:
        """The values of a piece (0: documents, 1: weights, 2: counts, 3: positions) as they are stored."""
        kind = self._classes[number]
        start = (self._offset + self._start(number)) // WIDTHS[kind]
        view: Any = self._data.views[kind]
        values: list[int] = view[start : start + (self._positions if number == 3 else self.count)].tolist()
        return values

    def _start(self, piece: int) -> int:
        """Where a piece begins, or the exceptions, counted from the list's beginning."""
        here = HEADER.size + (-(-self.count // BLOCK) * ENTRY.size if self.count > BLOCK else 0)
        sizes = (self.count, self.count, self.count, self._positions)
        starts = [here] * (_EXCEPTIONS + 1)
        for width in (4, 2, 1):
            for number, kind in enumerate(self._classes):
                if WIDTHS[kind] == width:
                    starts[number] = here
                    here += sizes[number] * width
            if width == 4:
                starts[_EXCEPTIONS] = here
                here += self._exceptions * 8
        return starts[piece]

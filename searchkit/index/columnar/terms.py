"""The terms of one field of a segment, sorted: look-up and ranges without loading them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from searchkit.index.columnar.pages import Pages


class TermDictionary:
    """Sorted terms as one run of bytes and where each begins. `pages` checks the parts that are read of both; without
    it they were checked before."""

    __slots__ = ("_blob", "_count", "_offsets", "_pages")

    def __init__(self, blob: memoryview, offsets: memoryview, pages: tuple[Pages, Pages] | None = None) -> None:
        self._blob = blob
        self._offsets = offsets
        self._count = max(len(offsets) - 1, 0)
        self._pages = pages

    def _check(self, begin: int, end: int) -> None:
        """Raises `IndexDamaged` unless the terms from number `begin` to before `end` are as they were written."""
        if self._pages is not None and begin < end:
            blob, offsets = self._pages
            offsets.check(4 * begin, 4 * (end + 1))
            blob.check(self._offsets[begin], self._offsets[end])

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> bytes:
        self._check(number, number + 1)
        return self.unchecked(number)

    def unchecked(self, number: int) -> bytes:
        """The term with this number, which was read before."""
        offsets = self._offsets
        return bytes(self._blob[offsets[number] : offsets[number + 1]])

    def unchecked_text(self, number: int) -> str:
        """The same as text."""
        return self.unchecked(number).decode()

    def some(self, begin: int, end: int) -> list[bytes]:
        """The terms from number `begin` to before `end`."""
        self._check(begin, end)
        offsets = self._offsets[begin : end + 1].tolist()
        data = bytes(self._blob[offsets[0] : offsets[-1]])
        base = offsets[0]
        return [data[start - base : past - base] for start, past in pairwise(offsets)]

    def find(self, term: bytes) -> int:
        """The number of `term`, -1 when it is not there."""
        number = self.at_least(term)
        return number if number < self._count and self[number] == term else -1

    def at_least(self, term: bytes) -> int:
        """The number of the first term that is `term` or sorts after it."""
        blob, offsets = self._blob, self._offsets
        low, high = 0, self._count
        while low < high:
            middle = (low + high) >> 1
            if bytes(blob[offsets[middle] : offsets[middle + 1]]) < term:
                low = middle + 1
            else:
                high = middle
        # What the search saw on its way may be damaged. Between these two, and in sorted terms, is the one right place.
        self._check(max(low - 1, 0), min(low + 1, self._count))
        return low

    def prefixed(self, prefix: bytes) -> range:
        """The numbers of the terms that begin with `prefix`."""
        start = self.at_least(prefix)
        return range(start, self._first(start, lambda term: not term.startswith(prefix)))

    def between(self, start: bytes | None, end: bytes | None) -> range:
        """The numbers of the terms from `start` to before `end`; None is open."""
        first = 0 if start is None else self.at_least(start)
        return range(first, self._count if end is None else max(first, self.at_least(end)))

    def _first(self, low: int, is_past: Callable[[bytes], bool]) -> int:
        high = self._count
        while low < high:
            middle = (low + high) >> 1
            if is_past(self[middle]):
                high = middle
            else:
                low = middle + 1
        return low

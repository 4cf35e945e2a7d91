"""Checksums of a file's pages: what is read is checked when its page is first touched, and not again.

A page is 16 KiB: a look at one number costs 7 microseconds then, the checksums of a gigabyte take 256 KiB.
"""

from __future__ import annotations

import zlib
from array import array
from typing import TYPE_CHECKING

from searchkit.errors import ADVICE, IndexDamaged

if TYPE_CHECKING:
    from searchkit.index.columnar.array_file import ArrayFile

SHIFT = 14
PAGE = 1 << SHIFT


class PageSums:
    """The CRC-32 of each page of what is written, given piece by piece."""

    def __init__(self) -> None:
        self._sums = array("I")
        self._open, self._filled = 0, 0

    @classmethod
    def after(cls, sums: memoryview, rest: bytes | memoryview) -> PageSums:
        """As if all before had been added: full pages with these `sums`, and the `rest` of the last."""
        found = cls()
        found._sums.extend(sums)
        found.add(rest)
        return found

    def add(self, data: bytes | memoryview) -> None:
        """Goes on with `data`."""
        view = memoryview(data)
        begin = 0
        while begin < len(view):
            part = view[begin : begin + PAGE - self._filled]
            self._open = zlib.crc32(part, self._open)
            self._filled += len(part)
            begin += len(part)
            if self._filled == PAGE:
                self._sums.append(self._open)
                self._open = self._filled = 0

    def all(self) -> array[int]:
        """The sums; the last page may be shorter."""
        return self._sums if not self._filled else self._sums + array("I", [self._open])


class Pages:
    """The part of a file that is one of its arrays; places are bytes from its beginning."""

    __slots__ = ("_base", "_file", "_size", "_unread")

    def __init__(self, file: ArrayFile, base: int, size: int, unread: bytearray) -> None:
        self._file = file
        self._base = base
        self._size = size
        self._unread = unread

    @property
    def name(self) -> str:
        """The file's name."""
        return self._file.name

    def check(self, begin: int, end: int) -> None:
        """Raises `IndexDamaged` unless the bytes from `begin` to before `end` are there and as they were written."""
        if not 0 <= begin <= end <= self._size:
            raise outside(self._file.name, self._base + begin)
        first, past = (self._base + begin) >> SHIFT, ((self._base + end - 1) >> SHIFT) + 1
        if self._unread.find(1, first, past) >= 0:
            self._file.check_pages(first, past)


class CheckedNumbers:
    """Numbers of an array of which few are wanted: each is checked when it is read."""

    __slots__ = ("_pages", "_width", "unchecked")

    def __init__(self, values: memoryview, pages: Pages) -> None:
        self.unchecked = values
        """The numbers themselves, for those that were read before."""
        self._pages = pages
        self._width = values.itemsize

    def __len__(self) -> int:
        return len(self.unchecked)

    def __getitem__(self, number: int) -> int:
        self._pages.check(number * self._width, (number + 1) * self._width)
        value: int = self.unchecked[number]
        return value

    def some(self, begin: int, end: int) -> list[int]:
        """Those from `begin` to before `end`."""
        self._pages.check(begin * self._width, end * self._width)
        values: list[int] = self.unchecked[begin:end].tolist()
        return values


def outside(name: str, offset: int) -> IndexDamaged:
    """What is raised for a place that a file does not have."""
    return IndexDamaged(f"{name}: byte {offset:,}: something is said to be there that is not; {ADVICE}")

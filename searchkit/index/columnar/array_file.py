"""A file of named, typed, checksummed arrays.

::

    magic | array | array | ... | pages | directory (JSON) | trailer

Every array begins at a multiple of 64 bytes, little-endian. The trailer, last in the file, says where the directory
is and its checksum; the directory says the same of each array; the array ``pages`` has the checksum of each 16 KiB
before it, so that what is read can be checked without reading all. Nothing in it is executable. docs/format.md has the
grammar.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from searchkit.errors import ADVICE, IndexDamaged, IndexUnfit
from searchkit.index.columnar.pages import PAGE, SHIFT, CheckedNumbers, Pages, PageSums
from searchkit.regular import open_regular_file

if TYPE_CHECKING:  # a search for a few words reads no arrays, and does not wait for numpy
    from numpy.typing import NDArray

MAGIC = b"\x89searchkit\r\n\x1a\n\x00\x00"
FORMAT = "searchkit segment"
DIRECTORY = b'{"format":"searchkit segment","arrays":{'
"""What a directory begins with."""
FORMAT_VERSION = 2
READ_VERSIONS = (1, 2)
"""Files of version 1 have no checksums of pages."""

PAGES = "pages"
"""The array of the pages' checksums. Its own page, those after it and the directory are not among them."""

TRAILER = struct.Struct("<QQII16s")  # directory: offset, length, CRC-32; format version; magic
_SMALL = 1 << 20  # bytes: arrays up to here are checked whole where there are no checksums of pages
_READ_WHOLE = 1 << 16  # bytes: a smaller file is read and not mapped, which would keep a file open for each
_CASTS = {
    "|u1": "B", "<u2": "H", "<u4": "I", "<u8": "Q", "|i1": "b", "<i2": "h", "<i4": "i", "<i8": "q", "<f4": "f",
    "<f8": "d", "|b1": "?",
}  # fmt: skip
"""The types an array may have, and their names for a memoryview: anything else in a directory is damage."""

_SIZES = {code: struct.calcsize(cast) for code, cast in _CASTS.items()}


class ArrayFile:
    """An open file of arrays, mapped or in memory. Its arrays are views that keep it open, and cannot be written.

    What is not as it was written raises `IndexDamaged`: the directory at once, an array when it is asked for, or, with
    ``pages``, what of it is read.
    """

    def __init__(self, data: mmap.mmap | memoryview | bytes, name: str) -> None:
        self.name = name
        self._data = memoryview(data)
        self.size = size = len(self._data)
        if size < len(MAGIC) + TRAILER.size or self._data[: len(MAGIC)] != MAGIC:
            raise IndexDamaged(f"{name}: byte 0: not a segment file, or cut short; {ADVICE}")
        offset, length, checksum, version, magic = TRAILER.unpack_from(self._data, size - TRAILER.size)
        if magic != MAGIC:
            raise IndexDamaged(f"{name}: byte {size - len(MAGIC):,}: the segment file is cut short; {ADVICE}")
        if version not in READ_VERSIONS:
            raise IndexUnfit(
                f"{name}: the segment has format version {version}, this searchkit reads version "
                f"{' and '.join(map(str, READ_VERSIONS))}; index the articles again into a new folder"
            )
        if offset + length + TRAILER.size != size or zlib.crc32(self._data[offset : offset + length]) != checksum:
            raise self._wrong("the directory is damaged", offset if offset < size else size - TRAILER.size)
        self._end = offset
        self.facts, self._entries = self._parsed(bytes(self._data[offset : offset + length]))
        self._known: dict[str, bool] = {}
        """Arrays whose own checksum was compared, and whether it was right."""
        self._whole: set[str] = set()
        """Arrays that were checked whole."""
        self._sums: memoryview | None = None
        self._unread = bytearray()
        """By page 1 while nothing of it was checked; empty where there are no checksums of pages."""
        if PAGES in self._entries and version > 1:
            _, start, count, _ = self._entries[PAGES]
            if (count, start + 4 * count, self._entries[PAGES][0]) != (-(-start // PAGE), offset, "<u4"):
                raise self._wrong("there are not as many checksums as pages", start)
            self._unread = bytearray(b"\1") * count
        elif version > 1 or PAGES in self._entries:
            raise self._wrong("the checksums of its pages are missing, or of another version", offset)

    @classmethod
    def map(cls, path: str) -> ArrayFile:
        """The file at `path`, mapped into memory."""
        with open_regular_file(path) as file:
            return cls.of(file, path)

    @classmethod
    def of(cls, file: BinaryIO, name: str) -> ArrayFile:
        """Maps an open file, which may be closed then."""
        if 0 < os.fstat(file.fileno()).st_size <= _READ_WHOLE:
            return cls(file.read(), name)
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:  # an empty file cannot be mapped
            raise IndexDamaged(f"{name}: byte 0: the segment file is empty; {ADVICE}") from None
        return cls(data, name)

    def let_go(self) -> None:
        """Says to the system that what was read of a mapped file is not needed for now: it need not be in memory."""
        data = self._data.obj
        if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            data.madvise(mmap.MADV_DONTNEED)

    def _parsed(self, directory: bytes) -> tuple[dict[str, Any], dict[str, tuple[str, int, int, int]]]:
        """Facts and arrays; whoever wrote the directory, what it says is possible."""
        try:
            record = json.loads(directory)
            facts, entries = record["facts"], record["arrays"]
            if record["format"] != FORMAT or type(facts) is not dict or type(entries) is not dict:
                raise ValueError("it is of another kind")
            here = len(MAGIC)
            for name, (code, offset, count, checksum) in entries.items():  # in the order in which they lie
                if not type(offset) is type(count) is type(checksum) is int or code not in _SIZES:
                    raise ValueError(f"the array {name!r} is of no kind that there is")
                if offset < here or count < 0 or offset + count * _SIZES[code] > self._end:
                    raise ValueError(f"the array {name!r} does not lie where it could")
                here = offset + count * _SIZES[code]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._wrong(f"the directory cannot be used ({str(error)[:200]})", self._end) from error
        return facts, entries

    def _wrong(self, what: str, offset: int) -> IndexDamaged:
        return IndexDamaged(f"{self.name}: byte {offset:,}: {what}; {ADVICE}")

    def beginning(self) -> tuple[dict[str, tuple[str, int, int, int]], PageSums, int]:
        """Its arrays but the last, `PAGES`; the checksums of all before that; where that begins."""
        _, start, count, _ = self._entries[PAGES]
        full = start >> SHIFT
        sums = self._data[start : start + 4 * count].cast("I")[:full]
        arrays = {name: entry for name, entry in self._entries.items() if name != PAGES}
        return arrays, PageSums.after(sums, self._data[full << SHIFT : start]), start

    def __contains__(self, name: str) -> bool:
        return name in self._entries and name != PAGES

    def names(self) -> Iterable[str]:
        """The names of its arrays."""
        return [name for name in self._entries if name != PAGES]

    # Arrays

    def array(self, name: str, *, whole: bool = True) -> NDArray[Any]:
        """The array `name`, of one dimension, checked now unless `whole` is False: the caller asks `pages` then.

        Raises `KeyError` when there is none.
        """
        import numpy as np

        code, _, count, _ = self._entries[name]
        return np.frombuffer(self._bytes(name, whole=whole), dtype=code, count=count)

    def view(self, name: str, *, whole: bool = True) -> memoryview:
        """The array `name` as a memoryview of its type: quicker than numpy for single values. `whole` as above."""
        code = self._entries[name][0]
        data = self._bytes(name, whole=whole)
        return data if code == "|u1" else data.cast(_CASTS[code])  # type: ignore[call-overload]

    def numbers(self, name: str) -> CheckedNumbers:
        """The array `name` for who reads few of its numbers: each is checked when it is read."""
        return CheckedNumbers(self.view(name, whole=False), self.pages(name))

    def pages(self, name: str) -> Pages:
        """What checks parts of the array `name`. Of version 1, small ones are checked now."""
        code, offset, count, _ = self._entries[name]
        size = count * _SIZES[code]
        if not self._unread and size <= _SMALL:
            self._check_whole(name)
        return Pages(self, offset, size, bytearray() if name in self._whole else self._unread)

    def trust_arrays(self) -> None:
        """Reads all, and takes the arrays whose own checksum is right as they are, though they share a page with one
        that is damaged."""
        self._whole.update(filter(self._is_whole, self._entries))

    def offset(self, name: str) -> int:
        """The byte of the file where the array `name` begins."""
        return self._entries[name][1]

    def count(self, name: str) -> int:
        """How many values the array `name` has."""
        return self._entries[name][2]

    def _bytes(self, name: str, *, whole: bool) -> memoryview:
        code, offset, count, _ = self._entries[name]
        if whole and name not in self._whole:
            self._check_whole(name)
        return self._data[offset : offset + count * _SIZES[code]]

    # Checks

    def _check_whole(self, name: str) -> None:
        if name in self._whole:
            return
        code, offset, count, checksum = self._entries[name]
        size = count * _SIZES[code]
        if self._unread:
            self.pages(name).check(0, size)
        elif size <= _SMALL and zlib.crc32(self._data[offset : offset + size]) != checksum:
            raise self._wrong(f"the array {name} is not as it was written", offset)
        self._whole.add(name)

    def check_pages(self, first: int, past: int) -> None:
        """Raises `IndexDamaged` unless the pages from `first` to before `past` are as they were written."""
        if self._sums is None:
            _, offset, count, checksum = self._entries[PAGES]
            data = self._data[offset : offset + 4 * count]
            if zlib.crc32(data) != checksum:
                raise self._wrong("the checksums of its pages are not as they were written", offset)
            self._sums = data.cast("I")
        for page in range(first, past):
            if self._unread[page]:
                if (
                    zlib.crc32(self._data[page << SHIFT : min((page + 1) << SHIFT, self._entries[PAGES][1])])
                    != (self._sums[page])
                ):
                    raise self._wrong(self._named(page), page << SHIFT)
                self._unread[page] = 0

    def _named(self, page: int) -> str:
        """What is wrong in a page, in words: which of the arrays there."""
        begin, end = page << SHIFT, (page + 1) << SHIFT
        names = [
            name for name, (code, offset, count, _) in self._entries.items()
            if offset < end and offset + count * _SIZES[code] > begin and not self._is_whole(name)
        ]  # fmt: skip
        where = f"the array {', '.join(names[:3])}" if names else "what lies between arrays"
        return f"{where} is not as it was written, within these {PAGE >> 10} KiB"

    def _is_whole(self, name: str) -> bool:
        """Whether an array's own checksum is right."""
        if name not in self._known:
            code, offset, count, checksum = self._entries[name]
            self._known[name] = zlib.crc32(self._data[offset : offset + count * _SIZES[code]]) == checksum
        return self._known[name]

    def regions(self) -> list[tuple[int, int]]:
        """What `damage_in` can be asked for, in parts: (first, past), numbers of pages or of arrays."""
        count = len(self._unread) or len(self._entries)
        step = 1 << 8 if self._unread else 1
        return [(first, min(first + step, count)) for first in range(0, count, step)]

    def damage_in(self, first: int, past: int) -> tuple[int, list[tuple[int, str]]]:
        """(bytes read, (offset, what is wrong) of each damaged place) in a region, read anew."""
        return self._pages_damaged(first, past) if self._unread else self._arrays_damaged(first, past)

    def _pages_damaged(self, first: int, past: int) -> tuple[int, list[tuple[int, str]]]:
        _, start, count, checksum = self._entries[PAGES]
        found = []
        sums = self._data[start : start + 4 * count]
        if first == 0 and zlib.crc32(sums) != checksum:
            found.append((start, "the checksums of its pages are not as they were written"))
        numbers = sums.cast("I")
        data, crc = self._data[:start], zlib.crc32
        for page in range(first, past):
            if crc(data[page << SHIFT : (page + 1) << SHIFT]) == numbers[page]:
                self._unread[page] = 0
            else:
                found.append((page << SHIFT, self._named(page)))
        return (min(past << SHIFT, start) - (first << SHIFT)), found

    def _arrays_damaged(self, first: int, past: int) -> tuple[int, list[tuple[int, str]]]:
        found, size = [], 0
        entries = list(self._entries.items())
        for number in range(first, past):
            name, (code, offset, count, checksum) = entries[number]
            end = offset + count * _SIZES[code]
            size += end - offset
            if zlib.crc32(self._data[offset:end]) != checksum:
                found.append((offset, f"the array {name} is not as it was written"))
            before = entries[number - 1][1] if number else ("|u1", 0, len(MAGIC), 0)
            gap = before[1] + before[2] * _SIZES[before[0]]
            if any(self._data[gap:offset]):
                found.append((gap, "bytes between two arrays are not zero"))
        return size, found

    def damaged(self) -> list[str]:
        """What is not as it was written, in words. Reads the whole file."""
        return [
            f"byte {offset:,}: {what}"
            for first, past in self.regions()
            for offset, what in self.damage_in(first, past)[1]
        ]

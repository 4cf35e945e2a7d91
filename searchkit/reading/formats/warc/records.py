"""The records of a WARC file, one at a time, whatever they say of their length.

A record ends where its ``Content-Length`` says and an empty line follows, or the file does. Where that is not so, the
length was a lie: then the next line that begins a record is looked for, in the record and after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import BinaryIO, NamedTuple

_HEADER_BYTES = 64 * 1024
_CHUNK = 256 * 1024
_VERSION = re.compile(rb"WARC/\d")
_FIRST_LINE = rb"WARC/\d\.\d+\r?\n(?=[A-Za-z-]{1,60}:)"
_AT_ONCE = re.compile(_FIRST_LINE)
_BEGIN = re.compile(rb"\n(" + _FIRST_LINE + rb")")
"""With a literal line feed, not one that is looked back to: that is found thirty times as fast."""
_BEGIN_BYTES = 80
"""Bytes in which the beginning of a record can be told."""
_SPACE = re.compile(rb"[\r\n \t\0]+")
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(r"\d{1,15}\Z", re.ASCII)


class WarcRecord(NamedTuple):
    """One record."""

    headers: Mapping[str, str]
    """Names in lower case."""
    block: bytes
    """What it holds; the beginning, if it `is_long`."""
    start: int
    end: int
    is_long: bool = False
    trouble: str = ""
    """What is wrong with its length, or that the file ends within it."""
    code: str = ""
    """The `Problem.code` of the trouble."""


class Skipped(NamedTuple):
    """Bytes between records that are none."""

    start: int
    end: int


def records_of(stream: BinaryIO, limit: int) -> Iterator[WarcRecord | Skipped]:
    """The records of a stream; no more than `limit` bytes of each are held."""
    source = _Source(stream)
    while True:
        source.skip_space()
        start = source.position
        if not source.peek(1):
            return
        if not _VERSION.match(source.peek(6)):
            source.seek_record()
            yield Skipped(start, source.position)
            continue
        headers = source.headers()
        length = headers.get("content-length", "").strip()
        if not _LENGTH.match(length):
            source.seek_record()
            reason = f"its length is {length[:20]!r}, no number" if length else "it does not say its length"
            yield WarcRecord(headers, b"", start, source.position, trouble=reason, code="malformed")
            continue
        yield _record(source, headers, int(length), start, limit)


def _record(source: _Source, headers: Mapping[str, str], length: int, start: int, limit: int) -> WarcRecord:
    block = source.read(min(length, limit))
    is_long = length > len(block) == limit
    # a record too long to be held is not believed if others lie in what is held of it
    inner = _begin(block, 1) if is_long else -1
    missing = length - len(block)
    if is_long and inner < 0:
        missing -= source.skip(missing)
    if not missing and source.at_boundary():
        return WarcRecord(headers, block, start, source.position, is_long)
    # the next record may have lost no more than its first letters
    if inner < 0:
        inner = _begin(block + source.peek(_BEGIN_BYTES), 1)
    if 0 <= inner < len(block):
        source.give_back(block[inner:])
        block, is_long = block[:inner].rstrip(b"\r\n"), False
        code, reason = "malformed", f"it claims {length:,} bytes and has fewer"
    elif missing:
        code, reason = "truncated", f"the file ends within it: {length - missing:,} of {length:,} bytes are there"
    else:
        source.seek_record()
        code, reason = "malformed", f"it claims {length:,} bytes and has more"
    return WarcRecord(headers, block, start, source.position, is_long, reason, code)


def _begin(data: bytes, start: int = 0) -> int:
    """Where the first line that begins a record is, at `start` or later; -1 when there is none."""
    if start == 0 and _AT_ONCE.match(data):
        return 0
    match = _BEGIN.search(data, max(0, start - 1))
    return match.start(1) if match else -1


class _Source:
    """A stream that can be looked into and given bytes back."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._data = b""
        self._at = 0
        self._base = 0

    @property
    def position(self) -> int:
        """The byte where it stands."""
        return self._base + self._at

    def peek(self, count: int) -> bytes:
        """The next `count` bytes, fewer at the end."""
        self._hold(count)
        return self._data[self._at : self._at + count]

    def _hold(self, count: int) -> None:
        """Have the next `count` bytes at hand, if there are so many."""
        while len(self._data) - self._at < count:
            more = self._stream.read(_CHUNK)
            if not more:
                break
            self._base += self._at
            self._data = self._data[self._at :] + more
            self._at = 0

    def read(self, count: int) -> bytes:
        """`count` bytes, fewer at the end."""
        held = self._data[self._at : self._at + count]
        self._at += len(held)
        missing = count - len(held)
        if not missing:
            return held
        parts = [held]
        while missing and (more := self._stream.read(min(missing, _CHUNK))):
            self._base, self._data, self._at = self.position + len(more), b"", 0
            parts.append(more)
            missing -= len(more)
        return b"".join(parts)

    def skip(self, count: int) -> int:
        """Go on by `count` bytes; how many there were."""
        done = 0
        while done < count and (data := self.read(min(_CHUNK, count - done))):
            done += len(data)
        return done

    def give_back(self, data: bytes) -> None:
        """Stand before `data`, which was read last."""
        base = self.position - len(data)
        self._data = data + self._data[self._at :]
        self._base, self._at = base, 0

    def skip_space(self) -> None:
        """Go over the empty lines between records."""
        self._hold(1)
        while space := _SPACE.match(self._data, self._at):
            self._at = space.end()
            self._hold(1)

    def headers(self) -> dict[str, str]:
        """The header lines, up to an empty one."""
        # looked for in what is held: a copy of the longest headers that may be costs more than all the rest
        end = _EMPTY_LINE.search(self._data, self._at, self._at + _HEADER_BYTES)
        if end is None:
            self._hold(_HEADER_BYTES)
            end = _EMPTY_LINE.search(self._data, self._at, self._at + _HEADER_BYTES)
        block = self._data[self._at : end.start() if end else self._at + _HEADER_BYTES]
        self._at = end.end() if end else self._at + len(block)
        found: dict[str, str] = {}
        for line in block.decode("utf-8", "replace").splitlines()[1:]:
            name, colon, value = line.partition(":")
            if colon:
                found.setdefault(name.strip().lower(), value.strip())
        return found

    def at_boundary(self) -> bool:
        """Whether a record may end here: the file does, or empty lines and another record follow."""
        following = self.peek(_BEGIN_BYTES)
        rest = following.lstrip(b"\r\n")
        return not rest or (len(rest) < len(following) and _VERSION.match(rest) is not None)

    def seek_record(self) -> None:
        """Go to where the next record begins, after here; to the end if none does."""
        self._at += bool(self.peek(1))
        while True:
            data = self.peek(_CHUNK)
            found = _begin(data)
            if found >= 0:
                self._at += found
                return
            if len(data) < _CHUNK:
                self._at += len(data)
                return
            self._at += len(data) - _BEGIN_BYTES

"""The lines of a stream as text, one at a time, however long the stream and whatever its encoding."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from searchkit.reading.texts.charset import decode, decode_as, known, marked

_WIDE_CHUNK = 1 << 18
_CHUNK = 1 << 17
_NEAR = 1 << 12  # bytes in which a line feed of UTF-16 or UTF-32 is looked for first


class Line(NamedTuple):
    """One line of a file: its number from 1, where it lies in bytes, and its text without the line end."""

    number: int
    start: int
    end: int
    text: str
    replaced: int
    """Characters that could not be decoded and are U+FFFD in `text`."""
    too_long: bool
    """The line passed the limit: `text` is empty, `end` is where it really ended."""


def decode_lines(stream: BinaryIO, *, limit: int, declared: str | None = None) -> Iterator[Line]:
    """The lines of a stream, one at a time, in constant memory.

    `limit` is the longest line in bytes; a longer one is skipped and given with `too_long`. The encoding is told from
    the first non-ASCII line, unless there is a mark or a declaration. Byte positions count from where the stream
    stood. Raises only what the stream raises.
    """
    first = stream.readline(limit + 1)
    encoding, mark = marked(first)
    if encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(first[mark:], stream, encoding, mark, limit)
        return
    decoder = _LineDecoder(encoding or known(declared))
    number, start, data = 1, mark, first[mark:]
    while data:
        end = start + len(data)
        if len(data) > limit:
            end += _skip_line(stream, data)
            yield Line(number, start, end, "", 0, True)
        else:
            text, replaced = decoder.decode(data)
            yield Line(number, start, end, text.rstrip("\r\n"), replaced, False)
        number, start, data = number + 1, end, stream.readline(limit + 1)


def with_line_feeds(stream: BinaryIO, head: bytes) -> BinaryIO:
    """The stream, which begins with `head`, with line feeds for carriage returns if these alone end its lines."""
    if b"\r" not in head or b"\n" in head or marked(head)[0].startswith(("utf-16", "utf-32")):
        return stream
    return io.BufferedReader(_LineFeeds(stream), _CHUNK)


class _LineFeeds(io.RawIOBase):
    """A stream with a line feed for each carriage return; its other bytes stay where they are."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer)).replace(b"\r", b"\n")
        buffer[: len(data)] = data
        return len(data)


def _skip_line(stream: BinaryIO, data: bytes) -> int:
    """How many more bytes the line that begins with `data` had; the stream stands after them."""
    skipped = 0
    while data and not data.endswith(b"\n"):
        data = stream.readline(1 << 20)
        skipped += len(data)
    return skipped


class _LineDecoder:
    """Decodes line by line with one encoding, which the first line that is not ASCII decides."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._decided = bool(encoding)

    def decode(self, data: bytes) -> tuple[str, int]:
        if not self._decided and (not data.isascii() or b"\x1b" in data):  # the latter of ISO-2022
            self._encoding = decode(data).encoding
            self._decided = True
        try:
            return data.decode(self._encoding or "utf-8"), 0
        except UnicodeDecodeError:
            decoded = decode_as(data, self._encoding or "utf-8")
            return decoded.text, decoded.replaced


def _wide_lines(begun: bytes, stream: BinaryIO, encoding: str, start: int, limit: int) -> Iterator[Line]:
    """Lines of UTF-16 or UTF-32, whose line feeds are not single bytes."""
    width = 4 if "32" in encoding else 2
    feed = "\n".encode(encoding)
    number, dropped, seen, data = 1, 0, 0, bytearray(begun)
    ended = False
    while data or dropped or not ended:
        at = _find_feed(data, feed, encoding, seen)
        if at < 0 and not ended:
            if dropped or len(data) > limit:
                gone = len(data) - len(data) % width
                dropped += gone
                del data[:gone]
            seen = len(data) - len(data) % width
            more = stream.read(_WIDE_CHUNK)
            ended = not more
            data += more
            continue
        cut = at + width if at >= 0 else len(data)
        end = start + dropped + cut
        if dropped or cut > limit:
            yield Line(number, start, end, "", 0, True)
        else:
            text, _, replaced, _ = decode_as(bytes(data[:cut]), encoding)
            yield Line(number, start, end, text.rstrip("\r\n"), replaced, False)
        number, start, dropped, seen = number + 1, end, 0, 0
        del data[:cut]


def _find_feed(data: bytearray, feed: bytes, encoding: str, start: int) -> int:
    """Where the next line feed is, -1 when there is none; `start` is where a character begins.

    Bytes that look like one may be halves of two characters, or all of a text: to look at one after the other takes
    minutes. So where the first is none, the text nearby is decoded.
    """
    width, size = len(feed), _NEAR
    while start < len(data):
        past = start + size
        first = data.find(b"\n", start, past)
        if first >= 0:
            first -= first % width
            if data[first : first + width] == feed:
                return first
            text = data[start:past].decode(encoding, "replace")
            if (index := text.find("\n")) >= 0:
                return start + len(text[:index].encode(encoding))
        start, size = past, min(2 * size, _WIDE_CHUNK)
    return -1

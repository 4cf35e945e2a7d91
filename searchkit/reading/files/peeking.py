"""A look at the beginning of a stream that can only be read forwards."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Peeked(io.RawIOBase):
    """The stream as it was, after its `head` was read from it."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        """Reads up to `size` bytes for `head`."""
        parts = []
        while size > 0 and (part := stream.read(size)):
            parts.append(part)
            size -= len(part)
        self.head = b"".join(parts)
        self._left = memoryview(self.head)
        self._stream = stream

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what comes next."""
        data = self._left[: len(buffer)] or self._stream.read(len(buffer))
        self._left = self._left[len(data) :]
        buffer[: len(data)] = data
        return len(data)

    def buffered(self) -> BinaryIO:
        """The whole stream, with lines."""
        return io.BufferedReader(self, 1 << 17)


def in_utf8(stream: BinaryIO, head: bytes) -> tuple[BinaryIO, int]:
    """The stream as UTF-8, and how long its byte order mark was; itself unless it is UTF-16 or UTF-32.

    `head` is what it begins with. Given back, it stands after the mark.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            stream.read(len(mark))
            if encoding == "utf-8":
                return stream, len(mark)
            return io.BufferedReader(_Recoded(stream, encoding), 1 << 17), len(mark)
    return stream, 0


class _Recoded(io.RawIOBase):
    """A stream of another Unicode encoding as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._left = memoryview(b"")
        self._ended = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what comes next."""
        while not self._left and not self._ended:
            data = self._stream.read(1 << 16)
            self._ended = not data
            self._left = memoryview(self._decoder.decode(data, self._ended).encode("utf-8", "replace"))
        part = self._left[: len(buffer)]
        self._left = self._left[len(part) :]
        buffer[: len(part)] = part
        return len(part)

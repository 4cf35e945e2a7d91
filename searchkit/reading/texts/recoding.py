"""A stream of another Unicode encoding as UTF-8, for readers that look for ASCII signs in bytes."""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

from searchkit.reading.texts.charset import marked


def in_utf8(stream: BinaryIO, head: bytes) -> tuple[BinaryIO, int]:
    """The stream as UTF-8, and how long its byte order mark was; itself unless it is UTF-16 or UTF-32.

    `head` is what it begins with. Given back, it stands after the mark.
    """
    encoding, mark = marked(head)
    stream.read(mark)
    if not encoding or encoding == "utf-8":
        return stream, mark
    return io.BufferedReader(_Recoded(stream, encoding), 1 << 17), mark


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

"""A look at the beginning of a stream that can only be read forwards."""

from __future__ import annotations

import io
from typing import BinaryIO

_BUFFER = 1 << 17


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

    def again(self) -> BinaryIO:
        """The whole stream, with lines: itself, gone back, where it can go back."""
        try:
            if self._stream.seekable():
                self._stream.seek(-len(self.head), io.SEEK_CUR)
                return self._stream
        except (OSError, ValueError):
            pass  # a stream that says it can seek and cannot
        return io.BufferedReader(self, _BUFFER)

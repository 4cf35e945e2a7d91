"""Files inside gzip, unpacked as they are read, within limits.

What is wrong with the packing does not raise: the stream ends there, as if the file did, and `trouble` says what
happened. So a reader gives the articles that came before, and the caller tells what is missing.
"""

from __future__ import annotations

import io
import zlib
from abc import ABC, abstractmethod
from pathlib import PurePath
from typing import BinaryIO

from searchkit.reading.files.peeking import Peeked
from searchkit.reading.files.regular import open_regular
from searchkit.reading.registry import HEAD_BYTES
from searchkit.settings import Settings

_DEPTH = 3
"""Layers of compression; a file packed deeper was packed to do harm."""
_CHUNK = 128 * 1024
_FREE = 1 << 20
"""Bytes that may come out whatever the ratio: small files of one repeated line are honest."""
_GZIP = b"\x1f\x8b\x08"
_PADDING = bytes(_CHUNK)
_MOST_EMPTY = 10_000
"""Members in a row that hold nothing; a tool ends its files with one, and files are put together by the thousand."""


def is_compressed(path: str | PurePath) -> bool:
    """Whether the file begins as gzip does; one that cannot be read does not."""
    try:
        with open_regular(path) as file:
            return file.read(len(_GZIP)) == _GZIP
    except OSError:
        return False


def unpacked_size(path: str | PurePath, size: int) -> int:
    """About how many bytes a file of `size` bytes unpacks to: what gzip's last member says of itself (modulo 4 GiB)."""
    if not is_compressed(path):
        return size
    try:
        with open_regular(path) as file:
            file.seek(max(size - 4, 0))
            return max(int.from_bytes(file.read(4), "little"), size)
    except OSError:
        return size


class Peeled:
    """A file's content: the innermost `stream`, its first bytes, its name without ``.gz``, and what went wrong."""

    def __init__(self, stream: BinaryIO, path: PurePath, settings: Settings, size: int | None) -> None:
        """`size` is that of the file in bytes, when it is known; raises what the stream raises."""
        self.path = path
        self.layers: list[_Bounded] = []
        whole = size is not None and size <= settings.file_bytes
        if not whole:
            stream = self._layer(_Plain(stream, settings))
        peeked = Peeked(stream, HEAD_BYTES)
        while peeked.head.startswith(_GZIP) and self._depth < _DEPTH:
            peeked = Peeked(self._layer(_Gzip(peeked.again(), settings)), HEAD_BYTES)
            if self.path.suffix.lower() in {".gz", ".gzip"}:
                self.path = self.path.with_suffix("")
        self.head = peeked.head
        self.too_deep = self.head.startswith(_GZIP)
        self.stream = peeked.again()

    def _layer(self, layer: _Bounded) -> BinaryIO:
        self.layers.append(layer)
        return io.BufferedReader(layer, _CHUNK)

    @property
    def _depth(self) -> int:
        return sum(isinstance(layer, _Gzip) for layer in self.layers)

    @property
    def trouble(self) -> tuple[str, str] | None:
        """The `Problem.code` and the sentence for what ended the stream early, if anything did."""
        return next((layer.trouble for layer in self.layers if layer.trouble), None)


class _Bounded(io.RawIOBase, ABC):
    """A stream that ends at a limit, and remembers that it did."""

    def __init__(self, stream: BinaryIO, settings: Settings) -> None:
        self._stream = stream
        self._limit = settings.file_bytes
        self._ratio = settings.archive_ratio
        self.given = 0
        self.trouble: tuple[str, str] | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self.trouble:
            return 0
        wanted = min(len(buffer), self._limit - self.given)
        data = self._more(wanted) if wanted else b""
        if wanted == 0 and len(buffer) and self._more(1):
            self.trouble = ("limit", f"it holds more than {self._limit:,} bytes (file_bytes); the rest was left out")
        buffer[: len(data)] = data
        self.given += len(data)
        return len(data)

    @abstractmethod
    def _more(self, wanted: int) -> bytes:
        """At most `wanted` bytes, none at the end."""


class _Plain(_Bounded):
    def _more(self, wanted: int) -> bytes:
        return self._stream.read(wanted)


class _Gzip(_Bounded):
    """The content of one or more gzip members after each other."""

    def __init__(self, stream: BinaryIO, settings: Settings) -> None:
        super().__init__(stream, settings)
        self._member = zlib.decompressobj(wbits=31)
        self._begun = False
        self._empty = 0
        self._packed = b""
        self._taken = 0

    def _more(self, wanted: int) -> bytes:
        while not self.trouble:
            if self._member.eof and not self._next_member():
                return b""
            packed = self._packed or self._stream.read(_CHUNK)
            if not packed and self._begun:
                self.trouble = ("truncated", "the compressed file ends early; what came before was read")
                return b""
            try:
                data = self._member.decompress(packed, wanted)
            except zlib.error as error:
                self.trouble = ("malformed", f"the compressed data is damaged at byte {self._taken}: {error}")
                return b""
            self._packed = self._member.unconsumed_tail
            self._taken += len(packed) - len(self._packed)
            self._begun = True
            if self.given + len(data) > max(_FREE, self._ratio * self._taken):
                self.trouble = ("limit", f"it unpacks to more than {self._ratio} times its size (archive_ratio)")
                return b""
            if data:
                self._empty = 0
                return data
        return b""

    def _next_member(self) -> bool:
        """Begin the next member, if there is one; padding of NULs after the last is usual on tapes."""
        rest = self._member.unused_data
        self._taken -= len(rest)
        rest = rest.lstrip(b"\0")
        while not rest:
            packed = self._stream.read(_CHUNK)
            if not packed:
                return False
            rest = b"" if packed == _PADDING else packed.lstrip(b"\0")
        if not rest.startswith(_GZIP[: len(rest)]):
            self.trouble = ("malformed", "something that is not gzip follows the compressed data; it was left out")
            return False
        self._empty += 1
        if self._empty > _MOST_EMPTY:
            self.trouble = (
                "limit",
                f"more than {_MOST_EMPTY:,} gzip members in a row are empty; the rest was left out",
            )
            return False
        self._member = zlib.decompressobj(wbits=31)
        self._packed = rest
        return True

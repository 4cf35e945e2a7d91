"""Writing a file of arrays: whole, or piece by piece. See `array_file`."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from searchkit.index.columnar.array_file import FORMAT, FORMAT_VERSION, MAGIC, PAGES, TRAILER
from searchkit.index.columnar.pages import PageSums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.index.columnar.array_file import ArrayFile

_ALIGNMENT = 64
_SPOOL = 1 << 20  # bytes of a stream that are kept in memory
_COPY = 1 << 20


class Stream:
    """An array that is written piece by piece."""

    def __init__(self, dtype: str) -> None:
        import tempfile

        import numpy as np

        self.dtype = np.dtype(dtype)
        self.count = 0
        self._spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115  # closed by the writer

    def __del__(self) -> None:
        """Of one that was begun and not written, as the next of a builder that is done."""
        if hasattr(self, "_spool"):  # Ctrl-C may have come before
            self._spool.close()

    def append(self, values: NDArray[Any]) -> None:
        """Adds values at the end."""
        import numpy as np

        self.count += len(values)
        self._spool.write(np.ascontiguousarray(values, self.dtype).data.cast("B") if len(values) else b"")

    def blocks(self) -> Iterable[bytes]:
        """What was appended, block by block; frees it."""
        self._spool.seek(0)
        while block := self._spool.read(_COPY):
            yield block
        self._spool.close()


class Streams(dict[str, Stream]):
    """Arrays by name that are written piece by piece; there need not be a file for them yet."""

    def stream(self, name: str, dtype: str) -> Stream:
        """The array of this name; a new one, unless it is there."""
        if name not in self:
            self[name] = Stream(dtype)
        return self[name]


class ArrayFileWriter:
    """Writes one file of arrays to an open binary file. `close` must be called for the file to be one.

    `streams`: arrays that were begun before; `after`: what was written before, whose beginning the file has, to add
    arrays to it.
    """

    def __init__(self, file: BinaryIO, streams: Streams | None = None, *, after: ArrayFile | None = None) -> None:
        self._file = file
        self._streams = Streams() if streams is None else streams
        self._arrays: dict[str, tuple[str, int, int, int]] = {}
        self._sums = PageSums()
        self._offset = 0
        if after is None:
            self._write(MAGIC)
        else:
            self._arrays, self._sums, self._offset = after.beginning()
            file.seek(self._offset)

    def put(self, name: str, values: NDArray[Any]) -> None:
        """Writes a whole array of one dimension."""
        import numpy as np

        values = np.ascontiguousarray(values)
        values = values.astype(values.dtype.newbyteorder("<"), copy=False)
        self._enter(name, values.dtype.str, len(values), [values.data.cast("B") if len(values) else b""])

    def stream(self, name: str, dtype: str) -> Stream:
        """An array to be written piece by piece; it is in the file once `close` has returned."""
        return self._streams.stream(name, dtype)

    def close(self, facts: Mapping[str, Any]) -> None:
        """Writes the streams, the pages' checksums, the directory with `facts` (plain JSON values) and the trailer."""
        for name, stream in self._streams.items():
            self._enter(name, stream.dtype.str, stream.count, stream.blocks())
        self._pad()
        sums = self._sums.all()
        self._enter(PAGES, "<u4", len(sums), [_little_endian(sums)])
        directory = json.dumps(
            {"format": FORMAT, "arrays": self._arrays, "facts": facts}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        self._file.write(directory)
        checksum = zlib.crc32(directory)
        self._file.write(TRAILER.pack(self._offset, len(directory), checksum, FORMAT_VERSION, MAGIC))

    def _write(self, data: bytes | memoryview) -> None:
        self._file.write(data)
        self._sums.add(data)
        self._offset += len(data)

    def _pad(self) -> None:
        self._write(bytes(-self._offset % _ALIGNMENT))

    def _enter(self, name: str, code: str, count: int, blocks: Iterable[bytes | memoryview]) -> None:
        self._pad()
        offset, checksum = self._offset, 0
        for block in blocks:
            checksum = zlib.crc32(block, checksum)
            self._write(block)
        self._arrays[name] = (code, offset, count, checksum)


def _little_endian(numbers: Any) -> bytes:
    import sys

    if sys.byteorder == "big":
        numbers.byteswap()
    return bytes(numbers.tobytes())

"""A file of named, typed, checksummed arrays.

::

    magic | array | array | ... | directory (JSON) | trailer

Every array begins at a multiple of 64 bytes, little-endian. The trailer, last in the file, says where the directory
is and its checksum; the directory says the same of each array. Nothing in it is executable. docs/format.md has the
grammar.
"""

from __future__ import annotations

import json
import mmap
import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from searchkit.errors import IndexDamaged, IndexUnfit

if TYPE_CHECKING:  # a search for a few words reads no arrays, and does not wait for numpy
    import numpy as np
    from numpy.typing import NDArray

MAGIC = b"\x89searchkit\r\n\x1a\n\x00\x00"
FORMAT = "searchkit segment"
FORMAT_VERSION = 1

_TRAILER = struct.Struct("<QQII16s")  # directory: offset, length, CRC-32; format version; magic
_ALIGNMENT = 64
_SPOOL = 1 << 20  # bytes of a stream that are kept in memory
_COPY = 1 << 20
_CASTS = {
    "|u1": "B", "<u2": "H", "<u4": "I", "<u8": "Q", "|i1": "b", "<i2": "h", "<i4": "i", "<i8": "q", "<f4": "f",
    "<f8": "d", "|b1": "?",
}  # fmt: skip
"""The types an array may have, and their names for a memoryview: anything else in a directory is damage."""

_SIZES = {code: struct.calcsize(cast) for code, cast in _CASTS.items()}


class Stream:
    """An array that is written piece by piece."""

    def __init__(self, dtype: str) -> None:
        import tempfile

        import numpy as np

        self.dtype = np.dtype(dtype)
        self.count = 0
        self._spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115  # closed by the writer

    def append(self, values: NDArray[Any]) -> None:
        """Adds values at the end."""
        import numpy as np

        self.count += len(values)
        self._spool.write(np.ascontiguousarray(values, self.dtype).data.cast("B") if len(values) else b"")

    def copy_to(self, file: BinaryIO) -> int:
        """Writes what was appended to `file`, frees it, and gives its CRC-32."""
        self._spool.seek(0)
        checksum = 0
        while block := self._spool.read(_COPY):
            checksum = zlib.crc32(block, checksum)
            file.write(block)
        self._spool.close()
        return checksum


class ArrayFileWriter:
    """Writes one file of arrays to an open binary file. `close` must be called for the file to be one."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._file.write(MAGIC)
        self._offset = len(MAGIC)
        self._arrays: dict[str, tuple[str, int, int, int]] = {}
        self._streams: dict[str, Stream] = {}

    def put(self, name: str, values: NDArray[Any]) -> None:
        """Writes a whole array of one dimension."""
        import numpy as np

        values = np.ascontiguousarray(values)
        values = values.astype(values.dtype.newbyteorder("<"), copy=False)
        self._pad()
        data = values.data.cast("B") if len(values) else b""
        self._file.write(data)
        self._enter(name, values.dtype, len(values), zlib.crc32(data))

    def stream(self, name: str, dtype: str) -> Stream:
        """An array to be written piece by piece; it is in the file once `close` has returned."""
        return self._streams.setdefault(name, Stream(dtype))

    def close(self, facts: Mapping[str, Any]) -> None:
        """Writes the streams, the directory with `facts` (plain JSON values) and the trailer."""
        for name, stream in self._streams.items():
            self._pad()
            self._enter(name, stream.dtype, stream.count, stream.copy_to(self._file))
        directory = json.dumps(
            {"format": FORMAT, "arrays": self._arrays, "facts": facts}, ensure_ascii=False, separators=(",", ":")
        ).encode()
        self._file.write(directory)
        checksum = zlib.crc32(directory)
        self._file.write(_TRAILER.pack(self._offset, len(directory), checksum, FORMAT_VERSION, MAGIC))

    def _pad(self) -> None:
        padding = -self._offset % _ALIGNMENT
        self._file.write(bytes(padding))
        self._offset += padding

    def _enter(self, name: str, dtype: np.dtype[Any], count: int, checksum: int) -> None:
        self._arrays[name] = (dtype.str, self._offset, count, checksum)
        self._offset += count * dtype.itemsize


class ArrayFile:
    """An open file of arrays, mapped or in memory. Its arrays are views that keep it open, and cannot be written."""

    def __init__(self, data: mmap.mmap | memoryview | bytes, name: str) -> None:
        self.name = name
        self._data = memoryview(data)
        size = len(self._data)
        if size < len(MAGIC) + _TRAILER.size or self._data[: len(MAGIC)] != MAGIC:
            raise IndexDamaged(f"{name}: not a segment file, or cut short; {_ANEW}")
        offset, length, checksum, version, magic = _TRAILER.unpack_from(self._data, size - _TRAILER.size)
        if magic != MAGIC:
            raise IndexDamaged(f"{name}: the segment file is cut short; {_ANEW}")
        if version != FORMAT_VERSION:
            raise IndexUnfit(
                f"{name}: the segment has format version {version}, this searchkit reads version {FORMAT_VERSION}; "
                "index the articles again into a new folder"
            )
        directory = bytes(self._data[offset : offset + length])
        if len(directory) != length or zlib.crc32(directory) != checksum:
            raise IndexDamaged(f"{name}: the directory of the segment file is damaged; {_ANEW}")
        record = json.loads(directory)
        self.facts: dict[str, Any] = record["facts"]
        self._entries: dict[str, tuple[str, int, int, int]] = record["arrays"]
        self._end = offset

    @classmethod
    def map(cls, path: str) -> ArrayFile:
        """The file at `path`, mapped into memory."""
        with open(path, "rb") as file:
            try:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError:  # an empty file cannot be mapped
                raise IndexDamaged(f"{path}: the segment file is empty; {_ANEW}") from None
        return cls(data, path)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def names(self) -> Iterable[str]:
        """The names of its arrays."""
        return self._entries.keys()

    def array(self, name: str) -> NDArray[Any]:
        """The array `name`, of one dimension; raises `KeyError` when there is none."""
        import numpy as np

        code, _, count, _ = self._entries[name]
        return np.frombuffer(self._bytes(name), dtype=code, count=count)

    def view(self, name: str) -> memoryview:
        """The array `name` as a memoryview of its type: quicker than numpy for single values."""
        code = self._entries[name][0]
        data = self._bytes(name)
        return data if code == "|u1" else data.cast(_CASTS[code])  # type: ignore[call-overload]

    def _bytes(self, name: str) -> memoryview:
        code, offset, count, _ = self._entries[name]
        if code not in _SIZES or offset < 0 or count < 0 or offset + count * _SIZES[code] > self._end:
            raise IndexDamaged(f"{self.name}: the array {name} does not lie within the file; {_ANEW}")
        return self._data[offset : offset + count * _SIZES[code]]

    def damaged(self) -> list[str]:
        """The names of the arrays that are not as they were written. Reads the whole file."""
        return [name for name, entry in self._entries.items() if zlib.crc32(self._bytes(name)) != entry[3]]


_ANEW = "delete the folder and index the articles again"

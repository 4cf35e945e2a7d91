"""Arrays that wait to be written to a segment: in memory while they are few, then in a temporary file."""

from __future__ import annotations

import mmap
from tempfile import TemporaryFile
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

_IN_MEMORY = 1 << 20  # bytes of a spool that stay in memory


class Spooled:
    """Where an array lies in a spool."""

    __slots__ = ("count", "kind", "place")

    def __init__(self, place: int, kind: np.dtype[Any], count: int) -> None:
        self.place = place
        self.kind = kind
        self.count = count

    @property
    def size(self) -> int:
        """Its bytes."""
        return self.count * self.kind.itemsize


class Spool:
    """Arrays one after the other. Each can be looked at once all are written."""

    def __init__(self) -> None:
        self._memory = bytearray()
        self._file: IO[bytes] | None = None
        self._end = 0
        self._is_at_end = True
        self._mapped: mmap.mmap | None = None

    def write(self, values: NDArray[Any]) -> Spooled:
        """Appends an array."""
        self._put(bytes(-self._end % values.dtype.itemsize))
        spooled = Spooled(self._end, values.dtype, len(values))
        self._put(np.ascontiguousarray(values).data.cast("B") if len(values) else b"")
        return spooled

    def _put(self, data: bytes | memoryview) -> None:
        self._end += len(data)
        if self._file is None and self._end > _IN_MEMORY:
            self._file = TemporaryFile()  # noqa: SIM115  # `close` closes it
            self._file.write(self._memory)
            self._memory = bytearray()
        if self._file is None:
            self._memory += data
            return
        if not self._is_at_end:
            self._file.seek(0, 2)
            self._is_at_end = True
        self._file.write(data)

    def read(self, spooled: Spooled, first: int = 0, past: int | None = None) -> NDArray[Any]:
        """A copy of an array, or of its values from `first` to before `past`, as far as there are any."""
        past, width = spooled.count if past is None else min(past, spooled.count), spooled.kind.itemsize
        begin, end = spooled.place + first * width, spooled.place + past * width
        if self._file is None:
            return np.frombuffer(bytes(self._memory[begin:end]), spooled.kind)
        self._is_at_end = False
        self._file.seek(begin)
        return np.frombuffer(self._file.read(end - begin), spooled.kind)

    def replace(self, spooled: Spooled, values: NDArray[Any]) -> None:
        """Writes another array of the same type and size in the place of one."""
        data = values.astype(spooled.kind, copy=False).tobytes()
        if self._file is None:
            self._memory[spooled.place : spooled.place + spooled.size] = data
        else:
            self._is_at_end = False
            self._file.seek(spooled.place)
            self._file.write(data)

    def view(self, spooled: Spooled) -> NDArray[Any]:
        """An array as it lies there; nothing may be written from now on."""
        if self._file is not None and self._mapped is None:
            self._file.flush()
            self._mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        if not spooled.count:
            return np.zeros(0, spooled.kind)
        data = self._memory if self._mapped is None else self._mapped
        return np.frombuffer(data, spooled.kind, spooled.count, spooled.place)

    def all(self, kind: type[np.generic]) -> Spooled:
        """All arrays as one, when they are all of one type."""
        dtype = np.dtype(kind)
        return Spooled(0, dtype, self._end // dtype.itemsize)

    def whole(self, kind: type[np.generic]) -> NDArray[Any]:
        """The same as it lies there; nothing may be written from now on."""
        return self.view(self.all(kind))

    def close(self) -> None:
        """Frees it; views of it remain until they are gone themselves."""
        self._memory, self._mapped = bytearray(), None
        if self._file is not None:
            self._file.close()
            self._file = None


class Window:
    """An array of a spool, of which ever later parts are read: little of it is in memory."""

    def __init__(self, spool: Spool, spooled: Spooled, size: int) -> None:
        """`size`: values that are read at once."""
        self._spool = spool
        self._spooled = spooled
        self._size = size
        self._first = self._past = 0
        self._values = np.zeros(0, spooled.kind)

    def some(self, first: int, past: int) -> NDArray[Any]:
        """The values from `first`, no less than before, to before `past`."""
        if past > self._past:
            self._first, self._past = first, min(max(past, first + self._size), self._spooled.count)
            self._values = self._spool.read(self._spooled, self._first, self._past)
        return self._values[first - self._first : past - self._first]

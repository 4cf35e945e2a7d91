"""Opens files of strangers: only regular ones, without waiting, and up to where they end now."""

from __future__ import annotations

import io
import os
import stat
from pathlib import PurePath
from typing import BinaryIO

_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_BINARY", "O_NOCTTY", "O_CLOEXEC"))
_BUFFER = 1 << 18


def open_regular(path: str | PurePath) -> BinaryIO:
    """The file, open for reading; it ends where it ends now, also when something is written to it meanwhile.

    Never waits for a pipe or device that took the file's place, nor for a file of the system's that has nothing to
    say yet. Raises `OSError`, and `ValueError` for a path that none can have.
    """
    if not stat.S_ISREG(os.stat(path).st_mode):  # to open a tape may rewind it
        raise OSError("it is a device, pipe or socket now")
    return io.BufferedReader(_File(os.open(path, _FLAGS)), _BUFFER)


class _File(io.FileIO):
    """A regular file up to its length when it was opened."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "rb")
        state = os.fstat(descriptor)
        self._end = state.st_size
        if not stat.S_ISREG(state.st_mode):
            self.close()
            raise OSError("it is a device, pipe or socket now")

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # BufferedReader gives no other
        """Fills the buffer as far as the file went when it was opened."""
        left = max(0, self._end - self.tell())
        return super().readinto(buffer[:left] if left < len(buffer) else buffer) or 0

    def readall(self) -> bytes:
        """The rest of what the file held when it was opened."""
        return super().read(max(0, self._end - self.tell())) or b""

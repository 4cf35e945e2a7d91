"""Opening files of an index, which may be a stranger's: only regular ones.

A pipe that lies in the place of one would be waited for without end. It counts as a file that is not there.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)


def open_regular_file(path: str | os.PathLike[str]) -> BinaryIO:
    """The file, open for reading; raises `FileNotFoundError` for a pipe or a device, too."""
    return open(path, "rb", opener=_opened)


def read_regular_file(path: str | os.PathLike[str]) -> bytes:
    """What is in the file; raises as `open_regular_file` does."""
    with open_regular_file(path) as file:
        return file.read()


def is_regular_or_absent(path: str | os.PathLike[str]) -> bool:
    """Whether a file may be opened without waiting, by who does not look what it is."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return True


def _opened(path: str, flags: int) -> int:
    file = os.open(path, flags | _WITHOUT_WAITING)
    mode = os.fstat(file).st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):  # of a folder `open` says so itself
        return file
    os.close(file)
    raise FileNotFoundError(errno.ENOENT, "there is a pipe or a device, and no file", path)

"""Files and names that are on the disk, not only on their way there.

What was written to a file survives a power cut once the file is synced; the names in a folder (a new file, one renamed
or removed) once the folder is. So a file takes the place of another in four steps, each after the last is done: write
it beside, sync it, rename it, sync the folder.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

_OPENED = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""Links, which lead to any file, and pipes, which wait for ever, are errors: a stranger's folder may hold them."""


class RawFile(io.FileIO):
    """A file, open for writing, that can be synced: new, or with what it holds."""

    def __init__(self, path: str, *, new: bool = True) -> None:
        super().__init__(path, "wb" if new else "r+b", opener=lambda name, flags: os.open(name, flags | _OPENED, 0o666))

    def sync(self) -> None:
        """Returns when what was written is on the disk; raises `OSError` when it may not be."""
        os.fsync(self.fileno())


class SyncedFile(io.BufferedWriter):
    """A file that is on the disk when `close` returns. When that raises `OSError` it may not be, and is of no use."""

    def __init__(self, raw: RawFile) -> None:
        super().__init__(raw, 1 << 16)
        self._synced = raw

    def close(self) -> None:
        """Writes what is left, syncs and closes."""
        if self.closed:
            return
        try:
            self.flush()
            self._synced.sync()
        finally:
            super().close()


def new_file(path: str) -> SyncedFile:
    """The file at `path`, new or emptied, that is on the disk once it is closed."""
    return SyncedFile(RawFile(path))


def same_file(path: str) -> SyncedFile:
    """The file at `path` as it is, open at its beginning for more; what is written is on the disk once it is closed."""
    return SyncedFile(RawFile(path, new=False))


def sync_folder(folder: str) -> None:
    """Returns when the names in `folder` are on the disk; raises `OSError` when they may not be."""
    if os.name == "nt":  # folders cannot be opened there, and their changes are journaled
        return
    opened = os.open(folder or ".", os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def replace_file(path: Path, content: bytes) -> None:
    """Gives the file at `path` this content: whoever looks, after a crash too, sees the old one or all of the new."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)  # whatever it is: a link or a pipe could not be written
    try:
        with new_file(str(beside)) as file:
            file.write(content)
        os.replace(beside, path)
    except BaseException:  # whatever it is, Ctrl-C included: what was begun is removed, and it goes on
        beside.unlink(missing_ok=True)
        raise
    sync_folder(str(path.parent))


def is_durable(storage: Any) -> bool:
    """Whether what is committed to a storage must survive: not so in memory."""
    return hasattr(storage, "sync_folder")

"""What SQLite must not be led to by files that lie beside the catalog: other files, and pipes.

When it opens a database for writing it plays back a journal that a crash left. A journal can name another file: that of
a commit to several databases at once, which SQLite deletes in the end, whatever it is. The catalog is one database, so
none of its journals names any. And what is written to a link is written where it leads.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from searchkit.errors import ADVICE, IndexDamaged
from searchkit.regular import is_regular_or_absent

COMPANIONS: Final = ("-journal", "-wal", "-shm")
"""Endings of the files that SQLite may have beside a database."""

_MAGIC: Final = bytes.fromhex("d9d505f920a163d7")
"""Ends a journal that names a file ("The Super-Journal", https://www.sqlite.org/atomiccommit.html), and begins any."""


def check_for_writing(path: Path) -> None:
    """Raises `IndexDamaged` when SQLite would write to or delete another file than the database at `path` and its own
    beside it."""
    for ending in ("", *COMPANIONS):
        file = f"{path}{ending}"
        if os.path.lexists(file) and not stat.S_ISREG(os.lstat(file).st_mode):
            raise IndexDamaged(f"{file}: it is a link, or no file, and is not written to; {ADVICE}")
    if _names_a_file(f"{path}-journal"):
        raise IndexDamaged(f"{path}-journal: it names another file, and is not played back; {ADVICE}")


def check_for_reading(path: Path) -> None:
    """Raises `IndexDamaged` when SQLite would wait for a pipe that lies in the place of a file of its own."""
    if file := no_file_beside(path):
        raise IndexDamaged(f"{file}: it is a pipe, a device or a folder, and no file; {ADVICE}")


def no_file_beside(path: Path) -> str:
    """What lies in the place of a file of SQLite's own beside the database at `path`, and is none; else empty."""
    files = (f"{path}{ending}" for ending in COMPANIONS)
    return next((file for file in files if not is_regular_or_absent(file)), "")


def _names_a_file(journal: str) -> bool:
    try:
        with open(journal, "rb") as file:
            file.seek(max(file.seek(0, os.SEEK_END) - len(_MAGIC), 0))
            return file.read() == _MAGIC
    except FileNotFoundError:
        return False

"""One writer at a time, and a sentence that says who it is."""

from __future__ import annotations

import errno
import json
import os
import sys
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path

from searchkit.errors import IndexAccessError, IndexLocked
from searchkit.regular import read_regular_file

_LOCK = "write.lock"
_HOLDER = "writer.json"
FILE_NAMES = (_LOCK, _HOLDER)
"""Files in the index folder that are this module's."""


class WriteLock:
    """The right to write to the index in `folder`. The system frees it when its process ends, however it ends."""

    def __init__(self, folder: Path, *, wait: float) -> None:
        from searchkit.index.columnar.file_lock import FileLock

        self._holder = folder / _HOLDER
        self._lock = FileLock(str(folder / _LOCK))
        try:
            if not self._lock.acquire(wait=wait):
                raise IndexLocked(
                    f"{folder}: another {self._who()}; waited {wait:g} s; "
                    "try again later, or wait longer with --wait (the setting lock_seconds)"
                )
            self._holder.unlink(missing_ok=True)  # a link would lead to any file, and a pipe wait for ever
            self._holder.write_text(
                json.dumps({"pid": os.getpid(), "host": _host(), "since": _now()}), encoding="utf-8"
            )
        except BaseException as error:  # whatever it is, Ctrl-C included: the lock is let go, and it goes on
            self._lock.release()
            if not isinstance(error, OSError):
                raise
            may_be_read = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
            hint = "; searching it needs no more than reading" if may_be_read else ""
            raise IndexAccessError(f"{folder}: the index cannot be written ({error.strerror}){hint}") from error

    def release(self) -> None:
        """Lets the next writer in; does nothing in a copy of the process that has the lock."""
        if self._lock.is_held:
            try:
                with suppress(OSError):  # whatever is wrong with the disk, the lock is let go
                    self._holder.unlink(missing_ok=True)
            finally:
                self._lock.release()

    def _who(self) -> str:
        try:
            holder = json.loads(read_regular_file(self._holder).decode())
            who = f"(process {holder['pid']} on {holder['host']}, since {holder['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            return "process is writing to the index"
        if (holder["pid"], holder["host"]) == (os.getpid(), _host()):
            return f"writer of this process is open {who}"
        return f"process is writing to the index {who}"


def _host() -> str:
    """What this computer is called, without `socket`, which takes 5 ms to import."""
    return os.environ.get("COMPUTERNAME", "") if sys.platform == "win32" else os.uname().nodename


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")

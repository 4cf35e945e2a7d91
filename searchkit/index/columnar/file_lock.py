"""A lock between processes that goes with the process that took it, and with no other.

The system frees it when that process ends, however it ends. Programs that it starts do not get the file (it is closed
when they begin), and neither does a copy of the process: else a copy that lives on would hold the lock.
"""

from __future__ import annotations

import errno
import os
import sys
import time
import weakref

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.02  # seconds between two tries
_OPENED = os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)  # a link could have any file made
_TAKEN = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)

_held: weakref.WeakSet[FileLock] = weakref.WeakSet()
"""The locks of this process."""


class FileLock:
    """The lock that the file at `path` stands for; the file is made when it is not there, and stays."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._file: int | None = None

    def acquire(self, blocking: bool = False, *, wait: float = 0.0) -> bool:
        """Takes the lock, waiting for at most `wait` seconds (`blocking`: as long as it takes); gives whether it could.

        Raises `OSError` when the file cannot be opened for writing.
        """
        until = time.monotonic() + wait
        while not self._try():
            if not blocking and time.monotonic() >= until:
                return False
            time.sleep(_PAUSE)
        return True

    def release(self) -> None:
        """Lets the next one in; does nothing when the lock is not held."""
        file = self._file
        if file is not None:
            _held.discard(self)
            try:
                _unlock(file)
            finally:
                self._file = None
                os.close(file)

    def __del__(self) -> None:
        """One that was dropped while it was held, as by Ctrl-C, would be held as long as the process lives."""
        if getattr(self, "_file", None) is not None:
            self.release()

    @property
    def is_held(self) -> bool:
        """Whether this process has it."""
        return self._file is not None

    def _try(self) -> bool:
        if self._file is not None:
            return False
        file = os.open(self.path, _OPENED, 0o666)  # Python closes it in programs that are started
        try:
            _lock(file)
        except BaseException as error:  # Ctrl-C, too
            os.close(file)
            if isinstance(error, OSError) and error.errno in _TAKEN:
                return False
            raise
        self._file = file
        _held.add(self)
        return True

    def _let_go(self) -> None:
        """In a copy of the process: the lock is the other's. To unlock it here would unlock it there."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)


def _lock(file: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unlock(file: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)


def _after_fork() -> None:
    for lock in list(_held):
        lock._let_go()
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

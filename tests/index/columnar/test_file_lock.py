"""The lock itself, without an index."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from searchkit.index.columnar import file_lock
from searchkit.index.columnar.file_lock import FileLock


def test_it_is_taken_once(tmp_path: Path) -> None:
    """Neither the same lock nor another of the same file is taken again, until it is released."""
    lock, other = (FileLock(str(tmp_path / "lock")) for _ in range(2))
    assert lock.acquire()
    assert not lock.acquire()
    assert not other.acquire(wait=0.01)
    assert (lock.is_held, other.is_held) == (True, False)
    lock.release()
    lock.release()
    assert other.acquire(blocking=True)
    other.release()


def test_a_disk_without_locks_is_no_taken_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system says is raised, and no file is left open."""
    opened: list[int] = []

    def no_locks(file: int) -> None:
        opened.append(file)
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(file_lock, "_lock", no_locks)
    with pytest.raises(OSError, match="No locks available"):
        FileLock(str(tmp_path / "lock")).acquire(wait=10)
    (file,) = opened
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(file)


def test_a_copy_of_the_process_lets_go_without_unlocking(tmp_path: Path) -> None:
    """It closes its file only: the lock is still the other's."""
    lock, other = (FileLock(str(tmp_path / "lock")) for _ in range(2))
    assert lock.acquire()
    assert lock._file is not None
    kept = os.dup(lock._file)  # as the other process has it
    file_lock._after_fork()
    assert not lock.is_held
    assert not other.acquire()
    os.close(kept)
    assert other.acquire()
    other.release()

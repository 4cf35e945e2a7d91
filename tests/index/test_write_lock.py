"""One writer at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest

import searchkit
from searchkit.errors import IndexAccessError, IndexClosed, IndexLocked
from searchkit.index.write_lock import WriteLock
from searchkit.testing import small_index

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that copies processes")


def test_a_second_writer_is_told_who_the_first_is(tmp_path: Path) -> None:
    """By process number and host; and is let in once the first is done."""
    lock = WriteLock(tmp_path, wait=0)
    with pytest.raises(IndexLocked, match=r"process \d+ on .* since"):
        WriteLock(tmp_path, wait=0)
    lock.release()
    WriteLock(tmp_path, wait=0).release()


def test_the_lock_of_a_dead_process_is_no_obstacle(tmp_path: Path) -> None:
    """The system frees it, however the process ended."""
    program = (
        "import os, sys; from pathlib import Path; from searchkit.index.write_lock import WriteLock; "
        "lock = WriteLock(Path(sys.argv[1]), wait=0); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert (tmp_path / "writer.json").exists()
    WriteLock(tmp_path, wait=0).release()


@needs_fork
def test_a_copy_of_the_process_neither_has_the_lock_nor_frees_it(tmp_path: Path) -> None:
    """However it ends; when the process itself is gone, the lock is free though the copy lives on."""
    lock = WriteLock(tmp_path, wait=0)
    copy = os.fork()
    if not copy:
        lock.release()
        os._exit(0)
    os.waitpid(copy, 0)
    with pytest.raises(IndexLocked):
        WriteLock(tmp_path, wait=0)
    assert (tmp_path / "writer.json").exists()
    lock.release()
    program = (
        "import os, sys, time; from pathlib import Path; from searchkit.index.write_lock import WriteLock\n"
        "lock = WriteLock(Path(sys.argv[1]), wait=0)\n"
        "if os.fork():\n"
        "    os._exit(1)\n"
        "print('on', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"on\n"  # the copy says so; the process may be gone already
        process.wait()
        WriteLock(tmp_path, wait=5).release()
        end_writer_of(process.stdout)


def end_writer_of(pipe: IO[bytes]) -> None:
    """Ends the copy that sleeps: the one that writes to this pipe."""
    wanted = os.readlink(f"/proc/self/fd/{pipe.fileno()}")
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(process.name) != os.getpid() and os.readlink(process / "fd" / "1") == wanted:
                os.kill(int(process.name), signal.SIGKILL)


def test_a_program_that_is_started_does_not_get_the_lock(tmp_path: Path) -> None:
    """Nor any other file of the index."""
    lock = WriteLock(tmp_path, wait=0)
    sleeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    lock.release()
    WriteLock(tmp_path, wait=0).release()
    sleeper.communicate(b"\n")


@needs_fork
def test_a_writer_in_a_copy_of_the_process_does_nothing(tmp_path: Path) -> None:
    """A copy that leaves the block, in whatever way, neither commits nor takes anything back."""
    note = searchkit.Article(title="Note", body="short", lang="en")
    with small_index(path=tmp_path / "index") as index:
        for ends in ("well", "badly"):
            with index.writer() as writer:
                writer.add(replace(note, title=f"Note {ends}", id=""))
                copy = os.fork()
                if not copy:
                    try:
                        if ends == "badly":
                            writer.__exit__(ValueError, ValueError(), None)
                        else:
                            writer.__exit__(None, None, None)
                        with pytest.raises(IndexClosed):
                            writer.add(note)
                        os._exit(0)
                    finally:
                        os._exit(1)
                assert os.waitpid(copy, 0)[1] == 0
        assert index.count("note") == 2
        assert index.check().ok


def test_a_second_writer_waits_as_long_as_it_is_told(tmp_path: Path) -> None:
    """And gets in when the first is done in time; else the message says how to wait longer."""
    lock = WriteLock(tmp_path, wait=0)
    threading.Timer(0.3, lock.release).start()
    WriteLock(tmp_path, wait=30).release()
    lock = WriteLock(tmp_path, wait=0)
    with pytest.raises(IndexLocked, match=r"waited 0\.05 s; .* --wait"):
        WriteLock(tmp_path, wait=0.05)
    lock.release()


def test_the_command_waits_as_long_as_it_is_told(tmp_path: Path) -> None:
    """And ends with 2 and the holder's name."""
    (tmp_path / "a.txt").write_text("A title\n\nA body.\n")
    with small_index(path=tmp_path / "index") as index, index.writer():
        done = subprocess.run(
            [
                sys.executable, "-c", "from searchkit.cli.main import main; main()", "index", str(tmp_path / "a.txt"),
                "--index", str(tmp_path / "index"), "--wait", "0.1",
            ],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"process {os.getpid()} on" in done.stderr
    assert "waited 0.1 s" in done.stderr


def test_a_lock_that_cannot_be_opened(tmp_path: Path) -> None:
    """Is no lock of another process: the folder cannot be written."""
    (tmp_path / "write.lock").mkdir()
    with pytest.raises(IndexAccessError, match="the index cannot be written"):
        WriteLock(tmp_path, wait=0)


def test_a_writer_whose_name_cannot_be_read(tmp_path: Path) -> None:
    """The next one is told without it."""
    lock = WriteLock(tmp_path, wait=0)
    (tmp_path / "writer.json").write_text("{")
    with pytest.raises(IndexLocked, match="another process is writing to the index; waited"):
        WriteLock(tmp_path, wait=0)
    lock.release()

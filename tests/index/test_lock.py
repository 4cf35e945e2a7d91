"""One writer at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from searchkit.errors import IndexLocked
from searchkit.index.lock import WriteLock


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
        "import os, sys; from pathlib import Path; from searchkit.index.lock import WriteLock; "
        "lock = WriteLock(Path(sys.argv[1]), wait=0); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert (tmp_path / "writer.json").exists()
    WriteLock(tmp_path, wait=0).release()

"""Processes: what they print, how long they take, how much memory they and their children hold."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_PROC = Path("/proc")
_ROOT = Path(__file__).resolve().parents[2]
_LEAST_PAUSE = 0.05  # seconds between two looks
_PAUSE = 20  # times as long as a look took, so that looking takes at most a twentieth of one core


def worker(*arguments: str) -> list[str]:
    """The command that runs `benchmarks.speed.worker`."""
    return [sys.executable, "-m", "benchmarks.speed.worker", *arguments]


def answer(command: Sequence[str]) -> tuple[Any, dict[str, int]]:
    """What `command` printed, as JSON, and its `peak` memory; raises `subprocess.CalledProcessError` if it failed."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=_ROOT) as process:
        memory = _Memory(process.pid)
        memory.start()
        printed, _ = process.communicate()
        memory.stop()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return json.loads(printed), memory.peak


class Conversation:
    """A process that answers with a line of JSON for each line that it gets. Use it in a `with` block."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=_ROOT, text=True, bufsize=1
        )

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    def answer(self) -> Any:
        """Its next answer; raises `EOFError` when the process has ended instead."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        if line := self._process.stdout.readline():
            return json.loads(line)
        raise EOFError(f"{self._process.args!r} ended with status {self._process.wait()}")


def seconds(command: Sequence[str]) -> float:
    """How long the whole process takes, from its start to its end. A search may find nothing, which is status 1."""
    began = time.perf_counter()
    quiet = subprocess.DEVNULL
    status = subprocess.run(command, cwd=_ROOT, stdout=quiet, stderr=quiet).returncode
    if status not in (0, 1):
        raise subprocess.CalledProcessError(status, command)
    return time.perf_counter() - began


class _Memory(threading.Thread):
    """Looks again and again at the memory of a process and of all that descend from it.

    ``total`` is the sum of their proportional set sizes: what they share is counted once, and mapped files count as
    far as they are in memory. ``own`` leaves those out, since the system can take them back at any time. Bytes; the
    peaks of each. Nothing is known where there is no /proc.
    """

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._ended = threading.Event()
        self.peak: dict[str, int] = {}

    def run(self) -> None:
        pause = _LEAST_PAUSE
        while _PROC.is_dir() and not self._ended.wait(pause):
            began = time.perf_counter()
            total = own = 0
            for process in _family(self._root):
                sizes = _sizes(process)
                total += sizes.get("Pss", 0)
                own += sizes.get("Pss_Anon", 0) + sizes.get("Pss_Shmem", 0)
            for name, size in (("total", total), ("own", own)):
                self.peak[name] = max(self.peak.get(name, 0), size)
            pause = max(_LEAST_PAUSE, _PAUSE * (time.perf_counter() - began))

    def stop(self) -> None:
        """Ends looking."""
        self._ended.set()
        self.join()


def _family(root: int) -> list[Path]:
    """A process and its descendants, whatever sessions they are in."""
    children: dict[int, list[int]] = {}
    for process in _PROC.glob("[0-9]*"):
        try:
            # After the name, which may hold anything: state, parent
            parent = int((process / "stat").read_bytes().rpartition(b")")[2].split()[1])
        except (OSError, IndexError, ValueError):  # it has ended
            continue
        children.setdefault(parent, []).append(int(process.name))
    found = [root]
    for process_id in found:  # grows as it goes
        found += children.get(process_id, ())
    return [_PROC / str(process_id) for process_id in found]


def _sizes(process: Path) -> dict[str, int]:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()[1:]
    except OSError:  # it has ended
        return {}
    return {name: int(rest.split()[0]) << 10 for name, _, rest in (line.partition(":") for line in lines)}

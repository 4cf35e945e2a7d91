"""Files read by other processes before their turn comes: large files, and many.

Reading takes several times what adding an article does, and articles are added in this process, one after the other. So
the files to come are handed to a few processes (`ahead_worker`). Each reads its own in order and writes what it finds
into a pipe; a full pipe makes it wait. Articles and problems are taken in the order of the walk: it makes no difference
to what comes of a file who read it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from searchkit.children import Child
from searchkit.errors import SettingError
from searchkit.frames import read_frame, write_frame
from searchkit.index.documents import article_from_json
from searchkit.model import Article, Origin, Problem
from searchkit.reading import FileEntry, read
from searchkit.settings import Settings

SETTINGS: Final = b"S"
"""To a process, first of all: the settings, as JSON."""
READ: Final = b"R"
"""To a process: a file to read, as JSON."""
BEGUN: Final = b"B"
"""From a process: it begins to read the next file."""
ARTICLE: Final = b"A"
"""An article: a line of JSON that says where in the file it was met, and one that holds it."""
PROBLEM: Final = b"P"
"""A problem: the values of its fields, as JSON."""
REFUSED: Final = b"E"
"""The message of a `SettingError`."""
END: Final = b"."
"""The file is read."""

_HERE = 4 << 20
"""Bytes of files that are read in this process; for more, others are started, which takes a quarter of a second."""
_MOST = 4
"""Processes: what these read of JSON Lines is more than one can add, and each takes 100 MB."""
_LARGE = 1 << 20
"""Bytes of a file that two cores read in no less time ahead: adding and building its articles keep both at work."""
_ROOM = 4096
"""Bytes of requests that a process may have before it: what a pipe holds on any system, so that to ask never waits."""


class Ahead:
    """The processes that read ahead, at most `jobs`, started as they are needed; none for one job."""

    def __init__(self, settings: Settings, jobs: int) -> None:
        self._settings = settings
        self._jobs = jobs
        self._most = min(jobs, _MOST) if jobs > 1 else 0
        self._met = 0
        self._processes: list[_Process] = []

    @property
    def files(self) -> int:
        """How many files to look ahead."""
        return 8 * self._most

    def begin(self, entry: FileEntry, *, format: str | None, fetched_at: datetime | None) -> FileAhead | None:
        """Has a file read from now on, to be taken after those begun before; None for one that is better read here."""
        self._met += entry.size
        if self._met <= _HERE or not self._most or (self._jobs == 2 and entry.size > _LARGE):
            return None
        process = self._least_busy()
        file = FileAhead(entry, format, fetched_at, self._settings, process)
        return file if process.ask(file) else None

    def _least_busy(self) -> _Process:
        """A process without work if there may be one, else the one that has the least."""
        running = [process for process in self._processes if process.is_running]
        least = min(running, key=lambda process: process.load, default=None)
        if least is None or (least.load and len(running) < self._most):
            least = _Process(self._settings)
            self._processes.append(least)
        return least

    def close(self) -> None:
        """Ends the processes; what they have read and nobody took is gone."""
        for process in self._processes:
            process.end()
        self._processes = []


class FileAhead:
    """A file that another process reads."""

    def __init__(
        self, entry: FileEntry, format: str | None, fetched_at: datetime | None, settings: Settings, process: _Process
    ) -> None:
        self._entry = entry
        self._format = format
        self._fetched_at = fetched_at
        self._settings = settings
        self._process = process
        self.size = entry.size
        said: dict[str, object] = {"path": os.fspath(entry.path), "root": entry.root, "name": entry.name}
        said |= {"format": format, "fetched_at": fetched_at.isoformat() if fetched_at else None}
        self.request = json.dumps(said | {"size": entry.size, "mtime_ns": entry.mtime_ns}).encode()
        """What the process is told of it."""

    def articles(self) -> Iterator[Article | Problem]:
        """As `searchkit.reading.read` gives them; when the process had ended before it began, the file is read here."""
        if self._process.take() is None:
            yield from read(self._entry, settings=self._settings, format=self._format, fetched_at=self._fetched_at)
            return
        found = 0
        while (frame := self._process.take()) is not None:
            kind, payload = frame
            if kind == ARTICLE:
                found += 1
                yield self._article(payload)
            elif kind == PROBLEM:
                yield Problem(*json.loads(payload))
            elif kind == REFUSED:
                raise SettingError(payload.decode())
            else:
                self._process.done(self)
                return
        reason = f"the process that read it ended (status {self._process.end()}), perhaps for want of memory"
        yield Problem(self._entry.name, reason, severity="partial" if found else "skipped", code="unreadable")

    def _article(self, payload: bytes) -> Article:
        place, _, stored = payload.partition(b"\n")
        return article_from_json(stored, (Origin(self._entry.name, self._entry.root, *json.loads(place)),))


class _Process:
    """A process that reads files, one after the other."""

    def __init__(self, settings: Settings) -> None:
        self._files: list[FileAhead] = []
        self._process = Child("searchkit.index.sync.ahead_worker")
        self._send(SETTINGS, json.dumps(settings.as_dict()).encode())

    @property
    def is_running(self) -> bool:
        """Whether it may still take requests."""
        return self._process.poll() is None

    @property
    def load(self) -> int:
        """How much it has to read before it is without work; an empty file is something, too."""
        return sum(file.size + 1 for file in self._files)

    def ask(self, file: FileAhead) -> bool:
        """Has it read a file; False when it has ended, or has no room for more requests."""
        if sum(len(other.request) for other in [*self._files, file]) > _ROOM or not self._send(READ, file.request):
            return False
        self._files.append(file)
        return True

    def take(self) -> tuple[bytes, bytes] | None:
        """The next frame that it has for us; None when it has ended."""
        return None if self._process.answers.closed else read_frame(self._process.answers)

    def done(self, file: FileAhead) -> None:
        """All of the file was taken."""
        self._files.remove(file)

    def end(self) -> int:
        """Ends it at once; gives its exit status."""
        return self._process.end()

    def _send(self, kind: bytes, payload: bytes) -> bool:
        try:
            write_frame(self._process.requests, kind, payload)
        except OSError:  # it has ended
            return False
        return True

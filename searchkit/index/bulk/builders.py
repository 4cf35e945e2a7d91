"""The builders of a writer: one in this process for a few articles, several processes for many."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from searchkit.children import Child
from searchkit.errors import IndexAccessError, IndexDamaged, IndexUnfit, SearchkitError
from searchkit.frames import write_frame
from searchkit.frozen import dataclass
from searchkit.index.bulk.frames import ADD, MERGE, SETTINGS, WRITE, pack_records, why_unwritten

if TYPE_CHECKING:
    from searchkit.analysis import Analyzer
    from searchkit.index.bulk.building import SegmentBuilder

_HERE = 500  # articles that are built in this process; for more, others are started
_HERE_BYTES = 16 << 20  # the same of their JSON
_TOGETHER = 64  # articles sent to a process at once
_TOGETHER_BYTES = 1 << 20  # the same of their JSON
_QUEUED = 16  # frames that wait for a process
_QUEUED_BYTES = 16 << 20  # bytes of frames that wait for a process, unless one has more
_PAUSE = 0.001  # seconds between two looks at a full queue
_ENDING = 5.0  # seconds that a process may take to end once it has closed its output
_MOST_ARTICLES = 350_000
"""Articles of a segment after which another is begun, if memory has not asked for it before: a million take more of it
when the segment is written, and when copies are looked for, and longer."""
_MOST_BYTES = 2 << 30
"""The same of bytes of their JSON: what is spelled in a segment has 32 bits to say where."""


@dataclass(frozen=True, slots=True)
class Built:
    """A segment that was written."""

    name: str
    documents: int


class Builders:
    """Spreads articles over segments being built. `name_segment` gives a new segment's name, `path_of` its file's path
    (None in memory), `create` opens its file for a builder in this process; `keep_stems` is given language, word and
    stem of those computed, as segments are written."""

    def __init__(
        self,
        analyzer: Analyzer,
        *,
        title_weight: int,
        memory: int,
        jobs: int,
        name_segment: Callable[[], str],
        path_of: Callable[[str], str] | None,
        create: Callable[[str], BinaryIO],
        keep_stems: Callable[[Iterable[tuple[str, str, str]]], None],
    ) -> None:
        self._analyzer = analyzer
        self._title_weight = title_weight
        self._jobs = jobs if path_of is not None else 1
        self._share = memory // self._jobs
        self._name_segment = name_segment
        self._path_of = path_of
        self._create = create
        self._keep_stems = keep_stems
        self._here: _Slot | None = None
        self._builder: SegmentBuilder | None = None
        self._records: list[tuple[bytes, bool]] = []
        self._processes: list[_Process] = []
        self._turn: _Process | None = None
        self._is_resting = False
        self._built: list[Built] = []

    def add(self, record: bytes, *, older: bool) -> tuple[str, int]:
        """Takes an article as it is stored; gives the segment and the number that it will have there."""
        if not self._processes:
            if self._jobs == 1 or self._has_room_here:
                return self._add_here(record, older)
            self._start()
        if self._turn is None or not self._turn.waiting:
            self._turn = min(self._processes, key=lambda process: process.queued)
        process = self._turn
        place = process.add(record, older)
        if process.is_full:
            self._write(process)
        return place

    @property
    def _has_room_here(self) -> bool:
        return self._here is None or (len(self._records) < _HERE and self._here.bytes < _HERE_BYTES)

    def _add_here(self, record: bytes, older: bool) -> tuple[str, int]:
        if self._here is None:
            self._here = _Slot(self._name_segment())
        elif self._here.is_full or (self._builder is not None and self._builder.is_full):
            self._write_here()
            self._here = _Slot(self._name_segment())
        if self._jobs > 1:
            self._records.append((record, older))  # another process may yet get them
        else:
            with self._naming(self._here.name):
                self._building().add(record, older=older)
        return self._here.take(len(record))

    def finish(self) -> list[Built]:
        """Writes all segments and waits for them; gives those written since the last time."""
        self._is_resting = False
        self._write_here()
        for process in self._processes:
            self._write(process)
        for process in self._processes:
            self._take_answers(process, wait=True)
        built, self._built = self._built, []
        return built

    def _take_answers(self, process: _Process, *, wait: bool) -> None:
        for built, stems in process.answers(wait=wait):
            self._keep_stems(stems)
            self._built.append(built)

    @property
    def processes(self) -> int:
        """How many other processes there are, that can merge too, or will be again when they are needed."""
        return self._jobs if self._processes or self._is_resting else 0

    def rest(self) -> None:
        """Ends the processes until they are needed again, for the memory that they keep; all segments are written."""
        self._is_resting = bool(self._processes)
        self.close()

    def merge(self, groups: Sequence[Sequence[tuple[str, str | None]]]) -> list[Built]:
        """Merges each of `groups` of segments, given by name and bitmap of deleted documents (see `frames.packed`),
        into a new one, several at a time."""
        assert self._path_of is not None
        if not self._processes:
            self._start()
        for number, group in enumerate(groups):
            name = self._name_segment()
            wanted = {"path": self._path_of(name), "segments": [[self._path_of(one), bits] for one, bits in group]}
            self._processes[number % len(self._processes)].ask(MERGE, json.dumps(wanted).encode(), _Slot(name))
        return [built for process in self._processes for built, _ in process.answers(wait=True)]

    def close(self) -> None:
        """Ends the processes; what they have not written is gone."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.end()
        self._processes, self._turn = [], None

    def _start(self) -> None:
        """Starts the processes. The first gets what was collected so far."""
        settings = self._analyzer.settings
        facts = {
            "settings": settings.as_dict(),
            "title_weight": self._title_weight,
            "memory": self._share,
        }
        for _ in range(self._jobs):
            try:
                process = _Process(_Slot(self._name_segment()))
            except OSError as error:
                raise IndexAccessError(
                    f"a process that builds segments could not be started: {error.strerror}; the index is as of the "
                    "last commit; try fewer jobs"
                ) from error
            self._processes.append(process)
            process.send(SETTINGS, json.dumps(facts).encode())
        if self._here is not None:
            self._processes[0].take_over(self._here, self._records)
        self._here, self._records = None, []

    def _write_here(self) -> None:
        if self._here is None:
            return
        with self._naming(self._here.name):
            builder = self._building()
            for record, older in self._records:
                builder.add(record, older=older)
            with self._create(self._here.name) as file:
                builder.write(file)
        self._keep_stems(self._analyzer.take_new_stems())
        self._built.append(Built(self._here.name, self._here.documents))
        self._here, self._records = None, []

    def _building(self) -> SegmentBuilder:
        """What builds segments in this process."""
        if self._builder is None:
            from searchkit.index.bulk.building import SegmentBuilder

            self._builder = SegmentBuilder(self._analyzer, title_weight=self._title_weight, memory=self._share)
        return self._builder

    @contextmanager
    def _naming(self, segment: str) -> Iterator[None]:
        """Gives what the system refuses a name."""
        try:
            yield
        except OSError as error:
            raise _unwritten(why_unwritten(error, self._path_of(segment) if self._path_of else segment)) from error

    def _write(self, process: _Process) -> None:
        if process.slot.documents and self._path_of is not None:
            process.write(self._path_of(process.slot.name), _Slot(self._name_segment()))
            self._take_answers(process, wait=False)  # those of earlier segments: stems of millions are a lot


def _unwritten(why: str) -> IndexAccessError:
    return IndexAccessError(f"{why}: a segment could not be written; the index is as of the last commit")


def _error(answer: dict[str, Any]) -> SearchkitError:
    """What ended the work on a segment in another process."""
    kind = _KINDS.get(answer.get("kind", ""))
    return _unwritten(answer["error"]) if kind is None else kind(answer["error"])


_KINDS = {kind.__name__: kind for kind in (IndexDamaged, IndexUnfit)}
"""Our errors that have a cause in what is indexed, by name; others are what the system refuses."""


class _Slot:
    """A segment being built: its name and what went into it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.documents = 0
        self.bytes = 0
        """Of their JSON."""

    @property
    def is_full(self) -> bool:
        """Whether another must be begun."""
        return self.documents >= _MOST_ARTICLES or self.bytes >= _MOST_BYTES

    def take(self, size: int) -> tuple[str, int]:
        self.documents += 1
        self.bytes += size
        return self.name, self.documents - 1


class _Process:
    """A process that builds segments, fed by a thread so that a busy one does not hold up the others."""

    def __init__(self, slot: _Slot) -> None:
        self.slot = slot
        self.waiting: list[tuple[bytes, bool]] = []
        self._waiting_bytes = 0
        self._sent = self._taken = 0
        """Bytes that were queued, and those that the process took; each is counted by one thread."""
        self._asked: list[_Slot] = []
        self._segments = 0
        """How many it was told to write."""
        self._full = -1
        """The number of the last segment that it has no memory to add to."""
        # Simple ones, since Ctrl-C in the midst of another's method leaves it unusable.
        self._frames: queue.SimpleQueue[tuple[bytes, bytes] | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._process = Child("searchkit.index.bulk.worker", is_heard=True)
        for work in (self._feed, self._listen):
            threading.Thread(target=work, daemon=True).start()

    @property
    def queued(self) -> int:
        """How many frames it has not taken yet."""
        return self._frames.qsize()

    @property
    def is_full(self) -> bool:
        """Whether the segment being built must be written before more is added."""
        return self._full == self._segments or self.slot.is_full

    def add(self, record: bytes, older: bool) -> tuple[str, int]:
        """Takes an article for the segment being built."""
        self.waiting.append((record, older))
        self._waiting_bytes += len(record)
        if len(self.waiting) >= _TOGETHER or self._waiting_bytes >= _TOGETHER_BYTES:
            self._send_waiting()
        return self.slot.take(len(record))

    def take_over(self, slot: _Slot, records: list[tuple[bytes, bool]]) -> None:
        """Takes a segment that was begun elsewhere in place of its own."""
        self.slot = slot
        self.send(ADD, pack_records(records))

    def write(self, path: str, following: _Slot) -> None:
        """Has the segment written, and begins the `following`."""
        self._send_waiting()
        self.ask(WRITE, path.encode(), self.slot)
        self._segments += 1
        self.slot = following

    def ask(self, kind: bytes, payload: bytes, slot: _Slot) -> None:
        """Sends a frame that asks for a segment, to be answered in turn."""
        self.send(kind, payload)
        self._asked.append(slot)

    def answers(self, *, wait: bool) -> Iterator[tuple[Built, list[tuple[str, str, str]]]]:
        """The segments asked for, with the stems computed for each, as they are written; those that are, unless they
        are waited for."""
        while self._asked and (wait or not self._answers.empty()):
            answer = self._answers.get()
            if answer is None:
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(_ENDING)
                raise self._failure()
            if "error" in answer:
                raise _error(answer)
            slot = self._asked.pop(0)
            yield Built(slot.name, answer["documents"]), list(map(tuple, answer["stems"]))

    def kill(self) -> None:
        """Ends the process at once, and does not wait until it has given its memory back."""
        self._process.kill()

    def end(self) -> None:
        """Waits until it has ended."""
        self._process.wait()
        self._frames.put(None)

    def send(self, kind: bytes, payload: bytes) -> None:
        """Queues a frame, waiting while the queue is full."""
        while self._process.poll() is None and self._is_behind:
            time.sleep(_PAUSE)
        if self._process.poll() is not None:
            raise self._failure()
        self._sent += len(payload)
        self._frames.put((kind, payload))

    @property
    def _is_behind(self) -> bool:
        """Whether as much waits for it as may."""
        return self._frames.qsize() >= _QUEUED or self._sent - self._taken >= _QUEUED_BYTES

    def _send_waiting(self) -> None:
        if self.waiting:
            self.send(ADD, pack_records(self.waiting))
            self.waiting, self._waiting_bytes = [], 0

    def _failure(self) -> IndexAccessError:
        return IndexAccessError(
            f"a process that builds segments ended (status {self._process.poll()}), perhaps for want of memory; "
            "the index is as of the last commit; try a smaller writer_memory, or fewer jobs"
        )

    def _feed(self) -> None:
        stdin = self._process.requests
        with suppress(OSError):  # it ended: `send` and `answers` say so
            while (frame := self._frames.get()) is not None:
                write_frame(stdin, *frame)
                self._taken += len(frame[1])
        with suppress(OSError):
            stdin.close()

    def _listen(self) -> None:
        stdout = self._process.answers
        with suppress(ValueError):  # the half of an answer, as it ended: `answers` says so
            for line in stdout:
                answer = json.loads(line)
                if "full" in answer:
                    self._full = answer["full"]
                else:
                    self._answers.put(answer)
        self._answers.put(None)
        stdout.close()

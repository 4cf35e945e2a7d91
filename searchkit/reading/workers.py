"""HTML and PDF are parsed in a process of their own, which can be stopped.

Parsers of strangers' documents are native code that no signal interrupts; some documents cost them minutes or
gigabytes. So they run in a child process with a limit of memory, and the parent keeps the time and kills. One child,
started when first needed and used again; it ends with its parent. The parent sends the document's bytes and what is to
be done with them, the child answers, in frames.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from searchkit import children
from searchkit.errors import LimitExceeded, ReadingError
from searchkit.frames import read_frame, write_frame
from searchkit.settings import Settings

_TASKS = {
    "html": "searchkit.reading.formats.html.page",
    "markdown": "searchkit.reading.formats.markdown.text",
    "pdf": "searchkit.reading.formats.pdf.pages",
}
"""Modules whose ``prepare()`` imports what is heavy, and whose ``parse(data, options)`` gives what JSON can hold."""

_REQUEST = b"R"
"""To the child: what is to be done, as JSON."""
_DOCUMENT = b"D"
"""To the child, before the request to parse it: a document's bytes."""
_ANSWER = b"A"
"""From the child: that it has started, or its answer to a request, as JSON."""

_LIVES = 1_000
"""Documents after which a child is replaced, as its parsers' caches grow; starting one costs a second or more."""
_START_SECONDS = 60.0
"""How long a child may take to start: imports from a cold disk count, and are no fault of the document."""


class TimedOut(LimitExceeded):
    """Parsing took longer than `Settings.parse_seconds` and was stopped."""


def parse(task: str, data: bytes, options: Mapping[str, str], settings: Settings) -> dict[str, Any]:
    """What the parser of `task` (``html``, ``markdown``, ``pdf``) makes of a document.

    Raises `TimedOut` after `Settings.parse_seconds`, `LimitExceeded` past `Settings.parse_memory`, and `ReadingError`
    when the parser fails; the next document gets a new child then.
    """
    with _lock:
        child = _child(settings.parse_memory)
        answer = child.ask(task, data, options, settings.parse_seconds)
    if "error" in answer:
        raise (LimitExceeded if answer.get("limit") else ReadingError)(str(answer["error"]))
    return answer


class _Child:
    """The parent's side of one child process."""

    def __init__(self, memory: int) -> None:
        self.memory = memory
        self.owner = os.getpid()
        self.is_usable = True
        self._lives = _LIVES
        self._process = children.Child("searchkit.reading.workers", str(memory))
        self._waited = False
        self._prepared: set[str] = set()
        try:
            started = self._exchange((), _START_SECONDS)
        except BaseException:  # whatever it is, Ctrl-C included: the child goes, and it goes on
            self.stop()
            raise
        if started is None:
            self.stop()
            raise ReadingError("the process that parses HTML pages and PDF files could not be started")

    def ask(self, task: str, data: bytes, options: Mapping[str, str], seconds: float) -> dict[str, Any]:
        """The child's answer about one document. Raises `TimedOut`, and `ReadingError` when the child died of it."""
        answer = None
        try:
            module = _TASKS[task]
            if module not in self._prepared:
                self._prepared.add(module)
                wanted = {"prepare": module, "seconds": _START_SECONDS}
                self._exchange(((_REQUEST, json.dumps(wanted).encode()),), _START_SECONDS)
            wanted = {"parse": module, "options": dict(options), "seconds": seconds}
            answer = self._exchange(((_DOCUMENT, data), (_REQUEST, json.dumps(wanted).encode())), seconds)
        finally:
            self._lives -= 1
            if answer is None or self._waited or answer.get("spent") or not self._lives:
                self.stop()
        if answer is not None:
            return answer
        if self._waited:
            raise TimedOut(f"parsing it took longer than {seconds:g} seconds (parse_seconds)")
        raise ReadingError(f"its parser broke down (exit status {self._process.returncode})")

    def _exchange(self, frames: Sequence[tuple[bytes, bytes]], seconds: float) -> dict[str, Any] | None:
        """Send frames and read the answer; None when the child is killed after `seconds`, or dies."""
        timer = threading.Timer(seconds, self._give_up)
        timer.daemon = True
        timer.start()
        try:
            for kind, payload in frames:
                write_frame(self._process.requests, kind, payload, at_once=kind == _REQUEST)
            answer = read_frame(self._process.answers)
            return None if answer is None else json.loads(answer[1])
        except OSError:
            return None
        finally:
            timer.cancel()

    def _give_up(self) -> None:
        self._waited = True
        self._process.kill()

    def stop(self) -> None:
        """End the child, now."""
        self.is_usable = False
        self._process.end()


_lock = threading.Lock()
_current: _Child | None = None


def _child(memory: int) -> _Child:
    """The child there is, or a new one. A forked process has its parent's child, and must leave it alone."""
    global _current
    if _current is not None and _current.owner != os.getpid():
        _current = None
    if _current is not None and (not _current.is_usable or _current.memory != memory):
        _current.stop()
        _current = None
    if _current is None:
        _current = _Child(memory)
    return _current


@atexit.register
def _stop() -> None:
    if _current is not None and _current.owner == os.getpid():
        _current.stop()


def main() -> None:
    """The child's side: answer until the parent closes the pipe."""
    memory = int(sys.argv[1])
    requests, answers = children.private_streams()
    _limit(memory)
    _send(answers, {"started": True})
    document = b""
    while (frame := read_frame(requests)) is not None:
        kind, payload = frame
        if kind == _DOCUMENT:
            document = payload
            continue
        request = json.loads(payload)
        _alarm(request["seconds"] + 1)
        _send(answers, _answer(request, document))
        _alarm(0)
        document = b""


def _limit(memory: int) -> None:
    """Bound the memory, and leave Ctrl-C to the parent."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        import resource
    except ImportError:  # not on Windows
        return
    try:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):
        pass  # not on every system; the time is still kept


def _alarm(seconds: float) -> None:
    """End this process if it is still busy then: its parent would have killed it, were it alive."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _answer(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    from importlib import import_module

    if "prepare" in request:
        import_module(request["prepare"]).prepare()
        return {}
    try:
        answer: dict[str, Any] = import_module(request["parse"]).parse(data, request["options"])
    except LimitExceeded as error:
        return {"error": str(error), "limit": True}
    except ReadingError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "parsing it takes more memory than parse_memory allows", "limit": True, "spent": True}
    except RecursionError:
        return {"error": "it is nested too deeply for its parser", "limit": True, "spent": True}
    except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RuntimeError) as error:
        # parsers of foreign documents fail in any of these ways; the document is at fault, not the run
        return {"error": f"its parser failed: {type(error).__name__}: {str(error)[:200]}"}
    return answer


def _send(stream: BinaryIO, answer: dict[str, Any]) -> None:
    write_frame(stream, _ANSWER, json.dumps(answer).encode("ascii"))

"""The process that parses HTML pages and PDF files."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from searchkit.errors import LimitExceeded, ReadingError
from searchkit.reading import workers
from searchkit.reading.workers import TimedOut, parse
from searchkit.settings import Settings

_PAGE = b"<html><body><article><h1>A title</h1><p>The council met.</p></article></body></html>"
_MISBEHAVING = """
import os, signal, sys, time
def prepare():
    print("noise while importing")
def parse(data, options):
    print("noise on standard output" * 1000, flush=True)
    os.write(1, b"more noise" * 1000)
    os.write(2, b"errors" * 1000)
    what = data.decode()
    if what == "sleep":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
    if what == "die":
        os._exit(3)
    if what == "hog":
        return {"size": len(bytearray(1 << 40))}
    if what == "recurse":
        return parse_for_ever()
    if what == "raise":
        raise KeyError("no such thing")
    return {"said": what, "pid": os.getpid(), "big": "x" * 1_000_000}
def parse_for_ever():
    return parse_for_ever()
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """For documents of the task ``html`` that say what their parser is to do."""
    (tmp_path / "misbehaving.py").write_text(_MISBEHAVING)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(workers._TASKS, "html", "misbehaving")
    # another limit than the usual makes a new child, which imports from the folder above
    return Settings(parse_seconds=1, parse_memory=Settings().parse_memory - os.getpid() % 4096 - 1)


def _said(what: str, settings: Settings) -> dict[str, Any]:
    return parse("html", what.encode(), {}, settings)


def test_a_child_is_used_again() -> None:
    """The second page is answered by the same process, alike."""
    first = parse("html", _PAGE, {}, Settings())
    child = workers._current
    assert first["title"] == "A title"
    assert parse("html", _PAGE, {}, Settings()) == first
    assert workers._current is child


def test_what_a_parser_prints_does_not_get_into_its_answer(settings: Settings) -> None:
    """Noise on standard output, while importing or parsing, goes nowhere."""
    first, second = _said("one", settings), _said("two", settings)
    assert (first["said"], second["said"], len(second["big"])) == ("one", "two", 1_000_000)
    assert first["pid"] == second["pid"] != os.getpid()


def test_a_parser_that_takes_too_long_is_killed(settings: Settings) -> None:
    """It ends within the limit, says so, and the next document is parsed by a new child."""
    before = _said("one", settings)["pid"]
    with pytest.raises(TimedOut, match="parse_seconds"):
        _said("sleep", settings)
    assert _said("two", settings)["pid"] != before


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep a limit of memory")
def test_a_parser_that_takes_too_much_memory_is_stopped(settings: Settings) -> None:
    """The limit is named."""
    with pytest.raises(LimitExceeded, match="parse_memory"):
        _said("hog", settings)
    assert _said("one", settings)["said"] == "one"


@pytest.mark.parametrize("what", ["die", "recurse", "raise"])
def test_a_parser_that_breaks_down_is_our_error(settings: Settings, what: str) -> None:
    """A crash, an endless recursion and an exception are errors of reading, and the next document is fine."""
    with pytest.raises(ReadingError):
        _said(what, settings)
    assert _said("one", settings)["said"] == "one"


def test_threads_may_share_the_child(settings: Settings) -> None:
    """Answers reach those who asked."""
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        answers[number] = _said(str(number), settings)["said"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number) for number in range(8)}


def _run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text(textwrap.dedent(script))
    return subprocess.run(
        [sys.executable, str(folder / "script.py")], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_script_without_a_main_guard_works_and_leaves_no_child(tmp_path: Path) -> None:
    """Parsing in a plain script neither runs the script again nor leaves a process behind."""
    (tmp_path / "json.py").write_text("raise SystemExit('a file of the current folder was imported')")
    (tmp_path / "elsewhere").mkdir()
    script = f"""
        import os
        os.chdir({str(tmp_path)!r})
        from searchkit.reading import workers
        from searchkit.settings import Settings
        print(workers.parse("html", {_PAGE!r}, {{}}, Settings())["title"])
        print(workers._current._process.pid)
    """
    found = _run(script, tmp_path / "elsewhere")
    assert found.stderr == ""
    title, pid = found.stdout.split("\n")[:2]
    assert title == "A title"
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_a_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """Even without the chance to say goodbye, the parent leaves no process behind."""
    script = f"""
        import os, signal
        from searchkit.reading import workers
        from searchkit.settings import Settings
        workers.parse("html", {_PAGE!r}, {{}}, Settings())
        print(workers._current._process.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    pid = int(_run(script, tmp_path).stdout)
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("the child outlived its parent")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_gets_a_child_of_its_own(tmp_path: Path) -> None:
    """Two processes never talk to one child, and the parent's goes on."""
    script = f"""
        import os, sys
        from searchkit.reading import workers
        from searchkit.settings import Settings
        ask = lambda: (workers.parse("html", {_PAGE!r}, {{}}, Settings()), workers._current._process.pid)[1]
        before = ask()
        pid = os.fork()
        if not pid:
            sys.exit(0 if ask() != before else 1)
        status = os.waitpid(pid, 0)[1]
        print(status, ask() == before)
    """
    assert _run(script, tmp_path).stdout == "0 True\n"

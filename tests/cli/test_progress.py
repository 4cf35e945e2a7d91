"""The progress bar."""

from __future__ import annotations

import io
import signal
import time

import pytest

import searchkit
from searchkit.cli import progress
from searchkit.cli.progress import bar, told


class Terminal(io.StringIO):
    """A stderr that is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


STEPS = [searchkit.Progress(done, 4, done * 25, 100, done * 1000, "a.jsonl") for done in range(5)]


def test_files_articles_and_rate() -> None:
    """What a person wants to know."""
    assert told(STEPS[2], 2.0) == "2/4 files, 2,000 articles, 1,000/s, 2 s left"
    assert told(STEPS[0], 0.0) == "0/4 files"


def test_no_bar_without_a_terminal() -> None:
    """Or when it is not wanted."""
    with bar() as update:
        assert update is None
    with bar(shown=False) as update:
        assert update is None


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn when a run takes long, and wiped at its end."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(progress, "_DELAY", 1e-9)
    with bar() as update:
        assert update is not None
        for step in STEPS:
            time.sleep(0.11)  # a bar is drawn ten times a second at most
            update(step)
    assert "3/4 files, 3,000 articles, " in terminal.getvalue()
    assert " 75% " in terminal.getvalue()


def test_an_interruption_is_told(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """At the first Ctrl-C, once; whoever handles it is called each time, and what was before it comes back."""
    heard: list[int] = []
    usual = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.fileno", lambda: 2, raising=False)
    with bar() as update:
        assert update is not None
        signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
        try:
            for step in STEPS:
                update(step)
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
        finally:
            signal.signal(signal.SIGINT, usual)
    assert heard == [signal.SIGINT] * 2
    assert capfd.readouterr().err.count("Stopping after this article.") == 1


def test_a_short_run_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing flickers."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with bar() as update:
        assert update is not None
        for step in STEPS:
            update(step)
    assert "files" not in terminal.getvalue()

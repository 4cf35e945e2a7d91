"""How far a run of the indexer is: a bar on stderr, on a terminal, after half a second; and that Ctrl-C was heard."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from searchkit.present.dates import duration

if TYPE_CHECKING:
    from searchkit import Progress

# Files differ in size, so the bar and the time left go by bytes; what a person counts is files and articles.
_FORMAT = "{percentage:3.0f}% {bar:20} {desc}"
_DELAY = 0.5
_STOPPING = b"\nStopping after this article. Ctrl-C once more stops at once.\n"


@contextmanager
def bar(*, shown: bool = True) -> Iterator[Callable[[Progress], None] | None]:
    """A function to be called with each `Progress`; None when there is no terminal to show it on."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=1, delay=_DELAY, file=sys.stderr, leave=False, bar_format=_FORMAT, dynamic_ncols=True) as meter:
        handled: object = signal.getsignal(signal.SIGINT)

        def update(progress: Progress) -> None:
            nonlocal handled
            if signal.getsignal(signal.SIGINT) != handled:  # the run that calls this has begun to handle it
                handled = _announced()
            meter.total = max(progress.bytes_total, progress.bytes, 1)
            meter.desc = told(progress, meter.format_dict["elapsed"])
            meter.update(progress.bytes - meter.n)

        yield update


def _announced() -> object:
    """Say on the first Ctrl-C that it was heard, before whoever handles it does; gives the new handler."""
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        return before
    said = False

    def say_and_pass_on(number: int, frame: FrameType | None) -> None:
        nonlocal said
        if not said:
            said = True
            os.write(sys.stderr.fileno(), _STOPPING)  # a stream may be in the midst of writing, and cannot be used
        before(number, frame)

    signal.signal(signal.SIGINT, say_and_pass_on)
    return say_and_pass_on


def told(progress: Progress, elapsed: float) -> str:
    """Files, articles, articles a second and the time left, for people, after `elapsed` seconds."""
    parts = [f"{progress.files:,}/{progress.files_total:,} files"]
    if progress.articles:
        parts.append(f"{progress.articles:,} articles")
    if elapsed > 0 and progress.articles:
        parts.append(f"{progress.articles / elapsed:,.0f}/s")
    if 0 < progress.bytes <= progress.bytes_total:
        parts.append(f"{duration(elapsed * (progress.bytes_total / progress.bytes - 1))} left")
    return ", ".join(parts)

"""How far a run of the indexer is: a bar on stderr, on a terminal, after half a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from searchkit.present.dates import duration

if TYPE_CHECKING:
    from searchkit import Progress

# Files differ in size, so the bar and the time left go by bytes; what a person counts is files and articles.
_FORMAT = "{percentage:3.0f}% {bar:20} {postfix}"
_DELAY = 0.5


@contextmanager
def bar(*, shown: bool = True) -> Iterator[Callable[[Progress], None] | None]:
    """A function to be called with each `Progress`; None when there is no terminal to show it on."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=1, delay=_DELAY, file=sys.stderr, leave=False, bar_format=_FORMAT, dynamic_ncols=True) as meter:

        def update(progress: Progress) -> None:
            meter.total = max(progress.bytes_total, progress.bytes, 1)
            meter.postfix = told(progress, meter.format_dict["elapsed"])
            meter.update(progress.bytes - meter.n)

        yield update


def told(progress: Progress, elapsed: float) -> str:
    """Files, articles, articles a second and the time left, for people, after `elapsed` seconds."""
    parts = [f"{progress.files:,}/{progress.files_total:,} files", f"{progress.articles:,} articles"]
    if elapsed > 0:
        parts.append(f"{progress.articles / elapsed:,.0f}/s")
    if 0 < progress.bytes <= progress.bytes_total:
        parts.append(f"{duration(elapsed * (progress.bytes_total / progress.bytes - 1))} left")
    return ", ".join(parts)

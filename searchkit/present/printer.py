"""The one interface that every output of a search has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from searchkit.model import Hit, Results

Write = Callable[[str], object]
"""Where text goes: ``sys.stdout.write``, ``list.append``, ..."""


class Printer(Protocol):
    """Shows an answer: `begin` once, `hit` for each hit from the best on, `end` once."""

    def begin(self, results: Results) -> None:
        """What comes before the hits."""

    def hit(self, hit: Hit) -> None:
        """One hit."""

    def end(self) -> None:
        """What comes after the hits."""


def show(results: Results, printer: Printer) -> None:
    """Hand `results` to `printer`."""
    printer.begin(results)
    for hit in results:
        printer.hit(hit)
    printer.end()

"""What a run has done so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from searchkit.model import Problem
from searchkit.reports import SyncReport

_SHOWN_PROBLEMS = 10


class Counts(Counter[str]):
    """Numbers of files and articles, under the names of `SyncReport`'s fields, and the first problems."""

    def __init__(self) -> None:
        super().__init__()
        self.first_problems: list[Problem] = []

    def meet(self, problems: Iterable[Problem]) -> None:
        """Counts problems, and keeps the first."""
        for problem in problems:
            if problem.severity != "note":
                self["problems"] += 1
                if len(self.first_problems) < _SHOWN_PROBLEMS:
                    self.first_problems.append(problem)

    def report(self, *, articles: int, seconds: float, interrupted: bool, dry_run: bool) -> SyncReport:
        """The report of the run."""
        return SyncReport(
            **self,
            first_problems=tuple(self.first_problems),
            articles=articles,
            seconds=seconds,
            interrupted=interrupted,
            dry_run=dry_run,
        )

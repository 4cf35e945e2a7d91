"""Problems of one file that may come by the million: the first are given one by one, the rest as a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from searchkit.errors import LimitExceeded
from searchkit.model import Article, Problem, Severity
from searchkit.reading.context import Context

MOST = 100
"""Problems of one kind and file that are listed each; a list of more is read by nobody."""

_PAGE = 100
"""Records that a page without an article counts as."""


class Reports:
    """Gives the problems of a file, up to `MOST` of each code one by one; `rest` says how many more there were."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._counts: Counter[tuple[str, Severity]] = Counter()
        self._notes: dict[str, tuple[Problem, int]] = {}
        self._most_empty = context.settings.empty_records
        self._empty = 0

    def problem(
        self, reason: str, *, code: str = "malformed", severity: Severity = "skipped", place: str = ""
    ) -> Iterator[Problem]:
        """The problem, unless there were too many like it."""
        yield from self.limited(self._context.problem(reason, code=code, severity=severity, place=place))

    def limited(self, problem: Problem) -> Iterator[Problem]:
        """The same for one that is made already."""
        kind = problem.code, problem.severity
        self._counts[kind] += 1
        if self._counts[kind] <= MOST:
            yield problem

    def once(self, reason: str, *, code: str = "ambiguous", severity: Severity = "note", place: str = "") -> None:
        """Remember something to be said once for the file, with the place where it was met first."""
        first, count = self._notes.get(reason, (None, 0))
        first = first or self._context.problem(reason, code=code, severity=severity, place=place)
        self._notes[reason] = (first, count + 1)

    def all(self, found: Iterator[Article | Problem]) -> Iterator[Article | Problem]:
        """What a reader finds, until too many records in a row hold no article; then `rest`."""
        try:
            for one in found:
                if isinstance(one, Article) and (one.title or one.body):
                    self._empty = 0
                yield one
        except _TooManyEmpty as error:
            self.once(str(error), code="limit", severity="partial", place=error.place)
        yield from self.rest()

    def record(self, place: str) -> None:
        """Another record, line or row begins, at `place`. Ends what `all` gives if too many before held no article."""
        self._empty += 1
        if self._empty > self._most_empty:
            raise _TooManyEmpty(self._most_empty, place)

    def page_in_vain(self) -> None:
        """The record was a page that was parsed, a thousand times the work of others, and held no article."""
        self._empty += _PAGE - 1

    def rest(self) -> Iterator[Problem]:
        """What remains to be said at the end of the file."""
        for first, count in self._notes.values():
            more = f" (the first of {count:,} such places)" if count > 1 else ""
            yield self._context.problem(
                first.reason + more, code=first.code, severity=first.severity, place=first.place
            )
        for (code, severity), count in self._counts.items():
            if count > MOST:
                reason = f"{count - MOST:,} more problems of this kind ({code}) in this file, not listed one by one"
                yield self._context.problem(reason, code=code, severity=severity)


class _TooManyEmpty(LimitExceeded):
    def __init__(self, most: int, place: str) -> None:
        super().__init__(f"more than {most:,} records in a row hold no article (empty_records); the rest was left out")
        self.place = place

"""Whoosh's matchers under a clock: their postings look at it, and so do the spans that are made of them.

Whoosh walks postings and compares spans in loops of its own, some of them long within one document. What they call
most is what a posting list and a span answer; there the clock is looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.matching import FilterMatcher
from whoosh.query.spans import Span

from searchkit.index.columnar.whoosh.matching import PostingsMatcher

if TYPE_CHECKING:
    from searchkit.search.evaluating.evaluation import Run

_CHECK_EVERY = 256  # calls between two looks at the clock


class Clock:
    """Raises `OutOfTime` from within what Whoosh calls."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._calls = 0
        self.span = _span_class(self)

    def tick(self, calls: int = 1) -> None:
        """Counts; looks at the clock now and then."""
        self._calls += calls
        if self._calls >= _CHECK_EVERY:
            self._calls = 0
            self._run.check_time()

    def watch(self, searcher: Any) -> None:
        """Has all postings that are asked of `searcher` look at the clock."""
        postings = searcher.postings

        def timed(*arguments: Any, **options: Any) -> Any:
            matcher = postings(*arguments, **options)
            self._run.check_time()  # to open a list takes as long as some hundred steps in it
            of_all = matcher.child if type(matcher) is FilterMatcher else matcher  # the filter leaves out deleted ones
            if type(of_all) is PostingsMatcher:
                of_all.__class__ = TimedPostings
                of_all.clock = self
            return matcher

        searcher.postings = timed


class TimedPostings(PostingsMatcher):
    """The postings of a term that look at a clock."""

    clock: Clock

    def next(self) -> bool:
        """To the next posting."""
        self.clock.tick()
        return super().next()

    def skip_to(self, id: int) -> None:
        """To the first posting whose document is `id` or later."""
        self.clock.tick()
        super().skip_to(id)

    def spans(self) -> list[Span]:
        """Where the term stands in the document; spans made of these look at the clock, too."""
        found: list[Span] = super().spans()
        self.clock.tick(len(found))
        for span in found:
            span.__class__ = self.clock.span
        return found

    def copy(self) -> TimedPostings:
        """Another that stands where this one does."""
        copy = super().copy()
        assert isinstance(copy, TimedPostings)
        copy.clock = self.clock
        return copy


def _span_class(clock: Clock) -> type[Span]:
    """Spans that look at `clock` when they are compared; those that Whoosh makes of them are of the same class."""

    class TimedSpan(Span):  # type: ignore[misc]  # Whoosh is untyped here
        __slots__ = ()

        def overlaps(self, span: Span) -> bool:
            clock.tick()
            return bool(super().overlaps(span))

        def is_within(self, span: Span) -> bool:
            clock.tick()
            return bool(super().is_within(span))

        def to(self, span: Span) -> Span:
            clock.tick()
            return super().to(span)

    return TimedSpan

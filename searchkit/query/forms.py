"""Query objects that Whoosh does not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from whoosh import query
from whoosh.matching import Matcher
from whoosh.query.spans import Span


class AnyForm(query.Or):  # type: ignore[misc]  # Whoosh is untyped
    """Terms of one field that are forms of one word: its stems in several languages, or other names of what it names.

    To Whoosh it is an `Or`. The search counts it as one word: an article that has two of the forms does not count as
    if it had two of the query's words. The boost of a term is what it counts as a form of the word: how much of its
    frequency in an article, and of the number of articles that have it. `boost` is that of the word. Normalizing
    an `Or` around it melts it in, as Whoosh does with any `Or`; trees of this room are normal and need none.
    """

    JOINT = " FORM "

    def is_one_word(self) -> bool:
        """Whether all its terms can count as one word: they are of one field, and each counts at most as a whole."""
        terms = self.subqueries
        return all(type(term) is query.Term and 0 < term.boost <= 1 for term in terms) and (
            len({term.fieldname for term in terms}) == 1
        )


class Near(query.SpanNear2):  # type: ignore[misc]  # Whoosh is untyped
    """Words near each other, in any order: places of any of them that have all of them, neighbours at most `slop`
    positions apart. It is of `Term`s, and can be boosted; the boosts are on the terms.

    A SpanNear2 without order grows only outwards, one term after the other: what it finds depends on their order.
    """

    boost = 1.0

    def matcher(self, searcher: Any, context: Any = None) -> Matcher:
        """What Whoosh's own searcher asks."""
        found = super().matcher(searcher, context)
        if not self.ordered:
            found.__class__ = _Together
            found.terms = [(term.fieldname, term.text) for term in self.qs]
        return found

    def with_boost(self, boost: float) -> Near:
        """The same with the boost of every term multiplied."""
        return Near([term.with_boost(term.boost * boost) for term in self.qs], self.slop, self.ordered, self.mindist)


class _Together(query.SpanNear2.SpanNear2Matcher):  # type: ignore[misc]  # Whoosh is untyped
    """The documents where all terms stand together, and the stretches of text that have them all."""

    terms: Sequence[tuple[str, str]]

    def copy(self) -> _Together:
        """Another that stands where this one does."""
        copy = super().copy()
        copy.terms = self.terms
        return copy  # type: ignore[no-any-return]

    def _get_spans(self) -> list[Span]:
        times, found, begin = Counter(self.terms), [], 0
        of_each = zip(self.terms, self.ms, strict=True)
        placed = sorted({(span.start, term) for term, matcher in of_each for span in matcher.spans()})
        for end in range(1, len(placed) + 1):
            if end == len(placed) or placed[end][0] - placed[end - 1][0] > self.slop:
                if Counter(term for _, term in placed[begin:end]) >= times:
                    found.append(Span(placed[begin][0], placed[end - 1][0]))
                begin = end
        return found

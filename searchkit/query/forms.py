"""Query objects that Whoosh does not have."""

from __future__ import annotations

from whoosh import query


class AnyForm(query.Or):  # type: ignore[misc]  # Whoosh is untyped
    """Terms of one field that are forms of one word: its stems in several languages, or what a pattern stands for.

    To Whoosh it is an `Or`. The search counts it as one word: an article that has two of the forms does not count as
    if it had two of the query's words. Its terms have no boosts of their own; `boost` is that of the word. Normalizing
    an `Or` around it melts it in, as Whoosh does with any `Or`; trees of this room are normal and need none.
    """

    JOINT = " FORM "


class Near(query.SpanNear2):  # type: ignore[misc]  # Whoosh is untyped
    """Words near each other, in any order: a SpanNear2 of `Term`s that can be boosted. The boosts are on the terms."""

    boost = 1.0

    def with_boost(self, boost: float) -> Near:
        """The same with the boost of every term multiplied."""
        return Near([term.with_boost(term.boost * boost) for term in self.qs], self.slop, self.ordered, self.mindist)

"""Query objects that Whoosh does not have."""

from __future__ import annotations

from whoosh import query


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
    """Words near each other, in any order: a SpanNear2 of `Term`s that can be boosted. The boosts are on the terms."""

    boost = 1.0

    def with_boost(self, boost: float) -> Near:
        """The same with the boost of every term multiplied."""
        return Near([term.with_boost(term.boost * boost) for term in self.qs], self.slop, self.ordered, self.mindist)

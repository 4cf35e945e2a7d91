"""What the nodes of a query tree add to the score of one article, as `evaluate` evaluates them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from whoosh import query

from searchkit.model import Explanation
from searchkit.query import AnyForm, Near
from searchkit.search.evaluating.evaluation import Evaluation
from searchkit.search.explaining.formulas import HIGHEST, sum_of
from searchkit.search.explaining.words import Words, quoted
from searchkit.search.rewriting import Synonyms

Explained: TypeAlias = "Explanation | None"
"""None: the article does not match."""

_LONGEST = 60
"""Characters of a condition that is named."""


class Trees:
    """A query's tree and one article."""

    def __init__(self, evaluation: Evaluation, document: int, title_weight: int) -> None:
        self.words = Words(evaluation, document, title_weight)
        self._evaluation = evaluation

    def of(self, node: query.Query, boost: float = 1.0) -> Explained:
        """What a node adds."""
        handler = _HANDLERS.get(type(node), Trees._other)
        return handler(self, node, boost)

    def _matches(self, node: query.Query) -> bool:
        words = self.words
        return bool((self._evaluation.documents(node, words.among) == words.document).any())

    def _term(self, node: query.Term, boost: float) -> Explained:
        return self.words.word(node.fieldname, {node.text: 1.0}, boost * node.boost)

    def _synonyms(self, node: Synonyms, boost: float) -> Explained:
        return self.words.word(node.fieldname, dict(zip(node.words, node.worth, strict=True)), boost * node.boost)

    def _any_form(self, node: AnyForm, boost: float) -> Explained:
        if not node.is_one_word():
            return self._or(node, boost)
        worth = {term.text: term.boost for term in node.subqueries}
        return self.words.word(node.subqueries[0].fieldname, worth, boost * node.boost)

    def _phrase(self, node: query.Phrase, boost: float) -> Explained:
        if not node.words or not self.words.have_places(node.fieldname, node.words):
            return self._other(node, boost)
        if node.slop != 1:
            return self._near([query.Term(node.fieldname, text) for text in node.words], node, boost * node.boost)
        return self.words.phrase(node.fieldname, node.words, boost * node.boost)

    def _spans(self, node: query.SpanNear2, boost: float) -> Explained:
        return self._near(node.qs, node, boost)

    def _near(self, terms: list[query.Query], node: query.Query, boost: float) -> Explained:
        """Words that must stand near each other count as they do alone."""
        if not all(type(term) is query.Term for term in terms) or not self._matches(node):
            return self._other(node, boost)
        parts = [part for term in terms if (part := self.of(term, boost)) is not None]
        return sum_of(parts, "words near each other") if len(parts) == len(terms) else self._other(node, boost)

    def _or(self, node: Any, boost: float) -> Explained:
        if getattr(node, "scale", None):
            return self._other(node, boost)
        parts = [part for child in node.subqueries if (part := self.of(child, boost * node.boost)) is not None]
        return sum_of(parts, "any of these") if parts else None

    def _and(self, node: query.And, boost: float) -> Explained:
        parts = [self.of(child, boost * node.boost) for child in node.subqueries]
        there = [part for part in parts if part is not None]
        return sum_of(there, "all of these") if there and len(there) == len(parts) else None

    def _highest(self, node: query.DisjunctionMax, boost: float) -> Explained:
        parts = [part for child in node.subqueries if (part := self.of(child, boost * node.boost)) is not None]
        if len(parts) < 2:
            return parts[0] if parts else None
        return Explanation(max(part.value for part in parts), f"ways to write it: {HIGHEST}", tuple(parts))

    def _and_maybe(self, node: query.AndMaybe, boost: float) -> Explained:
        first = self.of(node.a, boost)
        if first is None:
            return None
        more = self.of(node.b, boost)
        return first if more is None else sum_of([first, more], "what must be there, and what may")

    def _otherwise(self, node: query.Otherwise, boost: float) -> Explained:
        return self.of(node.a if self._evaluation.run.is_anywhere(node.a) else node.b, boost)

    def _and_not(self, node: query.AndNot, boost: float) -> Explained:
        first = self.of(node.a, boost)
        return None if first is None or self._matches(node.b) else self._with_condition(first, "without ", node.b)

    def _require(self, node: query.Require, boost: float) -> Explained:
        first = self.of(node.a, boost)
        return self._with_condition(first, "", node.b) if first is not None and self._matches(node.b) else None

    def _with_condition(self, first: Explanation, how: str, node: query.Query) -> Explanation:
        condition = Explanation(0.0, f"condition {how}{named(node)}: adds nothing")
        return sum_of([first, condition], "of what fulfils a condition")

    def _not(self, node: query.Not, boost: float) -> Explained:
        return None if self._matches(node.query) else Explanation(0.0, f"{named(node)}: adds nothing")

    def _other(self, node: query.Query, boost: float) -> Explained:
        """What has no formula of its own: the same for every article, or what Whoosh's own matcher gives."""
        documents, scores = self._evaluation.matches(node, boost, self.words.among)
        at = (documents == self.words.document).nonzero()[0]
        if not len(at) or scores is None:
            return None
        value = float(scores[at[0]])
        return Explanation(value, f"{named(node)}: {'given as it is' if value else 'only chooses, adds nothing'}")


def named(node: query.Query) -> str:
    """A node for a sentence."""
    if isinstance(node, (query.Term, Synonyms)):
        terms = node.words if isinstance(node, Synonyms) else (node.text,)
        return f"{quoted([str(term) for term in terms])} in {node.fieldname}"
    if isinstance(node, query.Not):
        return f"without {named(node.query)}"
    text = repr(node)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


_HANDLERS: dict[type, Callable[[Trees, Any, float], Explained]] = {
    query.Term: Trees._term,
    Synonyms: Trees._synonyms,
    AnyForm: Trees._any_form,
    query.Phrase: Trees._phrase,
    Near: Trees._spans,
    query.SpanNear2: Trees._spans,
    query.Or: Trees._or,
    query.And: Trees._and,
    query.DisjunctionMax: Trees._highest,
    query.AndMaybe: Trees._and_maybe,
    query.AndNot: Trees._and_not,
    query.Require: Trees._require,
    query.Otherwise: Trees._otherwise,
    query.Not: Trees._not,
}

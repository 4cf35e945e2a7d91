"""The slow, obvious search: one document after the other, each score from the formula.

Scores are single-precision numbers at every node of the tree, sums of them are taken in double precision and rounded.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from typing import Any

import numpy as np
from whoosh import query

from searchkit.analysis import AskedTerm, TermWithin
from searchkit.index.columnar.norms import LENGTHS
from searchkit.query import AnyForm, Near
from searchkit.search.bm25 import UNSCORED
from tests.norms import length_to_byte
from tests.search.plain_segment import Document

ONE = np.float32(1)


@dataclass(frozen=True)
class Reference:
    """A corpus, with k1 and b."""

    documents: Sequence[Document]
    k1: float = 1.5
    b: float = 0.75

    def answer(self, tree: query.Query) -> dict[int, np.float32]:
        """The number and score of every live document that matches."""
        found = {}
        for number, document in enumerate(self.documents):
            if not document.is_deleted and (score := self.score(tree, document, 1.0)) is not None:
                found[number] = score
        return found

    def score(self, tree: Any, document: Document, boost: float) -> Any:
        """The score of a document, None when it does not match."""
        if tree is query.NullQuery:
            return None
        kind = type(tree)
        boost *= 1.0 if kind is Near else getattr(tree, "boost", 1.0)
        if kind is query.Term:
            return self._word(tree.fieldname, {tree.text: 1.0}, document, boost)
        if kind is AnyForm:
            worth = {term.text: term.boost for term in tree.subqueries}
            return self._word(tree.subqueries[0].fieldname, worth, document, boost)
        if kind is query.Phrase and tree.slop == 1:
            return self._phrase(tree, document, boost)
        if kind is query.Phrase:
            near = Near([query.Term(tree.fieldname, word) for word in tree.words], slop=tree.slop, ordered=True)
            return self.score(near, document, boost)
        if kind is Near:
            return self._near(tree, document, boost)
        if kind is query.Or and tree.scale:
            return self._scaled(tree, document, boost / tree.boost)
        if kind in (query.Or, query.And, query.DisjunctionMax):
            return self._several(tree, document, boost)
        if kind is query.Not:
            return np.float32(0) if self.score(tree.query, document, 1.0) is None else None
        if kind is query.Otherwise:
            return self.score(tree.a if self.answer(tree.a) else tree.b, document, boost)
        if kind in (query.AndNot, query.Require, query.AndMaybe):
            return self._two(tree, document, boost)
        if kind is query.ConstantScoreQuery:
            return None if self.score(tree.child, document, 1.0) is None else np.float32(boost * tree.score)
        if kind is query.Every:
            fits = tree.fieldname is None or bool(document.fields.get(tree.fieldname))
            return np.float32(boost) if fits else None
        fits = any(self._fits(tree, term) for term, _, _ in document.fields.get(tree.fieldname, ()))
        return np.float32(0 if tree.fieldname in UNSCORED else boost) if fits else None

    def _fits(self, tree: Any, term: Any) -> Any:
        if isinstance(tree, query.Prefix):
            return term.startswith(tree.text)
        if isinstance(tree, query.Wildcard):
            return re.match(translate(tree.text), term) is not None
        if isinstance(tree, query.FuzzyTerm):
            return (
                term[: tree.prefixlength] == tree.text[: tree.prefixlength]
                and _distance(term, tree.text) <= tree.maxdist
            )
        if isinstance(tree, query.TermRange):
            above = tree.start is None or term > tree.start or (term == tree.start and not tree.startexcl)
            return above and (tree.end is None or term < tree.end or (term == tree.end and not tree.endexcl))
        raise AssertionError(tree)

    def _several(self, tree: Any, document: Document, boost: float) -> Any:
        scores = [self.score(child, document, boost) for child in tree.subqueries]
        there = [score for score in scores if score is not None]
        if not there or (isinstance(tree, query.And) and len(there) < len(scores)):
            return None
        return max(there) if isinstance(tree, query.DisjunctionMax) else _sum(there)

    def _scaled(self, tree: Any, document: Document, boost: float) -> Any:
        there = sum(self.score(child, document, 1.0) is not None for child in tree.subqueries)
        if not there:
            return None
        score = self._several(tree, document, boost * tree.boost)
        clauses = sum(bool(self.answer(child)) for child in tree.subqueries)
        if clauses < 2:
            return score
        bonus = boost * (there - 1) / (clauses - tree.scale) ** 2
        return np.float32((float(score) + bonus) * ((clauses - 1) / clauses))

    def _two(self, tree: Any, document: Document, boost: float) -> Any:
        score, other = self.score(tree.a, document, boost), self.score(tree.b, document, boost)
        if score is None:
            return None
        if isinstance(tree, query.AndMaybe):
            return score if other is None else score + other
        return score if (other is None) == isinstance(tree, query.AndNot) else None

    def _live(self, field: str) -> list[Document]:
        return [document for document in self.documents if not document.is_deleted and document.length(field)]

    def _idf(self, field: str, worth: Mapping[AskedTerm, float]) -> Any:
        live = self._live(field)
        having = sum(
            of_one * sum(_frequency(document, field, {term: 1.0}) > 0 for document in live)
            for term, of_one in worth.items()
        )
        having = min(round(having), len(live))
        return np.float32(math.log(1 + (len(live) - having + 0.5) / (having + 0.5)))

    def _bm25(self, weight: Any, frequency: np.float32, document: Document, field: str) -> Any:
        live = self._live(field)
        average = np.float32(sum(document.length(field) for document in live) / len(live))
        k1, b, length = (
            np.float32(self.k1),
            np.float32(self.b),
            np.float32(LENGTHS[length_to_byte(document.length(field))]),
        )
        inverse = ONE / (k1 * ((ONE - b) + b * length / average))
        return weight - weight / (ONE + frequency * inverse)

    def _word(self, field: str, worth: Mapping[AskedTerm, float], document: Document, boost: float) -> Any:
        frequency = _frequency(document, field, worth)
        if not frequency:
            return None
        if field in UNSCORED:
            return np.float32(0)
        return self._bm25(np.float32(boost) * self._idf(field, worth), np.float32(frequency), document, field)

    def _phrase(self, tree: Any, document: Document, boost: float) -> Any:
        places = [_positions(document, tree.fieldname, word) for word in tree.words]
        times = sum(all(start + step in words for step, words in enumerate(places)) for start in places[0])
        if not times:
            return None
        worth = min(
            _frequency(document, tree.fieldname, {word: 1.0}) / len(words)
            for word, words in zip(tree.words, places, strict=True)
        )
        weight = np.float32(boost) * np.float32(
            sum(float(self._idf(tree.fieldname, {word: 1.0})) for word in tree.words)
        )
        return self._bm25(weight, np.float32(times * worth), document, tree.fieldname)

    def _near(self, tree: Any, document: Document, boost: float) -> Any:
        places = [set(_positions(document, term.fieldname, term.text)) for term in tree.qs]
        ends = places[0]
        for more in places[1:]:
            ends = {place for place in more for end in ends if 0 < place - end <= tree.slop}
        if not (ends if tree.ordered else _stand_together([term.text for term in tree.qs], places, tree.slop)):
            return None
        scores = [self.score(term, document, boost) for term in tree.qs]
        return _sum([score for score in scores if score is not None])


def _stand_together(words: Sequence[str], places: Sequence[set[int]], slop: int) -> bool:
    """Whether the words stand in a stretch of text in which none of them stands more than `slop` behind another."""
    stretches: list[list[tuple[int, str]]] = []
    for place, word in sorted({(place, word) for word, of_one in zip(words, places, strict=True) for place in of_one}):
        if not stretches or place - stretches[-1][-1][0] > slop:
            stretches.append([])
        stretches[-1].append((place, word))
    found = [[word for _, word in stretch] for stretch in stretches]
    return any(all(stretch.count(word) >= words.count(word) for word in words) for stretch in found)


def _frequency(document: Document, field: str, worth: Mapping[AskedTerm, float]) -> float:
    """The sum of the terms' frequencies, each times what the term is worth, in single precision."""
    return sum(float(np.float32(of_one) * np.float32(times(document, field, term))) for term, of_one in worth.items())


def times(document: Document, field: str, term: AskedTerm) -> float:
    """How often a term counts in a document."""
    if isinstance(term, TermWithin):
        is_within = any(code in term.languages for code, _, _ in document.fields.get("lang", ()))
        return times(document, field, term.text) if is_within else 0
    return sum(weight for other, _, weight in document.fields.get(field, ()) if other == term)


def _positions(document: Document, field: str, term: str) -> set[int]:
    return {position for other, position, _ in document.fields.get(field, ()) if other == term}


def _sum(scores: Sequence[Any]) -> Any:
    return np.float32(sum(map(float, scores)))


def _distance(a: str, b: str) -> int:
    """Of optimal string alignment, as Whoosh's fuzzy terms count."""
    if not a or not b:
        return len(a) + len(b)
    return min(_distance(a[1:], b) + 1, _distance(a, b[1:]) + 1, _distance(a[1:], b[1:]) + (a[0] != b[0]))

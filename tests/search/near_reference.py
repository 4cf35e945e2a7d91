"""What nearness adds, the slow and obvious way: each article by itself, from the words it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from whoosh import query

from searchkit.analysis import AskedTerm
from searchkit.search.nearness.rule import WINDOW
from searchkit.search.rewriting import Synonyms
from tests.search.plain_segment import Document
from tests.search.reference import Reference, times


@dataclass(frozen=True)
class NearReference:
    """A reference with nearness: the best of its answer get a bonus."""

    reference: Reference
    factor: float

    def answer(self, tree: query.Query, fitted: query.Query, candidates: int) -> list[tuple[int, float]]:
        """(number, score), best first; `fitted` is the tree as it was fitted to the index."""
        documents = self.reference.documents

        def order(pair: tuple[int, Any]) -> tuple[float, int, int]:
            return -float(pair[1]), -documents[pair[0]].time, documents[pair[0]].key

        ranked = sorted(self.reference.answer(tree).items(), key=order)
        words = self._words(fitted) if ranked else []
        near = [(number, score + self._bonus(words, documents[number])) for number, score in ranked[:candidates]]
        return [(number, float(score)) for number, score in sorted(near + ranked[candidates:], key=order)]

    def _words(self, tree: query.Query) -> list[tuple[tuple[AskedTerm, ...], Any]]:
        """Terms and weight of each word that the corpus has."""
        found: dict[tuple[AskedTerm, ...], tuple[dict[AskedTerm, float], float]] = {}
        for worth, boost in _leaves(tree, 1.0):
            if boost > 0:
                found.setdefault(tuple(worth), (worth, boost))
        return [
            (terms, np.float32(boost) * self.reference._idf("text", worth))
            for terms, (worth, boost) in found.items()
            if any(times(document, "text", term) for document in self.reference.documents for term in terms)
        ]

    def _bonus(self, words: Sequence[tuple[tuple[AskedTerm, ...], Any]], document: Document) -> Any:
        places = sorted(
            (position, number)
            for number, (terms, _) in enumerate(words)
            for term, position, _ in document.fields.get("text", ())
            if any(str(one) == term and times(document, "text", one) for one in terms)
        )
        near = [0.0] * len(words)
        for (before, first), (after, second) in pairwise(places):
            if first != second and 0 < after - before <= WINDOW:
                closeness = round(4096 / (after - before)) / 4096
                near[first] += float(words[second][1]) * closeness
                near[second] += float(words[first][1]) * closeness
        if len(words) < 2:
            return np.float32(0)
        scores = [
            float(self.reference._bm25(weight, np.float32(so_near), document, "text"))
            for (_, weight), so_near in zip(words, near, strict=True)
        ]
        return np.float32(self.factor) * np.float32(sum(scores))


def _leaves(node: Any, boost: float) -> list[tuple[dict[AskedTerm, float], float]]:
    kind = type(node)
    if kind is query.Term and node.fieldname == "text":
        return [({node.text: 1.0}, boost * node.boost)]
    if kind is Synonyms and node.fieldname == "text":
        return [(dict(zip(node.words, node.worth, strict=True)), boost * node.boost)]
    if kind in (query.Or, query.And):
        return [leaf for child in node.subqueries for leaf in _leaves(child, boost * node.boost)]
    if kind in (query.AndNot, query.Require):
        return _leaves(node.a, boost)
    return _leaves(node.a, boost) + _leaves(node.b, boost) if kind is query.AndMaybe else []

"""BM25 worn as a Whoosh weighting model, so that Whoosh's matchers score with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from whoosh.scoring import BaseScorer, WeightingModel

from searchkit.search import bm25

if TYPE_CHECKING:
    from searchkit.search.statistics import Part, Snapshot


class LuceneBM25(WeightingModel):  # type: ignore[misc]  # Whoosh is untyped here
    """Scores one term, or one word that several terms stand for, in the segment `part` of a snapshot.

    Statistics are those of the whole snapshot, in which only live articles count.
    """

    use_final = False

    def __init__(self, snapshot: Snapshot, part: Part) -> None:
        self._snapshot = snapshot
        self._part = part

    def scorer(self, searcher: Any, fieldname: str, text: str | bytes, qf: float = 1) -> BaseScorer:
        """The scorer of a term; `qf` is its weight in the query."""
        return self.word_scorer(searcher, fieldname, self._snapshot.document_frequency(fieldname, text), boost=qf)

    def word_scorer(self, searcher: Any, fieldname: str, document_frequency: int, *, boost: float = 1.0) -> BaseScorer:
        """The scorer of a word that `document_frequency` live articles have."""
        scoring = self._snapshot.scoring(fieldname)
        norms = None if scoring is None else scoring.norms[self._part.number]
        if scoring is None or norms is None:
            return ConstantScorer(0.0)
        count = scoring.document_count
        weight = boost * bm25.idf(count, min(document_frequency, count))
        return TermScorer(weight, scoring.inverse_norms.tolist(), norms.__getitem__)


class TermScorer(BaseScorer):  # type: ignore[misc]
    """The score of the matcher's article for one word."""

    def __init__(self, weight: float, norms: list[float], length_byte: Callable[[int], int]) -> None:
        self.weight = weight
        self._norms = norms
        self._length_byte = length_byte

    def score(self, matcher: Any) -> float:
        """BM25 of the matcher's current posting."""
        frequency: float = matcher.weight()
        return bm25.score(self.weight, frequency, self._norms[self._length_byte(matcher.id())])


class ConstantScorer(BaseScorer):  # type: ignore[misc]
    """The same for every article."""

    def __init__(self, value: float) -> None:
        self._value = value

    def score(self, matcher: Any) -> float:
        """The constant."""
        return self._value

"""BM25 worn as a Whoosh weighting model, so that Whoosh's matchers score with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whoosh.scoring import BaseScorer, WeightingModel

from searchkit.index.columns import column
from searchkit.index.norms import LENGTHS, length_to_byte
from searchkit.search import bm25

UNSCORED = frozenset({"id", "lang", "site", "date", "older"})
"""Fields that only decide whether an article matches."""

_NORM_COLUMN = frozenset({"text", "exact"})
"""Fields whose length is that of title and body together, kept in the column ``norm``."""


class LuceneBM25(WeightingModel):  # type: ignore[misc]  # Whoosh is untyped here
    """Scores one term, or one word that several terms stand for.

    Statistics are those of the whole index (all segments). They count articles that were deleted but not merged away
    yet, since Whoosh's document frequencies do.
    """

    use_final = False

    def __init__(self, k1: float, b: float) -> None:
        self.k1 = k1
        self.b = b
        self._norms: dict[str, list[float]] = {}

    def scorer(self, searcher: Any, fieldname: str, text: str | bytes, qf: float = 1) -> BaseScorer:
        """The scorer of a term; `qf` is its weight in the query."""
        parent = searcher.get_parent()
        return self.word_scorer(searcher, fieldname, parent.doc_frequency(fieldname, text), boost=qf)

    def word_scorer(self, searcher: Any, fieldname: str, document_frequency: int, *, boost: float = 1.0) -> BaseScorer:
        """The scorer of a word that `document_frequency` articles of the whole index have."""
        if fieldname in UNSCORED:
            return ConstantScorer(0.0)
        parent = searcher.get_parent()
        weight = boost * bm25.idf(parent.doc_count_all(), min(document_frequency, parent.doc_count_all()))
        return TermScorer(weight, self._field_norms(parent, fieldname), _length_bytes(searcher, fieldname))

    def _field_norms(self, parent: Any, fieldname: str) -> list[float]:
        if fieldname not in self._norms:
            average = parent.field_length(fieldname) / max(parent.doc_count_all(), 1)
            self._norms[fieldname] = bm25.inverse_norms(LENGTHS, max(average, 1.0), self.k1, self.b)
        return self._norms[fieldname]


def _length_bytes(searcher: Any, fieldname: str) -> Callable[[int], int]:
    reader = searcher.reader()
    if fieldname in _NORM_COLUMN:
        return column(reader, "norm").__getitem__  # type: ignore[no-any-return]
    return lambda document: length_to_byte(reader.doc_field_length(document, fieldname, 1))


class TermScorer(BaseScorer):  # type: ignore[misc]
    """The score of the matcher's article for one word."""

    def __init__(self, weight: float, norms: list[float], length_byte: Callable[[int], int]) -> None:
        self.weight = weight
        self._norms = norms
        self._length_byte = length_byte

    def score(self, matcher: Any) -> float:
        """BM25 of the matcher's current posting."""
        return bm25.score(self.weight, matcher.weight(), self._norms[self._length_byte(matcher.id())])


class ConstantScorer(BaseScorer):  # type: ignore[misc]
    """The same for every article."""

    def __init__(self, value: float) -> None:
        self._value = value

    def score(self, matcher: Any) -> float:
        """The constant."""
        return self._value

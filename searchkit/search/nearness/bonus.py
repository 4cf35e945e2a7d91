"""What nearness adds to scores, on arrays of positions; see `rule`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from searchkit.search import bm25
from searchkit.search.common import total
from searchkit.search.nearness.rule import CLOSENESS, FIELD, MOST_PLACES, WINDOW, near_words
from searchkit.search.positions import ROW_BITS, Places
from searchkit.search.whole import Placed, word_places

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh.query import Query

    from searchkit.search.arrays import Documents, Scores
    from searchkit.search.evaluating.evaluation import Run
    from searchkit.search.words import Scoring, Word

_WORD_BITS = 4  # of `rule.MOST_WORDS`
_WORD = (1 << _WORD_BITS) - 1
_CLOSENESS = np.array(CLOSENESS)


class Neighbours(NamedTuple):
    """Places of words that are near each other, of each the next; in the order of documents and places."""

    rows: NDArray[np.int64]
    """The row of the document."""
    first: NDArray[np.int64]
    """The number of the word that comes first."""
    second: NDArray[np.int64]
    distances: NDArray[np.int64]


class Nearness:
    """The bonus of one query on one snapshot."""

    def __init__(
        self, run: Run, factor: float, words: Sequence[Sequence[Word]], weights: Sequence[np.float32], scoring: Scoring
    ) -> None:
        self._run = run
        self.factor = np.float32(factor)
        self.words = words
        """For each word of the query those of its terms that the index has."""
        self.weights = np.array(weights, np.float32)
        self.scoring = scoring

    @classmethod
    def of(cls, run: Run, tree: Query, factor: float) -> Nearness | None:
        """That of a tree, times `factor`; None when no two of its words are in the index."""
        snapshot = run.snapshot
        scoring = snapshot.scoring(FIELD) if factor else None
        if scoring is None:
            return None
        words, weights = [], []
        for terms, worth, boost in near_words(tree):
            one = snapshot.word(FIELD, terms[0]) if worth == (1.0,) else snapshot.synonyms(FIELD, terms, worth)
            if one.posting_count:
                words.append([word for term in terms if (word := snapshot.word(FIELD, term)).posting_count])
                weights.append(one.idf if boost == 1.0 else np.float32(boost) * one.idf)
        return cls(run, factor, words, weights, scoring) if len(words) > 1 else None

    def bonuses(self, documents: Documents) -> Scores:
        """What is added to the score of each of `documents` (ascending). Raises `OutOfTime`."""
        near = self._near(documents).reshape(len(self.words), -1)
        inverse_norms = self.scoring.inverse_norms.take(self._run.snapshot.norms(self.scoring).take(documents))
        weights: Any = self.weights[:, np.newaxis]
        scores: Scores = bm25.score(weights, near, inverse_norms)
        bonuses: Scores = self.factor * total(tuple(scores))
        return bonuses

    def _near(self, documents: Documents) -> Scores:
        """`rule`'s *near* of each word in each document, one word after the other."""
        rows, first, second, distances = self.neighbours(documents)
        closeness = _CLOSENESS.take(distances)
        weights = self.weights.astype(np.float64)
        cells = np.concatenate((first, second)) * len(documents)
        cells += np.concatenate((rows, rows))
        worth = np.concatenate((weights.take(second) * closeness, weights.take(first) * closeness))
        return np.bincount(cells, worth, len(documents) * len(self.words)).astype(np.float32)

    def neighbours(self, documents: Documents) -> Neighbours:
        """The places that are near each other in `documents` (ascending). Raises `OutOfTime`."""
        keys = self._keys(documents)
        keys.sort()
        places, words = keys >> _WORD_BITS, keys & _WORD
        distances = places[1:] - places[:-1]
        left = ((distances <= WINDOW) & (distances > 0) & (words[1:] != words[:-1])).nonzero()[0]
        return Neighbours(places[left] >> ROW_BITS, words[left], words[left + 1], distances[left])

    def _keys(self, documents: Documents) -> Places:
        """A number for each place of a word: row of the document, position, number of the word."""
        snapshot, wanted = self._run.snapshot, _Wanted(documents, self._run.snapshot.size)
        numbers, found = [], []
        for number, terms in enumerate(self.words):
            for term in terms:
                self._run.check_time()
                numbers.append(number)
                found.append(wanted.places(word_places(snapshot, term, wanted.firsts)))
        keys: Places = np.concatenate(found)
        of_each = keys >> ROW_BITS
        of_each -= documents.searchsorted(of_each)
        of_each <<= ROW_BITS
        keys -= of_each
        keys <<= _WORD_BITS
        first = 0
        for number, places in zip(numbers, found, strict=True):
            past = first + len(places)
            keys[first:past] += number
            first = past
        return keys


class _Wanted:
    """Documents (ascending) in which places are looked for."""

    def __init__(self, documents: Documents, document_count: int) -> None:
        self.firsts = documents << ROW_BITS
        """The least place that may be in each."""
        self._is_wanted = np.zeros(document_count, bool)
        self._is_wanted[documents] = True
        self._ends: Places | None = None

    def places(self, placed: Placed) -> Places:
        """The places in these documents, in each the first `MOST_PLACES`."""
        if placed.most <= MOST_PLACES and (owners := placed.owners) is not None:
            return placed.places[self._is_wanted.take(owners).nonzero()[0]]
        if self._ends is None:
            self._ends = np.concatenate((self.firsts, self.firsts + (1 << ROW_BITS)))
        edges = placed.places.searchsorted(self._ends)
        begins, counts = edges[: len(self.firsts)], edges[len(self.firsts) :]
        counts = np.minimum(counts - begins, MOST_PLACES)
        past = counts.cumsum()
        within = np.arange(past[-1]) + (begins - past + counts).repeat(counts)
        found: Places = placed.places[within]
        return found

"""What nearness adds to scores, on arrays of positions; see `rule`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

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

_CLOSENESS = np.array(CLOSENESS)


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
        places, words = self._places(documents)
        distances = places[1:] - places[:-1]
        is_near = distances <= WINDOW
        is_near &= distances > 0
        is_near &= words[1:] != words[:-1]
        left = is_near.nonzero()[0]
        if not len(left):
            return np.zeros(len(documents), np.float32)
        near = self._near(
            documents.searchsorted(places.take(left) >> ROW_BITS),
            words.take(left),
            words.take(left + 1),
            _CLOSENESS.take(distances.take(left)),
            len(documents),
        )
        inverse_norms = self.scoring.inverse_norms.take(self._run.snapshot.norms(self.scoring).take(documents))
        weights: Any = self.weights[:, np.newaxis]
        scores: Scores = bm25.score(weights, near.astype(np.float32), inverse_norms)
        bonuses: Scores = self.factor * total(tuple(scores))
        return bonuses

    def _near(
        self,
        rows: NDArray[np.intp],
        first: NDArray[np.intp],
        second: NDArray[np.intp],
        closeness: NDArray[np.float64],
        count: int,
    ) -> NDArray[np.float64]:
        """`rule`'s *near*, shape (words, documents), of neighbours: the row of their document, of `count`, the numbers
        of the two words, and how close they are."""
        weights = self.weights.astype(np.float64)
        if len(weights) == 2:  # each is the neighbour of the other
            return weights[::-1, np.newaxis] * np.bincount(rows, closeness, count)
        cells = np.concatenate((first, second)) * count
        cells += np.concatenate((rows, rows))
        worth = np.concatenate((weights.take(second) * closeness, weights.take(first) * closeness))
        return np.bincount(cells, worth, count * len(weights)).reshape(len(weights), count)

    def _places(self, documents: Documents) -> tuple[Places, NDArray[np.intp]]:
        """All places of the words in `documents`, ascending, and the number of the word of each."""
        wanted = _Wanted(documents, self._run.snapshot.size)
        numbers, found = [], []
        for number, terms in enumerate(self.words):
            for term in terms:
                self._run.check_time()
                numbers.append(number)
                found.append(wanted.places(word_places(self._run.snapshot, term, wanted.firsts)))
        places: Places = np.concatenate(found)
        order = places.argsort(kind="stable")
        return places.take(order), np.array(numbers).repeat([len(one) for one in found]).take(order)


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
            return placed.places.take(self._is_wanted.take(owners).nonzero()[0])
        if self._ends is None:
            self._ends = np.concatenate((self.firsts, self.firsts + (1 << ROW_BITS)))
        edges = placed.places.searchsorted(self._ends)
        begins, counts = edges[: len(self.firsts)], edges[len(self.firsts) :]
        counts = np.minimum(counts - begins, MOST_PLACES)
        past = counts.cumsum()
        within = np.arange(past[-1]) + (begins - past + counts).repeat(counts)
        found: Places = placed.places[within]
        return found

"""What nearness adds to scores, on arrays of positions; see `rule`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
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

_CLOSENESS = np.array(CLOSENESS)


class Neighbours(NamedTuple):
    """Places of words that are near each other, of each the next; in the order of documents and places."""

    rows: NDArray[np.intp]
    """The row of the document."""
    first: NDArray[np.intp]
    """The number of the word that comes first."""
    second: NDArray[np.intp]
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
        neighbours = self.neighbours(documents)
        if not len(neighbours.rows):
            return np.zeros(len(documents), np.float32)
        near = self._near(neighbours, len(documents)).astype(np.float32)
        inverse_norms = self.scoring.inverse_norms.take(self._run.snapshot.norms(self.scoring).take(documents))
        weights: Any = self.weights[:, np.newaxis]
        scores: Scores = bm25.score(weights, near, inverse_norms)
        bonuses: Scores = self.factor * total(tuple(scores))
        return bonuses

    def _near(self, neighbours: Neighbours, count: int) -> NDArray[np.float64]:
        """`rule`'s *near*, shape (words, documents), in `count` documents."""
        rows, first, second, distances = neighbours
        closeness = _CLOSENESS.take(distances)
        weights: NDArray[Any] = self.weights.astype(np.float64)
        if len(weights) == 2:  # each is the neighbour of the other
            return weights[::-1, np.newaxis] * np.bincount(rows, closeness, count)
        cells = np.concatenate((first, second)) * count
        cells += np.concatenate((rows, rows))
        worth = np.concatenate((weights.take(second) * closeness, weights.take(first) * closeness))
        sums: NDArray[Any] = np.bincount(cells, worth, count * len(weights))
        return sums.reshape(len(weights), count)

    def neighbours(self, documents: Documents) -> Neighbours:
        """The places that are near each other in `documents` (ascending). Raises `OutOfTime`."""
        places, words = self._places(documents)
        distances = places[1:] - places[:-1]
        is_near = distances <= WINDOW
        is_near &= distances > 0
        is_near &= words[1:] != words[:-1]
        left = is_near.nonzero()[0]
        rows = documents.searchsorted(places.take(left) >> ROW_BITS)
        return Neighbours(rows, words.take(left), words.take(left + 1), distances.take(left))

    def _places(self, documents: Documents) -> tuple[Places, NDArray[np.intp]]:
        """All places of the words in `documents`, ascending, and the number of the word of each."""
        snapshot, wanted = self._run.snapshot, _Wanted(documents, self._run.snapshot.size)
        found: list[Places] = []
        firsts, count = [], 0
        for terms in self.words:
            firsts.append(count)
            for term in terms:
                self._run.check_time()
                places = wanted.places(term.placed or word_places(snapshot, term, wanted.firsts))
                found.append(places)
                count += len(places)
        joined = np.concatenate(found)
        order = joined.argsort(kind="stable")
        return joined.take(order), np.array(firsts[1:]).searchsorted(order, side="right")


class _Wanted:
    """Documents (ascending) in which places are looked for."""

    def __init__(self, documents: Documents, document_count: int) -> None:
        self._documents = documents
        self._is_wanted = np.zeros(document_count, bool)
        self._is_wanted[documents] = True

    @cached_property
    def firsts(self) -> Places:
        """The least place that may be in each."""
        return self._documents << ROW_BITS

    @cached_property
    def _ends(self) -> Places:
        """These, and the first that can be no more."""
        return np.concatenate((self.firsts, self.firsts + (1 << ROW_BITS)))

    def places(self, placed: Placed) -> Places:
        """The places in these documents, in each the first `MOST_PLACES`."""
        if placed.most <= MOST_PLACES and (owners := placed.owners) is not None:
            return placed.places.take(self._is_wanted.take(owners).nonzero()[0])
        edges = placed.places.searchsorted(self._ends)
        begins, counts = edges[: len(self.firsts)], edges[len(self.firsts) :]
        counts = np.minimum(counts - begins, MOST_PLACES)
        past = counts.cumsum()
        within = np.arange(past[-1]) + (begins - past + counts).repeat(counts)
        found: Places = placed.places[within]
        return found

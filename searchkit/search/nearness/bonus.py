"""What nearness adds to scores, on arrays of positions; see `rule`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from searchkit.search import bm25
from searchkit.search.common import total
from searchkit.search.nearness.rule import CLOSENESS, FIELD, MOST_PLACES, MOST_WORDS, WHOLLY, WINDOW, near_words
from searchkit.search.positions import ROW_BITS, Places
from searchkit.search.whole import word_places

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh.query import Query

    from searchkit.search.arrays import Documents, Scores
    from searchkit.search.evaluating.evaluation import Run
    from searchkit.search.shapes import Shape
    from searchkit.search.words import Scoring, Word

_CLOSENESS = np.array(CLOSENESS)


class Neighbours(NamedTuple):
    """Places of words that are near each other, of each the next; in the order of documents and places."""

    rows: NDArray[np.intp]
    """The row of the document."""
    distances: NDArray[np.int64]
    """0: both are at one place, and do not count."""
    words: NDArray[Any]
    """The number of the word at each of all places; of two words whether it is the second."""
    left: NDArray[np.intp]
    """Which of all places is the first of the two."""

    @property
    def first(self) -> NDArray[Any]:
        """The number of the word that comes first."""
        return self.words.take(self.left)

    @property
    def second(self) -> NDArray[Any]:
        """That of the next."""
        return self.words.take(self.left + 1)


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
    def of(cls, run: Run, tree: Query, factor: float, shape: Shape | None = None) -> Nearness | None:
        """That of a tree, which has this shape, times `factor`; None when no two of its words are in the index."""
        snapshot = run.snapshot
        scoring = snapshot.scoring(FIELD) if factor else None
        if scoring is None:
            return None
        words, weights = [], []
        if shape is not None and shape.is_of_terms(FIELD) and len(shape.words) <= MOST_WORDS:  # as most trees are
            for word, boost in zip(shape.words, shape.boosts, strict=True):
                if word.posting_count:
                    words.append([word])
                    weights.append(word.idf if boost == 1.0 else np.float32(boost) * word.idf)
            return cls(run, factor, words, weights, scoring) if len(words) > 1 else None
        for terms, worth, boost in near_words(tree):
            if worth == WHOLLY:
                one = snapshot.word(FIELD, terms[0])
                of_terms = [one]
            else:
                one = snapshot.synonyms(FIELD, terms, worth)
                of_terms = [word for term in terms if (word := snapshot.word(FIELD, term)).posting_count]
            if one.posting_count:
                words.append(of_terms)
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
        rows, closeness = neighbours.rows, _CLOSENESS.take(neighbours.distances)
        weights: NDArray[Any] = self.weights.astype(np.float64)
        if len(weights) == 2:  # each is the neighbour of the other
            return weights[::-1, np.newaxis] * np.bincount(rows, closeness, count)
        first, second = neighbours.first, neighbours.second
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
        is_near &= words[1:] != words[:-1]
        left = is_near.nonzero()[0]
        rows = documents.searchsorted(places.take(left) >> ROW_BITS)
        return Neighbours(rows, distances.take(left), words, left)

    def _places(self, documents: Documents) -> tuple[Places, NDArray[Any]]:
        """All places of the words in `documents`, ascending, and the number of the word of each."""
        snapshot = self._run.snapshot
        is_wanted = np.zeros(snapshot.size, bool)
        is_wanted[documents] = True
        found: list[Places] = []
        firsts, count = [], 0
        for terms in self.words:
            firsts.append(count)
            for term in terms:
                self._run.check_time()
                placed = term.placed or word_places(snapshot, term, documents << ROW_BITS)
                if placed.most <= MOST_PLACES and (owners := placed.owners) is not None:
                    places = placed.places.take(is_wanted.take(owners).nonzero()[0])
                else:
                    places = placed.first_in(documents, MOST_PLACES)
                found.append(places)
                count += len(places)
        joined = np.concatenate(found)
        order = joined.argsort(kind="stable")
        words: NDArray[Any]
        words = order >= firsts[1] if len(firsts) == 2 else np.array(firsts[1:]).searchsorted(order, side="right")
        return joined.take(order), words

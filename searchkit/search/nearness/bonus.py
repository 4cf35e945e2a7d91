"""What nearness adds to scores, on arrays of positions; see `rule`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from searchkit.search import arrays, bm25
from searchkit.search.intersection import total
from searchkit.search.nearness.rule import CLOSENESS, FIELD, MOST_PLACES, MOST_WORDS, WHOLLY, WINDOW, near_words
from searchkit.search.positions import Places, rows_of
from searchkit.search.whole.placed import near_places

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh.query import Query

    from searchkit.search.arrays import Documents, Scores
    from searchkit.search.evaluating.evaluation import Run
    from searchkit.search.shapes import Shape
    from searchkit.search.whole.placed import Placed
    from searchkit.search.words import Scoring, Word

_CLOSENESS = np.array((*CLOSENESS, 0.0))
"""By distance, with ``mode="clip"``: less than 1 and more than `WINDOW` count nothing."""


_WORDS = np.arange(MOST_WORDS)


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
        self._factor = factor
        self.words = words
        """For each word of the query those of its terms that the index has."""
        self._weights = weights
        self.scoring = scoring

    @property
    def factor(self) -> np.float32:
        """What a bonus is multiplied by."""
        return np.float32(self._factor)

    @property
    def weights(self) -> Scores:
        """How much each word tells."""
        return np.array(self._weights, np.float32)

    @classmethod
    def of(cls, run: Run, tree: Query, factor: float, shape: Shape | None = None) -> Nearness | None:
        """That of a tree, which has this shape, times `factor`; None when no two of its words are in the index."""
        if not factor or (shape is not None and shape.is_one_term):
            return None
        snapshot = run.snapshot
        scoring = snapshot.scoring(FIELD)
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
        weights = self.weights
        near = self._near(documents, weights.astype(np.float64))
        if near is None:
            return np.zeros(len(documents), np.float32)
        inverse_norms = self.scoring.inverse_norms[self._run.snapshot.norms(self.scoring)[documents]]
        of_words: Any = weights[:, np.newaxis]
        scores = bm25.score(of_words, near.astype(np.float32), inverse_norms)
        bonuses: Scores = self.factor * total(scores)
        return bonuses

    def _near(self, documents: Documents, weights: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """`rule`'s *near*, shape (words, documents), with what each word weighs; None when it is nothing everywhere."""
        if len(weights) == 2:  # each is the neighbour of the other
            closeness = self._closeness(documents)
            return None if closeness is None else weights[::-1, np.newaxis] * closeness
        rows, distances, words, left = self.neighbours(documents)
        if not len(rows):
            return None
        count, closeness = len(documents), _CLOSENESS.take(distances)
        first, second = words.take(left), words.take(left + 1)
        cells = np.concatenate((first, second)) * count
        cells += np.concatenate((rows, rows))
        worth = np.concatenate((weights.take(second) * closeness, weights.take(first) * closeness))
        return _sums(cells, worth, count * len(weights)).reshape(len(weights), count)

    def _closeness(self, documents: Documents) -> NDArray[np.float64] | None:
        """Of two words: how close all neighbours in each of `documents` are together; None when there are none."""
        if len(self.words[0]) == len(self.words[1]) == 1:
            one, other = self.words[0][0], self.words[1][0]
            side: Literal["left", "right"] = "left"  # at one place the first word of the query comes first
            if one.posting_count > other.posting_count:
                one, other, side = other, one, "right"
            placed = self._placed(one, documents)
            places = self._places_in(placed, documents)
            if not len(places):
                return None
            beside = self._placed(other, documents if other.placed else arrays.distinct(rows_of(places)))
            if placed.most <= MOST_PLACES and beside.most <= MOST_PLACES:
                return _closeness_of_terms(places, beside.places, side, documents)
        rows, distances, _, _ = self.neighbours(documents)
        return _sums(rows, _CLOSENESS.take(distances), len(documents)) if len(rows) else None

    def neighbours(self, documents: Documents) -> Neighbours:
        """The places that are near each other in `documents` (ascending). Raises `OutOfTime`."""
        places, words = self._places(documents)
        distances = places[1:] - places[:-1]
        is_near = distances <= WINDOW
        is_near &= words[1:] != words[:-1]
        left = is_near.nonzero()[0]
        rows = documents.searchsorted(rows_of(places.take(left)))
        return Neighbours(rows, distances.take(left), words, left)

    def _places(self, documents: Documents) -> tuple[Places, NDArray[Any]]:
        """All places of the words in `documents`, ascending, and the number of the word of each."""
        is_wanted = self._mask(documents)
        found: list[Places] = []
        counts = []
        for terms in self.words:
            count = 0
            for term in terms:
                places = self._places_in(self._placed(term, documents), documents, is_wanted)
                found.append(places)
                count += len(places)
            counts.append(count)
        joined = np.concatenate(found)
        order = joined.argsort(kind="stable")
        words: NDArray[Any]
        words = order >= counts[0] if len(counts) == 2 else _WORDS[: len(counts)].repeat(counts).take(order)
        return joined.take(order), words

    def _placed(self, term: Word, documents: Documents) -> Placed:
        """The places of a term, those in `documents` at least. Raises `OutOfTime`."""
        placed = term.placed  # once: another thread may have it dropped
        if placed is not None:
            return placed
        self._run.check_time()
        return near_places(self._run.snapshot, term, documents)

    def _places_in(self, placed: Placed, documents: Documents, is_wanted: NDArray[np.bool_] | None = None) -> Places:
        """Those in `documents`, in each the first `MOST_PLACES`. `is_wanted`: as `_mask` gives it for them."""
        if placed.among is documents and placed.most <= MOST_PLACES:
            return placed.places
        owners = placed.owners if placed.most <= MOST_PLACES else None
        if owners is None:
            return placed.first_in(documents, MOST_PLACES)
        if is_wanted is None:
            is_wanted = self._mask(documents)
        places: Places = placed.places.take(is_wanted.take(owners).nonzero()[0])
        return places

    def _mask(self, documents: Documents) -> NDArray[np.bool_]:
        """By document whether it is one of `documents`."""
        is_wanted = np.zeros(self._run.snapshot.size, bool)
        is_wanted[documents] = True
        return is_wanted


def _sums(cells: NDArray[np.intp], worth: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    sums: NDArray[Any] = np.bincount(cells, worth, count)
    return sums


def _closeness_of_terms(
    places: Places, others: Places, side: Literal["left", "right"], documents: Documents
) -> NDArray[np.float64] | None:
    """The same of two terms: each place of the one in `documents` is looked up among the places of the other."""
    if not len(others):
        return None
    at = others.searchsorted(places, side)
    after = _CLOSENESS.take(others.take(at, mode="clip") - places, mode="clip")
    before = _CLOSENESS.take(places - others.take(at - 1, mode="clip"), mode="clip")
    beside = (at[1:] == at[:-1]).nonzero()[0]
    if len(beside):  # none of the other is between two of the one: so none is after the first and before the next
        after[beside] = 0
        before[beside + 1] = 0
    after += before
    near = after.nonzero()[0]
    if not len(near):
        return None
    return _sums(documents.searchsorted(rows_of(places[near])), after[near], len(documents))

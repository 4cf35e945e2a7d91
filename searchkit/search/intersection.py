"""The documents that several words have in common, and where they are in each list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import Documents, Scores
from searchkit.search.evaluating.evaluation import FAR_FEWER, Evaluation, weighted_scores, word_scores

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.words import PostingList, Word


def total(scores: Iterable[Scores]) -> Scores:
    """The sums of several scores of the same documents, rounded once; of an array those of its rows."""
    left = iter(scores)
    first, second, third = next(left), next(left, None), next(left, None)
    if second is None:
        return first
    if third is None:  # of two numbers the sum is rounded once in any case
        return first + second
    return added(chain((first, second, third), left)).astype(np.float32)


def added(scores: Iterable[Scores]) -> NDArray[np.float64]:
    """The sums of several scores of the same documents, in double precision."""
    left = iter(scores)
    sums = next(left).astype(np.float64)
    for more in left:
        sums += more
    return sums


class Common:
    """The documents that several words have in common."""

    __slots__ = ("documents", "frequencies", "phrase_frequencies", "rows", "words")

    def __init__(
        self,
        words: Sequence[Word],
        documents: Documents,
        rows: list[NDArray[np.intp] | None],
        frequencies: list[Scores],
    ) -> None:
        self.words = words
        self.documents = documents
        self.rows = rows
        """For each word the rows of the documents in its list; None: all of them."""
        self.frequencies = frequencies
        self.phrase_frequencies: Scores | None = None
        """How often the phrase of the words is there; None: they count each for itself."""

    def scores(self, evaluation: Evaluation, boosts: Sequence[float]) -> Scores | None:
        """The sums of the words' scores, or those of their phrase."""
        if not evaluation.scored:
            return None
        number = evaluation.part.number
        if self.phrase_frequencies is not None:
            weight = np.float32(sum(float(word.idf) for word in self.words)) * np.float32(boosts[0])
            return weighted_scores(self.words[0], weight, number, self.documents, self.phrase_frequencies)
        return total(self.scores_of_each(evaluation, boosts))

    def scores_of_each(self, evaluation: Evaluation, boosts: Sequence[float]) -> Iterator[Scores]:
        """What each word adds to the scores, one after the other."""
        for word, frequencies, boost in zip(self.words, self.frequencies, boosts, strict=True):
            yield word_scores(word, evaluation.part.number, self.documents, frequencies, boost)

    def narrow(self, which: NDArray[np.intp]) -> None:
        """Keeps only the documents with these places among them."""
        self.documents = self.documents[which]
        self.rows = [which if rows is None else rows[which] for rows in self.rows]
        self.frequencies = [frequencies[which] for frequencies in self.frequencies]
        if self.phrase_frequencies is not None:
            self.phrase_frequencies = self.phrase_frequencies[which]

    def chosen(self, which: NDArray[np.intp]) -> Common:
        """Only the documents with these places among them; itself stays as it is."""
        copy = Common(self.words, self.documents, list(self.rows), list(self.frequencies))
        copy.narrow(which)
        return copy

    def reorder(self, words: Sequence[Word], order: Sequence[int]) -> None:
        """Brings what was found in the order of `order` (places among `words`) into that of `words`."""
        back = sorted(range(len(order)), key=order.__getitem__)
        self.words = words
        self.rows = [self.rows[place] for place in back]
        self.frequencies = [self.frequencies[place] for place in back]


def in_common(evaluation: Evaluation, words: Sequence[Word], among: Documents | None) -> Common | None:
    """The documents that have all the words, and where they are in each list; None when there are none.

    The rarest comes first; the others are looked up, each once.
    """
    number = evaluation.part.number
    lists: dict[Word, PostingList] = {}
    for word in words:
        postings = word.lists[number]
        if postings is None:
            return None
        lists[word] = postings
    rarest, *others = sorted(lists, key=lambda word: lists[word].count)
    first = lists[rarest]
    if among is not None and len(among) * FAR_FEWER < first.count:
        which, first_rows = arrays.look_up(first, among)
        found = Common([rarest], among[which], [first_rows], [])
    else:
        found = Common([rarest], first.documents(), [None], [])
    for word in others:
        evaluation.run.check_time()
        which, rows = arrays.look_up(lists[word], found.documents)
        if len(which) < len(found.documents):
            found.narrow(which)
        found.rows.append(rows)
    if not len(found.documents):
        return None
    rows_of = dict(zip((rarest, *others), found.rows, strict=True))
    weights = {
        word: lists[word].weights() if rows is None else lists[word].weights_at(rows) for word, rows in rows_of.items()
    }
    found.words = words
    found.rows = [rows_of[word] for word in words]
    found.frequencies = [weights[word] for word in words]
    return found

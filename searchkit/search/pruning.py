"""The best of long posting lists without reading and scoring all of them (MaxScore on arrays).

Lists are taken from the shortest to the longest. A document that is in none of the lists before can get no more than
its score in this list and the greatest scores of the lists after it; one that cannot reach the last place so far is
not looked up in them, and a block of 128 postings whose upper limit is too low is not even read. As soon as the
greatest scores of all that is left do not reach the last place, nothing more can. Sources: Turtle and Flood, Query
Evaluation: Strategies and Optimizations, 1995; Ding and Suel, Faster Top-k Document Retrieval Using Block-Max
Indexes, 2011.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from searchkit.frozen import dataclass
from searchkit.search import arrays
from searchkit.search.arrays import Documents, Scores
from searchkit.search.evaluating.evaluation import Evaluation, OutOfTime, weighted_scores
from searchkit.search.intersection import Common
from searchkit.search.topk import SLACK, least_of_best

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.words import PostingList, Word

_FIRST_BLOCKS = 24  # blocks that are read before anything is known of the last place
_FIRST = 512  # documents that are looked up, or phrases that are checked, before the others are

Accept: TypeAlias = "Callable[[Documents], NDArray[np.bool_]]"


@dataclass(frozen=True, slots=True)
class Weighted:
    """A word with what it tells at most, in one segment."""

    word: Word
    weight: np.float32
    postings: PostingList
    firsts: NDArray[np.int64]
    """The first document of each block."""
    limits: NDArray[np.float64]
    """The most that a document of each block can get for this word."""
    most: float
    """The greatest of `limits`."""

    @classmethod
    def of(cls, word: Word, weight: np.float32, part: int) -> Weighted:
        """The word in segment number `part`, which has it."""
        postings = word.lists[part]
        assert postings is not None
        if part not in word.block_limits:
            assert word.scoring is not None
            bounds = postings.bounds(word.scoring.inverse_norms).astype(np.float64)
            word.block_limits[part] = postings.block_first().astype(np.int64), bounds / (1 + bounds) * SLACK
        firsts, shares = word.block_limits[part]
        limits = shares * float(weight)
        return cls(word, weight, postings, firsts, limits, float(limits.max()))

    def read(self, blocks: NDArray[np.intp]) -> tuple[Documents, Scores, NDArray[np.intp] | None]:
        """(documents, frequencies, rows) of some blocks; rows None: all of the list."""
        if len(blocks) * 2 > len(self.firsts):
            return self.postings.documents(), self.postings.weights(), None
        return *self.postings.blocks(blocks), self.postings.rows_of(blocks)


class Pruned:
    """Finds the best documents of some words in one segment.

    `least` is the score of the last place as known from other segments; `shown` says by document what counts at all.
    When time runs out, those found by then are the answer: the run is late.
    """

    def __init__(
        self, evaluation: Evaluation, words: Sequence[Weighted], count: int, least: float, shown: Accept | None
    ) -> None:
        self.evaluation = evaluation
        self.part = evaluation.part.number
        self.words = list(words)
        self.count = count
        self.least = least
        self.shown = shown

    # Any of the words

    def any(self) -> tuple[Documents, Scores]:
        """Documents with any of the words, among them all that can be of the best `count`."""
        words = sorted(self.words, key=lambda weighted: weighted.postings.count)
        found: list[tuple[Documents, Scores]] = [(arrays.NONE, arrays.NO_SCORES)]
        with suppress(OutOfTime):
            self._find_any(words, found)
        return self._best(found)

    def _find_any(self, words: list[Weighted], found: list[tuple[Documents, Scores]]) -> None:
        for place, weighted in enumerate(words):
            after = words[place + 1 :]
            rest = sum(other.most for other in after)
            if weighted.most + rest < self.least:
                break
            for blocks in self._blocks(weighted.limits + rest):
                self.evaluation.run.check_time()
                documents, frequencies, _ = weighted.read(blocks)
                scores = self._scores(weighted, documents, frequencies)
                if self.shown is not None:
                    mask = self.shown(documents)
                    documents, scores = documents[mask], scores[mask]
                found.extend(self._looked_up(documents, scores, after, rest))

    def _looked_up(
        self, documents: Documents, scores: Scores, after: list[Weighted], rest: float
    ) -> Iterator[tuple[Documents, Scores]]:
        """Those that can be of the best, with their scores of all words; the most promising first."""
        if after and len(documents) > 2 * _FIRST:
            promising = np.zeros(len(documents), bool)
            promising[scores.argpartition(len(scores) - _FIRST)[-_FIRST:]] = True
            yield self._summed(documents[promising], scores[promising], after, rest)
            documents, scores = documents[~promising], scores[~promising]
        yield self._summed(documents, scores, after, rest)

    def _summed(
        self, documents: Documents, scores: Scores, after: list[Weighted], rest: float
    ) -> tuple[Documents, Scores]:
        """Those that can still be of the best, with their scores of this word and those after it.

        One that has a word of a shorter list too was found there, with all of its score.
        """
        sums = scores.astype(np.float64)
        for other in after:
            able = (sums * SLACK + rest >= self.least).nonzero()[0]
            if len(able) < len(sums):
                documents, sums = documents[able], sums[able]
            if len(documents) > _FIRST:  # a closer limit: that of the block that a document would be in
                block = np.maximum(other.firsts.searchsorted(documents, side="right") - 1, 0)
                able = (sums * SLACK + (rest - other.most + other.limits[block]) >= self.least).nonzero()[0]
                documents, sums = documents[able], sums[able]
            which, rows = arrays.look_up(other.postings, documents)
            sums[which] += self._scores(other, documents[which], other.postings.weights_at(rows))
            rest -= other.most
        scores = sums.astype(np.float32)
        self._raise(scores)
        return documents, scores

    # All of the words

    def all(
        self, boosts: Sequence[float], keep: Callable[[Common], None] | None, *, as_phrase: bool = False
    ) -> tuple[Documents, Scores]:
        """Documents with all of the words, among them all that can be of the best `count`.

        `keep` narrows them to those that match (a phrase, say), and lets no score grow. `as_phrase`: then these are
        scored as a phrase, which is nowhere more frequent than any of its words, and each word weighs as much as it.
        """
        order = sorted(range(len(self.words)), key=lambda place: self.words[place].postings.count)
        words = [self.words[place] for place in order]
        found: list[tuple[Documents, Scores]] = [(arrays.NONE, arrays.NO_SCORES)]
        join = np.minimum if as_phrase else np.add
        with suppress(OutOfTime):
            for blocks in self._blocks(_joined(words[0].limits, words[1:], join)):
                common = self._in_common(words, blocks, join)
                common.reorder([weighted.word for weighted in self.words], order)
                if as_phrase:
                    common.phrase_frequencies = np.minimum.reduce(common.frequencies)
                found.extend(self._scored(common, boosts, keep))  # what it gave before time ran out is kept
        return self._best(found)

    def _in_common(self, words: Sequence[Weighted], blocks: NDArray[np.intp], join: np.ufunc) -> Common:
        """The documents of some blocks of the first word that have the others too and can be of the best."""
        documents, frequencies, rows = words[0].read(blocks)
        common = Common([words[0].word], documents, [rows], [frequencies])
        upper = self._scores(words[0], documents, frequencies).astype(np.float64) * SLACK
        if self.shown is not None:
            upper[~self.shown(documents)] = -np.inf
        for place, other in enumerate(words[1:], 1):
            able = (_joined(upper, words[place:], join) >= max(self.least, -1.0)).nonzero()[0]
            if len(able) < len(upper):
                common.narrow(able)
                upper = upper[able]
            self.evaluation.run.check_time()
            which, rows_of_other = arrays.look_up(other.postings, common.documents)
            frequencies = other.postings.weights_at(rows_of_other)
            if len(which) < len(upper):
                common.narrow(which)
                upper = upper[which]
            common.rows.append(rows_of_other)
            common.frequencies.append(frequencies)
            upper = join(upper, self._scores(other, common.documents, frequencies).astype(np.float64) * SLACK)
        common.narrow((upper * SLACK >= max(self.least, -1.0)).nonzero()[0])
        return common

    def _scored(
        self, common: Common, boosts: Sequence[float], keep: Callable[[Common], None] | None
    ) -> Iterator[tuple[Documents, Scores]]:
        """The documents that match with their scores. Where `keep` decides, those with the highest limits first."""
        scores = common.scores(self.evaluation, boosts)
        assert scores is not None
        if keep is None:
            self._raise(scores)
            yield common.documents, scores
            return
        size = _FIRST
        while len(scores):
            self.evaluation.run.check_time()
            able = (scores * np.float64(SLACK) >= self.least).nonzero()[0]
            if len(able) > 2 * size:
                able = able[scores[able].argpartition(len(able) - size)[-size:]]
                able.sort()
            chunk = common.chosen(able)
            keep(chunk)
            kept = chunk.scores(self.evaluation, boosts)
            assert kept is not None
            self._raise(kept)
            yield chunk.documents, kept
            left = scores * np.float64(SLACK) >= self.least
            left[able] = False
            common.narrow(left.nonzero()[0])
            scores = scores[left]
            size *= 4

    # Small things

    def _blocks(self, limits: NDArray[np.float64]) -> Iterator[NDArray[np.intp]]:
        """The numbers of the blocks that can matter, by what their documents can get at most, in one or two portions,
        the most promising first."""
        if self.least == -np.inf and len(limits) > 4 * _FIRST_BLOCKS:
            first = np.sort(limits.argpartition(len(limits) - _FIRST_BLOCKS)[-_FIRST_BLOCKS:])
            yield first
            self.evaluation.run.check_time()
            able = limits >= self.least
            able[first] = False
        else:
            able = limits >= self.least
        blocks = able.nonzero()[0]
        if len(blocks):
            yield blocks

    def _best(self, found: list[tuple[Documents, Scores]]) -> tuple[Documents, Scores]:
        """Each document that can be of the best once, with its highest score: that of all its words."""
        documents, scores = (np.concatenate(columns) for columns in zip(*found, strict=True))
        able = scores >= self.least
        return arrays.highest([(documents[able], scores[able])], self.evaluation.part.document_count)

    def _scores(self, weighted: Weighted, documents: Documents, frequencies: Scores) -> Scores:
        return weighted_scores(weighted.word, weighted.weight, self.part, documents, frequencies)

    def _raise(self, scores: Scores) -> None:
        self.least = max(self.least, least_of_best(scores, self.count))


def _joined(limits: NDArray[np.float64], others: Sequence[Weighted], join: np.ufunc) -> NDArray[np.float64]:
    """The limits with the most that other words give, which is added, or in a phrase no more than which it gets."""
    for other in others:
        limits = join(limits, other.most)
    return limits

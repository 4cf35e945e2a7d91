"""Any of several words without numpy: what cannot be among the best is counted, and not scored.

A word adds less to a score than it weighs. So when the best of the documents with most of the words score more than
the others weigh together, documents that have only those need no look.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, chain, repeat
from operator import add
from typing import NamedTuple

from searchkit.search.plain.lists import PlainList

WORTH_IT = 500
"""From so many postings in a segment on, leaving some out saves more time than it takes."""

_ROUNDING = 1 + 1e-6
"""Scores are single precision: more than rounding can add to one."""


FEW = 200
"""So few documents are scored in less time than it takes to look which words they have."""

_MOST_SPLIT = 12
"""By so many words, the heaviest, documents are told apart."""


class Listed(NamedTuple):
    """The postings of one word in a segment."""

    postings: PlainList
    weight: float
    """It adds less than this to a score."""
    score: Callable[[set[int]], tuple[Sequence[int], Sequence[float]]]
    """Those of some documents that have it, ascending, and what it adds to the score of each."""


def scores_of_best(
    lists: Sequence[Listed], found: set[int], count: int, before: Iterable[float] = ()
) -> dict[int, float]:
    """The scores, not yet rounded, of the best `count` of the documents `found`, and of others; without those that are
    not among the best with the scores `before` of documents elsewhere."""
    best = _Best(lists, count, heapq.nlargest(count, before))
    best.look(found, 0, 0.0)
    return best.sums()


class _Best:
    """Documents are told apart by the words that they have, the heaviest first, those that have it before those that
    have not; what weighs less together than the best so far score is left."""

    def __init__(self, lists: Sequence[Listed], count: int, best: list[float]) -> None:
        self._sums: dict[int, float] = {}
        self._lists = lists
        self._count = count
        self._heaviest = sorted(lists, key=lambda one: -one.weight)
        self._following = list(accumulate((one.weight for one in reversed(self._heaviest)), initial=0.0))[::-1]
        """What the words from each on weigh together."""
        self._best = best

    def look(self, numbers: set[int], depth: int, weight: float) -> None:
        """Scores those of some documents that may be among the best; words before `depth` weigh `weight` in them."""
        if self._are_hopeless(weight + self._following[depth]):
            return
        if len(numbers) <= FEW or depth == min(len(self._heaviest), _MOST_SPLIT):
            self._score(numbers)
            return
        word = self._heaviest[depth]
        having = numbers & word.postings.numbers
        self.look(having, depth + 1, weight + word.weight)
        if not self._are_hopeless(weight + self._following[depth + 1]):
            self.look(numbers - having, depth + 1, weight)

    def _are_hopeless(self, weight: float) -> bool:
        return len(self._best) == self._count and weight * _ROUNDING < self._best[-1]

    def _score(self, numbers: set[int]) -> None:
        documents = sorted(numbers)
        sums = [0.0] * len(documents)
        for one in self._lists:  # in the order of the query: their last digits depend on it
            having, scores = one.score(numbers)
            if len(having) == len(documents):
                sums = list(map(add, sums, scores))
            elif having:
                added = dict(zip(having, scores, strict=True))
                sums = list(map(add, sums, map(added.get, documents, repeat(0.0))))
        self._sums.update(zip(documents, sums, strict=True))
        self._best = heapq.nlargest(self._count, chain(self._best, sums))

    def sums(self) -> dict[int, float]:
        """The scores, as far as they may be among the best."""
        least = self._best[-1] / _ROUNDING if len(self._best) == self._count else 0.0
        return {number: score for number, score in self._sums.items() if score >= least}

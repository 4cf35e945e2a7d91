"""Any of several words without numpy: what cannot be among the best is counted, and not scored.

First are scored some documents with the highest limits, then those whose limits are not below the last of the best.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from operator import add
from typing import TYPE_CHECKING, Final

from searchkit.search.plain.limits import MOST_TERMS, Limits, Listed

if TYPE_CHECKING:
    from searchkit.search.plain.statistics import PlainPart

WORTH_IT = 500
"""From so many postings in a segment on, leaving some out saves more time than it takes."""

_SPARSE: Final = 30
"""Limits of so many documents take as long as scoring a posting does."""

_ROUNDING = 1 + 1e-6
"""Scores are single precision: more than rounding can add to one."""

SAMPLE = 2
"""So many times as many documents as are wanted are scored before anything is known of the last place."""

_APART: Final = 16
"""One document in so many is looked at to know which limits are high."""


def is_worth_it(lists: Sequence[Listed]) -> bool:
    """Whether to leave something out."""
    if not lists:
        return False
    postings, terms = sum(one.postings.count for one in lists), sum(len(one.postings.terms()) for one in lists)
    return postings >= WORTH_IT and postings * _SPARSE >= len(lists[0].norms) * len(lists) and terms <= MOST_TERMS


class PlainPruned:
    """The documents of a segment that have any of some words."""

    def __init__(self, part: PlainPart, lists: Sequence[Listed], *, versions: bool) -> None:
        self._lists = lists
        limits = Limits(lists)
        self._steps, self._step = limits.steps, limits.step
        self._drop(part.dead)
        self.older = 0 if versions else self._drop(part.older)
        """Those that are left out as older versions."""
        self.total = len(self._steps) - self._steps.count(0)
        """All others, deleted ones left out."""

    def _drop(self, documents: Iterable[int]) -> int:
        """Leaves some documents out; how many of them were there."""
        dropped = 0
        for document in documents:
            dropped += self._steps[document] > 0
            self._steps[document] = 0
        return dropped

    def best(self, count: int, before: Iterable[float]) -> dict[int, float]:
        """The scores, not yet rounded, of the best `count` documents, and of others; without those that are not among
        the best with the scores `before` of documents elsewhere."""
        best = heapq.nlargest(count, before)
        first = max(self._highest(SAMPLE * count), self._needed(best, count))
        sums = self._scored(self._between(first, 256))
        best = heapq.nlargest(count, chain(best, sums.values()))
        sums |= self._scored(self._between(self._needed(best, count), first))
        return sums

    def _needed(self, best: Sequence[float], count: int) -> int:
        """The least limit of documents that may be among the best."""
        return max(int(best[-1] / _ROUNDING / self._step), 1) if len(best) == count else 1

    def _highest(self, count: int) -> int:
        """A limit that about `count` documents have or surpass."""
        some = self._steps[::_APART]
        return heapq.nlargest(min(count // _APART + 1, len(some)), some)[-1] or 1

    def _between(self, least: int, past: int) -> list[int]:
        """The documents with limits from `least` on, to below `past`."""
        if least >= past:
            return []
        found, there = [], self._steps.translate(bytes(least) + b"\1" * (past - least) + bytes(256 - past))
        document = there.find(1)
        while document >= 0:
            found.append(document)
            document = there.find(1, document + 1)
        return found

    def _scored(self, documents: list[int]) -> dict[int, float]:
        among = set(documents)
        sums = [0.0] * len(documents)
        for one in self._lists:  # in the order of the query: their last digits depend on it
            having, frequencies = one.postings.read(among)
            scores = one.scores.of(frequencies, list(map(one.norms.__getitem__, having)))
            added = dict(zip(having, scores, strict=True))
            sums = list(map(add, sums, map(added.get, documents, repeat(0.0))))
        return dict(zip(documents, sums, strict=True))

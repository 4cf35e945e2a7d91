"""Any of several words without numpy: what cannot be among the best is counted, and not scored.

A word adds less to a score than it weighs. So when the best of the documents with the heaviest words score more than
all the other words weigh together, documents that have only those need no look.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

WORTH_IT = 4_000
"""From so many postings in a segment on, leaving some out saves more time than it takes."""

_ROUNDING = 1 + 1e-6
"""Scores are single precision: more than rounding can add to one."""


class Listed(NamedTuple):
    """The postings of one word in a segment."""

    documents: list[int]
    frequencies: list[float]
    """Of each document."""
    weight: float
    """It adds less than this to a score."""
    score: Callable[[Collection[int], Collection[float]], dict[int, float]]
    """What it adds to the scores of documents that have it, from them and their frequencies."""


def scores_of_best(lists: Sequence[Listed], allowed: Collection[int] | None, count: int) -> dict[int, float]:
    """The scores, not yet rounded, of the best `count` documents, and of others; of those `allowed` if given."""
    sums: dict[int, float] = {}
    found = [dict(zip(one.documents, one.frequencies, strict=True)) for one in lists]
    remaining = sum(one.weight for one in lists)
    for heaviest in sorted(lists, key=lambda one: -one.weight):
        new = dict.fromkeys([number for number in heaviest.documents if number not in sums], 0.0)
        if allowed is not None:
            new = {number: 0.0 for number in new if number in allowed}
        for one, there in zip(lists, found, strict=True):  # in the order of the query: their last digits depend on it
            having = [number for number in new if number in there]
            for number, score in one.score(having, [there[number] for number in having]).items():
                new[number] += score
        sums |= new
        remaining -= heaviest.weight
        if len(sums) >= count and remaining * _ROUNDING < heapq.nlargest(count, sums.values())[-1]:
            break
    return sums

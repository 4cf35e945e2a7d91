"""The best articles with any of some words, without adding up what cannot be among them.

An article that only one of two lists has gets no more than that list gives it: so it is among the best of all only when
it is among the best of its list, and which these are is kept. Only of articles that both have scores are added. Of
several lists all but the longest are made one first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scores
from searchkit.search.topk import top_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.statistics import Snapshot
    from searchkit.search.whole import Whole

SMALL = 1 << 16
"""Documents up to which a sum for each fits a cache of the processor; lists that have most of them are added up so."""

_MANY = 256
"""From so many postings on, besides those of the longest list, a sum for each document is taken where that fits."""


class Best(NamedTuple):
    """What may be among the best of all documents with any of some words."""

    total: int
    """How many documents have any of the words."""
    several: int | None
    """So many of those found come first in order of their numbers, and only they may have several of the words; None:
    that is not known. Of one word there are none, and those found are in the order of their scores, best first."""
    documents: Documents
    scores: Scores


def best_of_any(snapshot: Snapshot, lists: Sequence[Whole], count: int) -> Best:
    """Of the documents that are in any of the lists those that may be among the best `count`."""
    if len(lists) < 2:
        return Best(len(lists[0]), 0, *lists[0].leading(snapshot, count)) if lists else Best(0, 0, NONE, NO_SCORES)
    *shorter, longest = sorted(lists, key=len)
    if len(shorter) == 1:  # the sum of two numbers is the same in single precision
        (one,) = shorter
        lead = [one.leading(snapshot, count), longest.leading(snapshot, count)]
        return _best_of_two(one.documents, one.scores, longest, lead)
    size = snapshot.size
    if size <= SMALL and sum(map(len, shorter)) > _MANY and (least := _least(snapshot, lists, count)) > 0:
        return _best_by_sums(lists, least, size)
    documents, sums = arrays.sums([(one.documents, one.scores) for one in shorter], size)
    rounded = sums.astype(np.float32)
    rows = top_rows(rounded, count)
    lead = [(documents.take(rows), rounded.take(rows)), longest.leading(snapshot, count)]
    return _best_of_two(documents, sums, longest, lead)._replace(several=None)


def _best_of_two(
    documents: Documents, sums: NDArray[np.floating], longest: Whole, lead: Sequence[tuple[Documents, Scores]]
) -> Best:
    """The same of `documents` with `sums` and of the longest list, of which the best by themselves are `lead`."""
    which, more = longest.scores_in(documents)
    (firsts, first_scores), (seconds, second_scores) = lead
    alone, scores = np.concatenate((firsts, seconds)), np.concatenate((first_scores, second_scores))
    if not len(which):
        return Best(len(documents) + len(longest), 0, alone, scores)
    both = documents.take(which)
    in_both = (sums.take(which) + more).astype(np.float32, copy=False)
    are_alone = ~arrays.places(both, alone)[1]
    found, scores = np.concatenate((both, alone[are_alone])), np.concatenate((in_both, scores[are_alone]))
    return Best(len(documents) + len(longest) - len(which), len(which), found, scores)


def _least(snapshot: Snapshot, lists: Sequence[Whole], count: int) -> np.float32:
    """What the best `count` have at least; 0 when no list has so many."""
    least = [one.leading(snapshot, count)[1][count - 1] for one in lists if len(one) >= count]
    return max(least, default=np.float32(0))


def _best_by_sums(lists: Sequence[Whole], least: np.float32, document_count: int) -> Best:
    """Those whose scores, which are rounded sums, are `least` or more."""
    documents = np.concatenate([one.documents for one in lists])
    sums = np.bincount(documents, np.concatenate([one.scores for one in lists]), document_count)
    is_there = np.zeros(document_count, bool)
    is_there[documents] = True
    found = (sums > np.nextafter(least, np.float32(0))).nonzero()[0]
    return Best(int(np.count_nonzero(is_there)), len(found), found, sums.take(found).astype(np.float32))

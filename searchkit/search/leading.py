"""The best articles with any of some words, without adding up what cannot be among them.

An article that only one of two lists has gets no more than that list gives it: so it is among the best of all only when
it is among the best of its list, and which these are is kept. Only of articles that both have scores are added. Of
several lists all but the longest are made one first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scores
from searchkit.search.topk import top_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.whole import Whole

SMALL = 1 << 16
"""Documents up to which a sum for each fits a cache of the processor; lists that have most of them are added up so."""

_MANY = 256
"""From so many postings on, besides those of the longest list, a sum for each document is taken where that fits."""


def best_of_any(lists: Sequence[Whole], count: int, document_count: int) -> tuple[int, Documents, Scores]:
    """How many documents are in any of the lists, and those that may be among the best `count`, in no particular order,
    with their scores."""
    if len(lists) < 2:
        if not lists:
            return 0, NONE, NO_SCORES
        rows = lists[0].leading(count)
        return len(lists[0]), lists[0].documents.take(rows), lists[0].scores.take(rows)
    *shorter, longest = sorted(lists, key=len)
    if len(shorter) == 1:  # the sum of two numbers is the same in single precision
        (one,) = shorter
        return _best_of_two(one.documents, one.scores, one.leading(count), longest, count)
    if document_count <= SMALL and sum(map(len, shorter)) > _MANY and (least := _least(lists, count)) > 0:
        return _best_by_sums(lists, least, document_count)
    documents, sums = arrays.sums([(one.documents, one.scores) for one in shorter], document_count)
    return _best_of_two(documents, sums, top_rows(sums.astype(np.float32), count), longest, count)


def _best_of_two(
    documents: Documents, sums: NDArray[np.floating], lead: NDArray[np.intp], longest: Whole, count: int
) -> tuple[int, Documents, Scores]:
    """The same of `documents` with `sums`, of which the rows `lead` are the best, and of the longest list."""
    which, rows = arrays.crossed(documents, longest.documents)
    lead, last = _without(lead, which, len(documents)), _without(longest.leading(count), rows, len(longest))
    found = np.concatenate((documents.take(lead), longest.documents.take(last), documents.take(which)))
    in_both = sums.take(which) + longest.scores.take(rows)
    scores = np.concatenate((sums.take(lead), longest.scores.take(last), in_both))
    return len(documents) + len(longest) - len(which), found, scores.astype(np.float32, copy=False)


def _without(rows: NDArray[np.intp], others: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """Those of `rows` that are not among `others`, all of them less than `size`."""
    if not len(others):
        return rows
    mask = np.zeros(size, bool)
    mask[others] = True
    return rows[~mask.take(rows)]


def _least(lists: Sequence[Whole], count: int) -> np.float32:
    """What the best `count` have at least; 0 when no list has so many."""
    least = [one.scores[one.leading(count)].min() for one in lists if len(one) >= count]
    return max(least, default=np.float32(0))


def _best_by_sums(lists: Sequence[Whole], least: np.float32, document_count: int) -> tuple[int, Documents, Scores]:
    """Those whose scores, which are rounded sums, are `least` or more."""
    documents = np.concatenate([one.documents for one in lists])
    sums = np.bincount(documents, np.concatenate([one.scores for one in lists]), document_count)
    is_there = np.zeros(document_count, bool)
    is_there[documents] = True
    found = (sums > np.nextafter(least, np.float32(0))).nonzero()[0]
    return int(np.count_nonzero(is_there)), found, sums.take(found).astype(np.float32)

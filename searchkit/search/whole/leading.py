"""The best articles with any of some words, without adding up what cannot be among them.

An article that only one of two lists has gets no more than that list gives it: so it is among the best of all only when
it is among the best of its list, and which these are is kept. Only of articles that both have scores are added. Of
several short lists all but the longest are made one first. Of long ones those are left out step by step that, with the
most that the lists to come give, do not reach what the best of each list have (MaxScore, see `pruning`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scores
from searchkit.search.topk import SLACK, least_of_best, top_rows
from searchkit.search.whole.best import Best, Lead, Shown, visible

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.statistics import Snapshot
    from searchkit.search.whole.lists import Whole

SMALL = 1 << 16
"""Documents up to which a sum for each fits a cache of the processor; lists that have most of them are added up so."""

_MANY = 256
"""From so many postings on, besides those of the longest list, a sum for each document is taken where that fits."""

_LONG = 4_000
"""From so many on, where it does not, what cannot be among the best is left out before sums are taken."""

_SEVERAL = 8
"""Lists up to which that is quicker: each is looked up for what is left of all that are shorter."""


def best_of_any(snapshot: Snapshot, lists: Sequence[Whole], count: int, shown: Shown) -> Best:
    """Of the documents that are in any of the lists, and may be shown, those that may be among the best `count`."""
    if not lists:
        return Best(0, 0, NONE, NO_SCORES)
    if len(lists) == 1:
        size, documents, scores = lists[0].lead(snapshot, count, shown)
        return Best(size, 0, documents, scores)
    *shorter, longest = lists = sorted(lists, key=len)
    if len(shorter) == 1:  # the sum of two numbers is the same in single precision
        (one,) = shorter
        leads = one.lead(snapshot, count, shown), longest.lead(snapshot, count, shown)
        return _best_of_two(one.documents, one.scores, longest, leads, shown)
    size, others = snapshot.size, sum([len(one.documents) for one in shorter])
    if others > _MANY if size <= SMALL else len(lists) > _SEVERAL and others > _LONG:
        return _best_by_sums(snapshot, lists, count, shown)
    if others > _LONG:
        return _best_by_limits(snapshot, lists, count, shown)
    documents, sums = visible(*arrays.sums([(one.documents, one.scores) for one in shorter], size), shown)
    rounded = sums.astype(np.float32)
    rows = top_rows(rounded, count)
    lead = Lead(len(documents), documents.take(rows), rounded.take(rows))
    leads = lead, longest.lead(snapshot, count, shown)
    return _best_of_two(documents, sums, longest, leads, shown)._replace(several=None)


def _best_of_two(
    documents: Documents, sums: NDArray[np.floating], longest: Whole, leads: tuple[Lead, Lead], shown: Shown
) -> Best:
    """The same of `documents` with `sums` and of the longest list, whose best by themselves are `leads`."""
    one, other = leads
    which, more = longest.scores_in(documents)
    alone, scores = np.concatenate((one.documents, other.documents)), np.concatenate((one.scores, other.scores))
    if not len(which):
        return Best(one.size + other.size, 0, alone, scores)
    both, in_both = visible(documents.take(which), (sums.take(which) + more).astype(np.float32, copy=False), shown)
    are_alone = ~arrays.places(both, alone)[1]
    found, scores = np.concatenate((both, alone[are_alone])), np.concatenate((in_both, scores[are_alone]))
    return Best(one.size + other.size - len(both), len(both), found, scores)


def _best_by_sums(snapshot: Snapshot, lists: Sequence[Whole], count: int, shown: Shown) -> Best:
    """The same by a sum for each document."""
    documents = np.concatenate([one.documents for one in lists])
    sums = np.bincount(documents, np.concatenate([one.scores for one in lists]), snapshot.size)
    least = least_of_best(sums.take(_best_of_each(snapshot, lists, count, shown)), count)
    is_there = _union([documents], snapshot.size, shown)
    found = (is_there & (sums >= least / SLACK)).nonzero()[0]
    return Best(int(np.count_nonzero(is_there)), len(found), found, sums.take(found).astype(np.float32))


def _best_of_each(snapshot: Snapshot, lists: Sequence[Whole], count: int, shown: Shown) -> Documents:
    """The documents that are among the best `count` of any list."""
    best = np.concatenate([one.lead(snapshot, count, shown).documents[:count] for one in lists])
    best.sort()
    return arrays.distinct(best)


def _best_by_limits(snapshot: Snapshot, lists: Sequence[Whole], count: int, shown: Shown) -> Best:
    """The same of long lists, from the shortest to the longest."""
    most = [float(one.lead(snapshot, count, shown).scores.max(initial=0)) for one in lists]
    best = _best_of_each(snapshot, lists, count, shown)
    least = float(least_of_best(_added(np.zeros(len(best)), best, lists).astype(np.float32), count))
    found: list[tuple[Documents, Scores]] = []
    for place, one in enumerate(lists):
        rest = sum(most[place + 1 :])
        if most[place] + rest < least / SLACK:
            break
        documents, sums = _reaching(one.documents, one.scores, least / SLACK - rest)
        for number, other in enumerate(lists[place + 1 :], place + 1):
            rest -= most[number]
            sums = _added(sums, documents, [other])
            documents, sums = _reaching(documents, sums, least / SLACK - rest)
        found.append(visible(documents, sums.astype(np.float32, copy=False), shown))
    # One that has a word of a shorter list, too, was found there, with all of its score.
    documents, scores = arrays.highest(found, snapshot.size)
    total = int(np.count_nonzero(_union([one.documents for one in lists], snapshot.size, shown)))
    return Best(total, len(documents), documents, scores)


def _reaching(documents: Documents, sums: NDArray[Any], least: float) -> tuple[Documents, NDArray[Any]]:
    """Those of the documents whose sums are `least` or more."""
    able = (sums >= np.float32(least)).nonzero()[0]
    return (documents, sums) if len(able) == len(sums) else (documents.take(able), sums.take(able))


def _added(sums: NDArray[Any], documents: Documents, lists: Sequence[Whole]) -> NDArray[np.float64]:
    """The sums of documents with what the lists give them, in double precision."""
    added = sums.astype(np.float64)
    for one in lists:
        one.add_scores(added, documents)
    return added


def _union(lists: Sequence[Documents], document_count: int, shown: Shown) -> NDArray[np.bool_]:
    """By document whether it is in any of the lists and may be shown."""
    is_there = np.zeros(document_count, bool)
    for documents in lists:
        is_there[documents] = True
    if shown is not None:
        is_there &= shown
    return is_there

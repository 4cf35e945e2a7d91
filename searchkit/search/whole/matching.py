"""The documents with any or all of some words, in all segments at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from searchkit.index.columnar.array_cache import CACHE
from searchkit.search import arrays
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scores
from searchkit.search.intersection import total
from searchkit.search.whole import leading, lists
from searchkit.search.whole.best import Best, Shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.statistics import Snapshot
    from searchkit.search.words import Word

_FAR_FEWER = 8
"""A word is looked up in parts of its lists where it is so many times more frequent, unless all of it can be kept."""

_FEW = 4_000
"""Up to so many postings sorting is the fastest way to join lists."""


def best_of_any(snapshot: Snapshot, words: Sequence[Word], count: int, shown: Shown) -> Best:
    """Of the documents with any of the words, and that may be shown, those that may be among the best `count`."""
    return leading.best_of_any(snapshot, lists.wholes_of(snapshot, words), count, shown)


def count_any(snapshot: Snapshot, words: Sequence[Word], documents: Documents) -> int:
    """How many of the documents have any of the words."""
    are_there = np.zeros(len(documents), bool)
    for one in lists.wholes_of(snapshot, words):
        are_there[one.scores_in(documents)[0]] = True
    return int(np.count_nonzero(are_there))


def any_of(snapshot: Snapshot, words: Sequence[Word]) -> tuple[Documents, Scores]:
    """The documents with any of the words, in no particular order, and their scores."""
    found = [(one.documents, one.scores) for one in lists.wholes_of(snapshot, words)]
    if len(found) < 2:
        return found[0] if found else (NONE, NO_SCORES)
    total, size = sum([len(documents) for documents, _ in found]), snapshot.size
    if total < (_FEW // 10 if len(found) == 2 else _FEW) or (size <= leading.SMALL and total * len(found) > size):
        return arrays.union(found, size)
    found.sort(key=lambda matches: len(matches[0]))
    found[-1] = found[-1][0], found[-1][1].copy()
    return arrays.loose_union(found, size)


def all_of(snapshot: Snapshot, words: Sequence[Word]) -> tuple[Documents, Scores]:
    """The documents with all of the words, ascending, and their scores."""
    order = sorted(range(len(words)), key=lambda place: words[place].posting_count)
    first = lists.whole_of(snapshot, words[order[0]])
    if first is None:
        return NONE, NO_SCORES
    documents, scores = first.documents, [first.scores]
    for place in order[1:]:
        which, more = _looked_up(snapshot, words[place], documents)
        if len(which) < len(documents):
            documents = documents[which]
            scores = [of_one[which] for of_one in scores]
        scores.append(more)
    return documents, total([scores[order.index(place)] for place in range(len(words))])


def _looked_up(snapshot: Snapshot, word: Word, wanted: Documents) -> tuple[NDArray[np.intp], Scores]:
    """(which of `wanted` have the word, what it adds to their scores)."""
    if word.whole is not None or (
        word.posting_count <= lists.SHORT
        and (len(wanted) * _FAR_FEWER > word.posting_count or CACHE.has_room(lists.POSTING * word.posting_count))
    ):
        whole = lists.whole_of(snapshot, word)
        return (arrays.NO_ROWS, NO_SCORES) if whole is None else whole.scores_in(wanted)
    which, rows = lists.rows_with(snapshot, word, wanted)
    if not len(which):
        return which, NO_SCORES
    return which, lists.scores_of(snapshot, word, word.idf, wanted[which], lists.frequencies_of(word, rows))

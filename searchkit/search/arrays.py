"""Sets of documents as ascending arrays: finding, joining and leaving out.

Every call of numpy costs about a microsecond, and most lists are short: so the fewest calls win here, not the fewest
comparisons. Long lists take the way over an array of all documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from searchkit.index.columnar.kept import KEPT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.words import PostingList

Documents: TypeAlias = "NDArray[np.int64]"
Scores: TypeAlias = "NDArray[np.float32]"
Matches: TypeAlias = "tuple[Documents, Scores | None]"
"""Documents, ascending, and their scores; None when they are not asked for."""

_DENSE = 8
"""From one posting for so many documents on, sums are taken in an array of all documents."""

_MANY, _SPARSE = 256, 100
"""From so many documents on, and one for so many of all, a mask of all documents beats a binary search for each."""

_SEVERAL_BLOCKS = 8
"""Lists of more blocks than this can be read in parts."""

_FEW_BLOCKS, _SOME_BLOCKS = 8, 2
"""A list is read by blocks when at most one of so many is needed: while there is room to keep all of it, and when it
would have to be read again each time."""

_POSTING = 12
"""Bytes that a posting takes that is kept."""

NONE: Documents = np.zeros(0, np.int64)
NO_SCORES: Scores = np.zeros(0, np.float32)
NO_ROWS: NDArray[np.intp] = np.zeros(0, np.intp)


def places(among: Documents, wanted: Documents) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each of `wanted` is in `among`, and whether it is there at all (else the place means nothing)."""
    found = among.searchsorted(wanted)
    return found, among.take(found, mode="clip") == wanted if len(among) else np.zeros(len(wanted), bool)


def inside(documents: Documents, others: Documents, document_count: int) -> NDArray[np.bool_]:
    """For each of `documents` whether it is one of `others`."""
    if not len(others):
        return np.zeros(len(documents), bool)
    if (len(documents) + len(others)) * _DENSE > document_count:
        mask = np.zeros(document_count, bool)
        mask[others] = True
        return mask[documents]
    if len(documents) <= len(others):
        return places(others, documents)[1]
    where, found = places(documents, others)
    mask = np.zeros(len(documents), bool)
    mask[where[found]] = True
    return mask


def look_up(postings: PostingList, wanted: Documents) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(which of `wanted` the list has, their rows in the list)."""
    if postings.block_count > _SEVERAL_BLOCKS and not postings.is_read:
        most = postings.block_count // (_FEW_BLOCKS if KEPT.has_room(_POSTING * postings.count) else _SOME_BLOCKS)
        if len(wanted) <= most:
            blocks = distinct(postings.block_first().searchsorted(wanted, side="right") - 1)
            blocks = blocks[blocks >= 0]
            where, found = places(postings.documents_in(blocks), wanted)
            which = found.nonzero()[0]
            return which, postings.rows_of(blocks)[where[which]]
    ranks = postings.ranks()
    return crossed(wanted, postings.documents()) if ranks is None else ranks.look_up(wanted)


def distinct(ascending: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each number once."""
    is_first = np.empty(len(ascending), bool)
    is_first[:1] = True
    np.not_equal(ascending[1:], ascending[:-1], out=is_first[1:])
    return ascending[is_first]


def crossed(a: Documents, b: Documents) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places of what is in both, in the one and in the other."""
    if len(a) < _MANY or not len(b) or len(a) * _SPARSE < b[-1]:
        where, found = places(b, a)
        which = found.nonzero()[0]
        return which, where[which]
    mask = np.zeros(int(max(a[-1], b[-1])) + 1, bool)
    mask[b] = True
    which = mask[a].nonzero()[0]
    mask[b] = False
    mask[a[which]] = True
    return which, mask[b].nonzero()[0]


def rows_in(among: Documents, wanted: Documents) -> NDArray[np.intp]:
    """Where each of `wanted` is in `among`, which has them all."""
    return among.searchsorted(wanted) if len(wanted) < _MANY else crossed(wanted, among)[1]


def union(lists: Sequence[tuple[Documents, Scores]], document_count: int) -> tuple[Documents, Scores]:
    """The documents of any of the lists; scores are added in double precision and then rounded."""
    documents = np.concatenate([documents for documents, _ in lists])
    return summed(documents, np.concatenate([scores for _, scores in lists]), document_count)


def summed(documents: Documents, scores: Scores, document_count: int) -> tuple[Documents, Scores]:
    """Each document once, with the sum of its scores."""
    documents, added = _sums(documents, scores, document_count)
    return documents, added.astype(np.float32)


def sums(lists: Sequence[tuple[Documents, Scores]], document_count: int) -> tuple[Documents, NDArray[np.float64]]:
    """As `union`, in double precision."""
    documents = np.concatenate([documents for documents, _ in lists])
    return _sums(documents, np.concatenate([scores for _, scores in lists]), document_count)


def _sums(documents: Documents, scores: Scores, document_count: int) -> tuple[Documents, NDArray[np.float64]]:
    if len(documents) * _DENSE > document_count:
        added = np.bincount(documents, scores, document_count)
        present = np.zeros(document_count, bool)
        present[documents] = True
        found: Documents = present.nonzero()[0]
        return found, added[found].astype(np.float64)
    documents, scores, starts = _grouped(documents, scores)
    if len(starts) == len(documents):
        return documents, scores.astype(np.float64)
    return documents[starts], np.add.reduceat(scores, starts, dtype=np.float64)


def loose_union(lists: Sequence[tuple[Documents, Scores]], document_count: int) -> tuple[Documents, Scores]:
    """As `union`, but not in order: the longest list (the last) as it is, then what only the others have."""
    documents, scores = lists[-1]
    others, added = lists[0][0], lists[0][1].astype(np.float64)
    if len(lists) > 2:
        others, added = sums(lists[:-1], document_count)
    which, rows = crossed(others, documents)
    scores[rows] = scores[rows] + added[which]
    alone = np.ones(len(others), bool)
    alone[which] = False
    return np.concatenate((documents, others[alone])), np.concatenate((scores, added[alone].astype(np.float32)))


def highest(documents: Documents, scores: Scores) -> tuple[Documents, Scores]:
    """Each document once, with its highest score."""
    documents, scores, starts = _grouped(documents, scores)
    if len(starts) == len(documents):
        return documents, scores
    return documents[starts], np.maximum.reduceat(scores, starts)


def _grouped(documents: Documents, scores: Scores) -> tuple[Documents, Scores, NDArray[np.intp]]:
    """Sorted by document, and where each document begins."""
    order = documents.argsort(kind="stable")
    documents = documents[order]
    is_first = np.empty(len(documents), bool)
    is_first[:1] = True
    np.not_equal(documents[1:], documents[:-1], out=is_first[1:])
    return documents, scores[order], is_first.nonzero()[0]


def either(lists: Sequence[Documents], document_count: int) -> Documents:
    """The documents of any of the lists."""
    if not lists:
        return NONE
    if len(lists) == 1:
        return lists[0]
    if sum(map(len, lists)) * _DENSE > document_count:
        mask = np.zeros(document_count, bool)
        for documents in lists:
            mask[documents] = True
        return mask.nonzero()[0]
    documents = np.concatenate(lists)
    documents.sort(kind="stable")
    return distinct(documents)


def others(documents: Documents, document_count: int) -> Documents:
    """All documents but these."""
    mask = np.ones(document_count, bool)
    mask[documents] = False
    return mask.nonzero()[0]


def picked(matches: Matches, mask: NDArray[Any]) -> Matches:
    """Those of `matches` that the mask, or the row numbers, choose."""
    documents, scores = matches
    return documents[mask], None if scores is None else scores[mask]

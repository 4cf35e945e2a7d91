"""Sets of documents as ascending arrays: finding, joining and leaving out.

Every call of numpy costs about a microsecond, and most lists are short: so the fewest calls win here, not the fewest
comparisons. Long lists take the way over an array of all documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from searchkit.index.columnar.array_cache import CACHE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.words import PostingList

Documents: TypeAlias = "NDArray[np.int64]"
Scores: TypeAlias = "NDArray[np.float32]"
Matches: TypeAlias = "tuple[Documents, Scores | None]"
"""Documents, ascending, and their scores; None when they are not asked for."""
Scored: TypeAlias = "tuple[Documents, Scores]"

_DENSE = 8
"""From one posting for so many documents on, sums are taken in an array of all documents."""

_JOINED_AT_ONCE = 1 << 18
"""Postings that are joined at once, or as many as there are documents; of more, a list after the other."""

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
        return _mask(others, document_count)[documents]
    if len(documents) <= len(others):
        return places(others, documents)[1]
    where, found = places(documents, others)
    mask = np.zeros(len(documents), bool)
    mask[where[found]] = True
    return mask


def look_up(postings: PostingList, wanted: Documents) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(which of `wanted` the list has, their rows in the list)."""
    if postings.block_count > _SEVERAL_BLOCKS and not postings.is_read:
        most = postings.block_count // (_FEW_BLOCKS if CACHE.has_room(_POSTING * postings.count) else _SOME_BLOCKS)
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


def union(lists: Iterable[Scored], document_count: int) -> Scored:
    """The documents of any of the lists; scores are added in double precision and then rounded.

    Lists that are made as they are asked for are not all held at once, here and in what follows.
    """
    documents, added = sums(lists, document_count)
    return documents, added.astype(np.float32)


def sums(lists: Iterable[Scored], document_count: int) -> tuple[Documents, NDArray[np.float64]]:
    """As `union`, in double precision."""
    documents, scores, more = _joined(lists, document_count)
    if more is None:
        return _sums(documents, scores, document_count)
    added: NDArray[np.float64] = np.bincount(documents, scores, document_count).astype(np.float64, copy=False)
    is_there = _mask(documents, document_count)
    for documents, scores in more:
        added[documents] += scores
        is_there[documents] = True
    found: Documents = is_there.nonzero()[0]
    return found, added[found]


def _joined(lists: Iterable[Scored], document_count: int) -> tuple[Documents, Scores, Iterator[Scored] | None]:
    """(documents, scores, the other lists if there are any): as many of the first as are joined more quickly so."""
    some, left, others = [(NONE, NO_SCORES)], max(_JOINED_AT_ONCE, document_count), iter(lists)
    more = None
    for one in others:
        if left < 0:
            more = chain((one,), others)
            break
        some.append(one)
        left -= len(one[0])
    documents, scores = (np.concatenate(columns) for columns in zip(*some, strict=True))
    return documents, scores, more


def _sums(documents: Documents, scores: Scores, document_count: int) -> tuple[Documents, NDArray[np.float64]]:
    if len(documents) * _DENSE > document_count:
        added = np.bincount(documents, scores, document_count)
        found: Documents = _mask(documents, document_count).nonzero()[0]
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


def highest(lists: Iterable[Scored], document_count: int) -> Scored:
    """The documents of any of the lists, each with its highest score."""
    documents, scores, more = _joined(lists, document_count)
    documents, scores, starts = _grouped(documents, scores)
    if len(starts) < len(documents):
        documents, scores = documents[starts], np.maximum.reduceat(scores, starts)
    if more is None:
        return documents, scores
    most = np.full(document_count, -np.inf, np.float32)
    most[documents] = scores
    for documents, scores in more:
        most[documents] = np.maximum(most[documents], scores)
    found: Documents = (most > -np.inf).nonzero()[0]
    return found, most[found]


def _grouped(documents: Documents, scores: Scores) -> tuple[Documents, Scores, NDArray[np.intp]]:
    """Sorted by document, and where each document begins."""
    order = documents.argsort(kind="stable")
    documents = documents[order]
    is_first = np.empty(len(documents), bool)
    is_first[:1] = True
    np.not_equal(documents[1:], documents[:-1], out=is_first[1:])
    return documents, scores[order], is_first.nonzero()[0]


def either(lists: Iterable[Documents], document_count: int) -> Documents:
    """The documents of any of the lists."""
    some, left, more = [], document_count, iter(lists)
    for documents in more:
        some.append(documents)
        left -= len(documents) * _DENSE
        if left < 0 and len(some) > 1:
            break
    if len(some) < 2:
        return some[0] if some else NONE
    if left < 0:
        mask = _mask(some[0], document_count)
        for documents in chain(some[1:], more):
            mask[documents] = True
        return mask.nonzero()[0]
    documents = np.concatenate(some)
    documents.sort(kind="stable")
    return distinct(documents)


def others(documents: Documents, document_count: int) -> Documents:
    """All documents but these."""
    return (~_mask(documents, document_count)).nonzero()[0]


def _mask(documents: Documents, document_count: int) -> NDArray[np.bool_]:
    """By document whether it is one of `documents`."""
    mask = np.zeros(document_count, bool)
    mask[documents] = True
    return mask


def picked(matches: Matches, mask: NDArray[Any]) -> Matches:
    """Those of `matches` that the mask, or the row numbers, choose."""
    documents, scores = matches
    return documents[mask], None if scores is None else scores[mask]

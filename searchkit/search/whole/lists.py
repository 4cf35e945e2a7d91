"""A word's lists of all segments as one.

Most lists are short, and then the calls of numpy take the time, not the numbers in them. So a word's lists of all
segments are made one, with the score of each posting, and are kept for the next query; a query is then a few calls in
all instead of some dozens in each segment. Lists that are too long for that are only looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from searchkit.index.columnar.array_cache import CACHE
from searchkit.search import arrays, bm25
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scores
from searchkit.search.topk import in_order, top_rows
from searchkit.search.whole.best import Lead, Shown, visible

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.statistics import Snapshot
    from searchkit.search.words import PostingList, Word

SHORT = 50_000
"""Postings in all segments up to which the lists of a word are made one."""

LONG = 300_000
"""The same where there is `_ROOM` for lists, so that such can be kept without others being forgotten."""

_ROOM = 384
"""Bytes that may be kept for each document of the snapshot: with fewer, long lists would take the room of too many."""

POSTING, _SCORE = 12, 4
"""Bytes that are kept of a posting, document and score; and of a score alone."""

_SOME = 256
"""Up to so many documents are looked up in a long list that is kept as one by binary search."""

_COMMON = 8
"""From one posting for so many documents on, a list is looked up in an array of all documents."""

_NOT_THERE = np.float32(-1)  # less than any score


class Whole:
    """The postings of a word in all segments as one list; documents have their numbers in the snapshot."""

    __slots__ = ("_column", "_lead", "_size", "documents", "scores")

    def __init__(self, documents: Documents, scores: Scores, size: int) -> None:
        self.documents = documents
        self.scores = scores
        """What each posting adds to the score of its document, without a boost."""
        self._size = size
        """Documents in the snapshot."""
        self._column: Scores | None = None
        self._lead: tuple[int, Shown, Lead] = 0, None, Lead(0, NONE, NO_SCORES)
        """For how many it was made, and of which documents."""

    def __len__(self) -> int:
        return len(self.documents)

    @property
    def nbytes(self) -> int:
        """Bytes of its arrays, those among them that are made when they are first needed."""
        return _bytes_kept(len(self.documents), self._size)

    @property
    def _is_common(self) -> bool:
        """Whether so many documents have the word that a score for each document takes little more than the list."""
        return len(self.documents) * _COMMON > self._size

    def scores_in(self, documents: Documents) -> tuple[NDArray[np.intp], Scores]:
        """(which of `documents` have the word, what it adds to their scores)."""
        column = self._by_document()
        if column is None:
            which, rows = arrays.crossed(documents, self.documents)
            return which, self.scores.take(rows)
        scores = column.take(documents)
        which = (scores >= 0).nonzero()[0]
        return which, scores.take(which)

    def add_scores(self, sums: NDArray[np.float64], documents: Documents) -> None:
        """Adds to the scores of `documents` what the word gives them."""
        column = self._by_document()
        if column is None:
            which, rows = arrays.crossed(documents, self.documents)
            sums[which] += self.scores.take(rows)
        else:
            scores = column.take(documents)
            sums += np.maximum(scores, 0, out=scores)

    def _by_document(self) -> Scores | None:
        """What the word adds to the score of each document of the snapshot, `_NOT_THERE` where it is not; None when it
        is in too few of them."""
        if self._column is None and self._is_common:
            column = np.full(self._size, _NOT_THERE, np.float32)
            column[self.documents] = self.scores
            self._column = column
        return self._column

    def lead(self, snapshot: Snapshot, count: int, shown: Shown) -> Lead:
        """The documents of the best `count` at least, best first; kept for the next time."""
        most, mask, lead = self._lead
        if count > most or mask is not shown:
            documents, scores = visible(self.documents, self.scores, shown)
            rows = top_rows(scores, count)
            best, worth = documents.take(rows), scores.take(rows)
            order = in_order(worth, snapshot.times(best, "relevance"), snapshot.keys(best), count)
            lead = Lead(len(documents), best.take(order), worth.take(order))
            self._lead = count, shown, lead
        return lead


def wholes_of(snapshot: Snapshot, words: Sequence[Word]) -> list[Whole]:
    """Those of the words that any document has."""
    return [whole for word in words if (whole := word.whole or whole_of(snapshot, word)) is not None]


def whole_of(snapshot: Snapshot, word: Word) -> Whole | None:
    """The lists of a word as one; None when no document has it."""
    whole = word.whole
    if whole is None and word.posting_count:
        documents = documents_of(snapshot, word)
        scores = scores_of(snapshot, word, word.idf, documents, frequencies_of(word, None))
        whole = word.whole = Whole(documents, scores, snapshot.size)
        CACHE.add(word, whole.nbytes)
    return whole


def _bytes_kept(postings: int, size: int) -> int:
    """What is kept of a word with so many postings, of so many documents."""
    return POSTING * postings + (_SCORE * size if postings * _COMMON > size else 0)


def can_keep(snapshot: Snapshot, words: Sequence[Word]) -> bool:
    """Whether long lists of words are kept as one, or could be without others being forgotten."""
    if snapshot.size * _ROOM > CACHE.most:
        return False
    wanted = [_bytes_kept(word.posting_count, snapshot.size) for word in words if word.whole is None]
    return not wanted or CACHE.has_room(sum(wanted))


def documents_of(snapshot: Snapshot, word: Word) -> Documents:
    """The documents of all segments; those that are kept, so that they are in memory only once."""
    kept = word.whole or word.placed
    if kept is not None:
        return kept.documents
    documents = [
        postings.documents(keep=False) + part.offset if part.offset else postings.documents(keep=False)
        for part, postings in zip(snapshot.parts, word.lists, strict=True)
        if postings is not None
    ]
    return joined(documents) if documents else NONE


def joined(columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The columns of all segments as one."""
    return columns[0] if len(columns) == 1 else np.concatenate(columns)


def scores_of(
    snapshot: Snapshot, word: Word, weight: np.float32, documents: Documents, frequencies: Scores | np.float32
) -> Scores:
    """The scores of a word, or a phrase that begins with it, that tells `weight`."""
    scoring = word.scoring
    assert scoring is not None, "words of a shape are scored"
    norms = snapshot.norms(scoring)
    scores: Scores = bm25.score(weight, frequencies, scoring.inverse_norms.take(norms.take(documents)))
    return scores


def rows_with(snapshot: Snapshot, word: Word, wanted: Documents) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(which of `wanted` have the word, their rows in its lists of all segments, one after the other)."""
    whole = word.whole  # once: another thread may have it dropped
    if whole is not None and (word.posting_count <= SHORT or len(wanted) <= _SOME):
        return arrays.crossed(wanted, whole.documents)  # the ranks of long lists tell many more quickly
    all_which: list[NDArray[np.intp]] = []
    all_rows: list[NDArray[np.intp]] = []
    before = 0
    for part, first, past in snapshot.cut(wanted):
        postings = word.lists[part.number]
        if postings is None:
            continue
        if first < past:
            which, rows = arrays.look_up(postings, wanted[first:past] - part.offset)
            all_which.append(which + first)
            all_rows.append(rows + before)
        before += postings.count
    if not all_which:
        return arrays.NO_ROWS, arrays.NO_ROWS
    return joined(all_which), joined(all_rows)


def lists_with(word: Word, rows: NDArray[np.intp] | None) -> Iterator[tuple[PostingList, NDArray[np.intp] | None]]:
    """The lists of a word that have any of `rows` (ascending, see `rows_with`), with the rows of each; None: all."""
    before = first = 0
    for postings in word.lists:
        if postings is None:
            continue
        if rows is None:
            yield postings, None
            continue
        past = int(rows.searchsorted(before + postings.count))
        if first < past:
            yield postings, rows[first:past] - before
        before += postings.count
        first = past


def frequencies_of(word: Word, rows: NDArray[np.intp] | None) -> Scores:
    """The frequencies of `rows` (see `rows_with`), which has some; None: all."""
    return joined(
        [
            postings.weights(keep=False) if chosen is None else postings.weights_at(chosen)
            for postings, chosen in lists_with(word, rows)
        ]
    )

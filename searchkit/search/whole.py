"""Any or all of some words, or a phrase of them, in all segments at once.

Most lists are short, and then the calls of numpy take the time, not the numbers in them. So a word's lists of all
segments are made one, with the score of each posting, and are kept for the next query; a query is then a few calls in
all instead of some dozens in each segment. Lists that are too long for that are only looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from searchkit.index.columnar.kept import KEPT
from searchkit.search import arrays, bm25
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scores
from searchkit.search.common import total
from searchkit.search.positions import Places, in_both, keyed, rows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.statistics import Snapshot
    from searchkit.search.words import Word

SHORT = 50_000
"""Postings in all segments up to which the lists of a word are made one."""

_PLACED = 50_000
"""The same for its places."""

_FEW = 4_000
"""Up to so many postings sorting is the fastest way to join lists."""


class Whole:
    """The postings of a word in all segments as one list; documents have their numbers in the snapshot."""

    __slots__ = ("documents", "scores")

    def __init__(self, documents: Documents, scores: Scores) -> None:
        self.documents = documents
        self.scores = scores
        """What each posting adds to the score of its document, without a boost."""


def any_of(snapshot: Snapshot, words: Sequence[Word]) -> tuple[Documents, Scores]:
    """The documents with any of the words, in no particular order, and their scores."""
    lists = [(whole.documents, whole.scores) for word in words if (whole := _whole(snapshot, word)) is not None]
    if len(lists) < 2:
        return lists[0] if lists else (NONE, NO_SCORES)
    if sum([len(documents) for documents, _ in lists]) < _FEW:
        return arrays.union(lists, snapshot.size)
    lists.sort(key=lambda matches: len(matches[0]))
    lists[-1] = lists[-1][0], lists[-1][1].copy()
    return arrays.loose_union(lists, snapshot.size)


def all_of(snapshot: Snapshot, words: Sequence[Word]) -> tuple[Documents, Scores]:
    """The documents with all of the words, ascending, and their scores."""
    order = sorted(range(len(words)), key=lambda place: words[place].posting_count)
    first = _whole(snapshot, words[order[0]])
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
    if word.posting_count <= SHORT:
        whole = _whole(snapshot, word)
        if whole is None:
            return np.zeros(0, np.intp), NO_SCORES
        which, rows = arrays.crossed(wanted, whole.documents)
        return which, whole.scores[rows]
    which, _, frequencies = _rows_in_parts(snapshot, word, wanted)
    return which, _scores(snapshot, word, word.idf, wanted[which], frequencies)


def _rows_in_parts(
    snapshot: Snapshot, word: Word, wanted: Documents
) -> tuple[NDArray[np.intp], list[NDArray[np.intp] | None], Scores]:
    """(which of `wanted` have the word, their rows in the list of each segment, their frequencies)."""
    all_which: list[NDArray[np.intp]] = []
    all_rows: list[NDArray[np.intp] | None] = []
    all_frequencies: list[Scores] = []
    for part, first, past in snapshot.cut(wanted):
        postings = word.lists[part.number]
        if postings is None or first == past:
            all_rows.append(None)
            continue
        which, rows, frequencies = arrays.look_up(postings, wanted[first:past] - part.offset)
        all_which.append(which + first)
        all_rows.append(rows)
        all_frequencies.append(frequencies)
    if not all_which:
        return np.zeros(0, np.intp), all_rows, NO_SCORES
    return np.concatenate(all_which), all_rows, np.concatenate(all_frequencies)


# Phrases


def phrase_of(snapshot: Snapshot, words: Sequence[Word]) -> tuple[Documents, Scores]:
    """The documents where the words stand next to each other, ascending, and the scores of the phrase.

    The places where the phrase would begin are taken from the rarest word, and left out as the others are not there.
    See `standing.keep_phrase` for how it is scored.
    """
    begins: Places | None = None
    placed: dict[int, Placed] = {}
    for number in sorted(range(len(words)), key=lambda number: words[number].posting_count):
        found = placed[number] = word_places(snapshot, words[number], begins)
        able = found.places - number if number else found.places
        begins = able if begins is None else in_both(begins, able)
        if not len(begins):
            return NONE, NO_SCORES
    assert begins is not None
    return _scored_phrase(snapshot, words, begins, [placed[number] for number in range(len(words))])


def _scored_phrase(
    snapshot: Snapshot, words: Sequence[Word], begins: Places, placed: Sequence[Placed]
) -> tuple[Documents, Scores]:
    documents = rows_of(begins)
    is_first = np.empty(len(documents), bool)
    is_first[0] = True
    np.not_equal(documents[1:], documents[:-1], out=is_first[1:])
    firsts = is_first.nonzero()[0]
    times = np.ones(len(firsts))
    if len(firsts) < len(documents):
        times = np.diff(firsts, append=len(documents)).astype(np.float64)
        documents = documents[firsts]
    worth = [1.0 if one.worth is None else one.worth[one.documents.searchsorted(documents)] for one in placed]
    if any(one.worth is not None for one in placed):
        times *= reduce(np.minimum, worth)
    weight = np.float32(sum([float(word.idf) for word in words]))
    return documents, _scores(snapshot, words[0], weight, documents, times.astype(np.float32))


class Placed:
    """The places of a word in some documents."""

    __slots__ = ("documents", "places", "worth")

    def __init__(self, documents: Documents, frequencies: Scores, counts: NDArray[np.int64], places: Places) -> None:
        self.documents = documents
        self.places = places
        worth = frequencies / np.maximum(counts, 1)
        self.worth = None if len(worth) and worth.min() == worth.max() == 1 else worth
        """How much each place in a document counts: more than 1 where a title counts several times. None: 1."""

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        return self.documents.nbytes + self.places.nbytes + (0 if self.worth is None else self.worth.nbytes)


def word_places(snapshot: Snapshot, word: Word, begins: Places | None) -> Placed:
    """The places of a word, those in the documents of `begins` at least."""
    if word.posting_count > _PLACED and begins is not None:
        documents = rows_of(begins)
        is_new = np.ones(len(documents), bool)
        np.not_equal(documents[1:], documents[:-1], out=is_new[1:])
        documents = documents[is_new]
        which, rows, frequencies = _rows_in_parts(snapshot, word, documents)
        return _placed_in(snapshot, word, documents[which], frequencies, rows)
    placed = word.placed
    if placed is None:
        documents, frequencies = _lists(snapshot, word)
        if (whole := word.whole) is not None:
            documents = whole.documents  # the same, in memory only once
        placed = word.placed = _placed_in(snapshot, word, documents, frequencies, None)
        KEPT.add(word, placed.size)
    return placed


def _placed_in(
    snapshot: Snapshot,
    word: Word,
    documents: Documents,
    frequencies: Scores,
    rows: Sequence[NDArray[np.intp] | None] | None,
) -> Placed:
    """The places in `documents`, which have these `rows` in the lists of the segments; all if not given."""
    counts, positions = [], []
    for part in snapshot.parts:
        postings, chosen = word.lists[part.number], None if rows is None else rows[part.number]
        if postings is None or (rows is not None and (chosen is None or not len(chosen))):
            continue
        starts, found = postings.positions(chosen)
        counts.append(starts[1:] - starts[:-1])
        positions.append(found)
    if not counts:
        return Placed(NONE, NO_SCORES, NONE, NONE)
    joined = _concatenated(counts)
    return Placed(documents, frequencies, joined, keyed(documents, joined, _concatenated(positions)))


# Lists


def _whole(snapshot: Snapshot, word: Word) -> Whole | None:
    """The lists of a word as one; None when no document has it."""
    whole = word.whole
    if whole is None and word.posting_count:
        documents, frequencies = _lists(snapshot, word)
        if (placed := word.placed) is not None:
            documents = placed.documents  # the same, in memory only once
        whole = word.whole = Whole(documents, _scores(snapshot, word, word.idf, documents, frequencies))
        KEPT.add(word, documents.nbytes + whole.scores.nbytes)
    return whole


def _lists(snapshot: Snapshot, word: Word) -> tuple[Documents, Scores]:
    """(documents, frequencies) of all segments."""
    lists = [
        (postings, part.offset)
        for part, postings in zip(snapshot.parts, word.lists, strict=True)
        if postings is not None
    ]
    if not lists:
        return NONE, NO_SCORES
    documents = [postings.documents(keep=False) for postings, _ in lists]
    moved = [of_one + offset if offset else of_one for of_one, (_, offset) in zip(documents, lists, strict=True)]
    return _concatenated(moved), _concatenated([postings.weights(keep=False) for postings, _ in lists])


def _concatenated(columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return columns[0] if len(columns) == 1 else np.concatenate(columns)


def _scores(snapshot: Snapshot, word: Word, weight: np.float32, documents: Documents, frequencies: Scores) -> Scores:
    """The scores of a word, or a phrase that begins with it, that tells `weight`."""
    scoring = word.scoring
    assert scoring is not None, "words of a shape are scored"
    norms = snapshot.norms(scoring)
    return bm25.score(weight, frequencies, scoring.inverse_norms.take(norms.take(documents)))

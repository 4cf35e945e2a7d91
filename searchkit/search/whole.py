"""Any or all of some words, or a phrase of them, in all segments at once.

Most lists are short, and then the calls of numpy take the time, not the numbers in them. So a word's lists of all
segments are made one, with the score of each posting, and are kept for the next query; a query is then a few calls in
all instead of some dozens in each segment. Lists that are too long for that are only looked up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from searchkit.index.columnar.kept import KEPT
from searchkit.search import arrays, bm25, leading
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scores
from searchkit.search.common import total
from searchkit.search.leading import Lead, Shown
from searchkit.search.positions import ROW_BITS, Places, in_both, keyed, rows_of
from searchkit.search.topk import in_order, top_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.statistics import Snapshot
    from searchkit.search.words import PostingList, Word

SHORT = 50_000
"""Postings in all segments up to which the lists of a word are made one."""

LONG = 300_000
"""The same in an index of up to `_MIDDLING` documents, where such lists can be kept without others being forgotten."""

_MIDDLING = 1 << 19
"""Documents up to which a score for each stays near the processor. In larger indexes long lists would take the room of
too many others."""

_PLACED = 50_000
"""The same for its places."""

_FAR_FEWER = 8
"""A word is looked up in parts of its lists where it is so many times more frequent, unless all of it can be kept."""

_POSTING, _SCORE, _POSTING_PLACED = 12, 4, 40
"""Bytes that are kept of a posting, more or less: document and score; a score alone; places and what they are worth."""

_SOME = 256
"""Up to so many documents are looked up in a long list that is kept as one by binary search."""

_FEW = 4_000
"""Up to so many postings sorting is the fastest way to join lists."""

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
            documents, scores = leading.visible(self.documents, self.scores, shown)
            rows = top_rows(scores, count)
            best, worth = documents.take(rows), scores.take(rows)
            order = in_order(worth, snapshot.times(best, "relevance"), snapshot.keys(best), count)
            lead = Lead(len(documents), best.take(order), worth.take(order))
            self._lead = count, shown, lead
        return lead


def _bytes_kept(postings: int, size: int) -> int:
    """What is kept of a word with so many postings, of so many documents."""
    return _POSTING * postings + (_SCORE * size if postings * _COMMON > size else 0)


def can_keep(snapshot: Snapshot, words: Sequence[Word]) -> bool:
    """Whether long lists of words are kept as one, or could be without others being forgotten."""
    if snapshot.size > _MIDDLING:
        return False
    wanted = [_bytes_kept(word.posting_count, snapshot.size) for word in words if word.whole is None]
    return not wanted or KEPT.has_room(sum(wanted))


def best_of_any(snapshot: Snapshot, words: Sequence[Word], count: int, shown: Shown) -> leading.Best:
    """Of the documents with any of the words, and that may be shown, those that may be among the best `count`."""
    return leading.best_of_any(snapshot, _lists(snapshot, words), count, shown)


def count_any(snapshot: Snapshot, words: Sequence[Word], documents: Documents) -> int:
    """How many of the documents have any of the words."""
    are_there = np.zeros(len(documents), bool)
    for one in _lists(snapshot, words):
        are_there[one.scores_in(documents)[0]] = True
    return int(np.count_nonzero(are_there))


def any_of(snapshot: Snapshot, words: Sequence[Word]) -> tuple[Documents, Scores]:
    """The documents with any of the words, in no particular order, and their scores."""
    lists = [(one.documents, one.scores) for one in _lists(snapshot, words)]
    if len(lists) < 2:
        return lists[0] if lists else (NONE, NO_SCORES)
    total, size = sum([len(documents) for documents, _ in lists]), snapshot.size
    if total < (_FEW // 10 if len(lists) == 2 else _FEW) or (size <= leading.SMALL and total * len(lists) > size):
        return arrays.union(lists, size)
    lists.sort(key=lambda matches: len(matches[0]))
    lists[-1] = lists[-1][0], lists[-1][1].copy()
    return arrays.loose_union(lists, size)


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
    if word.whole is not None or (
        word.posting_count <= SHORT
        and (len(wanted) * _FAR_FEWER > word.posting_count or KEPT.has_room(_POSTING * word.posting_count))
    ):
        whole = _whole(snapshot, word)
        if whole is None:
            return np.zeros(0, np.intp), NO_SCORES
        return whole.scores_in(wanted)
    which, rows = _rows_of(snapshot, word, wanted)
    if not len(which):
        return which, NO_SCORES
    return which, _scores(snapshot, word, word.idf, wanted[which], _frequencies(word, rows))


def _rows_of(snapshot: Snapshot, word: Word, wanted: Documents) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """(which of `wanted` have the word, their rows in its lists of all segments, one after the other)."""
    if word.whole is not None and (word.posting_count <= SHORT or len(wanted) <= _SOME):
        return arrays.crossed(wanted, word.whole.documents)  # the ranks of long lists tell many more quickly
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
        return np.zeros(0, np.intp), np.zeros(0, np.intp)
    return _concatenated(all_which), _concatenated(all_rows)


def _lists_with(word: Word, rows: NDArray[np.intp] | None) -> Iterator[tuple[PostingList, NDArray[np.intp] | None]]:
    """The lists of a word that have any of `rows` (ascending, see `_rows_of`), with the rows of each; None: all."""
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


def _frequencies(word: Word, rows: NDArray[np.intp] | None) -> Scores:
    """The frequencies of `rows` (see `_rows_of`), which has some; None: all."""
    return _concatenated(
        [
            postings.weights(keep=False) if chosen is None else postings.weights_at(chosen)
            for postings, chosen in _lists_with(word, rows)
        ]
    )


# Phrases


def phrase_of(snapshot: Snapshot, words: Sequence[Word]) -> tuple[Documents, Scores]:
    """The documents where the words stand next to each other, ascending, and the scores of the phrase.

    The places where the phrase would begin are taken from the rarest word, and left out as the others are not there.
    See `standing.keep_phrase` for how it is scored.
    """
    order = sorted(range(len(words)), key=lambda number: words[number].posting_count)
    if not _keeps_places(words[order[0]]):
        return _phrase_in_common(snapshot, words, order)
    begins: Places | None = None
    placed: dict[int, Placed] = {}
    for number in order:
        found = placed[number] = word_places(snapshot, words[number], begins)
        begins = _begins(begins, found, number)
        if not len(begins):
            return NONE, NO_SCORES
    assert begins is not None
    return _scored_phrase(snapshot, words, begins, [placed[number] for number in range(len(words))])


def _phrase_in_common(snapshot: Snapshot, words: Sequence[Word], order: Sequence[int]) -> tuple[Documents, Scores]:
    """The same where places are not kept: they are only read in documents that have all of the words."""
    documents = _documents(snapshot, words[order[0]])
    rows = {order[0]: np.arange(len(documents))}
    for number in order[1:]:
        which, rows[number] = _rows_of(snapshot, words[number], documents)
        documents = documents[which]
        rows.update({other: rows[other][which] for other in rows if other != number})
    begins: Places | None = None
    placed: dict[int, Placed] = {}
    for number in order:
        if begins is not None:
            which, _ = arrays.crossed(documents, arrays.distinct(rows_of(begins)))
            documents = documents[which]
            rows = {other: of_one[which] for other, of_one in rows.items()}
        if not len(documents):
            return NONE, NO_SCORES
        found = placed[number] = _placed_in(words[number], documents, rows[number])
        begins = _begins(begins, found, number)
    assert begins is not None
    if not len(begins):
        return NONE, NO_SCORES
    return _scored_phrase(snapshot, words, begins, [placed[number] for number in range(len(words))])


def _begins(begins: Places | None, found: Placed, number: int) -> Places:
    """Those of `begins` where word `number` of the phrase stands as far behind as it should; None: all."""
    if begins is None:
        return found.places - number if number else found.places
    if not number:
        return in_both(begins, found.places)
    return in_both(begins + number, found.places) - number  # of the two lists this is the shorter


def _scored_phrase(
    snapshot: Snapshot, words: Sequence[Word], begins: Places, placed: Sequence[Placed]
) -> tuple[Documents, Scores]:
    documents = rows_of(begins)
    times: Scores | np.float32 = _ONCE
    if (documents[1:] == documents[:-1]).any():
        edges = np.empty(len(documents) + 1, bool)
        edges[0] = edges[-1] = True
        np.not_equal(documents[1:], documents[:-1], out=edges[1:-1])
        firsts = edges.nonzero()[0]
        documents = documents.take(firsts[:-1])
        times = (firsts[1:] - firsts[:-1]).astype(np.float32)
    if any(one.worth is not None for one in placed):
        worth = reduce(np.minimum, [one.worth_in(documents) for one in placed])
        times = (times * worth).astype(np.float32)
    weight = np.float32(sum([float(word.idf) for word in words]))
    return documents, _scores(snapshot, words[0], weight, documents, times)


_ONCE = np.float32(1)

_OWNED = 8_000
"""Places up to which those in some documents are found by looking at the document of each."""


class Placed:
    """The places of a word in some documents."""

    __slots__ = ("_edges", "_owners", "among", "documents", "most", "places", "worth")

    def __init__(
        self,
        documents: Documents,
        frequencies: Scores | None,
        counts: NDArray[np.int64],
        places: Places,
        among: Documents | None = None,
    ) -> None:
        """Without `frequencies` nothing is said of what places are worth."""
        self.among = among
        """The documents that it was read for, which are all that it knows of; None: all."""
        self.documents = documents
        self.places = places
        self.most = int(counts.max(initial=0))
        """Places in one document, at most."""
        self._edges: NDArray[np.intp] | None = None
        """Where the places of each document begin, and those of the last end."""
        self._owners: Documents | None = None
        worth = None if frequencies is None else frequencies / np.maximum(counts, 1)
        self.worth = None if worth is not None and len(worth) and worth.min() == worth.max() == 1 else worth
        """How much each place in a document counts: more than 1 where a title counts several times. None: 1."""

    def worth_in(self, documents: Documents) -> NDArray[np.float64] | float:
        """The same of some documents, all of which have the word."""
        return 1.0 if self.worth is None else self.worth.take(arrays.rows_in(self.documents, documents))

    @property
    def owners(self) -> Documents | None:
        """The document of each place; None when there are so many that a few are looked up more quickly."""
        if self._owners is None and len(self.places) <= _OWNED:
            self._owners = rows_of(self.places)
        return self._owners

    def first_in(self, documents: Documents, most: int) -> Places:
        """The places in some documents (ascending), in each the first `most`."""
        _, rows = arrays.crossed(documents, self.documents)
        if not len(rows):
            return NONE
        if self._edges is None:
            self._edges = np.append(self.places.searchsorted(self.documents << ROW_BITS), len(self.places))
        begins = self._edges.take(rows)
        counts = self._edges.take(rows + 1) - begins
        if self.most > most:
            counts = np.minimum(counts, most)
        past = counts.cumsum()
        within = (begins - past + counts).repeat(counts)
        within += np.arange(past[-1])
        found: Places = self.places.take(within)
        return found

    @property
    def size(self) -> int:
        """Bytes of its arrays, those among them that are made when they are first needed."""
        owned = self.places.nbytes if len(self.places) <= _OWNED else self.documents.nbytes
        return self.documents.nbytes + self.places.nbytes + owned + (0 if self.worth is None else self.worth.nbytes)


def _keeps_places(word: Word) -> bool:
    """Whether the places of a word are kept, or could be without others being forgotten."""
    if word.placed is not None:
        return True
    return word.posting_count <= _PLACED and KEPT.has_room(_POSTING_PLACED * word.posting_count)


def word_places(snapshot: Snapshot, word: Word, begins: Places | None) -> Placed:
    """The places of a word, those in the documents of `begins` at least."""
    if begins is not None and not _keeps_places(word):
        documents = arrays.distinct(rows_of(begins))
        which, rows = _rows_of(snapshot, word, documents)
        return _placed_in(word, documents[which], rows)
    return _all_places(snapshot, word)


def near_places(snapshot: Snapshot, word: Word, documents: Documents) -> Placed:
    """The places of a word, those in `documents` at least; what they are worth is not told where they are not kept."""
    if _keeps_places(word):
        return _all_places(snapshot, word)
    which, rows = _rows_of(snapshot, word, documents)
    return _placed_in(word, documents[which], rows, among=documents)


def _all_places(snapshot: Snapshot, word: Word) -> Placed:
    """All places of a word; they are kept."""
    placed = word.placed
    if placed is None:
        placed = word.placed = _placed_in(word, _documents(snapshot, word), None)
        KEPT.add(word, placed.size)
    return placed


def _placed_in(
    word: Word, documents: Documents, rows: NDArray[np.intp] | None, among: Documents | None = None
) -> Placed:
    """The places in `documents`, which have these `rows` (see `_rows_of`); all if not given. `among`: see `Placed`,
    then without what they are worth."""
    counts, positions = [], []
    for postings, chosen in _lists_with(word, rows):
        starts, found = postings.positions(chosen)
        counts.append(starts[1:] - starts[:-1])
        positions.append(found)
    if not counts:
        return Placed(NONE, NO_SCORES, NONE, NONE, among)
    joined = _concatenated(counts)
    frequencies = _frequencies(word, rows) if among is None else None
    return Placed(documents, frequencies, joined, keyed(documents, joined, _concatenated(positions)), among)


# Lists


def _lists(snapshot: Snapshot, words: Sequence[Word]) -> list[Whole]:
    """Those of the words that any document has."""
    return [whole for word in words if (whole := word.whole or _whole(snapshot, word)) is not None]


def _whole(snapshot: Snapshot, word: Word) -> Whole | None:
    """The lists of a word as one; None when no document has it."""
    whole = word.whole
    if whole is None and word.posting_count:
        documents = _documents(snapshot, word)
        scores = _scores(snapshot, word, word.idf, documents, _frequencies(word, None))
        whole = word.whole = Whole(documents, scores, snapshot.size)
        KEPT.add(word, whole.nbytes)
    return whole


def _documents(snapshot: Snapshot, word: Word) -> Documents:
    """The documents of all segments; those that are kept, so that they are in memory only once."""
    kept = word.whole or word.placed
    if kept is not None:
        return kept.documents
    documents = [
        postings.documents(keep=False) + part.offset if part.offset else postings.documents(keep=False)
        for part, postings in zip(snapshot.parts, word.lists, strict=True)
        if postings is not None
    ]
    return _concatenated(documents) if documents else NONE


def _concatenated(columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return columns[0] if len(columns) == 1 else np.concatenate(columns)


def _scores(
    snapshot: Snapshot, word: Word, weight: np.float32, documents: Documents, frequencies: Scores | np.float32
) -> Scores:
    """The scores of a word, or a phrase that begins with it, that tells `weight`."""
    scoring = word.scoring
    assert scoring is not None, "words of a shape are scored"
    norms = snapshot.norms(scoring)
    scores: Scores = bm25.score(weight, frequencies, scoring.inverse_norms.take(norms.take(documents)))
    return scores

"""The documents where words stand next to each other, in all segments at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scores
from searchkit.search.positions import Places, in_both, rows_of
from searchkit.search.whole.lists import documents_of, rows_with, scores_of
from searchkit.search.whole.placed import Placed, keeps_places, placed_in, word_places

if TYPE_CHECKING:
    from searchkit.search.statistics import Snapshot
    from searchkit.search.words import Word

_ONCE = np.float32(1)


def phrase_of(snapshot: Snapshot, words: Sequence[Word]) -> tuple[Documents, Scores]:
    """The documents where the words stand next to each other, ascending, and the scores of the phrase.

    The places where the phrase would begin are taken from the rarest word, and left out as the others are not there.
    See `positional.keep_phrase` for how it is scored.
    """
    order = sorted(range(len(words)), key=lambda number: words[number].posting_count)
    if not keeps_places(words[order[0]]):
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
    documents = documents_of(snapshot, words[order[0]])
    rows = {order[0]: np.arange(len(documents))}
    for number in order[1:]:
        which, rows[number] = rows_with(snapshot, words[number], documents)
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
        found = placed[number] = placed_in(words[number], documents, rows[number])
        begins = _begins(begins, found, number)
    assert begins is not None
    if not len(begins):
        return NONE, NO_SCORES
    return _scored_phrase(snapshot, words, begins, [placed[number] for number in range(len(words))])


def _begins(begins: Places | None, found: Placed, number: int) -> Places:
    """Those of `begins` where word `number` of the phrase stands as far behind as it should; None: all."""
    places = found.once
    if begins is None:
        return places - number if number else places
    if not number:
        return in_both(begins, places)
    return in_both(begins + number, places) - number  # of the two lists this is the shorter


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
    return documents, scores_of(snapshot, words[0], weight, documents, times)

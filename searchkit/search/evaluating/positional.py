"""Phrases and words near each other, in one segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from searchkit.search.arrays import Documents, Matches
from searchkit.search.evaluating.evaluation import Evaluation, Handler
from searchkit.search.intersection import Common, in_common
from searchkit.search.kinds import KINDS
from searchkit.search.positions import ROW_BITS, near_rows, phrase_ends, places_of, rows_of, together_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh import query

    from searchkit.search.words import Word


def _phrase(evaluation: Evaluation, node: query.Phrase, boost: float, among: Documents | None) -> Matches:
    words = [evaluation.run.snapshot.word(node.fieldname, text) for text in node.words]
    if not words or not _have_positions(evaluation, words):
        return evaluation.by_whoosh(node, boost)
    return _standing(evaluation, words, [boost * node.boost] * len(words), among, partial(keep_phrase, slop=node.slop))


def _near(evaluation: Evaluation, node: query.SpanNear2, boost: float, among: Documents | None) -> Matches:
    terms = node.qs
    if not terms or node.mindist != 1 or not all(KINDS[type(term)] == "Term" for term in terms):
        return evaluation.by_whoosh(node, boost)
    words = [evaluation.run.snapshot.word(term.fieldname, term.text) for term in terms]
    if not _have_positions(evaluation, words):
        return evaluation.by_whoosh(node, boost)
    boosts = [boost * term.boost for term in terms]
    keep = _keep_near
    if node.ordered:
        keep = _keep_ordered
    elif KINDS[type(node)] == "Near":
        keep = _keep_together
    return _standing(evaluation, words, boosts, among, partial(keep, slop=node.slop))


def _have_positions(evaluation: Evaluation, words: Sequence[Word]) -> bool:
    lists = [word.lists[evaluation.part.number] for word in words]
    return all(postings is None or postings.has_positions for postings in lists)


def _standing(
    evaluation: Evaluation,
    words: Sequence[Word],
    boosts: Sequence[float],
    among: Documents | None,
    keep: Callable[[Evaluation, Common], None],
) -> Matches:
    common = in_common(evaluation, words, among)
    if common is None:
        return evaluation.nothing()
    if len(words) > 1:
        evaluation.run.check_time()
        keep(evaluation, common)
    return common.documents, common.scores(evaluation, boosts)


def keep_phrase(evaluation: Evaluation, common: Common, *, slop: int) -> None:
    """Narrows documents that have all the words to those where they stand in order.

    With a slop of 1 the phrase is scored as Lucene does: as a word that is there as often as the phrase, and tells as
    much as its words together. Where words of a title count several times, so does the phrase, as much as its words do
    on average in that article.
    """
    if slop != 1 or not evaluation.scored:
        _keep_ordered(evaluation, common, slop=slop)
        return
    lists = _places(evaluation, common)
    rows = rows_of(phrase_ends(lists, slop))
    times = np.bincount(rows, minlength=len(common.documents))
    kept = times.nonzero()[0]
    worth = [
        frequencies / np.bincount(rows_of(places), minlength=len(frequencies))
        for places, frequencies in zip(lists, common.frequencies, strict=True)
    ]
    common.phrase_frequencies = (times * np.minimum.reduce(worth)).astype(np.float32)
    common.narrow(kept)


def _keep_ordered(evaluation: Evaluation, common: Common, *, slop: int) -> None:
    """Narrows documents that have all the words to those where they stand in order, near each other."""
    common.narrow(np.unique(rows_of(phrase_ends(_places(evaluation, common), slop))))


def _keep_near(evaluation: Evaluation, common: Common, *, slop: int) -> None:
    """Narrows documents that have all the words to those where they stand near each other as Whoosh has it."""
    lists, rows = _places(evaluation, common), len(common.documents)

    def check(pairs: int) -> None:
        evaluation.run.check_time()
        if pairs > _MOST_PAIRS:
            evaluation.run.give_up()

    found = []
    for first in range(0, rows, _PORTION):
        low, high = first << ROW_BITS, (first + _PORTION) << ROW_BITS
        portion = [places[places.searchsorted(low) : places.searchsorted(high)] for places in lists]
        found.append(np.unique(near_rows(portion, slop, check)))
    common.narrow(np.concatenate(found) if found else np.zeros(0, np.intp))


def _keep_together(evaluation: Evaluation, common: Common, *, slop: int) -> None:
    """Narrows documents that have all the words to those where they stand together, in any order."""
    lists = dict(zip(common.words, _places(evaluation, common), strict=True))
    times = Counter(common.words)
    common.narrow(np.unique(together_rows(list(lists.values()), [times[word] for word in lists], slop)))


def _places(evaluation: Evaluation, common: Common) -> list[NDArray[np.int64]]:
    known: dict[int, NDArray[np.int64]] = {}  # a word may be there more than once
    for word, rows in zip(common.words, common.rows, strict=True):
        if id(word) not in known:
            evaluation.run.check_time()
            postings = word.lists[evaluation.part.number]
            assert postings is not None
            known[id(word)] = places_of(postings, np.arange(postings.count) if rows is None else rows)
    return [known[id(word)] for word in common.words]


_PORTION = 256
"""Articles in which words near each other are looked for together: of common words there are many pairs in each."""

_MOST_PAIRS = 2_000_000
"""Pairs of a word and a stretch of text that are held at once, 100 MB; more are in no article that people wrote."""


HANDLERS: dict[str, Handler] = {"Phrase": _phrase, "SpanNear2": _near, "Near": _near}

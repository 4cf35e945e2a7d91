"""A query tree becomes, segment by segment, the documents that match it and their scores.

Every node's score is a single-precision number: a term's by `bm25`, a sum of its parts' in double precision and then
rounded, as Lucene does. Boosts go down to the terms. A class that is not known here goes through Whoosh's own matcher.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from whoosh import query

from searchkit.query import AnyForm, Near
from searchkit.search import arrays, bm25
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Matches, Scores
from searchkit.search.expand import Synonyms
from searchkit.search.positions import near_rows, phrase_ends, places_of, rows_of
from searchkit.search.weighting import UNSCORED

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh.reading import IndexReader

    from searchkit.search.statistics import Part, Snapshot
    from searchkit.search.words import PostingList, Word

_FAR_FEWER = 4  # a list is looked up, not read, when it is so many times longer than what it is wanted for


class OutOfTime(Exception):
    """The deadline passed in the middle of a segment."""


class Run:
    """One query on one snapshot."""

    def __init__(self, snapshot: Snapshot, reader: IndexReader, *, deadline: float = float("inf")) -> None:
        self.snapshot = snapshot
        self.reader = reader
        self.deadline = deadline

    def check_time(self) -> None:
        """Raises `OutOfTime` after the deadline."""
        if time.monotonic() > self.deadline:
            raise OutOfTime

    def word(self, node: query.Query) -> Word | None:
        """The word that a leaf stands for; None when it is no word."""
        kind = type(node)
        if kind is query.Term:
            return self.snapshot.word(node.fieldname, node.text)
        if kind is Synonyms:
            return self.snapshot.synonyms(node.fieldname, node.words)
        if kind is AnyForm and _is_one_word(node):
            return self.snapshot.synonyms(node.subqueries[0].fieldname, tuple(term.text for term in node.subqueries))
        return None


class Evaluation:
    """A run in one segment, with scores or without."""

    def __init__(self, run: Run, part: Part, *, scored: bool) -> None:
        self.run = run
        self.part = part
        self.scored = scored

    def matches(self, node: query.Query, boost: float = 1.0, among: Documents | None = None) -> Matches:
        """The documents that match, deleted ones among them.

        With `among` (ascending) only those matter: others may be left out, or not.
        """
        handler = _HANDLERS.get(type(node))
        if handler is None:
            return self.by_whoosh(node, boost)
        return handler(self, node, boost, among)

    def documents(self, node: query.Query, among: Documents | None = None) -> Documents:
        """The same without scores."""
        choosing = Evaluation(self.run, self.part, scored=False) if self.scored else self
        return choosing.matches(node, 1.0, among)[0]

    def nothing(self) -> Matches:
        """No documents."""
        return NONE, NO_SCORES if self.scored else None

    def constant(self, documents: Documents, value: float) -> Matches:
        """The same score for each."""
        return documents, np.full(len(documents), value, np.float32) if self.scored else None

    def word(self, word: Word, boost: float, among: Documents | None) -> Matches:
        """The documents of a word."""
        postings = word.lists[self.part.number]
        if postings is None:
            return self.nothing()
        if among is not None and len(among) * _FAR_FEWER < postings.count:
            which, _, frequencies = arrays.look_up(postings, among)
            documents = among[which]
            return documents, self.scores(word, documents, frequencies, boost)
        documents = postings.documents()
        return documents, self.scores(word, documents, postings.weights(), boost) if self.scored else None

    def scores(self, word: Word, documents: Documents, frequencies: Scores, boost: float) -> Scores | None:
        """What a word adds to the scores of `documents`."""
        if not self.scored:
            return None
        return word_scores(word, self.part.number, documents, frequencies, boost)

    def by_whoosh(self, node: query.Query, boost: float) -> Matches:
        """What Whoosh's own matcher gives."""
        from searchkit.search.matchers import documents_of

        documents, scores = documents_of(self.run, self.part, node, scored=self.scored)
        return documents, scores if scores is None or boost == 1.0 else scores * np.float32(boost)


def word_scores(word: Word, part: int, documents: Documents, frequencies: Scores, boost: float) -> Scores:
    """What a word adds to the scores of `documents` of a segment."""
    weight = word.idf if boost == 1.0 else np.float32(boost) * word.idf
    return _weighted(word, weight, part, documents, frequencies)


def _weighted(word: Word, weight: np.float32, part: int, documents: Documents, frequencies: Scores) -> Scores:
    scoring = word.scoring
    norms = None if scoring is None else scoring.norms[part]
    if scoring is None or norms is None:
        return np.zeros(len(documents), np.float32)
    return bm25.score(weight, frequencies, scoring.inverse_norms.take(norms.take(documents)))


# Leaves


def _word(evaluation: Evaluation, node: query.Query, boost: float, among: Documents | None) -> Matches:
    word = evaluation.run.word(node)
    if word is None:  # forms of several words
        return _or(evaluation, node, boost, among)
    return evaluation.word(word, boost * node.boost, among)


def _is_one_word(node: AnyForm) -> bool:
    terms = node.subqueries
    return all(type(term) is query.Term and term.boost == 1.0 for term in terms) and (
        len({term.fieldname for term in terms}) == 1
    )


def _every(evaluation: Evaluation, node: query.Every, boost: float, among: Documents | None) -> Matches:
    if node.fieldname is None:
        documents = np.arange(evaluation.part.document_count) if among is None else among
    else:
        documents = _with_field(evaluation.part, node.fieldname)
    return evaluation.constant(documents, boost * node.boost)


def _with_field(part: Part, name: str) -> Documents:
    field = part.segment.field(name)
    if field is None:
        return NONE
    if field.lengths is not None:
        return field.lengths.nonzero()[0]
    # From the last term on: those of numbers that stand for many come last.
    return _of_terms(part, name, reversed(range(field.term_count)))


def _of_terms(part: Part, name: str, numbers: Iterable[int]) -> Documents:
    field = part.segment.field(name)
    if field is None:
        return NONE
    return arrays.either([field.postings(number).documents() for number in numbers], part.document_count)


def _term_range(evaluation: Evaluation, node: query.TermRange, boost: float, among: Documents | None) -> Matches:
    found, schema = evaluation.part.segment.field(node.fieldname), evaluation.run.snapshot.schema
    if found is None or node.fieldname not in schema:
        return evaluation.nothing()
    try:
        encode = schema[node.fieldname].to_bytes
        start = b"" if node.start is None else encode(node.start)
        end = None if node.end is None else encode(node.end)
    except ValueError:  # as Whoosh: it is no value of this field
        return evaluation.nothing()
    if node.startexcl:
        start += b"\0"
    if end is not None and not node.endexcl:
        end += b"\0"
    documents = _of_terms(evaluation.part, node.fieldname, found.between(start, end))
    return evaluation.constant(documents, _choice(node.fieldname, boost * node.boost))


def _numeric_range(evaluation: Evaluation, node: query.NumericRange, boost: float, among: Documents | None) -> Matches:
    documents = evaluation.documents(node._compile_query(evaluation.run.reader), among)
    return evaluation.constant(documents, _choice(node.fieldname, boost * node.boost))


def _choice(field: str, score: float) -> float:
    """Fields that only choose add nothing to scores."""
    return 0.0 if field in UNSCORED else score


def _several_terms(evaluation: Evaluation, node: query.MultiTerm, boost: float, among: Documents | None) -> Matches:
    if (type(node), node.text) in ((query.Prefix, ""), (query.Wildcard, "*")):
        return _every(evaluation, query.Every(node.fieldname, boost=node.boost), boost, among)
    found, part = evaluation.part.segment.field(node.fieldname), evaluation.part
    if found is None:
        return evaluation.nothing()
    if type(node) is query.Prefix:
        numbers: Iterable[int] = found.prefixed(node.text.encode())
    else:
        terms = map(evaluation.run.snapshot.schema[node.fieldname].to_bytes, node._btexts(evaluation.run.reader))
        numbers = [number for number in map(found.find, terms) if number >= 0]
    return evaluation.constant(_of_terms(part, node.fieldname, numbers), _choice(node.fieldname, boost * node.boost))


# Sets


def _or(evaluation: Evaluation, node: query.Or, boost: float, among: Documents | None) -> Matches:
    if node.scale:  # Whoosh's bonus for articles with more of the words
        return evaluation.by_whoosh(node, boost)
    boost *= node.boost
    lists = [evaluation.matches(child, boost, among) for child in node.subqueries]
    lists = [matches for matches in lists if len(matches[0])]
    if len(lists) < 2:
        return lists[0] if lists else evaluation.nothing()
    if not evaluation.scored:
        return arrays.either([documents for documents, _ in lists], evaluation.part.document_count), None
    return arrays.union(_scored(lists), evaluation.part.document_count)


def _highest(evaluation: Evaluation, node: query.DisjunctionMax, boost: float, among: Documents | None) -> Matches:
    if node.tiebreak:
        return evaluation.by_whoosh(node, boost)
    boost *= node.boost
    lists = [evaluation.matches(child, boost, among) for child in node.subqueries]
    if not evaluation.scored or not lists:
        return arrays.either([documents for documents, _ in lists], evaluation.part.document_count), (
            NO_SCORES if evaluation.scored else None
        )
    documents, scores = zip(*_scored(lists), strict=True)
    return arrays.highest(np.concatenate(documents), np.concatenate(scores))


def _scored(lists: Iterable[Matches]) -> list[tuple[Documents, Scores]]:
    return [(documents, scores) for documents, scores in lists if scores is not None]


def _and(evaluation: Evaluation, node: query.And, boost: float, among: Documents | None) -> Matches:
    boost *= node.boost
    words: list[tuple[Word, float]] = []
    rest: list[query.Query] = []
    for child in node.subqueries:
        word = evaluation.run.word(child)
        if word is None:
            rest.append(child)
        else:
            words.append((word, boost * child.boost))
    if not words and not rest:
        return evaluation.nothing()
    found: Matches | None = None
    if words:
        common = in_common(evaluation, [word for word, _ in words], among)
        if common is None:
            return evaluation.nothing()
        found = common.documents, common.scores(evaluation, [factor for _, factor in words])
    for child in sorted(rest, key=_is_last):
        matches = evaluation.matches(child, boost, among if found is None else found[0])
        found = matches if found is None else _both(evaluation, found, matches)
    assert found is not None
    return found


def _is_last(node: query.Query) -> bool:
    """What leaves out or lets everything through is asked about few documents, after the others."""
    return type(node) in (query.Not, query.Every, query.NumericRange, query.DateRange)


def _both(evaluation: Evaluation, a: Matches, b: Matches) -> Matches:
    where, found = arrays.places(b[0], a[0])
    rows = found.nonzero()[0]
    documents = a[0][rows]
    if a[1] is None or b[1] is None:
        return documents, None
    return documents, _sum([a[1][rows], b[1][where[rows]]])


def _sum(scores: Sequence[Scores]) -> Scores:
    total: NDArray[np.float64] = scores[0].astype(np.float64)
    for more in scores[1:]:
        total += more
    return total.astype(np.float32)


class Common:
    """The documents that several words have in common."""

    __slots__ = ("documents", "frequencies", "phrase_frequencies", "rows", "words")

    def __init__(
        self,
        words: Sequence[Word],
        documents: Documents,
        rows: list[NDArray[np.intp] | None],
        frequencies: list[Scores],
    ) -> None:
        self.words = words
        self.documents = documents
        self.rows = rows
        """For each word the rows of the documents in its list; None: all of them."""
        self.frequencies = frequencies
        self.phrase_frequencies: Scores | None = None
        """How often the phrase of the words is there; None: they count each for itself."""

    def scores(self, evaluation: Evaluation, boosts: Sequence[float]) -> Scores | None:
        """The sums of the words' scores, or those of their phrase."""
        if not evaluation.scored:
            return None
        number = evaluation.part.number
        if self.phrase_frequencies is not None:
            weight = np.float32(sum(float(word.idf) for word in self.words)) * np.float32(boosts[0])
            return _weighted(self.words[0], weight, number, self.documents, self.phrase_frequencies)
        scores = [
            word_scores(word, number, self.documents, frequencies, boost)
            for word, frequencies, boost in zip(self.words, self.frequencies, boosts, strict=True)
        ]
        return scores[0] if len(scores) == 1 else _sum(scores)

    def narrow(self, which: NDArray[np.intp]) -> None:
        """Keeps only the documents with these places among them."""
        self.documents = self.documents[which]
        self.rows = [which if rows is None else rows[which] for rows in self.rows]
        self.frequencies = [frequencies[which] for frequencies in self.frequencies]
        if self.phrase_frequencies is not None:
            self.phrase_frequencies = self.phrase_frequencies[which]

    def chosen(self, which: NDArray[np.intp]) -> Common:
        """Only the documents with these places among them; itself stays as it is."""
        copy = Common(self.words, self.documents, list(self.rows), list(self.frequencies))
        copy.narrow(which)
        return copy

    def reorder(self, words: Sequence[Word], order: Sequence[int]) -> None:
        """Brings what was found in the order of `order` (places among `words`) into that of `words`."""
        back = sorted(range(len(order)), key=order.__getitem__)
        self.words = words
        self.rows = [self.rows[place] for place in back]
        self.frequencies = [self.frequencies[place] for place in back]


def in_common(evaluation: Evaluation, words: Sequence[Word], among: Documents | None) -> Common | None:
    """The documents that have all the words, and where they are in each list; None when there are none.

    The rarest comes first; the others are looked up.
    """
    number = evaluation.part.number
    lists: list[PostingList] = []
    for word in words:
        postings = word.lists[number]
        if postings is None:
            return None
        lists.append(postings)
    order = sorted(range(len(lists)), key=lambda place: lists[place].count)
    first = lists[order[0]]
    if among is not None and len(among) * _FAR_FEWER < first.count:
        which, rows, frequencies = arrays.look_up(first, among)
        found = Common([words[order[0]]], among[which], [rows], [frequencies])
    else:
        found = Common([words[order[0]]], first.documents(), [None], [first.weights()])
    for place in order[1:]:
        which, rows, frequencies = arrays.look_up(lists[place], found.documents)
        if len(which) < len(found.documents):
            found.narrow(which)
        found.rows.append(rows)
        found.frequencies.append(frequencies)
    found.reorder(words, order)
    return found if len(found.documents) else None


def _not(evaluation: Evaluation, node: query.Not, boost: float, among: Documents | None) -> Matches:
    without = evaluation.documents(node.query, among)
    if among is None:
        return evaluation.constant(arrays.others(without, evaluation.part.document_count), 0.0)
    return evaluation.constant(among[~arrays.inside(among, without, evaluation.part.document_count)], 0.0)


def _and_not(evaluation: Evaluation, node: query.AndNot, boost: float, among: Documents | None) -> Matches:
    found = evaluation.matches(node.a, boost, among)
    without = evaluation.documents(node.b, found[0])
    return arrays.picked(found, ~arrays.inside(found[0], without, evaluation.part.document_count))


def _and_maybe(evaluation: Evaluation, node: query.AndMaybe, boost: float, among: Documents | None) -> Matches:
    documents, scores = evaluation.matches(node.a, boost, among)
    if scores is None:
        return documents, None
    more, added = evaluation.matches(node.b, boost, documents)
    where, found = arrays.places(documents, more)
    if added is not None:
        scores = scores.copy()
        scores[where[found]] += added[found]
    return documents, scores


def _require(evaluation: Evaluation, node: query.Require, boost: float, among: Documents | None) -> Matches:
    found = evaluation.matches(node.a, boost, among)
    required = evaluation.documents(node.b, found[0])
    return arrays.picked(found, arrays.inside(found[0], required, evaluation.part.document_count))


def _constant_score(
    evaluation: Evaluation, node: query.ConstantScoreQuery, boost: float, among: Documents | None
) -> Matches:
    return evaluation.constant(evaluation.documents(node.child, among), boost * node.score)


def _nothing(evaluation: Evaluation, node: query.Query, boost: float, among: Documents | None) -> Matches:
    return evaluation.nothing()


# Positions


def _phrase(evaluation: Evaluation, node: query.Phrase, boost: float, among: Documents | None) -> Matches:
    words = [evaluation.run.snapshot.word(node.fieldname, text) for text in node.words]
    if not words or not _have_positions(evaluation, words):
        return evaluation.by_whoosh(node, boost)
    return _standing(evaluation, words, [boost * node.boost] * len(words), among, partial(keep_phrase, slop=node.slop))


def _near(evaluation: Evaluation, node: query.SpanNear2, boost: float, among: Documents | None) -> Matches:
    terms = node.qs
    if not terms or node.mindist != 1 or not all(type(term) is query.Term for term in terms):
        return evaluation.by_whoosh(node, boost)
    words = [evaluation.run.snapshot.word(term.fieldname, term.text) for term in terms]
    if not _have_positions(evaluation, words):
        return evaluation.by_whoosh(node, boost)
    boosts = [boost * term.boost for term in terms]
    keep = keep_phrase if node.ordered else _keep_near
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
    lists = _places(evaluation, common)
    rows = rows_of(phrase_ends(lists, slop))
    if slop != 1 or not evaluation.scored:
        common.narrow(np.unique(rows))
        return
    times = np.bincount(rows, minlength=len(common.documents))
    kept = times.nonzero()[0]
    worth = [
        frequencies / np.bincount(rows_of(places), minlength=len(frequencies))
        for places, frequencies in zip(lists, common.frequencies, strict=True)
    ]
    common.phrase_frequencies = (times * np.minimum.reduce(worth)).astype(np.float32)
    common.narrow(kept)


def _keep_near(evaluation: Evaluation, common: Common, *, slop: int) -> None:
    """Narrows documents that have all the words to those where they stand near each other."""
    common.narrow(np.unique(near_rows(_places(evaluation, common), slop)))


def _places(evaluation: Evaluation, common: Common) -> list[NDArray[np.int64]]:
    lists = []
    for word, rows in zip(common.words, common.rows, strict=True):
        postings = word.lists[evaluation.part.number]
        assert postings is not None
        lists.append(places_of(postings, np.arange(postings.count) if rows is None else rows))
    return lists


_Handler: TypeAlias = "Callable[[Evaluation, query.Query, float, Documents | None], Matches]"

_HANDLERS: dict[type, _Handler] = {
    query.Term: _word,
    Synonyms: _word,
    AnyForm: _word,
    query.Every: _every,
    query.TermRange: _term_range,
    query.NumericRange: _numeric_range,
    query.DateRange: _numeric_range,
    query.Prefix: _several_terms,
    query.Wildcard: _several_terms,
    query.FuzzyTerm: _several_terms,
    query.Or: _or,
    query.And: _and,
    query.DisjunctionMax: _highest,
    query.Not: _not,
    query.AndNot: _and_not,
    query.AndMaybe: _and_maybe,
    query.Require: _require,
    query.ConstantScoreQuery: _constant_score,
    query.Phrase: _phrase,
    query.SpanNear2: _near,
    Near: _near,
    type(query.NullQuery): _nothing,
}

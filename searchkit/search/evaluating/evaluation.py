"""Evaluating a query tree in one segment: what the evaluators of its classes share."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from searchkit.search import arrays, bm25
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Matches, Scores
from searchkit.search.kinds import KINDS

if TYPE_CHECKING:
    from whoosh import query
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.opened import Opened
    from searchkit.search.statistics import Part, Snapshot
    from searchkit.search.words import Word

FAR_FEWER = 4
"""A list is looked up, not read, when it is so many times longer than what it is wanted for."""


class OutOfTime(Exception):
    """The deadline passed in the middle of a segment.

    `found` are the matches of `node` by then, None when none are sure.
    """

    def __init__(self, node: query.Query | None = None, found: Matches | None = None) -> None:
        super().__init__("the search took too long")
        self.node = node
        self.found = found


class Run:
    """One query on one snapshot."""

    def __init__(self, snapshot: Snapshot, reader: IndexReader | Opened, *, deadline: float = float("inf")) -> None:
        self.snapshot = snapshot
        self.reader = reader
        self.deadline = deadline
        self.was_late = False
        """Whether anything was left out because the deadline had passed."""
        self._anywhere: dict[int, tuple[query.Query, bool]] = {}  # by the identity of the node, which is kept for that

    def check_time(self) -> None:
        """Raises `OutOfTime` after the deadline."""
        if self.is_late():
            raise OutOfTime

    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        self.was_late |= time.monotonic() > self.deadline
        return self.was_late

    def give_up(self) -> None:
        """Raises `OutOfTime`: what comes next would take more memory than a search may."""
        self.was_late = True
        raise OutOfTime

    def is_anywhere(self, node: query.Query) -> bool:
        """Whether any live document of the whole snapshot matches; looked for once."""
        known = self._anywhere.get(id(node))
        if known is None:
            known = self._anywhere[id(node)] = node, any(self._is_in(part, node) for part in self.snapshot.parts)
        return known[1]

    def _is_in(self, part: Part, node: query.Query) -> bool:
        documents = Evaluation(self, part, scored=False).documents(node)
        return bool(len(documents) if part.live is None else part.live[documents].any())

    def word(self, node: query.Query) -> Word | None:
        """The word that a leaf stands for; None when it is no word."""
        kind = KINDS[type(node)]
        if kind == "Term":
            return self.snapshot.word(node.fieldname, node.text)
        if kind == "Synonyms":
            self.check_time()  # of up to a thousand words
            return self.snapshot.synonyms(node.fieldname, node.words, node.worth)
        if kind == "AnyForm" and node.is_one_word():
            terms = node.subqueries
            worth = tuple(term.boost for term in terms)
            return self.snapshot.synonyms(terms[0].fieldname, tuple(term.text for term in terms), worth)
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
        self.run.check_time()
        handler = HANDLERS.get(KINDS[type(node)])
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
        if among is not None and len(among) * FAR_FEWER < postings.count:
            which, rows = arrays.look_up(postings, among)
            documents = among[which]
            return documents, self.scores(word, documents, postings.weights_at(rows), boost) if self.scored else None
        documents = postings.documents()
        return documents, self.scores(word, documents, postings.weights(), boost) if self.scored else None

    def scores(self, word: Word, documents: Documents, frequencies: Scores, boost: float) -> Scores | None:
        """What a word adds to the scores of `documents`."""
        if not self.scored:
            return None
        return word_scores(word, self.part.number, documents, frequencies, boost)

    def by_whoosh(self, node: query.Query, boost: float) -> Matches:
        """What Whoosh's own matcher gives."""
        from searchkit.search.evaluating.matchers import documents_of

        documents, scores = documents_of(self.run, self.part, node, scored=self.scored)
        return documents, scores if scores is None or boost == 1.0 else scores * np.float32(boost)


def word_scores(word: Word, part: int, documents: Documents, frequencies: Scores, boost: float) -> Scores:
    """What a word adds to the scores of `documents` of a segment."""
    weight = word.idf if boost == 1.0 else np.float32(boost) * word.idf
    return weighted_scores(word, weight, part, documents, frequencies)


def weighted_scores(word: Word, weight: np.float32, part: int, documents: Documents, frequencies: Scores) -> Scores:
    """The scores of a word, or a phrase that begins with it, that tells `weight`."""
    scoring = word.scoring
    norms = None if scoring is None else scoring.norms[part]
    if scoring is None or norms is None:
        return np.zeros(len(documents), np.float32)
    return bm25.score(weight, frequencies, scoring.inverse_norms.take(norms.take(documents)))


Handler: TypeAlias = "Callable[[Evaluation, query.Query, float, Documents | None], Matches]"

HANDLERS: dict[str, Handler] = {}
"""What evaluates each class of query, by its name; `evaluate` fills it."""

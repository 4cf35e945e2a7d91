"""Trees of a simple shape, for which there are faster ways: any of some words, all of them, a phrase of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scored, Scores
from searchkit.search.evaluating.evaluation import Evaluation, Run, word_scores
from searchkit.search.evaluating.positional import keep_phrase
from searchkit.search.intersection import Common
from searchkit.search.kinds import KINDS
from searchkit.search.whole import lists, matching, phrases

if TYPE_CHECKING:
    from whoosh import query

    from searchkit.search.statistics import Part, Snapshot
    from searchkit.search.whole.best import Best
    from searchkit.search.words import Word

_FEW = 4_000
"""Up to so many postings sorting is the fastest way to join lists."""


_MOST_PRUNED: Final = 12
"""Words, any of which may be there, whose lists are pruned: with so many it takes as long as adding them up."""


class Shape:
    """A tree that can be pruned: any of some words, all of them, or a phrase of them."""

    def __init__(
        self,
        words: Sequence[Word],
        boosts: Sequence[float],
        *,
        needs_all: bool,
        keep: Callable[[Evaluation, Common], None] | None = None,
        slop: int = 0,
        leaves: Sequence[query.Query] = (),
    ) -> None:
        self.words = words
        self.boosts = boosts
        self.needs_all = needs_all
        self.keep = keep
        self.leaves = leaves
        """What the words stand for in the tree; nothing when it is a phrase."""
        self.slop = slop
        """How far apart the words of a phrase may stand, 1: next to each other; 0 when it is no phrase."""
        self.is_one_term = len(words) == 1
        self.is_worth_pruning = needs_all or len(words) <= _MOST_PRUNED
        """Of many words each is looked up in all others: adding all of their lists up takes a tenth of that."""
        self.is_phrase = slop == 1
        """Whether it is scored as a phrase."""

    @classmethod
    def of(cls, run: Run, tree: query.Query) -> Shape | None:
        """The shape of a tree; None when it has none of these."""
        kind = KINDS[type(tree)]
        if kind == "Phrase":
            return cls._of_phrase(run, tree)
        if kind == "Or" and tree.scale:
            return None
        leaves, factor = (tree.subqueries, tree.boost) if kind in ("Or", "And") else ([tree], 1.0)
        words, boosts = [], []
        for leaf in leaves:
            word = run.word(leaf)
            if word is None or word.scoring is None or not factor * leaf.boost > 0:
                return None
            words.append(word)
            boosts.append(factor * leaf.boost)
        return cls(words, boosts, needs_all=kind == "And" and len(words) > 1, leaves=leaves) if words else None

    @classmethod
    def _of_phrase(cls, run: Run, tree: query.Query) -> Shape | None:
        words = [run.snapshot.word(tree.fieldname, text) for text in tree.words]
        fits = len(words) > 1 and tree.boost > 0 and all(word.scoring is not None for word in words)
        if not fits or not all(one.has_positions for word in words for one in word.lists if one is not None):
            return None
        keep = partial(keep_phrase, slop=tree.slop)
        return cls(words, [tree.boost] * len(words), needs_all=True, keep=keep, slop=tree.slop)

    def is_of_terms(self, field: str) -> bool:
        """Whether it is any or all of some terms of a field, each once."""
        terms = {leaf.text for leaf in self.leaves if KINDS[type(leaf)] == "Term" and leaf.fieldname == field}
        return len(terms) == len(self.words)

    def in_whole(self, snapshot: Snapshot) -> Scored:
        """The documents of all segments that match, by their numbers in the snapshot, in no particular order, and
        their scores; of a shape that fits."""
        if not self.needs_all:
            return matching.any_of(snapshot, self.words)
        return (phrases.phrase_of if self.slop else matching.all_of)(snapshot, self.words)

    def best_in_whole(self, snapshot: Snapshot, count: int, *, versions: bool) -> tuple[Best, int]:
        """Of the documents that match, and that an answer may show, those that may be among the best `count`, and how
        many others are older versions: as `in_whole`, for any of some words."""
        older = snapshot.hidden(versions=versions)
        hidden = matching.count_any(snapshot, self.words, older) if len(older) else 0
        return matching.best_of_any(snapshot, self.words, count, snapshot.shown(versions=versions)), hidden

    def fits_whole(self, snapshot: Snapshot) -> bool:
        """Whether the lists that are read whole are short enough: for all of some words the shortest, else all; and are
        not boosted, and words of a phrase may not stand apart. Of a phrase more than the lists is read: long ones are
        pruned."""
        counts = [word.posting_count for word in self.words]
        if self.slop > 1 or self.boosts.count(1.0) < len(counts):
            return False
        read = min(counts) if self.needs_all else sum(counts)
        if read <= lists.SHORT:
            return True
        return not self.slop and read <= lists.LONG and lists.can_keep(snapshot, self.words)

    def weights(self) -> list[np.float32]:
        """What each word tells at most; in a phrase, as much as all of it."""
        idfs = [word.idf for word in self.words]
        if self.is_phrase:
            idfs = [np.float32(sum(map(float, idfs)))] * len(idfs)
        return [np.float32(boost) * idf for boost, idf in zip(self.boosts, idfs, strict=True)]

    def any_in(self, evaluation: Evaluation) -> tuple[Documents, Scores]:
        """The documents with any of the words, in no particular order, and their scores."""
        lists, part = self._of_each(evaluation), evaluation.part
        if not self.is_worth_pruning or (len(self.words) > 1 and self.postings(part) < _FEW):
            return arrays.union(lists, part.document_count)
        found = sorted(lists, key=lambda matches: len(matches[0]))
        if len(found) < 2:
            return found[0] if found else (NONE, NO_SCORES)
        return arrays.loose_union(found, part.document_count)

    def _of_each(self, evaluation: Evaluation) -> Iterator[Scored]:
        """The documents of each of the words and their scores, found when they are asked for."""
        number = evaluation.part.number
        for word, boost in zip(self.words, self.boosts, strict=True):
            postings = word.lists[number]
            if postings is not None:
                evaluation.run.check_time()
                documents = postings.documents()
                yield documents, word_scores(word, number, documents, postings.weights(), boost)

    def postings(self, part: Part | None = None) -> int:
        """How many postings the words have, in a segment or in all; for a phrase or And none if one has none."""
        if part is None:
            return sum([word.posting_count for word in self.words])
        counts = [0 if (postings := word.lists[part.number]) is None else postings.count for word in self.words]
        if self.needs_all:
            return 0 if not all(counts) else min(counts) * len(counts)
        return sum(counts)


def in_whole(run: Run, tree: query.Query) -> tuple[Documents, Scores] | None:
    """As `Shape.in_whole`, also for the best of several shapes (ways of writing a phrase, say)."""
    shapes = list(_alternatives(run, tree))
    fitting = [shape for shape in shapes if shape is not None and shape.fits_whole(run.snapshot)]
    if len(fitting) < len(shapes):
        return None
    if len(fitting) == 1:
        return fitting[0].in_whole(run.snapshot)
    return arrays.highest(_found(run, fitting), run.snapshot.size)


def _alternatives(run: Run, tree: query.Query) -> Iterator[Shape | None]:
    """The shapes of which the best counts; None for what has none."""
    if KINDS[type(tree)] != "DisjunctionMax":
        yield Shape.of(run, tree)
    elif tree.tiebreak or tree.boost != 1.0:
        yield None
    else:
        for child in tree.subqueries:
            yield from _alternatives(run, child)


def _found(run: Run, shapes: Sequence[Shape]) -> Iterator[Scored]:
    """What matches each of the shapes, found when it is asked for."""
    for shape in shapes:
        run.check_time()
        yield shape.in_whole(run.snapshot)

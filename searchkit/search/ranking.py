"""Which articles of a columnar snapshot match, and which of them come first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import Documents, Matches, Scores
from searchkit.search.evaluating.evaluate import Evaluation, OutOfTime, Run
from searchkit.search.feedback.bonus import bonuses
from searchkit.search.feedback.rule import BEST
from searchkit.search.kinds import KINDS
from searchkit.search.nearness.bonus import Nearness
from searchkit.search.pruning import Pruned, Weighted
from searchkit.search.ranked import CANDIDATES, BestOfFew, Pairs, Ranked, Sort
from searchkit.search.recency import Recency
from searchkit.search.shapes import Shape, in_whole
from searchkit.search.topk import in_order, least_of_best, top_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh import query

    from searchkit.search.feedback.asking import Feedback
    from searchkit.search.statistics import Part, Snapshot

EXACT_TOTALS = 100_000
"""Up to so many postings all matches are counted unless "at least" is asked for; beyond, only when exact is."""

_LONG = 20_000
"""Postings in a segment from which on leaving some out saves more time than it takes, for any of some words."""

_LONG_ALL = 60_000
"""The same for all of some words."""

_LONG_PHRASE = 10_000
"""The same for a phrase: to look where its words stand takes longer than to score them."""

_MOST_PRUNED = 1_000
"""With more hits wanted than this, too little can be left out."""

_FEW = 100  # so many more than are wanted are quickly sorted

_MOST_PAIRS = 10_000
"""More articles than this are sorted, and kept, as arrays."""

_SPARE, _SPARE_CLOSELY = 32, 1_000
"""So many more than are wanted are sooner sorted than told apart from them; the second where the best are chosen
anyhow, to be looked at closely."""

_SORTED_BY_NUMPY = 32
"""From more articles on its calls take less time than sorting a list."""

_score = itemgetter(1)

_Found: TypeAlias = "tuple[int, Documents, Scores | None]"
"""The number in the snapshot of the first document of a segment, numbers counted from it, scores."""


class Ranking:
    """The answer as it grows, segment by segment."""

    def __init__(
        self,
        run: Run,
        tree: query.Query,
        *,
        count: int,
        sort: Sort,
        versions: bool,
        exact: bool | None,
        nearness: float,
        feedback: Feedback | None,
        recency: Recency | None,
    ):
        self.run = run
        self.sort = sort
        self.versions = versions
        self.scored = sort == "relevance"
        self.tree, self.filters = _unwrapped(tree)
        looks_closer = self.scored and count > 0
        self.recency = recency if self.scored else None
        prunes = self.scored and self.recency is None and 0 < count <= _MOST_PRUNED
        self.shape = Shape.of(run, self.tree) if prunes else None
        self.near = Nearness.of(run, self.tree, nearness, self.shape) if looks_closer else None
        self.feedback = feedback if looks_closer else None
        self.wanted = count
        self.count = max(count, CANDIDATES) if self.near or self.feedback else count
        """So many are found, of which the first `wanted` are given."""
        self.may_guess = self.shape is not None and (
            exact is False or (exact is None and self.shape.postings() > EXACT_TOTALS)
        )
        self.total = self.older = 0
        self.is_exact = True
        self.found: list[_Found] = []
        self.is_in_order = False
        """Whether what was found is best first."""
        self.several: int | None = None
        """So many of what was found come first, ascending, and only they may have several words of the query; None:
        not known."""

    def add_whole(self) -> bool:
        """Ranks the matches of all segments at once, if their lists are short enough."""
        if not self.scored or self.filters:
            return False
        snapshot, shape = self.run.snapshot, self.shape
        if shape and not shape.fits_whole(snapshot):
            return False
        if shape and not shape.needs_all:
            best, self.older = shape.best_in_whole(snapshot, self.count, versions=self.versions)
            self.total, self.several = best.total, best.several
            self.found.append((0, best.documents, best.scores))
            self.is_in_order = shape.is_one_term
            return True
        found = shape.in_whole(snapshot) if shape else in_whole(self.run, self.tree)
        if found is None:
            return False
        documents, scores = self._shown(snapshot, *found)
        self.total = len(documents)
        self.several = self.total if shape else None
        self.found.append((0, documents, scores))
        return True

    def add(self, part: Part) -> None:
        """Ranks the matches of one more segment."""
        evaluation = Evaluation(self.run, part, scored=self.scored)
        shape = self.shape
        if shape is None or (size := shape.postings(part)) <= _long(shape):
            self._add_all(evaluation, None)
            return
        chosen = self._chosen(evaluation)
        if chosen is not None and len(chosen) < size // 4:
            self._add_all(evaluation, chosen)
        elif (self.may_guess and shape.is_worth_pruning) or (shape.is_one_term and chosen is None):
            self._add_best(evaluation, shape, chosen)
        else:
            self._add_all(evaluation, chosen)

    def _chosen(self, evaluation: Evaluation) -> Documents | None:
        """The documents that the filters let through; None: all."""
        chosen: Documents | None = None
        for node in self.filters:
            found = evaluation.documents(node, chosen)
            count = evaluation.part.document_count
            chosen = found if chosen is None else chosen[arrays.inside(chosen, found, count)]
        return chosen

    def _add_all(self, evaluation: Evaluation, chosen: Documents | None) -> None:
        """Scores every match."""
        part = evaluation.part
        found: Matches
        if self.shape is not None and not self.shape.needs_all and not self.filters:
            found = self.shape.any_in(evaluation)
        else:
            try:
                found = evaluation.matches(self.tree, 1.0, chosen)
            except OutOfTime as late:
                if late.found is None or late.node is not self.tree:
                    raise
                found = late.found
        if chosen is not None:
            found = arrays.picked(found, arrays.inside(found[0], chosen, part.document_count))
        else:
            for node in self.filters:
                wanted = evaluation.documents(node, found[0])
                found = arrays.picked(found, arrays.inside(found[0], wanted, part.document_count))
        documents, scores = self._shown(part, *found)
        self.total += len(documents)
        self.found.append((part.offset, documents, scores))

    def _shown(
        self, part: Part | Snapshot, documents: Documents, scores: Scores | None
    ) -> tuple[Documents, Scores | None]:
        """Without those that are deleted, and older versions, which are counted."""
        shown = part.shown(versions=self.versions)
        if shown is None:
            return documents, scores
        live = len(documents) if part.live is None else int(np.count_nonzero(part.live[documents]))
        documents, scores = arrays.picked((documents, scores), shown[documents])
        self.older += live - len(documents)
        return documents, scores

    def _add_best(self, evaluation: Evaluation, shape: Shape, chosen: Documents | None) -> None:
        """Scores only what may be among the best."""
        part = evaluation.part
        shown = part.shown(versions=self.versions)
        if chosen is not None:
            mask = np.zeros(part.document_count, bool)
            mask[chosen] = True
            shown = mask if shown is None else mask & shown
        pruned = Pruned(
            evaluation,
            [
                Weighted.of(word, weight, part.number)
                for word, weight in zip(shape.words, shape.weights(), strict=True)
                if word.lists[part.number] is not None
            ],
            self.count,
            self._least(),
            None if shown is None else shown.take,
        )
        keep = None if shape.keep is None else partial(shape.keep, evaluation)
        found = pruned.all(shape.boosts, keep, as_phrase=shape.is_phrase) if shape.needs_all else pruned.any()
        documents, scores = found
        self._count(part, shape, len(documents), filtered=chosen is not None)
        self.found.append((part.offset, documents, scores))
        hidden = part.hidden(versions=self.versions)
        if len(hidden):
            matching = arrays.inside(hidden, evaluation.documents(self.tree, hidden), part.document_count)
            if chosen is not None:
                matching &= arrays.inside(hidden, chosen, part.document_count)
            self.older += int(np.count_nonzero(matching))

    def _count(self, part: Part, shape: Shape, found: int, *, filtered: bool) -> None:
        """Adds to the total what is sure without having read all."""
        if filtered or shape.needs_all:
            self.is_exact = False
            self.total += found
            return
        away = np.concatenate((part.dead, part.hidden(versions=self.versions)))
        away.sort()
        counts = []
        for word in shape.words:
            postings = word.lists[part.number]
            if postings is not None:
                counts.append(postings.count - (len(arrays.look_up(postings, away)[0]) if len(away) else 0))
        self.is_exact &= shape.is_one_term
        self.total += max(found, *counts) if not shape.is_one_term else counts[0]

    def _least(self) -> float:
        """The score of the last place so far."""
        known = [scores for _, _, scores in self.found if scores is not None]
        return float(least_of_best(np.concatenate(known), self.count)) if known else float("-inf")

    def ranked(self) -> Ranked:
        """The answer."""
        pairs = self._best() if self.count else ()
        complete = not self.run.was_late
        return Ranked(pairs, self.total, self.is_exact and complete, complete, self.older)

    def _best(self) -> Sequence[tuple[int, float]]:
        """(document number, score) of the best, best first."""
        if self.is_in_order and not self.feedback:
            ((_, first, scores),) = self.found
            assert scores is not None
            return tuple(zip(first[: self.wanted].tolist(), scores[: self.wanted].tolist(), strict=True))
        numbers: list[Documents] = []
        values: list[NDArray[Any]] = []
        snapshot, count = self.run.snapshot, self.count
        spare = _SPARE_CLOSELY if self.near or self.feedback else _SPARE
        for offset, documents, scores in self.found:
            column: NDArray[Any] = snapshot.part_of(offset).times(self.sort)[documents] if scores is None else scores
            if len(documents) > count + spare:
                rows = top_rows(self._aged(documents + offset, column) if self.recency else column, count)
                documents, column = documents[rows], column[rows]
                self.several = None if self.several is None else int(rows.searchsorted(self.several))
            numbers.append(documents + offset if offset else documents)
            values.append(column)
        if not numbers:
            return ()
        joined = numbers[0] if len(numbers) == 1 else np.concatenate(numbers)
        worth: NDArray[Any] = values[0] if len(values) == 1 else np.concatenate(values)
        if (self.near or self.feedback) and len(joined):
            joined, worth = self._looked_at_closely(joined, worth)
        worth = self._aged(joined, worth)
        count = self.wanted
        if count < self.count and count + _FEW < len(joined):
            rows = top_rows(worth, count)
            joined, worth = joined[rows], worth[rows]
        if self.scored and len(joined) < min(count, _MOST_PAIRS) + _FEW:
            return BestOfFew(_descending(joined, worth, count), count, snapshot.precedence)
        times = snapshot.times(joined, self.sort) if self.scored else worth
        order = in_order(worth if self.scored else None, times, snapshot.keys(joined), count)
        best = Pairs(joined[order], worth[order] if self.scored else np.zeros(len(order), np.float32))
        return best if len(best) > _MOST_PAIRS else tuple(best)

    def _looked_at_closely(self, documents: Documents, scores: NDArray[Any]) -> tuple[Documents, NDArray[Any]]:
        """The documents that may be among the wanted and their scores, those of the best with what nearness and
        feedback add, unless time runs out."""
        if self.near and not self.feedback and self.several is not None and self.wanted <= CANDIDATES:
            return self._with_nearness(self.near, self.several, documents, scores)
        best = self._candidates(documents, scores)
        best = best.take(documents.take(best).argsort())
        chosen, worth = documents.take(best), scores.take(best)
        with suppress(OutOfTime):
            if self.near:
                worth = worth + self.near.bonuses(chosen)
            if self.feedback:
                ahead = self._first(chosen, worth, BEST)
                self.feedback.ask(list(zip(chosen[ahead].tolist(), worth[ahead].tolist(), strict=True)))
                worth = worth + bonuses(self.run, self.feedback.added, chosen, int(chosen[ahead[0]]))
        if self.wanted <= CANDIDATES:  # they stay ahead of all others
            return chosen, worth
        scores = scores.copy()
        scores[best] = worth
        return documents, scores

    def _with_nearness(
        self, nearness: Nearness, several: int, documents: Documents, scores: NDArray[Any]
    ) -> tuple[Documents, NDArray[Any]]:
        """The same where it is known which of the documents may have several words: only these are looked at.

        Besides the best `CANDIDATES` there may be others that equal the last: they stay behind, nothing is added.
        """
        which: slice | NDArray[np.intp] = slice(several)
        if len(documents) > CANDIDATES:
            least = least_of_best(scores, CANDIDATES)
            best = (scores >= least).nonzero()[0]
            several = len(best) if several == len(documents) else int(best.searchsorted(several))
            documents, scores = documents.take(best), scores.take(best)
            which = slice(several)
            if len(best) > CANDIDATES:
                is_last = scores == least
                if len(is_last[:several].nonzero()[0]):
                    which = self._untied(documents, is_last)
                    which = which[which < several]
                    which.sort()
        else:
            scores = scores.copy()
        near = documents[which]
        if len(near):
            with suppress(OutOfTime):
                scores[which] += nearness.bonuses(near)
        return documents, scores

    def _candidates(self, documents: Documents, scores: NDArray[Any]) -> NDArray[np.intp]:
        """The places of the best `CANDIDATES`, in no particular order."""
        aged = self._aged(documents, scores)
        rows = top_rows(aged, CANDIDATES)
        if len(rows) <= CANDIDATES:
            return rows
        chosen = aged.take(rows)
        return rows.take(self._untied(documents.take(rows), chosen == chosen.min()))

    def _untied(self, documents: Documents, is_last: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The places of the best `CANDIDATES` of those that have the score of the last or a higher one, in no
        particular order."""
        last = is_last.nonzero()[0]
        left = len(last) - len(documents) + CANDIDATES
        tied, snapshot = documents.take(last), self.run.snapshot
        if len(last) > _SORTED_BY_NUMPY:
            order = in_order(None, snapshot.times(tied, self.sort), snapshot.keys(tied), left)
            return np.concatenate(((~is_last).nonzero()[0], last.take(order)))
        precedence, numbers = snapshot.precedence, tied.tolist()
        ahead = sorted(range(len(last)), key=lambda place: (precedence[numbers[place]], numbers[place]))[:left]
        return np.concatenate(((~is_last).nonzero()[0], last[ahead]))

    def _first(self, documents: Documents, scores: NDArray[Any], count: int) -> NDArray[np.intp]:
        """The places of the best `count`, best first."""
        snapshot = self.run.snapshot
        aged = self._aged(documents, scores)
        return in_order(aged, snapshot.times(documents, self.sort), snapshot.keys(documents), count)

    def _aged(self, documents: Documents, scores: NDArray[Any]) -> NDArray[Any]:
        """The scores of documents, by their numbers in the snapshot, less what their age takes of them."""
        if self.recency is None:
            return scores
        return (scores * self.recency.factors(self.run.snapshot.times(documents, self.sort))).astype(np.float32)


def rank(
    run: Run,
    tree: query.Query,
    *,
    count: int,
    sort: Sort,
    versions: bool,
    exact_total: bool | None = None,
    nearness: float = 0.0,
    feedback: Feedback | None = None,
    recency: Recency | None = None,
) -> Ranked:
    """The first `count` articles that match `tree`; ties go to the newer, then to the lower identity.

    `exact_total`: whether all matches are counted; None: when there are not too many (`EXACT_TOTALS`). `nearness`: how
    much it counts that words stand near each other (see `nearness.rule`). `feedback`: words of the best articles that
    move others up. `recency`: how much age counts; None: not.
    """
    try:
        ranking = Ranking(
            run,
            tree,
            count=count,
            sort=sort,
            versions=versions,
            exact=exact_total,
            nearness=nearness,
            feedback=feedback,
            recency=recency,
        )
    except OutOfTime:  # even its words could not be looked up
        return Ranked((), 0, is_exact=False, complete=False, older=0)
    try:
        run.check_time()
        if not ranking.add_whole():
            for part in run.snapshot.parts:
                run.check_time()
                ranking.add(part)
    except OutOfTime:
        pass  # what was found by then is the answer
    return ranking.ranked()


def matching(run: Run, tree: query.Query, *, versions: bool) -> Iterator[tuple[Part, Documents]]:
    """The numbers of all articles that match, a segment at a time, in the order they are stored there."""
    for part in run.snapshot.parts:
        run.check_time()
        documents = Evaluation(run, part, scored=False).documents(tree)
        shown = part.shown(versions=versions)
        yield part, documents if shown is None else documents[shown[documents]]


def _descending(documents: Documents, scores: NDArray[Any], count: int) -> list[tuple[int, float]]:
    """(document, score) by score, the highest first: the first `count` and what equals the last of these, at least."""
    if len(documents) > _SORTED_BY_NUMPY:
        order = scores.argsort()[::-1]
        if len(order) > count and scores[order[count]] < scores[order[count - 1]]:
            order = order[:count]
        return list(zip(documents.take(order).tolist(), scores.take(order).tolist(), strict=True))
    pairs = list(zip(documents.tolist(), scores.tolist(), strict=True))
    pairs.sort(key=_score, reverse=True)
    return pairs


def _long(shape: Shape) -> int:
    if shape.slop:
        return _LONG_PHRASE
    return _LONG_ALL if shape.needs_all else _LONG


def _unwrapped(tree: query.Query) -> tuple[query.Query, list[query.Query]]:
    """What is ranked, and what is only required of it."""
    filters = []
    while KINDS[type(tree)] == "Require":
        filters.append(tree.b)
        tree = tree.a
    return tree, filters

"""Or, And, Not and their like, in one segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import Documents, Matches, Scored
from searchkit.search.evaluating.evaluation import Evaluation, Handler
from searchkit.search.intersection import added, in_common
from searchkit.search.kinds import KINDS

if TYPE_CHECKING:
    from whoosh import query

    from searchkit.search.words import Word


def _or(evaluation: Evaluation, node: query.Or, boost: float, among: Documents | None) -> Matches:
    lists = _of_each(evaluation, node.subqueries, boost * node.boost, among)
    if not evaluation.scored:
        return _any(evaluation, lists)
    if node.scale:
        return _with_bonus(evaluation, node, boost, _scored(lists))
    return arrays.union(_scored(lists), evaluation.part.document_count)


def _of_each(
    evaluation: Evaluation, nodes: Sequence[query.Query], boost: float, among: Documents | None
) -> Iterator[Matches]:
    """What matches each of the nodes, found when it is asked for: together they may take more memory than there is."""
    return (evaluation.matches(node, boost, among) for node in nodes)


def _any(evaluation: Evaluation, lists: Iterable[Matches]) -> Matches:
    """The documents of any of the lists, without scores."""
    return arrays.either((documents for documents, _ in lists if len(documents)), evaluation.part.document_count), None


def _scored(lists: Iterable[Matches]) -> Iterator[Scored]:
    return ((documents, scores) for documents, scores in lists if scores is not None)


def _with_bonus(evaluation: Evaluation, node: query.Or, boost: float, lists: Iterable[Scored]) -> Matches:
    """Whoosh's bonus for documents that fulfil more of the clauses; one that no document fulfils is not counted.

    Whoosh counts words instead, each segment those that it has: so scores would depend on how segments were cut.
    """
    times = np.zeros(evaluation.part.document_count, np.intp)

    def counted() -> Iterator[Scored]:
        for one in lists:
            times[one[0]] += 1
            yield one

    documents, scores = arrays.union(counted(), evaluation.part.document_count)
    clauses = sum(map(evaluation.run.is_anywhere, node.subqueries))
    if clauses < 2 or clauses == node.scale:
        return documents, scores
    bonus = boost * (times[documents] - 1) / (clauses - node.scale) ** 2
    return documents, ((scores + bonus) * ((clauses - 1) / clauses)).astype(np.float32)


def _highest(evaluation: Evaluation, node: query.DisjunctionMax, boost: float, among: Documents | None) -> Matches:
    boost *= node.boost  # its tiebreak changes nothing in Whoosh's matcher, either
    lists = _of_each(evaluation, node.subqueries, boost, among)
    if not evaluation.scored:
        return _any(evaluation, lists)
    return arrays.highest(_scored(lists), evaluation.part.document_count)


def _and(evaluation: Evaluation, node: query.And, boost: float, among: Documents | None) -> Matches:
    if not node.subqueries:
        return evaluation.nothing()
    boost *= node.boost
    words: list[Word] = []
    boosts: list[float] = []
    rest: list[query.Query] = []
    for child in node.subqueries:
        word = evaluation.run.word(child)
        if word is None:
            rest.append(child)
        else:
            words.append(word)
            boosts.append(boost * child.boost)
    documents, sums = among, None
    if words:
        common = in_common(evaluation, words, among)
        if common is None:
            return evaluation.nothing()
        if not rest:
            return common.documents, common.scores(evaluation, boosts)
        documents = common.documents
        sums = added(common.scores_of_each(evaluation, boosts)) if evaluation.scored else None
    for child in sorted(rest, key=_is_last):
        found, scores = evaluation.matches(child, boost, documents)
        if documents is None:
            documents = found
        else:
            where, is_there = arrays.places(found, documents)
            rows = is_there.nonzero()[0]
            documents = documents[rows]
            scores = None if scores is None else scores[where[rows]]
            sums = None if sums is None else sums[rows]
        if scores is not None:
            sums = scores.astype(np.float64) if sums is None else sums + scores
    assert documents is not None
    return documents, None if sums is None else sums.astype(np.float32)


def _is_last(node: query.Query) -> bool:
    """What leaves out or lets everything through is asked about few documents, after the others."""
    return KINDS[type(node)] in ("Not", "Every", "NumericRange", "DateRange")


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
    more, their_scores = evaluation.matches(node.b, boost, documents)
    where, found = arrays.places(documents, more)
    if their_scores is not None:
        scores = scores.copy()
        scores[where[found]] += their_scores[found]
    return documents, scores


def _otherwise(evaluation: Evaluation, node: query.Otherwise, boost: float, among: Documents | None) -> Matches:
    return evaluation.matches(node.a if evaluation.run.is_anywhere(node.a) else node.b, boost, among)


def _require(evaluation: Evaluation, node: query.Require, boost: float, among: Documents | None) -> Matches:
    found = evaluation.matches(node.a, boost, among)
    required = evaluation.documents(node.b, found[0])
    return arrays.picked(found, arrays.inside(found[0], required, evaluation.part.document_count))


def _constant_score(
    evaluation: Evaluation, node: query.ConstantScoreQuery, boost: float, among: Documents | None
) -> Matches:
    return evaluation.constant(evaluation.documents(node.child, among), boost * node.score)


HANDLERS: dict[str, Handler] = {
    "Or": _or,
    "And": _and,
    "DisjunctionMax": _highest,
    "Not": _not,
    "AndNot": _and_not,
    "AndMaybe": _and_maybe,
    "Require": _require,
    "Otherwise": _otherwise,
    "ConstantScoreQuery": _constant_score,
}

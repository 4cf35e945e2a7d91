"""Or, And, Not and their like, in one segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from searchkit.search import arrays
from searchkit.search.arrays import NO_SCORES, Documents, Matches, Scores
from searchkit.search.common import in_common, total
from searchkit.search.evaluating.evaluation import Evaluation, Handler
from searchkit.search.kinds import KINDS
from searchkit.search.words import Word

if TYPE_CHECKING:
    from whoosh import query


def _or(evaluation: Evaluation, node: query.Or, boost: float, among: Documents | None) -> Matches:
    lists = [evaluation.matches(child, boost * node.boost, among) for child in node.subqueries]
    lists = [matches for matches in lists if len(matches[0])]
    if node.scale and evaluation.scored and lists:
        return _with_bonus(evaluation, node, boost, _scored(lists))
    if len(lists) < 2:
        return lists[0] if lists else evaluation.nothing()
    if not evaluation.scored:
        return arrays.either([documents for documents, _ in lists], evaluation.part.document_count), None
    return arrays.union(_scored(lists), evaluation.part.document_count)


def _with_bonus(
    evaluation: Evaluation, node: query.Or, boost: float, lists: Sequence[tuple[Documents, Scores]]
) -> Matches:
    """Whoosh's bonus for documents that fulfil more of the clauses; one that no document fulfils is not counted.

    Whoosh counts words instead, each segment those that it has: so scores would depend on how segments were cut.
    """
    documents, scores = arrays.union(lists, evaluation.part.document_count)
    clauses = sum(map(evaluation.run.is_anywhere, node.subqueries))
    if clauses < 2 or clauses == node.scale:
        return documents, scores
    times = np.bincount(documents.searchsorted(np.concatenate([found for found, _ in lists])), minlength=len(documents))
    bonus = boost * (times - 1) / (clauses - node.scale) ** 2
    return documents, ((scores + bonus) * ((clauses - 1) / clauses)).astype(np.float32)


def _highest(evaluation: Evaluation, node: query.DisjunctionMax, boost: float, among: Documents | None) -> Matches:
    boost *= node.boost  # its tiebreak changes nothing in Whoosh's matcher, either
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
    words: dict[int, tuple[Word, float]] = {}
    rest: list[int] = []
    for place, child in enumerate(node.subqueries):
        word = evaluation.run.word(child)
        if word is None:
            rest.append(place)
        else:
            words[place] = word, boost * child.boost
    if not words and not rest:
        return evaluation.nothing()
    documents: Documents | None = None
    scores: dict[int, Scores] = {}  # of each child, since their sum is rounded only once
    if words:
        common = in_common(evaluation, [word for word, _ in words.values()], among)
        if common is None:
            return evaluation.nothing()
        documents = common.documents
        if evaluation.scored:
            boosts = [factor for _, factor in words.values()]
            scores.update(zip(words, common.scores_of_each(evaluation, boosts), strict=True))
    for place in sorted(rest, key=lambda place: _is_last(node.subqueries[place])):
        found, more = evaluation.matches(node.subqueries[place], boost, among if documents is None else documents)
        if documents is None:
            documents = found
        else:
            where, is_there = arrays.places(found, documents)
            rows = is_there.nonzero()[0]
            documents = documents[rows]
            scores = {other: of_one[rows] for other, of_one in scores.items()}
            more = None if more is None else more[where[rows]]
        if more is not None:
            scores[place] = more
    assert documents is not None
    return documents, total([scores[place] for place in sorted(scores)]) if evaluation.scored else None


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
    more, added = evaluation.matches(node.b, boost, documents)
    where, found = arrays.places(documents, more)
    if added is not None:
        scores = scores.copy()
        scores[where[found]] += added[found]
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

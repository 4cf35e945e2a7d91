"""The score of a hit: what its query's tree gives it, what nearness adds, what age takes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from whoosh import query

from searchkit.errors import QueryError
from searchkit.frozen import replace
from searchkit.index.columnar import segments_of
from searchkit.index.documents import NO_TIME
from searchkit.index.schema import make_schema
from searchkit.model import Explanation
from searchkit.search.evaluating.evaluate import Evaluation, OutOfTime, Run
from searchkit.search.explaining.formulas import AGE, CLOSENESS, HALVINGS, NEARNESS, PRODUCT, SUM, rounded, score_of
from searchkit.search.explaining.trees import Trees
from searchkit.search.explaining.words import Words, quoted
from searchkit.search.kinds import NOTHING
from searchkit.search.nearness.bonus import Nearness
from searchkit.search.nearness.rule import CLOSENESS as CLOSENESS_OF
from searchkit.search.nearness.rule import FIELD, near_words
from searchkit.search.rewriting import Synonyms
from searchkit.search.statistics import Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from searchkit.analysis import AskedTerm
    from searchkit.search.feedback.asking import Feedback
    from searchkit.search.plain.ranking import Tree
    from searchkit.search.recency import Recency
    from searchkit.search.search import Asked


def explained(
    run: Run,
    tree: query.Query,
    number: int,
    score: float,
    *,
    nearness: float = 0.0,
    feedback: Feedback | None = None,
    recency: Recency | None = None,
    title_weight: int = 1,
) -> Explanation:
    """How the `score` of the document `number` of a snapshot came about, which `rank` gave with the same arguments.

    `title_weight`: how many times a word of the title counts. Raises `OutOfTime`.
    """
    part = run.snapshot.part_of(number)
    trees = Trees(Evaluation(run, part, scored=True), number - part.offset, title_weight)
    relevance = trees.of(tree)
    assert relevance is not None, "a hit matches"
    ways = [relevance]  # those that are not of the best have nothing else
    bonus = _bonus(run, tree, trees.words, nearness)
    if bonus is not None:
        ways.insert(0, _sum(relevance, bonus, "relevance and nearness"))
    fed = None if feedback is None else _fed(feedback, trees.words)
    if fed is not None:
        ways.insert(0, _sum(ways[0], fed, "what was asked for, and words of the best articles"))
    if recency is not None:
        at = int(part.times("relevance")[number - part.offset])
        ways = [_aged(way, recency, at) for way in ways]
    for way in ways:
        if way.value == score:
            return way
    return Explanation(score, "what was counted when time ran out; all of it would be", (ways[0],))


def explain(asked: Asked, number: int, score: float) -> Explanation:
    """The same of a hit. Raises `QueryError` when it takes longer than a search may."""
    request, settings = asked.request, asked.store.settings
    if request.sort != "relevance":
        return Explanation(score, f"sorted by date, {request.sort} first: nothing is scored")
    snapshot = asked.snapshot if asked.plain is None else _as_arrays(asked)
    try:
        return explained(
            Run(snapshot, asked.reader, deadline=time.monotonic() + settings.search_seconds),
            as_whoosh(asked.tree),
            number,
            score,
            nearness=asked.nearness,
            feedback=asked.feedback,
            recency=request.recency,
            title_weight=asked.store.manifest.title_weight,
        )
    except OutOfTime:
        seconds = f"{settings.search_seconds:g} s (search_seconds)"
        raise QueryError(f"to explain a score took more than {seconds}; allow more") from None


def _sum(first: Explanation, more: Explanation, name: str) -> Explanation:
    return Explanation(rounded(first.value + more.value), f"{name}: {SUM}", (first, more))


def _fed(feedback: Feedback, words: Words) -> Explanation | None:
    """What words of the best articles add; None when that is nothing."""
    added = feedback.added
    if feedback.first == words.document + words.part.offset:
        weights = [_weight(words, term, boost) for term, boost in added.items()]
        named = f"the best article, which words of it and others do not outdo, gets what they weigh: {SUM}"
        return Explanation(rounded(_total(weights)), named, tuple(weights)) if weights else None
    found = [one for term, boost in added.items() if (one := words.word(FIELD, {term: 1.0}, boost)) is not None]
    if not found:
        return None
    return Explanation(rounded(_total(found)), f"words of the best articles: {SUM}", tuple(found))


def _weight(words: Words, term: str, boost: float) -> Explanation:
    weight = words.weight([words.one_word(FIELD, {term: 1.0})], boost)
    return replace(weight, description=f"{quoted((term,))} in {FIELD}, {weight.description}")


def _bonus(run: Run, tree: query.Query, words: Words, factor: float) -> Explanation | None:
    """What nearness adds; None when that is nothing."""
    near = Nearness.of(run, tree, factor)
    if near is None:
        return None
    neighbours = near.neighbours(words.among + words.part.offset)
    are_apart = neighbours.distances > 0
    first, second = neighbours.first[are_apart], neighbours.second[are_apart]
    distances = neighbours.distances[are_apart]
    if not len(distances):
        return None
    chosen = [
        word.terms
        for word in near_words(tree)
        if words.one_word(FIELD, dict(zip(word.terms, word.worth, strict=True))).posting_count
    ]
    norm = Explanation(words.norm(near.scoring).value, "norm, as above")
    details = []
    for number, terms in enumerate(chosen):
        beside = []
        for other, neighbour in enumerate(chosen):
            there = ((first == number) & (second == other)) | ((first == other) & (second == number))
            if there.any():
                beside.append(_beside(neighbour, float(near.weights[other]), distances[there].tolist()))
        if beside:
            near_by = Explanation(rounded(_total(beside)), f"nearness, in place of a frequency: {SUM}", tuple(beside))
            weight = Explanation(float(near.weights[number]), "weight, as above")
            details.append(score_of(f"{quoted(terms)} near others", weight, near_by, norm))
    return Explanation(
        float(near.factor * np.float32(_total(details))),
        f"nearness: {NEARNESS}",
        (Explanation(float(near.factor), "nearness"), *details),
    )


def _beside(terms: Sequence[AskedTerm], weight: float, distances: list[int]) -> Explanation:
    closeness = sum(CLOSENESS_OF[distance] for distance in distances)
    shown = ", ".join(map(str, sorted(distances)[:_NAMED])) + (", ..." if len(distances) > _NAMED else "")
    return Explanation(
        weight * closeness,
        f"{quoted(terms)}: {CLOSENESS}",
        (
            Explanation(weight, "weight, as above"),
            Explanation(closeness, f"sum of 1 / distance; distances in words: {shown}"),
        ),
    )


_NAMED = 5
"""Distances that are named."""


def _total(details: list[Explanation]) -> float:
    total = 0.0
    for detail in details:
        total += detail.value
    return total


def _aged(whole: Explanation, recency: Recency, at: int) -> Explanation:
    """The same, as an article published `at` (seconds since 1970) gets it."""
    times = np.array([at], np.int64)
    ages = (
        (Explanation(recency.now - at, "age in seconds"), Explanation(recency.half_life, "half-life in seconds"))
        if at != NO_TIME
        else ()
    )
    said = f"halvings: {HALVINGS}" if ages else "halvings of an article without a date"
    halvings = Explanation(float(recency.halvings(times)[0]), said, ages)
    factor = Explanation(float(recency.factors(times)[0]), f"share that age leaves: {AGE}", (halvings,))
    return Explanation(
        float((np.array([whole.value], np.float32) * recency.factors(times)).astype(np.float32)[0]),
        f"relevance, less for its age: {PRODUCT}",
        (whole, factor),
    )


def _as_arrays(asked: Asked) -> Snapshot:
    """The snapshot that was searched without arrays."""
    segments = segments_of(asked.reader)
    assert segments is not None, "what was searched can be searched again"
    return Snapshot(segments, make_schema(), asked.store.settings.k1, asked.store.settings.b)


def as_whoosh(node: Tree) -> query.Query:
    """A tree of `query.simple` of the classes of Whoosh that its own are siblings of; one of those as it is."""
    if isinstance(node, query.Query):
        return node
    kind = type(node).__name__
    if kind == "Synonyms":
        return Synonyms(node.fieldname, dict(zip(node.words, node.worth, strict=True)), 0, node.boost)
    if kind == "Term":
        return query.Term(node.fieldname, node.text, boost=node.boost)
    if kind == NOTHING:
        return query.NullQuery
    if kind == "Phrase":
        return query.Phrase(node.fieldname, node.words, boost=node.boost)
    whoosh: Any = getattr(query, kind)
    parts = [as_whoosh(child) for child in node.children()]
    return whoosh(parts, boost=node.boost) if kind in ("Or", "And", "DisjunctionMax") else whoosh(*parts)

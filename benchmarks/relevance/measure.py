"""Runs every engine over a collection and measures what it answers, as plain numbers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.relevance.collection import Collection, Questions
from benchmarks.relevance.engines import Asked, Peer, Searchkit, plain
from searchkit.evaluation import DEFAULT_MEASURES, Evaluation, Run, compare, evaluate, make_run

_DEPTH = 100
"""Documents a query, as deep as the deepest measure looks."""
FIRST = DEFAULT_MEASURES[0]
"""The measure whose values are kept query by query."""


def measure(
    engines: Sequence[Searchkit | Peer], collection: Collection, say: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """The figures of each set of questions, by its name: how many `documents` and `queries`, and of each of the
    `engines`, by its label, the `means`, the share `unjudged` and the values `each` of the first measure.

    Those after the first engine have by measure what `compared` the first with them: the difference (first less this),
    the queries that the first answers `better` and `worse`, and `p`, how likely that is to be chance.
    """
    found: dict[str, dict[str, Evaluation]] = {one.name: {} for one in collection.questions}
    with tempfile.TemporaryDirectory() as folder:
        for engine in engines:
            say(engine.label)
            asked = engine.asked(collection.records, Path(folder), _DEPTH + 1)
            for one in collection.questions:
                found[one.name][engine.label] = evaluate(_run(asked, one), one.judgments)
    return {
        one.name: {
            "documents": len(collection.records),
            "queries": len(one.queries),
            "engines": _figures(found[one.name], judged=one.judged),
        }
        for one in collection.questions
    }


def _run(asked: Asked, questions: Questions) -> Run:
    """The answers, without the document that a query was taken from where it was taken from one."""
    run = make_run(asked, {query: plain(text) for query, text in questions.queries.items()})
    itself = questions.without_itself
    return {
        query: [pair for pair in answer if not (itself and pair[0] == query)][:_DEPTH] for query, answer in run.items()
    }


def _figures(evaluations: dict[str, Evaluation], *, judged: bool) -> dict[str, Any]:
    first = next(iter(evaluations.values()))
    return {
        label: {
            "means": found.means,
            "unjudged": found.unjudged if judged else None,
            "compared": {} if found is first else _compared(first, found),
            "each": {query: round(values[0], 4) for query, values in found.values.items()},
        }
        for label, found in evaluations.items()
    }


def _compared(first: Evaluation, other: Evaluation) -> dict[str, Any]:
    return {
        one.measure: {"difference": one.difference, "better": one.better, "worse": one.worse, "p": one.p_value}
        for one in compare(first, other)
    }

"""The figures: a value for each query and measure, through ``ir_measures``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Any

from searchkit.errors import EvaluationError
from searchkit.reports import Evaluation

if TYPE_CHECKING:
    from searchkit.evaluation.runs import Run

DEFAULT_MEASURES = ("nDCG@10", "AP", "RR", "P@10", "R@100")
JUDGED_DEPTH = 10
"""How many of the first hits are looked at for unjudged ones."""

_OTHER_NAMES = {"map": "AP", "mrr": "RR", "recall": "R", "precision": "P", "ndcg": "nDCG", "ap": "AP", "rr": "RR"}


def evaluate(
    run: Run, judgments: Mapping[str, Mapping[str, int]], measures: Sequence[str] = DEFAULT_MEASURES
) -> Evaluation:
    """How good a run is, by the judgments. Judged queries that it does not answer count as 0.

    Documents are taken in the run's order, whatever their scores. Raises `EvaluationError` for an unknown measure, when
    no query of the run is judged, or without ``ir_measures``.
    """
    library = _library()
    wanted = [_parsed(name) for name in dict.fromkeys(map(measure_name, measures))]
    judged = {query: gains for query, gains in judgments.items() if query in run}
    if not judged:
        raise EvaluationError(
            "none of the queries is among the judged ones; are queries and judgments of the same collection?"
        )
    qrels = {query: {document: max(gain, 0) for document, gain in gains.items()} for query, gains in judged.items()}
    ranked = {query: {document: -float(rank) for rank, (document, _) in enumerate(run[query])} for query in judged}
    values = {query: [0.0] * len(wanted) for query in judged}
    try:
        for metric in library.iter_calc(wanted, qrels, ranked):
            values[metric.query_id][wanted.index(metric.measure)] = float(metric.value)
    except (ValueError, RuntimeError) as error:
        raise EvaluationError(f"the measures cannot be computed: {error}") from error
    best = [document in judged[query] for query in judged for document, _ in run[query][:JUDGED_DEPTH]]
    return Evaluation(
        measures=tuple(map(str, wanted)),
        values={query: tuple(row) for query, row in values.items()},
        unjudged=1 - fmean(best) if best else 0.0,
        without_judgments=sum(query not in judgments for query in run),
    )


def measure_name(name: str) -> str:
    """A measure's name as ``ir_measures`` writes it: ``recall@100`` is ``R@100``, ``MRR`` is ``RR``."""
    word, rest = re.fullmatch(r"\s*([A-Za-z]*)(.*?)\s*", name, re.DOTALL).groups()  # type: ignore[union-attr]
    return _OTHER_NAMES.get(word.lower(), word) + rest


def _parsed(name: str) -> Any:
    library = _library()
    try:
        measure = library.parse_measure(name)
        if not library.DefaultPipeline.supports(measure):
            raise ValueError
    except (ValueError, NameError, SyntaxError, KeyError, TypeError):
        raise EvaluationError(
            f"{name!r} is no measure that can be computed here; known are nDCG@10, AP, RR, P@10, R@100 and others of "
            "ir_measures"
        ) from None
    return measure


def _library() -> Any:
    try:
        import ir_measures
    except ImportError as error:
        raise EvaluationError("evaluation needs ir_measures: pip install 'searchkit[eval]'") from error
    return ir_measures

"""The figures: a value for each query and measure, through ``ir_measures``."""

from __future__ import annotations

import ast
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

_COUNTS = range(1, 1 << 31)
"""What a cutoff or the least gain of a relevant document may be. For others the library, in C, ends the process."""

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
        measure = _built(name, library.measures.registry)
        measure.validate_params()
        counts = [measure.params.get(parameter, 1) for parameter in ("cutoff", "rel")]
        if not all(count in _COUNTS for count in counts) or not library.DefaultPipeline.supports(measure):
            raise ValueError
    except (ValueError, KeyError, TypeError, AssertionError, SyntaxError, RecursionError, MemoryError):
        raise EvaluationError(
            f"{name!r} is no measure that can be computed here; known are nDCG@10, AP, RR, P@10, R@100 and "
            "others of ir_measures"
        ) from None
    return measure


def _built(name: str, registry: Mapping[str, Any]) -> Any:
    """The measure of a name such as ``nDCG(dcg='exp-log2')@10``. The library's own reader (0.4.3) does not know
    Python 3.14."""
    node = ast.parse(name, mode="eval").body
    at: Any = None
    values: dict[str, Any] = {}
    match node:
        case ast.BinOp(left=left, op=ast.MatMult(), right=right):
            node, at = left, ast.literal_eval(right)
    match node:
        case ast.Call(func=named, args=[], keywords=keywords):
            node, values = named, {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in keywords}
    if not isinstance(node, ast.Name):
        raise ValueError
    measure = registry[node.id]
    return measure(**values) if at is None else measure(**values) @ at


def _library() -> Any:
    try:
        import ir_measures
    except ImportError as error:
        raise EvaluationError("evaluation needs ir_measures: pip install 'searchkit[eval]'") from error
    return ir_measures

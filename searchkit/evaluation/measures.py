"""The figures: a value for each query and measure, through ``ir_measures``."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from statistics import fmean
from subprocess import SubprocessError
from typing import TYPE_CHECKING, Any

from searchkit.errors import EvaluationError
from searchkit.reports import Evaluation

if TYPE_CHECKING:
    from searchkit.evaluation.runs import Run

DEFAULT_MEASURES = ("nDCG@10", "AP", "RR", "P@10", "R@100")
JUDGED_DEPTH = 10
"""How many of the first hits are looked at for unjudged ones."""

_COUNTS = range(1, 1 << 31)
"""What a cutoff, the least gain of a relevant document and the largest gain may be. For others the library, in C, ends
the process, or fails."""

_CASCADE_GAIN = 4
"""The largest gain of which a cascade of gains that grow by powers of two (ERR, nDCG by ``exp-log2``) is computed."""

_OTHER_NAMES = {"map": "AP", "mrr": "RR", "recall": "R", "precision": "P", "ndcg": "nDCG", "ap": "AP", "rr": "RR"}


def evaluate(
    run: Run, judgments: Mapping[str, Mapping[str, int]], measures: Sequence[str] = DEFAULT_MEASURES
) -> Evaluation:
    """How good a run is, by the judgments. Judged queries that it has without an answer count as 0; those that it has
    not, as in a file of a run that found nothing for them, are left out, as trec_eval does.

    Documents are taken in the run's order, whatever their scores. Raises `EvaluationError` for an unknown measure, when
    no query of the run is judged, or without ``ir_measures``.
    """
    wanted = list(dict.fromkeys(_parsed(measure_name(name)) for name in measures))
    judged = {query: gains for query, gains in judgments.items() if query in run}
    if not judged:
        raise EvaluationError(
            "none of the queries is among the judged ones; are queries and judgments of the same collection?"
        )
    values = _values(wanted, run, judged)
    best = [document in judged[query] for query in judged for document, _ in run[query][:JUDGED_DEPTH]]
    return Evaluation(
        measures=tuple(map(str, wanted)),
        values=values,
        unjudged=1 - fmean(best) if best else 0.0,
        without_judgments=sum(query not in judgments for query in run),
    )


def _values(wanted: Sequence[Any], run: Run, judged: Mapping[str, Mapping[str, int]]) -> dict[str, tuple[float, ...]]:
    """The value of each measure for each judged query. Raises `EvaluationError` for what the library cannot compute."""
    largest = max((gain for gains in judged.values() for gain in gains.values()), default=0)
    if largest > _COUNTS[-1]:
        raise EvaluationError(f"the gain {largest} of a judgment is too large; {_COUNTS[-1]} is the most")
    for measure in wanted:
        if largest > _CASCADE_GAIN and (measure.NAME == "ERR" or measure.params.get("dcg") == "exp-log2"):
            raise EvaluationError(f"{measure} is computed of gains up to {_CASCADE_GAIN}; the judgments have {largest}")
    # The library is told numbers, not names: parts of it read only some names, or end the process at others.
    queries = {query: str(number) for number, query in enumerate(judged)}
    documents: dict[str, str] = {}
    qrels: dict[str, dict[str, int]] = {}
    ranked: dict[str, dict[str, float]] = {}
    for query, number in queries.items():
        named = [(documents.setdefault(name, str(len(documents))), gain) for name, gain in judged[query].items()]
        found = [documents.setdefault(name, str(len(documents))) for name, _ in run[query]]
        qrels[number] = {document: max(gain, 0) for document, gain in named}
        ranked[number] = {document: -float(rank) for rank, document in enumerate(found)}
    answered = {number: found for number, found in ranked.items() if found}
    values = {number: [0.0] * len(wanted) for number in ranked}
    # Of no answer no share is judged: the library would divide by nothing.
    shares = [measure for measure in wanted if measure.NAME == "Judged"]
    others = [measure for measure in wanted if measure not in shares]
    try:
        for measures, answers in ((shares, answered), (others, ranked)):
            for metric in _library().iter_calc(measures, qrels, answers) if measures else ():
                values[metric.query_id][wanted.index(metric.measure)] = float(metric.value)
    except (ValueError, RuntimeError, ArithmeticError, SystemError, OSError, SubprocessError) as error:
        raise EvaluationError(f"the measures cannot be computed: {error}") from error
    return {query: tuple(values[number]) for query, number in queries.items()}


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

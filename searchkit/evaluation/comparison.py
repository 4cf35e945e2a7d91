"""Two evaluations side by side, and whether their difference may be chance."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from searchkit.errors import EvaluationError
from searchkit.reports import Comparison, Evaluation

_RESAMPLES = 9_999
_SEED = 0  # the same answer each time
_NOISE = 1e-9
"""A difference as small as this comes of rounding."""


def compare(one: Evaluation, other: Evaluation) -> tuple[Comparison, ...]:
    """Each measure that both have. Raises `EvaluationError` when they have no query or measure in common."""
    queries = [query for query in one.values if query in other.values]
    measures = [measure for measure in one.measures if measure in other.measures]
    if not queries or not measures:
        raise EvaluationError("the two have no queries or no measures in common")
    return tuple(_compared(measure, one, other, queries) for measure in measures)


def _compared(measure: str, one: Evaluation, other: Evaluation, queries: Sequence[str]) -> Comparison:
    here, there = one.measures.index(measure), other.measures.index(measure)
    first = [one.values[query][here] for query in queries]
    second = [other.values[query][there] for query in queries]
    differences = [a - b if abs(a - b) > _NOISE else 0.0 for a, b in zip(first, second, strict=True)]
    return Comparison(
        measure=measure,
        mean=fmean(first),
        other_mean=fmean(second),
        differences=dict(zip(queries, differences, strict=True)),
        p_value=_p_value(differences),
    )


def _p_value(differences: list[float]) -> float:
    """Of the paired randomisation test: the sign of each difference is as good as the toss of a coin."""
    if len(differences) < 2 or not any(differences):
        return 1.0
    import numpy as np
    from scipy.stats import permutation_test

    tested = permutation_test(
        (np.asarray(differences),),
        lambda sample, axis: sample.mean(axis=axis),
        permutation_type="samples",
        n_resamples=_RESAMPLES,
        vectorized=True,
        random_state=np.random.default_rng(_SEED),
    )
    return float(tested.pvalue)

"""The formulas of an explanation, applied: does each number follow from those below it?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from searchkit.model import Explanation

F = np.float32
ONE = F(1)


def _score(weight: float, frequency: float, norm: float) -> Any:
    return F(weight) - F(weight) / (ONE + F(frequency) * F(norm))


def _norm(k1: float, b: float, length: float, average: float) -> Any:
    return ONE / (F(k1) * ((ONE - F(b)) + F(b) * F(length) / F(average)))


FORMULAS: dict[str, Callable[..., Any]] = {
    "sum of": lambda *parts: F(sum(parts)),
    "highest of": max,
    "product of": lambda score, share: F(F(score) * np.float64(share)),
    "weight - weight / (1 + frequency * norm)": _score,
    "boost * sum of idf": lambda boost, *idf: F(boost) * F(sum(idf)),
    "ln(1 + (N - n + 0.5) / (n + 0.5))": lambda all_, some: F(math.log(1 + (all_ - some + 0.5) / (some + 0.5))),
    "1 / (k1 * (1 - b + b * length / average))": _norm,
    "in the title * title_weight + in the body": lambda title, weight, body: title * weight + body,
    "worth * frequency": lambda worth, frequency: F(worth) * F(frequency),
    "nearness * sum of": lambda factor, *words: F(factor) * F(sum(words)),
    "weight * sum of 1 / distance": lambda weight, closeness: weight * closeness,
    "1 / 2 ** halvings": lambda halvings: 2.0**-halvings,
    "age / half-life, at least 0 and at most 10": lambda age, half_life: min(max(age / half_life, 0), 10),
}


def broken(explanation: Explanation) -> Iterator[str]:
    """Each node whose value does not follow from its details by the formula that it names."""
    values: Sequence[float] = [detail.value for detail in explanation.details]
    if values:
        formula = explanation.description.rpartition(": ")[2]
        value = float(FORMULAS[formula](*values))
        is_same = math.isclose(value, explanation.value, rel_tol=1e-15) if "halvings" in formula else None
        if not (value == explanation.value if is_same is None else is_same):
            yield f"{explanation.value!r} is not {value!r}: {explanation.description} {values}"
    for detail in explanation.details:
        yield from broken(detail)

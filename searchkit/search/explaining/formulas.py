"""The formulas, as an explanation says them, and the values that are made by one.

What comes before a colon names the value, what comes after it says how it follows from the details, in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from searchkit.model import Explanation
from searchkit.search import bm25

SUM: Final = "sum of"
HIGHEST: Final = "highest of"
PRODUCT: Final = "product of"
SCORE: Final = "weight - weight / (1 + frequency * norm)"
WEIGHT: Final = "boost * sum of idf"
IDF: Final = "ln(1 + (N - n + 0.5) / (n + 0.5))"
NORM: Final = "1 / (k1 * (1 - b + b * length / average))"
TITLED: Final = "in the title * title_weight + in the body"
WORTH: Final = "worth * frequency"
NEARNESS: Final = "nearness * sum of"
CLOSENESS: Final = "weight * sum of 1 / distance"
AGE: Final = "1 / 2 ** halvings"
HALVINGS: Final = "age / half-life, at least 0 and at most 10"


def rounded(number: float) -> float:
    """The nearest number of single precision."""
    return float(np.float32(number))


def sum_of(details: Sequence[Explanation], name: str) -> Explanation:
    """The sum, rounded once; of one value, that itself."""
    if len(details) == 1:
        return details[0]
    total = 0.0
    for detail in details:
        total += detail.value
    return Explanation(rounded(total), f"{name}: {SUM}", tuple(details))


def score_of(name: str, weight: Explanation, frequency: Explanation, norm: Explanation) -> Explanation:
    """What BM25 gives a word or phrase."""
    frequencies, norms = (np.array([one.value], np.float32) for one in (frequency, norm))
    value = float(bm25.score(np.float32(weight.value), frequencies, norms)[0])
    return Explanation(value, f"{name}: {SCORE}", (weight, frequency, norm))

"""Gates: a figure that must be reached, for a build that is to fail when it is not."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass

from searchkit.errors import EvaluationError
from searchkit.evaluation.measures import measure_name
from searchkit.reports import Evaluation

_COMPARISONS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
_GATE = re.compile(r"\s*([^<>=\s]+)\s*(>=|<=|>|<)\s*([0-9]+(?:\.[0-9]+)?|\.[0-9]+)\s*")


@dataclass(frozen=True, slots=True)
class Gate:
    """Such as ``nDCG@10>=0.40``."""

    measure: str
    comparison: str
    bound: float

    @classmethod
    def parse(cls, text: str) -> Gate:
        """Raises `EvaluationError` for a text that is no gate."""
        match = _GATE.fullmatch(text)
        if match is None:
            raise EvaluationError(f"{text!r} is no gate; write it as nDCG@10>=0.40")
        return cls(measure_name(match[1]), match[2], float(match[3]))

    def holds(self, evaluation: Evaluation) -> bool:
        """Whether the mean passes. Raises `EvaluationError` for a measure that was not measured."""
        mean = evaluation.means.get(self.measure)
        if mean is None:
            raise EvaluationError(f"{self.measure} was not measured; measured were {', '.join(evaluation.measures)}")
        return bool(_COMPARISONS[self.comparison](mean, self.bound))

    def __str__(self) -> str:
        return f"{self.measure}{self.comparison}{self.bound:g}"

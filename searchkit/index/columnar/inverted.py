"""Postings as flat arrays, sorted by term and document: what inversion and merging give, and encoding takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Inverted:
    """Postings of consecutive terms of one field. Rows are postings, by term and within it by document."""

    starts: NDArray[np.int64]
    """Shape (terms + 1,): the rows of term i are ``starts[i]:starts[i + 1]``, at least one."""
    documents: NDArray[Any]
    """Shape (rows,), integers: document numbers, ascending within a term."""
    weights: NDArray[Any]
    """Shape (rows,), integers or floats from 0 on: weighted frequencies."""
    counts: NDArray[np.int64] | None = None
    """Shape (rows,): how many positions each posting has; None when the field has no positions."""
    positions: NDArray[Any] | None = None
    """Shape (sum of counts,), integers: ascending within a posting."""

    @property
    def terms(self) -> int:
        """How many terms there are."""
        return len(self.starts) - 1

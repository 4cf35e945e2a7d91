"""Postings of tokens, term by term: what inverting by sorting numbers must give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.inverted import Inverted


def invert(
    terms: Sequence[bytes],
    term: NDArray[Any],
    document: NDArray[Any],
    weight: NDArray[Any],
    position: NDArray[Any] | None = None,
) -> tuple[list[bytes], Inverted]:
    """The terms that occur, sorted, and their postings.

    Of each token: the index of its `term` in `terms`, its `document`, its `weight` and its `position` (None: none are
    kept). Tokens come by document, and within one by position; those of one term and document become one posting
    whose weight is their sum.
    """
    found: dict[bytes, dict[int, list[int]]] = {}
    for row, (number, where) in enumerate(zip(term.tolist(), document.tolist(), strict=True)):
        found.setdefault(terms[number], {}).setdefault(where, []).append(row)
    spelled = sorted(found)
    postings = [(where, rows) for text in spelled for where, rows in found[text].items()]
    order = [row for _, rows in postings for row in rows]
    inverted = Inverted(
        np.cumsum([0, *(len(found[text]) for text in spelled)]),
        np.array([where for where, _ in postings], np.int64),
        np.array([weight[rows].sum() for _, rows in postings], np.int64),
        None if position is None else np.array([len(rows) for _, rows in postings], np.int64),
        None if position is None else position[order],
    )
    return spelled, inverted

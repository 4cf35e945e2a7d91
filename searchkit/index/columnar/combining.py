"""Postings of several parts, each sorted by term, become one, sorted by term and within it by part."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.inverted import Inverted
from searchkit.ragged import rows_in_order, starts_of

Ints = NDArray[np.int64]


def combined(
    parts: Sequence[Inverted], ranks: Sequence[NDArray[np.intp]], terms: int
) -> tuple[Inverted, NDArray[np.bool_]]:
    """The postings of all parts by term and part, and which of the `terms` have any.

    `ranks`: for each part the number of each of its terms, ascending. The documents of a part are all below those of
    the next. Either all parts have positions or none.
    """
    sizes = [np.diff(part.starts) for part in parts]
    per_term = np.zeros(terms, np.int64)
    for rank, size in zip(ranks, sizes, strict=True):
        per_term[rank] += size
    kept = per_term > 0
    starts = starts_of(per_term[kept])
    if len(parts) == 1 and len(sizes[0]) == len(starts) - 1:
        return parts[0], kept
    order = np.concatenate(ranks).argsort(kind="stable")
    rows = rows_in_order(order, np.concatenate(sizes))
    documents = np.concatenate([part.documents for part in parts]).take(rows)
    weights = np.concatenate([part.weights for part in parts]).take(rows)
    if any(part.counts is None for part in parts):
        return Inverted(starts, documents, weights), kept
    counts = np.concatenate([part.counts for part in parts if part.counts is not None])
    positions = np.concatenate([part.positions for part in parts if part.positions is not None])
    per_list = np.concatenate([_sums(part.counts, part.starts) for part in parts if part.counts is not None])
    return Inverted(starts, documents, weights, counts.take(rows), positions.take(rows_in_order(order, per_list))), kept


def _sums(values: NDArray[np.int64], starts: Ints) -> Ints:
    """The sum of the values of each list."""
    sums = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=sums[1:])
    return np.diff(sums.take(starts))

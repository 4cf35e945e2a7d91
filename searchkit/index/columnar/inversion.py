"""Tokens of many documents, in the order they were read, become postings sorted by term."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.inverted import Inverted


def invert(
    terms: Sequence[str | bytes],
    term: NDArray[Any],
    document: NDArray[Any],
    weight: NDArray[Any] | int = 1,
    position: NDArray[Any] | None = None,
) -> tuple[list[bytes], Inverted]:
    """The terms that occur, sorted, and their postings.

    Of each token: the index of its `term` in `terms`, its `document`, its `weight` and its `position` (None: none are
    kept). Tokens come by document, and within one by position; those of one term and document become one posting
    whose weight is their sum.
    """
    count = len(term)
    used = np.flatnonzero(np.bincount(term, minlength=len(terms))) if count else np.zeros(0, np.int64)
    spelled = [text.encode() if isinstance(text, str) else text for text in map(terms.__getitem__, used.tolist())]
    order = sorted(range(len(used)), key=spelled.__getitem__)
    rank = np.zeros(len(terms), "<u8")
    rank[used[order]] = np.arange(len(used), dtype=np.uint64)
    # Sorting numbers is several times faster than sorting by key: the row in the low half keeps the order stable.
    keys = rank[term]
    keys <<= np.uint64(32)
    keys |= np.arange(count, dtype=np.uint64)
    keys.sort()
    halves = keys.view("<u4")
    rows, ranks = halves[::2].copy(), halves[1::2].copy()
    del keys, halves
    documents = document[rows]
    is_first = np.ones(count, bool)
    if count:
        is_first[1:] = (ranks[1:] != ranks[:-1]) | (documents[1:] != documents[:-1])
    firsts = np.flatnonzero(is_first)
    counts = np.diff(np.append(firsts, count))
    if isinstance(weight, int):
        weights = counts * weight
    else:
        weights = np.add.reduceat(weight[rows], firsts) if count else weight[rows]
    starts = np.searchsorted(ranks[firsts], np.arange(len(used) + 1))
    inverted = Inverted(
        starts,
        documents[firsts],
        weights,
        None if position is None else counts,
        None if position is None else position[rows],
    )
    return [spelled[number] for number in order], inverted

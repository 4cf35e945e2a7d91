"""The best few of many: by score, then the newer, then the lower identity.

Only those whose score equals that of the last place are told apart by date, and only those of the same date by
identity.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.arrays import Scores

SLACK = 1 + 1e-6
"""Times that a limit for a score is taken too high: limits are in single precision, and rounding must never leave a
document out."""

_GROUP = 32
"""So many values are a group when there are many to choose from."""

_FEW_TIES = 500  # so many more than are wanted are sorted without further ado


def top_rows(values: NDArray[Any], count: int) -> NDArray[np.intp]:
    """The rows of the greatest `count` values, ascending, and of all that equal the least of them."""
    if len(values) <= count:
        return np.arange(len(values))
    rows: NDArray[np.intp] = (values >= least_of_best(values, count)).nonzero()[0]
    return rows


def least_of_best(values: NDArray[Any], count: int) -> Any:
    """The value of place number `count`; minus infinity when there are fewer."""
    place = len(values) - count
    if place < 0:
        return -np.inf
    if len(values) > _GROUP * 4 * count:
        # The least of the best groups' greatest is a limit that few values reach.
        most = values[: len(values) // _GROUP * _GROUP].reshape(_GROUP, -1).max(axis=0)
        most.partition(len(most) - count)
        values = values[values >= most[len(most) - count]]
        place = len(values) - count
    else:
        values = values.copy()
    values.partition(place)
    return values[place]


def in_order(scores: Scores | None, times: NDArray[Any], keys: NDArray[Any], count: int) -> NDArray[np.intp]:
    """The rows of the best `count`, best first. Without `scores` times decide."""
    if len(times) > count + _FEW_TIES:
        rows = _best([values for values in (scores, times, ~keys) if values is not None], count)
        return rows[in_order(None if scores is None else scores[rows], times[rows], keys[rows], count)]
    order = np.lexsort((keys, -times) if scores is None else (keys, -times, -scores))
    return order[:count]


def _best(columns: Sequence[NDArray[Any]], count: int) -> NDArray[np.intp]:
    """The rows of the best `count`, in no particular order; those that one column holds equal, the next tells apart."""
    rows = np.arange(len(columns[0]))
    kept = []
    for column in columns:
        if len(rows) <= count:
            break
        values = column[rows]
        limit = least_of_best(values, count) if count else values.max()
        kept.append(rows[values > limit])
        count -= len(kept[-1])
        rows = rows[values == limit]
    return np.concatenate((*kept, rows[:count]))

"""The best few of many: by score, then the newer, then the lower identity.

Only those whose score equals that of the last place are told apart by date, and only those of the same date by
identity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.arrays import Documents, Scores


def best(documents: Documents, scores: Scores | None, times: NDArray[Any], keys: NDArray[Any], count: int) -> Any:
    """The places, in `documents`, of the best `count` (all if there are fewer), in no particular order.

    `times` and `keys` are by document number. Without `scores` the later times come first.
    """
    chosen = np.arange(len(documents))
    kept: list[NDArray[np.intp]] = []
    needed = count
    for level in ("score", "time", "key"):
        if len(chosen) <= needed:
            break
        if level == "score":
            if scores is None:
                continue
            values = scores
        elif level == "time":
            values = times[documents[chosen]]
        else:
            order = keys[documents[chosen]].argsort(kind="stable")
            chosen = chosen[order[:needed]]
            break
        limit = np.partition(values, len(values) - needed)[len(values) - needed] if needed else values.max()
        above = values > limit
        kept.append(chosen[above])
        needed -= len(kept[-1])
        chosen = chosen[values == limit]
    return np.concatenate((*kept, chosen)) if kept else chosen


def least_of_best(scores: Scores, count: int) -> float:
    """The score of place number `count`; minus infinity when there are fewer."""
    if len(scores) < count:
        return float("-inf")
    return float(np.partition(scores, len(scores) - count)[len(scores) - count])


def in_order(scores: Scores | None, times: NDArray[Any], keys: NDArray[Any]) -> NDArray[np.intp]:
    """The order of some documents, best first."""
    if scores is None:
        return np.lexsort((keys, -times))
    return np.lexsort((keys, -times, -scores))

"""Is a query object that a program made fit to be answered? Those of parsed texts are bounded as they are made."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from searchkit.errors import QueryError

if TYPE_CHECKING:
    from whoosh.query import Query

MOST = 4_096
"""Parts of a tree: some times what a text may ask for at most, and still quick to answer."""

_GREATEST: Final = 1e30
"""A boost with those around it: scores are single precision, which ends at 3e38."""

DEEPEST = 100
"""Levels of a tree: evaluating one takes a few calls a level, and Python allows a thousand."""


def check_tree(tree: Query, *, most: int = MOST, deepest: int = DEEPEST, who: str = "") -> None:
    """Raises `QueryError` for a tree of too many parts, too deep, or with boosts that are no numbers or too large; in
    time that is bounded whatever its size.

    `who` begins the sentence about what takes no more.
    """
    limits = f": {who} {most:,} parts and {deepest} levels at most" if who else ""
    level, count = [(tree, 1.0)], 0
    for _ in range(deepest):
        count += len(level)
        if count > most:
            reason = f"more than {most:,} parts{limits}; ask for fewer, or in several queries"
            raise QueryError(f"the query object has {reason}")
        level = [(part, boost) for node, above in level for boost in (_boost(node, above),) for part in parts_of(node)]
        if not level:
            return
    raise QueryError(f"the query object is nested deeper than {deepest} levels{limits}; make it flatter")


def _boost(node: Query, above: float) -> float:
    """What the scores of a node are multiplied by, where those of the node around it are by `above`."""
    try:
        boost = above * float(getattr(node, "boost", 1.0)) * float(getattr(node, "score", 1.0))
    except (TypeError, ValueError, OverflowError):
        boost = math.nan
    if not abs(boost) <= _GREATEST:
        reason = f"a boost that is no number, or greater than {_GREATEST:g} with those around it; give a smaller one"
        raise QueryError(f"the query object has {reason}")
    return boost


def parts_of(node: Query) -> Sequence[Query]:
    """What a node is made of; those of Whoosh's span queries that are not among its children, too."""
    parts = list(node.children())
    if parts or node.is_leaf():
        return parts
    held = vars(node)
    if "subqs" in held:
        return list(held["subqs"])
    return [held[name] for name in (("a", "b") if "a" in held else ("q",)) if name in held]

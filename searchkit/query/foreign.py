"""Is a query object that a program made fit to be answered? Those of parsed texts are bounded as they are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from searchkit.errors import QueryError

if TYPE_CHECKING:
    from whoosh.query import Query

MOST = 4_096
"""Parts of a tree: some times what a text may ask for at most, and still quick to answer."""

DEEPEST = 100
"""Levels of a tree: evaluating one takes a few calls a level, and Python allows a thousand."""


def check_tree(tree: Query) -> None:
    """Raises `QueryError` for a tree of too many parts, or too deep; in time that is bounded whatever its size."""
    level, count = [tree], 0
    for _ in range(DEEPEST):
        count += len(level)
        if count > MOST:
            raise QueryError(f"the query object has more than {MOST:,} parts; ask for fewer, or in several queries")
        level = [part for node in level for part in node.children()]
        if not level:
            return
    raise QueryError(f"the query object is nested deeper than {DEEPEST} levels; make it flatter")

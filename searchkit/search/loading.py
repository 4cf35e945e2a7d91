"""What a search imports when it first needs it: numpy or Whoosh, and what is made with them.

The functions here keep what they give: to look it up among the modules again takes a microsecond at each search.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from whoosh.query import Query
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.opened import Opened
    from searchkit.model import Note
    from searchkit.search.evaluating.evaluate import Run
    from searchkit.search.ranked import Ranked
    from searchkit.search.statistics import Snapshot


class ArraySide(NamedTuple):
    """What answers on arrays."""

    snapshot_of: Callable[[IndexReader | Opened, float, float], Snapshot]
    run: type[Run]
    rank: Callable[..., Ranked]


@cache
def array_side() -> ArraySide:
    """Loads numpy."""
    from searchkit.search.evaluating.evaluate import Run
    from searchkit.search.ranking import rank
    from searchkit.search.statistics import snapshot_of

    return ArraySide(snapshot_of, Run, rank)


@cache
def expander() -> Callable[..., tuple[Query, tuple[Note, ...]]]:
    """`expand.expand`, which loads Whoosh alone."""
    from searchkit.search.expand import expand

    return expand

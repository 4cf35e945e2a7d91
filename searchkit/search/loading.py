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

    snapshot_of: Callable[[IndexReader | Opened, float, float, int], Snapshot]
    run: type[Run]
    rank: Callable[..., Ranked]


_KEPT_FREE = 16 << 20
"""Bytes of the largest array whose memory is used again; with a float for each document, of two million of these."""


@cache
def array_side() -> ArraySide:
    """Loads numpy, and prepares the process for many arrays that are soon dropped."""
    import numpy as np

    from searchkit.search.evaluating.evaluate import Run
    from searchkit.search.ranking import rank
    from searchkit.search.statistics import snapshot_of

    # glibc gives memory back to the system, and fetches it anew for the next query, page by page, until a large block
    # was freed once: it keeps blocks up to that size from then on, and twice as much at the end of the heap. The block
    # is not touched, so it takes no memory itself. Other allocators do not mind.
    np.empty(_KEPT_FREE, np.uint8)
    return ArraySide(snapshot_of, Run, rank)


@cache
def rewriter() -> Callable[..., tuple[Query, tuple[Note, ...]]]:
    """`rewriting.rewrite`, which loads Whoosh alone."""
    from searchkit.search.rewriting import rewrite

    return rewrite

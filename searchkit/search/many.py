"""Many searches at once, over all cores.

The searches are short, and what they do between two calls of numpy holds Python's lock: threads gain nothing. So
copies of this process answer, each a share of the queries, and send back whole answers. Where a process cannot be
copied safely (on systems without ``fork``, while other threads run, an index in memory), and for few queries, they are
answered one after the other.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, TypeAlias

from searchkit.errors import IndexAccessError
from searchkit.index.columnar.array_cache import CACHE
from searchkit.search.search import search

if TYPE_CHECKING:
    from searchkit.index.store import Store
    from searchkit.model import Results
    from searchkit.search.search import Request

Ask: TypeAlias = "Callable[[], Request]"

_FEW = 100  # queries that are answered before as many copies of a process have been made
_SHARES = 8  # of the queries for each process: some take longer than others

_work: list[tuple[Store, Sequence[Ask]]] = []
"""What the copies of this process answer; set while they are made."""


def search_many(store: Store, asked: Sequence[Ask], *, jobs: int | None = None) -> list[Results]:
    """One page of the answer to each of the requests that `asked` make, in their order; all of every hit is read.

    `jobs`: at most so many processes (all cores).
    """
    store.check_open()
    jobs = min(jobs or os.cpu_count() or 1, len(asked) // (_FEW // 2))
    if jobs < 2 or store.folder is None or not _can_fork():
        return [_answer(store, ask) for ask in asked]
    size = -(-len(asked) // (jobs * _SHARES))
    shares = [(first, first + size) for first in range(0, len(asked), size)]
    store.reader()  # opened once for all of them
    _work.append((store, asked))
    try:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork"), _begin, (store, jobs)) as pool:
            return [results for share in pool.map(_answer_share, shares) for results in share]
    except BrokenProcessPool as error:
        raise IndexAccessError(
            f"{store.name}: a process that answers ended, perhaps for want of memory; ask fewer at once"
        ) from error
    finally:
        _work.clear()


def _can_fork() -> bool:
    """Whether a copy of this process is whole: none of its threads but this one would be in it. What macOS runs in a
    process is not."""
    forks = sys.platform != "darwin" and "fork" in multiprocessing.get_all_start_methods()
    return forks and threading.active_count() == 1


def _begin(store: Store, copies: int) -> None:
    """Prepares a copy of the process."""
    store.catalog.reconnect()
    CACHE.divide(copies)


def _answer_share(share: tuple[int, int]) -> list[Results]:
    ((store, asked),) = _work
    return [_answer(store, ask) for ask in asked[slice(*share)]]


def _answer(store: Store, ask: Ask) -> Results:
    results = search(store, ask())
    for hit in results.hits:
        hit.lang  # noqa: B018  # reads what is not there yet
    return results

"""Many searches at once, over all cores.

The searches are short, and what they do between two calls of numpy holds Python's lock: threads gain nothing. So
copies of this process rank, each a share of the requests, on the very snapshot that this one has open, and send back
document numbers and scores; the hits are made here. Where a process cannot be copied safely (on systems without
``fork``, or while other threads run), and for few requests, they are answered one after the other.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from searchkit.search.search import Asked, translated

if TYPE_CHECKING:
    from searchkit.index.store import Store
    from searchkit.model import Results
    from searchkit.search.ranking import Ranked
    from searchkit.search.search import Request

_FEW = 200  # requests that are answered before as many copies of a process have been made
_SHARES = 8  # of the requests for each process: some take longer than others

_asked: list[Asked] = []
"""What the copies of this process answer; set while they are made."""


def search_many(store: Store, requests: Sequence[Request], *, jobs: int | None = None) -> list[Results]:
    """One page of the answer to each request, in their order. `jobs`: at most so many processes (all cores)."""
    began = time.perf_counter()
    jobs = min(jobs or os.cpu_count() or 1, len(requests) // (_FEW // 2))
    asked = []
    for request in requests:
        with translated(store, request):
            asked.append(Asked(store, request))
    if jobs < 2 or not _can_fork():
        return [_answer(one) for one in asked]
    ranked = _ranked_by(jobs, asked)
    return [one.results(found, began) for one, found in zip(asked, ranked, strict=True)]


def _answer(asked: Asked) -> Results:
    began = time.perf_counter()
    return asked.results(_rank(asked), began)


def _rank(asked: Asked) -> Ranked:
    with translated(asked.store, asked.request):
        return asked.rank()


def _can_fork() -> bool:
    """Whether a copy of this process is whole: none of its threads but this one would be in it."""
    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


def _ranked_by(jobs: int, asked: list[Asked]) -> list[Ranked]:
    size = -(-len(asked) // (jobs * _SHARES))
    shares = [(first, first + size) for first in range(0, len(asked), size)]
    _asked[:] = asked
    try:
        with multiprocessing.get_context("fork").Pool(jobs) as pool:
            return [ranked for share in pool.map(_rank_share, shares, chunksize=1) for ranked in share]
    finally:
        _asked.clear()


def _rank_share(share: tuple[int, int]) -> list[Ranked]:
    return [_rank(asked) for asked in _asked[slice(*share)]]

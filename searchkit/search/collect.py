"""Which articles match, and which of them come first."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from searchkit.index.columns import column
from searchkit.index.documents import NO_TIME

if TYPE_CHECKING:
    from whoosh.query import Query
    from whoosh.searching import Searcher

Sort = Literal["relevance", "newest", "oldest"]
_CHECK_EVERY = 256  # articles between two looks at the clock


@dataclass(frozen=True, slots=True)
class Ranked:
    """The first articles of an answer, by document number."""

    documents: tuple[tuple[int, float], ...]
    """(document number, score), best first."""
    total: int
    complete: bool
    """False when time ran out: then there are at least `total`."""
    older: int
    """Articles that match but were left out, since a newer version of them is stored."""


def rank(searcher: Searcher, tree: Query, *, count: int, sort: Sort, versions: bool, seconds: float) -> Ranked:
    """The first `count` articles that match `tree`; ties go to the newer, then to the lower identity."""
    deadline = time.monotonic() + seconds
    best: list[tuple[Any, ...]] = []
    total = older = 0
    complete = True
    for leaf, offset, hidden in _leaves(searcher, versions):
        times, keys = column(leaf.reader(), "time"), column(leaf.reader(), "key")
        matcher = _matcher(tree, leaf, scored=sort == "relevance")
        while matcher.is_active():
            number = matcher.id()
            if number in hidden:
                older += 1
            else:
                total += 1
                score = matcher.score() if sort == "relevance" else 0.0
                if len(best) < count or score >= best[0][0]:
                    when = times[number]
                    if sort == "oldest" and when != NO_TIME:  # without a date: last, either way
                        when = -when
                    entry = (score, when, -keys[number], offset + number)
                    if len(best) < count:
                        heapq.heappush(best, entry)
                    elif entry > best[0]:
                        heapq.heapreplace(best, entry)
            if (total + older) % _CHECK_EVERY == 0 and time.monotonic() > deadline:
                complete = False
                break
            matcher.next()
        if not complete:
            break
    best.sort(reverse=True)
    return Ranked(tuple((entry[3], entry[0]) for entry in best), total, complete, older)


def matching(searcher: Searcher, tree: Query, *, versions: bool) -> Iterator[int]:
    """The numbers of all articles that match, in the order they are stored."""
    for leaf, offset, hidden in _leaves(searcher, versions):
        for number in _matcher(tree, leaf, scored=False).all_ids():
            if number not in hidden:
                yield offset + number


def _leaves(searcher: Searcher, versions: bool) -> Iterator[tuple[Searcher, int, frozenset[int]]]:
    """Each segment's searcher, the number of its first document, and the documents not to show."""
    for leaf, offset in searcher.leaf_searchers():
        reader = leaf.reader()
        if not reader.doc_count_all():  # an index without segments has a reader all the same
            continue
        hidden: frozenset[int] = frozenset()
        if not versions and ("older", "1") in reader:
            hidden = frozenset(reader.postings("older", "1").all_ids())
        yield leaf, offset, hidden


def _matcher(tree: Query, leaf: Searcher, *, scored: bool) -> Any:
    context = leaf.context(needs_current=True, weighting=leaf.weighting if scored else None)
    return tree.matcher(leaf, context)

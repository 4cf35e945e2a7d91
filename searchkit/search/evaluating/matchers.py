"""Query classes that `evaluate` does not know, answered by Whoosh's own matchers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from whoosh.searching import Searcher

from searchkit.query import check_tree
from searchkit.search.arrays import Matches
from searchkit.search.evaluating.evaluation import OutOfTime
from searchkit.search.evaluating.timed import Clock
from searchkit.search.weighting import LuceneBM25

if TYPE_CHECKING:
    from whoosh.query import Query

    from searchkit.search.evaluating.evaluate import Run
    from searchkit.search.statistics import Part

_CHECK_EVERY = 256  # documents between two looks at the clock
_MOST = 128
"""Parts of a tree for Whoosh's matchers: each holds the whole of its list as Python's numbers."""
_DEEPEST = 12
"""Levels of it: each asks the one below several times for each document."""


def documents_of(run: Run, part: Part, tree: Query, *, scored: bool) -> Matches:
    """The live documents of a segment that match, and their scores; `OutOfTime` has those found by then.

    Raises `QueryError` for a tree of more parts, or levels, than Whoosh's matchers answer quickly.
    """
    check_tree(tree, most=_MOST, deepest=_DEEPEST, who="Whoosh's matchers, which answer it, take")
    weighting = LuceneBM25(run.snapshot, part)
    searcher = Searcher(run.reader, weighting=weighting, closereader=False)
    leaf = next(leaf for leaf, offset in searcher.leaf_searchers() if offset == part.offset)
    Clock(run).watch(leaf)
    documents: list[int] = []
    scores: list[float] = []
    try:
        matcher = tree.matcher(leaf, leaf.context(needs_current=True, weighting=weighting if scored else None))
        while matcher.is_active():
            document, score = matcher.id(), matcher.score() if scored else 0.0
            documents.append(document)
            scores.append(score)
            if len(documents) % _CHECK_EVERY == 0:
                run.check_time()
            matcher.next()
    except OutOfTime:
        raise OutOfTime(tree, _as_arrays(documents, scores, scored=scored)) from None
    return _as_arrays(documents, scores, scored=scored)


def _as_arrays(documents: list[int], scores: list[float], *, scored: bool) -> Matches:
    return np.array(documents, np.int64), np.array(scores, np.float32) if scored else None

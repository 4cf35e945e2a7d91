"""Query classes that `evaluate` does not know, answered by Whoosh's own matchers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from whoosh.searching import Searcher

from searchkit.search.arrays import Matches
from searchkit.search.evaluation import OutOfTime
from searchkit.search.weighting import LuceneBM25

if TYPE_CHECKING:
    from whoosh.query import Query

    from searchkit.search.evaluate import Run
    from searchkit.search.statistics import Part

_CHECK_EVERY = 256  # documents between two looks at the clock


def documents_of(run: Run, part: Part, tree: Query, *, scored: bool) -> Matches:
    """The live documents of a segment that match, and their scores; `OutOfTime` has those found by then."""
    weighting = LuceneBM25(run.snapshot, part)
    searcher = Searcher(run.reader, weighting=weighting, closereader=False)
    leaf = next(leaf for leaf, offset in searcher.leaf_searchers() if offset == part.offset)
    matcher = tree.matcher(leaf, leaf.context(needs_current=True, weighting=weighting if scored else None))
    documents: list[int] = []
    scores: list[float] = []
    while matcher.is_active():
        documents.append(matcher.id())
        if scored:
            scores.append(matcher.score())
        if len(documents) % _CHECK_EVERY == 0 and run.is_late():
            raise OutOfTime(tree, _as_arrays(documents, scores, scored=scored))
        matcher.next()
    return _as_arrays(documents, scores, scored=scored)


def _as_arrays(documents: list[int], scores: list[float], *, scored: bool) -> Matches:
    return np.array(documents, np.int64), np.array(scores, np.float32) if scored else None

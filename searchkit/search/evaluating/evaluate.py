"""A query tree becomes, segment by segment, the documents that match it and their scores.

Every node's score is a single-precision number: a term's by `bm25`, a sum of its parts' in double precision and then
rounded, as Lucene does. Boosts go down to the terms. A class that is not known here goes through Whoosh's own matcher.
"""

from __future__ import annotations

from searchkit.search.evaluating import leaves, positional, sets
from searchkit.search.evaluating.evaluation import HANDLERS, Evaluation, OutOfTime, Run

__all__ = ["Evaluation", "OutOfTime", "Run"]

for _handlers in (leaves.HANDLERS, sets.HANDLERS, positional.HANDLERS):
    HANDLERS.update(_handlers)

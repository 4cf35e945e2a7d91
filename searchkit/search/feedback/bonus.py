"""What the words of the best articles add to scores, on arrays; see `rule`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from searchkit.search import arrays, bm25
from searchkit.search.feedback.rule import FIELD

if TYPE_CHECKING:
    from searchkit.search.arrays import Documents, Scores
    from searchkit.search.evaluating.evaluation import Run


def bonuses(run: Run, added: Mapping[str, float], documents: Documents, first: int) -> Scores:
    """What is added to the score of each of `documents` (ascending), of which `first` is the best.

    `added`: words with their boosts. Raises `OutOfTime`.
    """
    snapshot = run.snapshot
    scoring = snapshot.scoring(FIELD)
    sums = np.zeros(len(documents))
    if scoring is None:
        return sums.astype(np.float32)
    inverse_norms = scoring.inverse_norms.take(snapshot.norms(scoring).take(documents))
    parts = list(snapshot.cut(documents))
    most = 0.0
    for term, boost in added.items():
        run.check_time()
        word = snapshot.word(FIELD, term)
        weight = np.float32(boost) * word.idf
        most += float(weight)
        for part, begin, end in parts:
            postings = word.lists[part.number]
            if postings is not None and begin < end:
                which, rows = arrays.look_up(postings, documents[begin:end] - part.offset)
                which += begin
                sums[which] += bm25.score(weight, postings.weights_at(rows), inverse_norms[which])
    sums[documents == first] = most
    return sums.astype(np.float32)

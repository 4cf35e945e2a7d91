"""What the words of the best articles add to scores, without numpy; see `search.feedback.rule`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from searchkit.search.feedback.rule import FIELD
from searchkit.search.plain.statistics import PlainScores, PlainSnapshot, single


def bonuses(
    snapshot: PlainSnapshot, added: Mapping[str, float], documents: Collection[int], first: int
) -> dict[int, float]:
    """What is added to the score of each of `documents`, of which `first` is the best. `added`: words with boosts."""
    scoring = snapshot.scoring(FIELD)
    sums = dict.fromkeys(documents, 0.0)
    if scoring is None:
        return sums
    inverses = snapshot.inverses(scoring)
    words = [(snapshot.word(FIELD, term), boost) for term, boost in added.items()]
    scores = [PlainScores(single(single(boost) * word.idf), inverses) for word, boost in words]
    for part in snapshot.parts:
        here = {number - part.offset for number in documents if snapshot.part_of(number) is part}
        norms = scoring.norms[part.number]
        for (word, _), score in zip(words, scores, strict=True):
            postings = word.lists[part.number]
            if postings is None or norms is None or not here:
                continue
            for at, frequency in zip(*postings.read(here), strict=True):
                sums[part.offset + at] += score[frequency, norms[at]]
    most = 0.0
    for score in scores:
        most += score.weight
    sums[first] = most
    return {number: single(bonus) for number, bonus in sums.items()}

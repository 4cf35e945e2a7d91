"""What nearness adds to scores, without numpy; see `search.nearness.rule`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from searchkit.search.nearness.rule import CLOSENESS, FIELD, MOST_PLACES, WINDOW, near_words
from searchkit.search.plain.statistics import PlainPart, PlainScores, PlainScoring, PlainSnapshot, single

if TYPE_CHECKING:
    from searchkit.analysis import AskedTerm


class PlainNearness:
    """The bonus of one query on one snapshot."""

    def __init__(
        self,
        snapshot: PlainSnapshot,
        factor: float,
        words: Sequence[Sequence[AskedTerm]],
        weights: Sequence[float],
        scoring: PlainScoring,
    ) -> None:
        self._snapshot = snapshot
        self._factor = single(factor)
        self._words = words
        self._weights = weights
        self._norms = scoring.norms
        self._scores = [PlainScores(weight, snapshot.inverses(scoring)) for weight in weights]

    @classmethod
    def of(cls, snapshot: PlainSnapshot, tree: Any, factor: float) -> PlainNearness | None:
        """That of a tree, times `factor`; None when no two of its words are in the index."""
        chosen = near_words(tree) if factor else ()
        found = [word for word in chosen if any(snapshot.posting_count(FIELD, term) for term in word.terms)]
        scoring = snapshot.scoring(FIELD) if len(found) > 1 else None
        if scoring is None:
            return None
        weights = []
        for terms, worth, boost in found:
            word = snapshot.word(FIELD, terms[0]) if worth == (1.0,) else snapshot.synonyms(FIELD, terms, worth)
            weights.append(word.idf if boost == 1.0 else single(single(boost) * word.idf))
        return cls(snapshot, factor, [word.terms for word in found], weights, scoring)

    def added_to(self, ranked: Sequence[tuple[float, int, int, int]]) -> list[tuple[float, int, int, int]]:
        """Documents as `ranking` sorts them, (-score, -time, key, number), with their bonus; in no particular order."""
        added = []
        for part in self._snapshot.parts:
            here = [document for document in ranked if 0 <= document[-1] - part.offset < part.document_count]
            bonuses = self._bonuses(part, {document[-1] - part.offset for document in here}) if here else {}
            for score, time, key, number in here:
                added.append((-single(-score + bonuses[number - part.offset]), time, key, number))
        return added

    def _bonuses(self, part: PlainPart, documents: set[int]) -> dict[int, float]:
        places: dict[int, list[tuple[int, int]]] = {number: [] for number in documents}
        field = part.segment.field(FIELD)
        for word, terms in enumerate(self._words):
            for term in terms if field is not None and field.has_positions else ():
                found = self._snapshot.lists(FIELD, term)[part.number]
                for number, positions in ({} if found is None else found.positions(documents)).items():
                    places[number] += [(position, word) for position in positions[:MOST_PLACES]]
        norms = self._norms[part.number]
        return {number: self._bonus(sorted(there), norms[number] if norms else 0) for number, there in places.items()}

    def _bonus(self, places: list[tuple[int, int]], length_byte: int) -> float:
        near = [0.0] * len(self._words)
        neighbours = [
            (first, second, CLOSENESS[after - before])
            for (before, first), (after, second) in pairwise(places)
            if first != second and 0 < after - before <= WINDOW
        ]
        for first, second, closeness in neighbours:
            near[first] += self._weights[second] * closeness
        for first, second, closeness in neighbours:
            near[second] += self._weights[first] * closeness
        total = 0.0
        for scores, so_near in zip(self._scores, near, strict=True):
            total += scores[single(so_near), length_byte]
        return single(self._factor * single(total))

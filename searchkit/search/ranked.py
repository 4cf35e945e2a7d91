"""The first articles of an answer, by number: what both ways of ranking give."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, overload

if TYPE_CHECKING:
    from searchkit.search.arrays import Documents, Scores

Sort = Literal["relevance", "newest", "oldest"]


EVERY = sys.maxsize
"""As many articles as match."""


CANDIDATES: Final = 100
"""So many of the best articles are looked at once more: what nearness and feedback add is added to theirs, the others
keep score and order. More changed none of the first ten of any query that was measured, and the set must not depend on
the page that is asked for."""


class Pairs(Sequence[tuple[int, float]]):
    """(document number, score) of very many articles in 12 bytes each, where a tuple of two takes a hundred."""

    def __init__(self, numbers: Documents, scores: Scores) -> None:
        self._numbers = numbers
        self._scores = scores

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> tuple[int, float]: ...
    @overload
    def __getitem__(self, place: slice) -> Pairs: ...
    def __getitem__(self, place: int | slice) -> tuple[int, float] | Pairs:
        numbers, scores = self._numbers[place], self._scores[place]
        return Pairs(numbers, scores) if isinstance(place, slice) else (int(numbers), float(scores))


class Ranked(NamedTuple):
    """The first articles of an answer, by document number."""

    documents: Sequence[tuple[int, float]]
    """(document number, score), best first."""
    total: int
    is_exact: bool
    """False: not all matches were counted, there are at least `total`."""
    complete: bool
    """False when time ran out."""
    older: int
    """Articles that match but were left out, since a newer version of them is stored."""
    folded: int = 0
    """Articles that match but were left out, as copies of those before them."""

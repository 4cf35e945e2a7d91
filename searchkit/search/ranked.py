"""The first articles of an answer, by number: what both ways of ranking give."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
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


class BestOfFew(Sequence[tuple[int, float]]):
    """(document number, score) of the best, best first: the first `count` of `pairs`, whose scores descend.

    Those of the same score are put in the order of their `precedence` as far as they are looked at, mostly a page.
    """

    def __init__(self, pairs: list[tuple[int, float]], count: int, precedence: Mapping[int, tuple[int, int]]) -> None:
        self._pairs = pairs
        self._count = min(count, len(pairs))
        self._precedence = precedence
        self._ordered = 0

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> tuple[int, float]: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[tuple[int, float], ...]: ...
    def __getitem__(self, place: int | slice) -> tuple[int, float] | tuple[tuple[int, float], ...]:
        if isinstance(place, slice):
            _, past, step = place.indices(self._count)
            self._order(past if step > 0 else self._count)
            return tuple(self._pairs[: self._count][place])
        place = range(self._count)[place]
        self._order(place + 1)
        return self._pairs[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self[:] == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # it is a sequence

    def _order(self, past: int) -> None:
        """Puts the places before `past` in order."""
        pairs, first = self._pairs, self._ordered
        while first < past:
            score, end = pairs[first][1], first + 1
            while end < len(pairs) and pairs[end][1] == score:
                end += 1
            if end > first + 1:
                pairs[first:end] = sorted(pairs[first:end], key=self._precedence_of)
            first = end
        self._ordered = first

    def _precedence_of(self, pair: tuple[int, float]) -> tuple[int, int, int]:
        return *self._precedence[pair[0]], pair[0]


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

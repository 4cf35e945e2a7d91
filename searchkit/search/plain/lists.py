"""The posting lists of words without numpy: sets and dictionaries, of which no more is made than is asked for."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import compress, repeat
from operator import add
from typing import Final, Protocol, TypeAlias

Read: TypeAlias = "tuple[list[int], list[float]]"
"""Documents, ascending, and the weighted frequency in each, in single precision."""

_LOOK_UP: Final = 16
"""Looking one document up takes as long as going past so many."""


class Postings(Protocol):
    """A posting list of a segment, as Python's numbers."""

    @property
    def count(self) -> int:
        """Document frequency, deleted documents included."""

    def documents(self) -> list[int]:
        """The document numbers, ascending."""

    def weights(self) -> list[float]:
        """The weighted frequencies, in single precision."""

    def positions(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """The positions in each of the documents `wanted` that it has."""


class PlainList(Protocol):
    """Where a word of a query is in a segment."""

    @property
    def count(self) -> int:
        """How many postings are read for it."""

    @property
    def numbers(self) -> set[int]:
        """The document numbers."""

    def read(self, among: set[int] | None = None) -> Read:
        """Its documents that are in `among`, None: all."""

    def terms(self) -> Sequence[tuple[Placed, float]]:
        """Its terms and what each is worth."""


class TermList:
    """The postings of a term."""

    def __init__(self, postings: Postings) -> None:
        self.count = postings.count
        self.weights = postings.weights
        self.positions = postings.positions
        self._postings = postings

    @cached_property
    def _documents(self) -> list[int]:
        return self._postings.documents()

    def documents(self) -> list[int]:
        """The document numbers, ascending; they are kept."""
        return self._documents

    @cached_property
    def numbers(self) -> set[int]:
        """Its documents."""
        return set(self._documents)

    def read(self, among: set[int] | None = None) -> Read:
        """See `PlainList`."""
        return _chosen(self._documents, self.weights(), among)

    def terms(self) -> Sequence[tuple[Placed, float]]:
        """See `PlainList`."""
        return ((self, 1.0),)


def _chosen(documents: list[int], weights: list[float], among: set[int] | None) -> Read:
    """Those of the documents of a list that are in `among`, None: all, with their weights."""
    if among is None:
        return documents, weights
    if len(among) * _LOOK_UP < len(documents):
        rows = [row for number in sorted(among) if (row := _row(documents, number)) >= 0]
        return [documents[row] for row in rows], [weights[row] for row in rows]
    there = bytes(map(among.__contains__, documents))
    return list(compress(documents, there)), list(compress(weights, there))


def _row(documents: list[int], number: int) -> int:
    """Where a document is in a list, -1 when it is not there."""
    row = bisect_left(documents, number)
    return row if row < len(documents) and documents[row] == number else -1


class WithinList:
    """The postings of a term in the documents that have any of some other terms."""

    def __init__(self, postings: TermList, others: Sequence[TermList]) -> None:
        self._postings = postings
        among = set[int]().union(*(other.documents() for other in others))
        self._documents = [document for document in postings.documents() if document in among]
        self.count = len(self._documents)

    def documents(self) -> list[int]:
        """See `PlainList`."""
        return self._documents

    @cached_property
    def numbers(self) -> set[int]:
        """See `PlainList`."""
        return set(self._documents)

    def read(self, among: set[int] | None = None) -> Read:
        """See `PlainList`."""
        return self._postings.read(self.numbers if among is None else self.numbers & among)

    def terms(self) -> Sequence[tuple[Placed, float]]:
        """See `PlainList`."""
        return ((self, 1.0),)

    def positions(self, wanted: Collection[int]) -> dict[int, list[int]]:
        """See `Postings`."""
        return self._postings.positions(self.numbers.intersection(wanted))


Placed: TypeAlias = "TermList | WithinList"
"""The postings of one term, with their places."""


class MergedList:
    """The postings of several terms as those of one word: frequencies, times what each term is worth, add up."""

    def __init__(self, lists: Sequence[tuple[Placed, float]]) -> None:
        self._lists = lists
        self.count = sum(found.count for found, _ in lists)

    @cached_property
    def numbers(self) -> set[int]:
        """Its documents."""
        return set().union(*(found.documents() for found, _ in self._lists))

    def read(self, among: set[int] | None = None) -> Read:
        """See `PlainList`."""
        sums: dict[int, float] = {}
        for found, worth in self._lists:  # in the order of the query: their last digits depend on it
            documents, weights = found.read(among)
            if worth != 1:
                weights = array("f", map(array("f", (worth,))[0].__mul__, weights)).tolist()
            before = map(sums.get, documents, repeat(0.0))
            sums.update(zip(documents, map(add, before, weights), strict=True))
        documents = sorted(sums)
        return documents, array("f", map(sums.__getitem__, documents)).tolist()

    def terms(self) -> Sequence[tuple[Placed, float]]:
        """See `PlainList`."""
        return self._lists


def within(postings: TermList | None, others: Sequence[TermList | None]) -> WithinList | None:
    """The postings of a term in the documents that have any of some others; None when there are none."""
    there = [other for other in others if other is not None]
    found = None if postings is None or not there else WithinList(postings, there)
    return found if found is not None and found.count else None


def merged(lists: Sequence[tuple[Placed | None, float]]) -> PlainList | None:
    """The postings of several terms as those of one word, each with what it is worth; None when there are none."""
    found = [(postings, worth) for postings, worth in lists if postings is not None]
    if len(found) == 1 and found[0][1] == 1:
        return found[0][0]
    return MergedList(found) if found else None

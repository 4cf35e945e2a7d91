"""The posting lists of words without numpy: sets and dictionaries, of which no more is made than is asked for."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from functools import cached_property
from operator import add
from typing import Protocol, TypeAlias


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

    def documents(self) -> Collection[int]:
        """The document numbers, each once."""

    @property
    def numbers(self) -> set[int]:
        """The same as a set."""

    def frequencies(self, documents: Collection[int]) -> list[float]:
        """The weighted frequency in each of `documents`, which all have the word; in single precision."""


class TermList:
    """The postings of a term."""

    def __init__(self, postings: Postings) -> None:
        self.count = postings.count
        self.documents = postings.documents
        self.weights = postings.weights
        self.positions = postings.positions

    @cached_property
    def numbers(self) -> set[int]:
        """Its documents."""
        return set(self.documents())

    @cached_property
    def by_document(self) -> dict[int, float]:
        """The weighted frequency in each."""
        return dict(zip(self.documents(), self.weights(), strict=True))

    def frequencies(self, documents: Collection[int]) -> list[float]:
        """See `PlainList`."""
        if documents is self.documents():
            return self.weights()
        return list(map(self.by_document.__getitem__, documents))


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

    def frequencies(self, documents: Collection[int]) -> list[float]:
        """See `PlainList`."""
        return self._postings.frequencies(documents)

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

    def documents(self) -> set[int]:
        """See `PlainList`."""
        return self.numbers

    def frequencies(self, documents: Collection[int]) -> list[float]:
        """See `PlainList`."""
        sums: dict[int, float] = dict.fromkeys(documents, 0.0)
        for found, worth in self._lists:  # in the order of the query: their last digits depend on it
            having = sums.keys() & found.numbers
            weights = found.frequencies(having)
            if worth != 1:
                weights = array("f", map(array("f", (worth,))[0].__mul__, weights)).tolist()
            sums.update(zip(having, map(add, map(sums.__getitem__, having), weights), strict=True))
        return array("f", sums.values()).tolist()


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

"""Posting lists as the search uses them, and words: what one word of a query stands for in every segment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from searchkit.frozen import dataclass
from searchkit.index.columnar.array_cache import CACHE
from searchkit.search.arrays import Documents, Scores, either, inside, union

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.index.columnar.lists.ranks import Ranks
    from searchkit.search.whole.lists import Whole
    from searchkit.search.whole.placed import Placed


class PostingList(Protocol):
    """What a search asks of a posting list; rows count its postings from 0, blocks are 128 of them."""

    @property
    def count(self) -> int:
        """Document frequency, deleted documents included."""

    @property
    def block_count(self) -> int:
        """How many blocks there are."""

    @property
    def has_positions(self) -> bool:
        """Whether the field keeps positions."""

    def documents(self, *, keep: bool = True) -> Documents:
        """The document numbers, ascending; kept for the next time if `keep`."""

    def weights(self, *, keep: bool = True) -> Scores:
        """The weighted frequencies; kept for the next time if `keep`."""

    def block_first(self) -> NDArray[Any]:
        """The first document of each block."""

    def bounds(self, inverse_norms: Scores) -> Scores:
        """For each block an upper limit of frequency times inverse norm."""

    @property
    def is_read(self) -> bool:
        """Whether the documents are at hand, or their ranks."""

    def ranks(self) -> Ranks | None:
        """Which documents it has, and their rows, when these are many of all; kept for the next time."""

    def weights_at(self, rows: NDArray[np.intp]) -> Scores:
        """The weights of the postings in `rows`, ascending."""

    def documents_in(self, numbers: NDArray[np.intp]) -> Documents:
        """The documents of some blocks."""

    def blocks(self, numbers: NDArray[np.intp]) -> tuple[Documents, Scores]:
        """(documents, weights) of the postings of some blocks."""

    def rows_of(self, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """The rows of some blocks."""

    def positions(self, rows: NDArray[np.intp] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(starts, positions) of the postings in `rows`."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """What the scores of a field are made with."""

    document_count: int
    """Live documents of all segments that have the field."""
    inverse_norms: Scores
    """Shape (256,), by length byte."""
    norms: tuple[NDArray[np.uint8] | None, ...]
    """For each segment the length bytes by document; None when it has no such field."""
    average_length: float


class Word:
    """A term, or several that count as one word, in every segment of a snapshot."""

    __slots__ = (
        "__weakref__", "block_limits", "document_frequency", "idf", "lists", "placed", "posting_count",
        "scoring", "was_near", "whole",
    )  # fmt: skip

    def __init__(
        self,
        lists: Sequence[PostingList | None],
        document_frequency: int,
        idf: np.float32,
        scoring: Scoring | None,
    ) -> None:
        self.lists = tuple(lists)
        """For each segment its postings; None where it is not."""
        self.document_frequency = document_frequency
        """Live documents that have it."""
        self.idf = idf
        self.scoring = scoring
        """None: its field only decides whether a document matches."""
        self.block_limits: dict[int, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        """By segment number what `pruning` worked out of its blocks."""
        self.posting_count = sum([postings.count for postings in self.lists if postings is not None])
        """Documents of all segments that have it, deleted ones among them."""
        self.whole: Whole | None = None
        """Its lists as one, while they are kept."""
        self.placed: Placed | None = None
        """Its places, while they are kept."""
        self.was_near = False
        """Whether nearness asked for its places before."""

    def forget(self) -> None:
        """Drops what can be made again."""
        self.whole = self.placed = None


def merged(lists: Sequence[tuple[PostingList, float]], document_count: int) -> PostingList | None:
    """The postings of several terms as those of one word, each with what it is worth."""
    if not lists or (len(lists) == 1 and lists[0][1] == 1):
        return lists[0][0] if lists else None
    return MergedList(lists, document_count)


def within(
    postings: PostingList | None, others: Sequence[PostingList | None], document_count: int
) -> PostingList | None:
    """The postings of a term in the documents that have any of some others; None when there are none."""
    there = [other for other in others if other is not None]
    if postings is None or not there:
        return None
    found = WithinList(postings, there, document_count)
    return found if found.count else None


class _ReadList(ABC):
    """A list that is made of others, of which all is read at once: its documents, and their weights."""

    is_read = True
    block_count = 1

    def __init__(self) -> None:
        self._arrays: tuple[Documents, Scores] | None = None
        self.count = len(self.documents())

    @abstractmethod
    def _made(self) -> tuple[Documents, Scores]: ...

    def _all(self) -> tuple[Documents, Scores]:
        arrays = self._arrays
        if arrays is None:
            arrays = self._arrays = self._made()
            CACHE.add(self, arrays[0].nbytes + arrays[1].nbytes)
        return arrays

    def forget(self) -> None:
        """Drops the arrays; they are made again when asked for."""
        self._arrays = None

    def documents(self, *, keep: bool = True) -> Documents:
        """The document numbers, ascending."""
        return self._all()[0]

    def weights(self, *, keep: bool = True) -> Scores:
        """The weighted frequencies."""
        return self._all()[1]

    def block_first(self) -> NDArray[Any]:
        """All of it is one block."""
        return self.documents()[:1]

    def ranks(self) -> None:  # noqa: B027  # None is its answer, it is not left empty
        """None: its documents are at hand."""

    def bounds(self, inverse_norms: Scores) -> Scores:
        """Nothing closer is known than the greatest frequency in the shortest article."""
        limit: Scores = self.weights().max(keepdims=True) * inverse_norms[:1]
        return limit

    def weights_at(self, rows: NDArray[np.intp]) -> Scores:
        """Those of some rows."""
        return self.weights()[rows]

    def documents_in(self, numbers: NDArray[np.intp]) -> Documents:
        """All of them."""
        return self.documents()

    def blocks(self, numbers: NDArray[np.intp]) -> tuple[Documents, Scores]:
        """All of it."""
        return self._all()

    def rows_of(self, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """All rows."""
        return np.arange(self.count)


class MergedList(_ReadList):
    """The postings of several terms as those of one word: frequencies, times what each term is worth, add up."""

    has_positions = False

    def __init__(self, parts: Sequence[tuple[PostingList, float]], document_count: int) -> None:
        self._parts = tuple(parts)
        self._document_count = document_count
        super().__init__()

    def _made(self) -> tuple[Documents, Scores]:
        parts = (
            (part.documents(keep=False), part.weights(keep=False) * np.float32(worth)) for part, worth in self._parts
        )
        return union(parts, self._document_count)

    def positions(self, rows: NDArray[np.intp] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """None."""
        return np.zeros((self.count if rows is None else len(rows)) + 1, np.int64), np.zeros(0, np.int64)


class WithinList(_ReadList):
    """The postings of a term in the documents that have any of some others, its places among them."""

    def __init__(self, postings: PostingList, others: Sequence[PostingList], document_count: int) -> None:
        self._postings = postings
        self._others = tuple(others)
        self._document_count = document_count
        self.has_positions = postings.has_positions
        super().__init__()

    def _rows(self) -> NDArray[np.intp]:
        """The rows of the term's list that are left."""
        among = either((other.documents() for other in self._others), self._document_count)
        return inside(self._postings.documents(keep=False), among, self._document_count).nonzero()[0]

    def _made(self) -> tuple[Documents, Scores]:
        rows = self._rows()
        return self._postings.documents(keep=False)[rows], self._postings.weights(keep=False)[rows]

    def positions(self, rows: NDArray[np.intp] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(starts, positions) of the postings in `rows`."""
        left = self._rows()
        return self._postings.positions(left if rows is None else left[rows])

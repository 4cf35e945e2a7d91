"""Joining new articles with what they are alike, and naming their stories: by the identity of the first, for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.index.documents import NO_TIME

if TYPE_CHECKING:
    from searchkit.index.columnar.story_column import StoryColumn
    from searchkit.index.stories.naming import OpenSegment

_LATEST = 2**62  # after any date
_LOOK_UPS = 256  # names: to look them up takes about as long as to read the names of 20,000 stories
_TOGETHER = 1 << 14  # pairs that are made numbers of Python's at once
_NOBODY = -1

_HALF = 32
_LOWER = (1 << _HALF) - 1

Places = NDArray[np.int64]
"""Documents: the number of the segment in the upper half, their own there in the lower."""


class Candidates(NamedTuple):
    """Pairs of documents, as columns; by the new ones, of each the most promising pair first."""

    new: Places
    other: Places


def place_of(segment: int, document: int) -> int:
    """A document as one number."""
    return segment << _HALF | document


def documents_of(places: Places) -> NDArray[np.int64]:
    """Their own numbers."""
    return places & _LOWER


def by_segment(places: Places) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """The numbers of the segments, each with the rows that are of it."""
    numbers = places >> _HALF
    for number in np.unique(numbers).tolist():
        yield number, (numbers == number).nonzero()[0]


class Stories:
    """The stories of all documents, as far as they are asked for: those before the segment `first` have one already.

    Stories have numbers, from 1: of millions of documents only these are kept. `known`: the stories of new documents
    that were stored before.
    """

    def __init__(self, segments: Sequence[OpenSegment], first: int, known: Mapping[int, str]) -> None:
        self._segments = segments
        self._first = first
        self._known = known
        self._names = [""]
        self._numbers: dict[str, int] = {}
        self._namers = [_NOBODY]
        """For each name the new document whose identity it is."""
        self._of = [np.zeros(segment.opened.document_count, np.uint32) for segment in segments[first:]]
        """For each new segment the stories of its documents."""
        columns = (segment.opened.stories for segment in segments[:first])
        self._before = _Names([column for column in columns if column is not None])
        self._made: set[str] = set()
        """Names that are no document's identity."""

    def join(self, group: range, pairs: Candidates, likeness: NDArray[np.float64]) -> None:
        """Joins the documents of a group of new segments with those that they are alike, and names their stories.

        Two stories stay two: an article like both joins the one it is more like.
        """
        known = {place: name for place, name in self._known.items() if place >> _HALF in group}
        for name in known.values():
            self._number(name)
        alike = (likeness > 0).nonzero()[0]
        new, other = pairs.new[alike], pairs.other[alike]
        places = np.unique(np.concatenate((new, other)))
        forest = _Forest(self._told(places, group))
        columns = (places.searchsorted(new), places.searchsorted(other), likeness[alike])
        for row, found in groupby(_rows(columns), key=itemgetter(0)):
            forest.join(row, [(one, more) for _, one, more in found])
        self._name_all(places, int(places.searchsorted(place_of(group.start, 0))), forest)
        for place in sorted(self._to_be_named(group) | known.keys()):
            if not self._of[(place >> _HALF) - self._first][place & _LOWER]:
                self._say([place], known.get(place, ""))

    def _told(self, places: Places, group: range) -> list[int]:
        """The number of the story of each document, 0 for one of the group that has none yet. A story that has no
        number has one after all others here: the row of a document that is of it."""
        told = np.zeros(len(places), np.int64)
        unnumbered = len(self._names)
        met: dict[str, int] = {}
        for segment, rows in by_segment(places):
            if segment < self._first:
                for row, place in zip(rows.tolist(), places[rows].tolist(), strict=True):
                    name = self._name(place)
                    told[row] = self._numbers.get(name) or met.setdefault(name, unnumbered + row)
            elif segment not in group:
                said = self._of[segment - self._first][documents_of(places[rows])]
                told[rows] = np.where(said > 0, said, unnumbered + rows)
            elif self._known:
                for row, place in zip(rows.tolist(), places[rows].tolist(), strict=True):
                    told[row] = self._numbers.get(self._known.get(place, ""), 0)
        return told.tolist()

    def _name_all(self, places: Places, first: int, forest: _Forest) -> None:
        """Says of what stories the documents from row `first` on are by now."""
        unnumbered = len(self._names)
        roots = np.array([forest.root(row) for row in range(first, len(places))], np.int64)
        for root, rows in groupby(roots.argsort(kind="stable").tolist(), key=roots.item):
            members = places[[first + row for row in rows]].tolist()
            story = forest.stories[root]
            if story >= unnumbered:
                place = int(places[story - unnumbered])
                if place >> _HALF >= self._first:  # it has just given its name to a story, and is of it
                    members.append(place)
                self._say(members, self._name(place))
            elif story or len(members) > 1:
                self._say(members, self._names[story])

    def _say(self, places: Sequence[int], name: str) -> None:
        """Says that new documents are of the story with this name, or of a new one."""
        number = self._number(name or self._new_name(places))
        if self._namers[number] == _NOBODY:
            name = self._names[number]
            self._namers[number] = next((place for place in places if self._id(place) == name), _NOBODY)
        for place in places:
            self._of[(place >> _HALF) - self._first][place & _LOWER] = number

    def _number(self, name: str) -> int:
        number = self._numbers.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
            self._namers.append(_NOBODY)
        return number

    def _to_be_named(self, group: range) -> set[int]:
        """Documents that may need another name though they are like no other: their identity is the name of a story."""
        if not (self._before or self._made):
            return set()
        places: set[int] = set()
        for segment in group:
            ids = self._segments[segment].opened.texts("id")
            count = self._segments[segment].opened.document_count
            taken = (number for number in range(count) if ids[number] in self._before or ids[number] in self._made)
            places.update(place_of(segment, number) for number in taken)
        return places

    def _is_taken(self, name: str) -> bool:
        return name in self._numbers or name in self._before

    def _name(self, place: int) -> str:
        """What the story of a document is called that is not of this commit, or whose identity is the name."""
        segment, document = place >> _HALF, place & _LOWER
        column = self._segments[segment].opened.stories if segment < self._first else None
        return ("" if column is None else column[document]) or self._id(place)

    def _id(self, place: int) -> str:
        return self._segments[place >> _HALF].opened.texts("id")[place & _LOWER]

    def _new_name(self, places: Sequence[int]) -> str:
        """The identity of the first that was published."""
        moments = list(map(self._moment, places))
        first = min(moments)
        name = min(self._id(place) for place, moment in zip(places, moments, strict=True) if moment == first)
        return self._made_of(name) if self._is_taken(name) else name

    def _made_of(self, name: str) -> str:
        """A name that is none so far, made of one that is."""
        from searchkit.identity import article_id  # loads OpenSSL, which no search waits for

        while self._is_taken(name):
            name = article_id(name, "")
        self._made.add(name)
        return name

    def _moment(self, place: int) -> int:
        moment = self._segments[place >> _HALF].opened.file.numbers("column/time")[place & _LOWER]
        return _LATEST if moment == NO_TIME else moment

    def written(self) -> Iterator[tuple[list[str], NDArray[np.intp]]]:
        """For each new segment names of stories, and for each document which it is of: "" where it is its own."""
        namers = np.array(self._namers, np.int64)
        for number, of in enumerate(self._of, self._first):
            of[documents_of(namers[namers >> _HALF == number])] = 0
            stories, of_document = np.unique(of, return_inverse=True)
            yield [self._names[story] for story in stories.tolist()], of_document


def _rows(columns: Sequence[NDArray[Any]]) -> Iterator[tuple[int, int, float]]:
    """The rows of columns; few at a time are numbers of Python's."""
    for begin in range(0, len(columns[0]), _TOGETHER):
        yield from zip(*(column[begin : begin + _TOGETHER].tolist() for column in columns), strict=True)


class _Names:
    """Names of the stories of some segments. So that a small commit need not read all of them, they are looked up one
    by one until that has been done often."""

    def __init__(self, columns: Sequence[StoryColumn]) -> None:
        self._columns = columns
        self._read: set[str] = set()
        self._left = _LOOK_UPS

    def __bool__(self) -> bool:
        return bool(self._columns)

    def __contains__(self, name: str) -> bool:
        if self._left:
            self._left -= 1
            return any(name in column for column in self._columns)
        if not self._read:
            self._read.update(*(column.names() for column in self._columns))
        return name in self._read


class _Forest:
    """Sets of rows that grow together, each with at most one story (Galler and Fischer's forest)."""

    def __init__(self, stories: list[int]) -> None:
        """`stories`: the number of each row's, 0 for none."""
        self.stories = stories
        """Of the roots."""
        self._parents = list(range(len(stories)))

    def join(self, row: int, others: Sequence[tuple[int, float]]) -> None:
        """Joins a row with others, the most alike first. Of those that are one already one is enough, the first."""
        met = {self._sign(row)}
        chosen = []
        for other, likeness in others:
            if (sign := self._sign(other)) not in met:
                met.add(sign)
                chosen.append((-likeness, other))
        for _, other in sorted(chosen):
            self._join(self.root(row), self.root(other))

    def _sign(self, row: int) -> int:
        """What all rows of a set have in common and no other has: its story, or a number below 0."""
        root = self.root(row)
        return self.stories[root] or ~root

    def _join(self, one: int, other: int) -> None:
        """Makes one set of two, unless they have different stories."""
        stories = self.stories
        if one != other and (not stories[one] or stories[other] in (0, stories[one])):
            self._parents[other] = one
            stories[one] = stories[one] or stories[other]

    def root(self, row: int) -> int:
        """A row that stands for all of its set."""
        parents = self._parents
        while (parent := parents[row]) != row:
            parents[row] = row = parents[parent]
        return row

"""What an article's story is called: by the identity of the first of it, for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from searchkit.index.columnar.story_column import NAME
from searchkit.index.documents import NO_TIME

if TYPE_CHECKING:
    from searchkit.index.columnar.codec import ColumnarSegment
    from searchkit.index.columnar.segment import Segment
    from searchkit.index.columnar.story_column import StoryColumn

Place: TypeAlias = tuple[int, int]
"""A document: the number of its segment among all, and its own there."""

_LATEST = 2**62  # after any date
_LOOK_UPS = 256  # names: to look them up takes about as long as to read the names of 20,000 stories


class OpenSegment(NamedTuple):
    """A segment, as the table of contents that is being written knows it, and open."""

    listed: ColumnarSegment
    opened: Segment


def story_of(segments: Sequence[tuple[Segment, int]], number: int) -> str:
    """The story of a document, where each segment comes with the number of its first; empty when there are no copies of
    anything."""
    if all(segment.stories is None for segment, _ in segments):
        return ""
    segment, offset = next(pair for pair in reversed(segments) if pair[1] <= number)
    column = segment.stories
    return (column[number - offset] if column else "") or segment.texts("id")[number - offset]


def story_sizes(segments: Sequence[tuple[Segment, int]]) -> list[int]:
    """How many articles each story has that has several; segments come with the number of their first document."""
    sizes: Counter[str] = Counter()
    for segment, _ in segments:
        if (column := segment.categories(NAME)) is not None:
            sizes.update(dict(zip(column.values(), column.counts(segment.live).tolist(), strict=True)))
    for name in sizes:
        sizes[name] += any(first_of(segment, name) is not None for segment, _ in segments)
    return [size for size in sizes.values() if size > 1]


def first_of(segment: Segment, story: str) -> int | None:
    """The document that gave a story its name, if the segment has it, and if it is not of another by now."""
    field, column = segment.field("id"), segment.stories
    number = -1 if field is None else field.find(story.encode("utf-8", "surrogatepass"))
    for document in field.plain_postings(number).documents() if field is not None and number >= 0 else ():
        is_live = segment.live_bytes is None or segment.live_bytes[document]
        if is_live and (column is None or not column[document]):
            return document
    return None


class Stories:
    """The stories of all documents, as far as they are asked for: those before the segment `first` have one already."""

    def __init__(self, segments: Sequence[OpenSegment], first: int, known: Mapping[Place, str]) -> None:
        self._segments = segments
        self._first = first
        self._known = known
        self.written: list[dict[int, str]] = [{} for _ in segments[first:]]
        """For each new segment the stories of its documents that are not called by their own identity."""
        columns = (segment.opened.stories for segment in segments[:first])
        self._used = _Names([column for column in columns if column is not None])

    @contextmanager
    def naming(self, group: range) -> Iterator[None]:
        """Documents of a group of new segments are joined meanwhile, and get the names of their stories at the end."""
        self._group, self._trees = group, _Trees()
        yield
        joined = list(self._trees.stories())
        alone = self._to_be_named() - {place for _, places in joined for place in places}
        joined += [(self._known.get(place, ""), [place]) for place in sorted(alone)]
        for story, places in joined:
            self._name(story or self._new_name(places), (place for place in places if place[0] in group))

    def join(self, one: Place, other: Place) -> None:
        """Says that two documents are one story. Unless both are of another: these stay two."""
        for place in (one, other):
            if place not in self._trees:
                self._trees.plant(place, self._story(place))
        self._trees.join(one, other)

    def are_one(self, one: Place, other: Place) -> bool:
        """Whether two documents are known to be one story."""
        return self._sign(one) == self._sign(other)

    def _sign(self, place: Place) -> str | Place:
        """What documents of one story have in common by now."""
        return self._trees.sign(place) if place in self._trees else self._story(place) or place

    def _to_be_named(self) -> set[Place]:
        """Documents that need a name though they are like no other: of a story before, or of an identity that has
        given its name to one."""
        places = {place for place in self._known if place[0] in self._group}
        if self._used:
            for number in self._group:
                ids = self._segments[number].opened.texts("id")
                count = self._segments[number].opened.document_count
                places.update((number, document) for document in range(count) if ids[document] in self._used)
        return places

    def _story(self, place: Place) -> str:
        """The story that a document has already, empty when it has none."""
        number, document = place
        if number in self._group:
            return self._known.get(place, "")
        if number >= self._first:
            story = self.written[number - self._first].get(document, "")
        else:
            column = self._segments[number].opened.stories
            story = "" if column is None else column[document]
        return story or self._id(place)

    def _id(self, place: Place) -> str:
        return self._segments[place[0]].opened.texts("id")[place[1]]

    def _new_name(self, places: Iterable[Place]) -> str:
        """The identity of the first that was published."""
        from searchkit.identity import article_id  # loads OpenSSL, which no search waits for

        first = min(places, key=lambda place: (self._moment(place), self._id(place)))
        name = self._id(first)
        while name in self._used:
            name = article_id(name, "")
        return name

    def _moment(self, place: Place) -> int:
        number, document = place
        moment = self._segments[number].opened.file.numbers("column/time")[document]
        return _LATEST if moment == NO_TIME else moment

    def _name(self, story: str, places: Iterable[Place]) -> None:
        for number, document in places:
            if story != self._id((number, document)):
                self.written[number - self._first][document] = story
                self._used.add(story)


class _Names:
    """Names of stories: those of some segments, and others that are added. So that a small commit need not read all of
    them, they are looked up one by one until that has been done often."""

    def __init__(self, columns: Sequence[StoryColumn]) -> None:
        self._columns = columns
        self._added: set[str] = set()
        self._left = _LOOK_UPS

    def __bool__(self) -> bool:
        return bool(self._columns or self._added)

    def __contains__(self, name: str) -> bool:
        if self._left:
            self._left -= 1
        elif self._columns:
            self._added.update(*(column.names() for column in self._columns))
            self._columns = ()
        return name in self._added or any(name in column for column in self._columns)

    def add(self, name: str) -> None:
        """One more."""
        self._added.add(name)


class _Trees:
    """Sets of documents that grow together, each with at most one story (Galler and Fischer's forest)."""

    def __init__(self) -> None:
        self._parents: dict[Place, Place] = {}
        self._stories: dict[Place, str] = {}
        """Of the roots."""

    def __contains__(self, place: Place) -> bool:
        return place in self._parents

    def plant(self, place: Place, story: str) -> None:
        """A set of one; `story` is empty when it has none yet."""
        self._parents[place] = place
        self._stories[place] = story

    def join(self, one: Place, other: Place) -> None:
        """Makes one set of two, unless they have different stories."""
        one, other = self._root(one), self._root(other)
        stories = {self._stories[one], self._stories[other]} - {""}
        if one != other and len(stories) < 2:
            self._parents[other] = one
            self._stories[one] = next(iter(stories), "")

    def sign(self, place: Place) -> str | Place:
        """What all documents of a set have in common and no other has: its story, or one of them."""
        root = self._root(place)
        return self._stories[root] or root

    def _root(self, place: Place) -> Place:
        while (parent := self._parents[place]) != place:
            self._parents[place] = place = self._parents[parent]
        return place

    def stories(self) -> Iterable[tuple[str, list[Place]]]:
        """Each set with its story, empty when it has none yet."""
        sets: dict[Place, list[Place]] = {}
        for place in self._parents:
            sets.setdefault(self._root(place), []).append(place)
        return ((self._stories[root], places) for root, places in sets.items())

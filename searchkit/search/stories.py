"""The same story once: of articles that are copies of each other the best stands for all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import nsmallest
from itertools import chain, starmap
from operator import itemgetter
from typing import TYPE_CHECKING, TypeAlias

from searchkit.errors import ArticleNotFound
from searchkit.index.damage import damage_translated
from searchkit.index.store import Store, first_posting
from searchkit.index.stories.naming import first_of
from searchkit.model import Copy
from searchkit.search.plain.statistics import PlainSnapshot
from searchkit.search.ranked import Ranked

if TYPE_CHECKING:
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.opened import Opened
    from searchkit.search.per_document import AnyPart
    from searchkit.search.statistics import Snapshot

    AnySnapshot: TypeAlias = Snapshot | PlainSnapshot

_number = itemgetter(0)

_MORE = 20  # articles that are ranked besides those wanted: as many copies are left out without ranking anew
_FACTOR = 4  # so many times as many, when that was not enough
_NEAR = 8  # documents for each of a story up to which the times of all are read at once
_MOST_COPIES = 100  # copies of a hit that are read: each takes a tenth of a millisecond


def first_of_each(rank: Callable[[int], Ranked], snapshot: AnySnapshot, count: int) -> Ranked:
    """The best article of each of the first `count` stories, where `rank` gives as many articles as it is asked for.

    What follows them is looked at until it is sure whether there is one more story.
    """
    wanted, is_copy = count + 1 + _MORE, snapshot.is_copy
    stories = snapshot.story
    before: Ranked | None = None
    while True:
        ranked = rank(wanted)
        if before is not None and not ranked.complete and len(ranked.documents) < len(before.documents):
            ranked = before._replace(is_exact=False, complete=False)  # time is over: what was found by then
        first = ranked.documents[: count + 1]
        if first and not any(map(is_copy.__getitem__, map(_number, first))):
            return Ranked(tuple(first[:count]), *ranked[1:])
        shown: dict[str, tuple[int, float]] = {}
        folded = 0
        for document in ranked.documents:
            story = stories[document[0]]
            if story in shown:
                folded += 1
            elif len(shown) == count:
                return ranked._replace(documents=tuple(shown.values()), folded=folded)
            else:
                shown[story] = document
        if len(ranked.documents) < wanted or not ranked.complete:
            return ranked._replace(documents=tuple(shown.values()), folded=folded)
        before, wanted = ranked, wanted * _FACTOR


def copies_at(
    store: Store, reader: IndexReader | Opened, snapshot: AnySnapshot, number: int
) -> tuple[str, int, tuple[Copy, ...]]:
    """(story, how many other articles are of it, these): the newest first, a hundred at most."""
    story = snapshot.story[number]
    if not snapshot.has_copies:
        return story, 0, ()
    members = list(_members(snapshot, story))
    count = sum(len(numbers) - (number - part.offset in numbers) for part, numbers in members)
    # One more than wanted: the article itself may be among them. Of a story of many others few are put in order.
    newest = nsmallest(_MOST_COPIES + 1, chain.from_iterable(starmap(_by_age, members)))
    copies = []
    for _, other in [member for member in newest if member[1] != number][:_MOST_COPIES]:
        article = store.without_places(other, reader)
        copies.append(Copy(article.id, article.title, article.source, article.published, article.url))
    return story, count, tuple(copies)


def copies_of(store: Store, id: str) -> tuple[Copy, ...]:
    """The other articles of the story of the one with this identity; none when there is no such article."""
    reader = store.snapshot()
    if not isinstance(id, str):
        raise ArticleNotFound(f"an identity is a text, not {id!r}")
    snapshot = PlainSnapshot.of(reader, store.settings)
    with damage_translated(store.name):
        number = first_posting(reader, "id", id)
        return () if number is None else copies_at(store, reader, snapshot, number)[2]


def story_of(reader: IndexReader | Opened, snapshot: AnySnapshot, id: str) -> tuple[str, ...]:
    """The identities of all articles of the story of the one with this identity that an answer may show."""
    number = first_posting(reader, "id", id)
    if number is None or not snapshot.has_copies:
        return ()
    members = _members(snapshot, snapshot.story[number])
    return tuple(part.names[0][at] for part, numbers in members if part.names is not None for at in numbers)


def _members(snapshot: AnySnapshot, story: str) -> Iterator[tuple[AnyPart, list[int]]]:
    """The articles of a story that an answer may show, of each segment."""
    for part in snapshot.parts:
        column, first = part.segment.stories, first_of(part.segment, story)
        copies = [] if column is None else column.documents(story)
        live, older = part.segment.live_bytes, part.older
        numbers = copies if first is None else [first, *copies]
        if live is not None:
            numbers = [at for at in numbers if live[at]]
        yield part, [at for at in numbers if at not in older] if len(older) else numbers


def _by_age(part: AnyPart, numbers: list[int]) -> Iterator[tuple[int, int]]:
    """What puts articles in order, the newest first: (seconds, less than 0 for after 1970, the article's number)."""
    times, offset = part.segment.file.numbers("column/time"), part.offset
    first, last = min(numbers, default=0), max(numbers, default=0)
    if last - first < _NEAR * len(numbers):  # of a story of very many others
        moments = times.some(first, last + 1)
        return ((-moments[at - first], offset + at) for at in numbers)
    return ((-times[at], offset + at) for at in numbers)

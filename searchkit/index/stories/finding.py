"""Finding stories at a commit: which of the new articles are copies, and of what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from searchkit.index.columnar.categories import write_categories
from searchkit.index.columnar.sketches import sketches_of
from searchkit.index.columnar.story_column import NAME
from searchkit.index.stories.candidates import across, within
from searchkit.index.stories.naming import Stories
from searchkit.index.stories.texts import Texts

if TYPE_CHECKING:
    from searchkit.index.columnar.codec import ColumnarSegment
    from searchkit.index.columnar.sketches import Sketches
    from searchkit.index.stories.naming import OpenSegment, Place

_PER_DOCUMENT: Final = 1 << 10  # bytes of memory that it takes to find the candidates of a new document
_COMPARED: Final = 4  # earlier documents that a new one is compared with, the most promising ones
_SHINGLES: Final = 1 << 21  # of the texts in memory that are compared: 16 MiB, and as much for the rest of them

Candidates: TypeAlias = "tuple[Place, list[Place]]"
"""A new document, and those before it that it may be a copy of."""


def find_stories(
    segments: Sequence[OpenSegment], new: int, storage: Any, known: Mapping[Place, str], memory: int
) -> None:
    """Writes down the stories of the articles in the last `new` of `segments`, where they are copies.

    `known`: the stories of new documents that were stored before. `memory`: bytes that finding candidates may take.
    """
    first = len(segments) - new
    sketches = [sketches_of(segment.opened) for segment in segments]
    stories = Stories(segments, first, known)
    for group in _groups(segments, first, memory // _PER_DOCUMENT):
        with stories.naming(group):
            for some in _portions(_candidates(sketches, group, stories.is_live), sketches):
                texts = Texts(segments, {place for one, others in some for place in (one, *others)})
                for one, others in some:
                    _join(one, others, stories, texts)
    for segment, names in zip(segments[first:], stories.written, strict=True):
        if names:
            of_each = [names.get(number, "") for number in range(segment.opened.document_count)]
            write_stories(segment.listed, storage, of_each)


def write_stories(segment: ColumnarSegment, storage: Any, stories: Sequence[str]) -> None:
    """Adds to a new segment the story of each of its documents, empty where it is the document's own."""
    rows = [(story,) if story else () for story in stories]
    segment.append(storage, partial(write_categories, name=NAME, rows=rows))


def _join(place: Place, others: Iterable[Place], stories: Stories, texts: Texts) -> None:
    """Joins a new document with those of `others` that are alike, the most alike first. Of those that are one story
    already, one is enough."""
    alike: list[tuple[float, Place]] = []
    for other in others:
        if not any(stories.are_one(other, known) for known in (place, *(found for _, found in alike))):
            found = texts.likeness(place, other)
            if found:
                alike.append((found, other))
    for _, other in sorted(alike, key=lambda found: (-found[0], found[1])):
        stories.join(place, other)


def _portions(candidates: Iterable[Candidates], sketches: Sequence[Sketches | None]) -> Iterator[list[Candidates]]:
    """Some at a time, whose texts are not too much for the memory."""
    some: list[Candidates] = []
    shingles = 0
    for place, others in candidates:
        some.append((place, others))
        found = ((sketches[number], document) for number, document in (place, *others))
        shingles += sum(int(of_segment.sizes[document]) for of_segment, document in found if of_segment is not None)
        if shingles > _SHINGLES:
            yield some
            some, shingles = [], 0
    yield some


def _groups(segments: Sequence[OpenSegment], first: int, most: int) -> Iterator[range]:
    """The new segments in groups of at most so many documents, or of one segment."""
    begin, size = first, 0
    for number in range(first, len(segments)):
        count = segments[number].opened.document_count
        if number > begin and size + count > most:
            yield range(begin, number)
            begin, size = number, 0
        size += count
    yield range(begin, len(segments))


def _candidates(
    sketches: Sequence[Sketches | None], group: range, is_live: Callable[[Place], bool]
) -> Iterator[Candidates]:
    """Each document of a group of new segments that may be a copy, with the documents before it that it may be one of:
    the most promising ones, best first. Only those that are live."""
    found = [(number, one) for number in group if (one := sketches[number]) is not None]
    if not found:
        return
    numbers = np.repeat([number for number, _ in found], [len(one.sizes) for _, one in found])
    documents = np.concatenate([np.arange(len(one.sizes)) for _, one in found])
    sizes = np.concatenate([one.sizes for _, one in found])
    offsets = [0, *accumulate(len(one.sizes) for _, one in found)]
    new = np.concatenate([one.keys(offset) for (_, one), offset in zip(found, offsets, strict=False)])
    new.sort()
    pairs = within(new, sizes)
    columns = [(pairs.new, numbers[pairs.other], documents[pairs.other], pairs.promise)]
    for number in range(group.start):
        if (earlier := sketches[number]) is not None:
            pairs = across(new, sizes, earlier)
            columns.append((pairs.new, np.full(len(pairs.new), number), pairs.other, pairs.promise))
    rows, other_numbers, other_documents, promise = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.lexsort((other_documents, other_numbers, -promise, rows))
    ordered = zip(*(column[order].tolist() for column in (rows, other_numbers, other_documents)), strict=True)
    for row, same in groupby(ordered, key=itemgetter(0)):
        place = int(numbers[row]), int(documents[row])
        if is_live(place):
            yield place, list(islice(filter(is_live, ((number, other) for _, number, other in same)), _COMPARED))

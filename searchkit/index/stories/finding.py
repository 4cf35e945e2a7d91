"""Finding stories at a commit: which of the new articles are copies, and of what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from searchkit.index.columnar.categories import write_categories
from searchkit.index.columnar.sketches import sketches_of
from searchkit.index.columnar.story_column import NAME
from searchkit.index.stories.candidates import across, within
from searchkit.index.stories.likeness import Text, likeness
from searchkit.index.stories.naming import Stories

if TYPE_CHECKING:
    from searchkit.index.columnar.sketches import Sketches
    from searchkit.index.stories.naming import Likeness, OpenSegment, Place

_PER_DOCUMENT: Final = 1 << 10  # bytes of memory that it takes to find the candidates of a new document
_COMPARED: Final = 4 << 20  # bytes of stored articles that are compared at once


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
        pairs = [pair for pair in _pairs(sketches, group) if all(map(stories.is_live, pair))]
        stories.join(_alike(segments, pairs), group)
    for segment, names in zip(segments[first:], stories.written, strict=True):
        if names:
            rows = [(names[number],) if number in names else () for number in range(segment.opened.document_count)]
            segment.listed.append(storage, partial(write_categories, name=NAME, rows=rows))


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


def _pairs(sketches: Sequence[Sketches | None], group: range) -> Iterator[tuple[Place, Place]]:
    """Pairs of documents that may be copies: one of a group of new segments, and one of those or before."""
    found = [(number, one) for number in group if (one := sketches[number]) is not None]
    if not found:
        return
    offsets = [0, *accumulate(len(one.sizes) for _, one in found)]
    new = np.concatenate([one.keys(offset) for (_, one), offset in zip(found, offsets, strict=False)])
    new.sort()
    sizes = np.concatenate([one.sizes for _, one in found])
    places = [(number, document) for number, one in found for document in range(len(one.sizes))]
    for one, other in zip(*(column.tolist() for column in within(new, sizes)), strict=True):
        yield places[other], places[one]
    for number in range(group.start):
        earlier = sketches[number]
        if earlier is not None:
            for one, other in zip(*(column.tolist() for column in across(new, sizes, earlier)), strict=True):
                yield places[one], (number, other)


def _alike(segments: Sequence[OpenSegment], pairs: Collection[tuple[Place, Place]]) -> list[Likeness]:
    """Those of the pairs that are one story, compared some at a time: the texts of all would need too much memory."""
    alike: list[Likeness] = []
    waiting: list[tuple[Place, Place]] = []
    records: dict[Place, bytes] = {}
    size = 0
    for pair in sorted(pairs):
        for number, document in pair:
            if (number, document) not in records:
                record = records[number, document] = segments[number].opened.records[document]
                size += len(record)
        waiting.append(pair)
        if size > _COMPARED:
            alike += _compared(waiting, records)
            waiting, records, size = [], {}, 0
    return alike + _compared(waiting, records)


def _compared(pairs: Collection[tuple[Place, Place]], records: Mapping[Place, bytes]) -> list[Likeness]:
    texts = {place: Text.of_record(record) for place, record in records.items()}
    found = ((likeness(texts[one], texts[other]), one, other) for one, other in pairs)
    return [found for found in found if found[0]]

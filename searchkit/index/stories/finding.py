"""Finding stories at a commit: which of the new articles are copies, and of what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from searchkit.index.allocator import give_back
from searchkit.index.columnar.categories import write_categories
from searchkit.index.columnar.sketches import sketches_of
from searchkit.index.columnar.story_column import NAME
from searchkit.index.stories.candidates import Hashes, across, within
from searchkit.index.stories.joining import Candidates, Places, Stories, by_segment, documents_of, place_of
from searchkit.index.stories.likeness import Texts

if TYPE_CHECKING:
    from searchkit.index.columnar.columnar_segment import ColumnarSegment
    from searchkit.index.columnar.sketches import Sketches
    from searchkit.index.stories.naming import OpenSegment

_PER_DOCUMENT: Final = 1 << 10  # bytes of memory for the sketch, the compared pairs and the joining of a new document
_PER_PAIRED: Final = 1 << 12  # and for all its pairs: up to ten for each of its hashes
_COMPARED: Final = 4  # earlier documents that a new one is compared with, the most promising ones
_READ: Final = 1 << 9  # texts that are read before their file is let go
_NO_PAIRS: Final = (np.zeros(0, np.int64),) * 2


def find_stories(
    segments: Sequence[OpenSegment], new: int, storage: Any, known: Mapping[tuple[int, int], str], memory: int
) -> None:
    """Writes down the stories of the articles in the last `new` of `segments`, where they are copies.

    `known`: the stories of new documents that were stored before, each given by its segment's number and its own.
    `memory`: bytes that finding candidates may take.
    """
    first = len(segments) - new
    sketches = [sketches_of(segment.opened) for segment in segments]
    stories = Stories(segments, first, {place_of(*place): name for place, name in known.items()})
    with closing(_Read(segments)) as texts:
        for group in _groups(segments, first, memory // _PER_DOCUMENT):
            found = list(_candidates(segments, sketches, group, max(memory // _PER_PAIRED, 1)))
            pairs = Candidates(*map(np.concatenate, zip(_NO_PAIRS, *found, strict=True)))
            is_large = len(found) > 1
            del found
            if is_large:
                give_back()
            stories.join(group, pairs, texts.likeness(pairs))
            if is_large:
                give_back()
    for segment, (names, of_document) in zip(segments[first:], stories.written(), strict=True):
        if any(names):
            write_stories(segment.listed, storage, names, of_document)


def write_stories(segment: ColumnarSegment, storage: Any, names: Sequence[str], of_document: NDArray[np.intp]) -> None:
    """Adds to a new segment the story of each of its documents: the number of one of `names`, each of which is of some;
    "" where a document is of its own."""
    rows = [(name,) if name else () for name in names]
    segment.append(storage, partial(write_categories, name=NAME, rows=rows, of_document=of_document))


class _Read:
    """The texts of documents that may be copies. Each is read once, in the order in which they lie, so that each block
    is decompressed once for all that is compared."""

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self._segments = segments
        self._texts = Texts()
        self._places = np.zeros(0, np.int64)

    def likeness(self, pairs: Candidates) -> NDArray[np.float64]:
        """How much the two documents of each pair are alike."""
        new = np.setdiff1d(np.concatenate(pairs), self._places)
        self._texts.add(self._records(new))
        self._places = np.concatenate((self._places, new))
        order = np.argsort(self._places)
        rows = (order[self._places.searchsorted(places, sorter=order)] for places in pairs)
        return self._texts.likeness(*rows)

    def _records(self, places: Places) -> Iterator[bytes]:
        """The records of documents. Now and then what was read of the files is let go: it is all of them in the end."""
        for number, here in by_segment(places):
            segment = self._segments[number].opened
            for begin in range(0, len(here), _READ):
                yield from segment.records.some(documents_of(places[here[begin : begin + _READ]]).tolist())
                segment.file.let_go()

    def close(self) -> None:
        """Forgets them."""
        self._texts.close()


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
    segments: Sequence[OpenSegment], sketches: Sequence[Sketches | None], group: range, most: int
) -> Iterator[Candidates]:
    """The documents of a group of new segments that may be copies, `most` at a time."""
    found = [(number, one) for number in group if (one := sketches[number]) is not None]
    if not found:
        return
    places = np.concatenate([place_of(number, 0) | np.arange(len(one.sizes)) for number, one in found])
    sizes = np.concatenate([one.sizes for _, one in found])
    offsets = [0, *accumulate(len(one.sizes) for _, one in found)]
    keys = np.concatenate(
        [one.keys(offset, _deleted(segments[number])) for (number, one), offset in zip(found, offsets, strict=False)]
    )
    keys.sort()
    new = Hashes.of(keys)
    del keys
    before = [
        (number, one, _deleted(segments[number]))
        for number in range(group.start)
        if (one := sketches[number]) is not None
    ]
    for begin in range(0, len(places), most):
        rows = new.rows(range(begin, min(begin + most, len(places))))
        pairs = within(new, sizes, rows)
        columns = [(places[pairs.new], places[pairs.other], pairs.promise)]
        for number, earlier, deleted in before:
            pairs = across(new, sizes, earlier, rows, deleted)
            columns.append((places[pairs.new], place_of(number, 0) | pairs.other, pairs.promise))
            if len(places) > most:  # all of its sketches were read: of millions they are a lot
                segments[number].opened.file.let_go()
        yield _most_promising(columns, segments)


def _deleted(segment: OpenSegment) -> NDArray[np.bool_] | None:
    """Which documents are deleted; None when none is."""
    return segment.listed.deleted_flags() if segment.listed.has_deletions() else None


def _most_promising(
    columns: Sequence[tuple[Places, Places, NDArray[np.float64]]], segments: Sequence[OpenSegment]
) -> Candidates:
    """Of each new document the pairs to compare. Only of documents that are live."""
    new, other, promise = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.lexsort((other, -promise, new))
    new, other = new[order], other[order]
    live = _are_live(new, segments) & _are_live(other, segments)
    new, other = new[live], other[live]
    rank = np.arange(len(new)) - new.searchsorted(new)
    return Candidates(new[rank < _COMPARED], other[rank < _COMPARED])


def _are_live(places: Places, segments: Sequence[OpenSegment]) -> NDArray[np.bool_]:
    """Which documents are not deleted."""
    live = np.ones(len(places), bool)
    for number, here in by_segment(places):
        segment = segments[number].listed
        if segment.has_deletions():
            live[here] = [not segment.is_deleted(document) for document in documents_of(places[here]).tolist()]
    return live

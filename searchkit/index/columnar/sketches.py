"""Sketches of documents: a few hashes of each, by which near-duplicates are found.

``sketch/hashes`` has the hashes of all documents, ascending, ``sketch/documents`` the document of each (equal hashes by
document), and ``sketch/sizes`` for each document how many hashes it was made of, 0 where it has no sketch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import ADVICE, IndexDamaged

if TYPE_CHECKING:
    from searchkit.index.columnar.array_writer import ArrayFileWriter
    from searchkit.index.columnar.segment import Segment

KIND = "sketch"

Keys: TypeAlias = NDArray[np.uint64]
"""A hash in the higher half, a number of a document in the lower."""

_HALF = np.uint64(32)
_TOGETHER = 1 << 20  # keys that are put in order at once: eight mebibytes
SAMPLED = 61  # of so many hashes one is looked at; no multiple of those of a sketch, which are sorted


class Sketches:
    """The sketches of a segment.

    Unless all of them are wanted `whole`, they are not checked: they lead to documents that are then compared, so that
    a wrong one does no harm, and few are read.
    """

    def __init__(self, segment: Segment, *, whole: bool) -> None:
        self.hashes: NDArray[np.uint32]
        self.documents: NDArray[Any]
        self.sizes: NDArray[Any]
        self.hashes, self.documents, self.sizes = (
            segment.file.array(f"{KIND}/{name}", whole=whole) for name in ("hashes", "documents", "sizes")
        )
        if len(self.hashes) != len(self.documents) or len(self.sizes) != segment.document_count:
            raise IndexDamaged(f"{segment.name}: the arrays of its sketches do not fit each other; {ADVICE}")

    def lives(self, deleted: NDArray[np.bool_], rows: Any = slice(None)) -> NDArray[np.bool_]:
        """Whether the documents of the hashes at some rows, all if not given, are not `deleted`."""
        lives: NDArray[np.bool_] = ~deleted.take(self.documents[rows], mode="clip")  # whatever a damaged file says
        return lives

    def keys(self, offset: int, deleted: NDArray[np.bool_] | None = None) -> Keys:
        """All of them, but those of documents that are `deleted`; documents are numbered from `offset`."""
        hashes, documents = self.hashes, self.documents
        if deleted is not None:
            lives = self.lives(deleted)
            hashes, documents = hashes[lives], documents[lives]
        return keys_of(hashes, documents.astype(np.uint64) + np.uint64(offset))


def keys_of(hashes: NDArray[np.uint32], documents: NDArray[Any]) -> Keys:
    """The keys of some hashes, each of a document."""
    keys: Keys = hashes.astype(np.uint64) << _HALF | documents.astype(np.uint64)
    return keys


def sketches_of(segment: Segment, *, whole: bool = False) -> Sketches | None:
    """The sketches of a segment; None when it has none."""
    return Sketches(segment, whole=whole) if f"{KIND}/hashes" in segment.file else None


def ranges_of_hashes(sample: NDArray[np.uint32], count: int) -> list[tuple[int, int]]:
    """Ranges (the first and the last hash of each) that together have all, and each some `_TOGETHER` of `count`, if
    these are as `sample` is."""
    ranges = -(-count // _TOGETHER)
    cuts = np.sort(sample)[np.arange(1, ranges) * len(sample) // ranges]
    return [(first, past - 1) for first, past in pairwise(sorted({0, *cuts.tolist(), 1 << 32}))]


def write_sketches(writer: ArrayFileWriter, portions: Iterable[Keys], sizes: NDArray[Any]) -> None:
    """Writes sketches: their keys, a portion after the other, all of one before those of the next but in any order
    within, which is changed; and the sizes by document."""
    from searchkit.index.columnar.writing import narrowest

    hashes = writer.stream(f"{KIND}/hashes", "<u4")
    documents = writer.stream(f"{KIND}/documents", narrowest(sizes.nonzero()[0][-1:]).dtype.str)
    for keys in portions:
        keys.sort()
        halves = keys.astype("<u8", copy=False).view("<u4").reshape(-1, 2)
        hashes.append(halves[:, 1])
        documents.append(halves[:, 0])
    writer.put(f"{KIND}/sizes", narrowest(sizes))


def merge_sketches(
    writer: ArrayFileWriter, segments: Sequence[Segment], maps: Sequence[NDArray[np.int64]], count: int
) -> None:
    """Writes those of several segments' live documents; `maps`: the new number of each document, -1 for deleted ones;
    `count`: how many there are."""
    parts, sizes = [], np.zeros(count, np.int64)
    for segment, numbers in zip(segments, maps, strict=True):
        if (found := sketches_of(segment, whole=True)) is None:
            continue
        if len(found.documents) and int(found.documents.max()) >= len(numbers):
            raise IndexDamaged(f"{segment.name}: a sketch is of a document that is not there; {ADVICE}")
        parts.append((found, numbers))
        sizes[numbers[numbers >= 0]] = found.sizes[numbers >= 0]
    write_sketches(writer, _merged(parts), sizes)


def _merged(parts: Sequence[tuple[Sketches, NDArray[np.int64]]]) -> Iterator[Keys]:
    """The keys of all live documents, which get new numbers, portion by portion."""
    sample = np.concatenate([found.hashes[::SAMPLED] for found, _ in parts])
    for first, last in ranges_of_hashes(sample, sum(len(found.hashes) for found, _ in parts)):
        some = []
        for found, numbers in parts:
            low, high = np.uint32(first), np.uint32(last)  # of the array's type, or it would be copied
            here = slice(found.hashes.searchsorted(low), found.hashes.searchsorted(high, side="right"))
            documents = numbers.take(found.documents[here])
            is_live = documents >= 0
            some.append(keys_of(found.hashes[here][is_live], documents[is_live]))
        yield np.concatenate(some)

"""Sketches of documents: a few hashes of each, by which near-duplicates are found.

``sketch/hashes`` has the hashes of all documents, ascending, ``sketch/documents`` the document of each (equal hashes by
document), and ``sketch/sizes`` for each document how many hashes it was made of, 0 where it has no sketch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.pages import ADVICE

if TYPE_CHECKING:
    from searchkit.index.columnar.files import ArrayFileWriter
    from searchkit.index.columnar.segment import Segment

KIND = "sketch"

Keys: TypeAlias = NDArray[np.uint64]
"""A hash in the higher half, a number of a document in the lower."""

_HALF = np.uint64(32)


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

    def keys(self, offset: int) -> Keys:
        """All of them; documents are numbered from `offset`."""
        keys: Keys = self.hashes.astype(np.uint64) << _HALF | (self.documents.astype(np.uint64) + np.uint64(offset))
        return keys


def sketches_of(segment: Segment, *, whole: bool = False) -> Sketches | None:
    """The sketches of a segment; None when it has none."""
    return Sketches(segment, whole=whole) if f"{KIND}/hashes" in segment.file else None


def write_sketches(writer: ArrayFileWriter, keys: Keys, sizes: NDArray[Any]) -> None:
    """Writes sketches: their keys, sorted, and the sizes by document."""
    from searchkit.index.columnar.writing import narrowest

    halves = keys.astype("<u8", copy=False).view("<u4").reshape(-1, 2)
    writer.put(f"{KIND}/hashes", np.ascontiguousarray(halves[:, 1]))
    writer.put(f"{KIND}/documents", narrowest(halves[:, 0]))
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
        documents = numbers[found.documents]
        live = documents >= 0
        hashes = found.hashes[live].astype(np.uint64)
        parts.append(hashes << _HALF | documents[live].astype(np.uint64))
        sizes[numbers[numbers >= 0]] = found.sizes[numbers >= 0]
    keys = np.concatenate(parts)
    keys.sort()
    write_sketches(writer, keys, sizes)

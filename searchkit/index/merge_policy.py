"""Which segments are merged at a commit: those of about the same size, when there are several of them.

So a document is written again as often as the index grows by a factor, and not at every commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from searchkit.index.columnar.codec import ColumnarSegment
    from searchkit.index.columnar.whoosh_writer import ColumnarWriter

_TOGETHER = 8  # segments of a tier that are merged into one of the next
_SMALLEST = 1_000  # documents: all segments below are of one tier
_LARGEST = 400_000  # documents of a segment that is not merged any more, so that merging it needs bounded memory
_MOST_DELETED = 0.3  # share of deleted documents above which a segment is written again without them


def merge_tiers(writer: ColumnarWriter, segments: Sequence[ColumnarSegment]) -> list[ColumnarSegment]:
    """Merges what is due and gives the segments there are then. A merge policy as Whoosh's writer takes it."""
    remaining = [segment for segment in segments if segment.doc_count()]
    while group := due(remaining):
        remaining = [segment for segment in remaining if segment not in group]
        remaining.append(writer.merged(group))
    return remaining


def due(segments: Sequence[ColumnarSegment]) -> list[ColumnarSegment]:
    """The segments to merge next, in their order; none when all is well."""
    for segment in segments:
        if segment.deleted_count() > _MOST_DELETED * segment.doc_count_all():
            return [segment]
    tiers: dict[int, list[ColumnarSegment]] = {}
    for segment in segments:
        if segment.doc_count() < _LARGEST:
            tiers.setdefault(_tier(segment.doc_count()), []).append(segment)
    for _, members in sorted(tiers.items()):
        if len(members) >= _TOGETHER:
            return members[:_TOGETHER]
    return []


def _tier(documents: int) -> int:
    tier = 0
    while documents >= _SMALLEST:
        documents //= _TOGETHER
        tier += 1
    return tier

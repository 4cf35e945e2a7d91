"""Which segments are merged at a commit.

Segments of about the same size become one when there are several of them, so a document is written again as often as
the index grows by a factor, and not at every commit. What several processes have built for one commit is merged at
once, into as many segments as there are processes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from searchkit.index.columnar.columnar_segment import ColumnarSegment

_TOGETHER = 8  # segments of a tier that are merged into one of the next
_SMALLEST = 1_000  # documents: all segments below are of one tier
_LARGEST = 300_000  # documents of a segment that is not merged any more, so that merging it needs bounded memory
_MOST_DELETED = 0.3  # share of deleted documents above which a segment is written again without them

Group = list["ColumnarSegment"]


def due(segments: Sequence[ColumnarSegment]) -> list[Group]:
    """The groups of segments to merge next, each in its order; none when all is well."""
    groups = [[segment] for segment in segments if _has_many_deleted(segment)]
    tiers: dict[int, Group] = {}
    for segment in segments:
        if segment.doc_count() < _LARGEST and not _has_many_deleted(segment):
            tiers.setdefault(_tier(segment.doc_count()), []).append(segment)
    for members in tiers.values():
        groups += [members[first : first + _TOGETHER] for first in range(0, len(members) - _TOGETHER + 1, _TOGETHER)]
    return groups


def balanced(segments: Sequence[ColumnarSegment], count: int) -> list[Group]:
    """The segments in at least `count` groups of about as many documents, none too large; groups of one are left
    out."""
    total = sum(segment.doc_count() for segment in segments)
    groups: list[Group] = [[] for _ in range(max(count, -(-total // _LARGEST)))]
    sizes = [0] * len(groups)
    for segment in sorted(segments, key=lambda segment: -segment.doc_count()):
        smallest = sizes.index(min(sizes))
        groups[smallest].append(segment)
        sizes[smallest] += segment.doc_count()
    return [group for group in groups if len(group) > 1]


def _has_many_deleted(segment: ColumnarSegment) -> bool:
    return segment.deleted_count() > _MOST_DELETED * segment.doc_count_all()


def _tier(documents: int) -> int:
    tier = 0
    while documents >= _SMALLEST:
        documents //= _TOGETHER
        tier += 1
    return tier

"""The stories that articles are of, as segments say: each is called by the identity of its first article, for ever."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from searchkit.index.columnar.story_column import NAME

if TYPE_CHECKING:
    from searchkit.index.columnar.columnar_segment import ColumnarSegment
    from searchkit.index.columnar.segment import Segment


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
    return (column[number - offset] if column else "") or _identity(segment, number - offset)


def _identity(segment: Segment, number: int) -> str:
    if segment.has_texts("id"):
        return segment.texts("id")[number]
    return str(segment.stored(number)["id"])  # a Whoosh program has written it its own way


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

"""What is asked of one document after the other, by its number in a snapshot; what was told last is kept.

Of what is kept a dictionary gives ten in the time that a method takes for one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from searchkit.index.columnar.segment import Segment
    from searchkit.index.columnar.text_column import TextColumn
    from searchkit.search.plain.statistics import PlainPart
    from searchkit.search.statistics import Part

    AnyPart: TypeAlias = Part | PlainPart

_KEPT = 4096  # documents
_SHORT = 200  # characters of a title that is kept

_Answer = TypeVar("_Answer")


def names_of(segment: Segment) -> tuple[TextColumn, TextColumn] | None:
    """Identities and titles by document; None when a segment has no such columns: a Whoosh program wrote it."""
    try:
        return segment.texts("id"), segment.texts("title")
    except KeyError:
        return None


class PerDocument(dict[int, _Answer]):
    """What `tell` says of documents, given the part of each and its number there."""

    def __init__(self, parts: Sequence[AnyPart], tell: Callable[[Any, int], _Answer]) -> None:
        super().__init__()
        self._parts = parts
        self._offsets = [part.offset for part in parts]
        self._tell = tell

    def __missing__(self, number: int) -> _Answer:
        part = self._parts[bisect_right(self._offsets, number) - 1]
        answer = self._tell(part, number - part.offset)
        if self.is_kept(answer):
            if len(self) >= _KEPT:
                self.clear()
            self[number] = answer
        return answer

    def is_kept(self, answer: _Answer) -> bool:
        """Whether it is small."""
        return True


class Names(PerDocument["tuple[str, str] | None"]):
    """Identities and titles; None for a document that a Whoosh program wrote, not ours."""

    def __init__(self, parts: Sequence[AnyPart]) -> None:
        super().__init__(parts, _names)

    def is_kept(self, answer: tuple[str, str] | None) -> bool:
        """Titles may be long."""
        return answer is None or len(answer[1]) <= _SHORT


def _names(part: AnyPart, at: int) -> tuple[str, str] | None:
    if part.names is None:
        return None
    ids, titles = part.names
    return ids[at], titles[at]


def precedence(part: Part, at: int) -> tuple[int, int]:
    """What orders documents of the same score: the newer first, then the lower identity."""
    times, keys = part.moments
    return -times[at], keys[at]


def is_copy(part: AnyPart, at: int) -> bool:
    """Whether a document is of the story of another."""
    column = part.segment.stories
    return column is not None and column.is_copy(at)


def story(part: AnyPart, at: int) -> str:
    """The story of a document: the identity of the first of it."""
    if part.names is None:  # written by a Whoosh program, not by ours
        return f"document {part.offset + at}"
    column = part.segment.stories
    return (column[at] if column is not None else "") or part.names[0][at]

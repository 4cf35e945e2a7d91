"""The texts of articles that are compared, read from their segments and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from searchkit.index.stories.likeness import Text, likeness

if TYPE_CHECKING:
    from searchkit.index.stories.naming import OpenSegment, Place

_SHINGLES: Final = 1 << 18
"""Shingles that are kept, 25 MB: what an article is a copy of is often a copy of another one soon."""


class Texts:
    """Compares documents."""

    def __init__(self, segments: Sequence[OpenSegment]) -> None:
        self._segments = segments
        self._kept: OrderedDict[Place, Text] = OrderedDict()
        self._shingles = 0

    def likeness(self, one: Place, other: Place) -> float:
        """How much two documents are alike; see `likeness.likeness`."""
        return likeness(self._text(one), self._text(other))

    def _text(self, place: Place) -> Text:
        text = self._kept.get(place)
        if text is not None:
            self._kept.move_to_end(place)
            return text
        number, document = place
        text = self._kept[place] = Text.of_record(self._segments[number].opened.records[document])
        self._shingles += len(text.shingles)
        while self._shingles > _SHINGLES and len(self._kept) > 2:
            _, dropped = self._kept.popitem(last=False)
            self._shingles -= len(dropped.shingles)
        return text

"""The texts of articles that are compared, read from their segments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from searchkit.index.stories.likeness import Text, likeness

if TYPE_CHECKING:
    from searchkit.index.stories.naming import OpenSegment, Place


class Texts:
    """The texts of some documents. They are read in the order in which they lie: each block is decompressed once."""

    def __init__(self, segments: Sequence[OpenSegment], places: Iterable[Place]) -> None:
        self._texts = {
            (number, document): Text.of_record(segments[number].opened.records[document])
            for number, document in sorted(places)
        }

    def likeness(self, one: Place, other: Place) -> float:
        """How much two documents are alike; see `likeness.likeness`."""
        return likeness(self._texts[one], self._texts[other])

"""The stories of a segment's documents: a column of categories with one value at most (see `categories`), read without
numpy, since a search for a few words loads none."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from searchkit.errors import ADVICE, IndexDamaged
from searchkit.index.columnar.terms import TermDictionary

if TYPE_CHECKING:
    from searchkit.index.columnar.array_file import ArrayFile

NAME = "story"
_PREFIX = f"category/{NAME}"


class StoryColumn:
    """Which documents are copies, and of what story."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file.name
        self._names = TermDictionary(file.view(_PREFIX), file.view(f"{_PREFIX}/offsets"))
        self._codes = file.view(f"{_PREFIX}/codes")

    @cached_property
    def _data(self) -> bytes:
        return bytes(self._codes)

    def __getitem__(self, document: int) -> str:
        """The story of a document; empty when it is its own."""
        try:
            code = self._codes[document]
            return self._names[code - 1].decode() if code else ""
        except (IndexError, UnicodeDecodeError) as error:
            raise self._damaged(document, error) from error

    def is_copy(self, document: int) -> bool:
        """Whether a document is of the story of another."""
        try:
            return bool(self._codes[document])
        except IndexError as error:
            raise self._damaged(document, error) from error

    def __contains__(self, story: str) -> bool:
        return self._names.find(_encoded(story)) >= 0

    def names(self) -> list[str]:
        """All stories, sorted."""
        return [name.decode() for name in self._names.some(0, len(self._names))]

    def _damaged(self, document: int, error: Exception) -> IndexDamaged:
        return IndexDamaged(f"{self._file}: the story of document {document} is none ({error}); {ADVICE}")

    def documents(self, story: str) -> list[int]:
        """The documents of a story, ascending."""
        number = self._names.find(_encoded(story))
        if number < 0:
            return []
        width = self._codes.itemsize
        wanted, data = (number + 1).to_bytes(width, "little"), self._data
        found, at = [], data.find(wanted)
        while at >= 0:
            if at % width == 0:
                found.append(at // width)
            at = data.find(wanted, at + 1)
        return found


def _encoded(story: str) -> bytes:
    return story.encode("utf-8", "surrogatepass")  # a name that no story has, but may be asked for


def story_column(file: ArrayFile) -> StoryColumn | None:
    """The stories in a segment's file; None when no document of it is a copy."""
    return StoryColumn(file) if _PREFIX in file else None

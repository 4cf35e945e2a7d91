"""How many postings many terms have: what their dictionaries and pointers say, without a list for each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from searchkit.index.columnar import segments_of

if TYPE_CHECKING:
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.opened import Opened
    from searchkit.index.columnar.segment import Segment

_MOST: Final = 1 << 15
"""Terms whose counts are kept, 3 MB: those of a thousand articles of one subject."""


class PostingCounts(dict[str, int]):
    """By term of a text field: its postings in all segments, deleted documents included; those asked for are kept."""

    def __init__(self, segments: Iterable[Segment], field: str) -> None:
        super().__init__()
        self._fields = [found for segment in segments if (found := segment.field(field)) is not None]

    def __missing__(self, text: str) -> int:
        if len(self) >= _MOST:
            self.clear()
        count = self[text] = self._counted(text)
        return count

    def _counted(self, text: str) -> int:
        try:
            term = text.encode()
        except UnicodeEncodeError:  # no term of any article
            return 0
        return sum(field.posting_count(number) for field in self._fields if (number := field.find(term)) >= 0)


_of_readers: WeakKeyDictionary[IndexReader | Opened, PostingCounts] = WeakKeyDictionary()


def text_counts(reader: IndexReader | Opened) -> PostingCounts:
    """Those of the field ``text``, made once for a reader; one without columnar segments counts nothing."""
    counts = _of_readers.get(reader)
    if counts is None:
        segments = (segment for segment, _ in segments_of(reader) or ())
        counts = _of_readers[reader] = PostingCounts(segments, "text")
    return counts

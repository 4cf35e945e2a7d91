"""The posting lists of a segment, each found by its pointer (see `layout`)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from searchkit.index.columnar.lists.checks import check_packed
from searchkit.index.columnar.lists.layout import HEADER, OFFSET_MASK
from searchkit.index.columnar.lists.plain_postings import PlainPostings, said_count

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.array_file import ArrayFile
    from searchkit.index.columnar.inverted import Inverted
    from searchkit.index.columnar.lists.packed_postings import ListData, PackedPostings
    from searchkit.index.columnar.pages import Pages


class PackedLists:
    """Those of a file. Numpy is imported when it is needed."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file

    @cached_property
    def _view(self) -> memoryview:
        return self._file.view("lists", whole=False)

    @cached_property
    def _pages(self) -> Pages:
        return self._file.pages("lists")

    @cached_property
    def _data(self) -> ListData:
        from searchkit.index.columnar.lists.packed_postings import ListData

        return ListData(self._file.array("lists", whole=False))

    def check(self, pointer: int, end: int) -> None:
        """Raises `IndexDamaged` unless the list that a pointer leads to is as it was written, to its `end`."""
        self._pages.check(pointer & OFFSET_MASK, end)
        check_packed(self._view, pointer, end)

    def check_between(self, begin: int, end: int) -> None:
        """The same of the lists from `begin` to before `end`, but for what their pointers say of them."""
        self._pages.check(begin, end)

    def postings(self, pointer: int, norms: NDArray[np.uint8] | None, *, has_positions: bool) -> PackedPostings:
        """The list that a pointer leads to; `norms` and `has_positions` are those of its field."""
        from searchkit.index.columnar.lists.packed_postings import PackedPostings

        return PackedPostings(self._data, pointer, norms, has_positions=has_positions)

    def plain_postings(self, pointer: int) -> PlainPostings:
        """The same without numpy."""
        return PlainPostings(self._view, pointer)

    def is_whole(self, pointer: int) -> bool:
        """Whether it is certain of a list that its weights are whole numbers, none less than the number of
        positions."""
        return self.plain_postings(pointer).is_whole

    def count(self, pointer: int) -> int:
        """How many postings a list has; reads no more of it than its header."""
        if not said_count(pointer):
            begin = pointer & OFFSET_MASK
            self._pages.check(begin, begin + HEADER.size)
        return self.plain_postings(pointer).count

    def counts(self, pointers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many postings each of many lists has."""
        from searchkit.index.columnar.lists.decoding import frequencies

        return frequencies(self._file.array("lists", whole=False), pointers, self._pages.check)

    def documents(self, pointers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The documents of many lists that were checked, in no particular order; some come several times."""
        from searchkit.index.columnar.lists.decoding import decode_documents

        return decode_documents(self._file.array("lists", whole=False), pointers)

    def inverted(self, pointers: NDArray[np.uint64], *, has_positions: bool) -> Inverted:
        """The postings of many lists of a field."""
        from searchkit.index.columnar.lists.decoding import decode

        return decode(self._file.array("lists"), pointers, has_positions=has_positions)

"""The posting lists of a segment of format version 1, each found by its pointer (see `wide_layout`)."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from searchkit.index.columnar.lists.wide_plain_postings import WidePlainListData, WidePlainPostings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.array_file import ArrayFile
    from searchkit.index.columnar.inverted import Inverted
    from searchkit.index.columnar.lists.wide_postings import WideListData, WidePostings


class WideLists:
    """Those of a file, as `PackedLists` has them. All of them are checked when the first is read."""

    def __init__(self, file: ArrayFile) -> None:
        self._file = file

    @cached_property
    def _data(self) -> WideListData:
        from searchkit.index.columnar.lists.wide_postings import WideListData

        return WideListData(self._file.array("lists"))

    @cached_property
    def _plain_data(self) -> WidePlainListData:
        return WidePlainListData(self._file.view("lists"))

    def postings(self, pointer: int, norms: NDArray[np.uint8] | None, *, has_positions: bool) -> WidePostings:
        """The list that a pointer leads to, which itself says whether it has positions."""
        from searchkit.index.columnar.lists.wide_postings import WidePostings

        return WidePostings(self._data, pointer, norms)

    def plain_postings(self, pointer: int) -> WidePlainPostings:
        """The same without numpy."""
        return WidePlainPostings(self._plain_data, pointer)

    def is_whole(self, pointer: int) -> bool:
        """It never is certain."""
        return False

    def count(self, pointer: int) -> int:
        """How many postings a list has."""
        return self.plain_postings(pointer).count

    def counts(self, pointers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many postings each of many lists has."""
        from searchkit.index.columnar.lists.wide_decoding import wide_frequencies

        return wide_frequencies(self._file.array("lists"), pointers)

    def documents(self, pointers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The documents of many lists, in no particular order; some come several times."""
        return self.inverted(pointers, has_positions=False).documents

    def inverted(self, pointers: NDArray[np.uint64], *, has_positions: bool) -> Inverted:
        """The postings of many lists of a field."""
        from searchkit.index.columnar.lists.wide_decoding import decode_wide

        return decode_wide(self._file.array("lists"), pointers, has_positions=has_positions)

"""Reading columns through Whoosh's column reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from whoosh import columns

from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.whoosh.columns import coding


def has_column(segment: Segment, name: str) -> bool:
    """Whether the segment has a column of this name."""
    return any(f"{kind}/{name}" in segment.file for kind in ("column", "bytes", "text", "terms"))


def open_column(segment: Segment, name: str, column: Any) -> columns.ColumnReader:
    """A Whoosh reader of the column `name`, whose values the Whoosh column `column` describes."""
    is_of_numbers = segment.has_column(name)
    if (is_of_numbers or f"bytes/{name}" in segment.file) and is_of_numbers != (coding(column).dtype is not None):
        return DefaultReader(column, segment.document_count)  # the field was given another type since
    if is_of_numbers:
        return NumberReader(segment.file.view(f"column/{name}"), is_bits=isinstance(column, columns.BitColumn))
    if f"bytes/{name}" in segment.file:
        code = coding(column)
        kind = PickledReader if isinstance(column, columns.PickleColumn) else BytesReader
        return kind(segment.file, name, code.decode, is_list=column.stores_lists())
    return TextReader(segment, name)


class _Reader(columns.ColumnReader):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """What the readers have in common: a length."""

    def __init__(self, count: int) -> None:
        self._doccount = count

    def load(self) -> list[Any]:
        """All values."""
        return list(self)

    def __iter__(self) -> Iterator[Any]:
        return map(self.__getitem__, range(len(self)))


class DefaultReader(_Reader):
    """The default for each document."""

    def __init__(self, column: Any, count: int) -> None:
        super().__init__(count)
        self._column, self._default = column, column.default_value()

    def __getitem__(self, number: int) -> Any:
        return self._default

    def sort_key(self, number: int) -> Any:
        """What documents are sorted by."""
        return self._default

    def set_reverse(self) -> None:
        """Sort the largest first."""
        self._default = self._column.default_value(True)


class NumberReader(_Reader):
    """Numbers or bits by document."""

    def __init__(self, values: memoryview, *, is_bits: bool) -> None:
        super().__init__(len(values))
        self._values = values
        self._is_bits = is_bits
        self._reverse = False

    def __getitem__(self, number: int) -> Any:
        return self._values[number]

    def sort_key(self, number: int) -> Any:
        """What documents are sorted by."""
        key = self._values[number]
        if self._is_bits:
            return int(key ^ self._reverse)
        return 0 - key if self._reverse else key

    def load(self) -> list[Any]:
        """All values."""
        return self._values.tolist()

    def set_reverse(self) -> None:
        """Sort the largest first."""
        self._reverse = True


class BytesReader(_Reader):
    """Values kept as bytes."""

    def __init__(self, file: ArrayFile, name: str, decode: Callable[[bytes], Any], *, is_list: bool) -> None:
        self._blob, self._offsets = file.view(f"bytes/{name}"), file.view(f"bytes-offsets/{name}")
        super().__init__(len(self._offsets) - 1)
        self._decode = decode
        self._is_list = is_list

    def __getitem__(self, number: int) -> Any:
        return self._decode(self._bytes(number))

    def _bytes(self, number: int) -> bytes:
        return bytes(self._blob[self._offsets[number] : self._offsets[number + 1]])

    def sort_key(self, number: int) -> Any:
        """What documents are sorted by: of a list, the first."""
        value = self[number]
        return value[0] if self._is_list else value


class PickledReader(BytesReader):
    """Objects of any kind: they are sorted by their bytes, since they may not be told apart by `<`, nor hashed."""

    def sort_key(self, number: int) -> bytes:
        """What documents are sorted by."""
        return self._bytes(number)


class TextReader(_Reader):
    """A column of texts, as the bytes that Whoosh keeps of them."""

    def __init__(self, segment: Segment, name: str) -> None:
        super().__init__(segment.document_count)
        self._texts = segment.texts(name)

    def __getitem__(self, number: int) -> bytes:
        return self._texts[number].encode("utf-8", "surrogatepass")

    def sort_key(self, number: int) -> bytes:
        """What documents are sorted by."""
        return self[number]

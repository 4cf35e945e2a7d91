"""Columns of categories: each document has none, one or several values of a few, kept as numbers of a dictionary.

Arrays of the column ``source``: its values, sorted, in ``category/source`` and ``category/source/offsets``; the values
of each document as numbers in ``category/source/codes``; and where a document can have several,
``category/source/starts`` says where those of each begin. Without it each document has one code: 0 for none, and else
the number of its value, from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.terms import TermDictionary
from searchkit.ragged import rows_in_order, starts_of

if TYPE_CHECKING:
    from searchkit.index.columnar.array_file import ArrayFile
    from searchkit.index.columnar.array_writer import ArrayFileWriter

KIND = "category"


class CategoryColumn:
    """The values of every document of a segment, by number."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        prefix = f"{KIND}/{name}"
        self._values = TermDictionary(file.view(prefix), file.view(f"{prefix}/offsets"))
        codes = file.array(f"{prefix}/codes")
        if f"{prefix}/starts" in file:
            self.starts = file.array(f"{prefix}/starts").astype(np.int64)
            self.codes = codes
        else:
            self.starts = starts_of(codes > 0)
            self.codes = codes[codes > 0] - codes.dtype.type(1)

    def values(self) -> list[str]:
        """The dictionary: the value that each code stands for."""
        return [value.decode() for value in self._values.some(0, len(self._values))]

    def __getitem__(self, number: int) -> tuple[str, ...]:
        """The values of a document."""
        codes = self.codes[self.starts[number] : self.starts[number + 1]].tolist()
        return tuple(self._values[code].decode() for code in codes)

    def counts(self, documents: NDArray[np.bool_] | None = None) -> NDArray[np.int64]:
        """How many documents have each value, of all or of those chosen (shape: documents)."""
        codes = self.codes
        if documents is not None:
            codes = codes[np.repeat(documents, np.diff(self.starts))]
        return np.bincount(codes, minlength=len(self._values))


def write_categories(
    writer: ArrayFileWriter, name: str, rows: Sequence[Sequence[str]], of_document: NDArray[Any]
) -> None:
    """Writes a column: each document has the values of the row whose number is its own in `of_document`, each value
    once. All rows are used."""
    values = sorted({value for row in rows for value in row})
    number = {value: code for code, value in enumerate(values)}
    encoded = [value.encode() for value in values]
    if max(map(len, rows), default=0) <= 1:
        of_row = np.fromiter((number[row[0]] + 1 if row else 0 for row in rows), np.int64, len(rows))
        _write_dictionary(writer, name, encoded)
        writer.put(f"{KIND}/{name}/codes", _narrow(of_row, len(values) + 1).take(of_document))
        return
    codes = np.array([number[value] for row in rows for value in row], np.int64)
    sizes = np.fromiter(map(len, rows), np.int64, len(rows))
    codes, sizes = codes.take(rows_in_order(of_document, sizes)), sizes.take(of_document)
    _write(writer, name, encoded, codes, sizes)


def merge_categories(
    writer: ArrayFileWriter, name: str, columns: Sequence[CategoryColumn | None], live: Sequence[NDArray[np.bool_]]
) -> None:
    """Writes the column of several segments' live documents; `live`: which those are, segment by segment."""
    dictionaries = [[] if column is None else column.values() for column in columns]
    parts = [_live_part(column, chosen) for column, chosen in zip(columns, live, strict=True)]
    used = [
        {values[code] for code in np.unique(codes).tolist()}
        for values, (codes, _) in zip(dictionaries, parts, strict=True)
    ]
    merged = sorted(set().union(*used))
    number = {value: code for code, value in enumerate(merged)}
    codes = [
        np.array([number.get(value, 0) for value in values], np.int64)[part]
        for values, (part, _) in zip(dictionaries, parts, strict=True)
    ]
    sizes = [size for _, size in parts]
    _write(writer, name, [value.encode() for value in merged], np.concatenate(codes), np.concatenate(sizes))


def _live_part(column: CategoryColumn | None, live: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The codes of the live documents, and how many each has."""
    if column is None:
        return np.zeros(0, np.int64), np.zeros(int(np.count_nonzero(live)), np.int64)
    sizes = np.diff(column.starts)
    return column.codes[np.repeat(live, sizes)].astype(np.int64), sizes[live]


def _write(
    writer: ArrayFileWriter, name: str, values: Sequence[bytes], codes: NDArray[Any], sizes: NDArray[np.int64]
) -> None:
    prefix = f"{KIND}/{name}"
    _write_dictionary(writer, name, values)
    if len(sizes) and sizes.max() > 1:
        writer.put(f"{prefix}/starts", starts_of(sizes).astype("<u4"))
        writer.put(f"{prefix}/codes", _narrow(codes, len(values)))
    else:
        padded = np.zeros(len(sizes), np.int64)
        padded[sizes > 0] = codes + 1
        writer.put(f"{prefix}/codes", _narrow(padded, len(values) + 1))


def _write_dictionary(writer: ArrayFileWriter, name: str, values: Sequence[bytes]) -> None:
    lengths = np.fromiter(map(len, values), np.int64, len(values))
    writer.put(f"{KIND}/{name}", np.frombuffer(b"".join(values), np.uint8))
    writer.put(f"{KIND}/{name}/offsets", starts_of(lengths).astype("<u4"))


def _narrow(codes: NDArray[np.int64], most: int) -> NDArray[Any]:
    return codes.astype("|u1" if most <= 1 << 8 else "<u2" if most <= 1 << 16 else "<u4")

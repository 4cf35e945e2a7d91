"""Writing a segment through Whoosh's writer: the document's side of it.

NumPy is loaded when there is something to write: most of who opens a writer has other processes write.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

from whoosh.codec import base

from searchkit.index.columnar.values import encode_record
from searchkit.index.columnar.whoosh.columns import ColumnWriter, coding, is_known
from searchkit.index.columnar.whoosh.payloads import PayloadWriter

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.columnar_segment import ColumnarSegment
    from searchkit.index.columnar.writing import SegmentFileWriter


class SegmentBuild:
    """A segment that is being written: what the writer of documents and that of postings share.

    Its file is made when the first document comes, and is gone when the segment is abandoned.
    """

    def __init__(self, storage: Any, segment: ColumnarSegment) -> None:
        self._storage, self._segment = storage, segment
        self._file: BinaryIO | None = None
        self._writer: SegmentFileWriter | None = None
        self.documents = 0
        self.lengths: dict[str, array[int]] = {}
        self._columns: dict[str, ColumnWriter] = {}

    @property
    def writer(self) -> SegmentFileWriter:
        """The writer of the segment's file."""
        if self._writer is None:
            from searchkit.index.columnar.writing import SegmentFileWriter

            self._file = self._segment.create(self._storage)
            self._writer = SegmentFileWriter(self._file, 0)
        return self._writer

    def lengths_of(self, name: str, *, scorable: bool) -> NDArray[np.int64] | None:
        """The lengths of a field by document; None when it has none."""
        known = self.lengths.get(name)
        if known is None and not scorable:
            return None
        import numpy as np

        lengths = np.zeros(self.documents, np.int64)
        if known is not None:
            lengths[: len(known)] = known
        return lengths

    def column(self, name: str, column: Any) -> ColumnWriter:
        """The writer of a column; raises `TypeError` when it cannot be kept."""
        if name not in self._columns:
            self._columns[name] = ColumnWriter(self.writer.arrays, name, coding(column))
        return self._columns[name]

    def add_columns(self, schema: Any) -> None:
        """Columns without a value are kept too: Whoosh reads the wrong documents where some segments have none."""
        for name, field in schema.items():
            if is_known(field.column_type):
                self.column(name, field.column_type)

    def finish(self) -> None:
        """Completes the file."""
        for column in self._columns.values():
            column.finish(self.documents)
        self.writer.document_count = self.documents
        self.writer.close()
        self._close()
        self._segment.set_doc_count(self.documents)

    def abandon(self) -> None:
        """Removes what was written."""
        if self._close():
            from searchkit.index.columnar.columnar_segment import EXTENSION

            self._storage.delete_file(self._segment.make_filename(EXTENSION))

    def _close(self) -> bool:
        file, self._file = self._file, None
        if file is not None:
            file.close()
        return file is not None


class PerDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """Stored fields, lengths, columns and vectors, a document at a time: nothing of one that fails is kept."""

    def __init__(self, build: SegmentBuild) -> None:
        self._build = build
        self._vectors: dict[str, VectorWriter] = {}
        self.is_closed = False
        self._clear()

    def _clear(self) -> None:
        self._stored: dict[str, Any] = {}
        self._lengths: dict[str, int] = {}
        self._values: dict[str, tuple[ColumnWriter, bytes]] = {}
        self._items: dict[str, tuple[Any, list[tuple[str, float, bytes]]]] = {}

    def start_doc(self, docnum: int) -> None:
        """Begins a document; one that was begun and not finished is dropped."""
        if docnum != self._build.documents:
            raise ValueError(f"document {docnum} was begun where {self._build.documents} is the next")
        self._clear()

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        """The stored value (None: nothing is stored) and the length of a field."""
        if value is not None:
            self._stored[fieldname] = value
        if length:
            self._lengths[fieldname] = length

    def add_column_value(self, fieldname: str, column: Any, value: Any) -> None:
        """The value of a column."""
        writer = self._build.column(fieldname, column)
        self._values[fieldname] = writer, writer.encode(value)

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Iterable[tuple[str, float, bytes]]) -> None:
        """The terms of the document in a field."""
        self._items[fieldname] = fieldobj.vector, list(items)

    def finish_doc(self) -> None:
        """Adds the document to the segment."""
        build = self._build
        record, number = encode_record(self._stored), build.documents
        build.writer.stored.append(record)
        for name, length in self._lengths.items():
            lengths = build.lengths.setdefault(name, array("Q"))
            lengths.extend([0] * (number - len(lengths)))
            lengths.append(length)
        for column, data in self._values.values():
            column.put(number, data)
        for name, (format_, items) in self._items.items():
            if items:
                if name not in self._vectors:
                    self._vectors[name] = VectorWriter(build.writer.arrays, name, format_)
                self._vectors[name].put(number, items)
        build.documents += 1
        self._clear()

    def cancel_doc(self) -> None:
        """Drops the document that was begun."""
        self._clear()

    def close(self) -> None:
        """Writes vectors out."""
        if not self.is_closed:
            for vector in self._vectors.values():
                vector.finish(self._build.documents)
            self.is_closed = True


class VectorWriter:
    """The terms of each document in one field, with weights and payloads."""

    def __init__(self, arrays: Any, name: str, format_: Any) -> None:
        import numpy as np

        self._arrays, self._name = arrays, name
        self._firsts = array("Q")
        self._rows = self._end = 0
        self._terms = arrays.stream(f"vector-terms/{name}", "|u1")
        self._offsets = arrays.stream(f"vector-offsets/{name}", "<u8")
        self._weights = arrays.stream(f"vector-weights/{name}", "<f4")
        self._offsets.append(np.zeros(1, np.uint64))
        self._payloads = PayloadWriter(arrays, "vector", name, format_, keep_positions=True)

    def put(self, number: int, items: list[tuple[str, float, bytes]]) -> None:
        """The terms of a document: text, weight, value."""
        import numpy as np

        self._firsts.extend([self._rows] * (number + 1 - len(self._firsts)))
        self._rows += len(items)
        spelled = [text.encode("utf-8", "surrogatepass") for text, _, _ in items]
        self._terms.append(np.frombuffer(b"".join(spelled), np.uint8))
        ends = self._end + np.cumsum([len(text) for text in spelled])
        self._end = int(ends[-1])
        self._offsets.append(ends)
        self._weights.append(np.array([weight for _, weight, _ in items]))
        for _, weight, value in items:
            self._payloads.add(weight, value)

    def finish(self, documents: int) -> None:
        """Writes what is left."""
        import numpy as np

        self._firsts.extend([self._rows] * (documents + 1 - len(self._firsts)))
        self._arrays.put(f"vector-documents/{self._name}", np.array(self._firsts, np.uint64))
        self._payloads.finish()

"""Reading a segment through Whoosh's reader: what is kept by document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from whoosh.codec import base
from whoosh.matching import ListMatcher

from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.whoosh.payloads import PayloadReader

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.index.columnar.columnar_segment import ColumnarSegment


class PerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """What a segment keeps by document. Threads may share it."""

    def __init__(self, segment: Segment, deletions: ColumnarSegment) -> None:
        self.segment = segment
        self._deletions = deletions
        self._texts = segment.text_names()

    # Documents

    def doc_count(self) -> int:
        """How many documents are not deleted."""
        return self.segment.document_count - self._deletions.deleted_count()

    def doc_count_all(self) -> int:
        """How many documents there are, deleted ones too."""
        return self.segment.document_count

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return self._deletions.deleted_count() > 0

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return self._deletions.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of the deleted documents."""
        return self._deletions.deleted_docs()

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a document; raises `IndexError` when there is none of this number."""
        from searchkit.index.columnar.values import decode_record

        if docnum >= self.segment.document_count:
            raise IndexError(f"there is no document {docnum}, but {self.segment.document_count} documents")
        record = decode_record(self.segment.records[docnum])
        for name in self._texts:
            record.setdefault(name, self.segment.texts(name)[docnum])
        return record

    # Columns

    def supports_columns(self) -> bool:
        """Whether there may be columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether there is a column of this name."""
        from searchkit.index.columnar.whoosh.column_readers import has_column

        return has_column(self.segment, fieldname)

    def list_columns(self) -> list[str]:
        """The names of the columns."""
        kinds = ("column/", "bytes/", "text/", "terms/")
        return sorted({name.partition("/")[2] for name in self.segment.file.names() if name.startswith(kinds)})

    def column_reader(self, fieldname: str, column: Any) -> Any:
        """A reader of a column."""
        from searchkit.index.columnar.whoosh.column_readers import open_column

        return open_column(self.segment, fieldname, column)

    # Lengths

    def _lengths(self, fieldname: str) -> NDArray[Any] | None:
        field = self.segment.field(fieldname)
        return None if field is None else field.lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How many tokens a document has in a field; exact."""
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        """How many tokens all documents have in a field, deleted ones too."""
        field = self.segment.field(fieldname)
        return 0 if field is None else field.total_length

    def min_field_length(self, fieldname: str) -> int:
        """The length of the shortest document in a field."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None or not len(lengths) else int(lengths.min())

    def max_field_length(self, fieldname: str) -> int:
        """The length of the longest document in a field."""
        lengths = self._lengths(fieldname)
        return 0 if lengths is None or not len(lengths) else int(lengths.max())

    # Vectors

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """Whether the terms of a document in a field are kept."""
        first, past = self._vector_rows(docnum, fieldname)
        return past > first

    def _vector_rows(self, docnum: int, fieldname: str) -> tuple[int, int]:
        name = f"vector-documents/{fieldname}"
        if name not in self.segment.file:
            return 0, 0
        firsts = self.segment.file.view(name)
        return firsts[docnum], firsts[docnum + 1]

    def vector(self, docnum: int, fieldname: str, format_: Any) -> ListMatcher:
        """The terms of a document in a field, with weights and values; raises `KeyError` when they are not kept."""
        first, past = self._vector_rows(docnum, fieldname)
        if first == past:
            raise KeyError(f"document {docnum} has no vector of the field {fieldname!r}")
        file = self.segment.file
        offsets, blob = file.view(f"vector-offsets/{fieldname}"), file.view(f"vector-terms/{fieldname}")
        terms = [str(blob[offsets[row] : offsets[row + 1]], "utf-8", "surrogatepass") for row in range(first, past)]
        weights = file.view(f"vector-weights/{fieldname}")[first:past].tolist()
        payloads = PayloadReader(file, "vector", fieldname, format_)
        values = [payloads.value(row, weight) or b"" for row, weight in zip(range(first, past), weights, strict=True)]
        return ListMatcher(terms, weights, values, format_)

"""The Whoosh codec: what Whoosh's readers and writers ask for, given by segments of arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from whoosh.codec import base

from searchkit.errors import IndexUnfit
from searchkit.index.columnar.columnar_segment import ColumnarSegment

if TYPE_CHECKING:
    from searchkit.index.columnar.whoosh.documents import PerDocumentReader
    from searchkit.index.columnar.whoosh.postings import FieldWriter
    from searchkit.index.columnar.whoosh.reading import TermsReader
    from searchkit.index.columnar.whoosh.writing import PerDocumentWriter


class ColumnarCodec(base.Codec):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """Whoosh's codec interface over segments of arrays."""

    length_stats = False  # the field writer has the lengths already

    def per_document_writer(self, storage: Any, segment: ColumnarSegment) -> PerDocumentWriter:
        """The writer of stored fields, lengths, columns and vectors."""
        from searchkit.index.columnar.whoosh.writing import PerDocumentWriter

        return PerDocumentWriter(segment.build(storage))

    def field_writer(self, storage: Any, segment: ColumnarSegment) -> FieldWriter:
        """The writer of terms and postings."""
        from searchkit.index.columnar.whoosh.postings import FieldWriter

        return FieldWriter(segment.build(storage))

    def terms_reader(self, storage: Any, segment: ColumnarSegment) -> TermsReader:
        """The reader of terms and postings."""
        from searchkit.index.columnar.whoosh.reading import TermsReader

        return TermsReader(segment.open(storage))

    def per_document_reader(self, storage: Any, segment: ColumnarSegment) -> PerDocumentReader:
        """The reader of stored fields, lengths, columns and vectors."""
        from searchkit.index.columnar.whoosh.documents import PerDocumentReader

        return PerDocumentReader(segment.open(storage), segment)

    def column_filename(self, segment: ColumnarSegment, fieldname: str) -> str:
        """Refused: `whoosh.sorting.add_sortable` asks for the file of a column to be added to a segment."""
        raise IndexUnfit(
            f"the column {fieldname!r} cannot be added to documents that are there: columns lie in the file of their "
            "segment; make the field sortable in the schema, and write the documents anew"
        )

    def new_segment(self, storage: Any, indexname: str) -> ColumnarSegment:
        """A segment that is to be written."""
        return ColumnarSegment(indexname)

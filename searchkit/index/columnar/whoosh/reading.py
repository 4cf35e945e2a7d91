"""Reading a segment through Whoosh's reader: terms and postings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from whoosh.codec import base
from whoosh.columns import MultiColumnReader
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader, TermNotFound

from searchkit.index.columnar.field import Field
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.whoosh.matching import PostingsInfo, PostingsMatcher
from searchkit.index.columnar.whoosh.payloads import PayloadReader

if TYPE_CHECKING:
    from searchkit.index.columnar.columnar_segment import ColumnarSegment

Term = tuple[str, bytes]


def open_reader(storage: Any, schema: Any, segments: list[ColumnarSegment], generation: int) -> IndexReader:
    """A Whoosh reader of all documents of `segments`."""
    readers = [SegmentReader(storage, schema, segment, generation=generation) for segment in segments]
    if len(readers) == 1:
        return readers[0]
    return _Readers(readers, generation=generation) if readers else EmptyReader(schema)


class _Readers(MultiReader):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """Several segments. Whoosh leaves those without a column out of it, and reads the wrong documents: fields that are
    added later, and dynamic ones, have none in some."""

    def column_reader(self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True) -> Any:
        """A reader of a column; documents of a segment without it have the default."""
        readers = [reader.column_reader(fieldname, column, reverse, translate) for reader in self.readers]
        return MultiColumnReader(readers, list(self.doc_offsets))


def segments_of(reader: IndexReader) -> list[tuple[Segment, int]] | None:
    """The segments under a Whoosh reader, each with the number of its first document; None when one is not ours."""
    found = []
    for leaf, offset in reader.leaf_readers():
        terms = getattr(leaf, "_terms", None)
        if isinstance(terms, TermsReader):
            found.append((terms.segment, offset))
        elif leaf.doc_count_all():
            return None
    return found


class TermsReader(base.TermsReader):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """The terms of a segment and their postings. Threads may share it."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self._names = sorted(segment.field_names())

    def __contains__(self, term: Term) -> bool:
        field = self.segment.field(term[0])
        return field is not None and field.find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return list(self._names)

    def cursor(self, fieldname: str, fieldobj: Any) -> base.FieldCursor:
        """A cursor over the terms of a field."""
        field = self.segment.field(fieldname)
        return base.EmptyCursor() if field is None else TermsCursor(field, fieldobj)

    def terms(self) -> Iterator[Term]:
        """All terms, by field and in order."""
        for name, field, numbers in self._from("", b""):
            for number in numbers:
                yield name, field.term(number)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """The terms from `prefix` on, those of the later fields too."""
        for name, field, numbers in self._from(fieldname, prefix):
            for number in numbers:
                yield name, field.term(number)

    def items(self) -> Iterator[tuple[Term, PostingsInfo]]:
        """All terms with what is known of them."""
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, PostingsInfo]]:
        """The terms from `prefix` on with what is known of them."""
        for name, field, numbers in self._from(fieldname, prefix):
            for number in numbers:
                yield (name, field.term(number)), PostingsInfo(field.postings(number), field.lengths)

    def _from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, Field, range]]:
        for name in self._names:
            field = self.segment.field(name)
            if name >= fieldname and field is not None:
                yield name, field, field.between(prefix if name == fieldname else None, None)

    def _found(self, fieldname: str, text: bytes) -> tuple[Field, int]:
        field = self.segment.field(fieldname)
        number = -1 if field is None else field.find(text)
        if field is None or number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return field, number

    def term_info(self, fieldname: str, text: bytes) -> PostingsInfo:
        """What is known of a term; raises `TermNotFound`."""
        field, number = self._found(fieldname, text)
        return PostingsInfo(field.postings(number), field.lengths)

    def frequency(self, fieldname: str, text: bytes) -> float:
        """The sum of a term's weights, 0 when there is no such term."""
        field = self.segment.field(fieldname)
        number = -1 if field is None else field.find(text)
        return 0 if field is None or number < 0 else field.plain_postings(number).total_weight

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """In how many documents a term is, 0 when there is no such term."""
        field = self.segment.field(fieldname)
        number = -1 if field is None else field.find(text)
        return 0 if field is None or number < 0 else field.plain_postings(number).count

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> PostingsMatcher:
        """The postings of a term; raises `TermNotFound`."""
        field, number = self._found(fieldname, text)
        file = self.segment.file
        first = file.view(f"payload-terms/{fieldname}")[number] if f"payload-terms/{fieldname}" in file else 0
        payloads = PayloadReader(file, "payload", fieldname, format_)
        return PostingsMatcher(
            (fieldname, text), field.postings(number), field.lengths, format_, payloads, first, scorer
        )


class TermsCursor(base.FieldCursor):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """Walks the terms of a field, as the program spells them."""

    def __init__(self, field: Field, fieldobj: Any) -> None:
        self._field, self._fieldobj = field, fieldobj
        self._number = 0

    def first(self) -> Any:
        """To the first term."""
        return self._at(0)

    def find(self, string: Any) -> Any:
        """To the first term that is `string` or after it."""
        term = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        return self._at(self._field.terms.at_least(term))

    def next(self) -> Any:
        """To the next term."""
        return self._at(self._number + 1)

    def _at(self, number: int) -> Any:
        self._number = min(number, self._field.term_count)
        return self.text()

    def text(self) -> Any:
        """The current term, None after the last."""
        return self._fieldobj.from_bytes(self._field.term(self._number)) if self.is_valid() else None

    term = text

    def term_info(self) -> PostingsInfo | None:
        """What is known of the current term."""
        return PostingsInfo(self._field.postings(self._number), self._field.lengths) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Whether there is a current term."""
        return self._number < self._field.term_count

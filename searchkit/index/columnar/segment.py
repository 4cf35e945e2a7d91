"""A segment as it is read: fields with their terms and posting lists, columns, stored fields."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from searchkit.index.columnar.files import ArrayFile
from searchkit.index.columnar.layout import INLINE, OFFSET_BITS, PACKED
from searchkit.index.columnar.packed_terms import PackedTerms
from searchkit.index.columnar.plain_postings import PlainPostings
from searchkit.index.columnar.stored import StoredReader
from searchkit.index.columnar.terms import TermDictionary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.categories import CategoryColumn
    from searchkit.index.columnar.inverted import Inverted
    from searchkit.index.columnar.postings import Postings
    from searchkit.index.columnar.wide_plain_postings import WidePlainPostings

_KEPT = 4096  # posting lists whose header a field keeps


class Segment:
    """An open segment. Documents have numbers from 0. Numpy is imported when the first array is asked for.

    `live`, bytes or an array of booleans, has for each document 1 when it is not deleted, else 0; None: all are live.
    """

    def __init__(self, file: ArrayFile, live: bytes | NDArray[np.bool_] | None = None) -> None:
        self.file = file
        self.name = file.name
        self.document_count = int(file.facts["documents"])
        self.is_wide = file.facts.get("encoding") != PACKED
        """Whether terms and posting lists are as format version 1 had them."""
        self.live_bytes = None if live is None else bytes(live)
        self.deleted_count = 0 if self.live_bytes is None else self.live_bytes.count(0)
        self._fields: dict[str, Field | None] = {}
        self._texts: dict[str, TextColumn] = {}

    @cached_property
    def live(self) -> NDArray[np.bool_] | None:
        """By document whether it is not deleted; None: all of them."""
        import numpy as np

        return None if self.live_bytes is None else np.frombuffer(self.live_bytes, bool)

    def field(self, name: str) -> Field | None:
        """The field of this name; None when no document has a term in it."""
        if name not in self._fields:
            facts = self.file.facts["fields"].get(name)
            self._fields[name] = None if facts is None else Field(self, name, facts)
        return self._fields[name]

    def field_names(self) -> tuple[str, ...]:
        """The fields that have terms."""
        return tuple(self.file.facts["fields"])

    def has_column(self, name: str) -> bool:
        """Whether there is a column of numbers of this name."""
        return f"column/{name}" in self.file

    def column(self, name: str) -> NDArray[Any]:
        """Numbers by document; raises `KeyError` when there is no such column."""
        return self.file.array(f"column/{name}")

    def categories(self, name: str) -> CategoryColumn | None:
        """A column of categories; None when there is none of this name."""
        from searchkit.index.columnar.categories import KIND, CategoryColumn

        return CategoryColumn(self.file, name) if f"{KIND}/{name}" in self.file else None

    def text_names(self) -> tuple[str, ...]:
        """The columns of texts. They are stored fields too, which the stored records leave out."""
        parts = (name.partition("/") for name in self.file.names())
        return tuple(rest for kind, _, rest in parts if kind in ("text", "terms") and not rest.endswith("/offsets"))

    def texts(self, name: str) -> TextColumn:
        """Texts by document; raises `KeyError` when there is no such column."""
        if name not in self._texts:
            self._texts[name] = TextColumn(self, name)
        return self._texts[name]

    @cached_property
    def records(self) -> StoredReader:
        """The stored fields as bytes."""
        return StoredReader(self.file)

    def stored(self, number: int) -> dict[str, Any]:
        """The stored fields of a document."""
        return self.records.record(number)

    def dictionary(self, name: str) -> TermDictionary:
        """The terms of a field that is there."""
        blob, offsets = self.file.view(f"field/{name}/terms"), self.file.view(f"field/{name}/offsets")
        if self.is_wide:
            return TermDictionary(blob, offsets)
        return PackedTerms(blob, offsets, int(self.file.facts["fields"][name]["terms"]))

    # Posting lists

    @cached_property
    def _list_data(self) -> Any:
        if self.is_wide:
            from searchkit.index.columnar.wide_postings import WideListData

            return WideListData(self.file.array("lists"))
        from searchkit.index.columnar.packed_postings import ListData

        return ListData(self.file.array("lists"))

    @cached_property
    def _plain_list_data(self) -> Any:
        data = self.file.view("lists")
        if self.is_wide:
            from searchkit.index.columnar.wide_plain_postings import WidePlainListData

            return WidePlainListData(data)
        return data

    def postings(self, pointer: int, norms: NDArray[np.uint8] | None, *, has_positions: bool) -> Postings:
        """The posting list that a pointer leads to; `norms` and `has_positions` are those of its field."""
        if self.is_wide:
            from searchkit.index.columnar.wide_postings import WidePostings

            return WidePostings(self._list_data, pointer, norms)
        from searchkit.index.columnar.packed_postings import PackedPostings

        return PackedPostings(self._list_data, pointer, norms, has_positions=has_positions)

    def plain_postings(self, pointer: int) -> PlainPostings | WidePlainPostings:
        """The same without numpy, and without positions."""
        if self.is_wide:
            from searchkit.index.columnar.wide_plain_postings import WidePlainPostings

            return WidePlainPostings(self._plain_list_data, pointer)
        return PlainPostings(self._plain_list_data, pointer)

    def inverted(self, pointers: NDArray[np.uint64], *, has_positions: bool) -> Inverted:
        """The postings of many lists of a field."""
        if self.is_wide:
            from searchkit.index.columnar.wide_decoding import decode_wide

            return decode_wide(self.file.array("lists"), pointers, has_positions=has_positions)
        from searchkit.index.columnar.decoding import decode

        return decode(self.file.array("lists"), pointers, has_positions=has_positions)


class Field:
    """The terms of one field of a segment."""

    def __init__(self, segment: Segment, name: str, facts: dict[str, Any]) -> None:
        self.name = name
        self.term_count = int(facts["terms"])
        self.document_count = int(facts["documents"])
        self.total_length = int(facts["length"])
        self.has_positions = bool(facts["positions"])
        self._segment = segment
        file, prefix = segment.file, f"field/{name}"
        self.terms = segment.dictionary(name)
        self._pointers = file.view(f"{prefix}/pointers")
        self.is_scorable = f"{prefix}/lengths" in file
        self._postings: dict[int, Postings] = {}

    @cached_property
    def lengths(self) -> NDArray[Any] | None:
        """Tokens by document, exact; None when the field is not scorable."""
        return self._segment.file.array(f"field/{self.name}/lengths") if self.is_scorable else None

    @cached_property
    def norms(self) -> NDArray[np.uint8] | None:
        """The same as length bytes."""
        return self._segment.file.array(f"field/{self.name}/norms") if self.is_scorable else None

    @cached_property
    def plain_lengths(self) -> memoryview:
        """The lengths of a scorable field, without numpy."""
        return self._segment.file.view(f"field/{self.name}/lengths")

    @cached_property
    def plain_norms(self) -> memoryview:
        """The length bytes of a scorable field, without numpy."""
        return self._segment.file.view(f"field/{self.name}/norms")

    def find(self, term: bytes) -> int:
        """The number of `term`, -1 when it is not there."""
        return self.terms.find(term)

    def term(self, number: int) -> bytes:
        """The term with this number."""
        return self.terms[number]

    def prefixed(self, prefix: bytes) -> range:
        """The numbers of the terms that begin with `prefix`."""
        return self.terms.prefixed(prefix)

    def between(self, start: bytes | None, end: bytes | None) -> range:
        """The numbers of the terms from `start` to before `end`; None is open."""
        return self.terms.between(start, end)

    def pointer(self, number: int) -> int:
        """Where the posting list of a term is (see `layout`)."""
        return int(self._pointers[number])

    def postings(self, number: int) -> Postings:
        """The posting list of the term with this number."""
        postings = self._postings.get(number)
        if postings is None:
            if len(self._postings) >= _KEPT:
                self._postings = {}
            pointer = self._pointers[number]
            postings = self._segment.postings(pointer, self.norms, has_positions=self.has_positions)
            self._postings[number] = postings
        return postings

    def plain_postings(self, number: int) -> PlainPostings | WidePlainPostings:
        """The same without numpy, and without positions."""
        return self._segment.plain_postings(self._pointers[number])

    def list_offsets(self) -> NDArray[np.int64]:
        """Where the list of each term begins; 0 for those that are in their pointers."""
        import numpy as np

        pointers = self._segment.file.array(f"field/{self.name}/pointers")
        offsets = np.where(pointers < np.uint64(INLINE), pointers, np.uint64(0)).astype(np.int64)
        return offsets if self._segment.is_wide else offsets & (1 << OFFSET_BITS) - 1

    def inverted(self, begin: int, end: int) -> Inverted:
        """The postings of the terms from number `begin` to before `end`."""
        pointers = self._segment.file.array(f"field/{self.name}/pointers")[begin:end]
        return self._segment.inverted(pointers, has_positions=self.has_positions)

    def live_count(self, number: int) -> int:
        """How many documents that are not deleted have the term with this number."""
        postings = self.plain_postings(number)
        live = self._segment.live_bytes
        return postings.count if live is None else sum(map(live.__getitem__, postings.documents()))


class TextColumn:
    """Texts by document. Where a field's terms are the texts, a document has the number of its term."""

    def __init__(self, segment: Segment, name: str) -> None:
        file = segment.file
        self._codes = self._terms = None
        if f"terms/{name}" in file:
            self._codes, self._terms = file.view(f"terms/{name}"), segment.dictionary(name)
        else:
            self._blob, self._offsets = file.view(f"text/{name}"), file.view(f"text/{name}/offsets")

    def __getitem__(self, number: int) -> str:
        if self._codes is not None and self._terms is not None:
            return self._terms[self._codes[number]].decode()
        return str(self._blob[self._offsets[number] : self._offsets[number + 1]], "utf-8")

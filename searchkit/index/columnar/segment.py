"""A segment as it is read: fields with their terms and posting lists, columns, stored fields."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.files import ArrayFile
from searchkit.index.columnar.pages import ADVICE
from searchkit.index.columnar.plain_postings import PlainListData, PlainPostings
from searchkit.index.columnar.stored import StoredReader
from searchkit.index.columnar.terms import TermDictionary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.categories import CategoryColumn
    from searchkit.index.columnar.pages import CheckedNumbers
    from searchkit.index.columnar.postings import ListData, Postings

_KEPT = 4096  # posting lists whose header a field keeps


class Segment:
    """An open segment. Documents have numbers from 0. Numpy is imported when the first array is asked for.

    `live`, bytes or an array of booleans, has for each document 1 when it is not deleted, else 0; None: all are live.
    """

    def __init__(self, file: ArrayFile, live: bytes | NDArray[np.bool_] | None = None) -> None:
        self.file = file
        self.name = file.name
        self.document_count = _number(file, file.facts, "documents")
        fields = file.facts.get("fields")
        if type(fields) is not dict:
            raise _impossible(file, "fields")
        self._field_facts: dict[str, Any] = fields
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
            facts = self._field_facts.get(name)
            self._fields[name] = None if facts is None else Field(self, name, facts)
        return self._fields[name]

    def field_names(self) -> tuple[str, ...]:
        """The fields that have terms."""
        return tuple(self._field_facts)

    def has_column(self, name: str) -> bool:
        """Whether there is a column of numbers of this name."""
        return f"column/{name}" in self.file

    def column(self, name: str) -> NDArray[Any]:
        """Numbers by document; raises `KeyError` when there is no such column."""
        values = self.file.array(f"column/{name}")
        if len(values) != self.document_count:
            raise _impossible(self.file, f"column/{name}")
        return values

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
            self._texts[name] = TextColumn(self.file, name)
        return self._texts[name]

    @cached_property
    def records(self) -> StoredReader:
        """The stored fields as bytes."""
        return StoredReader(self.file)

    def stored(self, number: int) -> dict[str, Any]:
        """The stored fields of a document."""
        return self.records.record(number)

    @cached_property
    def list_data(self) -> ListData:
        """The posting lists of all fields."""
        from searchkit.index.columnar.postings import ListData

        return ListData(self.file.array("lists", whole=False), self.file.pages("lists"))

    @cached_property
    def plain_list_data(self) -> PlainListData:
        """The same without numpy."""
        return PlainListData(self.file.view("lists", whole=False), self.file.pages("lists"))


def _number(file: ArrayFile, facts: dict[str, Any], name: str) -> int:
    """A count that the directory says."""
    number = facts.get(name)
    if type(number) is not int or number < 0:
        raise _impossible(file, name)
    return number


def _impossible(file: ArrayFile, what: str) -> IndexDamaged:
    return IndexDamaged(f"{file.name}: the directory says what cannot be of {what}; {ADVICE}")


class Field:
    """The terms of one field of a segment."""

    def __init__(self, segment: Segment, name: str, facts: dict[str, Any]) -> None:
        self.name = name
        file, prefix = segment.file, f"field/{name}"
        if type(facts) is not dict:
            raise _impossible(file, prefix)
        self.term_count = _number(file, facts, "terms")
        self.document_count = _number(file, facts, "documents")
        self.total_length = _number(file, facts, "length")
        self.has_positions = bool(facts.get("positions"))
        self._segment = segment
        sizes = {"offsets": self.term_count + 1, "pointers": self.term_count}
        sizes |= {part: segment.document_count for part in ("lengths", "norms") if f"{prefix}/{part}" in file}
        if f"{prefix}/terms" not in file or any(
            f"{prefix}/{part}" not in file or file.count(f"{prefix}/{part}") != size for part, size in sizes.items()
        ):
            raise _impossible(file, prefix)
        names = (f"{prefix}/terms", f"{prefix}/offsets")
        blob, offsets = (file.view(part, whole=False) for part in names)
        self.terms = TermDictionary(blob, offsets, (file.pages(names[0]), file.pages(names[1])))
        self._pointers = file.numbers(f"{prefix}/pointers")
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
        return self._pointers[number]

    def postings(self, number: int) -> Postings:
        """The posting list of the term with this number."""
        postings = self._postings.get(number)
        if postings is None:
            if len(self._postings) >= _KEPT:
                self._postings = {}
            from searchkit.index.columnar.postings import Postings

            postings = Postings(self._segment.list_data, self._pointers[number], self.norms)
            self._postings[number] = postings
        return postings

    def plain_postings(self, number: int) -> PlainPostings:
        """The same without numpy, and without positions."""
        return PlainPostings(self._segment.plain_list_data, self._pointers[number])

    def live_count(self, number: int) -> int:
        """How many documents that are not deleted have the term with this number."""
        postings = self.plain_postings(number)
        live = self._segment.live_bytes
        return postings.count if live is None else sum(map(live.__getitem__, postings.documents()))


class TextColumn:
    """Texts by document. Where a field's terms are the texts, a document has the number of its term."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._codes: CheckedNumbers | None = None
        names = (f"text/{name}", f"text/{name}/offsets")
        if f"terms/{name}" in file:
            self._codes = file.numbers(f"terms/{name}")
            names = (f"field/{name}/terms", f"field/{name}/offsets")
        self._blob = file.view(names[0], whole=False)
        self._pages = file.pages(names[0])
        self._name = file.name
        self._offsets = file.numbers(names[1])

    def __getitem__(self, number: int) -> str:
        if self._codes is not None:
            number = self._codes[number]
        begin, end = self._offsets[number], self._offsets[number + 1]
        self._pages.check(begin, end)
        try:
            return str(self._blob[begin:end], "utf-8")
        except UnicodeDecodeError as error:
            raise IndexDamaged(f"{self._name}: a text is no text ({error}); {ADVICE}") from error

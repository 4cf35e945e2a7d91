"""A segment as it is read: fields with their terms and posting lists, columns, stored fields."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.facts import count_of, impossible
from searchkit.index.columnar.field import Field
from searchkit.index.columnar.lists.layout import PACKED
from searchkit.index.columnar.lists.packed_lists import PackedLists
from searchkit.index.columnar.packed_terms import BLOCK, PackedTerms
from searchkit.index.columnar.stored import StoredReader
from searchkit.index.columnar.terms import TermDictionary
from searchkit.index.columnar.text_column import TextColumn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.categories import CategoryColumn
    from searchkit.index.columnar.lists.wide_lists import WideLists
    from searchkit.index.columnar.story_column import StoryColumn


class Segment:
    """An open segment. Documents have numbers from 0. Numpy is imported when the first array is asked for.

    `live`, bytes or an array of booleans, has for each document 1 when it is not deleted, else 0; None: all are live.
    """

    def __init__(self, file: ArrayFile, live: bytes | NDArray[np.bool_] | None = None) -> None:
        self.file = file
        self.name = file.name
        self.document_count = count_of(file, file.facts, "documents")
        fields = file.facts.get("fields")
        if type(fields) is not dict:
            raise impossible(file, "fields")
        self._field_facts: dict[str, Any] = fields
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
            facts = self._field_facts.get(name)
            self._fields[name] = None if facts is None else Field(self, name, facts)
        return self._fields[name]

    def field_names(self) -> tuple[str, ...]:
        """The fields that have terms."""
        return tuple(self._field_facts)

    def column_names(self) -> list[str]:
        """The columns of numbers."""
        parts = (name.partition("/") for name in self.file.names())
        return [rest for kind, _, rest in parts if kind == "column"]

    def has_column(self, name: str) -> bool:
        """Whether there is a column of numbers of this name."""
        return f"column/{name}" in self.file

    def column(self, name: str) -> NDArray[Any]:
        """Numbers by document; raises `KeyError` when there is no such column."""
        values = self.file.array(f"column/{name}")
        if len(values) != self.document_count:
            raise impossible(self.file, f"column/{name}")
        return values

    def categories(self, name: str) -> CategoryColumn | None:
        """A column of categories; None when there is none of this name."""
        from searchkit.index.columnar.categories import KIND, CategoryColumn

        return CategoryColumn(self.file, name) if f"{KIND}/{name}" in self.file else None

    @cached_property
    def stories(self) -> StoryColumn | None:
        """Which documents are copies, and of what story; None when none is."""
        from searchkit.index.columnar.story_column import story_column

        return story_column(self.file)

    def text_names(self) -> tuple[str, ...]:
        """The columns of texts. They are stored fields too, which the stored records leave out."""
        parts = (name.partition("/") for name in self.file.names())
        return tuple(rest for kind, _, rest in parts if kind in ("text", "terms") and not rest.endswith("/offsets"))

    def has_texts(self, name: str) -> bool:
        """Whether there is a column of texts of this name."""
        return f"text/{name}" in self.file or f"terms/{name}" in self.file

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
        file, names = self.file, (f"field/{name}/terms", f"field/{name}/offsets")
        facts = self._field_facts.get(name)
        if type(facts) is not dict or not all(part in file for part in names):
            raise impossible(file, f"field/{name}")
        terms = count_of(file, facts, "terms")
        if file.count(names[1]) != (terms if self.is_wide else -(-terms // BLOCK)) + 1:
            raise impossible(file, f"field/{name}")
        blob, offsets = (file.view(part, whole=False) for part in names)
        pages = (file.pages(names[0]), file.pages(names[1]))
        return TermDictionary(blob, offsets, pages) if self.is_wide else PackedTerms(blob, offsets, terms, pages)

    # Posting lists

    @cached_property
    def lists(self) -> PackedLists | WideLists:
        """The posting lists, by the pointers that fields have for their terms."""
        if not self.is_wide:
            return PackedLists(self.file)
        from searchkit.index.columnar.lists.wide_lists import WideLists

        return WideLists(self.file)

    def end_of_lists(self, begin: int) -> int:
        """Where the lists of the field end whose last list begins at `begin`: where the next field's do."""
        return next((first for first in self._first_lists if first > begin), self.file.count("lists"))

    @cached_property
    def _first_lists(self) -> list[int]:
        """Where the lists of each field begin, in order."""
        fields = (self.field(name) for name in self.field_names())
        return sorted(first for field in fields if field is not None and (first := field.first_list()) >= 0)

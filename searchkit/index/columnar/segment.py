"""A segment as it is read: fields with their terms and posting lists, columns, stored fields."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.files import ArrayFile
from searchkit.index.columnar.postings import ListData, Postings
from searchkit.index.columnar.stored import StoredReader
from searchkit.index.columnar.terms import TermDictionary

_KEPT = 4096  # posting lists whose header a field keeps


class Segment:
    """An open segment. Documents have numbers from 0. `live` says which are not deleted; None: all of them."""

    def __init__(self, file: ArrayFile, live: NDArray[np.bool_] | None = None) -> None:
        self.file = file
        self.name = file.name
        self.document_count = int(file.facts["documents"])
        self.live = live
        self.deleted_count = 0 if live is None else int(self.document_count - np.count_nonzero(live))
        self._fields: dict[str, Field | None] = {}
        self._texts: dict[str, TextColumn] = {}

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
        return ListData(self.file.array("lists"))


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
        self.terms = TermDictionary(file.view(f"{prefix}/terms"), file.view(f"{prefix}/offsets"))
        self._pointers = file.view(f"{prefix}/pointers")
        self.lengths: NDArray[Any] | None = None
        self.norms: NDArray[np.uint8] | None = None
        if f"{prefix}/lengths" in file:
            self.lengths = file.array(f"{prefix}/lengths")
            self.norms = file.array(f"{prefix}/norms")
        self._postings: dict[int, Postings] = {}

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
            postings = Postings(self._segment.list_data, self._pointers[number], self.norms)
            self._postings[number] = postings
        return postings


class TextColumn:
    """Texts by document. Where a field's terms are the texts, a document has the number of its term."""

    def __init__(self, file: ArrayFile, name: str) -> None:
        self._codes: memoryview | None = None
        if f"terms/{name}" in file:
            self._codes = file.view(f"terms/{name}")
            name = f"field/{name}"
            self._blob, self._offsets = file.view(f"{name}/terms"), file.view(f"{name}/offsets")
        else:
            self._blob, self._offsets = file.view(f"text/{name}"), file.view(f"text/{name}/offsets")

    def __getitem__(self, number: int) -> str:
        if self._codes is not None:
            number = self._codes[number]
        return str(self._blob[self._offsets[number] : self._offsets[number + 1]], "utf-8")

"""A segment in memory, made the obvious way: what the search reads of a columnar segment, without files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.norms import length_to_byte

Token = tuple[str | bytes, int, int]
"""Term, position, weight."""


@dataclass(frozen=True)
class Document:
    """One document: the tokens of each field, and what it is sorted by."""

    fields: dict[str, list[Token]]
    time: int = 0
    key: int = 0
    is_deleted: bool = False
    title: str = ""
    stored: dict[str, Any] = field(default_factory=dict)

    def length(self, name: str) -> int:
        """The tokens of a field, as often as they count."""
        return sum(weight for _, _, weight in self.fields.get(name, ()))


class PlainPostings:
    """A posting list of lists."""

    def __init__(
        self, postings: list[tuple[int, float, list[int]]], norms: NDArray[np.uint8], positions: bool, block: int
    ):
        self.postings = postings
        self.count = len(postings)
        self.total_weight = sum(weight for _, weight, _ in postings)
        self.block_count = -(-len(postings) // block)
        self.has_positions = positions
        self.is_read = False
        self._norms = norms
        self._block = block

    def documents(self, *, keep: bool = True) -> NDArray[np.int64]:
        """All, ascending."""
        return np.array([document for document, _, _ in self.postings], np.int64)

    def weights(self, *, keep: bool = True) -> NDArray[np.float32]:
        """All."""
        return np.array([weight for _, weight, _ in self.postings], np.float32)

    def weights_at(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Of some rows."""
        return self.weights()[rows]

    def ranks(self) -> None:
        """None: it is looked up in its documents."""

    def block_first(self) -> NDArray[np.uint32]:
        """The first document of each block."""
        return self.documents()[:: self._block].astype(np.uint32)

    def bounds(self, inverse_norms: NDArray[np.float32]) -> NDArray[np.float32]:
        """The highest weight times inverse norm of each block."""
        products = self.weights() * inverse_norms[self._norms[self.documents()]]
        return np.array([products[start : start + self._block].max() for start in range(0, self.count, self._block)])

    def documents_in(self, numbers: NDArray[np.intp]) -> NDArray[np.int64]:
        """Documents of some blocks."""
        return self.documents()[self.rows_of(numbers)]

    def blocks(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Documents and weights of some blocks."""
        return self.documents_in(numbers), self.weights()[self.rows_of(numbers)]

    def rows_of(self, numbers: NDArray[np.intp]) -> NDArray[np.intp]:
        """The rows of some blocks."""
        rows = [row for row in range(self.count) if row // self._block in set(numbers.tolist())]
        return np.array(rows, np.intp)

    def positions(self, rows: NDArray[np.intp] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where each posting's positions begin, and the positions."""
        chosen = [self.postings[row][2] for row in (range(self.count) if rows is None else rows.tolist())]
        starts = np.cumsum([0, *map(len, chosen)])
        return starts, np.array([position for places in chosen for position in places], np.int64)


class PlainField:
    """The terms of a field."""

    def __init__(self, name: str, documents: Sequence[Document], *, positions: bool, scored: bool, block: int) -> None:
        self.name = name
        lengths = [document.length(name) for document in documents]
        self.document_count = sum(map(bool, lengths)) if scored else 0
        self.total_length = sum(lengths) if scored else 0
        norms = np.array([length_to_byte(length) for length in lengths], np.uint8)
        self.lengths = np.array(lengths, np.int64) if scored else None
        self.norms = norms if scored else None
        found: dict[bytes, dict[int, tuple[float, list[int]]]] = {}
        for number, document in enumerate(documents):
            for term, position, weight in document.fields.get(name, ()):
                encoded = term if isinstance(term, bytes) else term.encode()
                postings = found.setdefault(encoded, {})
                before, places = postings.get(number, (0.0, []))
                places.append(position)
                postings[number] = before + weight, places
        self._terms = sorted(found)
        self._postings = [
            PlainPostings([(n, *posting) for n, posting in found[term].items()], norms, positions, block)
            for term in self._terms
        ]
        self.term_count = len(self._terms)

    def find(self, term: bytes) -> int:
        """The number of a term, or -1."""
        return self._terms.index(term) if term in self._terms else -1

    def term(self, number: int) -> bytes:
        """The term with this number."""
        return self._terms[number]

    def prefixed(self, prefix: bytes) -> range:
        """The numbers of the terms that begin so."""
        return self._range([term.startswith(prefix) for term in self._terms])

    def between(self, start: bytes | None, end: bytes | None) -> range:
        """The numbers of the terms from `start` to before `end`."""
        return self._range([(start is None or term >= start) and (end is None or term < end) for term in self._terms])

    @staticmethod
    def _range(fits: list[bool]) -> range:
        return range(fits.index(True), fits.index(True) + sum(fits)) if any(fits) else range(0)

    def postings(self, number: int) -> PlainPostings:
        """The posting list of a term."""
        return self._postings[number]


class PlainSegment:
    """A segment of `documents`; `scored` and `placed` name the fields with lengths and with positions."""

    def __init__(
        self, documents: Sequence[Document], *, scored: Sequence[str], placed: Sequence[str], block: int = 128
    ) -> None:
        self.name = "plain"
        self.document_count = len(documents)
        self.documents = documents
        deleted = np.array([document.is_deleted for document in documents], bool)
        self.deleted_count = int(deleted.sum())
        self.live = ~deleted if deleted.any() else None
        names = {name for document in documents for name, tokens in document.fields.items() if tokens}
        self._fields = {
            name: PlainField(name, documents, positions=name in placed, scored=name in scored, block=block)
            for name in names
        }

    def field(self, name: str) -> PlainField | None:
        """The field of this name."""
        return self._fields.get(name)

    def column(self, name: str) -> NDArray[Any]:
        """``time`` or ``key``."""
        return np.array([getattr(document, name) for document in self.documents], {"time": "i8", "key": "u8"}[name])

    def texts(self, name: str) -> list[str]:
        """``title``, or as ``id`` the key."""
        return [document.title if name == "title" else f"{document.key:032x}" for document in self.documents]

    def stored(self, number: int) -> dict[str, Any]:
        """The stored fields."""
        return self.documents[number].stored

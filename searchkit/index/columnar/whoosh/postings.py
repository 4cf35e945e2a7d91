"""Writing the postings of Whoosh's sorted pool as arrays, in chunks that bound memory. NumPy comes with the first."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from whoosh.codec import base

from searchkit.index.columnar.whoosh.payloads import PayloadWriter, combined, occurrences, parts_of

if TYPE_CHECKING:
    from searchkit.index.columnar.inverted import Inverted
    from searchkit.index.columnar.whoosh.writing import SegmentBuild

_CHUNK = 1 << 17  # postings that are encoded at once
Posting = tuple[str, bytes, int, float, bytes]
"""Field, term, document, weight, value: as Whoosh's pool gives them."""


class FieldWriter(base.FieldWriter):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """Terms and postings, given sorted by field, term and document."""

    def __init__(self, build: SegmentBuild) -> None:
        self._build = build
        self._is_complete = False
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Posting]) -> None:
        """Writes all postings of the segment."""
        for name, postings in groupby(items, key=itemgetter(0)):
            self._add_field(name, schema[name], postings)
        self._build.add_columns(schema)
        self._is_complete = True

    def _add_field(self, name: str, field: Any, postings: Iterator[Posting]) -> None:
        writer = self._build.writer
        payloads = PayloadWriter(writer.arrays, "payload", name, field.format, keep_positions=False)
        firsts = array("Q")
        chunks = _chunks(_distinct(postings, field.format), field.format, payloads, firsts)
        writer.add_field(name, chunks, self._build.lengths_of(name, scorable=bool(field.scorable)))
        payloads.finish()
        if payloads.is_kept:
            import numpy as np

            writer.arrays.put(f"payload-terms/{name}", np.array(firsts, np.uint64))

    def close(self) -> None:
        """Completes the segment's file, or removes it when it was not written to the end."""
        if self._is_complete:
            self._build.finish()
        else:
            self._build.abandon()
        self.is_closed = True


def _distinct(postings: Iterator[Posting], format_: Any) -> Iterator[Posting]:
    """Postings of the same term and document made one."""
    last: Posting | None = None
    for posting in postings:
        if posting[2] < 0:
            continue  # Whoosh's sign for a word that is only to be spelled
        if last is not None:
            if posting[1] == last[1] and posting[2] == last[2]:
                weight = last[3] + posting[3]
                last = (*last[:3], weight, combined(format_, [last[4] or b"", posting[4] or b""], weight))
                continue
            if posting[1:3] < last[1:3]:
                raise base.OutOfOrderError(f"{posting[0]}: {posting[1]!r} came after {last[1]!r}")
            yield last
        last = posting
    if last is not None:
        yield last


def _chunks(
    postings: Iterator[Posting], format_: Any, payloads: PayloadWriter, firsts: array[int]
) -> Iterator[tuple[list[bytes], Inverted]]:
    """Runs of whole terms with about `_CHUNK` postings. `firsts` gets the row of each term's first posting."""
    chunk = _Chunk(format_, payloads)
    for row, (_, term, document, weight, value) in enumerate(postings):
        if term != chunk.last:
            if len(chunk.documents) >= _CHUNK:
                yield chunk.terms, chunk.inverted()
                chunk = _Chunk(format_, payloads)
            chunk.begin(term)
            firsts.append(row)
        chunk.add(document, weight, value or b"")
    if chunk.terms:
        yield chunk.terms, chunk.inverted()


class _Chunk:
    """Postings of consecutive terms, on their way into arrays."""

    def __init__(self, format_: Any, payloads: PayloadWriter) -> None:
        self._format, self._payloads = format_, payloads
        parts = parts_of(format_)
        self._has_positions, self._has_tuples = bool(parts), len(parts) > 1
        self.last: bytes | None = None
        self.terms: list[bytes] = []
        self._starts: list[int] = []
        self.documents: list[int] = []
        self._weights: list[float] = []
        self._counts: list[int] = []
        self._positions: list[int] = []

    def begin(self, term: bytes) -> None:
        """The postings that follow are those of `term`."""
        self.last = term
        self.terms.append(term)
        self._starts.append(len(self.documents))

    def add(self, document: int, weight: float, value: bytes) -> None:
        """The next posting."""
        if weight < 0:
            raise ValueError(f"the term {self.last!r} has the weight {weight}; weights are 0 or more")
        self.documents.append(document)
        self._weights.append(weight)
        places = None
        if self._has_positions:
            places = occurrences(self._format, value)
            self._counts.append(len(places))
            self._positions += sorted(place[0] for place in places) if self._has_tuples else sorted(places)
        self._payloads.add(weight, value, places)

    def inverted(self) -> Inverted:
        """The postings as arrays."""
        import numpy as np

        from searchkit.index.columnar.inverted import Inverted

        starts = np.array([*self._starts, len(self.documents)], np.int64)
        documents, weights = np.array(self.documents, np.int64), np.array(self._weights, np.float64)
        if not self._has_positions:
            return Inverted(starts, documents, weights)
        return Inverted(
            starts, documents, weights, np.array(self._counts, np.int64), np.array(self._positions, np.int64)
        )

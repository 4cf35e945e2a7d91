"""Writing a segment: fields, columns and stored records into one file of arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexUnfit
from searchkit.index.columnar.array_writer import ArrayFileWriter, Stream, Streams
from searchkit.index.columnar.categories import CategoryColumn, merge_categories, write_categories
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.lists.encoding import LongList, encode, moved
from searchkit.index.columnar.lists.layout import PACKED, PADDING
from searchkit.index.columnar.norms import LENGTHS
from searchkit.index.columnar.packed_terms import TermWriter
from searchkit.index.columnar.stored import StoredWriter
from searchkit.ragged import starts_of

_LENGTHS = np.array(LENGTHS)
_SEARCHED = 1 << 16  # lengths that are looked for at once
_TEXTS = 1 << 12  # texts that are joined at once
_LIST_ROWS = 1 << 17  # postings that are encoded at once, to bound memory


def length_bytes(lengths: NDArray[Any]) -> NDArray[np.uint8]:
    """The byte of each length (tokens), as Lucene keeps it."""
    found = np.empty(len(lengths), np.uint8)
    for first in range(0, len(lengths), _SEARCHED):
        found[first : first + _SEARCHED] = _LENGTHS.searchsorted(lengths[first : first + _SEARCHED], side="right") - 1
    return found


class Begun:
    """What of a segment can be written document by document, before there is a file for it."""

    def __init__(self) -> None:
        self.streams = Streams()
        self.stored = StoredWriter(self.streams)

    def texts(self, name: str) -> TextsWriter:
        """Writes a column of texts."""
        return TextsWriter(self.streams, name)


class TextsWriter:
    """Appends the text of one document after the other to a column."""

    def __init__(self, streams: Streams, name: str) -> None:
        self._blob = streams.stream(f"text/{name}", "|u1")
        self._offsets = streams.stream(f"text/{name}/offsets", "<u4")

    def append(self, texts: Iterable[str]) -> None:
        """Adds the texts of the next documents."""
        if encoded := [text.encode("utf-8", "surrogatepass") for text in texts]:
            sizes = np.fromiter(map(len, encoded), np.int64, len(encoded))
            self._offsets.append(self._blob.count + np.cumsum(sizes) - sizes)
            self._blob.append(np.frombuffer(b"".join(encoded), np.uint8))
            _limit(self._blob)

    def close(self) -> None:
        """Completes the column."""
        self._offsets.append(np.array([self._blob.count]))


class SegmentFileWriter:
    """Writes a segment of `document_count` documents to an open binary file; `close` completes it. `begun`: what was
    written of it before."""

    def __init__(self, file: BinaryIO, document_count: int, begun: Begun | None = None) -> None:
        self._begun = Begun() if begun is None else begun
        self._writer = ArrayFileWriter(file, self._begun.streams)
        self.document_count = document_count
        """May be set until `close`, by who does not know it before."""
        self._fields: dict[str, dict[str, Any]] = {}
        self._lists = self._writer.stream("lists", "|u1")
        self.stored = self._begun.stored

    def add_field(
        self,
        name: str,
        chunks: Iterable[tuple[Sequence[bytes], Inverted]],
        lengths: NDArray[Any] | None = None,
    ) -> None:
        """Writes a field: its terms, sorted, with their postings, in chunks of consecutive terms. A term alone may come
        in several chunks, each with later documents (see `LongList`).

        `lengths`: tokens of every document in this field, None when they do not matter to scores.
        """
        prefix = f"field/{name}"
        norms = None if lengths is None else length_bytes(lengths)
        blob = self._writer.stream(f"{prefix}/terms", "|u1")
        dictionary = TermWriter(blob, self._writer.stream(f"{prefix}/offsets", "<u4"))
        pointers = self._writer.stream(f"{prefix}/pointers", "<u8")
        terms, has_positions = 0, False
        for chunk_terms, pieces in groupby(chunks, key=itemgetter(0)):
            terms += len(chunk_terms)
            dictionary.append(chunk_terms)
            _limit(blob)
            _, inverted = next(pieces)
            has_positions |= inverted.counts is not None
            for data, places in _encoded(inverted, (more for _, more in pieces), norms):
                pointers.append(moved(places, self._lists.count))
                self._lists.append(data)
        dictionary.close()
        if lengths is not None and norms is not None:
            self._writer.put(f"{prefix}/lengths", narrowest(lengths))
            self._writer.put(f"{prefix}/norms", norms)
        self._fields[name] = {
            "terms": terms,
            "documents": 0 if lengths is None else int(np.count_nonzero(lengths)),
            "length": 0 if lengths is None else int(lengths.sum()),
            "positions": has_positions,
        }

    def add_numbers(self, name: str, values: NDArray[Any]) -> None:
        """Writes a column of numbers, one a document."""
        self._writer.put(f"column/{name}", values)

    def add_categories(self, name: str, rows: Sequence[Sequence[str]], of_document: NDArray[Any]) -> None:
        """Writes a column of categories: each document has the values of a row, each once; `of_document`: which."""
        write_categories(self._writer, name, rows, of_document)

    def add_merged_categories(
        self, name: str, columns: Sequence[CategoryColumn | None], live: Sequence[NDArray[np.bool_]]
    ) -> None:
        """Writes a column of categories from those of several segments; `live`: their documents that remain."""
        merge_categories(self._writer, name, columns, live)

    def add_texts(self, name: str, texts: Iterable[str]) -> None:
        """Writes a column of texts, one a document."""
        column = self._begun.texts(name)
        remaining = iter(texts)
        while some := list(islice(remaining, _TEXTS)):
            column.append(some)
        column.close()

    def add_term_numbers(self, name: str, numbers: NDArray[Any]) -> None:
        """Writes a column of texts that are terms of the field `name`: the number of its term for each document."""
        self._writer.put(f"terms/{name}", numbers.astype("<u4"))

    @property
    def arrays(self) -> ArrayFileWriter:
        """The file itself, for arrays that this class has no method for."""
        return self._writer

    def close(self) -> None:
        """Completes the file (and leaves it open)."""
        self.stored.close()
        self._lists.append(np.zeros(PADDING, np.uint8))
        self._writer.close({"documents": self.document_count, "encoding": PACKED, "fields": self._fields})


def _limit(blob: Stream) -> None:
    """Offsets of texts have 32 bits."""
    if blob.count >= 1 << 32:
        raise IndexUnfit("a segment would hold more than 4 GiB of terms or titles; commit, or merge, fewer at a time")


def narrowest(values: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers from 0 in the narrowest type that holds them."""
    most = int(values.max()) if len(values) else 0
    return values.astype("|u1" if most < 1 << 8 else "<u2" if most < 1 << 16 else "<u4")


def _encoded(
    inverted: Inverted, more: Iterator[Inverted], norms: NDArray[np.uint8] | None
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint64]]]:
    """Lists and pointers of some terms, or of one of which there is `more`."""
    following = next(more, None)
    if following is None:
        yield from (encode(part, norms) for part in _parts(inverted))
        return
    whole = LongList(norms)
    for part in chain((inverted, following), more):
        whole.add(part)
    yield whole.end()


def _parts(inverted: Inverted) -> Iterable[Inverted]:
    """The postings in runs of whole terms of about `_LIST_ROWS` rows."""
    starts = inverted.starts
    if starts[-1] - starts[0] <= _LIST_ROWS:
        yield inverted
        return
    before = None if inverted.counts is None else starts_of(inverted.counts)
    first = 0
    while first < inverted.terms:
        past = max(first + 1, int(np.searchsorted(starts, starts[first] + _LIST_ROWS, side="right")) - 1)
        low, high = starts[first], starts[past]
        positions = counts = None
        if before is not None and inverted.counts is not None and inverted.positions is not None:
            counts, positions = inverted.counts[low:high], inverted.positions[before[low] : before[high]]
        yield Inverted(
            starts[first : past + 1] - low, inverted.documents[low:high], inverted.weights[low:high], counts, positions
        )
        first = past

"""What is counted over all live articles of a snapshot, so that an article that was deleted, merged away or not, moves
nobody's score."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from searchkit.analysis import AskedTerm, TermWithin
from searchkit.errors import IndexUnfit
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.array_cache import CACHE, most_bytes
from searchkit.index.columnar.norms import LENGTHS
from searchkit.index.columnar.opened import Opened
from searchkit.index.documents import NO_TIME
from searchkit.search import bm25
from searchkit.search.arrays import NONE, Documents, look_up
from searchkit.search.bm25 import UNSCORED
from searchkit.search.per_document import Names, PerDocument, is_copy, names_of, precedence, story
from searchkit.search.plain.statistics import encoded
from searchkit.search.words import PostingList, Scoring, Word, merged, within

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh.fields import Schema
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.segment import Segment
    from searchkit.index.columnar.text_column import TextColumn

_KEPT = 4096  # words whose statistics a snapshot keeps
_NO_IDF = np.float32(0)


class Part:
    """A segment's place in a snapshot."""

    def __init__(self, number: int, segment: Segment, offset: int) -> None:
        self.number = number
        self.segment = segment
        self.offset = offset
        """The number of its first document in the snapshot."""
        self.document_count = segment.document_count
        live = segment.live
        self.dead: Documents = NONE if live is None else (~live).nonzero()[0]
        older = _postings(segment, "older", b"1")
        self.older: Documents = NONE if older is None else older.documents()
        """Older versions of articles, deleted ones not among them."""
        if live is not None and len(self.older):
            self.older = self.older[live[self.older]]
        self.live: NDArray[np.bool_] | None = live
        """By document; None when all are."""
        self.current = live
        """Live and not an older version; None when all are."""
        if len(self.older):
            self.current = np.ones(self.document_count, bool) if live is None else live.copy()
            self.current[self.older] = False

        self._sort_times: dict[str, NDArray[np.int64]] = {}

    @cached_property
    def names(self) -> tuple[TextColumn, TextColumn] | None:
        """Identities and titles by document; None when the segment has no such columns."""
        return names_of(self.segment)

    @cached_property
    def keys(self) -> NDArray[np.uint64]:
        """The identities as numbers, by document."""
        keys: NDArray[np.uint64] = self.segment.column("key")
        return keys

    @cached_property
    def moments(self) -> tuple[memoryview, memoryview]:
        """`times` by relevance and `keys`, for who asks for one at a time."""
        return self.times("relevance").data, self.keys.data

    def times(self, sort: str) -> NDArray[np.int64]:
        """What orders documents by date, by document: later is better, and those without a date come last."""
        if sort not in self._sort_times:
            times = self.segment.column("time")
            self._sort_times[sort] = times if sort != "oldest" else np.where(times == NO_TIME, times, -times)
        return self._sort_times[sort]

    def shown(self, *, versions: bool) -> NDArray[np.bool_] | None:
        """By document whether an answer may show it; None: all."""
        return self.live if versions else self.current

    def hidden(self, *, versions: bool) -> Documents:
        """Live documents that an answer leaves out."""
        return NONE if versions else self.older


class Snapshot:
    """The segments of one commit, with statistics over all of them; those asked for are kept."""

    def __init__(self, segments: Sequence[tuple[Segment, int]], schema: Schema | None, k1: float, b: float) -> None:
        self.parts = [Part(number, segment, offset) for number, (segment, offset) in enumerate(segments)]
        self._offsets = [part.offset for part in self.parts]
        self.schema = schema
        """None when the segments were opened without Whoosh, and all fields that are asked for are text."""
        self.k1, self.b = k1, b
        self._words: dict[tuple[str, Any], Word] = {}
        self._scoring: dict[str, Scoring | None] = {}
        self._norms: dict[int, NDArray[np.uint8]] = {}
        self.names = Names(self.parts)
        self.precedence = PerDocument(self.parts, precedence)
        self.is_copy = PerDocument(self.parts, is_copy)
        self.story = PerDocument(self.parts, story)
        self.size = sum(part.document_count for part in self.parts)
        """Documents of all segments, deleted ones among them."""

    def part_of(self, number: int) -> Part:
        """The part that holds a document, by its number in the snapshot."""
        return self.parts[bisect_right(self._offsets, number) - 1]

    def cut(self, documents: Documents) -> Iterator[tuple[Part, int, int]]:
        """For each part which rows of `documents` (ascending) are in it: from the first to before the second."""
        if len(self.parts) == 1:
            yield self.parts[0], 0, len(documents)
            return
        edges = [*documents.searchsorted(self._offsets).tolist(), len(documents)]
        yield from zip(self.parts, edges[:-1], edges[1:], strict=True)

    @cached_property
    def has_copies(self) -> bool:
        """Whether any article is a copy of another."""
        return any(part.segment.stories is not None for part in self.parts)

    @cached_property
    def live(self) -> NDArray[np.bool_] | None:
        """By document whether it is not deleted; None: all are not."""
        return _joined_masks(self.parts, [part.live for part in self.parts])

    @cached_property
    def current(self) -> NDArray[np.bool_] | None:
        """By document whether it is live and not an older version; None: all are."""
        return _joined_masks(self.parts, [part.current for part in self.parts])

    def shown(self, *, versions: bool) -> NDArray[np.bool_] | None:
        """By document whether an answer may show it; None: all."""
        return self.live if versions else self.current

    @cached_property
    def older(self) -> Documents:
        """Live documents that are older versions of others."""
        return np.concatenate([NONE, *(part.older + part.offset for part in self.parts)])

    def hidden(self, *, versions: bool) -> Documents:
        """Live documents that an answer leaves out."""
        return NONE if versions else self.older

    def times(self, documents: Documents, sort: str) -> NDArray[np.int64]:
        """`Part.times` of some documents, in any order."""
        return self._of(documents, [part.times(sort) for part in self.parts])

    def keys(self, documents: Documents) -> NDArray[np.uint64]:
        """`Part.keys` of some documents, in any order."""
        return self._of(documents, [part.keys for part in self.parts])

    def _of(self, documents: Documents, columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
        if not columns:  # no segments, no documents
            return np.zeros(0, np.int64)
        if len(columns) == 1:
            return columns[0][documents]
        parts = np.searchsorted(self._offsets, documents, side="right") - 1
        values = np.empty(len(documents), columns[0].dtype)
        for number, column in enumerate(columns):
            rows = (parts == number).nonzero()[0]
            values[rows] = column[documents[rows] - self._offsets[number]]
        return values

    def norms(self, scoring: Scoring) -> NDArray[np.uint8]:
        """The length bytes of all segments."""
        if len(self.parts) == 1 and scoring.norms[0] is not None:
            return scoring.norms[0]
        norms = self._norms.get(id(scoring))
        if norms is None:
            pairs = zip(self.parts, scoring.norms, strict=True)
            norms = np.concatenate(
                [np.zeros(part.document_count, np.uint8) if found is None else found for part, found in pairs]
            )
            self._norms[id(scoring)] = norms
        return norms

    def document_count(self) -> int:
        """Live documents of all segments."""
        return sum(part.document_count - len(part.dead) for part in self.parts)

    def document_frequency(self, field: str, text: AskedTerm | bytes) -> int:
        """Live documents that have the term."""
        return self.word(field, text).document_frequency

    def is_there(self, field: str, text: AskedTerm) -> bool:
        """Whether a live document has the term."""
        return self.word(field, text).document_frequency > 0

    def posting_count(self, field: str, text: AskedTerm) -> int:
        """How many postings a term has, deleted documents included."""
        return self.word(field, text).posting_count

    def scoring(self, field: str) -> Scoring | None:
        """What scores in this field are made with; None when it has none."""
        if field not in self._scoring:
            self._scoring[field] = self._count_field(field)
        return self._scoring[field]

    def word(self, field: str, text: AskedTerm | bytes) -> Word:
        """A term; one that the index has not, or that does not fit its field, has no lists."""
        word = self._words.get((field, text))
        if word is None:
            if isinstance(text, TermWithin):
                lists = self._lists_within(field, text)
            else:
                lists = [] if (term := encoded(self.schema, field, text)) is None else self._lists(field, term)
            word = self._keep((field, text), self._counted(field, lists))
        return word

    def synonyms(self, field: str, texts: tuple[AskedTerm, ...], worth: tuple[float, ...]) -> Word:
        """Several terms that count as one word: frequencies in an article, and numbers of articles, add up, each times
        what the term is worth."""
        word = self._words.get((field, (texts, worth)))
        if word is None:
            words = [self.word(field, text) for text in texts]
            lists: list[PostingList | None] = []
            for part in self.parts:
                pairs = zip(words, worth, strict=True)
                found = [(postings, of_one) for word, of_one in pairs if (postings := word.lists[part.number])]
                lists.append(merged(found, part.document_count))
            scoring = self.scoring(field)
            frequency = round(sum(of_one * word.document_frequency for word, of_one in zip(words, worth, strict=True)))
            frequency = min(frequency, scoring.document_count if scoring else self.document_count())
            word = self._keep((field, (texts, worth)), self._made(field, lists, frequency))
        return word

    def _keep(self, key: tuple[str, Any], word: Word) -> Word:
        if len(self._words) >= _KEPT:
            self._words.clear()
        self._words[key] = word
        return word

    def _lists(self, field: str, term: bytes) -> list[PostingList | None]:
        return [_postings(part.segment, field, term) for part in self.parts]

    def _lists_within(self, field: str, term: TermWithin) -> list[PostingList | None]:
        found = self.word(field, term.text)
        if not found.posting_count:
            return []
        languages = [self.word("lang", code).lists for code in term.languages]
        return [
            within(found.lists[part.number], [lists[part.number] for lists in languages], part.document_count)
            for part in self.parts
        ]

    def _counted(self, field: str, lists: list[PostingList | None]) -> Word:
        if not any(lists):
            return self._made(field, [None] * len(self.parts), 0)
        frequency = 0
        for part, postings in zip(self.parts, lists, strict=True):
            if postings is not None:
                frequency += postings.count
                if len(part.dead):
                    frequency -= len(look_up(postings, part.dead)[0])
        return self._made(field, lists, frequency)

    def _made(self, field: str, lists: list[PostingList | None], frequency: int) -> Word:
        scoring = self.scoring(field)
        idf = _NO_IDF
        if scoring is not None:
            idf = np.float32(bm25.idf(scoring.document_count, min(frequency, scoring.document_count)))
        return Word(lists, frequency, idf, scoring)

    def _count_field(self, field: str) -> Scoring | None:
        if field in UNSCORED:
            return None
        count = total = 0
        norms: list[NDArray[np.uint8] | None] = []
        for part in self.parts:
            found = part.segment.field(field)
            if found is None:
                norms.append(None)
                continue
            if found.lengths is None or found.norms is None:
                return None
            norms.append(found.norms)
            if part.live is None:
                count, total = count + found.document_count, total + found.total_length
            else:
                lengths = found.lengths[part.live]
                count, total = count + int(np.count_nonzero(lengths)), total + int(lengths.sum(dtype=np.int64))
        average = total / count if count and total else 1.0
        return Scoring(count, bm25.inverse_norms(LENGTHS, average, self.k1, self.b), tuple(norms), average)


def _joined_masks(parts: Sequence[Part], masks: Sequence[NDArray[np.bool_] | None]) -> NDArray[np.bool_] | None:
    if all(mask is None for mask in masks):
        return None
    pairs = zip(parts, masks, strict=True)
    return np.concatenate([np.ones(part.document_count, bool) if mask is None else mask for part, mask in pairs])


def _postings(segment: Segment, field: str, term: bytes) -> PostingList | None:
    found = segment.field(field)
    if found is None:
        return None
    number = found.find(term)
    return None if number < 0 else found.postings(number)


_snapshots: WeakKeyDictionary[IndexReader | Opened, Snapshot] = WeakKeyDictionary()


def snapshot_of(reader: IndexReader | Opened, k1: float, b: float, memory: int = 0) -> Snapshot:
    """The snapshot of a reader, made once, living as long as the reader; raises `IndexUnfit` when its segments are not
    columnar. `memory`: bytes that may be kept of lists that were unpacked; 0: as many as suit its size."""
    snapshot = _snapshots.get(reader)
    if snapshot is None:
        segments = segments_of(reader)
        if segments is None:
            raise IndexUnfit("the index has segments of another format; index the articles again")
        schema = None if isinstance(reader, Opened) else reader.schema
        snapshot = _snapshots[reader] = Snapshot(segments, schema, k1, b)
        CACHE.allow(reader, memory or most_bytes(sum(segment.file.size for segment, _ in segments)))
    return snapshot

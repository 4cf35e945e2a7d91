"""What `statistics` counts, without numpy: for the first searches of a process, when lists are short."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import compress
from operator import not_
from typing import TYPE_CHECKING, Any, NamedTuple

from searchkit.analysis import AskedTerm, TermWithin
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.norms import LENGTHS
from searchkit.search import bm25
from searchkit.search.bm25 import UNSCORED
from searchkit.search.per_document import Names, PerDocument, is_copy, names_of, story
from searchkit.search.plain.lists import Placed, PlainList, TermList, WithinList, merged, within

if TYPE_CHECKING:
    from whoosh.fields import Schema
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.opened import Opened
    from searchkit.index.columnar.pages import CheckedNumbers
    from searchkit.index.columnar.segment import Segment
    from searchkit.index.columnar.text_column import TextColumn
    from searchkit.settings import Settings


class PlainPart:
    """A segment's place in a snapshot."""

    def __init__(self, number: int, segment: Segment, offset: int) -> None:
        self.number = number
        self.segment = segment
        self.offset = offset
        self.document_count = segment.document_count
        self.live = segment.live_bytes
        self._lists: dict[tuple[str, bytes], TermList | None] = {}

    @cached_property
    def dead(self) -> list[int]:
        """Deleted documents."""
        return [] if self.live is None else list(compress(range(self.document_count), map(not_, self.live)))

    @cached_property
    def older(self) -> frozenset[int]:
        """Older versions of articles, deleted ones among them."""
        found = self.list_of("older", b"1")
        return frozenset() if found is None else frozenset(found.documents())

    @cached_property
    def names(self) -> tuple[TextColumn, TextColumn] | None:
        """Identities and titles by document; None when the segment has no such columns."""
        return names_of(self.segment)

    @cached_property
    def times(self) -> CheckedNumbers:
        """Moments of publication by document."""
        return self.segment.file.numbers("column/time")

    @cached_property
    def keys(self) -> CheckedNumbers:
        """The identities as numbers, by document."""
        return self.segment.file.numbers("column/key")

    def list_of(self, field: str, term: bytes) -> TermList | None:
        """The postings of a term, the same object each time; None when the segment has it not."""
        if (field, term) not in self._lists:
            found = self.segment.field(field)
            number = -1 if found is None else found.find(term)
            there = None if found is None or number < 0 else TermList(found.plain_postings(number))
            self._lists[field, term] = there
        return self._lists[field, term]


class PlainScoring(NamedTuple):
    """What the scores of a field are made with."""

    document_count: int
    average_length: float
    norms: tuple[memoryview | None, ...]
    """For each segment the length bytes by document; None when it has no such field."""


class PlainWord:
    """A term, or several that count as one word, in every segment of a snapshot."""

    def __init__(self, lists: Sequence[PlainList | None], document_frequency: int, scoring: PlainScoring | None):
        self.lists = lists
        self.document_frequency = document_frequency
        self.scoring = scoring
        count = 0 if scoring is None else scoring.document_count
        self.idf = 0.0 if scoring is None else single(bm25.idf(count, min(document_frequency, count)))


class PlainSnapshot:
    """The segments of one commit, with statistics over all of them."""

    def __init__(self, segments: Sequence[tuple[Segment, int]], k1: float, b: float) -> None:
        self.parts = [PlainPart(number, segment, offset) for number, (segment, offset) in enumerate(segments)]
        self._offsets = [part.offset for part in self.parts]
        self.k1, self.b = k1, b
        self._words: dict[tuple[str, Any], PlainWord] = {}
        self._within: dict[tuple[str, TermWithin], list[WithinList | None]] = {}
        self._scoring: dict[str, PlainScoring | None] = {}
        self._inverses: dict[float, PlainInverses] = {}
        self.names = Names(self.parts)
        self.is_copy = PerDocument(self.parts, is_copy)
        self.story = PerDocument(self.parts, story)

    @classmethod
    def of(cls, reader: IndexReader | Opened, settings: Settings) -> PlainSnapshot:
        """That of a reader; one without columnar segments has no parts."""
        return cls(segments_of(reader) or (), settings.k1, settings.b)

    def part_of(self, number: int) -> PlainPart:
        """The part that holds a document, by its number in the snapshot."""
        return self.parts[bisect_right(self._offsets, number) - 1]

    @cached_property
    def has_copies(self) -> bool:
        """Whether any article is a copy of another."""
        return any(part.segment.stories is not None for part in self.parts)

    def document_count(self) -> int:
        """Live documents of all segments."""
        return sum(part.document_count - part.segment.deleted_count for part in self.parts)

    def document_frequency(self, field: str, text: AskedTerm | bytes) -> int:
        """Live documents that have the term."""
        return self.word(field, text).document_frequency

    def is_there(self, field: str, text: AskedTerm) -> bool:
        """Whether a live document has the term; reads no list where that is certain without."""
        for part, found in zip(self.parts, self.lists(field, text), strict=True):
            if found is not None and (part.live is None or found.count > part.segment.deleted_count):
                return True
            if found is not None and part.live is not None and any(map(part.live.__getitem__, found.documents())):
                return True
        return False

    def posting_count(self, field: str, text: AskedTerm) -> int:
        """How many postings a term has, deleted documents included, in whatever language; reads no list."""
        plain = text.text if isinstance(text, TermWithin) else text
        return sum(found.count for found in self._term_lists(field, plain) if found is not None)

    def scoring(self, field: str) -> PlainScoring | None:
        """What scores in this field are made with; None when it has none."""
        if field not in self._scoring:
            self._scoring[field] = self._count_field(field)
        return self._scoring[field]

    def inverses(self, scoring: PlainScoring) -> PlainInverses:
        """What multiplies the frequencies in a field."""
        average = scoring.average_length
        if average not in self._inverses:
            self._inverses[average] = PlainInverses(average, self.k1, self.b)
        return self._inverses[average]

    def word(self, field: str, text: AskedTerm | bytes) -> PlainWord:
        """A term; one that the index has not, or that does not fit its field, has no lists."""
        word = self._words.get((field, text))
        if word is None:
            lists = self.lists(field, text)
            frequency = sum(
                found.count if part.live is None else sum(map(part.live.__getitem__, found.documents()))
                for part, found in zip(self.parts, lists, strict=True)
                if found is not None
            )
            word = self._words[field, text] = PlainWord(lists, frequency, self.scoring(field))
        return word

    def synonyms(self, field: str, texts: tuple[AskedTerm, ...], worth: tuple[float, ...]) -> PlainWord:
        """Several terms that count as one word: frequencies in an article, and numbers of articles, add up, each times
        what the term is worth."""
        word = self._words.get((field, (texts, worth)))
        if word is None:
            words = [(self.word(field, text), of_one) for text, of_one in zip(texts, worth, strict=True)]
            lists = zip(*(self.lists(field, text) for text in texts), strict=True)
            found = [merged(list(zip(in_part, worth, strict=True))) for in_part in lists]
            scoring = self.scoring(field)
            frequency = round(sum(of_one * word.document_frequency for word, of_one in words))
            most = scoring.document_count if scoring else self.document_count()
            word = self._words[field, (texts, worth)] = PlainWord(found, min(frequency, most), scoring)
        return word

    def lists(self, field: str, text: AskedTerm | bytes) -> Sequence[Placed | None]:
        """For each segment the postings of a term."""
        if not isinstance(text, TermWithin):
            return self._term_lists(field, text)
        found = self._within.get((field, text))
        if found is None:
            languages = zip(*(self._term_lists("lang", code) for code in text.languages), strict=True)
            pairs = zip(self._term_lists(field, text.text), languages, strict=True)
            found = self._within[field, text] = [within(postings, others) for postings, others in pairs]
        return found

    def _term_lists(self, field: str, text: str | bytes) -> list[TermList | None]:
        term = _as_text(text)
        return [None if term is None else part.list_of(field, term) for part in self.parts]

    def _count_field(self, field: str) -> PlainScoring | None:
        if field in UNSCORED:
            return None
        count = total = 0
        norms: list[memoryview | None] = []
        for part in self.parts:
            found = part.segment.field(field)
            if found is None:
                norms.append(None)
                continue
            if not found.is_scorable:
                return None
            norms.append(found.plain_norms)
            gone = [found.plain_lengths[number] for number in part.dead]
            count += found.document_count - sum(map(bool, gone))
            total += found.total_length - sum(gone)
        return PlainScoring(count, total / count if count and total else 1.0, tuple(norms))


def encoded(schema: Schema | None, field: str, text: str | bytes) -> bytes | None:
    """A term as the index has it; None for one that does not fit its field, or of a field that there is not.

    Without a schema it is one of text, as trees of `searchkit.query.simple` have no others.
    """
    if schema is None:
        return _as_text(text)
    if field not in schema:
        return None
    try:
        term: bytes = schema[field].to_bytes(text)
    except ValueError:  # as Whoosh: it is no value of this field
        return None
    return term


def _as_text(text: str | bytes) -> bytes | None:
    try:
        return text if isinstance(text, bytes) else text.encode()
    except UnicodeEncodeError:  # no term of any article
        return None


class PlainInverses(dict[int, float]):
    """What multiplies the frequency, by length byte; see `bm25.inverse_norms`."""

    def __init__(self, average_length: float, k1: float, b: float) -> None:
        super().__init__()
        self._average, self._k1, self._b = single(average_length), single(k1), single(b)

    def __missing__(self, byte: int) -> float:
        length = single(single(self._b * single(LENGTHS[byte])) / self._average)
        norm = single(self._k1 * single(single(1 - self._b) + length))
        inverse = self[byte] = single(1 / max(norm, single(bm25.LEAST)))
        return inverse


class PlainScores(dict[tuple[float, int], float]):
    """The scores of one word in single precision, by frequency and length byte: few differ, each is worked out once.

    Every step is rounded, which gives what `bm25.score` does on arrays of single precision: rounding what Python
    computes in double precision is exact for these operations.
    """

    def __init__(self, weight: float, inverses: PlainInverses) -> None:
        super().__init__()
        self.weight = weight
        """No score is more than that."""
        self.inverses = inverses

    def __missing__(self, key: tuple[float, int]) -> float:
        self._work_out([key])
        return self[key]

    def of(self, frequencies: Sequence[float], length_bytes: Sequence[int]) -> list[float]:
        """The score of each of some frequencies with its length byte."""
        self._work_out([key for key in set(zip(frequencies, length_bytes, strict=True)) if key not in self])
        return list(map(self.__getitem__, zip(frequencies, length_bytes, strict=True)))

    def _work_out(self, new: Sequence[tuple[float, int]]) -> None:
        """Has the scores of these ready: together they take a fraction of the time."""
        inverses, weight = self.inverses, self.weight
        terms = array("f", [frequency * inverses[byte] for frequency, byte in new])
        divisors = array("f", [1 + term for term in terms])
        quotients = array("f", [weight / divisor for divisor in divisors])
        self.update(zip(new, array("f", [weight - quotient for quotient in quotients]), strict=True))


def single(number: float) -> float:
    """The nearest number of single precision."""
    return array("f", (number,))[0]

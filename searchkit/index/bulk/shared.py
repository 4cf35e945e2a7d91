"""What many articles have in common: their language, source, authors, tags, site and day, as fields and as columns."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis import Analyzer
from searchkit.index.bulk.records import Facts
from searchkit.index.columnar.inversion import PlacedTokens, places
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.runs import PostingRuns, Words
from searchkit.index.columnar.spool import Spool
from searchkit.index.columnar.writing import SegmentFileWriter, narrowest
from searchkit.index.terms import FIELD_GAP, date_terms, domains
from searchkit.ragged import cuts, rows_in_order

_RUN = 1 << 17  # tokens of a field that are inverted together
_RUN_ARTICLES = 1 << 15  # and articles
_PER_VALUE, _STRING_BYTES = 200, 60
"""Bytes that a value takes, with its terms while they are written, and each string of it besides its characters."""
_NAMES_KEPT = 1 << 16  # authors, sources and tags whose tokens are remembered

Placed = Iterable[tuple["str | bytes", int]]
"""Terms with their positions."""
_T = TypeVar("_T", bound=Hashable)


class SharedFields:
    """The fields of a segment's articles that are neither title nor body. After `write` it begins anew."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._names = lru_cache(maxsize=_NAMES_KEPT)(self._name_tokens)
        self._begin()

    def _begin(self) -> None:
        self._authors = _Shared[tuple[str, ...]]()
        self._source = _Shared[str]()
        self._tags = _Shared[tuple[str, ...]]()
        self._lang = _Shared[str]()
        self._host = _Shared[str]()
        self._day = _Shared[str]()
        self._older = _Shared[bool]()
        self._times = array("q")

    @property
    def memory(self) -> int:
        """Roughly the bytes that different values take."""
        fields = (self._authors, self._source, self._tags, self._lang, self._host, self._day)
        return sum(field.memory for field in fields)

    def add(self, facts: Facts, *, older: bool) -> None:
        """Notes what the next article has."""
        self._authors.add(facts.authors)
        self._source.add(facts.source)
        self._tags.add(facts.tags)
        self._lang.add(facts.lang)
        self._host.add(facts.host)
        self._day.add(facts.day)
        self._older.add(older)
        self._times.append(facts.time)

    def write(self, writer: SegmentFileWriter) -> None:
        """Writes fields and columns, and begins anew."""
        self._authors.write_field(writer, "author", self._placed, positions=True)
        self._source.write_field(writer, "source", lambda name: self._placed((name,) if name else ()), positions=True)
        self._tags.write_field(writer, "tag", self._placed, positions=True)
        self._lang.write_field(writer, "lang", lambda lang: [(lang, 0)])
        self._host.write_field(writer, "site", lambda host: ((domain, 0) for domain in domains(host)))
        self._day.write_field(writer, "date", _day_terms)
        self._older.write_field(writer, "older", lambda older: [("1", 0)] if older else ())
        self._source.write_categories(writer, "source", lambda name: (name,) if name else ())
        self._lang.write_categories(writer, "lang", lambda lang: (lang,))
        self._authors.write_categories(writer, "author", _distinct)
        self._tags.write_categories(writer, "tag", _distinct)
        writer.add_numbers("time", np.frombuffer(self._times, np.int64))
        self._begin()

    def _placed(self, values: Iterable[str]) -> Iterator[tuple[str, int]]:
        base = 0
        for value in values:
            tokens, length = self._names(value)
            for term, position in tokens:
                yield term, base + position
            base += FIELD_GAP + max(length - 1, 0)

    def _name_tokens(self, value: str) -> tuple[list[tuple[str, int]], int]:
        tokens = self._analyzer.names(value)
        return [(token.term, token.position) for token in tokens], tokens[-1].position + 1 if tokens else 0


class _Shared(Generic[_T]):
    """A value of each article; what is made of it is made once for all that have the same."""

    def __init__(self) -> None:
        self._numbers: dict[_T, int] = {}
        self._of_article = array("B")
        self.memory = 0
        """Roughly the bytes that the values take."""

    def add(self, value: _T) -> None:
        """Notes that of the next article."""
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = len(self._numbers)
            self.memory += _PER_VALUE + _characters(value)
        try:
            self._of_article.append(number)
        except OverflowError:
            self._of_article = array("I" if self._of_article.typecode == "H" else "H", self._of_article)
            self._of_article.append(number)

    def write_field(
        self, writer: SegmentFileWriter, name: str, terms_of: Callable[[_T], Placed], *, positions: bool = False
    ) -> None:
        """Writes a field with the terms of each value, unless there are none."""
        numbers: dict[bytes, int] = {}
        terms, places, sizes = array("i"), array("i"), array("i")
        for value in self._numbers:
            before = len(terms)
            for term, place in terms_of(value):
                spelled = term if isinstance(term, bytes) else term.encode()
                terms.append(numbers.setdefault(spelled, len(numbers)))
                places.append(place)
            sizes.append(len(terms) - before)
        if not numbers:
            return
        of_article, per_value = np.frombuffer(self._of_article, self._of_article.typecode), np.array(sizes)
        order = np.array(sorted(range(len(numbers)), key=list(numbers).__getitem__), np.int32)
        rank = np.empty(len(order), np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        tokens = _Tokens(rank.take(np.array(terms)), np.array(places), per_value)
        runs, words = PostingRuns(positions=positions), Spool()
        counts = narrowest(per_value).take(of_article)
        for first, past in pairwise(cuts(counts, _RUN, _RUN_ARTICLES)):
            found, postings = tokens.inverted(of_article[first:past], positions=positions)
            runs.add(found.astype(np.int32), postings, first)
        runs.spell(np.arange(len(order), dtype=np.uint32), Words(words, [sorted(numbers)]))
        writer.add_field(name, runs.merged(), counts if positions else None)
        runs.close()
        words.close()

    def write_categories(self, writer: SegmentFileWriter, name: str, values_of: Callable[[_T], Sequence[str]]) -> None:
        """Writes a column of categories with what is made of each value."""
        of_article = np.frombuffer(self._of_article, self._of_article.typecode)
        writer.add_categories(name, list(map(values_of, self._numbers)), of_article)


class _Tokens:
    """Those of each value, one value after the other."""

    def __init__(self, rank: NDArray[np.uint32], position: NDArray[Any], counts: NDArray[Any]) -> None:
        """Of each token the `rank` of its term and its `position`; `counts`: how many each value has."""
        self._rank = rank
        self._position = position
        self._counts = counts

    def inverted(self, values: NDArray[Any], *, positions: bool) -> tuple[NDArray[np.intp], Inverted]:
        """The ranks of the terms of some articles, which have these `values`, by number, and their postings."""
        counts = self._counts.take(values)
        rows = rows_in_order(values, self._counts)
        article = np.repeat(np.arange(len(values)), counts)
        place = places(article, self._position.take(rows), np.zeros(len(rows), bool))
        return PlacedTokens(self._rank.take(rows), place, len(values), positions=positions).inverted(1)


def _characters(value: Hashable) -> int:
    """Those of a value, or of its parts, with what a string takes besides."""
    parts = value if isinstance(value, tuple) else (value,)
    return sum(_STRING_BYTES + len(part) for part in parts if isinstance(part, str))


def _distinct(values: Sequence[str]) -> Sequence[str]:
    return tuple(dict.fromkeys(values))


def _day_terms(day: str) -> Placed:
    return [(term, 0) for term in date_terms(datetime.fromisoformat(day))] if day else ()

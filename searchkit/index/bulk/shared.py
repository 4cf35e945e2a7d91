"""What many articles have in common: their language, source, authors, tags, site and day, as fields and as columns."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Generic, TypeVar

import numpy as np

from searchkit.analysis import Analyzer
from searchkit.index.bulk.records import Facts
from searchkit.index.columnar.combining import in_order
from searchkit.index.columnar.inversion import invert
from searchkit.index.columnar.writing import SegmentFileWriter
from searchkit.index.terms import FIELD_GAP, date_terms, domains

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
        writer.add_numbers("time", np.array(self._times, np.int64))
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
        self._of_article = array("i")

    def add(self, value: _T) -> None:
        """Notes that of the next article."""
        self._of_article.append(self._numbers.setdefault(value, len(self._numbers)))

    def write_field(
        self, writer: SegmentFileWriter, name: str, terms_of: Callable[[_T], Placed], *, positions: bool = False
    ) -> None:
        """Writes a field with the terms of each value, unless there are none."""
        numbers: dict[str | bytes, int] = {}
        terms, places, sizes = array("i"), array("i"), array("i")
        for value in self._numbers:
            before = len(terms)
            for term, place in terms_of(value):
                terms.append(numbers.setdefault(term, len(numbers)))
                places.append(place)
            sizes.append(len(terms) - before)
        if numbers:
            of_value, number = np.array(sizes, np.int64), np.array(self._of_article)
            rows, counts = in_order(number, of_value), of_value.take(number)
            document = np.repeat(np.arange(len(counts)), counts)
            position = np.array(places).take(rows) if positions else None
            inverted = invert(list(numbers), np.array(terms).take(rows), document, 1, position)
            writer.add_field(name, [inverted], counts if positions else None)

    def write_categories(self, writer: SegmentFileWriter, name: str, values_of: Callable[[_T], Sequence[str]]) -> None:
        """Writes a column of categories with what is made of each value."""
        writer.add_categories(name, list(map(values_of, self._numbers)), np.array(self._of_article))


def _distinct(values: Sequence[str]) -> Sequence[str]:
    return tuple(dict.fromkeys(values))


def _day_terms(day: str) -> Placed:
    return [(term, 0) for term in date_terms(datetime.fromisoformat(day))] if day else ()

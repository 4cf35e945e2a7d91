"""Stored articles become a segment: analysed in bulk, inverted by sorting arrays, written at once.

What the builder takes is the JSON that is stored (see `documents`), so that a builder may live in another process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.bulk import BulkAnalyzer
from searchkit.index.columnar.inversion import invert
from searchkit.index.columnar.writing import SegmentFileWriter
from searchkit.index.documents import identity_key, published_from_dict, time_key
from searchkit.index.schema import FIELD_GAP, date_terms, domains
from searchkit.index.stories.shingles import Sketcher
from searchkit.reading.urls import host

if TYPE_CHECKING:
    from searchkit.analysis import Analyzer

_BATCH = 256  # articles that are analysed together
_VOCABULARY = 48 << 20  # bytes of terms and forms that are kept from one segment to the next
_NAMES_KEPT = 1 << 16  # authors, sources and tags whose tokens are remembered

Ints = NDArray[np.int32]


class SegmentBuilder:
    """Collects articles for one segment and writes it. After `write` it begins anew."""

    def __init__(self, analyzer: Analyzer, *, title_weight: int) -> None:
        self._analyzer = analyzer
        self._bulk = BulkAnalyzer(analyzer)
        self._title_weight = title_weight
        self._sketcher = Sketcher() if analyzer.settings.stories else None
        self._names = lru_cache(maxsize=_NAMES_KEPT)(self._name_tokens)
        self._begin()

    def _begin(self) -> None:
        self.count = 0
        self._records: list[bytes] = []
        self._waiting = 0
        self._tokens: list[_Tokens] = []
        self._small = {name: _SmallField() for name in ("author", "source", "tag", "lang", "site", "date", "older")}
        self._categories: dict[str, list[Sequence[str]]] = {name: [] for name in ("source", "lang", "author", "tag")}
        self._ids: list[str] = []
        self._titles: list[str] = []
        self._times: list[int] = []

    def add(self, record: bytes, *, older: bool) -> int:
        """Takes an article as it is stored; gives its document number."""
        number, article = self.count, json.loads(record)
        lang = article.get("lang", "und")
        self._bulk.add(article.get("title", ""), lang)
        self._bulk.add(article.get("body", ""), lang)
        self._keep(number, article, lang, older)
        self._records.append(_without_names(record, article))
        self.count += 1
        if self.count - self._waiting >= _BATCH:
            self._analyse()
        return number

    def _keep(self, number: int, article: dict[str, Any], lang: str, older: bool) -> None:
        """Notes what is neither title nor body."""
        small = self._small
        agency, source, section = article.get("agency"), article.get("source"), article.get("section")
        authors, tags = article.get("authors", ()), article.get("tags", ())
        if authors or agency:
            small["author"].add_all(number, self._placed((*authors, agency) if agency else authors))
        if source:
            small["source"].add_all(number, self._placed((source,)))
        if tags or section:
            small["tag"].add_all(number, self._placed((*tags, section) if section else tags))
        small["lang"].add(number, lang)
        for domain in domains(host(article.get("url", ""))):
            small["site"].add(number, domain)
        published = published_from_dict(article["published"]) if "published" in article else None
        if published is not None and published.on is not None:
            for term in _day_terms(published.on):
                small["date"].add(number, term)
        if older:
            small["older"].add(number, "1")
        categories = self._categories
        categories["source"].append((source,) if source else ())
        categories["lang"].append((lang,))
        categories["author"].append(_distinct(authors, agency))
        categories["tag"].append(_distinct(tags, section))
        self._ids.append(article["id"])
        self._titles.append(article.get("title", ""))
        self._times.append(time_key(published))

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

    def _analyse(self) -> None:
        """Turns the texts that wait into tokens."""
        if self._waiting == self.count:
            return
        found = self._bulk.take()
        is_title = found.text % 2 == 0
        lengths = found.lengths.reshape(-1, 2)
        gaps = np.where(lengths[:, 0] > 0, lengths[:, 0] - 1 + FIELD_GAP, 0).astype(np.int32)
        document = found.text // 2
        position = np.where(is_title, found.position, found.position + gaps[document])
        document = document + np.int32(self._waiting)
        self._tokens.append(_Tokens(found.term, found.form, document, position, is_title, lengths))
        if self._sketcher is not None:
            rows = (~is_title).nonzero()[0]
            documents = range(self._waiting, self.count)
            self._sketcher.add(documents, document[rows], found.position[rows], found.form[rows], self._bulk.forms)
        self._waiting = self.count

    # Writing

    def write(self, file: BinaryIO) -> None:
        """Writes the segment to an open binary file, and begins anew."""
        self._analyse()
        writer = SegmentFileWriter(file, self.count)
        for record in self._records:
            writer.stored.append(record)
        self._records = []
        self._write_texts(writer)
        for name, field in self._small.items():
            field.write(writer, name, self.count)
        self._write_identities(writer)
        for name, rows in self._categories.items():
            writer.add_categories(name, rows)
        writer.add_texts("title", self._titles)
        writer.add_numbers("time", np.array(self._times, np.int64))
        if self._sketcher is not None:
            self._sketcher.write(writer)
        writer.close()
        if self._bulk.vocabulary_bytes > _VOCABULARY:
            self._bulk.forget()
            if self._sketcher is not None:
                self._sketcher.forget()
        self._begin()

    def _write_texts(self, writer: SegmentFileWriter) -> None:
        tokens = _Tokens.joined(self._tokens)
        self._tokens = []
        weights = np.where(tokens.is_title, np.int32(self._title_weight), np.int32(1))
        lengths = tokens.lengths[:, 0].astype(np.int64) * self._title_weight + tokens.lengths[:, 1]
        terms, forms = self._bulk.terms, self._bulk.forms
        text = invert(terms, tokens.term, tokens.document, weights, tokens.position)
        writer.add_field("text", [text], lengths)
        del text
        exact = invert(forms, tokens.form, tokens.document, weights)
        writer.add_field("exact", [exact], lengths)
        del exact
        chosen = tokens.is_title
        title = invert(terms, tokens.term[chosen], tokens.document[chosen], 1, tokens.position[chosen])
        writer.add_field("title", [title], tokens.lengths[:, 0])

    def _write_identities(self, writer: SegmentFileWriter) -> None:
        # an article that was written again within the batch is there twice, until its first version is deleted
        numbers = {id: number for number, id in enumerate(sorted(set(self._ids)))}
        terms = np.fromiter(map(numbers.__getitem__, self._ids), np.int64, self.count)
        writer.add_field("id", [invert(list(numbers), terms, np.arange(self.count))])
        writer.add_term_numbers("id", terms)
        writer.add_numbers("key", np.fromiter(map(identity_key, self._ids), np.uint64, self.count))


class _Tokens:
    """Tokens of titles and bodies, as arrays of the same length; `lengths` has a row (title, body) for each article."""

    def __init__(
        self, term: Ints, form: Ints, document: Ints, position: Ints, is_title: NDArray[np.bool_], lengths: Ints
    ) -> None:
        self.term = term
        self.form = form
        self.document = document
        self.position = position
        self.is_title = is_title
        self.lengths = lengths

    @classmethod
    def joined(cls, batches: list[_Tokens]) -> _Tokens:
        """The tokens of all batches."""
        names = ("term", "form", "document", "position", "is_title", "lengths")
        return cls(*(np.concatenate([getattr(batch, name) for batch in batches]) for name in names))


class _SmallField:
    """A field with a few terms an article."""

    def __init__(self) -> None:
        self._numbers: dict[str | bytes, int] = {}
        self._term: list[int] = []
        self._document: list[int] = []
        self._position: list[int] = []

    def add(self, document: int, term: str | bytes) -> None:
        """Notes that a document has a term."""
        self._term.append(self._numbers.setdefault(term, len(self._numbers)))
        self._document.append(document)

    def add_all(self, document: int, placed: Iterable[tuple[str, int]]) -> None:
        """Notes terms with their positions."""
        for term, position in placed:
            self.add(document, term)
            self._position.append(position)

    def write(self, writer: SegmentFileWriter, name: str, count: int) -> None:
        """Writes the field `name` of `count` documents, unless nothing was noted."""
        if not self._term:
            return
        document = np.array(self._document)
        positions = np.array(self._position) if self._position else None
        inverted = invert(list(self._numbers), np.array(self._term), document, 1, positions)
        writer.add_field(name, [inverted], np.bincount(document, minlength=count) if self._position else None)


def _distinct(values: Sequence[str], other: str | None) -> Sequence[str]:
    """The values, and one more that may not be there, each once."""
    if not values:
        return (other,) if other else ()
    return tuple(dict.fromkeys((*values, other) if other else values))


def _without_names(record: bytes, article: dict[str, Any]) -> bytes:
    """The stored fields of an article: what its record says, but identity and title, which have columns."""
    names = {name: article[name] for name in ("id", "title") if name in article}
    begin = json.dumps(names, ensure_ascii=False, separators=(",", ":")).encode()[:-1]
    if record.startswith(begin):
        rest = record[len(begin) :].removeprefix(b",")
        return b'{"article":{%b}' % rest
    kept = {name: value for name, value in article.items() if name not in names}
    return json.dumps({"article": kept}, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=4096)
def _day_terms(day: date) -> tuple[bytes, ...]:
    return tuple(date_terms(datetime.combine(day, time())))

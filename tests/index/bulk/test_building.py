"""A segment that was built in bulk says the same as Whoosh's writer, given the same articles one by one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import timezone
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from searchkit.analysis import Analyzer
from searchkit.index.bulk import building
from searchkit.index.bulk.building import SegmentBuilder
from searchkit.index.columnar import writing
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.segment import Segment
from searchkit.index.documents import article_from_record, article_to_json
from searchkit.index.schema import FIELDS
from searchkit.model import Article, Published
from searchkit.reading import FileEntry, read, walk
from searchkit.settings import Settings
from tests.analysis.texts import languages, texts
from tests.index.reference import Indexer, stock_reader
from tests.norms import length_to_byte

ANALYZER = Analyzer(settings=Settings())
MEMORY = 1 << 24
POSITIONS = ("text", "title", "author", "source", "tag")
Given = Sequence[tuple[Article, bool]]
"""Articles, each with whether a newer version of it is there."""
Lists = dict[bytes, list[tuple[int, float, tuple[int, ...]]]]
"""For each term its postings: document, weight, positions."""

_days = st.none() | st.dates()
_names = st.lists(texts, max_size=3).map(tuple)
_hosts = st.sampled_from(
    ["", "news.example.org", "www.example.co.uk:8080", "example.org", "localhost", "[::1]", "пример.рф"]
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Any article that a writer takes."""
    day = draw(_days)
    moment = draw(st.none() | st.datetimes(timezones=st.just(timezone.utc)))
    return Article(
        title=draw(texts), body=draw(texts), lang=draw(languages), authors=draw(_names), agency=draw(texts),
        source=draw(texts), tags=draw(_names), section=draw(texts),
        url=f"https://{name}/1?a=b" if (name := draw(_hosts)) else "",
        published=Published(on=day, at=moment) if day or moment else None,
    )  # fmt: skip


def built(given: Given, title_weight: int, memory: int = MEMORY) -> Segment:
    """The segment of some articles."""
    builder = SegmentBuilder(ANALYZER, title_weight=title_weight, memory=memory)
    for number, (article, older) in enumerate(given):
        assert builder.add(article_to_json(article), older=older) == number
    file = io.BytesIO()
    builder.write(file)
    return Segment(ArrayFile(file.getvalue(), "built"))


def compare(given: Given, *, title_weight: int = 3, memory: int = MEMORY) -> None:
    """Holds a segment of `given` against the reference, field by field, posting by posting."""
    indexer = Indexer(ANALYZER, title_weight)
    segment, reader = built(given, title_weight, memory), stock_reader(indexer, given)
    assert segment.document_count == reader.doc_count_all() == len(given)
    for name in FIELDS:
        assert postings(segment, name) == stock_postings(reader, name), name
    for name, which in (("text", 0), ("exact", 0), ("title", 1)):
        check_lengths(segment, name, [indexer.lengths(article)[which] for article, _ in given])
    for name in ("time", "key"):
        assert segment.column(name).tolist() == list(reader.column_reader(name))
    for number, (article, _) in enumerate(given):
        assert categories(segment, number) == {
            "lang": {article.lang} - {""}, "source": {article.source} - {""},
            "author": {*article.authors, article.agency} - {""}, "tag": {*article.tags, article.section} - {""},
        }  # fmt: skip
        assert segment.texts("id")[number] == article.id
        assert segment.texts("title")[number] == article.title
        names = {"id": article.id, "title": article.title}  # kept in columns alone
        assert article_from_record({**names, **segment.stored(number)["article"]}) == article


def test_a_word_may_have_more_postings_than_are_encoded_at_once() -> None:
    """Its list is whole, and so are those of the words around it."""
    with patch.object(writing, "_LIST_ROWS", 2):
        compare([(Article(title="Ferry", body=f"harbour ferry {number}"), False) for number in range(5)])


def test_long_articles_are_analysed_as_they_come() -> None:
    """They take fifteen times their size; the segment is the same."""
    given = [(Article(title=f"Ferry {number}", body="harbour ferry " * 400, lang="en"), False) for number in range(20)]
    counted = patch.object(SegmentBuilder, "_analyse", autospec=True, side_effect=SegmentBuilder._analyse)
    with patch.object(building, "_BATCH_BYTES", 10_000), counted as analysed:
        often = built(given, 3)
    assert analysed.call_count >= 10
    at_once = built(given, 3)
    assert all(bytes(often.file.view(name)) == bytes(at_once.file.view(name)) for name in at_once.file.names())


def categories(segment: Segment, number: int) -> dict[str, set[str]]:
    """The categories of an article that are not empty."""
    found = {}
    for name in ("lang", "source", "author", "tag"):
        column = segment.categories(name)
        assert column is not None
        found[name] = set(column[number]) - {""}
    return found


def postings(segment: Segment, name: str) -> Lists:
    """The posting lists of a field."""
    field = segment.field(name)
    if field is None:
        return {}
    found: Lists = {}
    for number in range(field.term_count):
        rows = field.postings(number)
        assert field.find(field.term(number)) == number
        assert rows.has_positions == (name in POSITIONS)
        assert rows.total_weight == rows.weights().sum()
        places = _cut(*rows.positions()) if rows.has_positions else [()] * rows.count
        found[field.term(number)] = list(zip(rows.documents().tolist(), rows.weights().tolist(), places, strict=True))
    return found


def stock_postings(reader: IndexReader, name: str) -> Lists:
    """The same as Whoosh gives it."""
    found: Lists = {}
    for term in reader.lexicon(name):
        matcher, rows = reader.postings(name, term), []
        while matcher.is_active():
            places = tuple(matcher.value_as("positions")) if name in POSITIONS else ()
            rows.append((matcher.id(), matcher.weight(), places))
            matcher.next()
        found[term] = rows
    return found


def _cut(starts: NDArray[Any], positions: NDArray[Any]) -> list[tuple[int, ...]]:
    return [tuple(part.tolist()) for part in np.split(positions, starts[1:-1])]


def check_lengths(segment: Segment, name: str, expected: list[int]) -> None:
    """Holds the lengths of a field, exact and as norms, against what they should be."""
    field = segment.field(name)
    if field is None:
        assert not any(expected)
        return
    assert field.lengths is not None
    assert field.norms is not None
    assert field.lengths.tolist() == expected
    assert field.norms.tolist() == list(map(length_to_byte, expected))
    assert field.total_length == sum(expected)
    assert field.document_count == np.count_nonzero(expected)


@settings(max_examples=60)
@given(st.lists(st.tuples(articles(), st.booleans()), min_size=1, max_size=8), st.integers(1, 5))
def test_random_articles(given: Given, title_weight: int) -> None:
    """Every field, term, posting, weight, position, length and column, whatever the texts."""
    compare(given, title_weight=title_weight)


@pytest.mark.parametrize("memory", [MEMORY, 1 << 19, 1 << 14], ids=["one run", "several runs", "several lists"])
def test_the_sample_articles(corpus: Path, monkeypatch: pytest.MonkeyPatch, memory: int) -> None:
    """All that is in the corpus, analysed in batches of a few, in as many pieces as the memory asks for."""
    monkeypatch.setattr(building, "_BATCH", 7)
    entries = [entry for entry in walk([corpus]) if isinstance(entry, FileEntry) and entry.path.suffix != ".pdf"]
    items = (item for entry in entries for item in read(entry, settings=Settings()))
    found = [replace(item, origins=()) for item in items if isinstance(item, Article)]
    assert len(found) > 50
    compare([(article, number % 5 == 0) for number, article in enumerate(found)], memory=memory)


def test_an_article_that_comes_twice_in_a_batch_is_there_twice() -> None:
    """The writer deletes the first; until then the term of its identity leads to both."""
    article = Article(title="Ferry", body="It sails.", lang="en")
    segment = built([(article, True), (Article(title="Storm", lang="en"), False), (article, False)], 3)
    assert postings(segment, "id")[article.id.encode()] == [(0, 1.0, ()), (2, 1.0, ())]
    assert [segment.texts("id")[number] for number in (0, 2)] == [article.id] * 2
    assert list(postings(segment, "older").values()) == [[(0, 1.0, ())]]


def test_a_builder_begins_anew_after_each_segment() -> None:
    """What was written before is not in the next segment."""
    builder = SegmentBuilder(ANALYZER, title_weight=3, memory=MEMORY)
    for word in ("ferry", "storm"):
        assert builder.add(article_to_json(Article(title=word, lang="en")), older=False) == 0
        file = io.BytesIO()
        builder.write(file)
        segment = Segment(ArrayFile(file.getvalue(), "built"))
        assert segment.document_count == 1
        assert list(postings(segment, "exact")) == [word.encode()]

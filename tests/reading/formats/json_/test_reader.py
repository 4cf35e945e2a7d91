"""JSON and JSON Lines, whole and hostile."""

from __future__ import annotations

import gzip
import io
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article
from searchkit.reading.context import Context
from searchkit.reading.formats.json_ import parse, scan
from searchkit.reading.formats.json_.parse import depth_of
from searchkit.reading.formats.json_.reader import READER
from searchkit.reading.formats.json_.scan import Scanner
from searchkit.settings import Settings
from tests.reading.formats.reading_aid import run, slices

RECORDS = [{"title": f"Ferry {number}", "body": f'She said "no" \\ {number} é'} for number in range(5)]


def titles(data: bytes, name: str, settings: Settings | None = None) -> list[str]:
    """The titles of a file's articles."""
    return [article.title for article in run(READER, data, name, settings)[0]]


ARRANGEMENTS = {
    "lines.jsonl": "\n".join(map(json.dumps, RECORDS)),
    "unnamed lines.json": "\n".join(json.dumps(record, ensure_ascii=False) for record in RECORDS) + "\n",
    "array.json": json.dumps(RECORDS),
    "pretty array.json": json.dumps(RECORDS, indent=2, ensure_ascii=False),
    "record a line.json": "[\n" + ",\n".join(map(json.dumps, RECORDS)) + "\n]\n",
    "record a line.jsonl": "[\n" + ",\n".join(map(json.dumps, RECORDS)) + "\n]\n",
    "answer.json": json.dumps({"status": "ok", "facets": [{"name": "x"}], "response": {"docs": RECORDS, "total": 5}}),
    "search.json": json.dumps({"hits": {"hits": [{"_id": "1", "_source": record} for record in RECORDS]}}),
    "by key.json": json.dumps({record["title"]: record for record in RECORDS}),
    "one after the other.json": "\n".join(json.dumps(record, indent=1) for record in RECORDS),
}


@pytest.mark.parametrize("name", ARRANGEMENTS)
def test_every_arrangement_gives_its_records(name: str) -> None:
    """An object a line, an array, an answer of an interface: the records come out, with the bytes they lie in."""
    data = ARRANGEMENTS[name].encode()
    articles, problems = run(READER, data, name)
    assert [article.title for article in articles] == [record["title"] for record in RECORDS]
    assert not problems
    assert [article.body for article in articles] == [record["body"] for record in RECORDS]
    for article, part in zip(articles, slices(articles, data), strict=True):
        assert json.dumps(article.title).encode() in part
        assert part.strip()[:1] == b"{"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("name", ["array.json", "lines.jsonl"])
def test_encodings_with_a_mark(encoding: str, name: str) -> None:
    """A byte order mark tells the encoding."""
    text = ARRANGEMENTS[name]
    data = ("\ufeff" + text).encode(encoding) if encoding == "utf-16-be" else text.encode(encoding)
    assert titles(data, name) == [record["title"] for record in RECORDS]


def test_one_record() -> None:
    """A file may be one article, and a feed's own title is none."""
    assert titles(b'{"title": "Ferry",\n "body": "x"}', "a.json") == ["Ferry"]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Island Post", "language": "ko", "items": RECORDS}
    articles, _ = run(READER, json.dumps(feed).encode(), "feed.json")
    assert len(articles) == 5
    assert (articles[0].source, articles[0].lang, articles[0].role) == ("Island Post", "ko", "entry")


def test_bad_lines_are_reported_and_the_next_is_read() -> None:
    """Broken, foreign, empty and cut lines cost only themselves."""
    lines = [
        b'{"title": "first"}',
        b'{"title": "broken" "body"}',
        b"",
        b"[1, 2]",
        b'"text"',
        b"null",
        b'{"id": 5}',
        b'{"title": "trailing comma"},',
        b'{"title": "cut',
    ]
    articles, problems = run(READER, b"\n".join(lines), "a.jsonl")
    assert [article.title for article in articles] == ["first", "trailing comma"]
    assert [problem.place for problem in problems] == [f"line {number}" for number in (2, 4, 5, 6, 7, 9)]
    assert {problem.severity for problem in problems} == {"skipped"}
    assert problems[-1].code == "truncated"


def test_a_broken_record_of_an_array_costs_only_itself() -> None:
    """Brackets and quotes tell where the next one begins."""
    data = b'[{"title": "first"}, {"title": "brok" "en"}, 5, {"title": "last", "body": "]}"}, {"title": "cu'
    articles, problems = run(READER, data, "a.json")
    assert [article.title for article in articles] == ["first", "last"]
    assert [problem.code for problem in problems] == ["malformed", "malformed", "truncated", "truncated"]
    assert problems[0].place == "byte 21"


@pytest.mark.parametrize("bracket", ["[", '{"a":'])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_deep_nesting_is_refused(bracket: str, name: str) -> None:
    """A hundred thousand levels are counted, not entered, and the next record is read."""
    data = f'{{"title": "first"}}\n{{"title": "deep", "x": {bracket * 100_000}\n{{"title": "last"}}\n'.encode()
    articles, problems = run(READER, data, name)
    assert articles[0].title == "first"
    assert "limit" in {problem.code for problem in problems} or name == "a.json"
    whole = (bracket * 100_000).encode()
    assert run(READER, whole, name)[1]
    closed = b'{"title": "deep", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert [problem.code for problem in run(READER, closed, name)[1]] == ["limit"]


def test_numbers_without_measure() -> None:
    """NaN means missing; a number of thousands of digits is kept as text, with a note."""
    articles, problems = run(READER, b'{"title": "a", "body": NaN, "n": ' + b"9" * 5_000 + b"}\n", "a.jsonl")
    assert (articles[0].body, articles[0].title) == ("", "a")
    assert articles[0].extra["n"].startswith("999")
    assert "limit" in {problem.code for problem in problems}


def test_a_field_twice_is_said() -> None:
    """The last of two fields of one name is taken, and that something was lost is said once."""
    articles, problems = run(READER, b'{"title": "a", "title": "b"}\n' * 3, "a.jsonl")
    assert [article.title for article in articles] == ["b"] * 3
    assert [(problem.code, problem.severity) for problem in problems] == [("duplicate", "partial")]


def test_a_line_beyond_the_limit_is_passed_over() -> None:
    """A line that is too long is skipped in pieces, and the next one is read."""
    data = b'{"title": "a"}\n{"title": "' + b"x" * 100_000 + b'"}\n{"title": "b"}\n'
    articles, problems = run(READER, data, "a.jsonl", Settings(line_bytes=10_000))
    assert [article.title for article in articles] == ["a", "b"]
    assert [(problem.code, problem.place) for problem in problems] == [("limit", "line 2")]


class _Endless(io.RawIOBase):
    """A JSON text that is made while it is read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._left and (part := next(self._parts, None)) is not None:
            self._left = part
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count


@pytest.mark.skipif(sys.platform == "win32", reason="needs getrusage")
@pytest.mark.parametrize("opening", [b"[", b'{"status": "ok", "articles": ['])
def test_long_arrays_stream(opening: bytes) -> None:
    """The first article of sixty megabytes comes at once, and all of them need no more memory than some."""
    record = json.dumps({"title": "Ferry", "body": "x" * 100_000}).encode()

    def parts() -> Iterator[bytes]:
        yield opening + record
        for _ in range(600):
            yield b"," + record
        yield b"]" if opening == b"[" else b"]}"

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stream = io.BufferedReader(_Endless(parts()))
    context = Context("a.json", Settings(article_bytes=1 << 20))
    count = sum(isinstance(item, Article) for item in READER.read(stream, context))
    assert count == 601
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000


def test_a_collection_of_wire_news(shared: Path) -> None:
    """Every record of a real dump is an article with a day and clean paragraphs, and none a problem."""
    file = shared / "data" / "reuters.jsonl.gz"
    if not file.is_file():
        pytest.skip("the collection is not here")
    with gzip.open(file) as stream:
        found = list(
            READER.read(io.BufferedReader(stream), Context("reuters.jsonl", Settings(), path=PurePath("reuters.jsonl")))
        )
    articles = [item for item in found if isinstance(item, Article)]
    assert len(articles) == len(found) == 20_841
    assert all(article.published and article.published.on for article in articles)
    assert not any("&lt;" in article.title or "&#" in article.body for article in articles)
    wrapped = sum("\n" in article.body and "\n\n" not in article.body for article in articles)
    assert wrapped < 0.15 * len(articles)


def test_sniffing() -> None:
    """Objects are JSON whatever the name; other values only where the name says so."""
    assert READER.sniff(b'\xef\xbb\xbf {"title": 1}', PurePath("a.txt")) > 60
    assert READER.sniff(b'[ {"title": 1}]', PurePath("a")) > 60
    assert READER.sniff(b"[]", PurePath("a.json")) > 30
    assert READER.sniff(b"[Advertisement]\nText", PurePath("a.txt")) == 0
    assert READER.sniff(b"Text", PurePath("a.json")) == 0


@given(st.binary(max_size=300) | st.text(alphabet='{}[]",: \\ntiebody1\n', max_size=200).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    """Whatever the file holds, it gives articles and problems and raises nothing."""
    for name in ("a.json", "a.jsonl"):
        run(READER, data, name)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=15,
)


@given(st.lists(_JSON, min_size=1, max_size=5), st.booleans())
def test_the_scanner_finds_every_value(values: list[object], indented: bool) -> None:
    """Where the scanner says that values lie is where they were written, in however small pieces the stream comes."""
    texts = [json.dumps(value, ensure_ascii=False, indent=1 if indented else None) for value in values]
    data = " ".join(texts).encode()

    class Dripping(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 3, 3))

    scanner = Scanner(Dripping(data), limit=1_000_000)
    found = []
    while scanner.next_sign():
        span = scanner.value()
        assert data[span.start : span.end] == span.data
        found.append(span.data.decode())
    assert found == texts


@given(_JSON)
def test_depth_is_that_of_the_value(value: object) -> None:
    """Depth is counted without being fooled by brackets in strings."""

    def depth(inner: object) -> int:
        if isinstance(inner, dict):
            return 1 + max(map(depth, inner.values()), default=0)
        return 1 + max(map(depth, inner), default=0) if isinstance(inner, list) else 0

    assert depth_of(json.dumps([value, '\\"[[{', []]), 0) <= depth([value]) + 2
    text = json.dumps(value)
    assert (depth_of(text, 1) > 1) == (depth(value) > 1)


def _spans(text: str) -> list[tuple[object, ...]]:
    scanner = Scanner(io.BytesIO(text.encode()), limit=1_000)
    found: list[tuple[object, ...]] = []
    while scanner.next_sign():
        if scanner.next_sign() in b"]}":
            scanner.step()
        else:
            span = scanner.value()
            found.append((span.start, span.end, span.data, span.depth, span.is_cut, span.is_long))
    return found


@given(st.text('[[[]]]{}"\\, 1', max_size=80), st.integers(1, 3), st.integers(1, 7))
def test_brackets_are_counted_alike_one_by_one_and_as_arrays(text: str, few: int, chunk: int) -> None:
    """Whatever the text, and wherever its buffers end."""
    one_by_one = _spans(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "_FEW", few)
        patch.setattr(scan, "_CHUNK", chunk)
        assert _spans(text) == one_by_one


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_a_record_of_too_many_lists_is_not_held(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records within it are found all the same; the next line is read."""
    monkeypatch.setattr(parse, "_MOST_PARTS", 20)
    many = {"items": [{**record, "a": [[], []]} for record in RECORDS], "b": [[]] * 9}
    indent = 1 if name == "a.json" else None
    data = (json.dumps(many, indent=indent) + "\n" + json.dumps(RECORDS[0], indent=indent) + "\n").encode()
    articles, (problem,) = run(READER, data, name)
    assert len(articles) == (6 if name == "a.json" else 1)
    assert "20 lists and objects" in problem.reason
    assert (problem.code, problem.severity) == ("limit", "partial" if name == "a.json" else "skipped")


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_whole_records_of_an_answer_that_was_cut_off_are_read(depth: int) -> None:
    """However deep they lie."""
    answer: Any = [{"title": f"Ferry {number}", "body": "It sails again."} for number in range(20)]
    for name in ("items", "data", "response")[:depth]:
        answer = {name: answer}
    articles, problems = run(READER, json.dumps(answer).encode()[:-40])
    assert len(articles) == 19
    assert [problem.code for problem in problems] == ["truncated"] * len(problems) != []


def test_lines_that_carriage_returns_end() -> None:
    """As old programs write them."""
    lines = [json.dumps({"title": f"Ferry {number}", "body": "It sails again."}) for number in range(3)]
    articles, problems = run(READER, "\r".join(lines).encode())
    assert [one.title for one in articles] == ["Ferry 0", "Ferry 1", "Ferry 2"]
    assert problems == []

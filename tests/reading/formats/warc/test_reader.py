"""Web archives: pages, texts, and records that lie."""

from __future__ import annotations

import gzip
import io
import sys
from datetime import datetime, timezone
from pathlib import PurePath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.errors import MissingExtra
from searchkit.reading import read_stream
from searchkit.reading.formats.warc.reader import READER
from searchkit.reading.formats.warc.records import Skipped, WarcRecord, records_of
from searchkit.settings import Settings
from tests.reading.formats.reading_aid import run, slices

pytest.importorskip("fastwarc")

SENTENCE = "The ferry between the two ports runs again since Monday, the company said. "
PAGE = (
    f"<html><head><title>Ferry runs</title></head><body><h1>Ferry runs</h1><p>{SENTENCE * 6}</p></body></html>".encode()
)


def record(kind: str, block: bytes, length: int | None = None, **headers: str) -> bytes:
    """A WARC record; `length` is what it claims."""
    lines = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:17>",
        "WARC-Date": "2024-05-06T07:08:09Z",
        "WARC-Target-URI": "https://example.org/ferry",
        **{name.replace("_", "-"): value for name, value in headers.items()},
        "Content-Length": str(len(block) if length is None else length),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def http(body: bytes, kind: str = "text/html; charset=utf-8", status: str = "200 OK", **headers: str) -> bytes:
    """An HTTP response."""
    lines = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def chunked(body: bytes) -> bytes:
    """A body in chunks."""
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


ANNOUNCED = record("response", http(PAGE))


def test_pages_and_texts() -> None:
    """Pages and WET texts become articles that know their address, crawl and place; the rest is counted in one note."""
    data = (
        record("warcinfo", b"software: by hand")
        + ANNOUNCED
        + record("request", b"GET / HTTP/1.0\r\n\r\n")
        + record("conversion", b"Bridge closed\nFor a week.", Content_Type="text/plain")
        + record("response", http(b"\x89PNG", "image/png"))
        + record("response", http(b"<html>gone</html>", status="404 Not Found"))
        + record("resource", PAGE.replace(b"Ferry", b"Train"), Content_Type="text/html")
    )
    articles, problems = run(READER, data)
    assert [article.title for article in articles] == ["Ferry runs", "Bridge closed", "Train runs"]
    assert articles[0].body.count("ferry") == 6
    assert articles[1].body == "For a week."
    for article in articles:
        assert article.url == "https://example.org/ferry"
        assert article.fetched_at == datetime(2024, 5, 6, 7, 8, 9, tzinfo=timezone.utc)
        assert article.origins[0].member == "urn:uuid:17"
    assert all(part.startswith(b"WARC/1.0") for part in slices(articles, data))
    assert [problem.severity for problem in problems] == ["note"]
    assert "image/png" in problems[0].reason
    assert "404" in problems[0].reason


@pytest.mark.parametrize(
    "response",
    [
        http(chunked(PAGE), Transfer_Encoding="chunked"),
        http(gzip.compress(PAGE), Content_Encoding="gzip"),
        http(chunked(gzip.compress(PAGE)), Transfer_Encoding="chunked", Content_Encoding="gzip"),
        http(PAGE, Transfer_Encoding="chunked"),
        http(PAGE, Content_Encoding="gzip"),
        http(PAGE, kind=""),
    ],
    ids=["chunked", "gzip", "both", "said to be chunked", "said to be gzip", "of no type"],
)
def test_what_http_did_is_undone(response: bytes) -> None:
    """Chunks and compression are taken away, also where a crawler did that and left the header."""
    articles, _ = run(READER, record("response", response))
    assert [article.title for article in articles] == ["Ferry runs"]


@pytest.mark.parametrize("difference", [-100, -1, 5, 50, 700, 10**9, 10**14])
def test_a_lie_about_the_length_costs_one_record(difference: int) -> None:
    """Too long or too short: it is said, and the record after it is read."""
    lying = record("response", http(PAGE), length=len(http(PAGE)) + difference)
    articles, problems = run(READER, lying + ANNOUNCED.replace(b"Ferry", b"Train"))
    assert articles[-1].title == "Train runs"
    assert problems[0].code == "malformed"
    assert problems[0].place == "byte 0"


@pytest.mark.parametrize("length", ["-5", "many", "", "1e3", "9" * 40])
def test_a_length_that_is_no_number(length: str) -> None:
    """The record is skipped, the next is read."""
    bad = ANNOUNCED.replace(b"Content-Length: %d" % len(http(PAGE)), f"Content-Length: {length}".encode())
    articles, problems = run(READER, bad + ANNOUNCED)
    assert len(articles) == 1
    assert [problem.severity for problem in problems] == ["skipped"]


def test_a_cut_file_is_said_to_be_cut() -> None:
    """What is there of the last record is read, with a problem."""
    articles, problems = run(READER, ANNOUNCED + ANNOUNCED[:-100])
    assert len(articles) == 2
    assert [(problem.code, problem.severity) for problem in problems] == [("truncated", "partial")]


def test_a_cut_gzip_member_is_said_to_be_cut() -> None:
    """Through the whole of reading: the articles before the cut, and a problem."""
    data = gzip.compress(ANNOUNCED) + gzip.compress(ANNOUNCED.replace(b"Ferry", b"Train"))
    found = list(read_stream(io.BytesIO(data[:-30]), "a.warc.gz", settings=Settings()))
    assert getattr(found[0], "title", "") == "Ferry runs"
    assert "truncated" in {getattr(item, "code", "") for item in found}


def test_garbage_between_records_is_passed_over() -> None:
    """The records before and after it are read."""
    articles, problems = run(READER, ANNOUNCED + b"\r\ngarbage\r\n" * 100_000 + ANNOUNCED)
    assert len(articles) == 2
    assert problems


def test_a_page_beyond_the_limit_is_refused() -> None:
    """One record is refused, the next is read."""
    big = record("response", http(PAGE + b" " * (3 << 20)))
    limits = Settings(document_bytes=100_000, article_bytes=100_000)
    articles, problems = run(READER, big + ANNOUNCED, settings=limits)
    assert len(articles) == 1
    assert [problem.code for problem in problems] == ["limit"]


def test_only_records_without_an_article_are_counted() -> None:
    """And only those after each other: an archive may have as many articles as it likes, and as many others."""
    articles, problems = run(READER, (record("request", b"GET /") + ANNOUNCED) * 5, settings=Settings(empty_records=2))
    assert len(articles) == 5
    assert [problem for problem in problems if problem.code == "limit"] == []


def test_pages_without_an_article_count_as_many_records() -> None:
    """They are parsed, each of them; one with an article begins the count anew."""
    empty = record("response", http(b'<html><body class="a"><script>a()</script></body></html>'))
    limits = Settings(empty_records=250)
    articles, problems = run(READER, (empty * 2 + ANNOUNCED) * 2 + empty * 4 + ANNOUNCED, settings=limits)
    assert [article.title for article in articles if article.title] == ["Ferry runs", "Ferry runs"]
    (problem,) = (problem for problem in problems if problem.severity == "partial")
    assert "(empty_records)" in problem.reason


def test_without_fastwarc(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence has the command to type."""
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    with pytest.raises(MissingExtra, match=r"pip install 'searchkit\[warc\]'"):
        run(READER, ANNOUNCED)


def test_stories_beside_the_main_one_have_no_address() -> None:
    """The address of an archived page is that of its main story only."""
    item = "Train late\nTrain late\nIsland Post\ntime2 hours ago\nLocal\nIsland Post\nIsland Post\nTrain late\n"
    text = f"logo\nFerry runs\n\nFerry runs\n\nIsland Post06-05-2024\n{SENTENCE * 3}\n\n{item}{SENTENCE}\n"
    articles, _ = run(READER, record("conversion", text.encode(), Content_Type="text/plain"))
    assert [(article.title, article.url) for article in articles] == [
        ("Ferry runs", "https://example.org/ferry"),
        ("Train late", ""),
    ]


def test_sniffing() -> None:
    """The first line makes an archive."""
    assert READER.sniff(ANNOUNCED, PurePath("a")) > 90
    assert READER.sniff(b"WARC is a format", PurePath("a.warc")) == 0


_PIECES = [
    b"WARC/1.0\r\n",
    b"WARC-Type: conversion\r\n",
    b"Content-Length: 3\r\n",
    b"Content-Length: 9\r\n",
    b"\r\n",
    b"abc",
    b"\n",
    b"x",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map(b"".join), st.integers(1, 20))
def test_every_byte_is_passed_once(data: bytes, limit: int) -> None:
    """Records and what is skipped follow one another through any file, however little may be held."""
    at = 0
    for found in records_of(io.BytesIO(data), limit):
        assert isinstance(found, (WarcRecord, Skipped))
        assert at <= found.start < found.end <= len(data)
        at = found.end
    assert not data[at:].strip(b"\r\n \t\0")


@settings(max_examples=60)
@given(st.binary(max_size=100), st.integers(0, 400))
def test_any_bytes(data: bytes, at: int) -> None:
    """Whatever stands in the file, in a header or in an HTTP message, nothing but our errors is raised."""
    text = record(
        "response", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"
    )
    run(READER, text[:at] + data + text[at:])
    run(READER, data)

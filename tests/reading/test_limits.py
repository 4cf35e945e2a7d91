"""What passes a limit is said, with the name of the setting; what does not is read in silence."""

from __future__ import annotations

import gzip
import importlib.util
from typing import Any

import pytest

from searchkit.settings import Settings
from tests.reading.helpers import read_bytes
from tests.reading.mangled import PDF_OBJECTS, a_pdf

_RECORD = b'{"title": "Ferry", "body": "%s"}'
_PAGE = b"<html><body><h1>Ferry</h1>%s<p>It sails again.</p></body></html>"
_ITEM = b"<item><title>Ferry</title></item>"
_FEED = b'<rss version="2.0"><channel>%s</channel></rss>'
_WORDS = b" ".join(b"word%d" % number for number in range(3_000))
_LONG = b"ferry " * 1_000
_THREE_PAGES = b"<</Type /Pages /Kids [3 0 R 3 0 R 3 0 R] /Count 1>>"

_PASSED: tuple[tuple[str, int, str, bytes, str], ...] = (
    ("article_bytes", 1_000, "a.txt", b"Ferry\n\n" + _LONG, "partial"),
    ("article_bytes", 1_000, "a.md", b"# Ferry\n\n" + _LONG, "partial"),
    ("article_bytes", 1_000, "a.json", b"[%s]" % _RECORD % _LONG, "skipped"),
    ("article_bytes", 1_000, "a.jsonl", _RECORD % _LONG, "partial"),
    ("article_bytes", 1_000, "a.csv", b'title,body\nFerry,"%s"\n' % _LONG, "skipped"),
    ("article_bytes", 1_000, "a.rss", _FEED % (b"<item><description>%s</description></item>" % _LONG), "skipped"),
    ("title_bytes", 100, "a.jsonl", b'{"title": "%s"}' % _LONG, "partial"),
    ("title_bytes", 100, "a.txt", b"ferry " * 40 + b"\n\nIt sails.", "partial"),
    ("line_bytes", 1_000, "a.jsonl", _RECORD % _LONG, "skipped"),
    ("line_bytes", 1_000, "a.csv", b"title,body\nFerry,%s\n" % _LONG, "skipped"),
    ("file_bytes", 4_000, "a.txt", b"Ferry\n\n" + _LONG, "partial"),
    ("file_bytes", 4_000, "a.txt.gz", gzip.compress(b"Ferry\n\n" + _LONG), "partial"),
    ("archive_ratio", 100, "a.txt.gz", gzip.compress(b"Ferry\n\n" + _LONG * 400), "partial"),
    ("document_bytes", 1_000, "a.html", _PAGE % _LONG, "skipped"),
    ("document_bytes", 500, "a.pdf", a_pdf(), "skipped"),
    ("pdf_pages", 2, "a.pdf", a_pdf((PDF_OBJECTS[0], _THREE_PAGES, *PDF_OBJECTS[2:])), "partial"),
    (
        "empty_records",
        10,
        "a.warc",
        b"WARC/1.0\r\nWARC-Type: request\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * 11,
        "partial",
    ),
    ("nesting", 20, "a.json", b'{"title": "Ferry", "a": %s}' % (b"[" * 30 + b"]" * 30), "skipped"),
    ("nesting", 20, "a.jsonl", b'{"title": "Ferry", "a": %s}\n' % (b"[" * 30 + b"]" * 30), "skipped"),
    ("html_tags", 50, "a.html", _PAGE % (b"<br>" * 60), "skipped"),
    ("html_depth", 50, "a.html", _PAGE % (b"<div>" * 60), "skipped"),
    ("html_simple_tags", 50, "a.html", _PAGE % (b"<p>It sails again.</p>" * 60), "note"),
    ("html_simple_characters", 1_000, "a.html", _PAGE % (b"<p>It sails again.</p>" * 60), "note"),
    ("markdown_marks", 50, "a.md", b"# Ferry\n\n" + b"It *sails* again. " * 60, "note"),
    ("markdown_characters", 1_000, "a.md", b"# Ferry\n\n" + b"It sails again. " * 100, "note"),
    ("feed_bytes", 1_000, "a.rss", _FEED % (_ITEM * 100), "partial"),
    ("feed_entries", 10, "a.rss", _FEED % (_ITEM * 11), "partial"),
    ("term_characters", 255, "a.txt", b"Ferry\n\nsails " + b"x" * 256, "note"),
    ("term_characters", 255, "a.json", b'{"title": "%s"}' % (b"x" * 256), "note"),
    ("article_tokens", 1_000, "a.txt", b"Ferry\n\n" + _LONG * 2, "partial"),
    ("article_words", 1_000, "a.txt", b"Ferry\n\n" + _WORDS, "partial"),
)
"""Setting, value, name, content, severity of the problem."""

_ELSEWHERE = {"parse_seconds", "parse_memory"}
"""Those of the process that parses: their tests are its."""


@pytest.mark.parametrize(
    ("setting", "value", "name", "data", "severity"), _PASSED, ids=[f"{row[0]}-{row[2]}" for row in _PASSED]
)
def test_a_passed_limit_is_named(setting: str, value: int, name: str, data: bytes, severity: str) -> None:
    """The problem has its value too, and nobody who is within the limit hears of it."""
    if name.endswith(".pdf") and importlib.util.find_spec("pypdf") is None:
        pytest.skip("needs pypdf")
    limit: dict[str, Any] = {setting: value}
    _, problems = read_bytes(data, name, **limit)
    (said,) = (problem for problem in problems if f"({setting})" in problem.reason)
    assert (said.code, said.severity) == ("limit", severity)
    assert f"{value:,}" in said.reason
    if setting not in {"archive_ratio", "term_characters"}:
        _, problems = read_bytes(data, name)
        assert [problem for problem in problems if problem.code == "limit"] == []


def test_every_limit_of_reading_is_tried() -> None:
    """Those of reading and analysis stand before the others among the settings."""
    names = Settings.__match_args__
    limits = set(names[: names.index("commit_articles")])
    assert {row[0] for row in _PASSED} == limits - _ELSEWHERE


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_nuls_and_lone_surrogates_are_said(name: str) -> None:
    """How many there were of each, in title and text."""
    data = b'{"title": "Ferry \\ud800", "body": "It \\u0000 sails \\udfff\\ude00 \\u0000 again"}'
    (article,), problems = read_bytes(data, name)
    assert (article.title, article.body) == ("Ferry \ufffd", "It  sails \ufffd  again")
    assert [(note.code, note.severity, note.reason) for note in problems] == [
        ("encoding", "note", "one lone surrogate stands as U+FFFD"),
        ("encoding", "note", "2 NUL characters were left out and 2 lone surrogates stand as U+FFFD"),
    ]


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("a.txt", b"Ferry\n\n", b""),
        ("a.md", b"# Ferry\n\n", b""),
        ("a.json", b'{"title": "Ferry", "body": "', b'"}'),
        ("a.jsonl", b'{"title": "Ferry", "body": "', b'"}\n'),
        ("a.csv", b'title,body\nFerry,"', b'"\n'),
        ("a.rss", _FEED[:29] + b"<item><title>Ferry</title><description>", b"</description></item></channel></rss>"),
        ("a.html", b"<html><body><h1>Ferry</h1><p>", b"</p></body></html>"),
    ],
)
@pytest.mark.parametrize("bad", [b"\xed\xa0\x80", "Fähren über Brücken ".encode() * 5 + b"\xff"])
def test_what_cannot_be_decoded_is_said(name: str, before: bytes, after: bytes, bad: bytes) -> None:
    """Whatever the format; surrogates by themselves are no letters of another encoding."""
    (article,), problems = read_bytes(before + b"It sails " + bad + b" again." + after, name)
    assert "\ufffd" in article.body
    assert [problem.code for problem in problems] == ["encoding"]


def test_a_dump_of_notes_is_counted() -> None:
    """Of a note that each of a thousand records has, a hundred are given and the rest counted."""
    articles, problems = read_bytes(b'{"title": "Ferry", "body": "It \\u0000 sails"}\n' * 1_000, "a.jsonl")
    assert len(articles) == 1_000
    assert len(problems) == 101
    assert "900 more" in problems[-1].reason

"""Files that hurt: each is reported with path, place and limit, and the run goes on."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import SettingError
from searchkit.model import Article, Problem
from searchkit.reading import FileEntry, read, read_stream, readers, walk
from searchkit.settings import Settings
from tests.reading.helpers import parted, read_bytes, read_path

_PAGE = b"A title\n\nThe harbour council met on Tuesday.\n"


def test_articles_say_where_they_were_met(tmp_path: Path) -> None:
    """Path below the folder, folder, number, and reader."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "dump.jsonl").write_bytes(b'{"title": "One"}\n{"title": "Two"}\n')
    articles, problems = read_path(tmp_path)
    assert problems == []
    origins = [article.origins[0] for article in articles]
    assert [(origin.path, origin.root, origin.index, origin.reader) for origin in origins] == [
        ("a/dump.jsonl", str(tmp_path), 0, "json"),
        ("a/dump.jsonl", str(tmp_path), 1, "json"),
    ]
    assert (origins[1].start, origins[1].end) == (17, 34)


@pytest.mark.parametrize("data", [b"", b"   \n\n \t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_an_empty_file_is_skipped_never_fine(data: bytes) -> None:
    """No article and no problem would be silence."""
    articles, (problem,) = read_bytes(data, "page.txt")
    assert (articles, problem.code, problem.severity, problem.path) == ([], "empty", "skipped", "page.txt")


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a\x00\x01",
        b"PK\x03\x04\x14\x00\x00",
        b"text\0text",
        bytes(range(256)),
        bytes(50_000),
        b"\x01\x02\x03\x04" * 99,
    ],
)
def test_binary_files_are_skipped(data: bytes) -> None:
    """A NUL without a byte order mark, or many controls, are no text."""
    articles, (problem,) = read_bytes(data)
    assert (articles, problem.severity) == ([], "skipped")
    assert problem.code in {"binary", "malformed"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_text_with_a_mark_is_not_binary(encoding: str) -> None:
    """UTF-16 is full of NULs, and text."""
    (article,), problems = read_bytes("A title\n\nÜber die Brücke.\n".encode(encoding))
    assert (article.title, article.body, problems) == ("A title", "Über die Brücke.", [])


def test_replaced_characters_are_counted() -> None:
    """Wrongly encoded text is read, and a problem says how much of it was lost."""
    (article,), (note,) = read_bytes("Der Hafen prüft größere Brücken\n\n".encode() * 20 + b"\xff\xfe bad \xc3\n")
    assert article.body
    assert (note.code, note.severity) == ("encoding", "partial")
    assert note.reason.startswith("3 characters")


def test_a_huge_line_of_records_is_skipped_alone() -> None:
    """The records around it are read, and its line and the limit are named."""
    data = b'{"title": "One"}\n{"title": "' + b"x" * 5_000 + b'"}\n{"title": "Three"}\n'
    articles, (problem,) = read_bytes(data, "dump.jsonl", line_bytes=1_000)
    assert [article.title for article in articles] == ["One", "Three"]
    assert "line 2" in problem.place
    assert problem.code == "limit"


class _Endless(io.RawIOBase):
    """A stream of one line without end, which counts what was taken."""

    taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        buffer[:] = b"word " * (len(buffer) // 5) + b"word "[: len(buffer) % 5]
        self.taken += len(buffer)
        return len(buffer)


def test_plain_text_is_read_up_to_the_limit_and_no_further() -> None:
    """A line of a gigabyte costs the memory of one article; it is cut, with the limit named."""
    endless = _Endless()
    stream: BinaryIO = io.BufferedReader(endless)  # type: ignore[type-var]
    articles, (problem,) = parted(read_stream(stream, "page.txt", settings=Settings(article_bytes=100_000)))
    assert len(articles) == 1
    assert (problem.code, problem.severity, problem.place) == ("limit", "partial", "byte 100000")
    assert endless.taken < 1_000_000


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_pipe_in_the_place_of_a_file_is_not_opened(tmp_path: Path) -> None:
    """A file that became a pipe after the walk is a problem, and nothing waits for it."""
    path = tmp_path / "page.txt"
    path.write_bytes(_PAGE)
    (entry,) = walk([path])
    path.unlink()
    os.mkfifo(path)
    assert isinstance(entry, FileEntry)
    (problem,) = read(entry, settings=Settings())
    assert isinstance(problem, Problem)
    assert problem.code == "unreadable"


def test_a_file_is_read_up_to_where_it_ended(tmp_path: Path) -> None:
    """Whoever goes on writing to it is not followed, and it is said; nor is one that is cut short."""
    path = tmp_path / "records.jsonl"
    line = b'{"title": "Ferry %d", "body": "%s"}\n'
    path.write_bytes(b"".join(line % (number, b"It sails. " * 9_000) for number in range(10)))
    for change in (lambda: path.write_bytes(path.read_bytes() * 2), lambda: os.truncate(path, 900_000)):
        (entry,) = walk([path])
        assert isinstance(entry, FileEntry)
        items = read(entry, settings=Settings())
        first = next(items)
        size = path.stat().st_size
        change()
        articles, (*_, problem) = parted([first, *items])
        assert len(articles) == size // 90_030 if path.stat().st_size > size else 10
        assert (problem.code, problem.severity) == ("changed", "partial")
        assert f"up to byte {size:,}" in problem.reason


def test_a_file_of_the_system_that_has_no_length_is_empty() -> None:
    """Reading some of them waits for ever."""
    path = Path("/proc/self/status")
    if not path.exists():
        pytest.skip("needs /proc")
    (entry,) = walk([path])
    assert isinstance(entry, FileEntry)
    (problem,) = read(entry, settings=Settings())
    assert isinstance(problem, Problem)
    assert problem.code == "empty"


def test_a_fault_of_a_reader_costs_the_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told with its place in the program, on one line; the articles before it stay."""
    from searchkit.reading.formats.text import READER

    def faulty(self: object, stream: object, context: object) -> Iterator[Article]:
        yield Article(title="Ferry", body="It sails.")
        raise ZeroDivisionError("no\nsuch \x1b number")

    monkeypatch.setattr(type(READER), "read", faulty)
    (article,), (problem,) = read_bytes(b"Ferry", "a.txt")
    assert article.title == "Ferry"
    assert (problem.code, problem.severity) == ("failed", "partial")
    assert "ZeroDivisionError at test_opening.py:" in problem.reason
    assert problem.reason.isprintable()


def test_a_file_that_vanishes_is_a_problem(tmp_path: Path) -> None:
    """Between walk and read anything may happen."""
    path = tmp_path / "page.txt"
    path.write_bytes(_PAGE)
    (entry,) = walk([path])
    path.unlink()
    assert isinstance(entry, FileEntry)
    (problem,) = read(entry, settings=Settings())
    assert isinstance(problem, Problem)
    assert (problem.code, problem.reason) == ("unreadable", "it vanished before it could be read")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_problem(tmp_path: Path) -> None:
    """It is named, with the reason."""
    (tmp_path / "page.txt").write_bytes(_PAGE)
    (tmp_path / "page.txt").chmod(0)
    articles, (problem,) = read_path(tmp_path)
    assert (articles, problem.reason) == ([], "no permission to read it")


class _Broken(io.RawIOBase):
    """A disk that fails after a while."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if not self._data:
            raise OSError(5, "Input/output error")
        count = min(len(buffer), len(self._data), 1_000)
        buffer[:count], self._data = self._data[:count], self._data[count:]
        return count


def test_a_disk_error_half_way_is_said() -> None:
    """What was read before it is kept."""
    data = b'{"title": "One", "body": "A body of some words."}\n' * 5_000
    stream: BinaryIO = io.BufferedReader(_Broken(data))  # type: ignore[type-var]
    items = read_stream(stream, "dump.jsonl", settings=Settings())
    articles, (problem,) = parted(items)
    assert articles
    assert (problem.code, problem.severity) == ("unreadable", "partial")
    assert "Input/output error" in problem.reason


def test_a_sidecar_gives_defaults(tmp_path: Path) -> None:
    """When and where a file was fetched; what its article says itself goes before."""
    (tmp_path / "page.txt").write_bytes(_PAGE)
    values = {"fetched_at": "2025-06-01T10:00:00Z", "url": "http://a.org/x", "source": "The Paper", "tags": ["port"]}
    (tmp_path / "page.txt.meta.json").write_text(json.dumps(values))
    (article,), problems = read_path(tmp_path)
    assert problems == []
    assert article.fetched_at == datetime(2025, 6, 1, 10, tzinfo=timezone.utc)
    assert (article.url, article.source, article.tags) == ("http://a.org/x", "The Paper", ("port",))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"fetched_at": "soon"}', '{"tags": "a"}', "[" * 100_000, '{"url": 1}']
)
def test_a_broken_sidecar_is_a_problem(tmp_path: Path, text: str) -> None:
    """The file is read all the same."""
    (tmp_path / "page.txt").write_bytes(_PAGE)
    (tmp_path / "page.txt.meta.json").write_text(text)
    (article,), (note,) = read_path(tmp_path)
    assert (article.title, note.severity) == ("A title", "partial")


def test_an_unknown_format_is_the_callers_mistake() -> None:
    """It is raised, since every file would fail alike."""
    with pytest.raises(SettingError, match="docx"):
        read_bytes(_PAGE, format="docx")


def test_no_reader_touches_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages name pictures, scripts and feeds; none is fetched."""

    def refuse(*_: object) -> None:
        raise AssertionError("a reader opened a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    page = b'<html><head><link rel="canonical" href="http://a.org/"><base href="http://a.org/"></head><body><article>'
    page += b"<h1>A title</h1>" + b"<p>The harbour council met on Tuesday.<img src='http://a.org/a.png'></p>" * 5
    assert read_bytes(page + b"</article></body></html>", "page.html")[0]
    feed = b'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://a.org/x.dtd"><rss version="2.0"><channel><item>'
    read_bytes(feed + b"<title>A</title><description>B</description></item></channel></rss>", "feed.xml")
    read_bytes(b"http://a.org/feed", "a.xml", format="feed")


_FORMATS = sorted(reader.name for reader in readers() if reader.name not in {"html", "pdf"})
_SEEDS = (
    b'{"title": "A", "body": "B", "date": "2025-05-30"}\n{"x": [1, 2',
    b'title,body\nA,B\n"C',
    b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>A</title></item>',
    b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    b"---\ntitle: A\n---\n# B\n",
    b"logo\nA\n\nA\n\nThe Paper30-05-2025\nText.\nComments\n",
)


@given(st.sampled_from(_FORMATS), st.sampled_from(_SEEDS), st.binary(max_size=80), st.integers(0, 80))
def test_no_bytes_make_a_reader_raise(format: str, seed: bytes, noise: bytes, at: int) -> None:
    """Whatever the bytes and whichever the reader, there is an article or a problem."""
    for data in (noise, seed[:at] + noise + seed[at:]):
        articles, problems = read_bytes(data, format=format)
        assert articles or problems
        for article in articles:
            json.dumps([article.title, article.body, article.source], ensure_ascii=False).encode("utf-8")


def test_the_address_of_a_dump_is_that_of_one_record_at_most(tmp_path: Path) -> None:
    """Else its records would pass for versions of one article."""
    (tmp_path / "dump.jsonl").write_bytes(
        b'{"title": "One"}\n{"title": "Two", "url": "https://b.example/2"}\n{"title": "Three"}\n'
    )
    (tmp_path / "dump.jsonl.meta.json").write_text('{"url": "https://a.example/dump"}')
    articles, _ = read_path(tmp_path)
    assert [article.url for article in articles] == ["https://a.example/dump", "https://b.example/2", ""]


def test_text_in_utf_16_without_a_mark_is_told_from_programs() -> None:
    """The reason says what to do."""
    articles, (problem,) = read_bytes("A title\n\nThe council met.".encode("utf-16-le"), "page.txt")
    assert (articles, problem.code) == ([], "binary")
    assert "UTF-8" in problem.reason

"""Which reader reads a file."""

from __future__ import annotations

from contextlib import suppress
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import ReadingError, SettingError
from searchkit.reading.registry import choose, reader_named, readers


def test_every_format_has_a_reader() -> None:
    """The names that `--format` takes, in the order in which ties are decided."""
    assert [reader.name for reader in readers()] == ["warc", "pdf", "feed", "html", "markdown", "json", "csv", "text"]


@pytest.mark.parametrize(
    ("head", "name", "reader"),
    [
        (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "dump", "warc"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "paper", "pdf"),
        (b'<?xml version="1.0"?>\n<rss version="2.0"><channel>', "news.html", "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "x.xml", "feed"),
        (b"<!DOCTYPE html>\n<html><head>", "page.txt", "html"),
        (b"\xef\xbb\xbf\n<!-- saved from a browser -->\n<HTML>", "page", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', "page.xml", "html"),
        (b"---\ntitle: A title\n---\nText", "post.txt", "markdown"),
        (b"# A title\n\nText", "post.md", "markdown"),
        (b'{"title": "A", "body": "B"}\n{"title": "C", "body": "D"}\n', "dump.txt", "json"),
        (b'[{"title": "A", "body": "B"}]', "dump", "json"),
        (b"title,body,date\nA,B,2025-05-30\nC,D,2025-05-31\n", "table.csv", "csv"),
        (b"A title\n\nA text.\n", "page.txt", "text"),
        (b"A title\n\nA text.\n", "page", "text"),
        (b"", "page.txt", "text"),
    ],
)
def test_content_goes_before_extension(head: bytes, name: str, reader: str) -> None:
    """What a file holds decides; its name where the content does not."""
    assert choose(head, PurePath(name)).name == reader


@pytest.mark.parametrize("head", [b'<?xml version="1.0"?>\n<urlset><url>', b"\xef\xbb\xbf<?xml version='1.0'?><foo/>"])
def test_xml_that_is_neither_feed_nor_page_is_not_text(head: bytes) -> None:
    """Its tags would be words; whoever wants them says so."""
    with pytest.raises(ReadingError, match="no reader knows this kind of file"):
        choose(head, PurePath("sitemap.xml"))
    assert choose(head, PurePath("sitemap.xml"), "text").name == "text"


def test_a_named_format_is_not_discussed() -> None:
    """`format` overrides the content."""
    assert choose(b"<!DOCTYPE html>", PurePath("page.html"), "text").name == "text"


def test_an_unknown_format_lists_those_there_are() -> None:
    """The message says what to try."""
    with pytest.raises(SettingError, match="choose one of: csv, feed, html"):
        reader_named("docx")


@given(st.binary(max_size=300), st.sampled_from(["a", "a.html", "a.json", "a.csv", "a.md", "a.xml", "a.warc", "a.pdf"]))
def test_sniffing_never_raises(head: bytes, name: str) -> None:
    """Every reader has a score from 0 to 100 for any bytes, and the choice is a reader or our error."""
    assert all(0 <= reader.sniff(head, PurePath(name)) <= 100 for reader in readers())
    with suppress(ReadingError):
        assert choose(head, PurePath(name)) in readers()

"""Files that were made to do harm: each is refused or cut, with the limit named."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from searchkit import open as open_index
from searchkit.reading.formats.csv_.rows import _MOST_UNCLOSED
from tests.reading.helpers import read_bytes


def test_a_feed_is_cut_at_its_limit() -> None:
    """The entries before are read."""
    data = b'<rss version="2.0"><channel>' + b"<item><title>Ferry</title></item>" * 100 + b"</channel></rss>"
    articles, problems = read_bytes(data, "feed.rss", feed_bytes=1_000)
    assert len(articles) > 20
    assert ("limit", "partial", "byte 1000") in [(one.code, one.severity, one.place) for one in problems]


def test_a_string_that_is_too_long_is_named() -> None:
    """Its place, its length and the limit."""
    data = b'[{"body": "' + b"ferry " * 10_000 + b'"}, {"title": "Two"}]'
    articles, problems = read_bytes(data, "a.json", article_bytes=1_000)
    assert [article.title for article in articles] == ["Two"]
    assert any(one.code == "limit" and one.place == "byte 10" and "article_bytes" in one.reason for one in problems)


def test_quotes_that_are_never_closed_are_given_up() -> None:
    """After some of them quotes mean nothing, and every row is read as it stands."""
    data = b"title,body\n" + b'a"x,"b\n' * 21_000
    articles, problems = read_bytes(data, "a.csv")
    assert len(articles) > 20_000
    assert any(f"{_MOST_UNCLOSED} quotes are never closed" in one.reason for one in problems)


def test_an_article_of_too_many_words_is_cut() -> None:
    """With a problem that names the limit and the place."""
    words = " ".join(f"word{number:x}" for number in range(5_000))
    (article,), (problem,) = read_bytes(f"Ferry\n\n{words}".encode(), "a.txt", article_words=1_000)
    assert len(article.body.split()) <= 1_000
    assert (problem.code, problem.severity, problem.place) == ("limit", "partial", "article 1")
    assert "article_words" in problem.reason


def test_a_word_that_is_too_long_is_a_note() -> None:
    """It is found by its beginning only."""
    (article,), (note,) = read_bytes(b"Ferry\n\nsails " + b"x" * 300, "a.txt")
    assert article.body.endswith("x")
    assert (note.code, note.severity) == ("limit", "note")
    assert "300" in note.reason


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_folder_whose_name_is_no_text_can_be_named(tmp_path: Path) -> None:
    """Its articles are read, and found again in the next run."""
    folder = tmp_path / os.fsdecode(b"b\xff\n")
    folder.mkdir()
    (folder / "a.txt").write_text("Ferry\n\nThe ferry sails again.\n")
    with open_index(tmp_path / "index", create=True) as index:
        assert index.sync([folder]).added == 1
        assert index.sync([folder]).unchanged == 1
        (folder / "a.txt").unlink()
        assert index.sync([folder], prune=True).removed == 1

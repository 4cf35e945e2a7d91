"""The text of fields: tags, references and controls are undone where they are meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.reading.texts.fragment import is_html, is_page, render
from searchkit.reading.texts.prose import entities, one_line, paragraphs


def test_html_becomes_paragraphs() -> None:
    """Blocks have a blank line between them, breaks a line, and nothing of the markup is left."""
    html = "<p>The <b>ferry</b> runs&nbsp;again.</p><script>var a = '<p>';</script>"
    html += "<ul><li>north</li><li>south<br>east</li></ul>"
    assert paragraphs(html) == "The ferry runs\xa0again.\n\nnorth\n\nsouth\neast"


def test_escaped_html_is_html() -> None:
    """A text whose tags are escaped as a whole is unescaped, then rendered."""
    assert paragraphs("&lt;p&gt;One&lt;/p&gt;&lt;p&gt;AT&amp;amp;T&lt;/p&gt;") == "One\n\nAT&T"


def test_symbols_are_no_tags() -> None:
    """A share's symbol in angle brackets stays."""
    assert one_line("NORTH FERRY &lt;NFR.N> AND <B> MERGE") == "NORTH FERRY <NFR.N> AND <B> MERGE"
    assert paragraphs("a < b and c > d") == "a < b and c > d"


def test_only_whole_references_are_read() -> None:
    """Addresses hold what looks like references without a semicolon."""
    assert entities("?a=1&copy=2&lt;&#3;&#x41;&nosuch;") == "?a=1&copy=2<A&nosuch;"


def test_a_title_is_one_line() -> None:
    """White space of every kind is one space."""
    assert one_line(" The\n ferry\t<i>runs</i> ") == "The ferry runs"


def test_pages_are_told_from_pieces() -> None:
    """A whole page begins as one."""
    assert is_page("<!-- saved -->\n<!DOCTYPE html><html>")
    assert not is_page("<p>Piece</p>")
    assert is_html("<p>Piece</p>")


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", "<script>", "</a", "<p>", "<a b=", "&lt;", "<script x", "<pre>"])
def test_halves_of_tags_are_rendered_piece_by_piece(piece: str) -> None:
    """What many of them give is what each gives, or nothing; the hostile files of the benchmarks have a megabyte."""
    few, many = (paragraphs("<br>" + piece * count) for count in (20, 20_000))
    assert len(few) <= 20 * len(piece)
    assert many[: len(few)].rstrip() == few
    assert len(many) <= 20_000 * len(piece)


@given(st.text(alphabet="<>/ab p&;#1!-x\n", max_size=200))
def test_any_text_renders(text: str) -> None:
    """No text makes it fail, and what is no markup is kept."""
    render(text)
    paragraphs(text)
    one_line(text)

"""Pages that no parser should see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import LimitExceeded
from searchkit.reading.formats.html.checks import check, depth
from searchkit.settings import Settings


@pytest.mark.parametrize(
    ("page", "deepest"),
    [
        ("", 0),
        ("<p>one<p>two<li>three<br><br><img>", 0),
        ("<div><div></div></div><div></div>", 2),
        ("<div></b></b><div>", 2),
        ("<DIV><Span></DIV></span>", 2),
        ("<script>'<div><div><div>'</script><div>", 1),
        ("<title>unclosed <div><div>", 2),
        ("a < b <3 </ div>", 0),
    ],
)
def test_depth_counts_what_is_open(page: str, deepest: int) -> None:
    """Void elements and those that the next one closes do not nest; stray closing tags close nothing."""
    assert depth(page) == deepest


@pytest.mark.parametrize(
    "page",
    ["<div>" * 40_000, "<a " * 33_000, "<a href='x'>y</a>" * 200_000, "<b></i>" * 20_000, "<title>" * 60_000],
)
def test_hostile_pages_are_refused(page: str) -> None:
    """Deep nesting, unclosed tags and floods of links, before any parser sees them."""
    with pytest.raises(LimitExceeded, match="html_"):
        check(page, Settings())


def test_usual_pages_pass() -> None:
    """Ten thousand paragraphs are a long page, not a hostile one."""
    check("<html><body>" + "<p>One <b>two</b> three." * 10_000 + "</body></html>", Settings())


@given(st.text("<>/abip =!-\"'"))
def test_no_text_raises_anything_else(page: str) -> None:
    """Any text has a depth."""
    assert depth(page) >= 0

"""Bold, colour and links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Origin
from searchkit.present.ink import BOLD, Ink, address, file_address, web_address, without_links


def test_plain_ink_adds_nothing() -> None:
    """Without colour and links a text is a text."""
    ink = Ink()
    assert ink.link(ink.mark("trust", [(0, 5)], BOLD), "https://a.example/") == "trust"


def test_matches_are_marked_and_nothing_else() -> None:
    """Each piece is closed, so no style leaks into what comes after."""
    marked = Ink(color=True).mark("in trust we", [(3, 8)])
    assert marked == "in \x1b[1;31mtrust\x1b[0m we"
    assert Ink(color=True).mark("in trust", [(3, 8)], within=(0, 5)) == "in \x1b[1;31mtr\x1b[0m"


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
        ("HTTP://a.example/%20", "http://a.example/%20"),
        ("https://a.example/b c\x1b\\\u202e", "https://a.example/b%20c%1B%5C%E2%80%AE"),
        ("https://a.example/한", "https://a.example/%ED%95%9C"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("https://[bad", ""),
        ("not an address", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_linked(url: str, opened: str) -> None:
    """http and https with a host, escaped so that the address cannot end the link; nothing else."""
    assert web_address(url) == opened


@given(st.text())
def test_an_address_is_plain_ascii(url: str) -> None:
    """Whatever is in an address field, what is written into a link is printable ASCII."""
    for found in (web_address(url), web_address(f"https://a.example/{url}"), file_address(Origin(url, "/root"))):
        assert found.isascii()
        assert found == "" or (found.isprintable() and " " not in found)


def test_files_are_linked_where_the_folder_is_known() -> None:
    """The web address goes first; a file needs its root."""
    origin = Origin("a b/c\udcff.txt", "/news")
    assert file_address(origin) == "file:///news/a%20b/c%FF.txt"
    assert file_address(Origin("c.txt")) == ""
    assert address("https://a.example/", [origin]) == "https://a.example/"
    assert address("", [Origin("c.txt"), origin]) == "file:///news/a%20b/c%FF.txt"
    assert address("", []) == ""


def test_links_can_be_taken_out_again() -> None:
    """For a pager that does not know them; colours stay."""
    ink = Ink(color=True, links=True)
    text = ink.link(ink.paint("trust", BOLD), "https://a.example/")
    assert text.startswith("\x1b]8;;https://a.example/\x1b\\")
    assert without_links(text) == "\x1b[1mtrust\x1b[0m"

"""Addresses of one page are one key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.reading.urls import host, url_key


@pytest.mark.parametrize(
    "url",
    [
        "https://News.Example.org/a?id=7",
        "http://news.example.org:80/a?id=7#comments",
        "//news.example.org/a?utm_source=x&id=7&fbclid=abc",
        "news.example.org/a?gclid=1&id=7",
        " https://news.example.org./a?id=7\n",
    ],
)
def test_variants_of_an_address_have_one_key(url: str) -> None:
    """Scheme, case of the host, port, fragment and tracking parameters make no difference."""
    assert url_key(url) == "news.example.org/a?id=7"


@pytest.mark.parametrize("text", ["", "no address", "mailto:a@b.org", "javascript:alert(1)", "http://", "http://[bad"])
def test_what_is_no_address_has_no_key(text: str) -> None:
    """Other schemes and prose give an empty key and host."""
    assert url_key(text) == host(text) == ""


def test_parameters_that_tell_pages_apart_stay() -> None:
    """Two numbers are two pages, and their order is kept."""
    assert url_key("http://a.org/?b=2&a=1") == "a.org/?b=2&a=1"
    assert url_key("http://a.org:8080/x") == "a.org:8080/x"


@given(st.text())
def test_no_text_raises(text: str) -> None:
    """Any text has a key, perhaps an empty one."""
    assert isinstance(url_key(text) + host("http://" + text), str)

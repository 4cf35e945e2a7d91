"""Titles and the names of sites."""

from __future__ import annotations

import pytest

from searchkit.reading.formats.html.metadata import Metadata
from searchkit.reading.formats.html.titles import page_title, site_name


@pytest.mark.parametrize(
    ("page", "headline", "site"),
    [
        ("Harbour opens to ships | City Paper", "Harbour opens to ships", "City Paper"),
        ("Harbour opens to ships - City Paper", "Harbour opens to ships", "City Paper"),
        ("Harbour opens to ships — City Paper", "Harbour opens to ships", "City Paper"),
        ("Harbour opens to ships · City Paper", "Harbour opens to ships", "City Paper"),
        ("Harbour opens to ships | News | City Paper", "Harbour opens to ships", "City Paper"),
        ("港の評議会、計画を承認|港町新報", "港の評議会、計画を承認", "港町新報"),
        ("Seoul - Tokyo", "Seoul - Tokyo", ""),
        ("One strait, two shores - a long road", "One strait, two shores - a long road", ""),
        ("Trust - a long road", "", ""),
        ("Harbour opens to ships", "Harbour opens to ships", ""),
    ],
)
def test_the_end_of_a_title_is_the_site_unless_it_is_the_headline(page: str, headline: str, site: str) -> None:
    """Bars and dots say so alone; dashes also stand inside headlines."""
    found = Metadata(page_titles=[page], headlines=[headline] if headline else [])
    assert site_name("", found) == site
    assert page_title(page, found, site) == (headline or page)


def test_metadata_know_the_site_better() -> None:
    """The end of the title may be a section."""
    found = Metadata(page_titles=["Harbour opens | World"], headlines=["Harbour opens"], sites=["City Paper"])
    assert site_name("", found) == "City Paper"

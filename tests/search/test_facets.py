"""Facets count what a look at every article counts."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Article, Note, Published, QueryError, SettingError
from searchkit.model import FACETS
from searchkit.search.search import Asked
from searchkit.testing import small_index

DAYS = [date(1969, 12, 31), date(2024, 2, 29), date(2025, 5, 30), date(2025, 5, 31)]


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article about ferries or not, with or without a source, authors, tags and a day."""
    day = draw(st.sampled_from([None, *DAYS]))
    return Article(
        title=f"Number {draw(st.integers(0, 10**6))}",
        body=draw(st.sampled_from(["ferry", "ferry storm", "storm"])),
        source=draw(st.sampled_from(["", "Post", "Courier"])),
        authors=tuple(draw(st.lists(st.sampled_from(["Ha Lee", "Min Okada"]), unique=True))),
        tags=tuple(draw(st.lists(st.sampled_from(["travel", "weather", "trade"]), unique=True))),
        lang=draw(st.sampled_from(["en", "de"])),
        published=None if day is None else Published(on=day),
    )


def reference(found: list[Article]) -> dict[str, Counter[str]]:
    """One article after the other."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    for article in found:
        day = article.published.on.isoformat() if article.published and article.published.on else ""
        counts["source"][article.source] += 1
        counts["language"][article.lang] += 1
        counts["day"][day] += 1
        counts["month"][day[:7]] += 1
        counts["year"][day[:4]] += 1
        for name, values in (("author", article.authors), ("tag", article.tags)):
            for value in values or ("",):
                counts[name][value] += 1
    return counts


@settings(max_examples=25)
@given(st.lists(st.lists(articles(), max_size=6), min_size=1, max_size=3), st.sampled_from(["ferry", "storm", "*"]))
def test_facets_are_those_of_a_look_at_every_article(commits: list[list[Article]], query: str) -> None:
    """Over several segments, some articles deleted."""
    with searchkit.open(":memory:") as index:
        for batch in commits:
            with index.writer() as writer:
                for article in batch:
                    writer.add(article)
        everything = list(index)
        with index.writer() as writer:
            for article in everything[::3]:
                writer.delete(article.id)
        wanted = [article for article in index if query == "*" or query in article.body]
        found = index.facets(query, FACETS)
        assert {name: dict(values) for name, values in found.items()} == reference(wanted)


def test_the_order() -> None:
    """The most frequent first, what has no value last; periods in order of time, the undated first."""
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            for number, (source, day) in enumerate([("B", "2025-01-02"), ("", None), ("", None), ("A", "2024-05-01")]):
                published = None if day is None else Published(on=date.fromisoformat(day))
                writer.add(Article(title=f"ferry {number}", source=source, published=published))
            at = datetime(2025, 1, 2, 23, tzinfo=timezone.utc)
            writer.add(Article(title="ferry at night", source="B", published=Published(on=date(2025, 1, 3), at=at)))
        found = index.facets("ferry", ["source", "day"])
    assert found["source"] == (("B", 2), ("A", 1), ("", 2))
    assert found["day"] == (("", 2), ("2024-05-01", 1), ("2025-01-02", 2))


def test_an_unknown_facet_is_our_error() -> None:
    """That names those there are; a text where several belong is one too."""
    with searchkit.open(":memory:") as index:
        with pytest.raises(SettingError, match="source, author, tag, language, day"):
            index.facets("ferry", ["colour"])
        with pytest.raises(SettingError, match="sequence"):
            index.search("ferry", facets="source")


def test_a_search_with_facets() -> None:
    """Counts all that match, not the page."""
    with small_index() as index:
        results = index.search("ferry OR trust", limit=1, facets=["source", "month"])
        assert len(results) == 1
        assert results.facets == index.facets("ferry OR trust", ["source", "month"])
        assert sum(count for _, count in results.facets["source"]) == results.total == 4
        assert index.all("ferry OR trust", facets=["source"]).facets["source"] == results.facets["source"]
        assert index.search("ferry").facets == {}


def test_facets_that_take_too_long_are_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hits are there all the same."""

    def late(self: Asked) -> None:
        raise QueryError("finding every match took too long")

    monkeypatch.setattr(Asked, "matching", late)
    with small_index() as index:
        results = index.search("ferry", facets=["source"])
    assert (len(results), results.facets) == (2, {})
    assert results.notes == (Note("no-facets", "facets were not counted: finding every match took too long"),)

"""Newer articles first among those that fit about as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

import searchkit
from searchkit import Article, Index, Published, SettingError, Settings

NOW = datetime(2025, 6, 1, tzinfo=timezone.utc)
AGES = {"today": 0, "a month": 30, "two months": 60, "ages ago": 4000, "to come": -10}


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Articles that are equally relevant, of several ages, and one without a date; in two segments."""
    with searchkit.open(":memory:") as opened:
        opened.add(Article(title="undated", body="ferry to the harbour", lang="en"))
        with opened.writer() as writer:
            for name, days in AGES.items():
                on = date(2025, 6, 1) - timedelta(days=days)
                writer.add(Article(title=name, body="ferry to the harbour", lang="en", published=Published(on)))
        yield opened


def ask(index: Index, query: str = "ferry harbour", **options: Any) -> dict[str, float]:
    """The score of each hit by its title, the best first."""
    return {hit.title: hit.score for hit in index.search(query, now=NOW, **options)}


def test_a_score_falls_by_half_with_each_half_life(index: Index) -> None:
    """Nearness included; one of the future is as new as can be; after ten half-lives, and without a date, no more."""
    plain, recent = ask(index), ask(index, recent=True)
    halvings = {"today": 0, "to come": 0, "a month": 1, "two months": 2, "ages ago": 10, "undated": 10}
    assert recent == {name: float(np.float32(plain[name] * 2.0 ** -halvings[name])) for name in recent}
    assert list(recent)[:4] == ["today", "to come", "a month", "two months"]
    assert ask(index, recent=True, half_life="60d")["two months"] == pytest.approx(plain["two months"] / 2)
    assert ask(index, recent=True, half_life=timedelta(days=15))["a month"] == pytest.approx(plain["a month"] / 4)


def test_relevance_still_counts() -> None:
    """An article of yesterday that hardly fits does not come before one of last week that fits."""
    with searchkit.open(":memory:") as opened:
        with opened.writer() as writer:
            for title, body, day in (("old", "ferry harbour", 25), ("new", "of a harbour " + "and so on " * 50, 31)):
                writer.add(Article(title=title, body=body, lang="en", published=Published(date(2025, 5, day))))
        assert list(ask(opened, recent=True)) == ["old", "new"]
        assert list(ask(opened, recent=True, half_life="1d")) == ["new", "old"]


def test_pages_follow_each_other(index: Index) -> None:
    """And the total is exact."""
    all_of_them = list(ask(index, recent=True))
    pages = [index.search("ferry harbour", now=NOW, recent=True, limit=2, page=page) for page in (1, 2, 3)]
    assert [hit.title for page in pages for hit in page] == all_of_them
    assert {(page.total, page.total_is_exact) for page in pages} == {(6, True)}


def test_what_age_cannot_tell_apart_is_said(index: Index) -> None:
    """Articles without a date, and a page of nothing but old ones."""
    assert "undated" in [note.code for note in index.search("ferry", now=NOW, recent=True).notes]
    later = datetime(2060, 1, 1, tzinfo=timezone.utc)
    assert "too-old" in [note.code for note in index.search("ferry", now=later, recent=True).notes]
    assert not index.search("ferry", now=NOW).notes


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"half_life": "30d"}, "goes with recent"),
        ({"recent": True, "half_life": "soon"}, "36h, 30d"),
        ({"recent": True, "half_life": timedelta(0)}, "36h, 30d"),
        ({"recent": True, "half_life": "0d"}, "36h, 30d"),
        ({"recent": True, "sort": "newest"}, "leave out sort newest"),
    ],
)
def test_what_does_not_fit_is_refused(index: Index, wrong: dict[str, Any], says: str) -> None:
    """With what would."""
    with pytest.raises(SettingError, match=says):
        index.search("ferry", **wrong)


def test_many_searches_are_the_searches(index: Index) -> None:
    """With the same options."""
    (many,) = index.search_many(["ferry harbour"], recent=True, half_life="7d", now=NOW)
    assert {hit.title: hit.score for hit in many} == ask(index, recent=True, half_life="7d")


def test_a_moment_without_a_zone_is_of_utc(index: Index) -> None:
    """As everywhere."""
    naive = index.search("ferry", recent=True, now=NOW.replace(tzinfo=None))
    assert [hit.score for hit in naive] == [hit.score for hit in index.search("ferry", recent=True, now=NOW)]


def test_long_lists_are_looked_at_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pruning would leave out may be the newest."""
    from searchkit.search import ranking
    from searchkit.search.whole import lists

    monkeypatch.setattr(ranking, "_LONG", 0)
    monkeypatch.setattr(ranking, "EXACT_TOTALS", 0)
    monkeypatch.setattr(lists, "SHORT", -1)
    with searchkit.open(":memory:", settings=Settings(nearness=0)) as opened:
        with opened.writer() as writer:
            for number in range(400):
                on = date(2025, 5, 31) - timedelta(days=number * 37 % 400)
                body = "ferry " * (number % 7 + 1) + "harbour"
                writer.add(Article(title=str(number), body=body, lang="en", published=Published(on)))
        plain = ask(opened, exact_total=True, limit=400)
        days = {str(number): number * 37 % 400 + 1 for number in range(400)}
        expected = sorted((plain[title] * 2 ** -min(days[title] / 30, 10) for title in plain), reverse=True)
        assert list(ask(opened, recent=True).values()) == pytest.approx(expected[:10])


def test_an_empty_index_has_nothing_recent() -> None:
    """Whatever the order."""
    with searchkit.open(":memory:") as empty:
        assert empty.search("ferry", recent=True).total == 0
        assert list(empty.all("ferry", recent=True)) == []
        assert empty.search("ferry", sort="newest").total == 0

"""Completion of words and titles: what a look at every article would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import searchkit
from searchkit import Article, Index, Published, SettingError
from searchkit.search.lexicon import words
from searchkit.search.lexicon.folding import folded
from searchkit.search.lexicon.titles import HEAD
from searchkit.testing import small_index

VOCABULARY = [
    "Zug",
    "Züge",
    "zurück",
    "Zürich",
    "zoo",
    "Élan",
    "elan",
    "état",
    "etage",
    "trust",
    "Trusted",
    "신뢰",
    "ёлка",
    "елка",
]


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """The small index, in memory."""
    with small_index() as opened:
        yield opened


def of(index: Index, kind: str, prefix: str, limit: int = 10) -> list[str]:
    """The texts of one kind."""
    return [one.text for one in index.suggest(prefix, limit=limit) if one.kind == kind]


def test_words_by_frequency(index: Index) -> None:
    """Those in the most articles come first, with their numbers."""
    first, *others = index.suggest("t", limit=2)
    assert (first.text, first.kind, first.articles) == ("the", "word", 2)
    assert others[0].articles == 2


def test_the_last_word_is_completed(index: Index) -> None:
    """What stands before it stays as it was typed: other words, fields, quotes, a minus."""
    assert of(index, "word", "Storm fer") == ["Storm ferry", "Storm ferries"]
    assert of(index, "word", "title:fer", 1) == ["title:ferry"]
    assert of(index, "word", 'sail "the fer', 1) == ['sail "the ferry']
    assert of(index, "word", "storm -fer", 1) == ["storm -ferry"]
    assert of(index, "word", "ferry ") == []


def test_accents_and_capitals_make_no_difference(index: Index) -> None:
    """Either way; what is suggested is written as it is in the index."""
    for prefix in ("zur", "Zür", "ZÜR"):
        assert of(index, "word", prefix) == ["zürich"]
    assert of(index, "title", "zuge st") == of(index, "title", "ZÜGE  ST") == ["Züge stehen still"]
    assert of(index, "title", "한일") == ["한일 신뢰 조사"]


def test_titles_by_date_and_with_identity(index: Index) -> None:
    """The newest first; a blank ends a word."""
    found = [one for one in index.suggest("ferr") if one.kind == "title"]
    assert [one.text for one in found] == ["Ferries stay in port", "Ferry resumes"]
    assert index.get(found[0].id).title == "Ferries stay in port"
    assert of(index, "title", "ferry") == of(index, "title", "ferry ") == ["Ferry resumes"]
    assert of(index, "title", "ferries ") == ["Ferries stay in port"]


def test_nothing(index: Index) -> None:
    """Of nothing, of mere punctuation, of what nothing begins with, in an empty index."""
    for prefix in ("", " ", "-", '"', "zz", "\ud800"):
        assert index.suggest(prefix) == ()
    with searchkit.open(":memory:") as empty:
        assert empty.suggest("a") == ()
    with pytest.raises(SettingError, match="limit"):
        index.suggest("a", limit=0)


def test_a_title_is_told_once() -> None:
    """The newest article of that title; an older version of a page is none."""
    day = date(2025, 1, 1)
    articles = [
        Article(title="Weather", body=f"Rain {days}.", lang="en", published=Published(on=day + timedelta(days)))
        for days in range(60)
    ]
    pages = [
        Article(title=title, body="Snow.", url="https://x.example/a", published=Published(on=day + timedelta(days)))
        for days, title in enumerate(["Weathering", "Weathered"])
    ]
    with small_index([*articles, *pages]) as index:
        found = [one for one in index.suggest("weather") if one.kind == "title"]
        assert [one.text for one in found] == ["Weather", "Weathered"]
        assert found[0].id == articles[-1].id


def test_long_beginnings() -> None:
    """Longer than the part that titles are put in order by."""
    same = "Number of the day " * 2
    assert len(same) > HEAD
    with small_index(Article(title=f"{same}{number}", body="x", lang="en") for number in range(50)) as index:
        assert of(index, "title", f"{same}49") == [f"{same}49"]
        assert len(of(index, "title", same.lower(), 20)) == 20


def test_what_is_deleted_is_not_suggested(tmp_path: Path) -> None:
    """Words and titles of deleted articles alone are gone."""
    with small_index(path=tmp_path / "index") as index:
        assert of(index, "word", "recip") == ["recipe"]
        assert of(index, "title", "a recipe") == ["A recipe without a date"]
        (gone,) = index.ids("recipe")
        index.delete(gone)
        assert of(index, "word", "recip") == of(index, "title", "a recipe") == []
        assert of(index, "word", "trus", 1) == ["trust"]


COMMITS = st.lists(st.lists(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=5), max_size=5), max_size=3)


@settings(max_examples=25)
@given(COMMITS, st.sampled_from(["z", "zu", "zü", "e", "et", "é", "t", "trust", "신", "q"]), st.integers(1, 4))
def test_a_look_at_every_article_gives_the_same(commits: list[list[list[str]]], prefix: str, limit: int) -> None:
    """Over several segments: the most frequent words, in the order of their frequency, and as many titles."""
    with searchkit.open(":memory:") as index:
        for number, batch in enumerate(commits):
            with index.writer() as writer:
                for texts in batch:
                    writer.add(Article(title=" ".join(texts), body=f"{number}", lang="und"))
        titles = [article.title for article in index]
        counts = Counter(word for title in titles for word in set(title.lower().split()))
        fitting = [word for word in counts if folded(word).startswith(folded(prefix))]
        best = sorted(fitting, key=lambda word: (-counts[word], folded(word), word))[:limit]
        found = [(one.text, one.articles) for one in index.suggest(prefix, limit=limit) if one.kind == "word"]
        assert found == [(word, counts[word]) for word in best]
        beginning = {folded(title) for title in titles if folded(title).startswith(folded(prefix))}
        shown = {folded(title) for title in of(index, "title", prefix, limit)}
        assert shown <= beginning
        assert len(shown) == min(limit, len(beginning))


def test_a_letter_with_very_many_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the most frequent are kept together; the others are found by more letters."""
    monkeypatch.setattr(words, "MOST", 4)
    rare = " ".join(f"t{letter}{letter}" for letter in "abcdefgh")
    texts = [f"tea {rare}", "tea tbb", "tea tbb taa", "tea"]
    with small_index(Article(title=f"{number}", body=text, lang="und") for number, text in enumerate(texts)) as index:
        assert of(index, "word", "t", 2) == ["tea", "tbb"]
        assert of(index, "word", "tg") == ["tgg"]
        assert of(index, "word", "thh") == ["thh"]


def test_accents_do_not_hide_rare_words_where_words_are_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where one letter stands for two."""
    monkeypatch.setattr(words, "MOST", 4)
    rare = "strase straße strässe stroh stéa"
    texts = [f"tea {rare}", "tea sbb", "tea sbb saa", "tea saa", "saa sbb scc sdd", "scc sdd see sff", "see sff"]
    with small_index(Article(title=f"{number}", body=text, lang="und") for number, text in enumerate(texts)) as index:
        assert set(of(index, "word", "strass")) == {"straße", "strässe"}
        assert of(index, "word", "ste") == ["stéa"]
        assert set(of(index, "word", "stra")) == {"strase", "straße", "strässe"}

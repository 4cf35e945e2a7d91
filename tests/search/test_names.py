"""Korea finds Korean: in results, highlights and counts, with Whoosh's classes and without."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import searchkit
from searchkit import Article, Index, Settings
from tests.search.test_search import highlighted, titles

ARTICLES = (
    Article(title="Polls", body="Trust in Korea grows, and in Korea alone.", lang="en"),
    Article(title="Shipyards", body="Korean shipyards have full books. A Korean ship is launched a week.", lang="en"),
    Article(title="Weather", body="Rain is expected over Seoul.", lang="en"),
    Article(title="Envoys", body="American envoys leave; the U.S. sends others to us.", lang="en"),
    Article(title="Trains", body="Trains run late.", lang="en"),
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Five articles in two segments."""
    with searchkit.open(":memory:") as opened:
        for half in (ARTICLES[:2], ARTICLES[2:]):
            with opened.writer() as writer:
                for article in half:
                    writer.add(article)
        yield opened


def test_variants_come_after_the_word(index: Index) -> None:
    """The name itself, its people, its capital; each has what was found highlighted."""
    results = index.search("Korea")
    assert titles(results) == ["Polls", "Shipyards", "Weather"]
    assert [set(highlighted(hit)) for hit in results] == [{"Korea"}, {"Korean"}, {"Seoul"}]
    assert [note.code for note in results.notes] == ["names"]


@pytest.mark.parametrize("query", ["Korea", "Korea trust", "trust OR Korea", "+Korea", "Korea -trains", "(Korea ship)"])
def test_they_can_be_left_out(index: Index, query: str) -> None:
    """By the argument or the setting; then there is no note, and only the word itself is found."""
    assert titles(index.search(query, names=False))[0] == "Polls"
    assert "Weather" not in titles(index.search(query, names=False))
    assert "Weather" in titles(index.search(query))
    assert index.search(query, names=False).notes == ()


def test_the_setting() -> None:
    """0 turns them off; the argument goes before it."""
    with searchkit.open(":memory:", settings=Settings(names=0)) as index:
        index.add(ARTICLES[1])
        assert len(index.search("Korea")) == 0
        assert len(index.search("Korea", names=True)) == 1


def test_with_all_words_a_variant_will_do(index: Index) -> None:
    """A word is there when one of its names is."""
    assert titles(index.search("Korea ship", match_all=True)) == ["Shipyards"]
    assert titles(index.search("Korea ship", match_all=True, names=False)) == []


def test_counts_and_identities(index: Index) -> None:
    """As of the search."""
    assert index.count("Korea") == 3
    assert index.count("Korea", names=False) == 1
    assert len(set(index.ids("Korea"))) == 3


def test_the_country_is_not_the_pronoun(index: Index) -> None:
    """U.S. finds American, and us finds us."""
    (envoys,) = index.search("US")
    assert set(highlighted(envoys)) == {"American", "U.S."}
    (envoys,) = index.search("us")
    assert highlighted(envoys) == ["us"]


def test_a_country_that_only_its_people_are_of(index: Index) -> None:
    """The name itself need not be in the index."""
    assert titles(index.search("USA")) == ["Envoys"]
    assert titles(index.search("Pyongyang")) == []

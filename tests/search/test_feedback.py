"""Words of the best articles move others up, and find none by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from whoosh import query

import searchkit
from searchkit import Article, Index, Results, Settings
from searchkit.analysis import Token
from searchkit.index.store import Store
from searchkit.search.feedback import asking
from searchkit.search.feedback.asking import tokens_of
from searchkit.search.feedback.rule import Words, added_words, key_words
from searchkit.testing import small_index
from tests.search.test_search import highlighted, titles

ARTICLES = (
    Article(title="Wings", body="Slender wings give lift at supersonic speed. Vortices form on wings.", lang="en"),
    Article(title="Vortices", body="Lift and vortices, vortices and lift.", lang="en"),
    Article(title="Pumps", body="Lift of a pump, by the hour.", lang="en"),
    Article(title="Bridges", body="A slender bridge of steel.", lang="en"),
    Article(title="Other vortices", body="Vortices of the sea.", lang="en"),
)
ASKED = "slender wings lift supersonic flutter pump"


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Five articles, of which none has all the words that are asked for."""
    with searchkit.open(":memory:") as opened:
        with opened.writer() as writer:
            for article in ARTICLES:
                writer.add(article)
        yield opened


def scores(found: Results) -> list[tuple[str, float]]:
    """The titles with their scores."""
    return [(hit.title, hit.score) for hit in found]


def test_it_finds_what_the_query_finds(index: Index) -> None:
    """In another order, with nothing else highlighted, and a note."""
    plain, fed = index.search(ASKED), index.search(ASKED, expand=True)
    assert set(titles(fed)) == set(titles(plain))
    assert (fed.total, plain.notes) == (plain.total, ())
    assert "expanded" in [note.code for note in fed.notes]
    assert "vortic" in fed.notes[0].message
    marked = {word.lower() for hit in fed for word in highlighted(hit)}
    assert marked == {"slender", "wings", "lift", "supersonic", "pump", "pumps"}


def test_its_words_are_explained(index: Index) -> None:
    """To the bit, beside those that were typed."""
    for hit in index.search(ASKED, expand=True):
        explanation = hit.explain()
        assert explanation.value == hit.score
        assert "time ran out" not in explanation.description


def test_each_of_the_best_articles_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of a snapshot again has the same answer, whether there is room for key words or not."""
    read: list[str] = []

    def noted(store: Store, article: Article) -> tuple[list[Token], list[Token]]:
        read.append(article.id)
        return tokens_of(store, article)

    monkeypatch.setattr(asking, "tokens_of", noted)
    with small_index(ARTICLES) as index:
        first = index.search(ASKED, expand=True)
        assert sorted(read) == sorted(hit.id for hit in first)
        assert scores(index.search(ASKED, expand=True)) == scores(first)
        assert len(read) == len(first)
        index.add(Article(title="Gulls", body="Of the sea.", lang="en"))
        monkeypatch.setattr(asking, "_MOST", 2)
        anew = index.search(ASKED, expand=True)
        assert scores(index.search(ASKED, expand=True)) == scores(anew)
        assert len(read) > 2 * len(first)


def test_the_setting_asks_the_rule() -> None:
    """1: only for four words or more, of which the best article lacks some; the argument goes before it."""
    with searchkit.open(":memory:", settings=Settings(expand=1)) as index:
        with index.writer() as writer:
            for article in ARTICLES:
                writer.add(article)
        assert index.search(ASKED).notes
        assert not index.search("slender wings pump").notes
        assert not index.search("slender wings lift supersonic").notes
        assert not index.search(ASKED, expand=False).notes
        assert index.search("slender wings pump", expand=True).notes
        assert not index.search("+slender wings pump lift", expand=True).notes


def test_the_heaviest_words_are_added() -> None:
    """Together they have their share of the whole; words of one article alone say nothing about others."""
    articles = {1: Counter(a=2, b=1, rare=9), 2: Counter(a=1, c=3)}
    counts = {"a": 3, "b": 2, "c": 4, "rare": 1, "z": 1}
    words = Words(
        counts.__contains__,
        lambda number, term: term in articles[number],
        lambda number: key_words(articles[number], counts, 10),
    )
    tree = query.Or([query.Term("text", "a"), query.Term("text", "z", boost=3.0)])
    added = added_words(tree, [(1, 2.0), (2, 1.0)], words, always=True)
    assert set(added) == {"a", "b", "c"}
    assert sum(added.values()) == pytest.approx(4 * 0.4 / 0.6)
    assert added_words(tree, [(1, 2.0), (2, 1.0)], words, always=False) == {}

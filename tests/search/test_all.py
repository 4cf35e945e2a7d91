"""Every hit of an answer, made one at a time."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from searchkit import Article, Hit, Index, QueryError, SettingError, Settings
from searchkit.testing import ARTICLES, small_index

MANY = 10_050
"""More than a page may hold, and than are sorted in Python."""


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Many short articles of the same few words, in memory."""
    with small_index(Article(title=f"Ferry {number}", body="It sails.", lang="en") for number in range(MANY)) as opened:
        yield opened


def alive() -> int:
    """How many hits there are in memory."""
    gc.collect()
    return sum(type(thing) is Hit for thing in gc.get_objects())


def test_more_than_a_page_holds(index: Index) -> None:
    """All come out, once, in the order in which pages show them."""
    results = index.all("ferry OR 77")
    assert (len(results), results.total, results.total_is_exact) == (MANY, MANY, True)
    hits = [(hit.rank, hit.id, hit.score, hit.title) for hit in results]
    assert len({id for _, id, _, _ in hits}) == MANY
    pages = [index.search("ferry OR 77", limit=10_000, page=page) for page in (1, 2)]
    assert hits == [(hit.rank, hit.id, hit.score, hit.title) for page in pages for hit in page]


def test_hits_are_not_kept(index: Index) -> None:
    """However many there are, one is alive at a time; asked for again, it is made again, and equal."""
    results = index.all("ferry")
    before = alive()
    for number, hit in enumerate(results):
        assert hit.lang == "en"
        if number % 1_000 == 0:
            assert alive() <= before + 1
    assert results[0] == results[0]
    assert results[0] is not results[0]
    assert results[-1].rank == MANY
    assert [hit.rank for hit in results[7:3:-2]] == [8, 6]
    with pytest.raises(IndexError):
        results[MANY]


def test_by_date(index: Index) -> None:
    """Sorted as pages are."""
    first = [hit.id for hit in index.search("ferry", sort="newest")]
    assert [hit.id for hit in index.all("ferry", sort="newest")[:10]] == first
    assert index.all("ferry", sort="newest")[0].score == 0.0


def test_of_an_answer_of_a_few() -> None:
    """The same hits, notes and understanding as a page; conditions hold; nothing is an answer too."""
    with small_index() as index:
        page, results = index.search("the trust", sources=["courier"]), index.all("the trust", sources=["courier"])
        assert list(results) == list(page)
        assert (results.total, results.query, results.notes) == (page.total, page.query, page.notes)
        assert results.notes
        assert list(index.all("zeppelin")) == []


def test_what_cannot_be_all_is_refused() -> None:
    """When time runs out, and for a sort that there is not."""
    with small_index(ARTICLES, settings=Settings(search_seconds=0.001)) as index:
        with pytest.raises(QueryError, match="search_seconds"):
            index.all(" ".join(f"w{number}~2" for number in range(500)))
        with pytest.raises(SettingError, match="sort"):
            index.all("trust", sort="best")  # type: ignore[arg-type]


def test_a_changed_index(index: Index) -> None:
    """What is going through the hits sees the index as it was asked."""
    with small_index() as few:
        results = few.all("trust")
        for article in ARTICLES:
            few.delete(article.id)
        assert [hit.lang for hit in results] == ["en"] * results.total
        assert results.total
        assert few.all("trust").total == 0

"""The same story once: the best article of a story stands for all of it."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

import searchkit
from searchkit.model import Article
from searchkit.testing import small_index
from tests.copies import AGAIN, FIRST, OTHER, SHORT, STORY, article, text

QUERIES = ["harbour", "again port topic1", "topic3 page", "harbour OR topic2 OR topic4", "+again -quays", "page again"]


@pytest.fixture(scope="module")
def index() -> Iterator[searchkit.Index]:
    """Forty articles of a dozen stories, which came in three commits."""
    dice = random.Random(1)
    articles = [*STORY, OTHER]
    for seed in range(3, 12):
        for number in range(dice.randint(1, 7)):
            body = f"{text(seed)} {' '.join(dice.choices(['again', 'port', 'harbour', 'page'], k=dice.randint(1, 9)))}"
            articles.append(article(f"{number} of {seed}", body, f"2025-02-{dice.randint(1, 28):02}"))
    dice.shuffle(articles)
    with small_index(articles[::3]) as made:
        for some in (articles[1::3], articles[2::3]):
            with made.writer() as writer:
                for one in some:
                    writer.add(one)
        yield made


def slowly(index: searchkit.Index, query: str, sort: Literal["relevance", "newest", "oldest"]) -> list[str]:
    """The identities of the first article of each story, in the order of all that match."""
    shown: dict[str, str] = {}
    for hit in index.search(query, sort=sort, limit=1000, collapse=False):
        shown.setdefault(hit.story, hit.id)
    return list(shown.values())


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_pages_have_each_story_once(
    index: searchkit.Index, query: str, sort: Literal["relevance", "newest", "oldest"], limit: int
) -> None:
    """However large they are and however they are sorted; each page says how many articles were folded up to it."""
    wanted = slowly(index, query, sort)
    found: list[str] = []
    for page in range(1, 100):
        results = index.search(query, sort=sort, limit=limit, page=page)
        assert results.total == len(index.search(query, limit=1000, collapse=False))
        if not results:
            break
        found += [hit.id for hit in results]
        seen = results.offset + len(results) + results.folded
        assert (seen == results.total) == (found == wanted), "it is sure whether there is another page"
    assert found == wanted
    assert results.folded == results.total - len(wanted)


def test_the_best_scored_is_shown(index: searchkit.Index) -> None:
    """Its copies are with it, whether they match or not."""
    (hit,) = index.search("title:rebuilt")
    assert (hit.id, hit.story, hit.copy_count) == (FIRST.id, FIRST.id, 2)
    assert [copy.title for copy in hit.copies] == [SHORT.title, AGAIN.title]
    assert index.search("rebuilt ledger source:ledger +topic1", limit=1)[0].id == AGAIN.id


def test_of_equally_good_ones_the_newest_is_shown() -> None:
    """As everywhere."""
    dated = [article("Harbour", f"{text(1)} {filler}", f"2025-05-0{day}") for day, filler in enumerate("abc", 1)]
    with small_index(dated) as index:
        (hit,) = index.search("harbour")
        assert hit.id == dated[2].id


def test_what_is_left_out_is_said(index: searchkit.Index) -> None:
    """In a note, and as a number."""
    results = index.search("topic1")
    assert (results.total, len(results), results.folded) == (3, 1, 2)
    (note,) = results.notes
    assert note.code == "copies"
    assert note.message == "2 articles are copies of those shown and left out; --no-collapse shows all"
    everything = index.search("topic1", collapse=False)
    assert (len(everything), everything.folded, everything.notes) == (3, 0, ())


def test_counts_and_streams_are_of_articles(index: searchkit.Index) -> None:
    """Only pages fold."""
    assert index.count("topic1") == len(list(index.ids("topic1"))) == len(index.all("topic1")) == 3
    assert dict(index.facets("topic1", ["source"])["source"]) == {
        "Harbour Courier": 1,
        "Coast Ledger": 1,
        "Evening Post": 1,
    }


def test_many_searches_fold_as_one_does(index: searchkit.Index) -> None:
    """Unless they are asked not to."""
    for collapse in (True, False):
        found = index.search_many(QUERIES, limit=5, collapse=collapse)
        wanted = [index.search(query, limit=5, collapse=collapse) for query in QUERIES]
        assert [results.hits for results in found] == [results.hits for results in wanted]


def test_a_filter_shows_the_copy_that_it_lets_through(index: searchkit.Index) -> None:
    """And counts only those."""
    results = index.search("topic1", sources=["Evening Post"])
    assert ([hit.id for hit in results], results.total, results.folded) == ([SHORT.id], 1, 0)


def test_more_copies_than_were_ranked_at_first() -> None:
    """Pages are filled all the same, and the hit tells how many it stands for."""
    copies = [article(f"copy {number}", f"{text(1)} {'harbour ' * 9}") for number in range(150)]
    with small_index([*copies, replace(OTHER, title="Harbour ferry")]) as index:
        results = index.search("harbour", limit=2)
        assert results[1].title == "Harbour ferry"
        assert (results.total, results.folded) == (151, 149)
        assert results[0].copy_count == 149
        assert len(results[0].copies) == 100


def test_older_versions_are_not_folded_when_they_are_wanted() -> None:
    """What `versions` asks for is shown."""
    old = replace(FIRST, url="https://post.example/harbour")
    new = replace(AGAIN, url="https://post.example/harbour")
    with small_index([old, new]) as index:
        assert len(index.search("topic1")) == 1
        assert len(index.search("topic1", versions=True)) == 2


def test_without_copies_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of articles that are each their own story searches as it always did."""
    from searchkit.search import stories

    with small_index([FIRST, OTHER]) as index:
        monkeypatch.setattr(stories, "first_of_each", None)
        results = index.search("topic1 topic2")
        assert [(hit.story, hit.copy_count, hit.copies) for hit in results] == [(hit.id, 0, ()) for hit in results]


def test_a_process_without_numpy_answers_the_same(tmp_path: Path) -> None:
    """Pages, copies and notes; to fold loads nothing."""
    program = """if True:
        import sys, searchkit
        with searchkit.open(sys.argv[1]) as index:
            results = index.search("topic1 topic2 topic5", limit=2)
            print((results.folded, results.notes, [(hit.story, hit.copy_count, hit.copies) for hit in results]))
        print("numpy" in sys.modules)
    """
    articles = [*STORY, OTHER, article("Five", text(5)), article("Five again", text(5) + " again")]
    with small_index(articles, path=tmp_path / "index") as index:
        results = index.search("topic1 topic2 topic5", limit=2)
        here = str((results.folded, results.notes, [(hit.story, hit.copy_count, hit.copies) for hit in results]))
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "index")], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == [here, "False"]


def test_hits_of_a_whoosh_query_fold_too() -> None:
    """As those of a text do; articles too short to be compared stay what they are."""
    from whoosh.query import Term

    with small_index([*STORY, OTHER, Article(title="short", body="topic1")]) as index:
        results = index.search(Term("text", "topic1"))
        assert ([hit.story for hit in results].count(FIRST.id), results.total) == (1, 4)

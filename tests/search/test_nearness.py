"""Words near each other count more: among the best, bounded, in any order, and the same however it is computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count as count_up
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.filedb.filestore import RamStorage

import searchkit
from searchkit import Article, Settings
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.whoosh.index import ColumnarIndex
from searchkit.index.schema import make_schema
from searchkit.search import ranking
from searchkit.search.evaluating.evaluate import Run
from searchkit.search.nearness.rule import FIELD, WINDOW, near_words
from searchkit.search.plain import ranking as plain_ranking
from searchkit.search.plain.ranking import PlainRanking
from searchkit.search.plain.statistics import PlainSnapshot
from searchkit.search.ranking import rank
from searchkit.search.rewriting import rewrite
from searchkit.search.statistics import Snapshot
from searchkit.search.whole import lists, placed
from tests.search.evaluating.test_evaluate import fill
from tests.search.near_reference import NearReference
from tests.search.plain_segment import Document
from tests.search.random_trees import corpora
from tests.search.reference import Reference
from tests.search.test_plain import _trees


def in_index(corpus: Sequence[Sequence[Document]], tree: query.Query) -> tuple[Any, query.Query]:
    """A reader of the corpus, and the tree fitted to it."""
    reader = fill(ColumnarIndex.create(RamStorage(), make_schema()), corpus)
    return reader, rewrite(tree, reader, Settings())[0]


@settings(max_examples=60)
@given(
    corpora, _trees, st.sampled_from([1, 3, 100]), st.sampled_from([2, 100]), st.booleans(), st.sampled_from([0, 100])
)
def test_it_is_what_the_slow_reference_adds(
    corpus: list[list[Document]], tree: query.Query, count: int, candidates: int, is_long: bool, owned: int
) -> None:
    """Scores to the bit and the order, of few candidates and many, of short lists and long, with arrays and without;
    places are looked through, and looked up, those of some documents and of all."""
    keys = count_up()
    corpus = [[replace(document, key=next(keys)) for document in documents] for documents in corpus]  # no two alike
    flat = [document for documents in corpus for document in documents]
    reader, fitted = in_index(corpus, tree)
    segments = segments_of(reader)
    assert segments is not None
    expected = NearReference(Reference(flat), 0.7).answer(tree, fitted, candidates)[:count]
    run = Run(Snapshot(segments, reader.schema, 1.5, 0.75), reader)
    with (
        patch.object(ranking, "CANDIDATES", candidates),
        patch.object(plain_ranking, "CANDIDATES", candidates),
        patch.multiple(lists, SHORT=-1 if is_long else 100, LONG=-1),
        patch.multiple(placed, _PLACED=-1 if is_long else 100, _OWNED=owned, _AT_ONCE=owned),
        patch.multiple(ranking, _LONG=0 if is_long else 100, EXACT_TOTALS=0 if is_long else 100),
    ):
        for _ in range(2):  # places in some documents first, then all of them
            found = rank(run, fitted, count=count, sort="relevance", versions=True, nearness=0.7)
            assert [(number, score) for number, score in found.documents] == expected
        plain = PlainRanking(PlainSnapshot(segments, 1.5, 0.75), fitted, nearness=0.7)
        assert list(plain.rank(count=count, versions=True, deadline=float("inf")).documents) == expected


BODIES = {
    "apart": "ferry " + "of the strait " * 6 + "harbour",
    "near": "the ferry left its harbour " + "of the strait " * 5,
    "reversed": "in its harbour the ferry waits " + "of strait and " * 5,
    "far": "ferry " + "of the strait " * 12 + "harbour",
}


def with_bodies(**options: Any) -> searchkit.Index:
    """An index in memory of the articles above, with such settings."""
    index = searchkit.open(":memory:", settings=Settings(**options))
    with index.writer() as writer:
        for name, body in BODIES.items():
            writer.add(Article(title=name, body=body, lang="en"))
    return index


def test_words_that_stand_near_each_other_come_first() -> None:
    """In either order; beyond the window nothing is added; switched off, scores are those of BM25 alone."""
    with with_bodies() as index, with_bodies(nearness=0) as without:
        scores = {hit.title: hit.score for hit in index.search("ferry harbour")}
        plain = {hit.title: hit.score for hit in without.search("ferry harbour")}
    assert scores["near"] > plain["near"]
    assert scores["reversed"] > plain["reversed"]
    assert scores["near"] - plain["near"] > scores["apart"] - plain["apart"] > 0
    assert scores["far"] == plain["far"]
    assert WINDOW < 36


def test_it_adds_at_most_its_share() -> None:
    """However often words stand beside each other: less than the setting times what they weigh."""
    with with_bodies() as index, with_bodies(nearness=0) as without:
        for opened in (index, without):
            opened.add(Article(title="again", body="ferry harbour " * 500, lang="en"))
        (found,) = (hit.score for hit in index.search("ferry harbour") if hit.title == "again")
        (plain,) = (hit.score for hit in without.search("ferry harbour") if hit.title == "again")
    assert plain < found < plain * 1.35


@pytest.mark.parametrize("owned", [0, 8_000])
def test_the_first_places_in_an_article_are_looked_at(owned: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of each word; what comes later adds nothing."""
    far, many = "of the strait " * 9, "ferry " * 1_000
    bodies = {"early": f"{many} harbour {far}", "late": f"{many} {far} ferry harbour"}
    scores = []
    for nearness in (0.0, 0.3):
        with (
            searchkit.open(":memory:", settings=Settings(nearness=nearness)) as index,
            patch.object(placed, "_OWNED", owned),
        ):
            for name, body in bodies.items():
                index.add(Article(title=name, body=body, lang="en"))
            scores.append({hit.title: hit.score for hit in index.search("ferry harbour")})
    alone, near = scores
    assert near["early"] > alone["early"]
    assert near["late"] == alone["late"]


def test_one_word_gets_nothing() -> None:
    """Nor do words in quotes, nor those that the index has not."""
    with with_bodies() as index, with_bodies(nearness=0) as without:
        for text in ("ferry", '"ferry left"', "ferry qqq", "title:near ferry", "ferry ferry"):
            assert [hit.score for hit in index.search(text)] == [hit.score for hit in without.search(text)]


def test_pages_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size of a page: those that are looked at more closely do not depend on it."""
    monkeypatch.setattr(ranking, "CANDIDATES", 10)
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            for number in range(40):
                gap = "of the strait " * (number * 7 % 6)
                writer.add(Article(title=str(number), body=f"ferry {gap} harbour {'ferry ' * (number % 3)}", lang="en"))
        all_of_them = [(hit.id, hit.score) for hit in index.search("ferry harbour", limit=40)]
        assert [score for _, score in all_of_them] == sorted((score for _, score in all_of_them), reverse=True)
        for size in (1, 3, 7, 20):
            pages = [index.search("ferry harbour", limit=size, page=page + 1) for page in range(-(-40 // size))]
            assert [(hit.id, hit.score) for page in pages for hit in page] == all_of_them
            assert {page.total for page in pages} == {40}


def test_sorted_by_date_it_does_nothing() -> None:
    """There are no scores then."""
    with with_bodies() as index:
        assert {hit.score for hit in index.search("ferry harbour", sort="newest")} == {0.0}


@pytest.mark.parametrize("version", ["index_v1", "index_v2"])
def test_old_indexes_know_their_places_too(version: str, tmp_path: Path) -> None:
    """With arrays and without, every word of each has the same places."""
    import shutil

    folder = tmp_path / "index"
    shutil.copytree(Path(__file__).parent.parent / "compat" / version, folder)
    with searchkit.open(folder) as index:
        segments = segments_of(index._store.reader())
        assert segments is not None
        checked = 0
        for segment, _ in segments:
            field = segment.field(FIELD)
            assert field is not None
            for number in range(field.term_count):
                postings, plain = field.postings(number), field.plain_postings(number)
                starts, positions = postings.positions()
                expected = {
                    document: positions[starts[row] : starts[row + 1]].tolist()
                    for row, document in enumerate(postings.documents().tolist())
                }
                assert plain.positions(range(segment.document_count)) == expected
                checked += 1
        assert checked > 20


def test_a_pattern_of_many_words_is_no_word() -> None:
    """But one of few is: the forms of a word in several languages are looked at together."""
    from searchkit.search.rewriting import Synonyms

    few, many = (Synonyms("text", {f"w{number}": 1.0 for number in range(count)}, 1) for count in (3, 9))
    term = query.Term("text", "ferry")
    assert len(near_words(query.Or([term, few]))) == 2
    assert near_words(query.Or([term, many])) == ()
    assert len(near_words(query.Or([query.Term("text", str(number)) for number in range(30)]))) == 16

"""Why a score is what it is: the numbers add up to it exactly, each follows from those below it."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

import searchkit
from searchkit import Article, Explanation, Hit, Index, IndexClosed, Published, Settings
from searchkit.index.schema import make_schema
from searchkit.search import ranking
from searchkit.search.evaluating.evaluate import Run
from searchkit.search.explaining.scores import explained
from searchkit.search.ranking import rank
from searchkit.search.recency import Recency
from searchkit.search.rewriting import rewrite
from searchkit.testing import small_index
from tests.search.evaluating.test_evaluate import plain_snapshot
from tests.search.formulas import broken
from tests.search.plain_segment import Document
from tests.search.random_trees import corpora, trees
from tests.search.test_nearness import in_index
from tests.search.test_plain import _trees


def all_nodes(explanation: Explanation) -> Iterator[Explanation]:
    """The node and those below it."""
    yield explanation
    for detail in explanation.details:
        yield from all_nodes(detail)


def check(explanation: Explanation, score: float) -> None:
    """That it adds up to the score."""
    assert explanation.value == score
    assert not list(broken(explanation))
    assert "time ran out" not in explanation.description


@settings(max_examples=60)
@given(corpora, trees, st.booleans())
def test_any_tree_adds_up(corpus: list[list[Document]], tree: query.Query, has_age: bool) -> None:
    """Every class of query, every match, over several segments with deletes; with nearness, and age."""
    reader, tree = in_index(corpus, tree)
    run = Run(plain_snapshot(corpus, reader.schema), reader)
    options: dict[str, Any] = {"nearness": 0.7, "recency": Recency(3.0, 2.0) if has_age else None}
    with patch.object(ranking, "CANDIDATES", 3):
        ranked = rank(run, tree, count=100, sort="relevance", versions=True, **options)
    assert len(ranked.documents) == min(ranked.total, 100)
    for number, score in ranked.documents:
        check(explained(run, tree, number, score, title_weight=3, **options), score)


@settings(max_examples=60)
@given(corpora, _trees)
def test_words_add_up_whatever_their_boosts(corpus: list[list[Document]], tree: query.Query) -> None:
    """The trees that people type."""
    schema = make_schema()
    run = Run(plain_snapshot(corpus, schema), _without_words(schema))
    tree, _ = rewrite(tree, run.reader, Settings(), run.snapshot.posting_count)
    ranked = rank(run, tree, count=100, sort="relevance", versions=True, nearness=0.3)
    for number, score in ranked.documents:
        check(explained(run, tree, number, score, nearness=0.3, title_weight=3), score)


def _without_words(schema: Any) -> Any:
    from whoosh.reading import EmptyReader

    return EmptyReader(schema)


NOW = datetime(2025, 6, 1, tzinfo=timezone.utc)
QUERIES = (
    "ferry",
    "Korea Japan trust",
    "trust^3 poll",
    '"sails again"',
    '"polls trust"~9',
    "ferry -busan",
    "+ferry storm lang:en",
    "travell* ferry",
    "fery~ harbour",
    "title:ferries",
    "Zurich",
    "source:ledger",
    "ferry AND (storm OR busan)",
    "NOT ferry",
    "*",
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """The small index, in four languages."""
    with small_index() as opened:
        yield opened


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize(
    "options", [{}, {"recent": True, "half_life": "60d"}, {"languages": ["en"], "match_all": True}]
)
def test_every_hit_explains_its_score(index: Index, text: str, options: dict[str, Any]) -> None:
    """Whatever was asked for."""
    found = index.search(text, now=NOW, **options)
    assert found or options
    for hit in found:
        check(hit.explain(), hit.score)


def words_of(hit: Hit) -> str:
    """All descriptions of its explanation."""
    return "\n".join(node.description for node in all_nodes(hit.explain()))


def test_it_says_the_formula_and_what_was_counted(index: Index) -> None:
    """Of one word: how often it is there and where, how rare it is, how long the article is."""
    (first, _) = index.search("ferries")
    score = first.explain()
    assert score.description.endswith(" in text: weight - weight / (1 + frequency * norm)")
    idf, frequency, norm = score.details
    assert [(detail.value, detail.description[:2]) for detail in idf.details] == [(6, "N,"), (2, "n,")]
    assert [detail.value for detail in frequency.details] == [1, 3, 1]
    assert [detail.description for detail in norm.details][:2] == ["k1", "b"]


def test_what_else_counts_is_named(index: Index) -> None:
    """Nearness with its neighbours, age, conditions that add nothing, boosts."""
    (hit, *_) = index.search("trust^2 Korea lang:en", now=NOW, recent=True)
    said = words_of(hit)
    for part in ("boost", "nearness * sum of", "share that age leaves", "condition “en” in lang: adds nothing"):
        assert part in said
    (hit,) = index.search("신뢰")
    check(hit.explain(), hit.score)
    assert "without a date" in words_of(index.search("recipe", recent=True)[0])


def test_articles_that_have_another_name_are_counted_by_its_worth() -> None:
    """Seven tenths of the three that have Korean, and one that has Korea: that is said; of one form the number is."""
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            for body in ("Korea alone", "Korean one", "Korean two", "Korean three", "others", "more of them"):
                writer.add(Article(body=body, lang="en"))
        for names, description, count in ((True, "each form, times its worth", 3), (False, "the word", 1)):
            (hit,) = [hit for hit in index.search("korea", names=names) if "alone" in index.get(hit.id).body]
            (n,) = [node for node in all_nodes(hit.explain()) if node.description.startswith("n, articles that have ")]
            assert (description in n.description, n.value) == (True, count)


def test_forms_of_several_languages_are_one_word() -> None:
    """The frequency of each is shown, and their sum."""
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            for lang, body in (("en", "a nation, nationen"), ("de", "Die Nationen und andere"), ("de", "Haus")):
                writer.add(Article(body=body, lang=lang))
        hits = index.search("nationen")
        assert len(hits) == 2
        for hit in hits:
            check(hit.explain(), hit.score)
            assert hit.explain().description.startswith("“nation”, “nationen” in text: ")
        assert "frequency: sum of" in words_of(hits[0])


def test_sorted_by_date_nothing_is_scored(index: Index) -> None:
    """Which is said."""
    (hit, *_) = index.search("ferry", sort="newest")
    assert hit.explain() == Explanation(0.0, "sorted by date, newest first: nothing is scored")


def test_only_a_hit_that_knows_its_index_can_explain() -> None:
    """Not a copy, and not after the index was closed; the index may change in the meantime."""
    with small_index() as index:
        (hit, *_) = index.search("ferry")
        before = hit.explain()
        index.add(Article(title="Ferry", body="Another ferry.", lang="en"))
        assert hit.explain() == before
        assert hit.source
        for other in (copy.copy(hit), pickle.loads(pickle.dumps(hit))):  # noqa: S301
            assert other == hit
            with pytest.raises(IndexClosed, match="copy"):
                other.explain()
    with pytest.raises(IndexClosed):
        hit.explain()


def test_what_was_cut_short_is_not_passed_off_as_whole() -> None:
    """A score that is not what the formula gives is said to be unfinished."""
    corpus = [[Document({"text": [("ant", 0, 1), ("bee", 1, 1)]})]]
    schema = make_schema()
    run = Run(plain_snapshot(corpus, schema), _without_words(schema))
    found = explained(run, query.Term("text", "ant"), 0, 0.125)
    assert found.value == 0.125
    assert "time ran out" in found.description
    assert (
        found.details[0].value
        == rank(run, query.Term("text", "ant"), count=1, sort="relevance", versions=True).documents[0][1]
    )


def test_a_process_that_has_no_numpy_explains_the_same(tmp_path: Path) -> None:
    """Ranked without arrays, explained with them."""
    folder = tmp_path / "index"
    small_index(path=folder).close()
    program = """if True:
        import json, sys, searchkit
        with searchkit.open(sys.argv[1]) as index:
            found = [list(index.search(text)) for text in sys.argv[2:]]
            assert "numpy" not in sys.modules
            print(json.dumps([[repr(hit.explain()) for hit in hits] for hits in found]))
    """
    texts: Sequence[str] = ("ferry", "Korea Japan trust", "ferry AND storm", "+ferry storm -busan")
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), *texts], capture_output=True, text=True, check=True, timeout=60
    )
    with searchkit.open(folder) as index:
        assert json.loads(done.stdout) == [[repr(hit.explain()) for hit in index.search(text)] for text in texts]


def test_an_article_of_the_future_is_not_better(index: Index) -> None:
    """Than one of today: its age is none."""
    with searchkit.open(":memory:") as opened:
        opened.add(Article(title="To come", body="ferry", published=Published(date(2030, 1, 1))))
        (hit,) = opened.search("ferry", recent=True, now=NOW)
        check(hit.explain(), hit.score)
        (plain,) = opened.search("ferry")
        assert plain.score == hit.score

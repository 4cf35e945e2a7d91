"""Words of the best articles move others up, and find none by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.filedb.filestore import RamStorage

import searchkit
from searchkit import Article, Index, Results, Settings
from searchkit.analysis import Token
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.whoosh.index import ColumnarIndex
from searchkit.index.schema import make_schema
from searchkit.index.store import Store
from searchkit.search.evaluating.evaluate import Run
from searchkit.search.feedback import asking
from searchkit.search.feedback.asking import telling_tokens
from searchkit.search.feedback.bonus import bonuses
from searchkit.search.feedback.rule import added_words, key_words, words_asked
from searchkit.search.plain import feedback as plain_feedback
from searchkit.search.plain.statistics import PlainSnapshot
from searchkit.search.statistics import Snapshot
from searchkit.testing import small_index
from tests.search.evaluating.test_evaluate import fill
from tests.search.plain_segment import Document
from tests.search.random_trees import WORDS, corpora
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
    plain, fed = index.search(ASKED, expand=False), index.search(ASKED, expand=True)
    assert set(titles(fed)) == set(titles(plain))
    assert (fed.total, plain.notes) == (plain.total, ())
    assert "expanded" in [note.code for note in fed.notes]
    assert "up: vortices; --no-expand" in fed.notes[0].message
    marked = {word.lower() for hit in fed for word in highlighted(hit)}
    assert marked == {"slender", "wings", "lift", "supersonic", "pump", "pumps"}


def test_its_words_are_explained(index: Index) -> None:
    """To the bit, beside those that were typed."""
    for hit in index.search(ASKED, expand=True):
        explanation = hit.explain()
        assert explanation.value == hit.score
        assert "time ran out" not in explanation.description
        if hit.rank == 1:
            assert "gets what they weigh" in explanation.details[1].description
            assert any("“vortic” in text, weight" in one.description for one in explanation.details[1].details)


def test_each_of_the_best_articles_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three; what is asked of a snapshot again has the same answer, whether there is room for key words or not."""
    read: list[str] = []

    def noted(store: Store, article: Article) -> tuple[list[Token], list[Token]]:
        read.append(article.id)
        return telling_tokens(store, article)

    monkeypatch.setattr(asking, "telling_tokens", noted)
    with small_index(ARTICLES) as index:
        first = index.search(ASKED, expand=True)
        assert len(read) == len(set(read)) == 3
        assert scores(index.search(ASKED, expand=True)) == scores(first)
        assert len(read) == 3
        index.add(Article(title="Gulls", body="Of the sea.", lang="en"))
        monkeypatch.setattr(asking, "_MOST", 2)
        anew = index.search(ASKED, expand=True)
        assert scores(index.search(ASKED, expand=True)) == scores(anew)
        assert len(read) > 2 * 3


def test_the_best_article_stays_first() -> None:
    """However much others have of the words of those after it."""
    with small_index(ARTICLES) as index:
        for asked in (ASKED, "bridge slender steel pump lift", "sea hour pump steel vortices"):
            assert titles(index.search(asked, expand=True))[0] == titles(index.search(asked, expand=False))[0]


def test_it_is_on_for_four_words_and_more() -> None:
    """Of those that the index has, any of which may be there; the argument goes before the setting, 0 is never."""
    with small_index(ARTICLES) as index:
        assert index.search(ASKED).notes
        assert not index.search("slender wings pump").notes
        assert not index.search("slender wings pump flutter").notes
        assert not index.search(ASKED, expand=False).notes
        assert not index.search(ASKED, sort="newest").notes
        assert not index.search("slender wings pump lift").notes  # most articles have the last
        assert index.search("slender wings pump", expand=True).notes
        assert not index.search("+slender wings pump lift", expand=True).notes
    with small_index(ARTICLES, settings=Settings(expand=0)) as index:
        assert not index.search(ASKED).notes


def test_pages_follow_each_other() -> None:
    """What is moved up does not depend on how many are asked for."""
    articles = [Article(title=f"Gull {number}", body="of the sea " + "wave " * (number % 7)) for number in range(150)]
    with small_index([*ARTICLES, *articles]) as index:
        asked = "gull of the sea, wave upon wave, slender pump"
        whole = index.search(asked, limit=150, expand=True)
        pages = [hit.id for page in range(1, 16) for hit in index.search(asked, page=page, expand=True)]
        assert pages == [hit.id for hit in whole]
        assert all(first.score >= second.score for first, second in pairwise(whole))


def test_the_heaviest_words_are_added() -> None:
    """Together they have their share of the whole; words of one article alone say nothing about others."""
    articles = {1: Counter(a=2, b=1, rare=9), 2: Counter(a=1, c=3)}
    counts = {"a": 3, "b": 2, "c": 4, "rare": 1, "z": 1}
    asked = words_asked(query.Or([query.Term("text", "a"), query.Term("text", "z", boost=3.0)]))
    of: Callable[[int], dict[str, float]] = lambda number: key_words(articles[number], counts, 10, 20)  # noqa: E731
    added = added_words(asked, [(1, 2.0), (2, 1.0)], of)
    assert set(added) == {"a", "b", "c"}
    assert sum(added.values()) == pytest.approx(4 * 0.4 / 0.6)
    assert added["c"] < added_words(asked, [(1, 2.0), (2, 1.9)], of)["c"]
    assert added_words(asked, [], of) == {}


@settings(max_examples=60)
@given(
    corpora, st.dictionaries(st.sampled_from((*WORDS, "none")), st.floats(0.01, 4), min_size=1, max_size=4), st.data()
)
def test_both_ways_add_the_same(corpus: list[list[Document]], added: dict[str, float], data: st.DataObject) -> None:
    """To the bit, with numpy and without; the best article gets no less than any other."""
    reader = fill(ColumnarIndex.create(RamStorage(), make_schema()), corpus)
    segments = segments_of(reader)
    assert segments is not None
    snapshot, plain = Snapshot(segments, reader.schema, 1.5, 0.75), PlainSnapshot(segments, 1.5, 0.75)
    live = [
        part.offset + at
        for part in snapshot.parts
        for at in range(part.document_count)
        if part.live is None or part.live[at]
    ]
    if not live:
        return
    documents = sorted(data.draw(st.sets(st.sampled_from(live), min_size=1)))
    first = data.draw(st.sampled_from(documents))
    found = bonuses(Run(snapshot, reader), added, np.array(documents), first)
    assert dict(zip(documents, found.tolist(), strict=True)) == plain_feedback.bonuses(plain, added, documents, first)
    assert found[documents.index(first)] == max(found)

"""Hits are read when touched; what was deleted moves nobody's score; many searches at once."""

from __future__ import annotations

import copy
import os
import pickle
import signal
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

import searchkit
from searchkit import Article, Hit, Index
from searchkit.index.store import Store
from searchkit.search import many
from searchkit.testing import ARTICLES, small_index


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """The small index, in a folder."""
    with small_index(path=tmp_path / "index") as opened:
        yield opened


def test_the_title_needs_no_article(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Identity, rank, score and title are columns; the rest is read once, when it is touched."""
    read: list[int] = []
    stored = Store.without_places

    def noting(self: Store, number: int, reader: object) -> Article:
        read.append(number)
        return stored(self, number, reader)

    monkeypatch.setattr(Store, "without_places", noting)
    (first, *_) = index.search("trust")
    assert (first.rank, first.title, first.id) == (1, ARTICLES[0].title, ARTICLES[0].id)
    assert first.score > 0
    assert read == []
    assert (first.source, first.lang, bool(first.passages)) == ("Harbour Courier", "en", True)
    assert len(read) == 1


def test_a_lazy_hit_is_a_hit(index: Index) -> None:
    """It can be compared, printed, copied, pickled and changed like one made at once."""
    (hit, *_) = index.search("trust")
    (same, *_) = index.search("trust")
    assert hit == same
    assert hash(hit) == hash(same)
    assert (
        pickle.loads(pickle.dumps(hit))  # noqa: S301
        == hit
        == copy.copy(hit)
        == copy.deepcopy(hit)
        == Hit(**{name: getattr(hit, name) for name in Hit.__dataclass_fields__})
    )
    assert replace(hit, rank=7).source == hit.source
    assert asdict(hit)["source"] == "Harbour Courier"
    assert repr(hit).startswith("Hit(id=")
    with pytest.raises(AttributeError, match="colour"):
        hit.colour  # type: ignore[attr-defined]  # noqa: B018


def test_a_hit_touched_too_late_says_so(tmp_path: Path) -> None:
    """What was read before is still there."""
    with small_index(path=tmp_path / "index") as index:
        (first, second, *_) = index.search("trust")
        assert first.source
    assert first.source == "Harbour Courier"
    assert second.title
    with pytest.raises(searchkit.IndexClosed):
        second.source  # noqa: B018


def test_a_hit_is_of_the_state_that_was_searched(index: Index) -> None:
    """Also when its article was removed in the meantime."""
    (first, *_) = index.search("trust")
    index.delete(first.id)
    assert first.source == "Harbour Courier"
    assert first.id not in index.ids("trust")


def test_what_was_deleted_moves_no_score() -> None:
    """Merged away or not."""
    articles = [
        Article(title=f"Number {n}", body="ferry " * (n % 5 + 1) + "port " * (n % 3), lang="en") for n in range(40)
    ]
    with searchkit.open(":memory:") as never, searchkit.open(":memory:") as deleted:
        for index, some in ((never, articles[:20]), (deleted, articles)):
            with index.writer() as writer:
                for article in some:
                    writer.add(article)
        with deleted.writer() as writer:
            for article in articles[20:]:
                writer.delete(article.id)
        for query in ("ferry", "ferry port", '"ferry ferry"', "fer*"):
            left = [(hit.id, hit.score) for hit in never.search(query, limit=30)]
            assert left == [(hit.id, hit.score) for hit in deleted.search(query, limit=30)]


def test_a_form_that_only_deleted_articles_have_moves_no_score(tmp_path: Path) -> None:
    """It would make two words of what is one in those that are left."""
    articles = [Article(title=f"T{n}", body="uk ferry uk" if n < 3 else "harbour", lang="en") for n in range(9)]
    gone = Article(title="gone", body="Britain", lang="en")
    with searchkit.open(tmp_path / "index", create=True) as index:
        with index.writer() as writer:
            for article in (*articles, gone):
                writer.add(article)
        index.delete(gone.id)
        before = [(hit.title, hit.score) for hit in index.search("Britain British")]
        index.compact()
        assert before == [(hit.title, hit.score) for hit in index.search("Britain British")]


def test_many_searches_are_the_searches(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, by several processes; the hits are complete, whatever becomes of the index."""
    monkeypatch.setattr(many, "_FEW", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    queries = ["trust", "ferry -busan", '"sails again"', "qqq", "the"] * 3
    for options in ({}, {"limit": 1, "page": 2, "passages": 0}, {"match_all": True, "sort": "newest"}):
        expected = [index.search(text, **options) for text in queries]
        found = index.search_many(iter(queries), **options)
        assert [replace(one, seconds=0.0) for one in found] == [replace(one, seconds=0.0) for one in expected]
    found = index.search_many(queries)
    index.close()
    assert found[0][0].source == "Harbour Courier"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs copies of the process")
def test_a_process_that_is_killed_is_our_error(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for its answers."""
    here = os.getpid()

    def killed(*_: object) -> None:
        assert os.getpid() != here, "copies of the process answer"
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(many, "_FEW", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(many, "_answer", killed)
    with pytest.raises(searchkit.IndexAccessError, match="perhaps for want of memory; ask fewer at once"):
        index.search_many(["trust"] * 8)


def test_one_that_cannot_be_answered_is_an_error_of_all(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same as for one search."""
    from whoosh import query

    monkeypatch.setattr(many, "_FEW", 2)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    wrong = query.Regex("text", "[")
    with pytest.raises(searchkit.QueryError):
        index.search_many([wrong, *["trust"] * 8])
    with pytest.raises(searchkit.SettingError, match="limit"):
        index.search_many(["trust"], limit=0)
    with pytest.raises(TypeError, match="colour"):
        index.search_many(["trust"], colour="red")  # type: ignore[call-arg]

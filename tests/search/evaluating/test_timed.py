"""Query objects that Whoosh's own matchers answer keep to the time, and to a size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from whoosh import query
from whoosh.query import spans
from whoosh.searching import Searcher

from searchkit import Article, Index, QueryError
from searchkit import open as open_index
from searchkit.search.evaluating import timed
from searchkit.search.evaluating.evaluate import OutOfTime, Run
from searchkit.search.evaluating.matchers import _DEEPEST, _MOST
from searchkit.search.statistics import snapshot_of

FERRY, SAILS = query.Term("text", "ferri"), query.Term("text", "sail")
TREES = {
    "near": spans.SpanNear2([FERRY, SAILS], slop=9, ordered=False),
    "nested": spans.SpanNear2([spans.SpanNear(FERRY, SAILS, slop=9, ordered=False), FERRY], slop=9, ordered=False),
    "or": spans.SpanOr([FERRY, SAILS]),
    "not": spans.SpanNot(FERRY, SAILS),
    "contains": spans.SpanContains(spans.SpanNear(FERRY, SAILS, slop=9), SAILS),
}


@pytest.fixture(scope="module", params=[False, True], ids=["whole", "with a deleted article"])
def index(request: pytest.FixtureRequest) -> Iterator[Index]:
    """Twenty articles in which two words take turns; Whoosh wraps the postings where one is deleted."""
    with open_index(":memory:") as opened:
        with opened.writer() as writer:
            for number in range(1, 21):
                writer.add(Article(title=f"Harbour {number}", body="ferry sails " * number, lang="en"))
            writer.add(Article(id="deleted", title="Storm", body="gales", lang="en"))
        if request.param:
            opened.delete("deleted")
        yield opened


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_the_clock_changes_no_answer(index: Index, tree: query.Query) -> None:
    """The same articles as from Whoosh by itself."""
    with Searcher(index._store.reader(), closereader=False) as searcher:
        expected = sorted(hit.docnum for hit in searcher.search(tree, limit=None))
    found = index.search(tree, limit=50)
    assert found.total == len(expected) == index.count(tree)
    assert found.notes == ()


@pytest.mark.parametrize("tree", TREES.values(), ids=TREES)
def test_the_clock_is_looked_at_often(index: Index, tree: query.Query) -> None:
    """At each few postings and pairs of spans, wherever in Whoosh they are."""
    reader = index._store.reader()
    run = Run(snapshot_of(reader, 1.5, 0.75), reader)
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1
        if looks > 20:
            raise OutOfTime

    with patch.object(run, "check_time", look), patch.object(timed, "_CHECK_EVERY", 1):
        clock = timed.Clock(run)
        searcher = Searcher(reader, closereader=False)
        ((leaf, _),) = searcher.leaf_searchers()
        clock.watch(leaf)
        with pytest.raises(OutOfTime):
            list(tree.matcher(leaf, leaf.context(needs_current=True)).all_ids())


def test_what_was_found_by_then_is_given(index: Index) -> None:
    """With a note; a count is refused."""
    with (
        patch.object(timed, "_CHECK_EVERY", 1),
        patch.object(index._store, "settings", replace(index.settings, search_seconds=0.01)),
    ):
        times = iter(number / 5_000 for number in range(100_000))
        with patch("time.monotonic", lambda: next(times)):
            found = index.search(TREES["nested"])
            with pytest.raises(QueryError, match="search_seconds"):
                index.count(TREES["nested"])
    assert [note.code for note in found.notes] == ["time-out"]
    assert 0 < found.total < 20


def _nested(levels: int) -> query.Query:
    tree: query.Query = FERRY
    for _ in range(levels - 1):
        tree = spans.SpanNear2([tree], slop=2)
    return tree


@pytest.mark.parametrize(
    ("tree", "why"),
    [
        (spans.SpanOr([FERRY] * _MOST), f"more than {_MOST} parts"),
        (_nested(_DEEPEST + 1), f"deeper than {_DEEPEST} levels"),
    ],
)
def test_large_ones_are_refused(index: Index, tree: query.Query, why: str) -> None:
    """With a sentence that says who takes no more; those up to the limit are answered."""
    with pytest.raises(QueryError, match=f"{why}: Whoosh's matchers"):
        index.search(tree)
    assert index.count(spans.SpanOr([FERRY] * (_MOST - 1))) == 20
    assert index.count(_nested(_DEEPEST)) == 20

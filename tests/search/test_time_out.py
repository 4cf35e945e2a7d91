"""When time runs out in the middle of a segment, what was found by then is the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from whoosh import query
from whoosh.query import spans

from searchkit import Article, Index, QueryError
from searchkit import open as open_index
from searchkit.search import pruning, ranking
from searchkit.search.evaluating import many_terms, matchers
from searchkit.search.evaluating.evaluate import Run
from searchkit.search.ranked import Ranked
from searchkit.search.ranking import rank
from searchkit.search.statistics import snapshot_of
from searchkit.search.whole import lists


@pytest.fixture
def index() -> Iterator[Index]:
    """Forty articles of one word each, of which each has one more."""
    with open_index(":memory:") as opened:
        with opened.writer() as writer:
            for number in range(40):
                writer.add(Article(title=f"Ferry {number}", body="ferry " * (number + 1), lang="en"))
        yield opened


def ask(index: Index, tree: query.Query, looks: int, *, exact: bool) -> Ranked:
    """The best three; the clock passes the deadline after it was looked at so often."""
    reader = index._store.reader()
    run = Run(snapshot_of(reader, 1.5, 0.75), reader, deadline=looks + 0.5)
    times = iter(range(1, 1000))
    with (
        patch("time.monotonic", lambda: next(times)),
        patch.multiple(ranking, EXACT_TOTALS=0, _LONG=0, _LONG_ALL=0, _LONG_PHRASE=0),
        patch.multiple(pruning, _FIRST_BLOCKS=1, _FIRST=1),
        patch.object(lists, "SHORT", -1),
        patch.object(matchers, "_CHECK_EVERY", 5),
    ):
        return rank(run, tree, count=3, sort="relevance", versions=True, exact_total=exact)


def test_of_a_tree_that_whoosh_answers(index: Index) -> None:
    """The first documents."""
    tree = spans.SpanOr([query.Term("text", "ferri"), query.Term("text", "qqq")])
    assert ask(index, tree, 900, exact=True).complete
    late = ask(index, tree, 6, exact=True)
    assert (late.complete, late.is_exact, late.total, len(late.documents)) == (False, False, 15, 3)


def test_of_a_stretch_of_the_dictionary(index: Index) -> None:
    """The documents of the terms that were read by then."""
    tree = query.TermRange("text", "1", "4")
    with patch.multiple(many_terms, _FEW=0, _FIRST=3, _TOGETHER=1):
        assert ask(index, tree, 900, exact=True).total == 34
        late = ask(index, tree, 6, exact=True)
    assert (late.complete, late.is_exact, late.total) == (False, False, 4)


def test_of_a_phrase_whose_places_are_looked_up_in_portions(index: Index) -> None:
    """The most promising documents."""
    tree = query.Phrase("text", ["ferri", "ferri"])
    every = ask(index, tree, 900, exact=False)
    late = ask(index, tree, 5, exact=False)
    assert (every.complete, late.complete, late.is_exact) == (True, False, False)
    assert late.documents
    assert {number for number, _ in late.documents} <= set(range(40))


def test_of_nothing_at_all(index: Index) -> None:
    """There was no time for anything."""
    late = ask(index, query.Term("text", "ferri"), 0, exact=True)
    assert (late.documents, late.complete) == ((), False)


def test_a_count_is_refused(index: Index) -> None:
    """Half of a count is a wrong one."""
    assert index.count("ferry") == 40
    with patch.object(index._store, "settings", replace(index.settings, search_seconds=0.01)):
        clock = iter(range(1000))
        with patch("time.monotonic", lambda: next(clock)), pytest.raises(QueryError, match="search_seconds"):
            index.count("ferry")


def test_of_patterns(index: Index) -> None:
    """The words found by then, with a note."""
    with patch.object(index._store, "settings", replace(index.settings, search_seconds=0.01)):
        clock = iter(range(1000))
        with patch("time.monotonic", lambda: next(clock)):
            assert [
                note
                for note in index.search("fer*").notes
                if note.code == "time-out" and "(search_seconds)" in note.message
            ]

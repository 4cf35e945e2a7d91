"""How much of what was unpacked is kept, and how much is held at once."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest
from whoosh import query

from searchkit import Article, Index
from searchkit.index.columnar.array_cache import CACHE
from searchkit.settings import Settings
from searchkit.testing import small_index
from tests.copies import FIRST

MUCH = 1 << 19  # MiB: more than any other index that may be open meanwhile
ARTICLES, CLAUSES = 5_000, 400


def test_a_setting_says_how_much() -> None:
    """From the first search on arrays on."""
    with small_index([FIRST], settings=Settings(search_memory=MUCH)) as index:
        assert index.search(FIRST.title, sort="newest").total == 1
        assert CACHE.most == MUCH << 20


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Articles that all have the same words, and a number."""
    articles = (Article(title="", body=f"ferry {number} harbour", lang="en") for number in range(ARTICLES))
    with small_index(articles, settings=Settings(search_seconds=60)) as opened:
        yield opened


@pytest.mark.parametrize("kind", [query.Or, query.And, query.DisjunctionMax])
@pytest.mark.parametrize("leaf", [query.Term("text", "ferri"), query.Phrase("text", ["ferri", "harbour"], slop=3)])
def test_what_many_clauses_match_is_not_held_at_once(index: Index, kind: type[query.Query], leaf: query.Query) -> None:
    """Of each there are documents and scores, 24 MB of all of them together."""
    tree = kind([leaf] * CLAUSES)
    tracemalloc.start()
    try:
        assert index.search(tree, exact_total=True, limit=1).total == ARTICLES
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()

"""Query objects that programs made."""

from __future__ import annotations

import pytest
from whoosh import query
from whoosh.query import spans

from searchkit import Article, QueryError
from searchkit import open as open_index
from searchkit.query.foreign import DEEPEST, MOST, check_tree


def _deep(levels: int) -> query.Query:
    tree: query.Query = query.Term("text", "oil")
    for _ in range(levels - 1):
        tree = query.And([tree])
    return tree


def test_trees_up_to_the_limits_pass() -> None:
    """As wide, and as deep, as it says."""
    check_tree(query.Or([query.Term("text", "oil")] * (MOST - 1)))
    check_tree(_deep(DEEPEST))
    check_tree(query.Or([query.Term("text", "oil", boost=-1e20)], boost=1e9))


@pytest.mark.parametrize(
    ("tree", "why"), [(query.Or([query.Term("text", "oil")] * MOST), "parts"), (_deep(DEEPEST + 1), "nested")]
)
def test_larger_ones_are_refused_with_a_sentence(tree: query.Query, why: str) -> None:
    """Before anything walks over them that recurses."""
    with open_index(":memory:") as index, pytest.raises(QueryError, match=why):
        index.add(Article(title="Oil"))
        index.search(tree)


OIL = query.Term("text", "oil", boost=1e20)


@pytest.mark.parametrize(
    "tree",
    [
        query.Term("text", "oil", boost=float("nan")),
        query.Or([query.And([OIL], boost=-1e20), query.Term("text", "gas")]),
        query.ConstantScoreQuery(OIL, 1e20),
        query.Term("text", "oil", boost=10**400),
        query.Term("text", "oil", boost="much"),
    ],
)
def test_boosts_that_leave_no_score_are_refused(tree: query.Query) -> None:
    """Those that are no numbers, and those that multiply to more than single precision has."""
    with open_index(":memory:") as index, pytest.raises(QueryError, match="boost"):
        index.add(Article(title="Oil"))
        index.search(tree)


def test_the_parts_of_span_queries_count() -> None:
    """Whoosh does not give them all as children."""
    oil = query.Term("text", "oil")
    tree: query.Query = oil
    for _ in range(DEEPEST):
        tree = spans.SpanNot(spans.SpanFirst(tree), oil)
    for large in (tree, spans.SpanOr([oil] * MOST), spans.SpanNear(oil, spans.SpanOr([oil] * MOST))):
        with pytest.raises(QueryError, match=r"more than|deeper"):
            check_tree(large)

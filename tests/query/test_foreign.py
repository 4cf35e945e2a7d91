"""Query objects that programs made."""

from __future__ import annotations

import pytest
from whoosh import query

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


@pytest.mark.parametrize(
    ("tree", "why"), [(query.Or([query.Term("text", "oil")] * MOST), "parts"), (_deep(DEEPEST + 1), "nested")]
)
def test_larger_ones_are_refused_with_a_sentence(tree: query.Query, why: str) -> None:
    """Before anything walks over them that recurses."""
    with open_index(":memory:") as index, pytest.raises(QueryError, match=why):
        index.add(Article(title="Oil"))
        index.search(tree)

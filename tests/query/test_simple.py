"""Trees without Whoosh say what Whoosh's trees say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query

from searchkit.query import simple
from tests.query.conftest import Ask

PIECES = ("poll", "polls", "the", "-", "+", "title:", "lang:de ", "(", ")", " OR ", " AND ", " ", "=", "^2", '"a b"')
NEEDS_WHOOSH = (query.Phrase, query.DisjunctionMax, query.Prefix, query.Wildcard, query.FuzzyTerm, query.Every)


def shape(tree: Any) -> object:
    """Class, attributes and children of a tree of either kind."""
    if type(tree).__name__ == "_NullQuery":
        return "nothing"
    own = (getattr(tree, "fieldname", None), getattr(tree, "text", None)) if type(tree).__name__ == "Term" else ()
    return (type(tree).__name__, tree.boost, *own, *map(shape, tree.children()))


def nodes(tree: Any) -> list[Any]:
    """The tree and all in it."""
    return [tree, *(node for child in tree.children() for node in nodes(child))]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.booleans())
def test_both_say_the_same(ask: Ask, text: str, match_all: bool) -> None:
    """Class by class; there is a simple tree unless the query needs a class that only Whoosh has."""
    parsed = ask(text, languages=("en", "de"), match_all=match_all)
    found = parsed.simple()
    if found is None:
        assert any(isinstance(node, NEEDS_WHOOSH) for node in nodes(parsed.query))
    else:
        assert shape(found) == shape(parsed.query)


@pytest.mark.parametrize("text", ["korea japan trust", "+korea -japan", "title:trust^2 (a AND b)", "=polls", ""])
def test_most_queries_are_simple(ask: Ask, text: str) -> None:
    """Words, with or without signs and fields."""
    assert ask(text).simple() is not None


@pytest.mark.parametrize("text", ['"a b"', "tru*", "trst~1", "-japan", "after:2025", "*", '"a b"~3'])
def test_others_are_not(ask: Ask, text: str) -> None:
    """Phrases, patterns, dates, and what is negative alone."""
    assert ask(text).simple() is None


def test_what_is_not_there() -> None:
    """Only what Whoosh has and this has not makes a query one for Whoosh: other mistakes are not swallowed."""
    with pytest.raises(simple.NotSimple, match="Phrase"):
        simple.Phrase  # noqa: B018

"""Trees without Whoosh say what Whoosh's trees say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from searchkit.query import Near, simple
from tests.query.conftest import Ask

PIECES = ("poll", "polls", "the", "-", "+", "title:", "lang:de ", "(", ")", " OR ", " AND ", " ", "=", "^2", '"a b"')
NEEDS_WHOOSH = (query.Prefix, query.Wildcard, query.FuzzyTerm, query.Every, Near)


def shape(tree: Any) -> object:
    """Class, attributes and children of a tree of either kind."""
    if type(tree).__name__ == "_NullQuery":
        return "nothing"
    own = {"Term": ("fieldname", "text"), "Phrase": ("fieldname", "words", "slop"), "DisjunctionMax": ("tiebreak",)}
    named = (getattr(tree, name) for name in own.get(type(tree).__name__, ()))
    return (type(tree).__name__, tree.boost, *named, *map(shape, tree.children()))


def nodes(tree: Any) -> list[Any]:
    """The tree and all in it."""
    return [tree, *(node for child in tree.children() for node in nodes(child))]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.booleans())
def test_both_say_the_same(ask: Ask, text: str, match_all: bool) -> None:
    """Class by class; there is a simple tree unless the query needs a class that only Whoosh has."""
    parsed = ask(text, languages=("en", "de"), match_all=match_all)
    found = parsed.simple()
    if found is None:
        assert any(isinstance(node, NEEDS_WHOOSH) for node in nodes(parsed.query))
    else:
        assert shape(found) == shape(parsed.query)


@pytest.mark.parametrize(
    "text", ["korea japan trust", "+korea -japan", "title:trust^2 (a AND b)", "=polls", '"a b"', "e-mail", ""]
)
def test_most_queries_are_simple(ask: Ask, text: str) -> None:
    """Words and phrases, with or without signs and fields."""
    assert ask(text).simple() is not None


@pytest.mark.parametrize("text", ["tru*", "trst~1", "-japan", "after:2025", "*", '"a b"~3'])
def test_others_are_not(ask: Ask, text: str) -> None:
    """Patterns, dates, words near each other, and what is negative alone."""
    assert ask(text).simple() is None


def test_what_is_not_there() -> None:
    """Only what Whoosh has and this has not makes a query one for Whoosh: other mistakes are not swallowed."""
    with pytest.raises(simple.NotSimple, match="Prefix"):
        simple.Prefix  # noqa: B018

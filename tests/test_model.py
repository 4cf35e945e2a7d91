"""The identity of an article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import model
from searchkit.model import article_id


@given(st.lists(st.sampled_from(["a", "B", " ", "\n", "\u0301", "é", "\u00a8", "ﬁ", "가", "\u1161", "x" * 9])))
def test_identity_does_not_depend_on_the_pieces_it_is_computed_in(parts: list[str]) -> None:
    """A long text is normalised piece by piece, with the same result."""
    text = "".join(parts)
    whole = article_id(text, text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model, "_PIECE", 7)
        assert article_id(text, text) == whole


def test_typography_makes_no_other_article() -> None:
    """Quotes, dashes, spaces, case and compatibility forms are one."""
    assert article_id("“Trust” – ﬁne", "It’s  so") == article_id('"trust" - fine', "it's so")
    assert article_id("a", "b") != article_id("a b", "")

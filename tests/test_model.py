"""The identity of an article."""

from __future__ import annotations

import unicodedata
from hashlib import blake2b

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


_VARIANTS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00ad\u200b\u2060\ufeff"),
    }
)


def reference_id(title: str, body: str) -> str:
    """The identity, as it was defined first."""
    digest = blake2b(digest_size=16)
    for part in (title, body):
        text = unicodedata.normalize("NFKC", part).translate(_VARIANTS)
        digest.update(" ".join(text.casefold().split()).encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


ascii_texts = st.text(st.characters(max_codepoint=127))
odd_texts = st.text("".join(map(chr, _VARIANTS)) + "ǅßİé\u0301\u2003\u2028\x85\xa0\x1f \nA\0")


@given(st.one_of(ascii_texts, odd_texts, st.text()), st.one_of(ascii_texts, odd_texts, st.text()))
def test_an_identity_never_changes(title: str, body: str) -> None:
    """Whatever is done to compute it faster: it is that of the definition."""
    assert article_id(title, body) == reference_id(title, body)


def test_identities_that_were_given() -> None:
    """Two of them, as they stand in indexes."""
    assert article_id("Ferry resumes", "The  ferry\n sails.") == "2c9695ab394a0af6434b5d82e7a1a6ab"
    assert article_id("Fähre", "»Trust« – ﬁne") == "bcb1ae657f1ad0c84f4c3ce181edc97e"

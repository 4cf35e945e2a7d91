"""The identity of an article."""

from __future__ import annotations

import copy
import pickle
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit import frozen, identity
from searchkit.identity import article_id
from searchkit.model import Article

_VARIANTS = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
}
_MARKS = "\u0301\u0316\u0344\u05b0\u3099\uff9e\u0f73\u0f71"
_PARTS = ["a", "B", "é", "\u00a8", "ﬁ", "\ufdfa", "가", "\u1161", "ß", "`", "‘", "—", "½", "…", "x" * 9, *_MARKS]
_SPACES = [" ", "  ", "\n", "\t", "\x1c", "\u00a0", "\u2003", "\u00ad", "\u200b"]


def _slow_id(title: str, body: str) -> str:
    """By its definition, all at once."""
    digest = blake2b(digest_size=16)
    for part in (title, body):
        text = (
            unicodedata.normalize("NFKC", part)
            .translate({ord(one): other for one, other in _VARIANTS.items()})
            .casefold()
        )
        digest.update(" ".join(text.split()).encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


@given(st.lists(st.sampled_from([*_PARTS, *_SPACES])), st.sampled_from([2, 7, 1 << 16]))
def test_identity_is_what_it_always_was(parts: list[str], piece: int) -> None:
    """However it is computed: a long text is normalised piece by piece, marks are put in order beforehand."""
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "_PIECE", piece)
        assert article_id(text, text) == _slow_id(text, text)


@given(*[st.one_of(st.text(st.characters(max_codepoint=127)), st.text())] * 2)
def test_identity_of_any_text(title: str, body: str) -> None:
    """Of ASCII alone, which has a way of its own, or of anything."""
    assert article_id(title, body) == _slow_id(title, body)


def test_identities_that_were_given() -> None:
    """Two of them, as they stand in indexes."""
    assert article_id("Ferry resumes", "The  ferry\n sails.") == "2c9695ab394a0af6434b5d82e7a1a6ab"
    assert article_id("Fähre", "»Trust« – ﬁne") == "bcb1ae657f1ad0c84f4c3ce181edc97e"


@given(st.text(_MARKS, min_size=150, max_size=300))
def test_marks_in_any_order(marks: str) -> None:
    """Many of them on one letter are put in order as the normaliser does it."""
    assert article_id("e" + marks, marks + "x") == _slow_id("e" + marks, marks + "x")


def test_a_million_marks() -> None:
    """Take the time that their number needs, not its square: that would be hours."""
    count = 200_000
    assert article_id("e" + "\u0301\u0316" * count, "") == article_id("e" + "\u0316" * count + "\u0301" * count, "")


def test_marks_are_those_of_this_python() -> None:
    """Whatever its normaliser moves, or makes something of that it moves, is looked for."""
    for character in map(chr, range(0x110000)):
        if unicodedata.combining(unicodedata.normalize("NFKD", character)[0]):
            assert identity.long_runs().fullmatch(character * 64), hex(ord(character))


def test_long_runs_are_found_whole() -> None:
    """From the first mark to the last, and none of fewer marks."""
    text = "e" + "\u0301" * 63 + "e" + "\u0301" * 65 + "e" + "\u0301" * 64
    assert [found.span() for found in identity.long_runs().finditer(text)] == [(65, 130), (131, 195)]


def test_typography_makes_no_other_article() -> None:
    """Quotes, dashes, spaces, case and compatibility forms are one."""
    assert article_id("“Trust” – ﬁne", "It’s  so") == article_id('"trust" - fine', "it's so")
    assert article_id("a", "b") != article_id("a b", "")


@pytest.mark.parametrize("replaced", [replace, frozen.replace])
def test_an_article_with_another_text_has_another_identity(replaced: Callable[..., Article]) -> None:
    """Unless it was given one of its own."""
    article = Article(title="Ferry", body="It sails.")
    for before in (article, pickle.loads(pickle.dumps(article)), copy.deepcopy(article)):  # noqa: S301
        assert replaced(before, section="news").id == before.id == article.id
        assert replaced(before, body="It stays.").id == Article(title="Ferry", body="It stays.").id
    own = Article(id="one", title="Ferry", body="It sails.")
    assert replaced(own, body="It stays.").id == "one"


def test_an_article_has_its_identity_when_it_is_asked_for() -> None:
    """Copied, changed and compared, it is that of its text, unless another was given."""
    article = Article(title="Ferry", body="It sails.")
    assert article == Article(title="Ferry", body="It sails.", id=article_id("Ferry", "It sails."))
    assert pickle.loads(pickle.dumps(article)) == copy.copy(article) == article  # noqa: S301
    assert replace(article, body="It rests.", id="").id == article_id("Ferry", "It rests.")
    assert hash(Article(title="Ferry", id="a")) == hash("a")
    with pytest.raises(AttributeError, match="no attribute 'identity'"):
        _ = article.identity  # type: ignore[attr-defined]

"""English stems are those of NLTK, whatever the word."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.analysis.english import stem
from searchkit.analysis.snowball import snowball

_ENDINGS = str.split("""
    ization ational fulness ousness iveness tional biliti lessli entli ation alism aliti ousli iviti fulli enci anci
    abli izer ator alli bli ogi li alize icate iciti ative ical ness ful ement ance ence able ible ment ant ent ism
    ate iti ous ive ize ion al er ic e l s ed ing ly edly ingly eed eedly ies ied sses us ss y at bl iz tt
""")
_beginnings = st.one_of(
    st.text(alphabet="aeiouyybcdglnrstvwx07", max_size=8), st.sampled_from(["gener", "commun", "arsen"])
)
_words = st.builds(
    lambda beginning, endings: beginning + "".join(endings),
    _beginnings,
    st.lists(st.sampled_from(_ENDINGS), max_size=3),
).filter(bool)


@settings(max_examples=4000)
@given(_words)
@example("generously")
@example("dyed")
@example("saying")
@example("abilities")
@example("creating")
@example("yes")
def test_stems_are_those_of_nltk(word: str) -> None:
    """For words of all endings, in any order, and of beginnings that matter."""
    found = stem(word)
    assert found == snowball().EnglishStemmer().stem(word)


@settings(max_examples=1000)
@given(
    st.text(
        alphabet="abcdefghijklmnopqrstuvwxyz0123456789\u00e9\u00fc\u00f1\u00df\u0434\u65e5", min_size=1, max_size=64
    )
)
def test_any_letters_have_the_stem_of_nltk(word: str) -> None:
    """Whatever letters and digits a word has."""
    assert stem(word) == snowball().EnglishStemmer().stem(word)


@pytest.mark.parametrize("word", ["skis", "dying", "early", "news", "innings", "proceeding", "succeeds"])
def test_words_that_are_stemmed_by_themselves(word: str) -> None:
    """The words that the algorithm lists."""
    assert stem(word) == snowball().EnglishStemmer().stem(word)


@settings(max_examples=1000)
@given(st.text(alphabet="yyyab", min_size=1, max_size=9), st.sampled_from(["", "ed", "ing", "s", "ly", "ies"]))
def test_letters_y_in_a_row_have_the_stem_of_nltk(beginning: str, ending: str) -> None:
    """Every second of them is a vowel."""
    assert stem(beginning + ending) == snowball().EnglishStemmer().stem(beginning + ending)

"""Where the words are."""

from __future__ import annotations

import re
import sys
import unicodedata

import pytest
from hypothesis import given, settings
from nltk.tokenize import RegexpTokenizer

from searchkit.analysis.shapes import PATTERN, shape, tokenise
from tests.analysis.texts import texts

_NLTK = RegexpTokenizer(PATTERN, flags=re.VERBOSE)


@settings(max_examples=500)
@given(texts)
def test_the_words_are_those_of_nltks_tokeniser(text: str) -> None:
    """NLTK's regexp tokeniser with the same pattern finds the same spans, so it need not be imported for a query."""
    shapes = shape(text)
    spans = [(start, start + len(shapes[start:end].rstrip("iz"))) for start, end in _NLTK.span_tokenize(shapes)]
    assert [(start, end) for start, end, _ in tokenise(text)] == spans


@settings(max_examples=300)
@given(texts)
def test_no_letter_is_left_out(text: str) -> None:
    """Every letter and digit lies in a word."""
    covered = {at for start, end, _ in tokenise(text) for at in range(start, end)}
    for at, kind in enumerate(shape(text)):
        assert at in covered or kind not in "a0hkKpgtlycfer"


def test_a_shape_is_a_kind_for_each_character() -> None:
    """Every code point has a kind; letters and digits have one that words are made of."""
    everything = [chr(code) for code in range(sys.maxunicode + 1)]
    kinds = shape("".join(everything))
    assert len(kinds) == len(everything)
    for character, kind in zip(everything, kinds, strict=True):
        category = unicodedata.category(character)
        if category[0] == "L" or category == "Nd":
            assert kind in "a0hkKpgtlyci'm", hex(ord(character))
        elif category[0] in "ZC" and character.isprintable() is False:
            assert kind in " izh", hex(ord(character))


def test_pieces_of_shape_do_not_depend_on_spaces_around() -> None:
    """The beginning of a text is as a space before a word: chunks may be taken on their own."""
    for text in ("#a", ".net", "C#", "U.S.", "@x", "3%"):
        alone = [(start + 1, end + 1, kinds) for start, end, kinds in tokenise(text)]
        assert list(tokenise(f" {text} ")) == alone


@pytest.mark.parametrize("width", [1, 63, 64, 65, 128, 1_000])
def test_words_are_found_beside_wide_gaps(width: int) -> None:
    """Where there is no word for long, the pattern is not asked; what is found is the same."""
    gap = "…" * width
    text = f"{gap}AT&T.{gap}#日本{gap}"
    expected = [("AT&T", width), ("日本", 2 * width + 6)]
    assert [(text[start:end], start) for start, end, _ in tokenise(text)] == expected

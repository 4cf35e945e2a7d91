"""How much of a text can be indexed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.reading.texts.lengths import cut_of, longest_word
from searchkit.reading.texts.pairs import pairs_of
from searchkit.settings import Settings


def _distinct(count: int) -> str:
    return " ".join(f"word{number:x}" for number in range(count))


def test_a_million_different_words_are_cut() -> None:
    """The limit is named, and what is before the cut has no more words than it allows."""
    text = _distinct(120_000)
    cut = cut_of(text, Settings())
    assert cut is not None
    assert "article_words" in cut.reason
    assert 25_000 <= len(set(text[: cut.at].split())) <= 50_000


def test_more_tokens_than_may_be_indexed_are_cut() -> None:
    """The limit is named."""
    cut = cut_of("ferry sails " * 1_000, Settings(article_tokens=1_000))
    assert cut is not None
    assert "article_tokens" in cut.reason


def test_usual_texts_are_not_cut() -> None:
    """A long novel has half a million words, of which twenty thousand are different."""
    assert cut_of(f"{_distinct(20_000)} " * 25, Settings()) is None


def _characters(count: int, first: int, many: int, seed: int = 1) -> str:
    draw = random.Random(seed)
    return "".join(chr(first + draw.randrange(many)) for _ in range(count))


@pytest.mark.parametrize(("first", "many"), [(0x4E00, 20_000), (0xAC00, 11_000), (0x20000, 40_000)])
@pytest.mark.parametrize("between", ["", "\u200b", "\ufe00"])
def test_pairs_of_characters_are_words(first: int, many: int, between: str) -> None:
    """Four of them are one; whatever is invisible in between."""
    text = between.join(_characters(5_000, first, many))
    cut = cut_of(text, Settings(article_words=1_000))
    assert cut is not None
    assert "(article_words)" in cut.reason
    assert 500 <= cut.at / (1 + len(between)) <= 4_000


@pytest.mark.parametrize(("letter", "most"), [("\u0628", 700), ("b", 1_000)])
def test_long_words_beyond_ascii_count_more(letter: str, most: int) -> None:
    """Each 32 letters as a word; of ASCII, where there are lists of digests, each word as one."""
    words = [letter * 40 + f"{number:04}" for number in range(2_000)]
    cut = cut_of(" ".join(words), Settings(article_words=1_000))
    assert cut is not None
    assert 0.4 * most <= cut.at // 45 <= most


def test_chinese_sentences_are_no_words() -> None:
    """A text of many different ones, of few different pairs, is not cut."""
    text = "，".join(_characters(9, 0x4E00, 150, seed) for seed in range(60_000))
    assert cut_of(text, Settings(article_tokens=10_000_000)) is None


@given(st.text("日本語한국어のがアกข、 \n", max_size=60))
def test_pairs_are_those_of_the_analysis(text: str) -> None:
    """Of one script each."""
    forms = {token.form for token in Analyzer(settings=Settings()).tokens(text, "und")}
    pairs = pairs_of(text)
    assert pairs <= forms
    assert {form for form in forms - pairs if len(form) == 2} <= set(text.split())


@given(st.text("ab1-.'&_/ \n\u65e5\ud55c\xe9", max_size=300), st.integers(1, 60))
def test_a_text_that_passes_has_no_more_tokens_than_allowed(text: str, most: int) -> None:
    """So none of it is cut in silence; a word may count for the parts that it has and for itself."""
    settings = Settings(article_tokens=most)
    if cut_of(text, settings) is None:
        assert len(Analyzer(settings=Settings()).tokens(text, "und")) <= 2 * most


@pytest.mark.parametrize(
    ("text", "length"),
    [("a" * 255, 0), ("b " + "a" * 256, 256), ("a" * 9_000, 9_000), ("\u65e5" * 9_000, 0), ("ferry\n" * 900, 0)],
)
def test_a_word_of_which_only_the_beginning_is_found_is_noticed(text: str, length: int) -> None:
    """Its length is told; scripts without spaces have no words that long."""
    assert longest_word(text, 255) == length


@given(st.lists(st.integers(1, 400), max_size=12), st.integers(0, 300))
def test_no_long_word_goes_unnoticed(lengths: list[int], blank: int) -> None:
    """Wherever it stands."""
    text = " " * blank + " ".join("a" * length for length in lengths)
    assert bool(longest_word(text, 255)) == any(length > 255 for length in lengths)

"""Where lines end."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth, wcwidth

from searchkit.present import layout
from searchkit.present.layout import shorten, width, wrap
from searchkit.present.safe import one_line
from tests.present.samples import texts


def lines(text: str, cells: int) -> list[str]:
    """`text` wrapped, as strings."""
    return [text[start:end] for start, end in wrap(text, cells)]


def test_lines_end_at_spaces() -> None:
    """As many words to a line as fit."""
    assert lines("one two three four", 9) == ["one two", "three", "four"]


def test_a_word_wider_than_a_line_is_broken() -> None:
    """It fills line after line."""
    assert lines("abcdefghij kl", 4) == ["abcd", "efgh", "ij", "kl"]


def test_scripts_without_spaces_break_anywhere_but_before_a_stop() -> None:
    """Chinese and Japanese lines do not begin with a full stop or end with an opening bracket."""
    for line in lines("日本語、新聞「記事」。日本語、新聞「記事」。", 10):
        assert line[0] not in "、。」"
        assert line[-1] != "「"


def test_korean_words_stay_whole() -> None:
    """Korean is written with spaces, and lines end at them."""
    assert lines("한국과 일본의 신뢰", 8) == ["한국과", "일본의", "신뢰"]


@given(texts, st.integers(2, 40))
def test_no_line_is_too_wide(text: str, cells: int) -> None:
    """Whatever the text, wcwidth agrees that every line fits."""
    line = one_line(text)[0]
    for part in lines(line, cells):
        assert wcswidth(part) <= cells
        assert part == part.strip(" ")


@given(texts, st.integers(1, 40))
def test_nothing_but_spaces_is_lost(text: str, cells: int) -> None:
    """The lines put together are the text, but for the spaces where they end."""
    line = one_line(text)[0]
    assert "".join(lines(line, cells)).replace(" ", "") == line.replace(" ", "")
    places = [place for span in wrap(line, cells) for place in span]
    assert places == sorted(places)


@given(texts, st.integers(0, 40))
def test_shortened_text_fits(text: str, cells: int) -> None:
    """It is the text, or its beginning with an ellipsis."""
    line = one_line(text)[0]
    short = shorten(line, cells)
    assert max(0, wcswidth(short)) <= max(cells, wcswidth(line) if short == line else 0)
    assert short == line or line.startswith(short.removesuffix("…"))


@pytest.mark.parametrize(
    ("text", "cells"), [("abc", 3), ("é한", 3), ("e\u0301", 1), ("👩\u200d👧", 2), ("🇰🇷", 2), ("", 0)]
)
def test_width_counts_cells(text: str, cells: int) -> None:
    """Wide characters take two, marks none, joined emoji count once."""
    assert width(text) == cells


def test_characters_measured_without_wcwidth_are_narrow() -> None:
    """The short cut agrees with wcwidth on every character that takes it."""
    narrow = re.compile(layout._NARROW.pattern.removesuffix("*"))
    assert all(wcwidth(chr(code)) == 1 for code in range(sys.maxunicode) if narrow.fullmatch(chr(code)))

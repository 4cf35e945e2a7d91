"""The short ways through the stages lead to where the long ones do."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import stages


def _cased(word: str) -> str:
    word = re.sub(stages._REMOVED, "", word).translate(stages._UNIFIED)
    word = unicodedata.normalize("NFKC", word).translate(stages._UNIFIED)
    return re.sub(stages._REMOVED, "", "".join(word.split()))


def _folded(word: str) -> str:
    word = re.sub(stages._STRESSED, r"\1", word)
    bare = re.sub(stages._ACCENTED, r"\1", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).translate(stages._FOLDED)


@pytest.mark.parametrize("rest", ["", "\u0301"])
def test_every_character(rest: str) -> None:
    """But for Han and Hangul, which have letters by the ten thousand; alone, and with an accent."""
    for code in (*range(0x80, 0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x12000), *range(0x1D000, 0x1F200)):
        word = chr(code) + rest
        assert stages.cased(word) == _cased(word)
        assert stages.fold(word) == _folded(word)


@given(st.text(max_size=20).filter(lambda word: not word.isascii()))
def test_any_word(word: str) -> None:
    """Of several characters."""
    assert stages.cased(word) == _cased(word)
    assert stages.fold(word) == _folded(word)
    decimals = [str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in word]
    assert stages.ascii_digits(word) == "".join(decimals)

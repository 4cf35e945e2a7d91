"""Stop words."""

from __future__ import annotations

import pytest

from searchkit.analysis import is_stop


@pytest.mark.parametrize(
    ("lang", "word", "stop"),
    [
        ("en", "the", True),
        ("en", "not", True),
        ("en", "who", True),
        ("en", "don't", True),
        ("en", "it's", True),
        ("en", "o'brien", False),
        ("en", "japan", False),
        ("de", "und", True),
        ("nb", "og", True),
        ("ko", "the", False),
        ("und", "the", False),
    ],
)
def test_stop_words_are_those_of_the_lists(lang: str, word: str, stop: bool) -> None:
    """Whoosh's lists decide; a contraction of stop words is one; a language without a list has none."""
    assert is_stop(lang, word) is stop

"""Words of texts are told apart by their hashes."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.index.stories.words import plain, words_of

_LONG = [
    "w" * 8,
    "w" * 16,
    "w" * 16 + "\u00e9",
    "1" * 8,
    "1" * 8 + "a",
    "1" * 17,
    "1" * 100,
    "w" * 95,
    "w" * 96,
    "w" * 97,
]
_WORDS = st.text(alphabet="019abWz\u00e9\u0130\u0664\u00b2_日가", max_size=10) | st.sampled_from(_LONG)
_TEXTS = st.lists(_WORDS.flatmap(lambda word: st.sampled_from([word, f" {word}\n", f"({word}/x)"])), max_size=9)


@settings(max_examples=300)
@given(st.lists(_TEXTS.map(" ".join), max_size=6))
def test_each_word_has_its_hash_and_its_text(texts: list[str]) -> None:
    """Equal words have one hash, others another; numbers are of digits of ASCII alone."""
    made = list(map(plain, texts))
    expected = [word for text in made for word in text.split()]
    hashes, rows, are_numbers = words_of(made)
    assert rows.tolist() == [row for row, text in enumerate(made) for _ in text.split()]
    assert are_numbers.tolist() == [word.isdigit() for word in expected]
    pairs = set(zip(hashes.tolist(), expected, strict=True))
    assert len(pairs) == len(set(hashes.tolist())) == len(set(expected))


def test_words_are_folded_and_numbers_written_in_ascii() -> None:
    """All but letters and digits is between words, underscores too, in ASCII and beyond; Han is cut."""
    assert plain("Seoul_30 MAY, 2025!").split() == [b"seoul", b"30", b"may", b"2025"]
    assert plain("Seoul_30 MAY \u2013 2025!").split() == [b"seoul", b"30", b"may", b"2025"]
    assert plain("Stra\u00dfe_1 \u0663\u0664 日本").decode().split() == ["strasse", "1", "34", "日", "本"]
    assert plain(" - ").split() == plain("").split() == plain("\ud800").split() == []


def test_a_very_long_word_is_told_by_its_beginning_and_its_length() -> None:
    """So that one of megabytes takes no time."""
    words = ["w" * 100, "w" * 101, "w" * 99 + "x", "v" + "w" * 99]
    hashes, _, _ = words_of([" ".join(words).encode()])
    same = [one == other for one, other in itertools.combinations(hashes.tolist(), 2)]
    assert same == [False, True, False, False, False, False]

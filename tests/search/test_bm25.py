"""The formula."""

from __future__ import annotations

from math import isclose, log

from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar.norms import LENGTHS
from searchkit.search import bm25
from tests.norms import length_to_byte


def test_a_rare_word_tells_more_and_a_common_one_never_less_than_nothing() -> None:
    """Lucene's idf is positive even for a word that every article has."""
    assert bm25.idf(1000, 1) > bm25.idf(1000, 500) > bm25.idf(1000, 1000) > 0
    assert isclose(bm25.idf(10, 3), log(1 + 7.5 / 3.5))


def test_by_hand() -> None:
    """Ten articles of 20 words on average; a word that two have, three times in an article of 30."""
    norms = bm25.inverse_norms(LENGTHS, 20.0, 1.5, 0.75)
    weight = bm25.idf(10, 2)
    expected = weight * 3 / (3 + 1.5 * (0.25 + 0.75 * 30 / 20))
    assert isclose(bm25.score(weight, 3, norms[length_to_byte(30)]), expected, rel_tol=1e-6)


@given(
    frequency=st.integers(1, 1000),
    length=st.integers(0, 10_000),
    average=st.floats(1, 1000),
    k1=st.floats(0.1, 3),
    b=st.floats(0, 1),
)
def test_it_is_the_textbook_formula_without_its_constant(
    frequency: int, length: int, average: float, k1: float, b: float
) -> None:
    """For any numbers; and a score never passes its weight."""
    byte = length_to_byte(length)
    norm = bm25.inverse_norms(LENGTHS, average, k1, b)[byte]
    textbook = 2.0 * frequency / (frequency + k1 * (1 - b + b * LENGTHS[byte] / average))
    assert isclose(bm25.score(2.0, frequency, norm), textbook, rel_tol=1e-4, abs_tol=1e-6)
    assert 0 < bm25.score(2.0, frequency, norm) <= 2.0


def test_without_length_and_saturation_only_presence_counts() -> None:
    """k1 = 0 is allowed: then a word counts once, however often it stands there."""
    norms = bm25.inverse_norms(LENGTHS, 20.0, 0.0, 0.75)
    assert isclose(bm25.score(1.0, 1, norms[5]), bm25.score(1.0, 9, norms[5]), rel_tol=1e-6)

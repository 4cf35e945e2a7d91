"""Lengths in one byte."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar.norms import LENGTHS
from tests.norms import length_to_byte


@pytest.mark.parametrize(
    ("length", "kept"),
    [(0, 0), (1, 1), (39, 39), (40, 40), (41, 40), (42, 42), (100, 96), (1000, 984), (10**6, 983_064)],
)
def test_short_lengths_are_exact_and_long_ones_rounded_down(length: int, kept: int) -> None:
    """Values of Lucene's SmallFloat."""
    assert LENGTHS[length_to_byte(length)] == kept


@given(st.integers(min_value=0, max_value=2**31 - 1))
def test_a_length_loses_at_most_an_eighth(length: int) -> None:
    """Four significant bits remain."""
    kept = LENGTHS[length_to_byte(length)]
    assert length - length / 8 <= kept <= length


def test_bytes_stand_for_ever_longer_lengths() -> None:
    """256 codes, each longer than the one before, up to the largest 32-bit integer."""
    assert len(LENGTHS) == 256
    assert all(one < other for one, other in pairwise(LENGTHS))
    assert length_to_byte(2**31 - 1) == 255

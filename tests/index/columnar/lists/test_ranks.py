"""Looking documents up by their ranks, against Python's sets."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar.lists import ranks
from searchkit.index.columnar.lists.ranks import Ranks

_NUMBERS = st.sets(st.integers(0, 300) | st.sampled_from([63, 64, 127, 128, 65_535, 70_000]))


@pytest.mark.parametrize("ones", [ranks.ones, ranks._counted])
@given(_NUMBERS.filter(bool), _NUMBERS)
def test_what_a_list_has_and_where(ones: object, listed: set[int], wanted: set[int]) -> None:
    """Also of what is beyond its last document; with bits counted by numpy, or where numpy cannot."""
    documents, asked = (np.array(sorted(numbers), np.int64) for numbers in (listed, wanted))
    with patch.object(ranks, "ones", ones):
        which, rows = Ranks(documents).look_up(asked)
    assert asked[which].tolist() == documents[rows].tolist() == sorted(listed & wanted)


def test_a_row_in_a_long_list() -> None:
    """More documents than a byte, or two, can count are before it."""
    documents = np.arange(0, 300_000, 3, dtype=np.int64)
    which, rows = Ranks(documents).look_up(np.array([299_996, 299_997, 299_998]))
    assert which.tolist() == [1]
    assert rows.tolist() == [99_999]

"""The best few, and how ties are settled."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchkit.search import topk
from searchkit.search.topk import in_order, least_of_best, top_rows

columns = st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 2), st.integers(0, 9)), min_size=1, max_size=30)


@given(columns, st.integers(1, 12), st.booleans(), st.sampled_from([0, 500]))
def test_by_score_then_newer_then_lower_identity(
    rows: list[tuple[int, int, int]], count: int, scored: bool, few: int
) -> None:
    """As sorting everything would have it."""
    scores = np.array([score for score, _, _ in rows], np.float32) if scored else None
    times = np.array([time for _, time, _ in rows])
    keys = np.array([key for _, _, key in rows], np.uint64)
    rows_ = top_rows(times if scores is None else scores, count)
    with patch.object(topk, "_FEW_TIES", few):
        order = rows_[in_order(None if scores is None else scores[rows_], times[rows_], keys[rows_], count)]

    def rank(number: int) -> tuple[int, int, int]:
        score, time, key = rows[number]
        return (-score if scored else 0, -time, key)

    expected = sorted(range(len(rows)), key=rank)[:count]
    assert [rank(number) for number in order.tolist()] == [rank(number) for number in expected]
    assert len(set(order.tolist())) == min(count, len(rows))


def test_the_score_of_the_last_place() -> None:
    """None when there are fewer."""
    assert least_of_best(np.array([3, 1, 2], np.float32), 2) == 2
    assert least_of_best(np.array([3], np.float32), 2) == float("-inf")

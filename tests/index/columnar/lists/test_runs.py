"""Where runs are, against running sums."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar.lists.layout import BLOCK
from searchkit.index.columnar.lists.runs import Runs


@given(st.sampled_from([1, 2, 127, 128, 129, 256, 1000]), st.sampled_from([0, 1, 3, 70_000]), st.integers(0, 1 << 32))
def test_where_runs_are(count: int, longest: int, seed: int) -> None:
    """Of short blocks and of those longer than two bytes can count."""
    random = Random(seed)
    lengths = np.array([random.randint(0, longest) for _ in range(count)], np.int64)
    runs = Runs(lengths)
    chosen = np.array(sorted(random.sample(range(count), random.randint(0, count))), np.intp)
    found, begins = runs.of(chosen)
    assert found.tolist() == lengths[chosen].tolist()
    assert begins.tolist() == (np.cumsum(lengths) - lengths)[chosen].tolist()
    assert runs.in_blocks().tolist() == [lengths[start : start + BLOCK].sum() for start in range(0, count, BLOCK)]
    assert runs.total == lengths.sum()

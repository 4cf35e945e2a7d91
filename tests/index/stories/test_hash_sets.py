"""How many hashes two sets have in common, of many sets at once."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.index.stories import hash_sets
from searchkit.index.stories.hash_sets import HashSets

SETS = st.lists(st.sets(st.integers(0, 30) | st.integers(2**32 - 3, 2**32 - 1)), min_size=1, max_size=6)


@pytest.mark.parametrize("limit", [0, 1 << 20])
@given(batches=st.lists(SETS, min_size=1, max_size=4))
@settings(max_examples=30)
def test_sets_share_what_sets_of_python_share(limit: int, batches: list[list[set[int]]]) -> None:
    """In memory and in a file, few or many at a time, and when more are added later."""
    with pytest.MonkeyPatch.context() as patch, closing(HashSets()) as sets:
        for name in ("_IN_MEMORY", "_TOGETHER", "_READ"):
            patch.setattr(hash_sets, name, max(limit, name == "_TOGETHER"))
        added: list[set[int]] = []
        for batch in batches:
            keys = [row << 32 | number for row, some in enumerate(batch) for number in sorted(some)]
            sets.add(np.array(keys, np.uint64), len(batch))
            added += batch
            pairs = [(one, other) for one in range(len(added)) for other in range(len(added))]
            assert sets.shared(*np.array(pairs).T).tolist() == [len(added[one] & added[other]) for one, other in pairs]
        assert sets.sizes(np.arange(len(added))).tolist() == list(map(len, added))


@pytest.mark.parametrize("limit", [0, 1 << 20])
def test_of_no_pairs_nothing_is_shared(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be no hashes either."""
    monkeypatch.setattr(hash_sets, "_IN_MEMORY", limit)
    none = np.zeros(0, np.int64)
    with closing(HashSets()) as sets:
        assert sets.shared(none, none).tolist() == []
        sets.add(np.zeros(0, np.uint64), 2)
        assert sets.shared(np.array([0]), np.array([1])).tolist() == [0]
        sets.add(np.array([7], np.uint64), 1)
        assert sets.shared(none, none).tolist() == []

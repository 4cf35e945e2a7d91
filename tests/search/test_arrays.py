"""Sets of documents as arrays, against Python's sets."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from searchkit.index.columnar.array_cache import ArrayCache
from searchkit.search import arrays
from tests.search.plain_segment import PlainPostings

COUNT = 40
sets = st.sets(st.integers(0, COUNT - 1))


def ascending(numbers: set[int]) -> arrays.Documents:
    """As an array."""
    return np.array(sorted(numbers), np.int64)


@given(sets, sets, st.sampled_from([0, 1, 8]), st.booleans())
def test_what_is_in_both(a: set[int], b: set[int], dense: int, many: bool) -> None:
    """By binary search and by a mask of all documents."""
    with patch.multiple(arrays, _DENSE=dense, _MANY=1 if many else 256):
        first, second = arrays.crossed(ascending(a), ascending(b))
        assert ascending(a)[first].tolist() == ascending(b)[second].tolist() == sorted(a & b)
        assert ascending(a)[arrays.inside(ascending(a), ascending(b), COUNT)].tolist() == sorted(a & b)


@given(sets.filter(bool), sets, st.booleans(), st.booleans())
def test_what_a_list_has(listed: set[int], wanted: set[int], some: bool, has_room: bool) -> None:
    """Read in parts, where that is enough, or whole."""
    postings = PlainPostings([(number, 1, []) for number in sorted(listed)], np.zeros(COUNT, np.uint8), False, 2)
    with (
        patch.multiple(arrays, _SEVERAL_BLOCKS=0 if some else 100, _SOME_BLOCKS=1, _FEW_BLOCKS=4),
        patch.object(ArrayCache, "has_room", lambda *_: has_room),
    ):
        which, rows = arrays.look_up(postings, ascending(wanted))
    assert ascending(wanted)[which].tolist() == ascending(listed)[rows].tolist() == sorted(listed & wanted)


@given(st.lists(sets.filter(bool), min_size=2, max_size=4), st.sampled_from([0, 8]))
@example([set(range(COUNT))] * 4, 8)
def test_what_is_in_any_with_the_sums_of_its_scores(lists: list[set[int]], dense: int) -> None:
    """By sorting, in an array of all documents, a list after the other, and one list looked up in the other; sums are
    rounded once."""
    lists.sort(key=len)
    scored = [(ascending(one), np.float32(0.1) * ascending(one).astype(np.float32)) for one in lists]
    expected = {
        number: np.float32(sum(float(scores[documents == number].sum()) for documents, scores in scored))
        for number in set().union(*lists)
    }
    highest = {
        number: max(scores[documents == number].max(initial=-1) for documents, scores in scored) for number in expected
    }
    with patch.multiple(arrays, _DENSE=dense, _MANY=0, _JOINED_AT_ONCE=0):
        for found, wanted in ((arrays.union(iter(scored), COUNT), expected), (arrays.highest(scored, COUNT), highest)):
            assert found[0].tolist() == sorted(expected)
            assert dict(zip(found[0].tolist(), found[1], strict=True)) == wanted
        assert arrays.either([one for one, _ in scored], COUNT).tolist() == sorted(expected)
        loose = arrays.loose_union(scored, COUNT)
        assert dict(zip(loose[0].tolist(), loose[1], strict=True)) == expected


@given(sets)
def test_all_others(documents: set[int]) -> None:
    """The complement."""
    assert arrays.others(ascending(documents), COUNT).tolist() == sorted(set(range(COUNT)) - documents)

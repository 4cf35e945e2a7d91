"""Articles become stories, and stories get names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar import segments_of
from searchkit.index.stories import joining
from searchkit.testing import small_index
from tests.copies import OTHER, STORY

Alike = list[tuple[int, list[tuple[int, float]]]]
"""Each document with others that it is like, and how much."""


def test_names_of_before_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of segments, whether they are looked up or have all been read; where there is no segment none is."""
    monkeypatch.setattr(joining, "_LOOK_UPS", 6)
    with small_index([*STORY, OTHER]) as index:
        segments = segments_of(index._store.reader())
        assert segments is not None
        columns = [column for segment, _ in segments if (column := segment.stories) is not None]
        assert columns
        names = joining._Names(columns)
        assert names
        for _ in range(4):
            assert [name in names for name in (STORY[0].id, OTHER.id, "", "\ud800")] == [True, False, False, False]
    assert not joining._Names([])


def joined(stories: Mapping[int, int], alike: Alike, count: int) -> list[set[int]]:
    """The sets that documents are joined to, and what is said of their stories: each set has one at most."""
    forest = joining._Forest([stories.get(row, 0) for row in range(count)])
    for row, others in alike:
        forest.join(row, others)
    sets: dict[int, set[int]] = {}
    for row in range(count):
        sets.setdefault(forest.root(row), set()).add(row)
    for root, rows in sets.items():
        assert {stories[row] for row in rows if row in stories} == ({forest.stories[root]} - {0})
    return sorted(sets.values(), key=min)


def reference(stories: Mapping[int, int], alike: Alike, count: int) -> list[set[int]]:
    """The same, set by set: of others that are one story already the first is taken; the most alike joins first."""
    sets = [{row} for row in range(count)]

    def of(row: int) -> set[int]:
        return next(one for one in sets if row in one)

    def told(rows: set[int]) -> set[int]:
        return {stories[row] for row in rows if row in stories}

    def are_one(row: int, other: int) -> bool:
        return of(row) is of(other) or bool(told(of(row)) and told(of(row)) == told(of(other)))

    for row, others in alike:
        chosen: list[tuple[int, float]] = []
        for other, likeness in others:
            if not any(are_one(other, known) for known in (row, *(earlier for earlier, _ in chosen))):
                chosen.append((other, likeness))
        for other, _ in sorted(chosen, key=lambda found: (-found[1], found[0])):
            one, two = of(row), of(other)
            if one is not two and len(told(one) | told(two)) < 2:
                one |= two
                sets.remove(two)
    return sorted(sets, key=min)


@given(st.data())
def test_documents_are_joined_as_one_by_one(data: st.DataObject) -> None:
    """Whatever is alike, and whatever has a story already."""
    count = data.draw(st.integers(2, 12))
    stories = data.draw(st.dictionaries(st.integers(0, count - 1), st.integers(1, 3)))
    rows = st.integers(0, count - 1)
    others = st.lists(st.tuples(rows, st.sampled_from([0.5, 0.7, 1.0])), min_size=1, max_size=4)
    alike = data.draw(st.lists(st.tuples(rows, others), max_size=12))
    assert joined(stories, alike, count) == reference(stories, alike, count)


def test_two_stories_are_not_joined() -> None:
    """What is like both joins the one that it is more like."""
    assert joined({0: 1, 1: 2}, [(2, [(0, 0.6), (1, 0.8)])], 3) == [{0}, {1, 2}]
    assert joined({0: 1, 1: 2}, [(1, [(0, 1.0)])], 2) == [{0}, {1}]
    assert joined({0: 1}, [(2, [(0, 0.6), (1, 0.8)])], 3) == [{0, 1, 2}]

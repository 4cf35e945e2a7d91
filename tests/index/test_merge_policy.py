"""Which segments are merged: few remain, and no document is written again and again."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from hypothesis import given
from hypothesis import strategies as st

from searchkit.index import merge_policy
from searchkit.index.columnar.columnar_segment import ColumnarSegment
from searchkit.index.merge_policy import Group, balanced, due

LARGEST = merge_policy._LARGEST
TOGETHER = merge_policy._TOGETHER
SMALLEST = merge_policy._SMALLEST

sizes = st.one_of(st.integers(1, 50), st.integers(1, 2 * LARGEST))


def segment(documents: int, deleted: int = 0) -> ColumnarSegment:
    """A segment of so many documents, of which the first `deleted` are deleted."""
    made = ColumnarSegment("MAIN", documents=documents)
    for number in range(deleted):
        made.delete_document(number)
    return made


def live(group: Sequence[ColumnarSegment]) -> int:
    """How many documents merging a group writes."""
    return sum(member.doc_count() for member in group)


def merged(segments: list[ColumnarSegment], groups: Sequence[Group]) -> list[ColumnarSegment]:
    """The segments after the groups were merged."""
    gone = [id(member) for group in groups for member in group]
    return [one for one in segments if id(one) not in gone] + [segment(live(group)) for group in groups if live(group)]


def settled(segments: list[ColumnarSegment]) -> tuple[list[ColumnarSegment], int]:
    """The segments once nothing is due, and how many documents were written for it."""
    written = 0
    while groups := due(segments):
        segments = merged(segments, groups)
        written += sum(map(live, groups))
    return segments, written


def test_one_segment_and_few_of_a_size_are_left_alone() -> None:
    """A search over a handful of segments is as quick as over one."""
    assert due([]) == []
    assert due([segment(10)]) == []
    assert due([segment(10) for _ in range(TOGETHER - 1)]) == []


def test_segments_of_a_size_become_one() -> None:
    """As many at a time as the policy says, in their order; the one that is much larger stays."""
    large = segment(50 * SMALLEST)
    small = [segment(10) for _ in range(TOGETHER)]
    assert due([large, *small]) == [small]


def test_a_segment_with_many_deleted_documents_is_written_again() -> None:
    """With few it is not."""
    most = int(100 * merge_policy._MOST_DELETED)
    few, many = segment(100, most), segment(100, most + 1)
    assert due([few, many]) == [[many]]
    assert due([segment(LARGEST, 1)]) == []


@given(st.lists(sizes, max_size=40))
def test_each_segment_is_merged_once_and_none_above_the_cap(documents: list[int]) -> None:
    """No segment is in two groups, none of the largest is merged with another, and a group is no single segment."""
    segments = [segment(count) for count in documents]
    members = [member for group in due(segments) for member in group]
    assert len(members) == len(set(map(id, members)))
    assert all(member.doc_count() < LARGEST for member in members)
    assert all(len(group) > 1 for group in due(segments))


@given(st.lists(sizes, max_size=40))
def test_nothing_is_due_in_the_end(documents: list[int]) -> None:
    """Merging ends, with at most a few segments of each size, and every document in one of them."""
    segments, _ = settled([segment(count) for count in documents])
    assert live(segments) == sum(documents)
    tiers = [merge_policy._tier(one.doc_count()) for one in segments if one.doc_count() < LARGEST]
    assert all(tiers.count(tier) < TOGETHER for tier in tiers)


@given(st.lists(st.integers(1, 3_000), min_size=1, max_size=400))
def test_a_document_is_written_as_often_as_the_index_grew_by_a_factor(commits: list[int]) -> None:
    """Commit after commit: few segments, and each document written again at most once a tier."""
    segments: list[ColumnarSegment] = []
    written = 0
    for count in commits:
        segments, more = settled([*segments, segment(count)])
        written += more
    tiers = 2 + log(max(sum(commits) / SMALLEST, 1), TOGETHER)
    assert written <= sum(commits) * tiers
    assert len(segments) <= TOGETHER * (tiers + 1)


@given(st.lists(sizes, max_size=30), st.integers(1, 8))
def test_what_several_processes_built_becomes_groups_of_one_size(documents: list[int], count: int) -> None:
    """Each segment is in one group at most, no group exceeds the others by more than a segment; the rest are single."""
    segments = [segment(one) for one in documents]
    groups = balanced(segments, count)
    members = [member for group in groups for member in group]
    assert len(members) == len(set(map(id, members)))
    assert all(len(group) > 1 for group in groups)
    if len(groups) > 1:
        assert max(map(live, groups)) - min(map(live, groups)) <= max(member.doc_count() for member in members)


@given(st.lists(st.integers(1, 50_000), max_size=30), st.integers(1, 8))
def test_groups_are_not_much_larger_than_the_cap(documents: list[int], count: int) -> None:
    """Merging one needs bounded memory, whatever the corpus."""
    groups = balanced([segment(one) for one in documents], count)
    assert all(live(group) <= LARGEST + 50_000 for group in groups)

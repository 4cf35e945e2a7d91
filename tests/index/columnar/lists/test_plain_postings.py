"""Posting lists read without numpy are those read with it."""

from __future__ import annotations

import io
from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.field import Field
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.lists.checks import check_header
from searchkit.index.columnar.lists.layout import BLOCK
from searchkit.index.columnar.lists.wide_layout import HEADER
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.writing import SegmentFileWriter
from tests.index.columnar.lists.wide_encoding import written_wide

_DOCUMENTS = 100_000


def _field(documents: list[int], weights: list[Any], *, positions: bool, wide: bool = False) -> Field:
    """A field with one term; `wide`: as format version 1 wrote it."""
    counts = np.ones(len(documents), np.int64) if positions else None
    places = np.arange(len(documents)) * 300 % 70_000 if positions else None
    inverted = Inverted(np.array([0, len(documents)]), np.array(documents), np.array(weights), counts, places)
    file = io.BytesIO()
    writer = SegmentFileWriter(file, _DOCUMENTS)
    with written_wide() if wide else nullcontext():
        writer.add_field("text", [([b"ant"], inverted)], np.full(_DOCUMENTS, 3))
        writer.close()
    field = Segment(ArrayFile(file.getvalue(), "test")).field("text")
    assert field is not None
    return field


_weights = st.sampled_from(
    [st.just(1), st.integers(1, 63), st.integers(1, 300), st.integers(1, 2**31), st.floats(0.5, 1e6, width=32)]
)


@given(
    st.data(), st.sampled_from([1, 2, 127, 128, 129, 400]), st.sampled_from([1, 3, 200]), st.booleans(), st.booleans()
)
def test_documents_and_weights(data: st.DataObject, count: int, step: int, positions: bool, wide: bool) -> None:
    """Of every class of numbers, in one block and several, inline or not."""
    documents = [number * step for number in range(count)]
    weights = data.draw(st.lists(data.draw(_weights), min_size=count, max_size=count))
    field = _field(documents, weights, positions=positions, wide=wide)
    plain, postings = field.plain_postings(0), field.postings(0)
    assert plain.count == postings.count == count
    assert plain.total_weight == postings.total_weight
    assert plain.documents() == postings.documents().tolist() == documents
    assert plain.weights() == postings.weights().tolist()


@given(st.data(), st.sampled_from([1, 2, 127, 128, 129, 300]), st.sampled_from([0.5, 0, 1, 2**24]), st.booleans())
def test_positions(data: st.DataObject, count: int, more: float, wide: bool) -> None:
    """Of some documents, wherever in a block: however many, and however much the weights are above their number."""
    counts = np.array(data.draw(st.lists(st.integers(1, 4), min_size=count, max_size=count)))
    documents, weights = np.arange(count) * 3, counts + more * (np.arange(count) % 5 == 0)
    starts = np.concatenate([[0], np.cumsum(counts)])
    places = np.concatenate([np.arange(one) * 300 + row for row, one in enumerate(counts.tolist())])
    file = io.BytesIO()
    writer = SegmentFileWriter(file, _DOCUMENTS)
    with written_wide() if wide else nullcontext():
        inverted = Inverted(np.array([0, count]), documents, weights, counts, places)
        writer.add_field("text", [([b"ant"], inverted)], np.full(_DOCUMENTS, 3))
        writer.close()
    field = Segment(ArrayFile(file.getvalue(), "test")).field("text")
    assert field is not None
    wanted = data.draw(st.sets(st.integers(0, 3 * count)))
    expected = {3 * row: places[starts[row] : starts[row + 1]].tolist() for row in range(count) if 3 * row in wanted}
    assert field.plain_postings(0).positions(wanted) == expected


@pytest.mark.parametrize("kind", [bytes, np.array])
def test_live_documents(kind: Any) -> None:
    """Which are live is given as bytes or as an array; all ways of asking are there."""
    live = kind([1, 0, 1, 1])
    field = _field([0, 1, 3], [1, 1, 1], positions=False)
    segment = Segment(field._file, live.astype(bool) if kind is np.array else live)
    assert segment.live is not None
    assert segment.live.tolist() == [True, False, True, True]
    found = segment.field("text")
    assert found is not None
    assert found.live_count(0) == 2
    assert field.live_count(0) == 3
    assert found.live_frequencies(0, 1).tolist() == [2]
    assert field.live_frequencies(0, 1).tolist() == [3]


@pytest.mark.parametrize(
    ("pointer", "count", "positions", "classes"),
    [(8, 3, 0, "\1\5\0\0"), (0, 0, 0, "\1\5\0\0"), (0, 3, 0, "\0\0\0\0"), (2, 3, 0, "\1\5\0\0"), (0, 9, 0, "\3\5\0\0"),
     (0, 3, 9, "\1\5\1\3")],
)  # fmt: skip
def test_a_header_that_cannot_be_true(pointer: int, count: int, positions: int, classes: str) -> None:
    """Of a wide list: beyond the end, of no document, of no class, between two words, longer than what is there."""
    header = HEADER.pack(count, positions, 0, *classes.encode(), 1.0, 0)
    lists = memoryview(bytes(pointer % 4) + header + bytes(4))
    with pytest.raises(IndexDamaged, match=f"that at {pointer} is not what it says"):
        check_header(lists, pointer)
    assert check_header(memoryview(HEADER.pack(3, 0, 0, *b"\1\5\0\0", 1.0, 0) + bytes(4)), 0)[0] == 3


_PLACES: dict[str, list[list[int]]] = {
    "one, near": [[7]],
    "one, far": [[1 << 24]],
    "two of one document": [[0, 4]],
    "one a document": [[row] for row in range(300)],
    "near, and a few far": [[row, row + 1, *([70_000] if row % 99 == 0 else [row + 3])] for row in range(300)],
    "none": [[] for _ in range(300)],
    "some have none": [[row] * (row % 3 > 0) for row in range(300)],
}


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("more", [0, 0.5, 1])
@pytest.mark.parametrize("places", _PLACES.values(), ids=_PLACES)
def test_all_that_a_list_has(places: list[list[int]], more: float, wide: bool) -> None:
    """By every way of reading: without numpy, with it (whole, by rows and by blocks), and many lists at once."""
    counts, positions = [len(some) for some in places], [place for some in places for place in some]
    documents, weights = [3 * row for row in range(len(places))], [max(count, 1) + more for count in counts]
    both = Inverted(  # another list follows
        np.array([0, len(places), len(places) + 1]),
        np.array([*documents, 0]),
        np.array([*weights, 1.0]),
        np.array([*counts, 1]),
        np.array([*positions, 5]),
    )
    file = io.BytesIO()
    writer = SegmentFileWriter(file, _DOCUMENTS)
    with written_wide() if wide else nullcontext():
        writer.add_field("text", [([b"ant", b"bee"], both)], np.full(_DOCUMENTS, 3))
        writer.close()
    field = Segment(ArrayFile(file.getvalue(), "test")).field("text")
    assert field is not None
    plain, found = field.plain_postings(0), field.inverted(0, 1)
    assert (plain.documents(), plain.weights()) == (documents, weights)
    assert [plain.positions([number]).get(number, []) for number in documents] == places
    assert (found.documents.tolist(), found.weights.tolist()) == (documents, weights)
    assert found.counts is not None
    assert found.positions is not None
    assert (found.counts.tolist(), found.positions.tolist()) == (counts, positions)
    for rows in (range(len(places)), sorted({0, len(places) // 2, len(places) - 1})):
        starts, read = field.postings(0).positions(None if len(rows) == len(places) else np.array(rows))
        assert [part.tolist() for part in np.split(read, starts[1:-1])] == [places[row] for row in rows]
    blocks = np.arange(-(-len(places) // BLOCK))
    assert [part.tolist() for part in field.postings(0).blocks(blocks)] == [documents, weights]
    assert field.postings(0).block_first().tolist() == documents[::BLOCK]
    assert [part.tolist() for part in field.postings(1).positions()] == [[0, 1], [5]]


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("count", [1, 300])
def test_a_field_without_positions(count: int, wide: bool) -> None:
    """There are none, asked for in whatever way."""
    field = _field(list(range(count)), [1] * count, positions=False, wide=wide)
    for rows in (None, np.array([0])):
        starts, positions = field.postings(0).positions(rows)
        assert (starts.tolist(), positions.tolist()) == ([0] * (len(starts)), [])
        assert len(starts) == (count if rows is None else 1) + 1


def test_lists_that_all_have_no_positions() -> None:
    """In a field that keeps them: they are written as any other."""
    nothing = np.zeros(0, np.int64)
    inverted = Inverted(np.array([0, 2, 3]), np.array([0, 4, 9]), np.array([1, 2, 3]), np.zeros(3, np.int64), nothing)
    file = io.BytesIO()
    writer = SegmentFileWriter(file, _DOCUMENTS)
    writer.add_field("text", [([b"ant", b"bee"], inverted)])
    writer.close()
    field = Segment(ArrayFile(file.getvalue(), "test")).field("text")
    assert field is not None
    read = field.inverted(0, 2)
    assert (read.documents.tolist(), read.weights.tolist()) == ([0, 4, 9], [1, 2, 3])
    assert read.counts is not None
    assert read.counts.tolist() == [0, 0, 0]
    assert field.plain_postings(1).positions([9]).get(9, []) == []

"""Packed numbers: what was packed is what is unpacked, with numpy and without."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.index.columnar.lists import packing, plain_packing

runs = st.lists(
    st.integers(0, 32).flatmap(
        lambda width: st.tuples(st.just(width), st.lists(st.integers(0, (1 << width) - 1), max_size=300))
    ),
    min_size=1,
    max_size=5,
)


def slowly_packed(width: int, values: list[int]) -> bytes:
    """The bytes of a run, by the grammar: the first value in the lowest bits of the first byte."""
    number = sum(value << width * index for index, value in enumerate(values))
    return number.to_bytes((width * len(values) + 7) // 8, "little")


@settings(max_examples=60)
@given(runs)
def test_runs(runs: list[tuple[int, list[int]]]) -> None:
    """Runs lie where they should, one beside the other, and every way of reading gives their values."""
    packed = [slowly_packed(width, values) for width, values in runs]
    widths, sizes = (np.array(column, np.int64) for column in zip(*((w, len(v)) for w, v in runs), strict=True))
    bytes_ = packing.bytes_of(sizes, widths)
    assert bytes_.tolist() == list(map(len, packed))
    begin = np.cumsum(bytes_) - bytes_
    data = np.zeros((sum(map(len, packed)) + 15) // 4 * 4, np.uint8)
    packing.pack(data, begin, widths, sizes, np.array([value for _, values in runs for value in values], np.int64))
    assert data.tobytes()[: bytes_.sum()] == b"".join(packed)
    assert not data[bytes_.sum() :].any()
    eights = packing.eights(data)
    assert packing.unpack(eights, begin, widths, sizes).tolist() == [value for _, values in runs for value in values]
    rows = packing.unpack_rows(eights, begin, widths, 128).tolist()
    with patch.object(packing, "_MANY_RUNS", 0):
        many = packing.unpack_rows(eights, begin, widths, 127).tolist()
    for (_, values), row in zip(runs, many, strict=True):
        assert row[: len(values)] == values[:127]
    for (width, values), place, row in zip(runs, begin.tolist(), rows, strict=True):
        assert packing.unpack_run(eights, place, width, len(values)).tolist() == values
        assert plain_packing.unpack(data.data, place, width, len(values)) == values
        if width < 32:
            raised = [value + 1 for value in values]
            assert plain_packing.unpack(data.data, place, width, len(values), plus=1) == raised
        assert row[: len(values)] == values[:128]


@given(st.lists(st.integers(0, (1 << 40) - 1), min_size=1))
def test_bits(numbers: list[int]) -> None:
    """The bits that numbers need."""
    assert packing.bits_of(np.array(numbers)).tolist() == [number.bit_length() for number in numbers]

"""Arrays in a spool are what was written, in memory and in a file."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from searchkit.index.columnar import spool as module
from searchkit.index.columnar.spool import Spool, Window

ARRAYS: list[NDArray[np.generic]] = [
    np.arange(7, dtype=np.uint8),
    np.zeros(0, np.uint64),
    np.arange(5, dtype=np.uint32) * 1000,
    np.array([1 << 40, 3], np.uint64),
]


@pytest.fixture(params=[1, 40, 1 << 20], ids=["in a file", "later in a file", "in memory"])
def spool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Spool:
    """One that goes to a file sooner or later."""
    monkeypatch.setattr(module, "_IN_MEMORY", request.param)
    return Spool()


def test_arrays_of_several_types(spool: Spool) -> None:
    """Each is read as it was written, between others and at the end, as a whole and in part."""
    spooled = []
    for values in ARRAYS:
        spooled.append(spool.write(values))
        assert spool.read(spooled[0]).tolist() == ARRAYS[0].tolist()
    for one, values in zip(spooled, ARRAYS, strict=True):
        assert spool.read(one, len(values) // 2, len(values)).tolist() == values[len(values) // 2 :].tolist()
    for one, values in zip(spooled, ARRAYS, strict=True):
        assert spool.view(one).dtype == values.dtype
        assert spool.view(one).tolist() == values.tolist()
    spool.close()


def test_one_in_the_place_of_another(spool: Spool) -> None:
    """The others stay as they are."""
    first, second = spool.write(np.arange(9, dtype=np.uint32)), spool.write(np.arange(3, dtype=np.uint32))
    spool.replace(first, np.arange(9) + 5)
    third = spool.write(np.ones(2, np.uint8))
    assert spool.read(first).tolist() == list(range(5, 14))
    assert spool.read(second).tolist() == [0, 1, 2]
    assert spool.read(third).tolist() == [1, 1]


def test_arrays_of_one_type_as_one(spool: Spool) -> None:
    """One after the other."""
    for values in (np.arange(3, dtype=np.uint32), np.zeros(0, np.uint32), np.arange(20, dtype=np.uint32)):
        spool.write(values)
    assert spool.whole(np.uint32).tolist() == [0, 1, 2, *range(20)]


def test_a_window_moves_on(spool: Spool) -> None:
    """It gives later and later parts, larger than itself too."""
    values = np.arange(50, dtype=np.uint16)
    spool.write(np.zeros(3, np.uint8))
    window = Window(spool, spool.write(values), 8)
    for first, past in ((0, 2), (1, 3), (3, 3), (3, 9), (9, 40), (38, 50), (50, 50)):
        assert window.some(first, past).tolist() == values[first:past].tolist()

"""What goes between the writer and its processes arrives as it was sent."""

from __future__ import annotations

from tempfile import gettempdir

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.bulk.frames import (
    pack_records,
    packed,
    unpack_records,
    unpacked,
    why_unwritten,
)


@given(st.lists(st.tuples(st.binary(max_size=100), st.booleans())))
def test_records_are_unpacked_as_they_were_packed(records: list[tuple[bytes, bool]]) -> None:
    """Whatever bytes they hold."""
    assert list(unpack_records(pack_records(records))) == records


@given(st.lists(st.booleans()))
def test_bitmaps_are_unpacked_as_they_were_packed(flags: list[bool]) -> None:
    """Of any length."""
    assert unpacked(packed(np.array(flags, bool)), len(flags)).tolist() == flags


def test_what_the_system_refused_is_said_with_its_place() -> None:
    """A file that has no name is a temporary one, in another folder than the index."""
    assert why_unwritten(OSError(28, "no room", "/index/a.seg"), "/index/b.seg") == "/index/a.seg: no room"
    said = why_unwritten(OSError(28, "no room"), "/index/b.seg")
    assert said == f"/index/b.seg, or a temporary file in {gettempdir()}: no room"

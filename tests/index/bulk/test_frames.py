"""What goes between the writer and its processes arrives as it was sent."""

from __future__ import annotations

import io
from tempfile import gettempdir

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.bulk.frames import (
    ADD,
    SETTINGS,
    pack_records,
    packed,
    read_frame,
    unpack_records,
    unpacked,
    why_unwritten,
    write_frame,
)


@given(st.lists(st.tuples(st.sampled_from([SETTINGS, ADD]), st.binary(max_size=300))))
def test_frames_arrive_in_their_order(frames: list[tuple[bytes, bytes]]) -> None:
    """Each whole, empty ones too; then there is none."""
    pipe = io.BytesIO()
    for kind, payload in frames:
        write_frame(pipe, kind, payload)
    pipe.seek(0)
    assert [read_frame(pipe) for _ in frames] == frames
    assert read_frame(pipe) is None


@pytest.mark.parametrize("kept", range(1, 9))
def test_half_a_frame_is_none(kept: int) -> None:
    """What a sender that was killed left of one is not taken for one."""
    pipe = io.BytesIO()
    write_frame(pipe, ADD, b"1234")
    assert read_frame(io.BytesIO(pipe.getvalue()[:kept])) is None


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

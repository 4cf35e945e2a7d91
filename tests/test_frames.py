"""What processes tell each other arrives as it was sent."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.frames import read_frame, write_frame


@given(st.lists(st.tuples(st.sampled_from([b"S", b"A"]), st.binary(max_size=300))))
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
    write_frame(pipe, b"A", b"1234")
    assert read_frame(io.BytesIO(pipe.getvalue()[:kept])) is None

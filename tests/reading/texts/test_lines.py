"""Where lines of UTF-16 and UTF-32 end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.reading.texts import lines

ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def slow_find(data: bytes, feed: bytes, start: int) -> int:
    """Character by character."""
    places = range(start, len(data) - len(feed) + 1, len(feed))
    return next((at for at in places if data[at : at + len(feed)] == feed), -1)


@given(
    st.lists(st.sampled_from([b"\0", b"\n", b"a", b"\xd8", b"\xdc\0", b"\n\0", b"\0\n"]), max_size=80),
    st.sampled_from(ENCODINGS),
    st.integers(0, 5),
)
def test_the_next_line_feed_is_found_whatever_the_bytes(parts: list[bytes], encoding: str, start: int) -> None:
    """Halves of surrogates, feeds that lie askew, what is no character: as by looking at each."""
    data, feed = b"".join(parts), "\n".encode(encoding)
    found = lines._find_feed(bytearray(data), feed, encoding, start * len(feed))
    assert found == slow_find(data, feed, start * len(feed))


class Counting(bytearray):
    """Counts what is asked of it."""

    asked = 0

    def find(self, *arguments: Any) -> int:
        """Counted."""
        self.asked += 1
        return super().find(*arguments)

    def __getitem__(self, key: Any) -> Any:
        """Counted."""
        self.asked += 1
        return super().__getitem__(key)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("pair", [b"\n\n\n\n", b"\0\n\0\0", b"\n\0\0\n", b"a\n\0a"])
def test_bytes_that_look_like_line_feeds_are_not_looked_at_one_by_one(encoding: str, pair: bytes) -> None:
    """A megabyte of them takes some dozen looks."""
    data, feed = Counting(pair * (1 << 18)), "\n".encode(encoding)
    if slow_find(pair * 2, feed, 0) < 0:
        assert lines._find_feed(data, feed, encoding, 0) == -1
    assert data.asked < 60

"""Identities in the order of their bytes, whatever they are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.bulk.identities import _WORD, in_byte_order

_parts = st.sampled_from([b"", b"a", b"\0", b"\xff", b"article-", b"article-0", b"12345678", b"123456789"])
_strings = st.builds(b"".join, st.lists(_parts | st.binary(max_size=3), max_size=4))


@given(st.lists(_strings, max_size=30))
def test_byte_strings_are_put_in_order(strings: list[bytes]) -> None:
    """Those that begin alike, those that end with nothing but zeros, and equal ones, which stay as they are."""
    ends = np.cumsum(np.array([len(string) for string in strings], np.int64))
    begins = ends - np.array([len(string) for string in strings], np.int64)
    data = np.frombuffer(b"".join(strings) + bytes(_WORD), np.uint8)
    order, is_first = in_byte_order(data, begins, ends)
    assert order.tolist() == sorted(range(len(strings)), key=strings.__getitem__)
    ordered = sorted(strings)
    assert is_first.tolist() == [not at or ordered[at] != ordered[at - 1] for at in range(len(ordered))]

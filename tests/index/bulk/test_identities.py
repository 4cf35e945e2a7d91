"""Identities in the order of their bytes, whatever they are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.bulk.identities import _WORD, in_byte_order, keys_of
from searchkit.index.documents import identity_key

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


@given(
    st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), max_size=5),
    st.lists(st.text(max_size=33) | st.text("0123456789abcdefAG ", min_size=32, max_size=32), max_size=1),
)
def test_keys_of_many_are_those_of_each(digests: list[str], others: list[str]) -> None:
    """Whether all are digests, or one is another."""
    ids = [*digests, *others]
    assert keys_of(ids).tolist() == [identity_key(id) for id in ids]

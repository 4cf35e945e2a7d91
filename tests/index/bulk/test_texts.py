"""Strings that come little by little are kept in order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.bulk.texts import _Alphabet

_beginnings = st.sampled_from(["", "a", "internation", "internationa", "日本語", "\U0001f600", "\ue000", "a\0"])
_strings = st.builds("".join, st.lists(st.one_of(_beginnings, st.text(max_size=3)), max_size=3))


@given(st.lists(st.lists(_strings, max_size=20), max_size=4))
def test_strings_are_ranked_in_their_order(batches: list[list[str]]) -> None:
    """Those that begin alike, those that are short and those beyond ASCII, whenever they come."""
    strings: list[str] = []
    alphabet = _Alphabet()
    for batch in batches:
        strings += [string for string in dict.fromkeys(batch) if string not in strings]
        order, rank = alphabet.ranks(strings)
        assert [strings[number] for number in order.tolist()] == sorted(strings)
        assert rank.take(order).tolist() == list(range(len(strings)))

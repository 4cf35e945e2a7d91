"""Term dictionaries against a sorted list."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar import packed_terms
from searchkit.index.columnar.array_writer import Stream
from searchkit.index.columnar.packed_terms import PackedTerms, TermWriter
from searchkit.index.columnar.terms import TermDictionary

_LONG = st.sampled_from([b"x" * 15, b"x" * 16, b"x" * 17, b"x" * 40, b"xy" * 300, b"x" * 15 + bytes(3), bytes(16)])
_DIGITS = st.text("0af", min_size=16, max_size=18).map(str.encode) | st.text(
    "0123456789abcdef", min_size=32, max_size=32
).map(str.encode)
_TERMS = st.binary(max_size=4) | st.text("ab", max_size=5).map(str.encode) | _LONG | _DIGITS
_SETS = st.sets(_TERMS, max_size=60) | st.sets(_DIGITS, max_size=60)


def flat(words: list[bytes], _: list[int]) -> TermDictionary:
    """As format version 1 has them, and the values of categories."""
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    offsets = memoryview(b"".join(end.to_bytes(4, "little") for end in ends)).cast("I")
    return TermDictionary(memoryview(b"".join(words)), offsets)


def packed(words: list[bytes], cuts: list[int]) -> PackedTerms:
    """As they are written, some at a time."""
    blob, offsets = Stream("|u1"), Stream("<u4")
    writer = TermWriter(blob, offsets)
    bounds = [0, *sorted(min(cut, len(words)) for cut in cuts), len(words)]
    for begin, end in pairwise(bounds):
        writer.append(words[begin:end])
    writer.close()
    return PackedTerms(memoryview(_bytes(blob)), memoryview(_bytes(offsets)).cast("I"), len(words))


def _bytes(stream: Stream) -> bytes:
    return b"".join(stream.blocks())


@pytest.mark.parametrize("make", [flat, packed])
@given(_SETS, st.lists(_TERMS, max_size=10), st.lists(st.integers(0, 60), max_size=3))
def test_as_a_sorted_list(make: Any, terms: set[bytes], asked: list[bytes], cuts: list[int]) -> None:
    """Look-up, prefixes and ranges give what a sorted list gives."""
    words = sorted(terms)
    dictionary = make(words, cuts)
    assert len(dictionary) == len(words)
    for begin in cuts:
        assert dictionary.some(min(begin, len(words)), len(words)) == words[begin:]
    assert [dictionary[number] for number in range(len(dictionary))] == words
    for term in [*asked, *words, b""]:
        assert dictionary.find(term) == (words.index(term) if term in terms else -1)
        assert dictionary.at_least(term) == bisect_left(words, term)
        assert [words[n] for n in dictionary.prefixed(term)] == [word for word in words if word.startswith(term)]
        assert [words[n] for n in dictionary.between(term, None)] == [word for word in words if word >= term]
        for end in asked:
            found = [words[number] for number in dictionary.between(term, end)]
            assert found == [word for word in words if term <= word < end]


@given(st.sets(_TERMS, min_size=20, max_size=200), st.integers(0, 3))
def test_beginnings_of_blocks_are_kept(terms: set[bytes], most: int) -> None:
    """As many as there is room for: what is found is the same, the first time and later."""
    words = sorted(terms)
    dictionary = packed(words, [])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_terms, "_HEADS", most)
        for _ in range(2):
            assert [dictionary.find(term) for term in words] == list(range(len(words)))
        assert len(dictionary._heads) <= most


@pytest.mark.parametrize("make", [flat, packed])
def test_no_terms(make: Any) -> None:
    """A field without terms finds none."""
    dictionary = make([], [])
    assert (len(dictionary), dictionary.find(b"a"), list(dictionary.prefixed(b""))) == (0, -1, [])

"""Chunks are found in the bytes of texts, and a table knows them again."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis import chunk_table
from searchkit.analysis.chunk_table import LONGEST_BYTES, UNKNOWN, ChunkTable, Keys, first_of_each, keys_of, pieces

_chunks = st.lists(st.binary(min_size=1, max_size=LONGEST_BYTES).filter(lambda one: not re.search(rb"[ \n/]", one)))
_PADDING = bytes(LONGEST_BYTES)


def _keys(chunks: list[bytes]) -> Keys:
    data = np.frombuffer(b"\n" + b"\n".join(chunks) + b"\n" + _PADDING, np.uint8)
    lengths = np.array([len(chunk) for chunk in chunks], np.intp)
    starts = np.cumsum(lengths + 1) - lengths
    return keys_of(data, starts, starts + lengths)


@settings(max_examples=300)
@given(st.text(alphabet="ab \n/é日", max_size=200), st.integers(1, 20))
def test_chunks_stand_between_blanks_line_ends_and_slashes(text: str, piece: int) -> None:
    """Whatever the text, and however many bytes are looked at together."""
    data = b"\n" + text.encode() + b"\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunk_table, "_PIECE", piece)
        patch.setattr(chunk_table, "_NEAR", 3)
        found = [
            data[start:end]
            for starts, ends in pieces(np.frombuffer(data, np.uint8))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]
    assert found == [chunk for chunk in re.split(rb"[ \n/]", data) if chunk]


@settings(max_examples=300)
@given(_chunks)
def test_a_key_tells_a_chunk_from_others(chunks: list[bytes]) -> None:
    """The same chunk has the same key wherever it stands, and two chunks have two."""
    keys = _keys(chunks).tolist()
    assert len(set(keys)) == len(set(chunks))
    assert dict(zip(chunks, keys, strict=True)) == dict(zip(reversed(chunks), reversed(keys), strict=True))


@pytest.mark.parametrize("length", [1, 7, 8, 9, 16, 17, LONGEST_BYTES - 1, LONGEST_BYTES])
def test_every_byte_counts(length: int) -> None:
    """Chunks that differ in one byte, or in their length by a NUL, are told apart."""
    chunk = bytes(100 + at % 100 for at in range(length))
    others = [chunk[:at] + b"!" + chunk[at + 1 :] for at in range(length)]
    others += [chunk[:-1] + b"\0", chunk[:-1] or b"\0\0"]
    assert len(set(_keys([chunk, *others]).tolist())) == len({chunk, *others})


@settings(max_examples=200)
@given(st.lists(st.lists(st.integers(0, 400), max_size=60), max_size=6), st.sampled_from([2, 4, 64]))
def test_the_table_is_a_dictionary(batches: list[list[int]], least: int) -> None:
    """It knows what was added and nothing else, however full it is and however often it grew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunk_table, "_LEAST", least)
        table = ChunkTable()
    known: dict[bytes, int] = {}
    for batch in batches:
        chunks = [b"chunk-%d" % number for number in batch]
        rows = table.look_up(_keys(chunks)).tolist()
        assert rows == [known.get(chunk, UNKNOWN) for chunk in chunks]
        new = [chunk for chunk in dict.fromkeys(chunks) if chunk not in known]
        known.update((chunk, -len(known) - place) for place, chunk in enumerate(new))
        table.add(_keys(new), np.array([known[chunk] for chunk in new], np.int32))
        assert len(table) == len(known)
    everything = list(known)
    assert table.look_up(_keys(everything)).tolist() == list(known.values())


@settings(max_examples=200)
@given(st.binary(min_size=24, max_size=48), st.sampled_from([(15, 23), (8, 16), (15, 16), (9, 20)]))
def test_bytes_of_two_words_make_up_for_nothing(chunk: bytes, places: tuple[int, int]) -> None:
    """Chunks that differ in two bytes, of two different eights, are told apart: products alone would not do so when
    these are the last of the eights."""
    others = set()
    for first in range(64):
        for second in range(0, 64, 7):
            other = bytearray(chunk)
            other[places[0]], other[places[1]] = first, second
            others.add(bytes(other))
    assert len(set(_keys(sorted(others)).tolist())) == len(others)


@given(st.lists(st.integers(0, 5)))
def test_keys_that_come_again_are_found_with_the_first(keys: list[int]) -> None:
    """In the order in which they are met."""
    firsts, numbers = first_of_each(np.array(keys, np.uint64))
    expected = list(dict.fromkeys(keys))
    assert [keys[at] for at in firsts.tolist()] == expected
    assert firsts.tolist() == [keys.index(key) for key in expected]
    assert [expected[number] for number in numbers.tolist()] == keys

"""Chunks as numbers: where they lie in the bytes of many texts, and a table that knows what each turned into.

To cut a text into strings and look each up in a dictionary takes a third of a microsecond a word, most of it for making
and hashing strings. Here a chunk is told by one number of 64 bits that numpy takes from the bytes of all texts: a
hash of its first eight bytes, of the rest and of its length. Two chunks of one length that is no more than eight bytes
are told exactly; two others are taken for one another once in 10^19 pairs, which nobody can bring about, since the hash
has other keys in each process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.chunks import LONGEST
from searchkit.analysis.rows import Numbers

LONGEST_BYTES = 4 * LONGEST
"""Of what a key tells: all that the longest chunk that is remembered can have."""

UNKNOWN = int(np.iinfo(np.int32).min)
"""Stands for the row of a chunk that the table has not."""

WORD = 8
"""Bytes that are looked at together."""
_WORDS = LONGEST_BYTES // WORD
_PIECE = 1 << 20  # bytes that are looked at together
_NEAR = 1 << 12  # bytes in which the end of a piece is looked for
_LEAST = 1 << 12  # slots of an empty table
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # 2^64 by the golden ratio: multiplying by it spreads keys over the table
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(WORD + 1)], "<u8")

_BETWEEN = tuple((ord(first), ord(last)) for first, last in (' "', "(*", ":?", "[^", "{~"))
"""Ranges of signs that are never part of a word."""

Bytes = NDArray[np.uint8]
Places = NDArray[np.intp]


def pieces(data: Bytes) -> Iterator[tuple[Places, Places]]:
    """Where the chunks of `data` begin and end, those of about a megabyte at a time.

    They stand between spaces, line ends and signs of ASCII that are never part of a word, slashes and brackets among
    them: what is between two comes again where "June/July" does not. `data` begins and ends with one of these.
    """
    first = 0
    while first < len(data) - 1:
        last = _next_between(data, min(first + _PIECE, len(data) - 1))
        between = _is_between(data[first : last + 1])
        edges = (between[1:] != between[:-1]).nonzero()[0] + (first + 1)
        yield edges[::2], edges[1::2]
        first = last


def _next_between(data: Bytes, start: int) -> int:
    while not len(found := _is_between(data[start : start + _NEAR]).nonzero()[0]):
        start += _NEAR
    return start + int(found[0])


def _is_between(data: Bytes) -> NDArray[np.bool_]:
    between: NDArray[np.bool_] = (data == ord("\n")) | (data == ord("/"))
    for first, last in _BETWEEN:
        between |= data - np.uint8(first) <= last - first  # what is less than `first` becomes more than any
    return between


def _words(data: Bytes) -> NDArray[np.uint64]:
    """The eight bytes that begin at each place."""
    words: NDArray[np.uint64] = np.ndarray(len(data) - WORD + 1, "<u8", data, strides=(1,))
    return words


_HASH_KEYS = np.frombuffer(os.urandom((_WORDS + 1) * WORD), "<u8") | np.uint64(1)
_OF_LENGTH, _OF_FIRST = _HASH_KEYS[0], _HASH_KEYS[-1]

Keys = NDArray[np.uint64]
"""A number for each of some chunks, by which a `ChunkTable` knows them."""


def keys_of(data: Bytes, starts: Places, ends: Places) -> Keys:
    """The keys of the chunks from `starts` to `ends`; after the end of the last there are `LONGEST_BYTES` more bytes.
    Of a longer chunk it tells the beginning and the length."""
    words = _words(data)
    lengths = ends - starts
    keys: Keys = words[starts]  # `take` would copy all of them
    keys &= _MASKS.take(lengths, mode="clip")
    keys *= _OF_FIRST
    rest = lengths.astype(np.uint64)
    rest *= _OF_LENGTH
    longer = (lengths > WORD).nonzero()[0]
    for number in range(1, _WORDS):
        if not len(longer):
            break
        left = lengths.take(longer) - number * WORD
        word = words[starts.take(longer) + number * WORD]
        word &= _MASKS.take(left, mode="clip")
        word ^= rest.take(longer)
        word *= _HASH_KEYS[number]
        rest[longer] = _mixed(word)
        longer = longer[left > WORD]
    keys += rest
    return keys


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The numbers, each of whose upper bits tells on lower ones too: products alone leave it at the upper."""
    numbers ^= numbers >> np.uint64(32)
    numbers *= _GOLDEN
    numbers ^= numbers >> np.uint64(29)
    return numbers


def first_of_each(keys: Keys) -> tuple[Places, Places]:
    """The places where keys stand for the first time, ascending; and of each key the number of its own among these."""
    order = keys.argsort(kind="stable")
    ordered = keys.take(order)
    is_first = np.ones(len(keys), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    firsts = order[is_first]
    by_place = firsts.argsort()
    numbers = np.empty(len(firsts), np.intp)
    numbers[by_place] = np.arange(len(firsts))
    of_keys = np.empty(len(keys), np.intp)
    of_keys[order] = numbers.take(is_first.cumsum() - 1)
    return firsts.take(by_place), of_keys


_SLOT = np.dtype([("key", np.uint64), ("row", np.int64)])
"""Key and row lie side by side: with more chunks than the processor's cache holds, each slot is waited for once."""


class ChunkTable:
    """The row of each chunk, by its key: a hash table of arrays with linear probing, asked for many chunks at once."""

    def __init__(self) -> None:
        self._make(_LEAST)

    def __len__(self) -> int:
        return self._count

    def _make(self, slots: int) -> None:
        self._count = 0
        self._slots = np.zeros(slots, _SLOT)
        self._slots["row"] = UNKNOWN

    def _home(self, keys: Keys) -> Places:
        """Where each key is looked for first."""
        return (keys * _GOLDEN >> np.uint64(65 - len(self._slots).bit_length())).astype(np.intp)

    def look_up(self, keys: Keys) -> Numbers:
        """The rows of some chunks; `UNKNOWN` for those that are not there."""
        slots = self._home(keys)
        found = self._slots.take(slots)
        rows = found["row"].astype(np.int32)
        others = found["key"] != keys
        others &= rows != UNKNOWN
        looking = others.nonzero()[0]
        slots = slots.take(looking)
        while len(looking):
            slots = (slots + 1) & (len(self._slots) - 1)
            found = self._slots.take(slots)
            rows[looking] = found["row"]
            others = (found["key"] != keys.take(looking)) & (found["row"] != UNKNOWN)
            looking, slots = looking[others], slots[others]
        return rows

    def add(self, keys: Keys, rows: Numbers) -> None:
        """Notes the rows of chunks that are not there yet, each given once."""
        if 2 * (self._count + len(rows)) > len(self._slots):
            self._grow(self._count + len(rows))
        self._count += len(rows)
        waiting, slots = np.arange(len(rows)), self._home(keys)
        of_keys, of_rows = self._slots["key"], self._slots["row"]
        while len(waiting):
            free = (of_rows[slots] == UNKNOWN).nonzero()[0]
            chosen, at = waiting[free], slots[free]
            # where several want the same slot, the last of them has it
            of_keys[at], of_rows[at] = keys[chosen], rows[chosen]
            others = of_keys[slots] != keys.take(waiting)
            waiting, slots = waiting[others], (slots[others] + 1) & (len(self._slots) - 1)

    def _grow(self, count: int) -> None:
        taken = self._slots[self._slots["row"] != UNKNOWN]
        self._make(1 << (4 * count).bit_length())
        self.add(taken["key"], taken["row"].astype(np.int32))

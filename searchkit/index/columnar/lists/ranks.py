"""A bit for each document, and how many are set before it: whether a list has a document, and in which row, without a
search.

Of a list that has many of all documents this is less than they take as numbers, and to look one up takes the same time
however long the list is. Source: Jacobson, Space-efficient Static Trees and Graphs, 1989.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

_BITS = 64
_ONE, _WITHIN = np.uint64(1), np.uint64(_BITS - 1)
_SHIFT = _BITS.bit_length() - 1


class Ranks:
    """The documents of a list, each at its rank."""

    __slots__ = ("_before", "_words")

    def __init__(self, documents: NDArray[np.int64]) -> None:
        """`documents`: ascending, at least one."""
        words = (int(documents[-1]) >> _SHIFT) + 2  # the last is empty: what is beyond the list is looked up there
        mask = np.zeros(words * _BITS, bool)
        mask[documents] = True
        self._words: NDArray[np.uint64] = np.packbits(mask, bitorder="little").view("<u8")
        self._before = np.zeros(words, np.uint32)
        np.cumsum(ones(self._words[:-1]), out=self._before[1:])

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        return self._words.nbytes + self._before.nbytes

    def look_up(self, wanted: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """(which of `wanted`, none below 0, the list has, their rows in the list)."""
        at = wanted >> _SHIFT
        words = self._words.take(at, mode="clip")
        bits = _ONE << (wanted.view(np.uint64) & _WITHIN)
        which = (words & bits).astype(bool).nonzero()[0]
        if len(which) < len(wanted):
            at, words, bits = at.take(which), words.take(which), bits.take(which)
        bits -= _ONE
        bits &= words
        return which, self._before.take(at) + ones(bits).astype(np.intp)


def _counted(words: NDArray[np.uint64]) -> NDArray[Any]:
    counts: NDArray[Any] = np.unpackbits(words.view(np.uint8)).reshape(-1, _BITS).sum(axis=1)
    return counts


ones = getattr(np, "bitwise_count", _counted)  # numpy has it from 2.0 on
"""How many bits of each number are set."""

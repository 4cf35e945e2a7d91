"""Tokens of many documents, in the order they were read, become postings sorted by term.

They are sorted as numbers, one for each token that says all of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.inverted import Inverted

_HALF = np.uint64(32)


def places(document: NDArray[Any], position: NDArray[Any], is_title: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Where tokens stand, a number of 64 bits for each: the document in the higher half, in the lower twice the
    position, below 2 ** 31, and one more in a title."""
    numbers = document.astype(np.uint64)
    numbers <<= _HALF
    lower = position.astype(np.uint64)
    lower <<= np.uint64(1)
    lower |= is_title
    numbers |= lower
    return numbers


class PlacedTokens:
    """Tokens of one field sorted by term and place: one number for each says both, and numbers sort quickly."""

    def __init__(self, rank: NDArray[np.uint32], place: NDArray[np.uint64], documents: int, *, positions: bool) -> None:
        """`rank`: of each token's term among all terms; `place`: see `places`; `documents`: they are all below."""
        self._bits = documents.bit_length()
        self._positions: NDArray[np.uint32] | None = None
        if positions:
            self._postings, lower = _sorted(rank, place, self._bits)
            self._is_title = (lower & np.uint32(1)).astype(np.uint8).view(bool)
            self._positions = lower >> np.uint32(1)
        else:
            self._postings, self._is_title = _sorted_without_positions(rank, place, self._bits)

    def inverted(self, title_weight: int) -> tuple[NDArray[np.intp], Inverted]:
        """The ranks of the terms that occur, and the postings; a token in a title weighs `title_weight`, others 1."""
        return self._inverted(self._postings, self._positions, self._is_title, title_weight)

    def inverted_titles(self) -> tuple[NDArray[np.intp], Inverted]:
        """The same of those in titles alone, which weigh 1."""
        rows = self._is_title.nonzero()[0]
        positions = None if self._positions is None else self._positions.take(rows)
        return self._inverted(self._postings.take(rows), positions, None, 1)

    def _inverted(
        self,
        postings: NDArray[Any],
        positions: NDArray[np.uint32] | None,
        is_title: NDArray[np.bool_] | None,
        title_weight: int,
    ) -> tuple[NDArray[np.intp], Inverted]:
        is_first = _differs(postings)
        firsts = is_first.nonzero()[0]
        counts = np.diff(firsts, append=len(postings))
        weights = counts
        if is_title is not None and title_weight > 1:
            weights = counts.copy()
            in_titles = is_first.cumsum(dtype=np.int32).take(is_title.nonzero()[0])
            in_titles -= 1
            np.add.at(weights, in_titles, title_weight - 1)
        posting = postings.take(firsts)
        rank = posting >> posting.dtype.type(self._bits)
        documents = (posting & posting.dtype.type((1 << self._bits) - 1)).astype(np.int32)
        starts = _differs(rank).nonzero()[0]
        terms = rank.take(starts).astype(np.intp)
        inverted = Inverted(
            np.append(starts, len(posting)), documents, weights, None if positions is None else counts, positions
        )
        return terms, inverted


def _differs(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether each value is another than the one before; the first is."""
    differs = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=differs[1:])
    return differs


def _sorted(rank: NDArray[np.uint32], place: NDArray[np.uint64], bits: int) -> tuple[NDArray[Any], NDArray[np.uint32]]:
    """Term and document of each token as one number, and the lower half of its place; sorted."""
    lower = place.astype(np.uint32)
    low_bits = int(lower.max(initial=0)).bit_length()
    high_bits = int(rank.max(initial=0)).bit_length() + bits
    if high_bits + low_bits > 64:  # more than any usual text needs
        order = np.lexsort((place, rank))
        place = place.take(order)
        return rank.take(order).astype(np.uint64) << np.uint64(bits) | place >> _HALF, place.astype(np.uint32)
    keys = rank.astype(np.uint64)
    keys <<= np.uint64(bits)
    keys |= place >> _HALF
    keys <<= np.uint64(low_bits)
    keys |= lower
    keys.sort()
    lower = keys.astype(np.uint32)
    lower &= np.uint32((1 << low_bits) - 1)
    keys >>= np.uint64(low_bits)
    return keys.astype(np.uint32) if high_bits <= 32 else keys, lower


def _sorted_without_positions(
    rank: NDArray[np.uint32], place: NDArray[np.uint64], bits: int
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Term and document of each token as one number, and whether it is in a title; sorted."""
    is_small = int(rank.max(initial=0)).bit_length() + bits < 32
    kind = np.uint32 if is_small else np.uint64
    keys: NDArray[Any] = rank.astype(kind)
    keys <<= kind(bits + 1)
    lower: NDArray[Any] = (place >> np.uint64(31)).astype(kind)
    lower &= kind((2 << bits) - 2)
    lower |= (place & np.uint64(1)).astype(kind)
    keys |= lower
    keys.sort()
    is_title = keys.astype(np.uint8)
    is_title &= np.uint8(1)
    keys >>= kind(1)
    return keys, is_title.view(bool)

"""Which identities SQLite may have been told of: to ask it about each article takes longer than to tell it."""

from __future__ import annotations

_BITS = 1 << 25
"""Four mebibytes, which are taken as they are used. Of two million others one in eighty is taken for one of these, of
ten million one in five."""


class BloomFilter:
    """A set of identities of which others may seem to be (a filter of Bloom's, "Space/time trade-offs in hash coding",
    1970, with two places an identity), in the same memory however many there are."""

    def __init__(self) -> None:
        self._bits = bytearray(_BITS >> 3)

    def add(self, id: str) -> bool:
        """Adds an identity; gives whether it is certain that it was not there."""
        bits, number = self._bits, hash(id)  # of the bits of 64, others in each process
        first, second = number & _BITS - 1, number >> 32 & _BITS - 1
        at, other = first >> 3, second >> 3
        bit, other_bit = 1 << (first & 7), 1 << (second & 7)
        is_new = not (bits[at] & bit and bits[other] & other_bit)
        bits[at] |= bit
        bits[other] |= other_bit
        return is_new

"""Which identities SQLite may have been told of: to ask it about each article takes longer than to tell it."""

from __future__ import annotations

from collections.abc import Iterable

_BITS = 1 << 25
"""Four mebibytes, which are taken as they are used. Of two million others one in eighty is taken for one of these, of
ten million one in five."""


class Told:
    """A set of identities of which others may seem to be (a filter of Bloom's, "Space/time trade-offs in hash coding",
    1970, with two places an identity), in the same memory however many there are."""

    def __init__(self) -> None:
        self._bits = bytearray(_BITS >> 3)

    def update(self, ids: Iterable[str]) -> None:
        """Adds identities."""
        bits, last = self._bits, _BITS - 1
        for id in ids:
            number = hash(id)  # of the bits of 64, others in each process
            place, other = number & last, number >> 32 & last
            bits[place >> 3] |= 1 << (place & 7)
            bits[other >> 3] |= 1 << (other & 7)

    def __contains__(self, id: str) -> bool:
        bits, last, number = self._bits, _BITS - 1, hash(id)
        place, other = number & last, number >> 32 & last
        return bool(bits[place >> 3] >> (place & 7) & bits[other >> 3] >> (other & 7) & 1)

"""Norms a length at a time: the slow way of what is done on arrays."""

from __future__ import annotations

from bisect import bisect_right

from searchkit.index.columnar.norms import LENGTHS


def length_to_byte(length: int) -> int:
    """The largest byte whose length is not more than `length` (tokens, 0 or more)."""
    return bisect_right(LENGTHS, length) - 1

"""Packed numbers without numpy.

A run of 128 packed values is one whole number of Python's. In seven steps, each of which moves the upper halves of all
groups apart at once, its values come to lie 16 or 32 bits from each other; from there an array reads them. That takes
a third of the time of cutting out one value after the other.
"""

from __future__ import annotations

import sys
from array import array
from functools import cache
from typing import Final

_RUN: Final = 128
_STEPS: Final = (64, 32, 16, 8, 4, 2, 1)


def unpack(data: bytes | memoryview, begin: int, width: int, count: int, *, plus: int = 0) -> list[int]:
    """`count` values, each of `width` bits, from byte `begin` on; `plus`, 0 or 1, is added to each."""
    if not width:
        return [plus] * count
    if count == 1:
        return [(int.from_bytes(data[begin : begin + (width + 7 >> 3)], "little") & (1 << width) - 1) + plus]
    lane, masks, ones = _masks(width)
    values = array("H" if lane == 16 else "I")
    size = _RUN * width >> 3
    for first in range(0, count, _RUN):
        some = min(count - first, _RUN)
        spread = int.from_bytes(data[begin : begin + (some * width + 7 >> 3)], "little") & (1 << some * width) - 1
        for step, mask in masks:
            if step < some:
                low = spread & mask
                spread = low | (spread ^ low) << (lane - width) * step
        if plus:
            spread += ones if some == _RUN else ones & (1 << lane * some) - 1
        values.frombytes(spread.to_bytes(some * lane >> 3, "little"))
        begin += size
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()


@cache
def _masks(width: int) -> tuple[int, tuple[tuple[int, int], ...], int]:
    """How far apart values are put; for each step the bits that stay, the lower half of each group; a 1 for each."""
    lane = 16 if width < 16 else 32
    every = (1 << _RUN * lane) - 1
    masks = [(step, ((1 << step * width) - 1) * (every // ((1 << 2 * step * lane) - 1))) for step in _STEPS]
    return lane, tuple(masks), every // ((1 << lane) - 1)

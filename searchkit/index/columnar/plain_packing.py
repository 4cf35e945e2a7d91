"""Packed numbers without numpy.

A run of 128 packed values is one whole number of Python's. In seven steps, each of which moves the upper halves of all
groups apart at once, its values come to lie 16 or 32 bits from each other; from there an array reads them. That takes
a tenth of the time of cutting out one value after the other.
"""

from __future__ import annotations

import sys
from array import array
from functools import cache
from typing import Final

_RUN: Final = 128
_STEPS: Final = (64, 32, 16, 8, 4, 2, 1)


def unpack(data: memoryview, begin: int, width: int, count: int) -> list[int]:
    """`count` values, each of `width` bits, from byte `begin` on."""
    if not width:
        return [0] * count
    if count == 1:
        return [int.from_bytes(data[begin : begin + (width + 7 >> 3)], "little") & (1 << width) - 1]
    values: list[int] = []
    size = _RUN * width >> 3
    for first in range(0, count, _RUN):
        some = min(count - first, _RUN)
        values += _run(int.from_bytes(data[begin : begin + (some * width + 7 >> 3)], "little"), width, some)
        begin += size
    return values


def _run(packed: int, width: int, count: int) -> list[int]:
    lane, masks = _masks(width)
    spread = packed
    for step, mask in masks:
        if step < count:
            low = spread & mask
            spread = low | (spread ^ low) << (lane - width) * step
    values = array("H" if lane == 16 else "I", (spread & (1 << lane * count) - 1).to_bytes(count * lane >> 3, "little"))
    if sys.byteorder == "big":
        values.byteswap()
    return values.tolist()


@cache
def _masks(width: int) -> tuple[int, tuple[tuple[int, int], ...]]:
    """How far apart values are put, and for each step the bits that stay: the lower half of each group."""
    lane = 16 if width <= 16 else 32
    masks = []
    for step in _STEPS:
        half, group = (1 << step * width) - 1, 2 * step * lane
        masks.append((step, sum(half << place for place in range(0, _RUN * lane, group))))
    return lane, tuple(masks)

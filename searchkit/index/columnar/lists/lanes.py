"""Several packed values of one 64-bit number, moved apart until each has a lane of its own.

The upper half of the values is moved to the upper half of the number, then the same is done in both halves, until there
is one value in each part: four operations for each halving, on all numbers of all rows at once. What was a row of
numbers is then an array of the lanes, without a copy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]

_BITS = 64


class Lanes:
    """So many values of a number."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._type = np.dtype(f"<u{8 // count}")
        self._steps = _steps(count)

    def spread(self, numbers: Numbers, widths: NDArray[np.int64]) -> NDArray[Any]:
        """The values, shape (rows, numbers of a row x lanes), in the smallest unsigned type.

        The `numbers`, shape (rows, numbers of a row), little-endian, are written over. Each has its first value in its
        lowest bits; `widths`: how many bits a value has, by row.
        """
        below = np.empty_like(numbers)
        for distance, low, high in self._steps[:, :, widths, None]:
            np.bitwise_and(numbers, low, out=below)
            numbers <<= distance
            numbers &= high
            numbers |= below
        return numbers.view(self._type)


def _steps(count: int) -> NDArray[np.uint64]:
    """For each halving, and each width: how far the upper half is moved, the bits of the lower half, those of the upper
    half when it was moved; shape (halvings, 3, widths)."""
    steps = []
    values, part = count, _BITS
    while values > 1:
        values, part = values // 2, part // 2
        begins = range(0, _BITS, 2 * part)
        columns = []
        for width in range(_BITS // count + 1):
            mask = (1 << values * width) - 1
            low = sum(mask << begin for begin in begins)
            columns.append((part - values * width, low, low << part))
        steps.append(np.array(columns, np.uint64).T)
    return np.stack(steps)


LANES = {count: Lanes(count) for count in (2, 4, 8)}
"""By how many values a number holds."""

"""Whole numbers in as many bits as they need: runs of values, each run with a width of its own, into bytes and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.lists.lanes import LANES

Ints = NDArray[np.int64]

WIDEST = 32
"""Bits that a value may have."""

MASKS: Ints = (np.int64(1) << np.arange(WIDEST + 1)) - 1
"""By width: the bits of a value."""

_ONE_RUN = 128  # values for which places are worked out beforehand
_MANY_RUNS = 20
_WIDEST_PAIR = 30  # two values of 31 bits that begin at the seventh bit of a byte do not end within eight bytes
_PLACES = np.arange(_ONE_RUN) * np.arange(WIDEST + 1)[:, None]
BYTES, BITS = _PLACES >> 3, _PLACES & 7
"""By width and index: the byte in which a value of a run begins, and the bit in that byte."""


def eights(data: NDArray[np.uint8]) -> Ints:
    """The eight bytes from each byte on, as one number: a value lies in those where it begins, whatever its width."""
    numbers: Ints = np.ndarray((max(len(data) - 7, 0),), "<i8", buffer=data.data, strides=(1,))
    return numbers


def bits_of(greatest: NDArray[Any]) -> Ints:
    """How many bits whole numbers up to `greatest`, below 2 ** 53, need."""
    bits: Ints = np.frexp(greatest.astype(np.float64))[1].astype(np.int64)
    return bits


def bytes_of(sizes: Ints | int, widths: Any) -> Any:
    """How many bytes runs of values take."""
    return (sizes * widths + 7) >> 3


def begins(sizes: NDArray[Any]) -> Ints:
    """Where runs of these sizes begin, when they lie one after the other."""
    sums = np.empty(len(sizes), np.int64)
    sums[:1] = 0
    np.cumsum(sizes[:-1], out=sums[1:])
    return sums


def pack(data: NDArray[np.uint8], begin: Ints, widths: Ints, sizes: Ints, values: NDArray[Any]) -> None:
    """Puts runs of `sizes` values, one after the other in `values`, where each has its beginning in `data`.

    `begin` ascends; `data` is zero there, a multiple of 4 long, and has 4 bytes more than are needed.
    """
    chosen = (widths > 0) & (sizes > 0)
    if not chosen.all():
        values = values.take(np.repeat(widths > 0, sizes).nonzero()[0])
        begin, widths, sizes = begin[chosen], widths[chosen], sizes[chosen]
    if not len(values):
        return
    # Places are counted in words of 32 bits: half of the memory, and no value needs more than two of them.
    kind: type[Any] = np.uint32 if len(data) < 1 << 29 else np.uint64
    bits = np.repeat((begin * 8 - begins(sizes) * widths).astype(kind), sizes)
    each = np.repeat(widths.astype(kind), sizes)
    each *= np.arange(len(values), dtype=kind)
    bits += each
    words = bits >> kind(5)
    bits &= kind(31)
    shifted = values.astype(np.uint64)
    shifted <<= bits
    lasts = np.append((words[1:] != words[:-1]).nonzero()[0], len(words) - 1)
    # What is summed has no bit in common, so the sum of a word's values is the difference of two sums of all.
    sums = np.diff(np.cumsum(shifted, out=shifted).take(lasts), prepend=np.uint64(0))
    words = words.take(lasts).astype(np.intp)
    target = data.view("<u4")
    target[words] |= sums.astype(np.uint32)
    target[words + 1] |= (sums >> np.uint64(32)).astype(np.uint32)


def unpack(data: Ints, begin: Ints, widths: Ints, sizes: Ints) -> Ints:
    """The values of such runs, one run after the other; `data` is that of `eights`."""
    together = _together(widths)
    groups = -(-sizes // together)
    if int(groups.sum()) * together > 2 * int(sizes.sum()):  # runs are short
        bits = _bits(begin * 8, widths, sizes)
        values: Ints = data[bits >> 3] >> (bits & 7) & MASKS[np.repeat(widths, sizes)]
        return values
    bits = _bits(begin * 8, widths * together, groups)
    found = data[bits >> 3]
    found >>= bits & 7
    of_group = np.repeat(widths, groups)
    values = found[:, None] >> (widths[:, None] * np.arange(together))[np.repeat(np.arange(len(widths)), groups)]
    values &= MASKS[of_group][:, None]
    values = values.reshape(-1)
    beyond = groups * together - sizes
    if beyond.any():  # values after the end of a run are none of its own
        before = np.cumsum(beyond) - beyond
        values = values[np.arange(int(sizes.sum())) + np.repeat(before, sizes)]
    return values


def _together(widths: Ints) -> int:
    """How many values eight bytes hold, whatever the bit where the first begins, with any of these widths."""
    widest = int(widths.max(initial=0))
    return 8 if widest <= 8 else 4 if widest <= 15 else 2 if widest <= 29 else 1


def _bits(begin: Ints, widths: Ints, sizes: Ints) -> Ints:
    """The bit at which each value begins."""
    before = np.cumsum(sizes) - sizes
    return np.repeat(begin - before * widths, sizes) + np.arange(int(sizes.sum())) * np.repeat(widths, sizes)


def unpack_run(data: Ints, begin: int, width: int, size: int) -> Ints:
    """The values of one run."""
    if not width:
        return np.zeros(size, np.int64)
    values: Ints
    if size <= _ONE_RUN:
        values = data[BYTES[width, :size] + begin] >> BITS[width, :size] & MASKS[width]
    else:
        bits = np.arange(size) * width + begin * 8
        values = data[bits >> 3] >> (bits & 7) & MASKS[width]
    return values


def unpack_rows(data: Ints, begin: Ints, widths: Ints, size: int) -> NDArray[Any]:
    """Runs of up to 128 values, each in a row of `size`; what is beyond a run's end has no meaning.

    Of many runs the values are of the smallest unsigned type that holds them all. Eight bytes hold several values: they
    are taken from them together.
    """
    widest = int(widths.max(initial=0))
    if len(widths) < _MANY_RUNS or widest > _WIDEST_PAIR:
        places = BYTES[widths, :size] + begin[:, None]
        np.minimum(places, len(data) - 1, out=places)
        values: Ints = data[places] >> BITS[widths, :size] & MASKS[widths][:, None]
        return values
    lanes = LANES[8 if widest <= 8 else 4 if widest <= 16 else 2]
    bits = widths[:, None] * np.arange(0, size, lanes.count)
    places = bits >> 3
    places += begin[:, None]
    if begin.max() + widest * (_ONE_RUN >> 3) >= len(data):
        np.minimum(places, len(data) - 1, out=places)
    found = data.view("<u8")[places]
    if lanes.count < 8:
        bits &= 7
        found >>= bits.view(np.uint64)
    return lanes.spread(found, widths)[:, :size]

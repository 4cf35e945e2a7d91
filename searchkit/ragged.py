"""Runs of different lengths that lie one after the other in one array: which rows they are, sums within each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def starts_of(sizes: NDArray[Any]) -> Ints:
    """Where each of the runs of `sizes` begins and, last, where all end: one number more than there are runs.

    >>> starts_of(np.array([2, 0, 3])).tolist()
    [0, 2, 2, 5]
    """
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def rows_of_runs(begin: NDArray[Any], sizes: NDArray[Any]) -> Ints:
    """The rows of runs that begin at `begin`, wherever that is, and have these `sizes`.

    >>> rows_of_runs(np.array([5, 0, 7]), np.array([2, 0, 3])).tolist()
    [5, 6, 7, 8, 9]
    """
    before = np.cumsum(sizes) - sizes
    rows: Ints = np.repeat(begin - before, sizes)
    rows += np.arange(len(rows))
    return rows


def rows_in_order(order: NDArray[Any], sizes: NDArray[Any]) -> Ints:
    """The rows of runs of `sizes`, that lie one after the other, when the runs are taken in `order`, which may have
    some more than once.

    >>> rows_in_order(np.array([2, 0]), np.array([2, 0, 3])).tolist()
    [2, 3, 4, 0, 1]
    """
    begin = np.cumsum(sizes) - sizes
    return rows_of_runs(begin.take(order), sizes.take(order))


def run_sums(values: Ints, starts: NDArray[Any]) -> Ints:
    """Running sums that begin anew at each of `starts`, which are as `starts_of` gives them.

    >>> run_sums(np.array([1, 1, 5, 5, 5]), np.array([0, 2, 2, 5])).tolist()
    [1, 2, 5, 10, 15]
    """
    sums = np.cumsum(values)
    before = np.concatenate(([0], sums))[starts[:-1]]
    within: Ints = sums - np.repeat(before, np.diff(starts))
    return within


def cuts(sizes: NDArray[Any], most: int, runs: int) -> list[int]:
    """Where to cut a list of runs of `sizes`, from 0 to its end, so that no piece has more than `most` of all in it,
    unless one run has, nor more than so many `runs`.

    >>> cuts(np.array([1, 2, 9, 1, 1, 1]), 4, 2)
    [0, 2, 3, 5, 6]
    """
    sums, found = np.cumsum(sizes, dtype=np.int64), [0]
    while found[-1] < len(sums):
        done = int(sums[found[-1] - 1]) if found[-1] else 0
        past = int(sums.searchsorted(done + most, side="right"))
        found.append(min(max(past, found[-1] + 1), found[-1] + runs))
    return found

"""Pairs of articles that may be one story: their sketches have about as much in common as those of copies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.sketches import Keys, Sketches
from searchkit.index.stories.likeness import CONTAINED
from searchkit.index.stories.shingles import KEPT

Numbers = NDArray[np.int64]
Rows = NDArray[np.intp]

_NEIGHBOURS: Final = 10
"""Documents with one hash that a document is paired with: where there are more, they are copies of each other as well,
or share what means little."""

_PASSED: Final = 1_000
"""Deleted documents that are passed over to find so many."""

_SHARED: Final = 3
"""Hashes that a pair must share: one or two are shared by the turns of phrase of a trade."""

_DEVIATIONS: Final = 1.5
"""Standard deviations by which a pair may share fewer hashes than copies do on average."""

_HALF = np.uint64(32)
_LOWER = np.uint64(0xFFFFFFFF)


class Pairs(NamedTuple):
    """Pairs of documents, as columns."""

    new: Numbers
    other: Numbers
    promise: NDArray[np.float64]
    """How many times as many hashes they share as copies of their sizes do at the least."""


class Hashes(NamedTuple):
    """The sketches of documents, as columns: by hash, equal ones by document."""

    hashes: NDArray[np.uint32]
    documents: NDArray[np.uint32]

    @classmethod
    def of(cls, keys: Keys) -> Hashes:
        """Of sorted keys."""
        return cls((keys >> _HALF).astype(np.uint32), (keys & _LOWER).astype(np.uint32))

    def rows(self, some: range) -> Rows:
        """Where those of some documents are."""
        return ((self.documents >= some.start) & (self.documents < some.stop)).nonzero()[0]


def within(new: Hashes, sizes: NDArray[Any], rows: Rows) -> Pairs:
    """Pairs of new documents: each of those whose hashes are in `rows` with those of lower numbers. `sizes`: by number,
    of how many shingles each was made."""
    one, other = _joined(_before(new, rows))
    return _likely(one, other, sizes, sizes)


def _before(new: Hashes, at: Rows) -> Iterator[tuple[Numbers, Numbers]]:
    """The documents of each hash at some rows with the one before it that has the same, with the one before that ..."""
    for lag in range(1, _NEIGHBOURS + 1):
        at = at[at >= lag]
        at = at[new.hashes[at] == new.hashes[at - lag]]
        if not len(at):
            return
        yield new.documents[at].astype(np.int64), new.documents[at - lag].astype(np.int64)


def across(
    new: Hashes, sizes: NDArray[Any], earlier: Sketches, rows: Rows, deleted: NDArray[np.bool_] | None = None
) -> Pairs:
    """Pairs of some new documents and those of a segment that was there before, of which some may be `deleted`; `new`,
    `sizes`, `rows` as above."""
    hashes, numbers = new.hashes[rows], new.documents[rows].astype(np.int64)
    if len(hashes) <= len(earlier.hashes):
        runs = _runs(hashes, earlier.hashes) if deleted is None else _live_runs(hashes, earlier, deleted)
    else:
        live = slice(None) if deleted is None else earlier.lives(deleted).nonzero()[0]
        places = np.arange(len(earlier.hashes))[live]
        runs = ((row, places[at]) for at, row in _runs(earlier.hashes[live], hashes))
    one, other = _joined((numbers[row], earlier.documents[at].astype(np.int64)) for row, at in runs)
    is_there = other < len(earlier.sizes)  # whatever a damaged file says
    return _likely(one[is_there], other[is_there], sizes, earlier.sizes)


def _runs(
    fewer: NDArray[np.uint32], more: NDArray[np.uint32], most: int = _NEIGHBOURS
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Rows of two sorted arrays whose values are equal: of each of `fewer` with the first in `more`, the second ..."""
    rows = np.arange(len(fewer))
    at = more.searchsorted(fewer)
    for _ in range(most):
        is_there = at < len(more)
        rows, at = rows[is_there], at[is_there]
        same = more[at] == fewer[rows]
        rows, at = rows[same], at[same]
        if not len(rows):
            return
        yield rows, at
        at = at + 1


def _live_runs(
    hashes: NDArray[np.uint32], earlier: Sketches, deleted: NDArray[np.bool_]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """The same without what is deleted, which would take the places of others."""
    wanted = np.full(len(hashes), _NEIGHBOURS)
    for rows, at in _runs(hashes, earlier.hashes, _NEIGHBOURS + _PASSED):
        lives = earlier.lives(deleted, at) & (wanted[rows] > 0)
        wanted[rows[lives]] -= 1
        yield rows[lives], at[lives]
        if not wanted[rows].any():
            return


def _joined(pairs: Iterable[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    found = list(pairs)
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    one, other = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return one, other


def _likely(one: Numbers, other: Numbers, sizes: NDArray[Any], other_sizes: NDArray[Any]) -> Pairs:
    """The pairs that share as many hashes as copies of their sizes may, each once."""
    pairs, shared = np.unique(one << 32 | other, return_counts=True)
    pairs, shared = pairs[shared >= _SHARED], shared[shared >= _SHARED]
    one, other = pairs >> 32, pairs & 0xFFFFFFFF
    size, other_size = sizes[one].astype(np.float64), other_sizes[other].astype(np.float64)
    common = CONTAINED * np.minimum(size, other_size)
    resemblance = common / np.maximum(size + other_size - common, 1)
    expected = KEPT * resemblance
    least = np.maximum(expected - _DEVIATIONS * np.sqrt(expected * (1 - resemblance)), _SHARED)
    is_likely = shared >= least
    return Pairs(one[is_likely], other[is_likely], (shared / least)[is_likely])

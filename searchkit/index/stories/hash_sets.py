"""Sets of hashes, one for each of many texts: in memory while they are small, else in a temporary file."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from itertools import pairwise
from tempfile import TemporaryFile
from typing import IO, Final

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.sketches import Keys

_IN_MEMORY: Final = 8 << 20  # bytes of hashes
_TOGETHER: Final = 1 << 14  # hashes of pairs that are put in order at once: what a cache holds
_READ: Final = 1 << 11  # sets that are read before the file is let go: 64 KiB of it come into memory with each

_HALF = np.uint64(32)

Rows = NDArray[np.int64]


class HashSets:
    """Sets of numbers of 32 bits, numbered from 0 as they are added."""

    def __init__(self) -> None:
        self._sizes = [np.zeros(0, np.int64)]
        self._waiting = [np.zeros(0, np.uint32)]
        self._bytes = 0
        """Of those that wait."""
        self._file: IO[bytes] | None = None
        self._mapped: mmap.mmap | None = None

    def add(self, keys: Keys, count: int) -> None:
        """Takes `count` sets. `keys`: their hashes, each below the number of its set, which begin at 0; sorted."""
        self._sizes.append(np.bincount((keys >> _HALF).astype(np.intp), minlength=count))
        self._waiting.append(keys.astype(np.uint32))
        self._bytes += self._waiting[-1].nbytes
        if self._bytes > _IN_MEMORY:
            self._write()

    def _write(self) -> None:
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115  # `close` closes it
        for hashes in self._waiting:
            self._file.write(hashes.data)
        self._waiting, self._bytes = [], 0

    def sizes(self, rows: Rows) -> Rows:
        """How many hashes each of some sets has."""
        return self._all_sizes()[rows]

    def _all_sizes(self) -> Rows:
        self._sizes = [np.concatenate(self._sizes)]
        return self._sizes[0]

    def shared(self, one: Rows, other: Rows) -> Rows:
        """How many hashes each set of `one` has in common with that of `other` in the same place."""
        sizes, hashes = self._all_sizes(), self._all_hashes()
        ends = np.cumsum(sizes)
        begins = ends - sizes
        found = np.zeros(len(one), np.int64)
        read = 0
        for some in _portions(sizes[one] + sizes[other]):
            both = np.column_stack((one[some], other[some])).reshape(-1)
            places = zip(begins[both].tolist(), ends[both].tolist(), strict=True)
            keys = np.concatenate([hashes[begin:end] for begin, end in places]).astype(np.uint64)
            keys |= (np.arange(len(both), dtype=np.uint64) >> np.uint64(1) << _HALF).repeat(sizes[both])
            keys.sort(kind="stable")  # that is by merging: the hashes of each set are in order
            twice = keys[1:][keys[1:] == keys[:-1]] >> _HALF
            found[some] = np.bincount(twice.astype(np.intp), minlength=len(both) // 2)
            read += len(both)
            if read > _READ:
                self._let_go()
                read = 0
        self._let_go()
        return found

    def _all_hashes(self) -> NDArray[np.uint32]:
        """Those of all sets, one set after the other."""
        if self._file is None:
            self._waiting = [np.concatenate(self._waiting)]
            return self._waiting[0]
        self._write()
        self._file.flush()
        self._mapped = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(self._mapped, np.uint32)

    def _let_go(self) -> None:
        """Says to the system that what was read of the file need not be in memory."""
        if self._mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Forgets them."""
        if self._file is not None:
            self._file.close()


def _portions(sizes: Rows) -> Iterator[slice]:
    """So many of some things at a time that their sizes add up to about `_TOGETHER`."""
    portion = np.cumsum(sizes) // _TOGETHER
    cuts = (portion[1:] != portion[:-1]).nonzero()[0] + 1
    for first, past in pairwise([0, *cuts.tolist(), len(sizes)]):
        if first < past:
            yield slice(first, past)

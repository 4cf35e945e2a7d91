"""Where runs of some lengths are that lie one after the other, each told from the first of its block: half of the bytes
that it takes to count from the first of all."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.lists.layout import BLOCK


class Runs:
    """So many runs, in blocks of 128."""

    __slots__ = ("_edges", "_firsts", "total")

    def __init__(self, lengths: NDArray[np.int64]) -> None:
        blocks = -(-len(lengths) // BLOCK)
        padded = np.zeros(blocks * BLOCK, np.int64)
        padded[: len(lengths)] = lengths
        edges = np.zeros((blocks, BLOCK + 1), np.int64)
        np.cumsum(padded.reshape(-1, BLOCK), axis=1, out=edges[:, 1:])
        ends = np.cumsum(edges[:, -1])
        self.total = int(ends[-1])
        """The length of all."""
        self._firsts = (ends - edges[:, -1]).astype(np.uint32)
        self._edges: NDArray[Any] = edges.astype(np.uint16 if edges.max() < 1 << 16 else np.uint32).reshape(-1)
        """Of each block where its runs begin, and where the last ends."""

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        return self._firsts.nbytes + self._edges.nbytes

    def of(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(lengths, beginnings) of some runs."""
        blocks = numbers // BLOCK
        places = numbers + blocks
        begins = self._edges.take(places)
        places += 1
        lengths = np.subtract(self._edges.take(places), begins, dtype=np.int64)
        return lengths, np.add(self._firsts.take(blocks), begins, dtype=np.int64)

    def in_blocks(self) -> NDArray[np.int64]:
        """The length of all runs of each block."""
        return self._edges[BLOCK :: BLOCK + 1].astype(np.int64)

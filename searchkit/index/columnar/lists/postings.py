"""What a posting list gives, however it is kept: whole arrays, blocks, rows; made when they are asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.array_cache import CACHE
from searchkit.index.columnar.lists.layout import BLOCK, WEIGHT_CLASSES
from searchkit.index.columnar.lists.ranks import Ranks
from searchkit.index.columnar.lists.runs import Runs
from searchkit.ragged import run_sums

_EDGES = np.array([*WEIGHT_CLASSES, np.inf], np.float32)
WITHIN = np.arange(BLOCK)
FEW, FEW_UNKEPT = 600, 100
"""When one posting of so many is wanted, reading its block alone is better than counting all positions: while there is
room to keep what was counted, and when it would be counted again each time."""

_SMALL = 2_000
"""Lists of fewer postings are kept as they are used; of others documents take 4 bytes and weights, where they can, 1:
making them wide again takes far less than unpacking them."""

_DENSE = 16
"""From one posting for so many documents on, ranks take less than half of what documents do."""


class Postings(ABC):
    """The posting list of a term. Rows count its postings from 0.

    It is `packed_postings` that is written; `wide_postings` reads what format version 1 wrote.
    """

    __slots__ = (
        "__weakref__", "_documents", "_norms", "_position_runs", "_ranks", "_weights", "block_count", "count",
    )  # fmt: skip

    def __init__(self, count: int, norms: NDArray[np.uint8] | None) -> None:
        self.count = count
        self.block_count = -(-count // BLOCK)
        self._norms = norms
        self._documents: NDArray[np.int64 | np.uint32] | None = None
        self._ranks: Ranks | None = None
        self._weights: NDArray[np.float32 | np.uint8] | None = None
        self._position_runs: Runs | None = None

    @property
    @abstractmethod
    def total_weight(self) -> float:
        """The sum of the weights."""

    @property
    @abstractmethod
    def has_positions(self) -> bool:
        """Whether the field keeps positions."""

    # Whole lists

    def documents(self, *, keep: bool = True) -> NDArray[np.int64]:
        """The document numbers, ascending; kept for the next time if `keep`."""
        kept = self._documents
        if kept is not None:
            return kept.astype(np.int64, copy=False)
        documents = self._read_documents()
        if keep:
            self._documents = kept = documents if self.count < _SMALL else documents.astype(np.uint32)
            CACHE.add(self, kept.nbytes)
        return documents

    def weights(self, *, keep: bool = True) -> NDArray[np.float32]:
        """The weighted frequencies; kept for the next time if `keep`."""
        kept = self._weights
        if kept is not None:
            return kept.astype(np.float32, copy=False)
        weights = self._read_weights()
        if keep:
            self._weights = kept = weights if self.count < _SMALL else _in_bytes(weights)
            CACHE.add(self, kept.nbytes)
        return weights

    @property
    def is_read(self) -> bool:
        """Whether the documents are at hand, or their ranks."""
        return self._documents is not None or self._ranks is not None

    def ranks(self) -> Ranks | None:
        """Which documents it has, and their rows, when these are many of all; kept for the next time."""
        ranks = self._ranks
        if ranks is None and self.count >= _SMALL and self.count * _DENSE > self.block_first()[-1]:
            ranks = self._ranks = Ranks(self.documents(keep=False))
            CACHE.add(self, ranks.size)
        return ranks

    def weights_at(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """The weights of the postings in `rows`, ascending."""
        return self.weights()[rows]

    def forget(self) -> None:
        """Drops the arrays that were made; they are made again when asked for."""
        self._documents = self._ranks = self._weights = self._position_runs = None

    @abstractmethod
    def _read_documents(self) -> NDArray[np.int64]: ...

    @abstractmethod
    def _read_weights(self) -> NDArray[np.float32]: ...

    # Blocks

    @abstractmethod
    def block_first(self) -> NDArray[np.uint32]:
        """The first document of each block."""

    @abstractmethod
    def documents_in(self, numbers: NDArray[np.intp]) -> NDArray[np.int64]:
        """The documents of some blocks, given by number, ascending."""

    @abstractmethod
    def blocks(self, numbers: NDArray[np.intp]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """(documents, weights) of the postings of some blocks, given by number, ascending."""

    @abstractmethod
    def _limits(self) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
        """Of each block of a list that has several: the greatest weight and the smallest norms."""

    def bounds(self, inverse_norms: NDArray[np.float32]) -> NDArray[np.float32]:
        """For each block an upper limit of weight times ``inverse_norms[length byte]`` over its postings.

        `inverse_norms`: shape (256,), descending.
        """
        if self.count <= BLOCK:
            norms = self._norms[self.documents()] if self._norms is not None else np.zeros(self.count, np.uint8)
            most_of_all: NDArray[np.float32] = (self.weights() * inverse_norms[norms]).max(keepdims=True)
            return most_of_all
        greatest, norms = self._limits()
        most = greatest.astype(np.float32)
        most[most == 65535] = np.float32(self.total_weight)
        limits = np.minimum(most[:, None], _EDGES)
        most_of_each: NDArray[np.float32] = (limits * inverse_norms[norms]).max(axis=1)
        return most_of_each

    def rows_of(self, numbers: NDArray[np.intp]) -> NDArray[np.int64]:
        """The rows of some blocks, given by number, ascending."""
        rows = (np.asarray(numbers)[:, None] * BLOCK + WITHIN).reshape(-1)
        if len(numbers) and numbers[-1] == self.block_count - 1 and self.count % BLOCK:
            rows = rows[: self.count % BLOCK - BLOCK]
        return rows

    # Positions

    @abstractmethod
    def positions(self, rows: NDArray[np.intp] | None = None) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(starts, positions) of the postings in `rows`, all if not given: those of the i-th are
        ``positions[starts[i]:starts[i + 1]]``, ascending."""

    @abstractmethod
    def _counts(self) -> NDArray[np.int64]:
        """How many positions each posting has."""

    def _runs_of_positions(self) -> Runs:
        """Where each posting's positions are among all; kept for the next time."""
        runs = self._position_runs
        if runs is None:
            runs = self._position_runs = Runs(self._counts())
            CACHE.add(self, runs.size)
        return runs


def _in_bytes(weights: NDArray[np.float32]) -> NDArray[np.float32 | np.uint8]:
    """The weights, each in a byte if it can be."""
    if weights.max(initial=0) > 255:
        return weights
    small = weights.astype(np.uint8)
    return small if (small == weights).all() else weights


ZERO = np.zeros(1, np.int64)
NO_DOCUMENTS = np.zeros(0, np.int64)
NO_WEIGHTS = np.zeros(0, np.float32)


def inline_positions(
    place: int, size: int, rows: NDArray[np.intp] | None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The answer of `Postings.positions` for a posting that is a pointer."""
    if rows is not None and not len(rows):
        return ZERO, NO_DOCUMENTS
    return np.array([0, size]), np.array([place] * size, np.int64)


def absolute(differences: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions from their differences; those of each posting, which has one at least, begin at one of `starts`."""
    if len(differences) == len(starts) - 1:
        return differences  # one each
    return run_sums(differences, starts)

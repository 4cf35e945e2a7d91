"""Postings of one field that come run by run, more than memory should hold: they wait in a temporary file and are
merged term by term. Nothing is encoded before that, so a posting is encoded once, however many runs there are."""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.combining import combined
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.writing import narrowest

_IN_MEMORY = 4 << 20  # bytes of a field's runs that stay in memory
_TOGETHER = 1 << 17  # postings, or positions, that are merged at once unless a single term has more

Ints = NDArray[np.int64]


class PostingRuns:
    """The runs of a field. Documents are numbered from 0 in the order of the runs, terms as who adds them likes."""

    def __init__(self, *, positions: bool) -> None:
        self._has_positions = positions
        self._file = _Spool()
        self._runs: list[_Run] = []

    def add(self, terms: NDArray[np.int32], postings: Inverted, first_document: int) -> None:
        """Takes a run: the number of each of its terms, sorted as the terms are, and their postings. Its documents are
        counted from `first_document`, and above those of the runs before."""
        if len(terms):
            self._runs.append(_Run(self._file, terms, postings, first_document))

    def merged(self, rank: NDArray[np.uint32], order: NDArray[np.int32]) -> Iterator[tuple[list[int], Inverted]]:
        """The numbers of the terms that have postings, sorted as the terms are, with all of their postings, some terms
        at a time. `order`: all numbers, sorted so; `rank`: the place of each in it."""
        if not self._runs:
            yield [], _nothing(positions=self._has_positions)
        ranks = [rank.take(run.terms).astype(np.int64) for run in self._runs]
        sizes = np.zeros(len(order), np.int64)
        for run, of_run in zip(self._runs, ranks, strict=True):
            sizes[of_run] += run.sizes
        sums = np.cumsum(sizes)
        first = 0
        while first < len(order):
            done = int(sums[first - 1]) if first else 0
            past = max(int(sums.searchsorted(done + _TOGETHER, side="right")), first + 1)
            parts, chosen = [], []
            for run, of_run in zip(self._runs, ranks, strict=True):
                low, high = of_run.searchsorted((first, past)).tolist()
                if low < high:
                    parts.append(run.read(low, high))
                    chosen.append(of_run[low:high] - first)
            if parts:
                postings, kept = combined(parts, chosen, past - first)
                yield order[first:past].take(kept.nonzero()[0]).tolist(), postings
            first = past

    def close(self) -> None:
        """Forgets the runs."""
        self._runs = []
        self._file.close()


class _Spool:
    """Arrays one after the other, in memory while they are few."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # `close` closes it
        self._size = 0

    def write(self, values: NDArray[Any]) -> _Spooled:
        """Appends an array of whole numbers, in the narrowest type that holds them."""
        values = narrowest(values)
        self._file.seek(self._size)
        self._file.write(values.data)
        spooled = _Spooled(self, self._size, values.dtype)
        self._size += values.nbytes
        return spooled

    def read(self, place: int, size: int) -> bytes:
        """So many bytes from this place."""
        self._file.seek(place)
        return self._file.read(size)

    def close(self) -> None:
        """Frees it."""
        self._file.close()


class _Spooled:
    """An array that lies in a spool."""

    def __init__(self, spool: _Spool, place: int, kind: np.dtype[Any]) -> None:
        self._spool = spool
        self._place = place
        self._kind = kind

    def __getitem__(self, some: slice) -> NDArray[Any]:
        size = self._kind.itemsize
        return np.frombuffer(
            self._spool.read(self._place + some.start * size, (some.stop - some.start) * size), self._kind
        )


class _Run:
    """Where the postings of a run lie."""

    def __init__(self, spool: _Spool, terms: NDArray[np.int32], postings: Inverted, first_document: int) -> None:
        self.terms = terms
        self._first_document = first_document
        self._starts = postings.starts.astype(np.uint32)
        self._documents, self._weights = spool.write(postings.documents), spool.write(postings.weights)
        self._positions: tuple[NDArray[np.uint32], _Spooled, _Spooled] | None = None
        if postings.counts is not None and postings.positions is not None:
            sums = np.zeros(len(postings.counts) + 1, np.uint32)
            np.cumsum(postings.counts, out=sums[1:], dtype=np.uint32)
            self._positions = sums.take(self._starts), spool.write(postings.counts), spool.write(postings.positions)

    @property
    def sizes(self) -> Ints:
        """How many postings each term has, or positions where these are kept."""
        starts = self._starts if self._positions is None else self._positions[0]
        return (starts[1:] - starts[:-1]).astype(np.int64)

    def read(self, low: int, high: int) -> Inverted:
        """The postings of the terms from the one at `low` to before that at `high`."""
        starts = self._starts[low : high + 1].astype(np.int64)
        rows = slice(int(starts[0]), int(starts[-1]))
        starts -= rows.start
        documents = self._documents[rows].astype(np.int32)
        documents += np.int32(self._first_document)
        if self._positions is None:
            return Inverted(starts, documents, self._weights[rows])
        position_starts, counts, positions = self._positions
        places = slice(int(position_starts[low]), int(position_starts[high]))
        return Inverted(starts, documents, self._weights[rows], counts[rows], positions[places])


def _nothing(*, positions: bool) -> Inverted:
    none = np.zeros(0, np.int64)
    return Inverted(np.zeros(1, np.int64), none, none, *(none, none) if positions else ())

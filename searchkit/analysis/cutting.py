"""Texts of one language as bytes, cut into chunks: which text has which, and where in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.chunk_table import LONGEST_BYTES, Keys, keys_of, pieces
from searchkit.ragged import rows_of_runs

_BETWEEN = b"\n"  # what stands before, between and after the texts; chunks stand between such
_ENCODING = ("utf-8", "surrogatepass")
_TOGETHER = 1 << 18  # chunks whose keys are made at once


class Found(NamedTuple):
    """A chunk where it stands."""

    at: int
    """Its number among all chunks."""
    text: str
    """The text that it is of."""
    offset: int
    """Where it begins there, in characters."""
    chunk: str


class CutTexts:
    """The chunks of some texts, numbered from 0 in their order; `numbers` has the number that each text has elsewhere.

    ``whole=True``: each text is a chunk by itself.
    """

    def __init__(self, lang: str, texts: Mapping[int, str], *, whole: bool = False) -> None:
        self.lang = lang
        self.whole = whole
        self.numbers = np.fromiter(texts, np.intp, len(texts))
        self._texts = list(texts.values())
        encoded = [text.encode(*_ENCODING) for text in self._texts]
        self._data = b"".join((_BETWEEN, _BETWEEN.join(encoded), _BETWEEN, bytes(LONGEST_BYTES)))
        self._bytes = np.frombuffer(self._data, np.uint8)
        lengths = np.fromiter(map(len, encoded), np.intp, len(encoded))
        self._begins = np.cumsum(lengths + 1) - lengths
        if whole:
            self._starts, self._ends = self._begins, self._begins + lengths
        else:
            starts, ends = zip(*pieces(self._bytes[: len(self._data) - LONGEST_BYTES]), strict=True)
            self._starts, self._ends = np.concatenate(starts), np.concatenate(ends)

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def counts(self) -> NDArray[np.intp]:
        """How many chunks each text has: intp[texts]."""
        firsts = self._starts.searchsorted(self._begins)
        return np.diff(firsts, append=len(self))

    def pieces(self) -> Iterator[tuple[int, Keys]]:
        """Some chunks at a time, of all in order: the number of the first, and their keys."""
        for first in range(0, len(self), _TOGETHER):
            some = slice(first, first + _TOGETHER)
            yield first, keys_of(self._bytes, self._starts[some], self._ends[some])

    def lengths(self, which: NDArray[np.intp]) -> NDArray[np.intp]:
        """The bytes of the chunks of these numbers."""
        return self._ends.take(which) - self._starts.take(which)

    def chunks(self, which: NDArray[np.intp]) -> list[str]:
        """The chunks of these numbers, none of them long."""
        lengths = self.lengths(which) + 1
        data = self._bytes.take(rows_of_runs(self._starts.take(which), lengths))
        data[lengths.cumsum() - 1] = ord(_BETWEEN)
        return data.tobytes().decode(*_ENCODING).split(_BETWEEN.decode())[:-1]

    def found(self, which: NDArray[np.intp]) -> Iterator[Found]:
        """The chunks of these numbers, ascending, where they stand."""
        places = self._begins.searchsorted(self._starts[which], side="right") - 1
        before = text = -1
        offset = 0
        is_ascii = self._data.isascii()
        for at, place, start, end in zip(
            which.tolist(), places.tolist(), self._starts[which].tolist(), self._ends[which].tolist(), strict=True
        ):
            if place != text:
                text, before, offset = place, int(self._begins[place]), 0
            # characters are counted from the chunk before, so that none is counted twice
            offset += start - before if is_ascii else len(self._data[before:start].decode(*_ENCODING))
            before = start
            yield Found(at, self._texts[text], offset, self._data[start:end].decode(*_ENCODING))

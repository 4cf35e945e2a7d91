"""Sketches: the smallest few of the hashes of all runs of four words in an article's body.

Texts that have many runs in common have many of the smallest in common (Broder 1997, "On the resemblance and
containment of documents"), so a few numbers an article are enough to find what may be copies. In scripts without
spaces a word is a pair of characters, and four of these a run of five.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.sketches import SAMPLED, Keys, keys_of, ranges_of_hashes, write_sketches
from searchkit.index.columnar.spool import Spool

if TYPE_CHECKING:
    from searchkit.index.columnar.writing import SegmentFileWriter

WORDS: Final = 4
"""Words of a shingle: fewer are common to many articles, more are broken by each correction."""

LEAST: Final = 40
"""Shingles that a body must have: shorter ones are alike by chance."""

KEPT: Final = 16
"""Hashes of a sketch. docs/decisions/0014 compares numbers and kinds of sketches."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, so that each word of a shingle reaches the highest bits
_HALF = np.uint64(32)
_BLOCK = 1 << 18  # hashes that are read at once


class Sketcher:
    """Collects the sketches of a segment's articles, batch by batch."""

    def __init__(self) -> None:
        self.forget()
        self._begin()

    def _begin(self) -> None:
        self._kept = Spool()
        """The hashes of each document that has a sketch, `KEPT` of each."""
        self._sizes: list[NDArray[np.uint32]] = []

    def forget(self) -> None:
        """Numbers of words begin anew."""
        self._hashes: NDArray[np.uint64] = np.zeros(0, np.uint64)

    def add(
        self, documents: range, document: NDArray[Any], position: NDArray[Any], word: NDArray[Any], words: Sequence[str]
    ) -> None:
        """Takes the bodies of the next `documents`: for each token its document, its position and the number of its
        word among `words`."""
        self._hash(words)
        is_first = np.ones(len(document), bool)  # of the words at one position
        np.logical_or(document[1:] != document[:-1], position[1:] != position[:-1], out=is_first[1:])
        rows = (document[is_first] - documents.start).astype(np.uint64)
        shingles, rows = runs(self._hashes[word[is_first]], rows, WORDS)
        self._keep(len(documents), distinct(rows << _HALF | shingles >> _HALF))

    def _keep(self, documents: int, keys: Keys) -> None:
        """The smallest hashes of each of some documents; `keys`: of all its shingles, below the document's number."""
        rows = (keys >> _HALF).astype(np.intp)
        sizes = np.bincount(rows, minlength=documents)
        rank = np.arange(len(keys)) - (np.cumsum(sizes) - sizes)[rows]
        sizes[sizes < LEAST] = 0
        kept = (rank < KEPT) & (sizes > 0)[rows]
        self._sizes.append(sizes.astype(np.uint32))
        self._kept.write(keys[kept].astype("<u4"))

    def _hash(self, words: Sequence[str]) -> None:
        """Hashes the words that are new; the same in every process and version."""
        new = words[len(self._hashes) :]
        if new:
            sums = np.fromiter((crc32(word.encode("utf-8", "surrogatepass")) for word in new), np.uint64, len(new))
            self._hashes = np.concatenate((self._hashes, mixed(sums)))

    def write(self, writer: SegmentFileWriter) -> None:
        """Writes the sketches to a segment, if there are any, and begins anew."""
        sizes = np.concatenate(self._sizes) if self._sizes else np.zeros(0, np.uint32)
        documents = sizes.nonzero()[0].astype(np.uint32)
        if len(documents):
            write_sketches(writer.arrays, self._portions(documents), sizes)
        self._kept.close()
        self._begin()

    def _portions(self, documents: NDArray[np.uint32]) -> Iterator[Keys]:
        """The keys of all that is kept, which is of `documents`, portion by portion. It is read once for each: so
        little of it is in memory."""
        kept = self._kept.all(np.uint32)
        blocks = range(0, kept.count, _BLOCK)
        sample = np.concatenate([self._kept.read(kept, first, first + _BLOCK)[::SAMPLED] for first in blocks])
        for low, high in ranges_of_hashes(sample, kept.count):
            some = []
            for first in blocks:
                hashes = self._kept.read(kept, first, first + _BLOCK)
                rows = ((hashes >= low) & (hashes <= high)).nonzero()[0]
                some.append(keys_of(hashes.take(rows), documents.take((rows + first) // KEPT)))
            yield np.concatenate(some)


def runs(words: Keys, rows: NDArray[Any], size: int) -> tuple[Keys, NDArray[Any]]:
    """The hash and the row of each run of `size` words of one row. `words`: the hashes of all words, row by row."""
    count = max(len(words) + 1 - size, 0)
    hashes = words[:count]
    for place in range(1, size):
        hashes = hashes * _FACTOR + words[place : place + count]
    is_whole = rows[:count] == rows[size - 1 :]
    return hashes[is_whole], rows[:count][is_whole]


def distinct(keys: Keys) -> Keys:
    """The keys, sorted, each once."""
    keys = np.sort(keys)
    is_new = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=is_new[1:])
    return keys[is_new]


def mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Other numbers of 64 bits, each of whose bits depends on all of the first (Steele, Lea and Flood: SplitMix)."""
    numbers = numbers + _FACTOR
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    numbers ^= numbers >> np.uint64(31)
    return numbers

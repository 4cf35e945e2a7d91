"""Whether two articles are one story: their texts compared, shingle by shingle, many at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.sketches import Keys
from searchkit.index.stories.hash_sets import HashSets
from searchkit.index.stories.shingles import LEAST, WORDS, distinct, mixed, runs
from searchkit.index.stories.words import plain, words_of

CONTAINED: Final = 0.8
"""Share of the shingles of the shorter text that are in the longer one too."""

_NUMBERS: Final = 0.6
"""The same for numbers: notices made from one template differ in hardly anything else."""

_UNSPACED: Final = 5
"""Characters of a shingle in languages whose words are not told apart by spaces alone."""

_LANGUAGES: Final = frozenset({"zh", "ja", "ko"})
_DECODE = json.JSONDecoder().raw_decode  # does not look for spaces around, which takes a fifth of the time
_HALF = np.uint64(32)
_TOGETHER: Final = 1 << 18  # bytes that are cut at once: what a cache holds

Rows = NDArray[np.int64]


class Texts:
    """Texts that may be copies of each other, numbered from 0 as they are added."""

    def __init__(self) -> None:
        self._shingles, self._numbers = HashSets(), HashSets()

    def add(self, records: Iterable[bytes]) -> None:
        """Takes the texts of articles, given as they are stored."""
        for some in _portions(records):
            for sets, keys in zip((self._shingles, self._numbers), _hashed(some), strict=True):
                sets.add(keys, len(some))

    def likeness(self, one: Rows, other: Rows) -> NDArray[np.float64]:
        """How much each text of `one` is like that of `other` in the same place, from 0 to 1 for equal ones; 0 when
        they are not one story."""
        found = np.zeros(len(one))
        sizes, other_sizes = self._shingles.sizes(one), self._shingles.sizes(other)
        shared, fewest = self._shingles.shared(one, other), np.minimum(sizes, other_sizes)
        rows = ((fewest >= LEAST) & (shared >= CONTAINED * fewest)).nonzero()[0]
        fewest = np.minimum(self._numbers.sizes(one[rows]), self._numbers.sizes(other[rows]))
        rows = rows[self._numbers.shared(one[rows], other[rows]) >= _NUMBERS * fewest]
        found[rows] = shared[rows] / (sizes + other_sizes - shared)[rows]
        return found

    def close(self) -> None:
        """Forgets them."""
        self._shingles.close()
        self._numbers.close()


def _portions(records: Iterable[bytes]) -> Iterator[list[tuple[bytes, str]]]:
    """The words and the language of each text, of some after the other."""
    size = 0
    some: list[tuple[bytes, str]] = []
    for record in records:
        article = _DECODE(record.decode("utf-8", "surrogatepass"))[0]["article"]
        some.append((plain(article.get("body", "")), article.get("lang", "und")))
        size += len(some[-1][0])
        if size > _TOGETHER:
            yield some
            size, some = 0, []
    if some:
        yield some


def _hashed(texts: Sequence[tuple[bytes, str]]) -> tuple[Keys, Keys]:
    """The shingles and the numbers of some texts, given as words and language, as keys of `HashSets`. In another
    language everything is another."""
    hashes, rows, are_numbers = words_of([words for words, _ in texts])
    languages = mixed(np.array([crc32(lang.encode("utf-8", "surrogatepass")) for _, lang in texts], np.uint64))
    of_row = np.arange(len(texts), dtype=np.uint64) << _HALF ^ languages >> _HALF
    size_of = np.array([_UNSPACED if lang in _LANGUAGES else WORDS for _, lang in texts])
    shingles = []
    for size in np.unique(size_of).tolist():
        some, their_rows = runs(hashes, rows, size)
        chosen = size_of[their_rows] == size
        shingles.append(some[chosen] >> _HALF ^ of_row[their_rows[chosen]])
    return distinct(np.concatenate(shingles)), distinct(hashes[are_numbers] >> _HALF ^ of_row[rows[are_numbers]])

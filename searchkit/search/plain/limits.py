"""The most that each document of a segment can get for the words of a query: a byte each, for all of them at once.

A score is ``weight * t / (1 + t)`` with ``t = frequency * inverse norm``. Frequencies of a word are put into bytes by
document. Tables of bytes make logarithms of these and of the norms, rounded up, in eighths of a power of two; the
logarithms of all documents are added as two whole numbers of Python's, and one more table makes limits of the sums.
Limits of words are added in the same way. So documents cost some nanoseconds each, and postings some forty.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import ceil, log2
from typing import TYPE_CHECKING, Final

from searchkit.frozen import dataclass

if TYPE_CHECKING:
    from searchkit.search.plain.lists import PlainList
    from searchkit.search.plain.statistics import PlainInverses, PlainScores

MOST_TERMS: Final = 64
"""Of a query with more, limits would be too rough: each term's are rounded up in a byte that all share."""

_TOP: Final = 255
_FINE: Final = 8  # steps of a power of two
_RANGE: Final = 63  # so many steps below the greatest of a word, logarithms are not told apart
_THERE: Final = 128  # added to the logarithm of a frequency, so that sums tell documents that do not have the word
_LEAST_STEP: Final = 2.0**-126
"""Below this numbers in single precision are rounded by more than a part of themselves, and scores may be zero."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The postings of one word in a segment."""

    postings: PlainList
    scores: PlainScores
    """What it adds to scores."""
    norms: memoryview
    """Length bytes by document."""


class Limits:
    """The limits of some words, of which each scores some documents of a segment.

    They are in `step`s: ``steps[document]`` is 0 for documents that have none of the words.
    """

    def __init__(self, lists: Sequence[Listed]) -> None:
        norms = {id(one.norms): one for one in lists}
        logarithms = {key: _Norms(bytes(one.norms), one.scores.inverses) for key, one in norms.items()}
        words = [_Word(one, logarithms[id(one.norms)]) for one in lists]
        self.step = max(sum(word.limit for word in words) / (_TOP - len(words)), _LEAST_STEP)
        together = sum(word.limits(self.step) for word in words)
        self.steps = bytearray(together.to_bytes(len(lists[0].norms), "little"))


class _Norms:
    """The logarithms of the inverse norms of a field, the greatest `_RANGE`."""

    def __init__(self, norms: bytes, inverses: PlainInverses) -> None:
        shortest = next(byte for byte in range(256) if byte in norms)
        self.greatest = inverses[shortest]
        table = [_logarithm(inverses[byte] / self.greatest) for byte in range(shortest, 256)]
        self.by_document = int.from_bytes(norms.translate(bytes(shortest) + bytes(table)), "little")


class _Word:
    """What limits of a word are made of."""

    def __init__(self, one: Listed, norms: _Norms) -> None:
        terms = [(*found.read(), worth) for found, worth in one.postings.terms()]
        most = sum(worth * max(weights) for _, weights, worth in terms)
        part = (_TOP - len(terms)) / most
        part = part if part < 1 else int(part)  # whole numbers stay whole
        self._weight = one.scores.weight
        self._size = len(one.norms)
        self._norms = norms
        self._frequencies = 0
        """By document, a byte each: in parts of the greatest, rounded up."""
        for documents, weights, worth in terms:
            rounded = {weight: max(ceil(worth * weight * part), 1) for weight in set(weights)}
            by_document = bytearray(self._size)
            for document, weight in zip(documents, weights, strict=True):
                by_document[document] = rounded[weight]
            self._frequencies += int.from_bytes(by_document, "little")
        self._product = _TOP / part * norms.greatest
        self.limit = self._limit(self._product)
        """The most that any document can get."""

    def _limit(self, product: float) -> float:
        return self._weight * product / (1 + product)

    def limits(self, step: float) -> int:
        """The limits of all documents, a byte each, as a number."""
        frequencies = self._frequencies.to_bytes(self._size, "little").translate(_logarithms())
        sums = (int.from_bytes(frequencies, "little") + self._norms.by_document).to_bytes(self._size, "little")
        products = [self._product * 2 ** ((sum_ - 2 * _RANGE) / _FINE) for sum_ in range(256 - _THERE)]
        table = bytes(_THERE) + bytes(min(int(self._limit(product) / step) + 1, _TOP) for product in products)
        return int.from_bytes(sums.translate(table), "little")


def _logarithm(factor: float) -> int:
    """That of a factor of at most 1, which is `_RANGE` for 1."""
    return max(_RANGE + ceil(_FINE * log2(factor)), 0)


@cache
def _logarithms() -> bytes:
    """By frequency."""
    return bytes([0, *(_THERE + _logarithm(part / _TOP) for part in range(1, 256))])

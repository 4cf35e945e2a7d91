"""The identities of a segment's articles: a field, whose terms they are, and a column of numbers made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.spool import Spool
from searchkit.index.columnar.writing import SegmentFileWriter
from searchkit.index.documents import identity_key

_TOGETHER = 1 << 16  # terms that are written at once
_WORD = 8  # bytes that are compared at once
_MASKS = np.array([(1 << 64) - (1 << 8 * (_WORD - count)) for count in range(_WORD + 1)], np.uint64)
"""By how many bytes of a word belong to a string: the bits of these, which are the highest."""

_DIGEST = 32  # digits of an `article_id`
_DIGITS = re.compile("[0-9a-f]*")

Places = NDArray[np.int64]


class Identities:
    """Collects identities, which wait in spools. After `write` it begins anew."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._count = 0
        self._bytes, self._sizes, self._keys = Spool(), Spool(), Spool()

    def add(self, ids: Sequence[str]) -> None:
        """Takes those of the next articles."""
        encoded = list(map(str.encode, ids))
        self._bytes.write(np.frombuffer(b"".join(encoded), np.uint8))
        self._sizes.write(np.fromiter(map(len, encoded), np.uint32, len(ids)))
        self._keys.write(keys_of(ids))
        self._count += len(ids)

    def write(self, writer: SegmentFileWriter) -> None:
        """Writes the field and the columns."""
        self._bytes.write(np.zeros(_WORD, np.uint8))
        data = self._bytes.whole(np.uint8)
        ends = self._sizes.whole(np.uint32).cumsum(dtype=np.int64)
        begins = ends - self._sizes.whole(np.uint32)
        order, is_first = in_byte_order(data, begins, ends)
        terms = np.empty(self._count, np.uint32)
        terms[order] = is_first.cumsum(dtype=np.uint32) - np.uint32(1)
        writer.add_field("id", _chunks(data, begins, ends, order, is_first))
        writer.add_term_numbers("id", terms)
        writer.add_numbers("key", self._keys.whole(np.uint64))
        for spool in (self._bytes, self._sizes, self._keys):
            spool.close()
        self._begin()


def keys_of(ids: Sequence[str]) -> NDArray[np.uint64]:
    """The `identity_key` of each; in a tenth of the time when all are digests, as they are mostly."""
    joined = "".join(ids)
    if all(len(id) == _DIGEST for id in ids) and _DIGITS.fullmatch(joined):
        return np.frombuffer(bytes.fromhex(joined), ">u8")[::2].astype(np.uint64)
    return np.fromiter(map(identity_key, ids), np.uint64, len(ids))


def _chunks(
    data: NDArray[np.uint8], begins: Places, ends: Places, order: NDArray[np.uint32], is_first: NDArray[np.bool_]
) -> Iterator[tuple[list[bytes], Inverted]]:
    """The terms and their postings. An article that was written again is there twice, until its first version is
    deleted."""
    blob, firsts = data.data, np.append(is_first.nonzero()[0], len(order))
    for first in range(0, max(len(firsts) - 1, 1), _TOGETHER):
        starts = firsts[first : first + _TOGETHER + 1]
        documents = order[starts[0] : starts[-1]]
        starts = starts - starts[0]
        rows = documents.take(starts[:-1])
        terms = [
            bytes(blob[begin:end])
            for begin, end in zip(begins.take(rows).tolist(), ends.take(rows).tolist(), strict=True)
        ]
        yield terms, Inverted(starts, documents, np.ones(len(documents), np.int64))


def in_byte_order(
    data: NDArray[np.uint8], begins: Places, ends: Places
) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """The order of the byte strings of `data` from `begins` to `ends`, after the last of which there are `_WORD` bytes
    more; equal ones stay as they are. And whether each, in this order, is another than the one before.

    They are compared eight bytes at a time, as whole numbers; those that were alike so far again.
    """
    words = np.ndarray(len(data) - _WORD + 1, ">u8", data, strides=(1,))
    order = np.arange(len(begins), dtype=np.uint32)
    is_first = np.ones(len(begins), bool)
    tied = np.arange(len(begins), dtype=np.uint32)
    """Places in the order whose strings are alike so far with their neighbours of the same group."""
    group = np.zeros(len(begins), np.uint32)
    at = 0
    while len(tied):
        rows = order.take(tied)
        starts = begins.take(rows) + at
        left = np.minimum(ends.take(rows) - starts, _WORD).astype(np.uint8)
        word = words[starts].astype(np.uint64)
        del starts
        word &= _MASKS.take(left)
        inner = np.lexsort((left, word, group) if at else (left, word))
        order[tied] = rows.take(inner)
        left, word = left.take(inner), word.take(inner)
        differs = np.ones(len(tied), bool)
        differs[1:] = (word[1:] != word[:-1]) | (left[1:] != left[:-1]) | (group[1:] != group[:-1])
        is_first[tied] = differs
        has_more = ~differs
        has_more[:-1] |= has_more[1:]
        has_more &= left == _WORD
        tied, group = tied[has_more], differs.cumsum(dtype=np.uint32)[has_more]
        at += _WORD
    return order, is_first

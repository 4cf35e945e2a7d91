"""Writing posting lists: flat arrays of many terms become the bytes of their lists, without a loop over terms."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexUnfit
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.lists.blocks import ENTRY_TYPE, HEADER_TYPE
from searchkit.index.columnar.lists.layout import (
    BLOCK,
    COUNT_SHIFT,
    ENTRY,
    FIRST_SHIFT,
    FLOATS,
    HEADER,
    INLINE,
    INLINE_POSITION,
    INLINE_POSITIONS,
    INLINE_WEIGHTS,
    LONG,
    OFFSET_BITS,
    WEIGHT_CLASSES,
    WHOLE,
    WIDTH_BITS,
    WIDTH_SHIFTS,
)
from searchkit.index.columnar.lists.packing import begins, bits_of, bytes_of, pack
from searchkit.ragged import rows_in_order, starts_of

Ints = NDArray[np.int64]
_Piece = tuple[NDArray[Any], Ints]
"""Values, those of all blocks one after the other, and how many each block has."""


_OF_ONE = 1 << 16
"""Postings of one list that are made at once, whole blocks: packing takes some hundred bytes for each, and more where a
word is in most documents and has many positions."""


def encode(postings: Inverted, norms: NDArray[np.uint8] | None) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """The lists of `postings` as bytes, and a pointer for each term; offsets count from the first byte.

    `norms`: the length byte of every document, None when lengths do not matter to scores. It takes some hundred bytes
    of memory for each posting.
    """
    frequencies = np.diff(postings.starts)
    pointers, listed = _inlined(postings, frequencies)
    if not len(listed):
        return np.zeros(0, np.uint8), pointers
    if len(listed) < postings.terms:
        postings = _only(postings, frequencies, listed)
    lists = _Lists(postings, norms)
    pointers[listed] = lists.pointers()
    return lists.bytes(), pointers


def moved(pointers: NDArray[np.uint64], offset: int) -> NDArray[np.uint64]:
    """The pointers of lists that were written at `offset`."""
    if offset >= 1 << OFFSET_BITS:
        raise IndexUnfit("a segment would hold more than 64 GiB of posting lists; commit, or merge, fewer at a time")
    return np.where(pointers < np.uint64(INLINE), pointers + np.uint64(offset), pointers)


def _inlined(postings: Inverted, frequencies: Ints) -> tuple[NDArray[np.uint64], Ints]:
    """Pointers that are postings where that is possible, and the numbers of the terms where it is not."""
    rows = postings.starts[:-1]
    weights = postings.weights[rows]
    fits = (frequencies == 1) & (weights <= INLINE_WEIGHTS) & (weights == np.floor(weights)) & (weights >= 1)
    pointers = np.zeros(postings.terms, np.uint64)
    extra: Any = np.uint64(INLINE)
    if postings.counts is not None and postings.positions is not None:
        firsts = begins(postings.counts).take(rows)
        fits &= postings.counts[rows] == 1
        positions = postings.positions[firsts[fits]]
        is_near = positions <= INLINE_POSITIONS
        fits[fits] = is_near
        extra = np.uint64(INLINE | INLINE_POSITION) | (positions[is_near].astype(np.uint64) << np.uint64(38))
    pointers[fits] = (
        postings.documents[rows][fits].astype(np.uint64) | (weights[fits].astype(np.uint64) << np.uint64(32)) | extra
    )
    return pointers, np.flatnonzero(~fits)


def _only(postings: Inverted, frequencies: Ints, terms: Ints) -> Inverted:
    """The postings of some terms."""
    chosen = np.zeros(postings.terms, bool)
    chosen[terms] = True
    is_kept = np.repeat(chosen, frequencies)
    rows = is_kept.nonzero()[0]  # taking rows is several times as fast as choosing them by truth values
    counts, positions = postings.counts, postings.positions
    if counts is not None and positions is not None:
        positions = positions.take(np.repeat(is_kept, counts).nonzero()[0])
        counts = counts.take(rows)
    starts = starts_of(frequencies[terms])
    return Inverted(starts, postings.documents.take(rows), postings.weights.take(rows), counts, positions)


class LongList:
    """The list of one term whose postings come some at a time, in the order of documents. Weights are whole numbers,
    none less than the number of positions."""

    def __init__(self, norms: NDArray[np.uint8] | None) -> None:
        """`norms`: as `encode` takes them."""
        self._norms = norms
        self._rest: Inverted | None = None
        """Postings that are not encoded yet, at least one and no more than a block has."""
        self._count = self._weight = self._positions = self._size = 0
        """Of those that are."""
        self._entries: list[NDArray[Any]] = []
        self._blocks: list[NDArray[np.uint8]] = []

    def add(self, postings: Inverted) -> None:
        """Takes the next postings of the term."""
        if self._rest is not None:
            postings = _joined(self._rest, postings)
        rows = (len(postings.documents) - 1) // BLOCK * BLOCK
        for first in range(0, rows, _OF_ONE):
            self._encode(_some_rows(postings, first, min(first + _OF_ONE, rows)))
        self._rest = _some_rows(postings, rows, len(postings.documents))

    def _encode(self, postings: Inverted) -> None:
        lists = _Lists(postings, self._norms, heads=False)
        entries = lists.entries()
        entries["positions"] += self._positions
        entries["begin"] += self._size
        self._entries.append(entries)
        self._blocks.append(lists.bytes())
        self._size += len(self._blocks[-1])
        self._count += len(postings.documents)
        self._weight += int(postings.weights.sum(dtype=np.int64))
        self._positions += 0 if postings.positions is None else len(postings.positions)
        self._check_room()

    def end(self) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
        """What `encode` gives of the whole list."""
        assert self._rest is not None
        if not self._entries:
            return encode(self._rest, self._norms)
        self._encode(self._rest)
        header = np.zeros(1, HEADER_TYPE)
        header["count"], header["kind"], header["weight"] = self._count, WHOLE, self._weight
        entries = np.concatenate(self._entries)
        self._size += HEADER.size + entries.nbytes
        self._check_room()
        entries["begin"] += HEADER.size + entries.nbytes
        data = np.concatenate([header.view(np.uint8), entries.view(np.uint8), *self._blocks])
        return data, np.array([LONG << WIDTH_SHIFTS[0]], np.uint64)

    def _check_room(self) -> None:
        """Entries say in 32 bits where their positions and bytes begin."""
        if max(self._positions, self._size) >= 1 << 32:
            raise IndexUnfit("a word would stand at too many places in a segment; commit, or merge, fewer at a time")


def _some_rows(postings: Inverted, first: int, past: int) -> Inverted:
    """Some of the postings of one term."""
    counts, positions = postings.counts, postings.positions
    if counts is not None and positions is not None:
        before = int(counts[:first].sum())
        counts = counts[first:past]
        positions = positions[before : before + int(counts.sum())]
    return Inverted(
        np.array([0, past - first]), postings.documents[first:past], postings.weights[first:past], counts, positions
    )


def _joined(one: Inverted, other: Inverted) -> Inverted:
    """The postings of both, which are of one term."""
    counts = positions = None
    if one.counts is not None and other.counts is not None:
        counts = np.concatenate((one.counts, other.counts))
    if one.positions is not None and other.positions is not None:
        positions = np.concatenate((one.positions, other.positions))
    documents, weights = np.concatenate((one.documents, other.documents)), np.concatenate((one.weights, other.weights))
    return Inverted(np.array([0, len(documents)]), documents, weights, counts, positions)


class _Lists:
    """The lists of one call, laid out; without `heads` as the blocks of long ones alone."""

    def __init__(self, postings: Inverted, norms: NDArray[np.uint8] | None, *, heads: bool = True) -> None:
        self._has_heads = heads
        self._postings = postings
        self._frequencies = np.diff(postings.starts)
        self._per_list = -(-self._frequencies // BLOCK)
        self._first_block = begins(self._per_list)
        within = np.arange(int(self._per_list.sum())) - np.repeat(self._first_block, self._per_list)
        self._rows = np.repeat(postings.starts[:-1], self._per_list) + within * BLOCK
        """The first row of each block."""
        self._sizes = np.diff(np.append(self._rows, len(postings.documents)))
        self._firsts = postings.documents[self._rows].astype(np.int64)
        self._pieces = (self._gaps(), *self._weights(), self._differences())
        self._choose_widths()
        self._lay_out()
        self._norms = norms

    # Pieces

    def _gaps(self) -> _Piece:
        documents = self._postings.documents
        gaps = np.diff(documents if documents.dtype == np.int32 else documents.astype(np.int64))
        gaps -= 1
        is_within = np.ones(len(gaps), bool)
        is_within[self._rows[1:] - 1] = False
        return gaps.take(is_within.nonzero()[0]), self._sizes - 1

    def _weights(self) -> tuple[_Piece, _Piece]:
        """Weights, and counts by them."""
        weights, counts = self._postings.weights, self._postings.counts
        extras = np.zeros(0, np.int64) if counts is None else weights - counts
        odd = self._odd(weights, counts)
        self._kinds = np.full(len(self._frequencies), WHOLE)
        if odd is None:
            weights = weights - weights.dtype.type(1)
        else:
            self._kinds[np.logical_or.reduceat(odd, self._postings.starts[:-1])] = FLOATS
            is_odd = np.repeat(self._kinds == FLOATS, self._frequencies)
            bits = weights.astype(np.float32).view(np.uint32)
            extras = extras if counts is None else np.where(is_odd, counts, extras)
            weights = np.where(is_odd, bits, weights - 1)
        return (weights, self._sizes), (extras, np.zeros_like(self._sizes) if counts is None else self._sizes)

    @staticmethod
    def _odd(weights: NDArray[Any], counts: NDArray[Any] | None) -> NDArray[np.bool_] | None:
        """Which weights cannot be told as whole numbers; None when all can."""
        odd = weights < 1
        if weights.dtype.itemsize > 4:
            odd |= weights >= 1 << 32
        if weights.dtype.kind == "f":
            odd |= weights != np.floor(weights)
        if counts is not None:
            odd |= weights < counts
        return odd if odd.any() else None

    def _differences(self) -> _Piece:
        counts, positions = self._postings.counts, self._postings.positions
        if counts is None or positions is None:
            return np.zeros(0, np.int64), np.zeros_like(self._sizes)
        if positions.dtype.itemsize > 4 or not len(positions):
            positions = positions.astype(np.int64)
        before = begins(counts)
        differences = np.empty_like(positions)
        np.subtract(positions[1:], positions[:-1], out=differences[1:])
        firsts = before if counts.all() else before[counts > 0]
        differences[firsts] = positions.take(firsts)
        return differences, np.diff(before.take(self._rows), append=len(positions))

    # Where everything lies

    def _choose_widths(self) -> None:
        self._widths = np.zeros((len(self._rows), 4), np.int64)
        for number, (values, sizes) in enumerate(self._pieces):
            filled = np.flatnonzero(sizes)
            if len(filled):
                self._widths[filled, number] = bits_of(np.maximum.reduceat(values, begins(sizes)[filled]))
        of_first = self._widths[self._first_block]
        limits = (1 << np.array(WIDTH_BITS)) - 1
        limits[0] = LONG - 1
        self._is_long = (self._frequencies > BLOCK) | (self._kinds == FLOATS) | (of_first > limits).any(axis=1)

    def _lay_out(self) -> None:
        sizes = np.stack([piece_sizes for _, piece_sizes in self._pieces], axis=1)
        self._piece_bytes = (sizes * self._widths + 7) >> 3
        block_bytes = self._piece_bytes.sum(axis=1)
        self._first_bytes = np.maximum(bytes_of(bits_of(self._firsts[self._first_block]), np.int64(1)), 1)
        heads = np.where(self._is_long, HEADER.size + self._per_list * ENTRY.size, self._first_bytes)
        if not self._has_heads:
            heads = np.zeros_like(heads)
        bodies = np.add.reduceat(block_bytes, self._first_block)
        ends = np.cumsum(heads + bodies)
        self._offsets = ends - heads - bodies
        self._total = int(ends[-1])
        in_list = np.cumsum(block_bytes) - block_bytes
        in_list -= np.repeat(in_list[self._first_block] - heads, self._per_list)
        self._begin = in_list
        """Where each block begins, counted from the beginning of its list."""

    def pointers(self) -> NDArray[np.uint64]:
        """Where the lists are, and of short ones what they are like."""
        short = self._offsets | (self._first_bytes - 1) << FIRST_SHIFT | (self._frequencies - 1) << COUNT_SHIFT
        for shift, widths in zip(WIDTH_SHIFTS, self._widths[self._first_block].T, strict=True):
            short |= widths << shift
        pointers: NDArray[np.uint64] = np.where(self._is_long, self._offsets | LONG << WIDTH_SHIFTS[0], short).astype(
            np.uint64
        )
        return pointers

    # Bytes

    def bytes(self) -> NDArray[np.uint8]:
        """All lists, each at its offset."""
        data = np.zeros((self._total + 11) // 4 * 4, np.uint8)
        if self._has_heads:
            self._write_heads(data)
        begin = np.repeat(self._offsets, self._per_list) + self._begin
        for (values, sizes), widths, taken in zip(self._pieces, self._widths.T, self._piece_bytes.T, strict=True):
            pack(data, begin, widths, sizes, values)
            begin = begin + taken
        return data[: self._total]

    def _write_heads(self, data: NDArray[np.uint8]) -> None:
        """What comes before the blocks."""
        if self._is_long.any():
            self._write_long_heads(data)
        short = ~self._is_long
        firsts = self._firsts[self._first_block][short]
        pack(data, self._offsets[short], self._first_bytes[short] * 8, np.ones(len(firsts), np.int64), firsts)

    def _write_long_heads(self, data: NDArray[np.uint8]) -> None:
        """Headers and entries of the long lists."""
        chosen = self._is_long.nonzero()[0]
        blocks = np.repeat(self._is_long, self._per_list).nonzero()[0]
        frequencies = self._frequencies[chosen]
        rows = rows_in_order(chosen, self._frequencies)
        weights = self._postings.weights.take(rows)
        begin = begins(frequencies)
        headers = np.zeros(len(chosen), HEADER_TYPE)
        headers["count"] = frequencies
        headers["kind"] = self._kinds[chosen]
        headers["weight"] = np.add.reduceat(weights, begin, dtype=np.float64)
        entries = self._entries(blocks, weights, self._postings.documents.take(rows))
        offsets, size = self._offsets[chosen], HEADER.size
        _scatter(data, offsets, np.full(len(headers), size), headers.view(np.uint8))
        _scatter(data, offsets + size, self._per_list[chosen] * ENTRY.size, entries.view(np.uint8))

    def entries(self) -> NDArray[Any]:
        """Those of all blocks."""
        return self._entries(np.arange(len(self._rows)), self._postings.weights, self._postings.documents)

    def _entries(self, blocks: Ints, weights: NDArray[Any], documents: NDArray[Any]) -> NDArray[Any]:
        """Those of the `blocks`, which have these `weights` and `documents`, one block after the other."""
        entries = np.zeros(len(blocks), ENTRY_TYPE)
        entries["first"], entries["begin"] = self._firsts[blocks], self._begin[blocks]
        entries["widths"] = self._widths[blocks]
        before = begins(self._pieces[3][1])
        entries["positions"] = (before - np.repeat(before[self._first_block], self._per_list))[blocks]
        rows = begins(self._sizes[blocks])
        entries["most"] = np.minimum(np.ceil(np.maximum.reduceat(weights, rows).astype(np.float64)), 65535)
        bytes_ = np.zeros(len(documents), np.uint8) if self._norms is None else self._norms.take(documents)
        least: NDArray[Any] = np.zeros(len(weights), bool)
        for number, most in enumerate((*WEIGHT_CLASSES, np.inf)):
            below = weights <= most
            of_class = (below ^ least).view(np.uint8)
            of_class -= np.uint8(1)  # nothing for those of the class, all bits for others, which are so no less
            of_class |= bytes_
            entries["norms"][:, number] = np.minimum.reduceat(of_class, rows)
            least = below
        return entries


def _scatter(target: NDArray[Any], begin: Ints, sizes: Ints, values: NDArray[Any]) -> None:
    """Puts runs of `sizes` values, one after the other in `values`, where each has its beginning in `target`."""
    places = np.repeat(begin - begins(sizes), sizes)
    places += np.arange(len(values))
    target[places] = values

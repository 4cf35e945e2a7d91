"""What wrote the posting lists of format version 1: kept to test that they are read.

Every class is chosen list by list: the narrowest type that holds all its values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.array_writer import Stream
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.lists.layout import (
    BLOCK,
    INLINE,
    INLINE_POSITION,
    INLINE_POSITIONS,
    INLINE_WEIGHTS,
    WEIGHT_CLASSES,
)
from searchkit.index.columnar.lists.wide_decoding import ENTRY_TYPE, HEADER_TYPE, pieces_of
from searchkit.index.columnar.lists.wide_layout import (
    BYTES,
    EQUAL,
    EXCEPTION,
    FLOATS,
    HEADER,
    NONE,
    SAME,
    SHORTS,
    WIDTHS,
    WORDS,
)

Ints = NDArray[np.int64]
_WIDTH = np.array([WIDTHS[code] for code in range(7)])


def encode_wide(postings: Inverted, norms: NDArray[np.uint8] | None) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """The lists of `postings` as bytes, and a pointer for each term; pointers count from the first byte.

    `norms`: the length byte of every document, None when lengths do not matter to scores.
    """
    frequencies = np.diff(postings.starts)
    pointers, listed = _inlined(postings, frequencies)
    if not len(listed):
        return np.zeros(0, np.uint8), pointers
    if len(listed) < postings.terms:
        postings = _only(postings, frequencies, listed)
    block = _Lists(postings, norms)
    pointers[listed] = block.offsets[:-1].astype(np.uint64)
    return block.bytes(), pointers


def _inlined(postings: Inverted, frequencies: Ints) -> tuple[NDArray[np.uint64], Ints]:
    """Pointers that are postings where that is possible, and the numbers of the terms where it is not."""
    rows = postings.starts[:-1]
    weights = postings.weights[rows]
    fits = (frequencies == 1) & (weights <= INLINE_WEIGHTS) & (weights == np.floor(weights)) & (weights >= 1)
    pointers = np.zeros(postings.terms, np.uint64)
    extra: Any = np.uint64(INLINE)
    if postings.counts is not None and postings.positions is not None:
        firsts = (np.cumsum(postings.counts) - postings.counts)[rows]
        fits &= postings.counts[rows] == 1
        positions = postings.positions[np.minimum(firsts, max(len(postings.positions) - 1, 0))]
        fits &= positions <= INLINE_POSITIONS
        extra = np.uint64(INLINE | INLINE_POSITION) | (positions[fits].astype(np.uint64) << np.uint64(38))
    pointers[fits] = (
        postings.documents[rows][fits].astype(np.uint64) | (weights[fits].astype(np.uint64) << np.uint64(32)) | extra
    )
    return pointers, np.flatnonzero(~fits)


def _only(postings: Inverted, frequencies: Ints, terms: Ints) -> Inverted:
    """The postings of some terms."""
    chosen = np.zeros(postings.terms, bool)
    chosen[terms] = True
    rows = np.repeat(chosen, frequencies)
    counts, positions = postings.counts, postings.positions
    if counts is not None and positions is not None:
        positions = positions[np.repeat(rows, counts)]
        counts = counts[rows]
    starts = np.concatenate(([0], np.cumsum(frequencies[terms])))
    return Inverted(starts, postings.documents[rows], postings.weights[rows], counts, positions)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Values of one kind, those of all lists one after the other, and the class that each list has them in."""

    values: NDArray[Any]
    sizes: Ints
    """How many values each list has."""
    classes: Ints


@contextmanager
def written_wide() -> Iterator[None]:
    """Segments that are written meanwhile have their terms and lists as format version 1 had them."""
    with (
        patch("searchkit.index.columnar.writing.encode", encode_wide),
        patch("searchkit.index.columnar.writing.TermWriter", _FlatTermWriter),
        patch("searchkit.index.columnar.writing.PACKED", None),
    ):
        yield


class _FlatTermWriter:
    """The terms, one after the other, and where each begins."""

    def __init__(self, blob: Stream, offsets: Stream) -> None:
        self._blob = blob
        self._offsets = offsets

    def append(self, terms: Sequence[bytes]) -> None:
        sizes = np.fromiter(map(len, terms), np.int64, len(terms))
        self._offsets.append(self._blob.count + np.cumsum(sizes) - sizes)
        self._blob.append(np.frombuffer(b"".join(terms), np.uint8))

    def close(self) -> None:
        self._offsets.append(np.array([self._blob.count]))


class _Lists:
    """The lists of one call, laid out."""

    def __init__(self, postings: Inverted, norms: NDArray[np.uint8] | None) -> None:
        self._postings = postings
        self._frequencies = np.diff(postings.starts)
        self._rows = len(postings.documents)
        self._blocks(norms)
        documents = _Piece(self._relative(), self._frequencies, self._document_classes)
        weights = _Piece(postings.weights, self._frequencies, self._weight_classes())
        counts, positions = self._counts(weights.classes), self._positions()
        self._pieces = (documents, weights, counts, positions)
        self._lay_out()

    # Blocks

    def _blocks(self, norms: NDArray[np.uint8] | None) -> None:
        starts, frequencies = self._postings.starts[:-1], self._frequencies
        per_list = -(-frequencies // BLOCK)
        self._first_block = np.cumsum(per_list) - per_list
        total = int(per_list.sum())
        within = np.arange(total) - np.repeat(self._first_block, per_list)
        self._block_rows = np.repeat(starts, per_list) + within * BLOCK
        self._block_sizes = np.diff(np.append(self._block_rows, self._rows))
        self._has_blocks = frequencies > BLOCK
        self._blocks_written = np.where(self._has_blocks, per_list, 0)
        self._entries = np.zeros(total, ENTRY_TYPE)
        self._entries["first"] = self._postings.documents[self._block_rows]
        if self._has_blocks.any():
            self._fill_entries(norms)

    def _fill_entries(self, norms: NDArray[np.uint8] | None) -> None:
        postings, entries = self._postings, self._entries
        weights = postings.weights
        if postings.counts is not None:
            before = np.cumsum(postings.counts) - postings.counts
            in_list = np.repeat(before[postings.starts[:-1]], -(-self._frequencies // BLOCK))
            entries["positions"] = before[self._block_rows] - in_list
        greatest = np.ceil(np.maximum.reduceat(weights, self._block_rows))
        entries["most"] = np.minimum(greatest, 65535)
        bytes_ = norms[postings.documents] if norms is not None else np.zeros(self._rows, np.uint8)
        classes = np.searchsorted(np.array(WEIGHT_CLASSES), weights, side="left")
        for number in range(len(WEIGHT_CLASSES) + 1):
            of_class = np.where(classes == number, bytes_, np.uint8(255))
            entries["norms"][:, number] = np.minimum.reduceat(of_class, self._block_rows)

    def _relative(self) -> NDArray[Any]:
        """Documents counted from the first of their block, and the class that holds them."""
        relative: NDArray[Any] = self._postings.documents - np.repeat(
            self._postings.documents[self._block_rows], self._block_sizes
        )
        lasts = np.append(self._block_rows[1:], self._rows) - 1
        widest = np.maximum.reduceat(relative[lasts], self._first_block)
        self._document_classes = _class_of(widest)
        return relative

    # Weights, counts, positions

    def _weight_classes(self) -> Ints:
        weights, starts = self._postings.weights, self._postings.starts[:-1]
        greatest, least = np.maximum.reduceat(weights, starts), np.minimum.reduceat(weights, starts)
        classes = np.where((greatest == 1) & (least == 1), SAME, _class_of(greatest))
        if weights.dtype.kind == "f":
            fractional = np.logical_or.reduceat(weights != np.floor(weights), starts)
            classes = np.where(fractional | (greatest >= 1 << 32), FLOATS, classes)
        return classes

    def _counts(self, weight_classes: Ints) -> _Piece:
        counts, starts = self._postings.counts, self._postings.starts[:-1]
        if counts is None:
            return _nothing(len(starts))
        greatest, least = np.maximum.reduceat(counts, starts), np.minimum.reduceat(counts, starts)
        equal = np.logical_and.reduceat(counts == self._postings.weights, starts) & (weight_classes != FLOATS)
        classes = np.where((greatest == 1) & (least == 1), SAME, np.where(equal, EQUAL, _class_of(greatest)))
        return _Piece(counts, self._frequencies, classes)

    def _positions(self) -> _Piece:
        """Positions as differences. Those that a byte cannot hold are exceptions, where that takes less room."""
        self._exceptions = np.zeros((0, 2), np.uint32)
        self._exception_counts = np.zeros(len(self._frequencies), np.int64)
        counts, positions = self._postings.counts, self._postings.positions
        if counts is None or positions is None:
            return _nothing(len(self._frequencies))
        before = np.concatenate(([0], np.cumsum(counts)))
        differences = np.diff(positions, prepend=0)
        firsts = before[:-1][counts > 0]
        differences[firsts] = positions[firsts]
        list_starts = before[self._postings.starts]
        sizes = np.diff(list_starts)
        widest = np.zeros(len(sizes), np.int64)
        filled = np.flatnonzero(sizes)
        large = differences >= EXCEPTION
        running = np.concatenate(([0], np.cumsum(large)))
        large_counts = running[list_starts[1:]] - running[list_starts[:-1]]
        if len(filled):
            widest[filled] = np.maximum.reduceat(differences, list_starts[:-1][filled])
        wide = _class_of(widest)
        in_bytes = sizes + 8 * large_counts <= sizes * _WIDTH[wide]
        classes = np.where(sizes == 0, NONE, np.where(in_bytes, BYTES, np.maximum(wide, SHORTS)))
        self._exception_counts = np.where(classes == BYTES, large_counts, 0)
        if self._exception_counts.any():
            is_exception = large & np.repeat(classes == BYTES, sizes)
            rows = np.flatnonzero(is_exception)
            index = rows - np.repeat(list_starts[:-1], self._exception_counts)
            self._exceptions = np.stack((index, differences[rows]), axis=1).astype(np.uint32)
            differences[rows] = EXCEPTION
        return _Piece(differences, sizes, classes)

    # Bytes

    def _lay_out(self) -> None:
        """Where each list begins, and within it each piece."""
        self._classes = np.stack([piece.classes for piece in self._pieces], axis=1)
        self._places, self._exception_places, sizes = pieces_of(
            self._frequencies, self._pieces[3].sizes, self._exception_counts, self._classes
        )
        self.offsets = np.concatenate(([0], np.cumsum(sizes)))

    def bytes(self) -> NDArray[np.uint8]:
        """All lists, each at its offset."""
        data = np.zeros(int(self.offsets[-1]), np.uint8)
        words = data.view("<u4")
        begin = self.offsets[:-1]
        self._write_headers(words, begin)
        self._write_blocks(words, begin)
        for piece, places in zip(self._pieces, self._places, strict=True):
            for width, dtype in ((1, "u1"), (2, "<u2"), (4, "<u4"), (4, "<f4")):
                chosen = (_WIDTH[piece.classes] == width) & ((piece.classes == FLOATS) == (dtype == "<f4"))
                if chosen.any():
                    target = data.view(dtype)
                    values = piece.values if chosen.all() else piece.values[np.repeat(chosen, piece.sizes)]
                    _scatter(target, (begin + places)[chosen] // width, piece.sizes[chosen], values)
        if len(self._exceptions):
            _scatter(
                words, (begin + self._exception_places) // 4, self._exception_counts * 2, self._exceptions.reshape(-1)
            )
        return data

    def _write_headers(self, words: NDArray[np.uint32], begin: Ints) -> None:
        headers = np.zeros(len(begin), HEADER_TYPE)
        headers["frequency"] = self._frequencies
        headers["positions"] = self._pieces[3].sizes
        headers["exceptions"] = self._exception_counts
        headers["classes"] = self._classes
        headers["weight"] = np.add.reduceat(self._postings.weights, self._postings.starts[:-1], dtype=np.float64)
        headers["first"] = self._postings.documents[self._postings.starts[:-1]]
        size = HEADER.size // 4
        _scatter(words, begin // 4, np.full(len(begin), size), headers.view("<u4"))

    def _write_blocks(self, words: NDArray[np.uint32], begin: Ints) -> None:
        if self._has_blocks.any():
            entries = self._entries[np.repeat(self._has_blocks, -(-self._frequencies // BLOCK))]
            size = ENTRY_TYPE.itemsize // 4
            _scatter(words, (begin + HEADER.size) // 4, self._blocks_written * size, entries.view("<u4"))


def _nothing(lists: int) -> _Piece:
    zeros = np.zeros(lists, np.int64)
    return _Piece(np.zeros(0, np.int64), zeros, zeros)


def _class_of(greatest: NDArray[Any]) -> Ints:
    """The narrowest class that holds whole numbers up to `greatest`."""
    return np.where(greatest < 1 << 8, BYTES, np.where(greatest < 1 << 16, SHORTS, WORDS))


def _scatter(target: NDArray[Any], begin: Ints, sizes: Ints, values: NDArray[Any]) -> None:
    """Puts runs of `sizes` values, one after the other in `values`, where each has its beginning in `target`."""
    before = np.cumsum(sizes) - sizes
    target[np.repeat(begin - before, sizes) + np.arange(len(values))] = values

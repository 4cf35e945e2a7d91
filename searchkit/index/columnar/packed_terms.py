"""The terms of a field in blocks of sixteen; all but the first are told by how they differ from the one before.

::

    block  = kind (u1) | lengths | bytes
    PLAIN  : first length (u1), then of each term (u1): bytes in common with the one before, and 16 times those that
             follow; then the first term, and of each other what follows
    LARGE  : the same with two u4 a term: bytes in common, bytes that follow
    DIGITS : hexadecimal digits of one length (u1, half of it); then the terms, two digits a byte
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from searchkit.index.columnar.terms import TermDictionary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.array_writer import Stream
    from searchkit.index.columnar.pages import Pages

BLOCK: Final = 16
"""Terms of a block."""

PLAIN: Final = 0
LARGE: Final = 1
DIGITS: Final = 2

_HEADS: Final = 2048
"""First terms of blocks that are kept, 200 KB: those of all blocks, or the ones that look-ups mostly meet."""

_SMALL: Final = 15  # bytes in common, or that follow, that half a byte can say
_HEXADECIMAL: Final = b"0123456789abcdef"
_BEGINS: Final = [bytes((PLAIN, size)) for size in range(_SMALL + 1)]
"""How a plain block begins, by the length of its first term."""


class PackedTerms(TermDictionary):
    """Look-up in such blocks."""

    __slots__ = ("_heads", "_last")

    def __init__(
        self, blob: memoryview, offsets: memoryview, count: int, pages: tuple[Pages, Pages] | None = None
    ) -> None:
        super().__init__(blob, offsets, pages)
        self._count = count
        self._last: tuple[int, list[bytes]] = (-1, [])
        """The block that was read last."""
        self._heads: dict[int, bytes] = {}

    def __getitem__(self, number: int) -> bytes:
        block = number // BLOCK
        self._check(block, block + 1)
        return self.unchecked(number)

    def unchecked(self, number: int) -> bytes:
        """The term with this number, which was read before."""
        digits = self._digits(number)
        return self._block(number // BLOCK)[number % BLOCK] if digits is None else digits.encode()

    def unchecked_text(self, number: int) -> str:
        """The same as text."""
        digits = self._digits(number)
        return self._block(number // BLOCK)[number % BLOCK].decode() if digits is None else digits

    def _digits(self, number: int) -> str | None:
        """A term of a block of hexadecimal digits; None in other blocks."""
        block, index = divmod(number, BLOCK)
        blob, begin = self._blob, self._offsets[block]
        if blob[begin] != DIGITS:
            return None
        size = blob[begin + 1]
        begin += 2 + index * size
        return blob[begin : begin + size].hex()

    def some(self, begin: int, end: int) -> list[bytes]:
        """The terms from number `begin` to before `end`."""
        if begin >= end:
            return []
        first, past = begin // BLOCK, (end - 1) // BLOCK + 1
        self._check(first, past)
        terms = [term for block in range(first, past) for term in self._read(block)]
        return terms[begin - first * BLOCK : end - first * BLOCK]

    def find(self, term: bytes) -> int:
        """The number of `term`, -1 when it is not there."""
        block, terms = self._around(term)
        index = bisect_left(terms, term)
        return block * BLOCK + index if index < len(terms) and terms[index] == term else -1

    def at_least(self, term: bytes) -> int:
        """The number of the first term that is `term` or sorts after it."""
        block, terms = self._around(term)
        return block * BLOCK + bisect_left(terms, term)

    def _around(self, term: bytes) -> tuple[int, list[bytes]]:
        """The last block that begins with `term` or with one before it; without terms when no block does."""
        heads = self._heads
        low, high = 0, len(self._offsets) - 1
        while low < high:
            middle = (low + high) >> 1
            if (heads.get(middle) or self._head(middle)) <= term:
                low = middle + 1
            else:
                high = middle
        # What the search saw on its way may be damaged. Between these two, and in sorted terms, is the one right place.
        self._check(max(low - 1, 0), min(low + 1, len(self._offsets) - 1))
        return (low - 1, self._block(low - 1)) if low else (0, [])

    def prefixed(self, prefix: bytes) -> range:
        """The numbers of the terms that begin with `prefix`."""
        stem = prefix.rstrip(b"\xff")
        past = self.at_least(stem[:-1] + bytes([stem[-1] + 1])) if stem else self._count
        return range(self.at_least(prefix), past)

    def _head(self, block: int) -> bytes:
        """The first term of a block, which is checked only where it leads out of the terms."""
        blob, begin = self._blob, self._offsets[block]
        try:
            if blob[begin] == PLAIN:
                start = begin + 1 + min(BLOCK, self._count - block * BLOCK)
                head = bytes(blob[start : start + blob[begin + 1]])
            elif blob[begin] == DIGITS:
                head = blob[begin + 2 : begin + 2 + blob[begin + 1]].hex().encode()
            else:
                self._check(block, block + 1)
                head = self._block(block)[0]
        except IndexError:
            self._check(block, block + 1)
            raise
        if len(self._heads) < _HEADS:
            self._heads[block] = head
        return head

    def _block(self, block: int) -> list[bytes]:
        last, terms = self._last
        if last != block:
            terms = self._read(block)
            self._last = (block, terms)
        return terms

    def _read(self, block: int) -> list[bytes]:
        """The terms of a block, which was checked."""
        count = min(BLOCK, self._count - block * BLOCK)
        data = bytes(self._blob[self._offsets[block] : self._offsets[block + 1]])
        if data[0] == PLAIN:
            place, end = 1 + count, 1 + count + data[1]
            term = data[place:end]
            terms = [term]
            for byte in data[2:place]:
                place, end = end, end + (byte >> 4)
                term = term[: byte & _SMALL] + data[place:end]
                terms.append(term)
            return terms
        if data[0] == DIGITS:
            size = data[1]
            digits = data[2:].hex().encode()
            return [digits[place : place + 2 * size] for place in range(0, 2 * size * count, 2 * size)]
        place = 1 + 8 * count
        terms, term = [], b""
        for common, size in struct.iter_unpack("<II", data[1:place]):
            term = term[:common] + data[place : place + size]
            terms.append(term)
            place += size
        return terms


class TermWriter:
    """Writes the terms of a field, in their order."""

    def __init__(self, blob: Stream, offsets: Stream) -> None:
        self._blob = blob
        self._offsets = offsets
        self._pending: list[bytes] = []

    def append(self, terms: Sequence[bytes]) -> None:
        """Adds terms; those that do not fill a block wait for others."""
        self._pending += terms
        whole = len(self._pending) // BLOCK * BLOCK
        self._write(self._pending[:whole])
        del self._pending[:whole]

    def close(self) -> None:
        """Writes those that wait."""
        import numpy as np

        self._write(self._pending)
        self._pending = []
        self._offsets.append(np.array([self._blob.count]))

    def _write(self, terms: list[bytes]) -> None:
        if not terms:
            return
        import numpy as np

        in_common = _common(terms)
        common = in_common.tolist()
        following = [term[same:] for term, same in zip(terms, common, strict=True)]
        sizes = list(map(len, following))
        of_size = np.array(sizes)
        is_small = of_size <= _SMALL
        rows = range(0, len(terms), BLOCK)
        is_plain = np.logical_and.reduceat(is_small, rows).tolist()  # most; what begins with a longer term is looked at
        packed = (of_size << 4 | in_common).astype(np.uint8).tobytes()
        blocks = []
        for row, plain in zip(rows, is_plain, strict=True):
            past = row + BLOCK
            if plain:
                block = b"".join((_BEGINS[sizes[row]], packed[row + 1 : past], *following[row:past]))
            else:
                block = _block(terms[row:past], common[row:past], following[row:past], sizes[row:past])
            blocks.append(block)
        lengths = np.fromiter(map(len, blocks), np.int64, len(blocks))
        self._offsets.append(self._blob.count + np.cumsum(lengths) - lengths)
        self._blob.append(np.frombuffer(b"".join(blocks), np.uint8))


def _common(terms: list[bytes]) -> NDArray[np.int64]:
    """How many bytes each term has in common with the one before, at most 15; 0 for the first of a block."""
    import numpy as np

    heads = np.array(terms, f"S{_SMALL}").view(np.uint8).reshape(-1, _SMALL)
    sizes = np.fromiter(map(len, terms), np.int64, len(terms))
    differ = np.ones((len(terms), _SMALL + 1), bool)
    differ[1:, :_SMALL] = heads[1:] != heads[:-1]
    common: NDArray[np.int64] = np.minimum(differ.argmax(axis=1), sizes)
    common[1:] = np.minimum(common[1:], sizes[:-1])
    common[::BLOCK] = 0
    return common


def _block(terms: list[bytes], common: list[int], following: list[bytes], sizes: list[int]) -> bytes:
    size = len(terms[0])
    if size >= BLOCK and size % 2 == 0 and size < 512 and all(len(term) == size for term in terms):
        digits = b"".join(terms)
        if not digits.translate(None, _HEXADECIMAL):
            return bytes((DIGITS, size // 2)) + bytes.fromhex(digits.decode())
    if sizes[0] < 256 and max(sizes[1:], default=0) <= _SMALL:
        lengths = bytes([size << 4 | same for size, same in zip(sizes[1:], common[1:], strict=True)])
        return b"".join((bytes((PLAIN, sizes[0])), lengths, *following))
    pairs = b"".join(map(struct.Struct("<II").pack, common, sizes))
    return b"".join((bytes((LARGE,)), pairs, *following))

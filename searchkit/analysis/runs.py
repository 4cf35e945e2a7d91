"""Runs of scripts that are written without spaces, many at once: their pairs of characters, as rows.

What `words` makes of the `characters` of one run after the other. Here each different character, with its marks, is
brought into NFKC once, and each different pair becomes a row once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.pairs import letters
from searchkit.analysis.rows import Numbering, Numbers, Rows
from searchkit.analysis.shapes import PAIRED, kind
from searchkit.ragged import rows_of_runs

Places = NDArray[np.intp]

_GROWTH = 4
"""Times that NFKC may lengthen such a character or a mark; none stands for more than three code points."""

_TOGETHER = 1 << 18
"""Characters whose kinds are looked up at once: each takes 12 bytes meanwhile."""

_KINDS = np.zeros(0x110000, np.uint8)  # by code point; 0 where none was met
_IS_MARK, _IS_PAIRED = np.zeros((2, 128), np.bool_)
_IS_MARK[list(b"miz")] = True
_IS_PAIRED[list(PAIRED.encode())] = True
_HANGUL = ord("g")


class ShapedText:
    """A text and the kinds of its characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds = np.empty(len(text), np.uint8)
        """uint8[characters], in ASCII."""
        for first in range(0, len(text), _TOGETHER):
            self.kinds[first : first + _TOGETHER] = _kinds(text[first : first + _TOGETHER])
        self.shape = self.kinds.tobytes().decode("ascii")
        """The same, as `shapes.shape` has it."""

    @cached_property
    def edges(self) -> Places:
        """Where each character begins that is no mark, and the end of the text."""
        return np.append((~_IS_MARK[self.kinds]).nonzero()[0], len(self.text))


def _kinds(text: str) -> NDArray[np.uint8]:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds: NDArray[np.uint8] = _KINDS.take(codes)
    if not kinds.all():
        new = list(set(codes[kinds == 0].tolist()))  # `numpy.unique` would load masked arrays
        _KINDS[new] = [ord(kind(chr(code))) for code in new]
        kinds = _KINDS.take(codes)
    return kinds


class PairRows:
    """The rows of pairs, each different one made once."""

    def __init__(self, rows: Rows, longest: int) -> None:
        self._rows = rows
        self._longest = longest
        self._widest = longest // (2 * _GROWTH)
        self._letters = Numbering()
        self._none = self._letters[""]  # in the place of the second letter where a run has but one
        self._characters = _Characters(self._letters)
        self._pairs: dict[int, int] = {}
        self._beginnings: dict[tuple[int, str], int] = {}

    def are_runs(self, text: ShapedText, starts: Places, ends: Places) -> NDArray[np.bool_]:
        """Whether words are runs, none of whose characters has so many marks that a pair may be longer than a term."""
        is_run = _IS_PAIRED[text.kinds[starts]]
        if not is_run.any():
            return is_run
        edges = text.edges[text.edges.searchsorted(starts[0]) : text.edges.searchsorted(ends[-1]) + 1]
        wide = edges[:-1][np.diff(edges) > self._widest]
        if len(wide):
            is_run &= wide.searchsorted(starts) == wide.searchsorted(ends)
        return is_run

    def rows_of(self, text: ShapedText, starts: Places, ends: Places) -> tuple[Numbers, Places]:
        """The rows of some runs, one after the other, and how many each run has: int32[rows], intp[runs]."""
        if not len(starts):
            return np.zeros(0, np.int32), np.zeros(0, np.intp)
        numbers, sizes = self._letters_of(text, starts, ends)
        last = np.cumsum(sizes) - 1
        after = np.append(numbers[1:], self._none)
        after[last] = self._none
        is_kept = np.ones(len(numbers), np.bool_)
        is_kept[last] = sizes == 1
        rows = np.array(self._rows_of_pairs((numbers << 32 | after)[is_kept].tolist()), np.int32)
        counts = np.maximum(sizes - 1, 1)
        firsts = np.cumsum(counts) - counts
        for run in ((text.kinds[starts] == _HANGUL) & (sizes > 2)).nonzero()[0].tolist():
            whole = numbers[last[run] + 1 - sizes[run] : last[run] + 1][: self._longest]
            rows[firsts[run]] = self._beginning(rows.item(firsts[run]), whole.tolist())
        return rows, counts

    def _letters_of(self, text: ShapedText, starts: Places, ends: Places) -> tuple[NDArray[np.int64], Places]:
        """The letters of some runs in NFKC, by number, and how many each run has."""
        firsts = text.edges.searchsorted(starts)
        counts = text.edges.searchsorted(ends) - firsts
        characters = list(map(self._characters.__getitem__, _written(text, starts, ends, firsts, counts)))
        numbers = np.fromiter(chain.from_iterable(characters), np.int64)
        if len(numbers) == len(characters):  # each is a letter, and none is less
            return numbers, counts
        sizes = np.fromiter(map(len, characters), np.intp, len(characters))
        return numbers, np.add.reduceat(sizes, np.cumsum(counts) - counts)

    def _rows_of_pairs(self, keys: Sequence[int]) -> list[int]:
        """The row of each pair, the number of whose first letter stands in the upper half of its key."""
        known, strings = self._pairs, self._letters.strings
        found = list(map(known.get, keys))
        if None in found:
            new = list(dict.fromkeys(key for key, row in zip(keys, found, strict=True) if row is None))
            pairs = [strings[key >> 32] + strings[key & 0xFFFFFFFF] for key in new]
            rows = self._rows.add_singles(self._rows.terms.numbers(pairs), self._rows.forms.numbers(pairs))
            known.update(zip(new, rows, strict=True))
        return list(map(known.__getitem__, keys))

    def _beginning(self, pair: int, run: Sequence[int]) -> int:
        """The row of a pair with the whole run besides."""
        strings = self._letters.strings
        first, whole = strings[run[0]] + strings[run[1]], "".join(map(strings.__getitem__, run))[: self._longest]
        row = self._beginnings.get((pair, whole))
        if row is None:
            tokens = [(first, first, 0, 0, 0), (whole, whole, 0, 0, 0)]
            row = self._beginnings[pair, whole] = self._rows.add(tokens, 1)
        return row


def _written(text: ShapedText, starts: Places, ends: Places, firsts: Places, counts: Places) -> Iterable[str]:
    """The characters of some runs, each with its marks: of each run `counts`, from number `firsts` on."""
    if counts.sum() == (ends - starts).sum():  # there are no marks
        return chain.from_iterable(
            text.text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        )
    which = rows_of_runs(firsts, counts)
    begins, stops = text.edges[which].tolist(), np.minimum(text.edges[which + 1], np.repeat(ends, counts)).tolist()
    return [text.text[begin:stop] for begin, stop in zip(begins, stops, strict=True)]


class _Characters(dict[str, tuple[int, ...]]):
    """The letters in NFKC, by number, of each different character with its marks."""

    def __init__(self, letters: Numbering) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, written: str) -> tuple[int, ...]:
        numbers = self[written] = tuple(map(self._letters.__getitem__, letters(written)))
        return numbers

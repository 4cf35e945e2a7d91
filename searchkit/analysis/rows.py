"""What chunks turn into, in arrays: a growing table of tokens in numbers, which numpy lays out for many texts at once.

Useful for laying out texts whose chunks have been looked up; not for asking what a single chunk is.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]

EMPTY = 0
"""The row without tokens: of a chunk that has no word."""


class Numbering(dict[str, int]):
    """The number of each string, dense from 0 in the order in which they are first looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.characters = 0

    def numbers(self, strings: Sequence[str]) -> list[int]:
        """The numbers of many."""
        new = [string for string in dict.fromkeys(strings) if string not in self]
        self.update(zip(new, range(len(self), len(self) + len(new)), strict=True))
        self.strings += new
        self.characters += sum(map(len, new))
        return list(map(self.__getitem__, strings))

    def __missing__(self, string: str) -> int:
        number = len(self.strings)
        self.strings.append(string)
        self.characters += len(string)
        self[string] = number
        return number


class Rows:
    """The tokens of chunks, a row each: term and form by number, and the position counted from the row's beginning.

    Two flat arrays, so that a row costs 12 bytes and a token as many: ``start, count, advance`` for each row, where
    `start` numbers its first token, and ``term, form, position`` for each token.
    """

    def __init__(self) -> None:
        self.terms = Numbering()
        self.forms = Numbering()
        self._rows = array("i", (0, 0, 0))
        self._tokens = array("i")

    def __len__(self) -> int:
        return len(self._rows) // 3

    def add_one(self, term: str, form: str) -> int:
        """The number of a new row with one token."""
        start = len(self._tokens) // 3
        self._tokens.extend((self.terms[term], self.forms[form], 0))
        self._rows.extend((start, 1, 1))
        return len(self) - 1

    def add_singles(self, terms: Sequence[int], forms: Sequence[int]) -> range:
        """The numbers of new rows with one token each, of these terms and forms by number."""
        first, start = len(self), len(self._tokens) // 3
        self._tokens.extend(chain.from_iterable(zip(terms, forms, repeat(0))))
        self._rows.extend(chain.from_iterable(zip(range(start, start + len(terms)), repeat(1), repeat(1))))
        return range(first, first + len(terms))

    def add(self, spread: Sequence[tuple[str, str, int, int, int]], advance: int) -> int:
        """The number of a row with these tokens (term, form, position, start, end), after which `advance` is gone."""
        if not spread:
            return EMPTY
        start = len(self._tokens) // 3
        terms, forms, positions, _, _ = zip(*spread, strict=True)
        numbers = zip(map(self.terms.__getitem__, terms), map(self.forms.__getitem__, forms), positions, strict=True)
        self._tokens.extend(chain.from_iterable(numbers))
        self._rows.extend((start, len(spread), advance))
        return len(self) - 1

    def add_flat(self, tokens: array[int], advance: int) -> int:
        """The number of a row with these tokens, ``term, form, position`` for each."""
        if not tokens:
            return EMPTY
        start = len(self._tokens) // 3
        self._tokens.extend(tokens)
        self._rows.extend((start, len(tokens) // 3, advance))
        return len(self) - 1

    def add_joined(self, numbers: Numbers, lengths: NDArray[np.intp]) -> range:
        """The numbers of new rows, each of which goes on from one to the next of `lengths` rows, by `numbers`."""
        first, start = len(self), len(self._tokens) // 3
        text, position, term, form = self.lay_out(numbers, lengths)
        counts = np.bincount(text, minlength=len(lengths))
        gone = np.append(0, np.cumsum(_by_three(self._rows).take(numbers, axis=0)[:, 2], dtype=np.int64))
        ends = np.cumsum(lengths)
        rows = np.column_stack((start + np.cumsum(counts) - counts, counts, gone[ends] - gone[ends - lengths]))
        self._tokens.frombytes(np.column_stack((term, form, position)).tobytes())
        self._rows.frombytes(rows.astype(np.int32).tobytes())
        return range(first, len(self))

    def truncate(self, length: int) -> None:
        """Forget the rows from number `length` on, which must have been the last to be added."""
        if length < len(self):
            del self._tokens[3 * self._rows[3 * length] :]
            del self._rows[3 * length :]

    def clear(self) -> None:
        """Forget all rows; the numbers of terms and forms stay."""
        del self._rows[3:], self._tokens[:]

    def lay_out(self, numbers: Numbers, lengths: NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Text, position, term and form of each token of texts that consist of `lengths` rows each, by `numbers`.

        Look-ups are by `take`, which is three times as fast as an index for short rows.
        """
        found = _by_three(self._rows).take(numbers, axis=0)
        start, count, advance = found[:, 0], found[:, 1], found[:, 2]
        text = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        position = np.cumsum(advance, dtype=np.int64) - advance
        firsts = (np.cumsum(lengths) - lengths)[lengths > 0]
        position -= np.repeat(position.take(firsts), lengths[lengths > 0])
        row = np.repeat(np.arange(len(numbers)), count)
        first_token = np.cumsum(count, dtype=np.int64) - count
        token = np.arange(len(row)) + (start - first_token).take(row)
        term, form, at = _by_three(self._tokens).take(token, axis=0).T
        return text.take(row), position.astype(np.int32).take(row) + at, term.copy(), form.copy()


def ragged(starts: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """The numbers from each of `starts` on, as many as `counts` says, one after the other.

    >>> ragged(np.array([5, 0, 7]), np.array([2, 0, 3])).tolist()
    [5, 6, 7, 8, 9]
    """
    numbers: NDArray[np.intp] = np.arange(counts.sum()) + np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return numbers


def _by_three(flat: array[int]) -> Numbers:
    """The numbers in rows of three, without a copy: `flat` cannot grow while it is in use."""
    return np.frombuffer(flat, np.int32).reshape(-1, 3)

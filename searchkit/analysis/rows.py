"""What chunks turn into, in arrays: a growing table of tokens in numbers, which numpy lays out for many texts at once.

Useful for laying out texts whose chunks have been looked up; not for asking what a single chunk is.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]

EMPTY = 0
"""The row without tokens: of a chunk that has no word."""


class Numbering(defaultdict[str, int]):
    """The number of each string, dense from 0 in the order in which they are first looked up."""

    def __init__(self) -> None:
        super().__init__(count().__next__)
        self._strings: list[str] = []
        self._characters = 0

    @property
    def strings(self) -> list[str]:
        """The strings by their numbers: always the same list, which grows when it is asked for."""
        self._catch_up()
        return self._strings

    @property
    def characters(self) -> int:
        """Those of all strings."""
        self._catch_up()
        return self._characters

    def _catch_up(self) -> None:
        new = list(islice(reversed(self), len(self) - len(self._strings)))
        self._characters += sum(map(len, new))
        self._strings += reversed(new)

    def numbers(self, strings: Iterable[str]) -> list[int]:
        """The numbers of many."""
        return list(map(self.__getitem__, strings))


class Rows:
    """The tokens of chunks, a row each: term and form by number, and the position counted from the row's beginning.

    Flat arrays, so that a row costs 12 bytes and a token as many, and one for each fact: to take numbers of four bytes
    from an array is quicker than to take rows of twelve.
    """

    def __init__(self) -> None:
        self.terms = Numbering()
        self.forms = Numbering()
        self._starts, self._counts, self._advances = array("i", (0,)), array("i", (0,)), array("i", (0,))
        """Of each row its first token, how many it has, and by how many positions it goes on."""
        self._of_term, self._of_form, self._at = array("i"), array("i"), array("i")
        """Of each token its term, its form and its position."""

    def __len__(self) -> int:
        return len(self._starts)

    def add_one(self, term: str, form: str) -> int:
        """The number of a new row with one token."""
        self._of_term.append(self.terms[term])
        self._of_form.append(self.forms[form])
        self._at.append(0)
        return self._end_row(1, 1)

    def add_singles(self, terms: Sequence[int], forms: Sequence[int]) -> range:
        """The numbers of new rows with one token each, of these terms and forms by number."""
        first, start, count = len(self), len(self._at), len(terms)
        ones = array("i", (1,)) * count
        self._of_term.extend(terms)
        self._of_form.extend(forms)
        self._at.frombytes(bytes(self._at.itemsize * count))
        self._starts.extend(range(start, start + count))
        self._counts += ones
        self._advances += ones
        return range(first, first + count)

    def add(self, spread: Sequence[tuple[str, str, int, int, int]], advance: int) -> int:
        """The number of a row with these tokens (term, form, position, start, end), after which `advance` is gone."""
        if not spread:
            return EMPTY
        terms, forms, positions, _, _ = zip(*spread, strict=True)
        return self.add_numbers(self.terms.numbers(terms), self.forms.numbers(forms), positions, advance)

    def add_numbers(self, terms: Sequence[int], forms: Sequence[int], positions: Sequence[int], advance: int) -> int:
        """The number of a row with tokens, at least one, of these terms and forms by number."""
        self._of_term.extend(terms)
        self._of_form.extend(forms)
        self._at.extend(positions)
        return self._end_row(len(terms), advance)

    def _end_row(self, count: int, advance: int) -> int:
        """The number of a row of the last `count` tokens."""
        self._starts.append(len(self._at) - count)
        self._counts.append(count)
        self._advances.append(advance)
        return len(self) - 1

    def add_joined(self, numbers: Numbers, lengths: NDArray[np.intp]) -> range:
        """The numbers of new rows, each of which goes on from one to the next of `lengths` rows, by `numbers`."""
        first, start = len(self), len(self._at)
        text, position, term, form = self.lay_out(numbers, lengths)
        counts = np.bincount(text, minlength=len(lengths))
        gone = np.append(0, np.cumsum(_view(self._advances).take(numbers), dtype=np.int64))
        ends = np.cumsum(lengths)
        _extend(self._of_term, term)
        _extend(self._of_form, form)
        _extend(self._at, position)
        _extend(self._starts, start + np.cumsum(counts) - counts)
        _extend(self._counts, counts)
        _extend(self._advances, gone[ends] - gone[ends - lengths])
        return range(first, len(self))

    def truncate(self, length: int) -> None:
        """Forget the rows from number `length` on, which must have been the last to be added."""
        if length < len(self):
            tokens = self._starts[length]
            for of_tokens in (self._of_term, self._of_form, self._at):
                del of_tokens[tokens:]
            for of_rows in (self._starts, self._counts, self._advances):
                del of_rows[length:]

    def clear(self) -> None:
        """Forget all rows; the numbers of terms and forms stay."""
        self.truncate(1)

    def lay_out(self, numbers: Numbers, lengths: NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        """Text, position, term and form of each token of texts that consist of `lengths` rows each, by `numbers`.

        Look-ups are by `take`, which is three times as fast as an index for short rows.
        """
        places = numbers.astype(np.intp)
        count, advance = _view(self._counts).take(places), _view(self._advances).take(places)
        ends, filled = np.cumsum(lengths), lengths.nonzero()[0]
        position = np.cumsum(advance, dtype=np.int64)
        position -= advance
        position -= np.repeat(position.take((ends - lengths).take(filled)), lengths.take(filled))
        past = np.cumsum(count, dtype=np.int64)
        token = _view(self._starts).take(places).astype(np.int64)
        token += count
        token -= past
        row = np.repeat(np.arange(len(numbers)), count)
        token = token.take(row)
        token += np.arange(len(row))
        of_text = np.diff(np.append(0, past).take(ends), prepend=0)
        position_of_row = position.astype(np.int32).take(row)
        position_of_row += _view(self._at).take(token)
        return (
            np.repeat(np.arange(len(lengths), dtype=np.int32), of_text),
            position_of_row,
            _view(self._of_term).take(token),
            _view(self._of_form).take(token),
        )


def _view(flat: array[int]) -> Numbers:
    """The numbers without a copy: `flat` cannot grow while it is in use."""
    return np.frombuffer(flat, np.int32)


def _extend(flat: array[int], numbers: NDArray[Any]) -> None:
    flat.frombytes(numbers.astype(np.int32).tobytes())

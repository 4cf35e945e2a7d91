"""The words of long chunks as rows: what `one_by_one` does for a list of tokens, for many words at a time.

A text without spaces is one chunk, of a million pairs of characters. Each different word of it goes through the rules
once; of runs without spaces, each different character and each different pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import numpy as np

from searchkit.analysis.chunks import advance, spread_out
from searchkit.analysis.context import WINDOW, is_shouted
from searchkit.analysis.cutting import Found
from searchkit.analysis.one_by_one import stretched
from searchkit.analysis.pairs import STRETCH
from searchkit.analysis.rows import Numbers, Rows
from searchkit.analysis.runs import PairRows, Places, ShapedText
from searchkit.analysis.shapes import spans
from searchkit.analysis.words import Words
from searchkit.ragged import rows_of_runs

_CHARACTERS = 1 << 17
"""Of chunks that are taken together (a longer one is taken alone), and of words that are looked at together."""

_TOGETHER = 1 << 12
"""Words that are looked at together."""

_IS_INVISIBLE = np.zeros(128, np.bool_)
_IS_INVISIBLE[list(b"iz")] = True


class LongChunks:
    """Makes rows of chunks of one language where they stand, each with its first `most` tokens at least."""

    def __init__(self, words: Words, rows: Rows, most: int) -> None:
        self._rows = rows
        self._most = most
        self._pairs = PairRows(rows, words.longest)
        self._words = _WordRows(words, rows)

    def rows_of(self, found: Iterable[Found]) -> list[int]:
        """The number of a new row for each chunk."""
        return [number for some in _together(found) for number in self._rows_of(_Joined(some))]

    def _rows_of(self, joined: _Joined) -> range:
        numbers, lengths, count = [np.zeros(0, np.int32)], np.zeros(len(joined.found), np.intp), 0
        for starts, ends in _places(joined):
            rows, counts = self._rows_of_words(joined, starts, ends)
            numbers.append(rows)
            lengths += np.bincount(np.repeat(joined.chunks_at(starts), counts), minlength=len(lengths))
            count += int(np.count_nonzero(rows))
            if len(lengths) == 1 and count >= self._most:
                break
        return self._rows.add_joined(np.concatenate(numbers), lengths)

    def _rows_of_words(self, joined: _Joined, starts: Places, ends: Places) -> tuple[Numbers, Places]:
        """The rows of some words, one after the other, and how many each has: int32[rows], intp[words]."""
        is_run = self._pairs.are_runs(joined, starts, ends)
        counts = np.ones(len(starts), np.intp)
        of_runs, counts[is_run] = self._pairs.rows_of(joined, starts[is_run], ends[is_run])
        firsts = np.cumsum(counts) - counts
        rows = np.empty(counts.sum(), np.int32)
        rows[rows_of_runs(firsts[is_run], counts[is_run])] = of_runs
        rows[firsts[~is_run]] = self._words.rows_of(joined, starts[~is_run].tolist(), ends[~is_run].tolist())
        return rows, counts


class _Joined(ShapedText):
    """Chunks as one text, and where each of them stands in its own."""

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__("\n".join(one.chunk for one in found))
        self.found = found
        self._begins = np.cumsum([0, *(len(one.chunk) + 1 for one in found[:-1])])

    def chunks_at(self, starts: Places) -> Places:
        """The number of the chunk at each place."""
        return self._begins.searchsorted(starts, side="right") - 1

    def is_shouted(self, start: int, end: int) -> bool:
        """Whether all around the word at a place is in capitals."""
        number = int(self._begins.searchsorted(start, side="right")) - 1
        offset = self.found[number].offset - self._begins.item(number)
        return is_shouted(self.found[number].text, offset + start, offset + end)


class _WordRows(dict[str, int]):
    """The row of each different word."""

    def __init__(self, words: Words, rows: Rows) -> None:
        super().__init__()
        self._words = words
        self._rows = rows
        self._shouted: dict[int, int] = {}
        """By row of a word in capitals, its row where all around is in capitals, if that is another."""

    def rows_of(self, joined: _Joined, starts: Sequence[int], ends: Sequence[int]) -> list[int]:
        """The row of each of some words."""
        text, shouted = joined.text, self._shouted
        words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        for at, written in enumerate(words):
            if written not in self:
                self._add(written, joined.shape[starts[at] : ends[at]])
        rows = list(map(self.__getitem__, words))
        if shouted:
            for at, row in enumerate(rows):
                if row in shouted and joined.is_shouted(starts[at], ends[at]):
                    rows[at] = shouted[row]
        return rows

    def _add(self, written: str, kinds: str) -> None:
        ways = self._words.ways(written, kinds)
        row = self[written] = self._rows.add(spread_out(ways, 0), advance(ways))
        if written[:WINDOW].isupper() and (others := self._words.ways(written, kinds, shouted=True)) != ways:
            self._shouted[row] = self._rows.add(spread_out(others, 0), advance(others))


def _together(found: Iterable[Found]) -> Iterator[list[Found]]:
    """Short chunks together, and a long one alone."""
    some: list[Found] = []
    characters = 0
    for one in found:
        characters += len(one.chunk)
        if some and characters > _CHARACTERS:
            yield some
            some, characters = [], len(one.chunk)
        some.append(one)
    if some:
        yield some


def _places(text: ShapedText) -> Iterator[tuple[Places, Places]]:
    """Where the words of a text, or the stretches of its long runs without spaces, start and end, many at a time."""
    found = spans(text.shape)
    while some := list(islice(found, _TOGETHER)):
        starts, ends = np.fromiter(chain.from_iterable(some), np.intp, 2 * len(some)).reshape(-1, 2).T
        if (_IS_INVISIBLE[text.kinds[ends - 1]] | (ends - starts > STRETCH)).any():
            places = [place for start, end in some for place in _stretched(text.shape, start, end)]
            starts, ends = np.array(places, np.intp).T
        cuts = np.diff(np.cumsum(ends - starts) // _CHARACTERS).nonzero()[0] + 1
        yield from zip(np.split(starts, cuts), np.split(ends, cuts), strict=True)


def _stretched(kinds: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Start and end of a word without what is invisible at its end, or of stretches of it."""
    return ((first, last) for first, last, _ in stretched(start, kinds[start:end].rstrip("iz")))

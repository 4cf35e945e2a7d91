"""Many texts at once, for an indexer: terms, forms and positions as arrays of numbers.

The tokens are those of `Analyzer.tokens`, without their places in the text. What a chunk turns into is remembered as
the number of a row of `Rows`, so a text is cut into chunks and each looked up, which numpy does for all texts of a
batch (see `chunk_table`), and so it lays the rows out. A chunk that is not decided by itself gets a negative number and
is looked at where it stands. For one thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.analyzer import Analyzer
from searchkit.analysis.chunk_table import LONGEST_BYTES, UNKNOWN, ChunkTable, Keys, Places, first_of_each
from searchkit.analysis.context import is_shouted
from searchkit.analysis.cutting import CutTexts, Found
from searchkit.analysis.languages import known_language
from searchkit.analysis.long_chunks import LongChunks
from searchkit.analysis.new_chunks import UNDECIDED, NewChunks
from searchkit.analysis.rows import Numbers, Rows
from searchkit.analysis.words import Words

_MOST_CHUNKS = 1 << 18
"""Chunks that are remembered, 20 MB. 20,000 articles of news have 130,000 different ones."""

_LONGEST_TEXT = 1 << 24
"""Characters of the longest text that is cut into chunks. Those of files have a million words at most."""

_STRING_BYTES = 180
"""Of a string besides its characters: the object, its number, its places in a dictionary and a list."""


@dataclass(frozen=True, slots=True)
class TokenArrays:
    """The tokens of a batch of texts, in the order of the texts and of `Analyzer.tokens`."""

    text: Numbers
    """int32[tokens]: the text of each token, numbered from 0 in the order of adding."""
    position: Numbers
    """int32[tokens]: its position in the text."""
    term: Numbers
    """int32[tokens]: the number of its term."""
    form: Numbers
    """int32[tokens]: the number of its form."""
    lengths: Numbers
    """int32[texts]: how many positions each text has."""


class BulkAnalyzer:
    """Turns batches of texts into arrays, by the rules of an `Analyzer`.

    >>> from searchkit.settings import Settings
    >>> bulk = BulkAnalyzer(Analyzer(settings=Settings()))
    >>> bulk.add("Trusting nations", "en")
    >>> bulk.add("Nations", "und")
    >>> tokens = bulk.take()
    >>> [bulk.terms[number] for number in tokens.term], tokens.text.tolist(), tokens.position.tolist()
    (['trust', 'nation', 'nations'], [0, 0, 1], [0, 1, 0])
    """

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._most = analyzer.settings.article_tokens
        self._longest = _LONGEST_TEXT
        self.forget()

    def forget(self) -> None:
        """Start anew: numbers of terms and forms begin at 0, and what was added but not taken is gone."""
        self._rows = Rows()
        self._capitals: dict[int, tuple[int, int]] = {}
        self._remembered: dict[str, _Remembered] = {}
        self._queued: list[tuple[str, str]] = []

    @property
    def terms(self) -> list[str]:
        """The terms by their numbers."""
        return self._rows.terms.strings

    @property
    def forms(self) -> list[str]:
        """The forms by their numbers."""
        return self._rows.forms.strings

    @property
    def vocabulary_bytes(self) -> int:
        """Roughly the memory of terms and forms: what `forget` gives back and nothing else bounds."""
        terms, forms = self._rows.terms, self._rows.forms
        return terms.characters + forms.characters + _STRING_BYTES * (len(terms) + len(forms))

    def add(self, text: str, lang: str) -> None:
        """Queue a text in a language (ISO 639-1)."""
        self._queued.append((text, known_language(lang)))

    def take(self) -> TokenArrays:
        """The tokens of all texts that were added since the last call."""
        queued, self._queued = self._queued, []
        cut = list(self._cut_texts(queued))
        rows = [self._memory(texts.lang).rows(texts) for texts in cut]
        remembered = len(self._rows)
        for texts, found in zip(cut, rows, strict=True):
            self._decide(texts, found)
        numbers, lengths = _in_order(cut, rows, len(queued))
        arrays = _limited(*self._rows.lay_out(numbers, lengths), texts=len(queued), most=self._most)
        self._rows.truncate(remembered)
        if sum(map(len, self._remembered.values())) > _MOST_CHUNKS:
            self._remembered.clear()
            self._capitals.clear()
            self._rows.clear()
        return arrays

    def _cut_texts(self, queued: Sequence[tuple[str, str]]) -> Iterator[CutTexts]:
        """The texts of each language, cut into chunks."""
        by_language: dict[str, dict[int, str]] = {}
        for number, (text, lang) in enumerate(queued):
            if len(text) <= self._longest:
                by_language.setdefault(lang, {})[number] = text
            else:
                yield CutTexts(lang, {number: text}, whole=True)
        for lang, texts in by_language.items():
            yield CutTexts(lang, texts)

    def _memory(self, lang: str) -> _Remembered:
        remembered = self._remembered.get(lang)
        if remembered is None:
            words = self._analyzer.words_of(lang)
            remembered = self._remembered[lang] = _Remembered(words, self._rows, self._capitals)
        return remembered

    # Chunks that are decided where they stand

    def _decide(self, texts: CutTexts, rows: Numbers) -> None:
        """Put the row of each chunk in the place of a negative number."""
        in_capitals = ((rows < 0) & (rows != UNDECIDED)).nonzero()[0]
        rows[in_capitals] = [self._in_capitals(found, ~rows.item(found.at)) for found in texts.found(in_capitals)]
        undecided = (rows == UNDECIDED).nonzero()[0]
        if len(undecided):
            rows_of = self._whole if texts.whole else self._long
            rows[undecided] = rows_of(texts.lang, texts.found(undecided))

    def _in_capitals(self, found: Found, row: int) -> int:
        """The row of a chunk that was given the number ``~row``."""
        start, end = self._capitals[row]
        return row + is_shouted(found.text, found.offset + start, found.offset + end)

    def _long(self, lang: str, found: Iterable[Found]) -> list[int]:
        """Rows for chunks that are not remembered."""
        return LongChunks(self._analyzer.words_of(lang), self._rows, self._most).rows_of(found)

    def _whole(self, lang: str, found: Iterable[Found]) -> list[int]:
        """Rows for texts that are too long to be cut."""
        return [self._rows.add(self._analyzer.tokens(one.chunk, lang), 0) for one in found]


class _Remembered:
    """The rows of the chunks of a language; a chunk that is not there gets one."""

    def __init__(self, words: Words, rows: Rows, capitals: dict[int, tuple[int, int]]) -> None:
        self._table = ChunkTable()
        self._new = NewChunks(words, rows, capitals)

    def __len__(self) -> int:
        return len(self._table)

    def rows(self, texts: CutTexts) -> Numbers:
        """The row of each chunk of some texts, or a negative number where it is to be decided: int32[chunks]."""
        rows = np.empty(len(texts), np.int32)
        for first, keys in texts.pieces():
            found = self._table.look_up(keys)
            missing = (found == UNKNOWN).nonzero()[0]
            if len(missing):
                found[missing] = self._new_rows(keys.take(missing), texts, missing + first)
            rows[first : first + len(found)] = found
        return rows

    def _new_rows(self, keys: Keys, texts: CutTexts, which: Places) -> Numbers:
        """The rows of chunks that the table does not have, some of them more than once."""
        firsts, numbers = first_of_each(keys)
        keys, which = keys.take(firsts), which.take(firsts)
        rows = np.full(len(which), UNDECIDED, np.int32)
        short = (texts.lengths(which) <= LONGEST_BYTES).nonzero()[0]
        rows[short] = self._new.rows_of(texts.chunks(which.take(short)))
        self._table.add(keys, rows)
        return rows.take(numbers)


def _limited(text: Numbers, position: Numbers, term: Numbers, form: Numbers, *, texts: int, most: int) -> TokenArrays:
    """The arrays with at most `most` tokens of a text, and the lengths of the texts."""
    counts = np.bincount(text, minlength=texts)
    if counts.max(initial=0) > most:
        kept = np.arange(len(text)) - (np.cumsum(counts) - counts)[text] < most
        text, position, term, form = text[kept], position[kept], term[kept], form[kept]
        counts = np.minimum(counts, most)
    lengths = np.zeros(texts, np.int32)
    has_tokens = counts > 0
    lengths[has_tokens] = position[np.cumsum(counts)[has_tokens] - 1] + 1
    return TokenArrays(text, position, term, form, lengths)


def _in_order(cut: Sequence[CutTexts], rows: Sequence[Numbers], count: int) -> tuple[Numbers, NDArray[np.intp]]:
    """The rows of `count` texts, one text after the other, and how many each has."""
    joined = np.concatenate([np.zeros(0, np.int32), *rows])
    text = np.concatenate([np.zeros(0, np.intp), *(np.repeat(texts.numbers, texts.counts) for texts in cut)])
    if len(cut) > 1:
        joined = joined[text.argsort(kind="stable")]
    return joined, np.bincount(text, minlength=count)

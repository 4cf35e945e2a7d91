"""Many texts at once, for an indexer: terms, forms and positions as arrays of numbers.

The tokens are those of `Analyzer.tokens`, without their places in the text. What a chunk turns into is remembered as
the number of a row of `Rows`, so a text is cut into chunks and each looked up, which happens within the interpreter's
own loops; numpy lays the rows out for all texts of a batch. A chunk that is not decided by itself gets a negative
number and is looked at where it stands. For one thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.analyzer import NAMES, Analyzer
from searchkit.analysis.chunks import LONGEST, Several, bare, plain_term, several
from searchkit.analysis.context import is_shouted
from searchkit.analysis.languages import known_language
from searchkit.analysis.one_by_one import word_by_word
from searchkit.analysis.rows import Numbers, Rows, joined
from searchkit.analysis.tokens import Token
from searchkit.analysis.words import Words

_UNDECIDED = -1
"""Stands for a chunk whose words must be taken one by one each time. Lower numbers are inverted rows (``~row``) of a
chunk that is followed by its row for a stretch of capitals."""

_MOST_CHUNKS = 1 << 18
"""Chunks that are remembered, 45 MB. 20,000 articles of news have 130,000 different ones."""

_LONGEST_TEXT = 1 << 24
"""Characters of the longest text that is cut into chunks at once. Those of files have a million words at most, 60 MB as
chunks."""

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
    >>> bulk.add_names("The Nations")
    >>> tokens = bulk.take()
    >>> [bulk.terms[number] for number in tokens.term], tokens.text.tolist(), tokens.position.tolist()
    (['trust', 'nation', 'the', 'nations'], [0, 0, 1, 1], [0, 1, 0, 1])
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
        self._queued: list[_Queued] = []

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
        self._queue(text, known_language(lang))

    def add_names(self, text: str) -> None:
        """Queue a name (an author, a source, a tag); its terms are numbered with those of texts."""
        self._queue(text, NAMES)

    def take(self) -> TokenArrays:
        """The tokens of all texts that were added since the last call."""
        queued, self._queued = self._queued, []
        numbers = joined([each.numbers for each in queued])
        lengths = np.fromiter((len(each.numbers) for each in queued), np.intp, len(queued))
        remembered = len(self._rows)
        self._decide(queued, numbers, lengths)
        arrays = _cut(*self._rows.lay_out(numbers, lengths), texts=len(queued), most=self._most)
        self._rows.truncate(remembered)
        if sum(map(len, self._remembered.values())) > _MOST_CHUNKS:
            self._remembered.clear()
            self._capitals.clear()
            self._rows.clear()
        return arrays

    def _queue(self, text: str, lang: str) -> None:
        remembered = self._remembered.get(lang)
        if remembered is None:
            words = self._analyzer.words_of(lang)
            remembered = self._remembered[lang] = _Remembered(words, self._rows, self._capitals)
        numbers = list(map(remembered.__getitem__, self._chunks(text)))
        self._queued.append(_Queued(text, lang, numbers))

    def _chunks(self, text: str) -> list[str]:
        """What stands between spaces, line ends and slashes; a text that is too long is a chunk by itself."""
        # a slash is never part of a word, and what is between two comes again where "June/July" does not
        return text.replace("\n", " ").replace("/", " ").split(" ") if len(text) <= self._longest else [text]

    # Chunks that are decided where they stand

    def _decide(self, queued: Sequence[_Queued], numbers: Numbers, lengths: NDArray[np.intp]) -> None:
        """Put the row of each chunk in the place of a negative number."""
        undecided = np.flatnonzero(numbers < 0)
        ends = np.cumsum(lengths)
        texts = np.searchsorted(ends, undecided, side="right")
        places = undecided - (ends - lengths)[texts]
        found = zip(texts.tolist(), places.tolist(), strict=True)
        decided = (
            row
            for text, group in groupby(found, key=itemgetter(0))
            for row in self._decided(queued[text], [place for _, place in group])
        )
        numbers[undecided] = np.fromiter(decided, np.int32, len(undecided))

    def _decided(self, queued: _Queued, places: list[int]) -> list[int]:
        """The rows of the chunks of a text at these places."""
        chunks = self._chunks(queued.text)
        rows, offset, before = [], 0, 0
        for place in places:
            offset += sum(map(len, chunks[before:place])) + place - before
            before = place
            row = ~queued.numbers[place]
            if row == ~_UNDECIDED:
                row = self._one_by_one(queued, offset, chunks[place])
            else:
                start, end = self._capitals[row]
                row += is_shouted(queued.text, offset + start, offset + end)
            rows.append(row)
        return rows

    def _one_by_one(self, queued: _Queued, offset: int, chunk: str) -> int:
        """A row for a chunk that is not remembered."""
        if len(chunk) > self._longest:
            is_name = queued.lang == NAMES
            whole = self._analyzer.names(chunk) if is_name else self._analyzer.tokens(chunk, queued.lang)
            return self._rows.add(whole, 0)
        tokens: list[Token] = []
        words = self._analyzer.words_of(queued.lang)
        advance = word_by_word(queued.text, offset, chunk, words, 0, tokens, self._most)
        return self._rows.add(tokens, advance)


@dataclass(frozen=True, slots=True)
class _Queued:
    """A text that was added, and what its chunks are: rows, or negative where a chunk is to be decided."""

    text: str
    lang: str
    numbers: list[int]


class _Remembered(dict[str, int]):
    """The rows of the chunks of a language; a chunk that is not there gets one."""

    def __init__(self, words: Words, rows: Rows, capitals: dict[int, tuple[int, int]]) -> None:
        super().__init__()
        self._words = words
        self._rows = rows
        self._capitals = capitals
        self._plain: dict[str, int] = {}

    def __missing__(self, chunk: str) -> int:
        if len(chunk) > LONGEST:
            return _UNDECIDED
        # most new chunks are words that are known without the punctuation, or without the capital
        word = bare(chunk)
        number = self._plain.get(word.lower()) if word.isascii() else None
        if number is None:
            number = self._first_sight(chunk, word)
        self[chunk] = number
        return number

    def _first_sight(self, chunk: str, word: str) -> int:
        term = plain_term(word, self._words)
        if term is None:
            return self._several(chunk)
        form = word.lower()
        number = self._rows.add_one(term, form)
        if not self._words.is_told_by_capitals(form.removesuffix("'s")):
            self._plain[form] = number
        return number

    def _several(self, chunk: str) -> int:
        found = several(chunk, self._words)
        if found is None:
            return _UNDECIDED
        if not isinstance(found, Several):
            term, form, _, _ = found
            return self._rows.add_one(term, form)
        row = self._rows.add(found.tokens, found.advance)
        if found.shouted is None:
            return row
        self._rows.add(found.shouted, found.advance)
        self._capitals[row] = found.start, found.end
        return ~row


def _cut(text: Numbers, position: Numbers, term: Numbers, form: Numbers, *, texts: int, most: int) -> TokenArrays:
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

"""Chunks that are met for the first time, many at once, become rows.

Most are words of ASCII, with or without punctuation around them, or such words with hyphens between: of these each
step is taken for all at once, and each different word is stemmed once. The others go through all rules one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.bare_words import DIGIT, HYPHEN, LETTER, MARK, OTHER, bare_words
from searchkit.analysis.chunks import LONGEST, Several, bare, between_hyphens, number_term, plain_term, several
from searchkit.analysis.rows import Rows
from searchkit.analysis.words import Words

UNDECIDED = -1
"""Stands for the row of a chunk whose words must be taken one by one each time. Lower numbers are inverted rows
(``~row``) of a chunk that is followed by its row for a stretch of capitals."""


class NewChunks:
    """Makes the rows of chunks of one language; `capitals` is given the place of the word of those that are followed
    by another row."""

    def __init__(self, words: Words, rows: Rows, capitals: dict[int, tuple[int, int]]) -> None:
        self._words = words
        self._rows = rows
        self._capitals = capitals
        self._known: dict[str, int] = {}
        """By form, the rows of words of ASCII that are the same whatever their capitals."""
        self._terms: dict[str, int] = {}
        """The numbers of the terms of forms of ASCII letters and digits."""

    def rows_of(self, chunks: Sequence[str]) -> list[int]:
        """A row for each chunk, or a negative number where it is to be decided."""
        if not chunks:
            return []
        forms, kinds = bare_words(chunks, self._words.longest)
        self._learn(forms, kinds)
        rows = list(map(self._known.get, forms))
        return [self._by_the_rules(chunks[at]) if row is None else row for at, row in enumerate(rows)]

    def _learn(self, forms: Sequence[str], kinds: NDArray[np.uint8]) -> None:
        """Makes the rows of words that are the same whatever their capitals."""
        told = self._words.told_by_capitals
        new = self._new(forms, kinds == LETTER)
        letters = {form: form for form in new if form not in told}
        for form in self._new(forms, kinds | LETTER == LETTER | OTHER):  # with an apostrophe, perhaps
            if form[-2:] == "'s" and form[:-2].isalpha() and form[:-2] not in told:
                letters[form] = form[:-2]
        numbers: dict[str, str] = {}
        for form in self._new(forms, (kinds & DIGIT > 0) & (kinds <= LETTER | DIGIT | MARK)):
            if number := number_term(form, self._words):
                numbers[form] = number
            elif form.isalnum():
                letters[form] = form
        joined = {
            form: parts
            for form in self._new(forms, kinds | LETTER | DIGIT == LETTER | DIGIT | HYPHEN)
            if (parts := between_hyphens(form, self._words)) and told.isdisjoint(parts)
        }
        self._stem(chain(letters.values(), *joined.values(), map("".join, joined.values())))
        terms = [*map(self._terms.__getitem__, letters.values()), *self._rows.terms.numbers(numbers.values())]
        new = [*letters, *numbers]
        self._known.update(zip(new, self._rows.add_singles(terms, self._rows.forms.numbers(new)), strict=True))
        for form, parts in joined.items():
            self._known[form] = self._add_joined(form, parts)

    def _new(self, forms: Sequence[str], which: NDArray[np.bool_]) -> list[str]:
        """Those of some forms that are not known, each once."""
        return [form for form in dict.fromkeys(compress(forms, which.tolist())) if form not in self._known]

    def _stem(self, letters: Iterable[str]) -> None:
        """Sees to it that the terms of some forms of ASCII letters and digits are known."""
        new = [one for one in dict.fromkeys(letters) if one not in self._terms]
        alone = [one for one in new if one[0].isdigit()]
        if alone:
            new = [one for one in new if not one[0].isdigit()]
        terms = [*self._words.letters_of(new), *alone]
        self._terms.update(zip([*new, *alone], self._rows.terms.numbers(terms), strict=True))

    def _add_joined(self, form: str, parts: Sequence[str]) -> int:
        """A row for a word of ASCII with hyphens between its parts, which is found apart and joined."""
        joined = self._terms["".join(parts)]
        terms, forms = list(map(self._terms.__getitem__, parts)), self._rows.forms.numbers(parts)
        terms.insert(1, joined)
        forms.insert(1, self._rows.forms[form])
        return self._rows.add_numbers(terms, forms, [0, *range(len(parts))], len(parts))

    def _by_the_rules(self, chunk: str) -> int:
        """A row for any chunk, or a negative number where it is to be decided."""
        if len(chunk) > LONGEST:
            return UNDECIDED
        word = bare(chunk)
        term = plain_term(word, self._words)
        return self._several(chunk) if term is None else self._rows.add_one(term, word.lower())

    def _several(self, chunk: str) -> int:
        found = several(chunk, self._words)
        if found is None:
            return UNDECIDED
        if not isinstance(found, Several):
            term, form, _, _ = found
            return self._rows.add_one(term, form)
        row = self._rows.add(found.tokens, found.advance)
        if found.shouted is None:
            return row
        self._rows.add(found.shouted, found.advance)
        self._capitals[row] = found.start, found.end
        return ~row

"""Chunks that are met for the first time, many at once, become rows.

Most are words of ASCII, with or without punctuation around them, or such words with hyphens between: of these each
step is taken for all at once, and each different word is stemmed once. The others go through all rules one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

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
        """By form, the rows of single words of ASCII that are the same whatever their capitals."""
        self._terms: dict[str, int] = {}
        """The numbers of the terms of forms of ASCII letters, and of parts of words that begin with a digit."""

    def rows_of(self, chunks: Sequence[str]) -> list[int]:
        """A row for each chunk, or a negative number where it is to be decided."""
        words = [bare(chunk) if len(chunk) <= LONGEST else "" for chunk in chunks]
        forms = list(map(str.lower, words))
        joined = self._learn(words, forms)
        rows = []
        for chunk, word, form in zip(chunks, words, forms, strict=True):
            row = self._known.get(form)
            if row is None or not word.isascii():
                parts = joined.get(word)
                row = self._by_the_rules(chunk, word, form) if parts is None else self._add_joined(form, parts)
            rows.append(row)
        return rows

    def _learn(self, words: Iterable[str], forms: Iterable[str]) -> dict[str, list[str]]:
        """Makes the rows of words that are the same whatever their capitals; gives the parts of those with hyphens."""
        known, longest, told = self._known, self._words.longest, self._words.told_by_capitals
        stemmed: dict[str, str] = {}
        numbers: dict[str, str] = {}
        joined: dict[str, list[str]] = {}
        for word, form in zip(words, forms, strict=True):
            if form in known or form in stemmed or form in numbers or not word.isascii() or len(word) > longest:
                continue
            letters = form[:-2] if form[-2:] == "'s" else form
            if letters.isalpha():
                if letters not in told:  # the same whatever its capitals
                    stemmed[form] = letters
            elif number := number_term(form, self._words):
                numbers[form] = number
            elif "-" in word and (parts := between_hyphens(word, self._words)):
                joined[word] = parts
        self._stem([*stemmed.values(), *chain.from_iterable((*parts, "".join(parts)) for parts in joined.values())])
        terms = [*map(self._terms.__getitem__, stemmed.values()), *self._rows.terms.numbers(list(numbers.values()))]
        new = [*stemmed, *numbers]
        self._known.update(zip(new, self._rows.add_singles(terms, self._rows.forms.numbers(new)), strict=True))
        return joined

    def _stem(self, letters: Iterable[str]) -> None:
        """Sees to it that the terms of some forms are known: of ASCII letters, or what begins with a digit."""
        new = [one for one in dict.fromkeys(letters) if one not in self._terms]
        alone = [one for one in new if one[0].isdigit()]
        if alone:
            new = [one for one in new if not one[0].isdigit()]
        terms = [*self._words.letters_of(new), *alone]
        self._terms.update(zip([*new, *alone], self._rows.terms.numbers(terms), strict=True))

    def _add_joined(self, form: str, parts: Sequence[str]) -> int:
        """A row for a word of ASCII with hyphens between its parts, which is found apart and joined."""
        joined = self._terms["".join(parts)]
        terms, forms = list(map(self._terms.__getitem__, parts)), list(map(self._rows.forms.__getitem__, parts))
        terms.insert(1, joined)
        forms.insert(1, self._rows.forms[form])
        return self._rows.add_numbers(terms, forms, [0, *range(len(parts))], len(parts))

    def _by_the_rules(self, chunk: str, word: str, form: str) -> int:
        """A row for any chunk, or a negative number where it is to be decided."""
        if len(chunk) > LONGEST:
            return UNDECIDED
        term = plain_term(word, self._words)
        return self._several(chunk) if term is None else self._rows.add_one(term, form)

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

"""Stems of words by NLTK's Snowball stemmers, each computed once, and those of English by the same rules here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast

from searchkit.analysis import english
from searchkit.analysis.languages import STEMMERS

LONGEST = 64
"""Characters of the longest word that is stemmed. What is longer is no word of a language."""

# What NLTK's stemmers have raised on odd words, or could: they slice and index into words without looking.
_STEMMER_FAILURES = (LookupError, ValueError, TypeError, AttributeError, UnboundLocalError, RecursionError, OSError)

QUICK = "en"
"""The language whose words are not worth asking the index, NLTK or the memory for their stems."""

_REMEMBERED = 1 << 17  # words; about 30 MB. Reuters' 20,841 articles have 43,000
_MANY = 1 << 18  # new words, that wait to be taken


class _Stemmer(Protocol):
    def stem(self, word: str) -> str: ...


class Stems:
    """Stems of words, from memory, from what the index knows, or from NLTK; safe to use from several threads.

    NLTK's stemmers are loaded when a stem has to be computed, and not before.
    """

    def __init__(self, lookup: Callable[[str, str], str | None] | None = None) -> None:
        self.lookup = lookup
        self._known: dict[tuple[str, str], str] = {}
        self._new: dict[tuple[str, str], str] = {}
        self._stemmers: dict[str, Callable[[], _Stemmer]] = {}

    def __call__(self, lang: str, word: str) -> str:
        """The stem of `word` (lower case, at least a character) in `lang`, which is one of `STEMMERS`."""
        if len(word) > LONGEST:
            return word
        stem = _quick(lang, word) or self._known.get((lang, word))
        if stem is None:
            stem = self._indexed(lang, word)
            if stem is None:
                stem = self._new[lang, word] = self._computed(lang, word)
            self._remember(lang, word, stem)
        return stem

    def for_query(self, languages: tuple[str, ...]) -> Callable[[str, str], str]:
        """Stems for a query over articles in `languages`.

        A word that the index knows in some of them is not stemmed in the others, which would be the only reason to
        load NLTK's stemmers: there it stands for itself, as no article in them has it, if perhaps another form. Of
        `QUICK` the index keeps no stems: there it is always computed.
        """

        def stem(lang: str, word: str) -> str:
            quick = _quick(lang, word)
            if quick is not None:
                return quick
            found = self._indexed(lang, word)
            if found is not None:
                return found
            if any(self._indexed(other, word) is not None for other in languages):
                return word
            # Not remembered: when an article has the word, its stem is new.
            return word if len(word) > LONGEST else self._known.get((lang, word)) or self._computed(lang, word)

        return stem

    def _indexed(self, lang: str, word: str) -> str | None:
        return None if self.lookup is None else self.lookup(lang, word)

    @property
    def has_many_new(self) -> bool:
        """Whether so many wait to be taken that it should be done."""
        return len(self._new) >= _MANY

    def take_new(self) -> list[tuple[str, str, str]]:
        """Language, word and stem of those computed for articles since the last call. Who takes them has the index know
        them, all of them: of a word that it does not know in a language, it has no article in that."""
        new, self._new = self._new, {}
        return [(lang, word, stem) for (lang, word), stem in list(new.items())]

    def forget(self) -> None:
        """Forgets all: what was taken last did not come into the index, and is new when it is met again."""
        self._known, self._new = {}, {}

    def _remember(self, lang: str, word: str, stem: str) -> None:
        if len(self._known) >= _REMEMBERED:
            self._known = {}
        self._known[lang, word] = stem

    def _computed(self, lang: str, word: str) -> str:
        # A new stemmer for each word: they keep state from one word to the next (the Arabic one lets it decide), and
        # are not safe to share between threads. It costs a microsecond, the stem ten.
        stemmer = self._stemmer(lang)()
        try:
            return stemmer.stem(word) or word
        except _STEMMER_FAILURES:
            return word

    def _stemmer(self, lang: str) -> Callable[[], _Stemmer]:
        if lang not in self._stemmers:
            from searchkit.analysis.snowball import snowball

            self._stemmers[lang] = cast("Callable[[], _Stemmer]", getattr(snowball(), STEMMERS[lang]))
        return self._stemmers[lang]


def _quick(lang: str, word: str) -> str | None:
    """The stem of a word of `QUICK`."""
    if lang != QUICK or len(word) > LONGEST or not word.isalnum() or word != word.lower():
        return None
    return english.stem(word)

"""In which ways can a written word be read?

``co-operation`` is *co operation* and *cooperation*; ``3.5%`` is *3.5* and *3.5%*; a Korean word is its pairs of
syllables and itself. A `Way` is a run of `Part`s at consecutive positions. An article gets all ways of its words; a
query asks for those that are marked `asked`, so whatever a query asks for, an article that has the word can give.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from searchkit.analysis import english
from searchkit.analysis.languages import is_stemmed
from searchkit.analysis.pairs import Character, characters
from searchkit.analysis.shapes import PAIRED
from searchkit.analysis.stages import (
    Chain,
    Elision,
    Number,
    Stem,
    apostrophes,
    cased,
    fold,
    lowered,
    normalise,
    possessive,
)
from searchkit.analysis.stems import LONGEST, QUICK
from searchkit.analysis.stopwords import capital_words

_WIDEST = 4  # a word is cut to so many times the longest term before it is normalised, which may shorten it


class Part(NamedTuple):
    """What stands at one position: the terms, any of which finds it, its form, and its place in the written word."""

    terms: tuple[str, ...]
    form: str
    start: int
    end: int


class Way(NamedTuple):
    """A reading of a written word: its parts, and whether a query for the word asks for it."""

    parts: tuple[Part, ...]
    asked: bool = True


class Piece(NamedTuple):
    """What stands between two hyphens: its parts, and how it is written when the word is joined."""

    parts: tuple[Part, ...]
    joined: str
    is_more: bool = False
    """Whether the piece is more than its parts, as a host name is, and is found as a whole too."""


_BETWEEN_HYPHENS = re.compile("[^-_]+")
_BETWEEN_MARKS = re.compile("[^.,'&]+")
_BETWEEN_AMPERSANDS = re.compile("[^.&]+")
_BETWEEN_DOTS = re.compile("[^.]+")
_MARKED = re.compile("[.,&]|^0.*'")
_INITIAL = re.compile("[iz]*a[miz]*")
_TAIL = re.compile(r"(?:%|\+\+|#)$")
_ONE_NUMBER = re.compile(r"\d+(?:\.\d+)?[^.,'&]*")
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")


class Words:
    """The words of one language, in terms of at most `longest` characters.

    ``names=True`` for names, which are neither stemmed nor told apart by capitals; ``asked=True`` for queries.
    """

    def __init__(
        self, lang: str, stems: Callable[[str, str], str], *, longest: int, names: bool = False, asked: bool = False
    ) -> None:
        self._lang = lang
        self._stems = stems
        self._is_stemmed = not names and is_stemmed(lang, "a")
        self._asked = asked
        self.longest = longest
        self._capitals = frozenset[str]() if names else capital_words(lang)
        self._elsewhere = frozenset[str]() if names else capital_words("en") - self._capitals
        self.told_by_capitals = self._capitals | self._elsewhere
        """Words, in lower case, that are others than the same in capitals."""
        self._number = Number(lang)
        self._bare = Chain((Elision(lang), possessive, apostrophes, self._number))
        self._stem = Chain((fold,) if names else (Stem(lang, stems), fold))

    @property
    def chain(self) -> Chain:
        """The stages that a word goes through, in order."""
        return Chain((normalise, *self._bare.stages, *self._stem.stages))

    def ways(self, written: str, kinds: str, *, shouted: bool = False) -> tuple[Way, ...]:
        """The readings of a written word of shape `kinds`; `shouted`: all the text around it is capitals.

        The first way is the longest; all start at its first position. Empty when nothing of the word is left.
        """
        kind = kinds[0]
        if not kinds.strip("a0"):
            return (Way((self._part(written, 0, shouted),)),)
        if kind in PAIRED:
            return self._paired(characters(written, kinds), spaced=kind == "g")
        if kind in "er":
            return self._symbol(written)
        if kind == "f":
            return self._fraction(written)
        return self._worded(written, kinds, shouted)

    def letters(self, form: str) -> str:
        """The term of a form of ASCII letters, with digits after them or not: what its
        stages give, without asking them all."""
        return fold(self._stems(self._lang, form))[: self.longest] if self._is_stemmed else form

    def letters_of(self, forms: Iterable[str]) -> list[str]:
        """The terms of many such forms, none longer than the longest term."""
        if self._is_stemmed and self._lang == QUICK:
            return [english.stem(form) if len(form) <= LONGEST else form for form in forms]
        return list(map(self.letters, forms))

    def digits(self, form: str) -> str | None:
        """The term of a form that is ASCII digits and marks, if it is one number."""
        if form.isdigit():
            return form
        number = self._number(form)
        return number if _ONE_NUMBER.fullmatch(number) else None

    # Scripts without spaces, symbols

    def _paired(self, run: list[Character], *, spaced: bool) -> tuple[Way, ...]:
        """Overlapping pairs, and in a script that has spaces between words (Hangul) the whole run as well."""
        if len(run) < 2:
            return (Way((self._together(run),)),) if run else ()
        pairs = tuple(self._together(run[at : at + 2]) for at in range(len(run) - 1))
        if spaced and len(run) > 2:
            return Way(pairs), Way((self._together(run),), asked=False)
        return (Way(pairs),)

    def _together(self, run: list[Character]) -> Part:
        form = self._cut("".join(character.text for character in run[: self.longest]))
        return Part((form,), form, run[0].start, run[-1].end)

    def _symbol(self, written: str) -> tuple[Way, ...]:
        """An emoji is a term; skin tones are kept in the form only."""
        form = self._form(written)
        return (Way((Part((_SKIN_TONES.sub("", form) or form,), form, 0, len(written)),)),) if form else ()

    def _fraction(self, written: str) -> tuple[Way, ...]:
        """½ is read as 1/2 would be: two numbers."""
        numbers = re.findall(r"\w+", normalise(written))
        return (Way(tuple(Part((number,), number, 0, len(written)) for number in numbers)),) if numbers else ()

    # Words of letters and digits

    def _worded(self, written: str, kinds: str, shouted: bool) -> tuple[Way, ...]:
        sign = kinds[0] if kinds[0] in "#@." else ""
        found = _TAIL.search(kinds)
        tail = found.group() if found else ""
        pieces = [
            self._piece(written[match.start() : match.end()], match.group(), match.start(), shouted)
            for match in _BETWEEN_HYPHENS.finditer(kinds, len(sign), len(kinds) - len(tail))
        ]
        joined = self._cut("".join(piece.joined for piece in pieces))
        signed = sign + fold(apostrophes(joined)) + tail if sign or tail else ""
        form, end = self._form(written), len(written)
        ways = []
        parts = tuple(part for piece in pieces for part in piece.parts)
        if len(joined) > 1 or tail not in ("++", "#"):  # C++ and C# are not C
            ways.append(Way(parts, asked=not signed))
            if len(pieces) > 1 or pieces[0].is_more:
                ways.append(Way((Part(self._terms(joined), form, 0, end),), asked=not signed))
        if signed:
            # With the parts behind the first: the next word stands behind them.
            ways.append(Way((Part((self._cut(signed),), form, 0, end), *parts[1:])))
        return tuple(ways)

    def _piece(self, written: str, kinds: str, start: int, shouted: bool) -> Piece:
        if _MARKED.search(kinds):
            if kinds.endswith("'a") and possessive(cased(written[-2:]).rjust(3)) == " ":
                written, kinds = written[:-2], kinds[:-2]
            if kinds[0] == "0":
                return self._numeric(written, kinds, start)
            if "&" in kinds:
                return self._ampersand(written, kinds, start, shouted)
            if "." in kinds:
                return self._dotted(written, kinds, start, shouted)
        part = self._part(written, start, shouted)
        return Piece((part,), part.form)

    def _numeric(self, written: str, kinds: str, start: int) -> Piece:
        """1,000.5 is one number, 30.05.2025 is three."""
        part = self._part(written, start)
        if _ONE_NUMBER.fullmatch(part.terms[0]):
            return Piece((part,), part.terms[0])
        return Piece(self._parts(_BETWEEN_MARKS, written, kinds, start), part.form, is_more=True)

    def _ampersand(self, written: str, kinds: str, start: int, shouted: bool) -> Piece:
        """AT&T and R&D are words of their own; in Marks&Spencer there are two besides."""
        form = self._form(written)
        if all(len(match.group()) <= 2 for match in _BETWEEN_AMPERSANDS.finditer(kinds)):
            return Piece((Part(self._terms(form), form, start, start + len(written)),), form)
        return Piece(self._parts(_BETWEEN_AMPERSANDS, written, kinds, start, shouted), form, is_more=True)

    def _dotted(self, written: str, kinds: str, start: int, shouted: bool) -> Piece:
        """U.S. is US, Ph.D. is also PhD, example.org is a name and two words."""
        form = self._form(written)
        initials = [_INITIAL.fullmatch(match.group()) is not None for match in _BETWEEN_DOTS.finditer(kinds)]
        joined = form.replace(".", "") if any(initials) or len(initials) == 1 else form
        if all(initials):
            return Piece((Part(self._abbreviated(joined), form, start, start + len(written)),), joined)
        parts = self._parts(_BETWEEN_DOTS, written, kinds, start, shouted)
        return Piece(parts, joined, is_more=len(parts) > 1)

    def _parts(
        self, between: re.Pattern[str], written: str, kinds: str, start: int, shouted: bool = False
    ) -> tuple[Part, ...]:
        return tuple(
            self._part(written[match.start() : match.end()], start + match.start(), shouted)
            for match in between.finditer(kinds)
        )

    def _part(self, written: str, start: int, shouted: bool = False) -> Part:
        """One part, as it is written at `start`."""
        end = start + len(written)
        if written.isascii() and written.isalnum() and len(written) <= self.longest:
            form = written.lower()
            terms: tuple[str, ...] = (self.letters(form) if form.isalpha() else self._cut(self._stem(form)),)
            if len(written) <= 4 and written.isupper():
                terms = self._with_capitals(written, terms, shouted)
            return Part(terms, form, start, end)
        plain = cased(written[: self.longest * _WIDEST])
        form = self._cut(lowered(plain))
        terms = self._terms(form)
        capitals = possessive(self._cut(plain))
        if 2 <= len(capitals) <= 4 and capitals.isupper():
            terms = self._with_capitals(capitals, terms, shouted)
        return Part(terms, form, start, end)

    def _with_capitals(self, capitals: str, terms: tuple[str, ...], shouted: bool) -> tuple[str, ...]:
        """US is not us: in capitals, a word that the language uses all the time stands for itself only.

        Unless all around it is in capitals, where it can be either. A word that only English uses all the time is
        found by both in an article of another language, so that "US" and a lower-case query both find it there.
        """
        word = capitals.lower()
        if word not in self.told_by_capitals:
            return terms
        is_either = shouted or (word in self._elsewhere and not self._asked)
        return (capitals, *terms) if is_either else (capitals,)

    def _abbreviated(self, joined: str) -> tuple[str, ...]:
        """With full stops it is never the everyday word: U.S. is US, and not us."""
        return (joined.upper(),) if joined in self.told_by_capitals else self._terms(joined)

    def _terms(self, form: str) -> tuple[str, ...]:
        """The terms of a form: its stem without accents and, where it is another, the stem of it without accents.

        So a word with accents and the same word without always share a term, whatever the stemmer makes of them.
        """
        if form.isascii() and form.isalpha():
            return (self.letters(form),)
        bare = self._bare(form)
        terms = [self._stem(bare)]
        if not bare.isascii() and (folded := fold(bare)) != bare:
            terms.append(self._stem(folded))
        return tuple(dict.fromkeys(self._cut(term) for term in terms if term)) or (form,)

    def _form(self, written: str) -> str:
        return self._cut(normalise(written[: self.longest * _WIDEST]))

    def _cut(self, text: str) -> str:
        return text[: self.longest]

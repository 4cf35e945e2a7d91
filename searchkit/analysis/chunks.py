"""What chunks of text turn into, and the memory of it, within bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Generic, TypeVar

from searchkit.analysis.shapes import PARTS, tokenise
from searchkit.analysis.words import Way, Words
from searchkit.frozen import dataclass

Single = tuple[str, str, int, int]
"""A chunk that is one word found in one way: term, form, start and end."""

Spread = tuple[tuple[str, str, int, int, int], ...]
"""Tokens as term, form, position, start and end, the last three counted from the chunk's beginning."""


@dataclass(frozen=True, slots=True)
class Several:
    """A chunk with no word, several, or one that is found in several ways."""

    tokens: Spread
    advance: int
    """How many positions the chunk takes."""
    shouted: Spread | None = None
    """The tokens where all around is in capitals, if they are others: then the chunk has one word."""
    start: int = 0
    end: int = 0
    """Where that word is."""


LONGEST = 48
"""Characters of the longest chunk that is remembered. Longer ones are addresses, or text without spaces."""

_MOST = 1 << 17
"""Chunks of a generation, of all languages together: 35 MB. 20,000 articles of news have 130,000 different ones."""

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*[a-z]*")
_DOTTED = re.compile(
    r"['\"(\[,]*([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)+(?:(?<=\.[A-Za-z])\.)?)['\")\].,:;!?]*"
)
BEFORE, AFTER = "\"'([{<*“‘«—–…!?:;,/|=~", "\"'.,:;!?)]}>*”’»—–…/|=~"

_T = TypeVar("_T")


class Chunks(Generic[_T]):
    """A memory of two generations: when the young one is full it becomes the old, and the old is forgotten.

    What is used again comes back from the old one, so what is frequent stays; the memory does not grow without bound
    on a text of ever new words. Threads may share it: the worst that a race can do is to forget.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._count = 0
        self._young: dict[str, dict[str, _T]] = {}
        self._old: dict[str, dict[str, _T]] = {}

    def young(self, lang: str) -> dict[str, _T]:
        """The young generation of a language, to look into."""
        return self._young.setdefault(lang, {})

    def recalled(self, lang: str, chunk: str) -> _T | None:
        """What the chunk turns into, if the old generation knows; then the young knows it again."""
        old = self._old.get(lang)
        if old is None or (found := old.get(chunk)) is None:
            return None
        self.keep(lang, chunk, found)
        return found

    def keep(self, lang: str, chunk: str, turned_into: _T) -> None:
        """Remember what the chunk turns into."""
        if self._count >= self._most:
            self._old, self._young, self._count = self._young, {}, 0
        self._count += 1
        self.young(lang)[chunk] = turned_into


def single(chunk: str, words: Words) -> Single | None:
    """What most chunks are: an ASCII word or number with punctuation around it. None if it is anything else."""
    word = bare(chunk)
    term = plain_term(word, words)
    if term is None:
        return None
    start = len(chunk) - len(chunk.lstrip(BEFORE))
    return term, word.lower(), start, start + len(word)


def bare(chunk: str) -> str:
    """The chunk without the punctuation around it."""
    return chunk if chunk.isalnum() else chunk.lstrip(BEFORE).rstrip(AFTER)


def plain_term(word: str, words: Words) -> str | None:
    """The term of an ASCII word or number. None if it is anything else, or depends on what is around it."""
    if not word.isascii() or len(word) > words.longest:
        return None
    form = word.lower()
    if word.isalpha():
        return None if word.isupper() and form in words.told_by_capitals else words.letters(form)
    if word[-2:] in ("'s", "'S") and word[:-2].isalpha():
        return None if word[:-2].isupper() and form[:-2] in words.told_by_capitals else words.letters(form[:-2])
    return number_term(form, words) or (words.letters(form) if form.isalnum() else None)


def number_term(form: str, words: Words) -> str | None:
    """The term of ASCII digits, with points and commas between them, if they are one number, and perhaps letters after
    them, such as 77th and 2.5m."""
    if form.isalnum():
        return form if form[0].isdigit() else None
    return words.digits(form) if _DIGITS.fullmatch(form) else None


def several(chunk: str, words: Words) -> Single | Several | None:
    """What a chunk turns into, with all the rules. None if it has several words and they depend on their context."""
    if "-" in chunk and (hyphenated := _hyphenated(chunk, words)):
        return hyphenated
    if "." in chunk and (dotted := _dotted(chunk, words)):
        return dotted
    spread: list[tuple[str, str, int, int, int]] = []
    position = 0
    for start, end, kinds in tokenise(chunk):
        written = chunk[start:end]
        ways = words.ways(written, kinds)
        here = spread_out(ways, start, position)
        spread += here
        position += advance(ways)
        if written.isupper() and any(token[0].isupper() for token in here):
            shouted = spread_out(words.ways(written, kinds, shouted=True), start)
            if shouted != here:
                is_alone = spread == here and next(tokenise(chunk[end:]), None) is None
                return Several(tuple(here), position, tuple(shouted), start, end) if is_alone else None
    if len(spread) == position == 1:
        term, form, _, start, end = spread[0]
        return term, form, start, end
    return Several(tuple(spread), position)


def _hyphenated(chunk: str, words: Words) -> Several | None:
    """What most chunks of several words are: words or numbers of ASCII with hyphens between them, found apart and
    joined. The rules give the same in twice the time. None if it is anything else."""
    word = bare(chunk)
    forms = between_hyphens(word, words)
    if forms is None:
        return None
    start = len(chunk) - len(chunk.lstrip(BEFORE))
    tokens = []
    at = start
    for position, part in enumerate(forms):
        tokens.append((_term(part, words), part, position, at, at + len(part)))
        at += len(part) + 1
    tokens.insert(1, (_term("".join(forms), words), word.lower(), 0, start, start + len(word)))
    return Several(tuple(tokens), len(forms))


def _dotted(chunk: str, words: Words) -> Single | Several | None:
    """Abbreviations of ASCII, and names such as example.org, which are found apart and as a whole. The rules give the
    same in many times the time. None if it is anything else, or has a part that depends on its capitals."""
    found = _DOTTED.fullmatch(chunk)
    if found is None or len(found[1]) > words.longest:
        return None
    (start, end), form = found.span(1), found[1].lower()
    parts = form.removesuffix(".").split(".")
    joined = form.replace(".", "") if min(map(len, parts)) == 1 else form
    if max(map(len, parts)) == 1:
        return joined.upper() if joined in words.told_by_capitals else words.letters(joined), form, start, end
    if found[1] != form and not words.told_by_capitals.isdisjoint(parts):
        return None
    tokens = []
    at = start
    for position, part in enumerate(parts):
        tokens.append((_term(part, words), part, position, at, at + len(part)))
        at += len(part) + 1
    tokens.insert(1, (joined if "." in joined else words.letters(joined), form, 0, start, end))
    return Several(tuple(tokens), len(parts))


def _term(form: str, words: Words) -> str:
    """The term of ASCII letters and digits."""
    return form if form[0].isdigit() else words.letters(form)


def between_hyphens(word: str, words: Words) -> list[str] | None:
    """The forms between the hyphens of a word of ASCII letters and digits. None if it is anything else, or has a part
    that depends on its capitals."""
    form = word.lower()
    forms = form.split("-")
    joined = "".join(forms)
    if (
        not (joined.isascii() and joined.isalnum() and all(forms) and 1 < len(forms) <= PARTS)
        or len(form) > words.longest
        or (word != form and not words.told_by_capitals.isdisjoint(forms))
    ):
        return None
    return forms


def advance(ways: Sequence[Way]) -> int:
    """How many positions a word takes."""
    return len(ways[0].parts) if ways else 0


def spread_out(ways: Sequence[Way], offset: int, first: int = 0) -> list[tuple[str, str, int, int, int]]:
    """The tokens of a word at `offset` and position `first`, by position; what two ways share comes once."""
    spread = [
        (term, part.form, position, offset + part.start, offset + part.end)
        for way in ways
        for position, part in enumerate(way.parts, first)
        for term in part.terms
    ]
    return spread if len(ways) < 2 else sorted(dict.fromkeys(spread), key=itemgetter(2))

"""Where are the words? The shape of a text, and the pattern that finds words in it.

The *shape* has one ASCII letter for each character of the text, saying what kind of character it is; a regular
expression over shapes is short and exact for every script, where one over characters would need long classes that
differ between Python versions. The kinds:

====  ==========================================  =====  ====================================================
a     letter (also marks of numbers: ``²``, Ⅷ)    ' . , - _ & + # @ %   themselves, and their look-alikes
0     decimal digit of any script                 h k K p g   Han, Hiragana, Katakana, prolonged sound, Hangul
m     combining mark                              t l y c     Thai, Lao, Myanmar, Khmer
i z   invisible; zero-width joiner                e s r       emoji or symbol, skin tone, regional indicator
f     vulgar fraction, numbered full stop          space       everything else
====  ==========================================  =====  ====================================================
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import chain

from searchkit.scripts import UNSPACED

PAIRED = "hkKpgtlyc"
"""Kinds of scripts that are written without spaces between words; their runs become overlapping pairs."""

PARTS = 64
"""Most connectors within one written word. Bounds the pattern's stack and what one word can turn into."""

_STARTS = [first for first, _, _ in UNSPACED]

_GAP = " " * 64
_MOST_KINDS = 1 << 16
"""Characters whose kinds are remembered, 7 MB; hostile text holds a million different ones."""

_SINGLE = {
    **dict.fromkeys("'`\u00b4\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\uff07\u05f3\u05f4\u00b7", "'"),
    **dict.fromkeys("-\u2010\u2011\u2012\u2013\u058a\u05be\ufe63\uff0d", "-"),
    **dict.fromkeys(".\uff0e", "."),
    **dict.fromkeys(",\uff0c\u066b\u066c", ","),
    **dict.fromkeys("_\uff3f", "_"),
    **dict.fromkeys("&\uff06", "&"),
    **dict.fromkeys("+\uff0b", "+"),
    **dict.fromkeys("#\uff03", "#"),
    **dict.fromkeys("@\uff20", "@"),
    **dict.fromkeys("%\uff05\u066a", "%"),
    **dict.fromkeys("\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u3164\ufeff\uffa0", "i"),
    **dict.fromkeys(map(chr, [*range(0x180B, 0x180E), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]), "i"),
    **dict.fromkeys(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0), *range(0xE0020, 0xE0080)]), "i"),
    "\u200d": "z",
    **dict.fromkeys(map(chr, range(0x1F3FB, 0x1F400)), "s"),
    **dict.fromkeys(map(chr, range(0x1F1E6, 0x1F200)), "r"),
    # half-width voicing marks are letters to Unicode, marks to their readers
    "\uff9e": "m",
    "\uff9f": "m",
}

_EMOJI = ((0x2300, 0x23FF), (0x2600, 0x27BF), (0x2B00, 0x2BFF), (0x1F000, 0x1FAFF))


def kind(character: str) -> str:
    """The kind of a character, one letter."""
    if character in _SINGLE:
        return _SINGLE[character]
    code, category = ord(character), unicodedata.category(character)
    if category[0] == "M":
        return "m"
    if category == "Nd":
        return "0"
    if category[0] in "LNC":
        at = bisect_right(_STARTS, code) - 1
        if at >= 0 and code <= UNSPACED[at][1]:
            script = UNSPACED[at][2]
            return script if category[0] != "C" or script == "h" else " "
        if category[0] == "C":
            return " "
        is_fraction = category == "No" and not unicodedata.normalize("NFKC", character).isalnum()
        return "f" if is_fraction else "a"
    return "e" if category == "So" and any(first <= code <= last for first, last in _EMOJI) else " "


class _Kinds(dict[int, str]):
    """A table for ``str.translate`` that finds a character's kind when it first meets it."""

    def __missing__(self, code: int) -> str:
        found = kind(chr(code))
        if len(self) < _MOST_KINDS:
            self[code] = found
        return found


_KINDS = _Kinds({code: kind(chr(code)) for code in range(128)})


def shape(text: str) -> str:
    """The kinds of the characters of `text`, one letter each.

    >>> shape("AT&T's 3.5% – 日本へ")
    "aa&a'a 0.0% - hhk"
    """
    return text.translate(_KINDS)


_ATOM = "[a0][a0miz]*"
# A connector may follow the full stop of an abbreviation: U.S.-based, U.S.'s. A comma connects digits only.
_CONNECTOR = r"(?:\.?['-]|[._&]|(?<=0),(?=0))[iz]*"

# The look ahead is for speed only: where no word begins, nothing after it is tried.
PATTERN = rf"""
      h[hmiz]* | k[kpmiz]* | [Kp][Kpmiz]* | g[gmiz]*         # Han, Hiragana, Katakana, Hangul
    | t[tmiz]* | l[lmiz]* | y[ymiz]* | c[cmiz]*              # Thai, Lao, Myanmar, Khmer
    | e[ims]*(?:ze[ims]*){{0,{PARTS}}} | rr? | f             # emoji, flags, fractions
    | (?=[a0\#@.])(?:
          a\#(?![a0\#])                                      # C#
        | (?:(?<![a0miz])[#@]|(?<![a0miz.])\.(?=a))?         # #tag, @name, .NET
          {_ATOM}(?:{_CONNECTOR}{_ATOM}){{0,{PARTS}}}        # don't, AT&T, 1,000.5, co-operation, www.example.org
          (?:(?<=\.a)\.|(?<=0)%|\+\+(?!\+))?                 # U.S., 3.5%, C++
      )
"""


@cache
def _pattern() -> re.Pattern[str]:
    # Compiled when first needed: a query of plain words is read without it.
    return re.compile(PATTERN, re.VERBOSE)


def tokenise(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and shape of every written word of `text`, in order, not overlapping; in linear time.

    >>> [(text[start:end], kinds) for text in ["The U.S.-based co."] for start, end, kinds in tokenise(text)]
    [('The', 'aaa'), ('U.S.-based', 'a.a.-aaaaa'), ('co', 'aa')]
    """
    written = shape(text)
    if written and not written.strip("a"):
        yield 0, len(written), written
        return
    for start, end in spans(written):
        kinds = written[start:end].rstrip("iz")
        yield start, start + len(kinds), kinds


def spans(written: str) -> Iterator[tuple[int, int]]:
    """Start and end of every written word of a text of this shape, with what is invisible at its end.

    >>> list(spans(shape("AT&T's – 日本へ")))
    [(0, 6), (9, 11), (11, 12)]
    """
    return chain.from_iterable(map(re.Match.span, found) for found in _found(written))


def _found(written: str) -> Iterator[Iterator[re.Match[str]]]:
    """The written words between gaps, over which the pattern takes its time."""
    finditer, at = _pattern().finditer, 0
    while (gap := written.find(_GAP, at)) >= 0:
        if gap > at:
            yield finditer(written, at, gap)
        at = gap + len(_GAP)
    yield finditer(written, at)

"""Which encoding are bytes in that say nothing of it and are no UTF-8?

charset-normalizer tells the East Asian encodings, Greek, Hebrew, Arabic and Thai well. It takes much that is Western
for Central European, or for a code page of DOS: between single-byte encodings of Latin and Cyrillic, the letters that
the bytes would be decide here.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_TYPOGRAPHIC = frozenset("\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014\u2026\u2022\u00a0«»§°·€£©®™")
_MULTI_BYTE = ("gb", "big5", "euc", "cp932", "cp949", "cp950", "shift", "johab", "hz", "iso2022", "utf")
_TRUSTED = (
    *("cp1253", "iso8859_7", "cp737", "cp869", "cp1255", "iso8859_8", "cp862", "cp1256", "iso8859_6", "cp864"),
    *("cp874", "tis_620", "iso8859_11"),
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_ALONE = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
_KANA_SHARE = 0.2
"""Half-width Kana, which nobody writes text in: the mark of single bytes read as Shift_JIS."""


class _Candidate(NamedTuple):
    encoding: str
    letters: frozenset[str]
    """The letters beyond ASCII that its languages use, in lower case."""
    is_latin: bool


_WEST = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœÿªº¿¡šž")
_CENTRE = frozenset("ąćęłńóśźżáčďéěíňřšťúůýžäöüßőűľĺŕôăâîşţđ")
_BALTIC = frozenset("āčēģīķļņšūžąęėįųõäöü")
_TURKISH = frozenset("çğıöşüâîûİ")
_RUSSIAN = frozenset(map(chr, range(ord("а"), ord("я") + 1))) | frozenset("ёіїєґўј")
_CANDIDATES = (  # of equals the first
    _Candidate("cp1252", _WEST, True),
    _Candidate("iso8859-15", _WEST, True),
    _Candidate("cp1250", _CENTRE, True),
    _Candidate("iso8859-2", _CENTRE, True),
    _Candidate("cp1254", _TURKISH, True),
    _Candidate("cp1257", _BALTIC, True),
    _Candidate("cp1251", _RUSSIAN, False),
    _Candidate("koi8-r", _RUSSIAN, False),
    _Candidate("koi8-u", _RUSSIAN, False),
    _Candidate("iso8859-5", _RUSSIAN, False),
    _Candidate("cp866", _RUSSIAN, False),
    _Candidate("cp850", _WEST, True),
    _Candidate("cp852", _CENTRE, True),
    _Candidate("mac-roman", _WEST, True),
)


def guess(sample: bytes) -> str:
    """Python's name of the likeliest encoding."""
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    found = match.encoding if match else ""
    if found.startswith(_MULTI_BYTE) and _is_east_asian(str(match)):
        return found
    if found in _TRUSTED:
        return found
    best, score = max(((one.encoding, _score(sample, one)) for one in _CANDIDATES), key=lambda pair: pair[1])
    return best if score > 0 or not found else found


def _is_east_asian(text: str) -> bool:
    """Whether text reads like that of East Asia: in runs of full-width characters, not one here and there."""
    foreign = len(_FOREIGN.findall(text))
    half_width = len(_HALF_WIDTH.findall(text))
    alone = len(_ALONE.findall(text))
    return half_width <= _KANA_SHARE * foreign and 2 * alone <= foreign


def _score(sample: bytes, candidate: _Candidate) -> float:
    """How many of the characters beyond ASCII make sense, less those that make none."""
    text = sample.decode(candidate.encoding, "replace")
    pairs = Counter(zip(" " + text, text, strict=False))
    return sum(count * _sense(before, character, candidate) for (before, character), count in pairs.items())


def _sense(before: str, character: str, candidate: _Candidate) -> float:
    """What a character adds to the score of its text."""
    if character < "\x80":
        return 0
    if character in _TYPOGRAPHIC:
        return 1
    if character.lower() not in candidate.letters:
        return -1
    if candidate.is_latin and (before.lower() in candidate.letters or (character.isupper() and before.islower())):
        return -0.5  # two accents in a row, a capital within a word
    if not candidate.is_latin and (before.isascii() or (character.isupper() and before.islower())):
        return -before.isalpha()  # Cyrillic glued to Latin; the first letter of a word says little
    return 1

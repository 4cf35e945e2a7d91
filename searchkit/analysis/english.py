"""Stems of English words, as NLTK's Snowball stemmer gives them, in a third of its time and without loading it.

Most articles and most words of queries are English, and stemming each of their words once was a tenth of the time of
indexing. NLTK's stemmer tries every suffix of every step on every word; this one looks at the last letter first, and
keeps of the regions R1 and R2 only how long they are. The rules are those of M. Porter's "The English (Porter2)
stemming algorithm" as NLTK 3.9 and later follow them; a test holds both equal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

_VOWELS = frozenset("aeiouy")
_HAS_VOWEL = re.compile("[aeiouy]").search
_REGION = re.compile("[aeiouy][^aeiouy]").search
"""R1 is what comes after the first consonant that follows a vowel, R2 the same within R1."""
_CONSONANT_Y = re.compile("^y|(?<=[aeiou])y")
_RUN_OF_Y = re.compile("y+")
_BEGINNINGS = ("gener", "commun", "arsen")
"""Where a word begins so, R1 is what comes after it."""

_SPECIAL: Mapping[str, str] = {
    "skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl", "gently": "gentl",
    "ugly": "ugli", "early": "earli", "only": "onli", "singly": "singl",
    **{stem: stem for stem in ("sky", "news", "howe", "atlas", "cosmos", "bias", "andes")},
    **{stem + end: stem for stem in ("inning", "outing", "canning", "herring", "earring") for end in ("", "s")},
    **{stem + end: stem for stem in ("proceed", "exceed", "succeed") for end in ("", "s", "ed", "ing")},
}  # fmt: skip

HEAD = 2
"""So many first letters a word and its stem have in common, as far as the stem has so many."""
OTHER_HEADS = frozenset(word for word, stem in _SPECIAL.items() if word[:HEAD] != stem[:HEAD])
"""The words of which that is not so."""


class _Rule(NamedTuple):
    """A suffix; how many letters go, and which come, when R1 (or R2) holds all of it."""

    suffix: str
    goes: int
    comes: str = ""
    least: int = 0
    """How long R2 is afterwards, when it was shorter than what goes: 1 where NLTK leaves it an ``e``."""


def _instead(comes: str, *suffixes: str, least: int = 0) -> list[_Rule]:
    return [_Rule(suffix, len(suffix), comes, least) for suffix in suffixes]


def _by_last_letter(*rules: _Rule) -> Mapping[str, tuple[_Rule, ...]]:
    """The rules for each last letter, longer suffixes first: of those that fit, only the first is looked at."""
    letters = {rule.suffix[-1] for rule in rules}
    ordered = sorted(rules, key=lambda rule: -len(rule.suffix))
    return {letter: tuple(rule for rule in ordered if rule.suffix[-1] == letter) for letter in letters}


_STEP_2 = _by_last_letter(
    *_instead("ize", "ization", "izer"),
    *_instead("ate", "ational", "ation", "ator", least=1),
    *_instead("al", "alism", "aliti", "alli"),
    *_instead("ous", "ousness", "ousli"),
    *_instead("ive", "iveness", "iviti", least=1),
    *_instead("ble", "biliti", "bli"),
    *(_Rule(suffix, 1, "e") for suffix in ("enci", "anci", "abli")),
    *(_Rule(suffix, 2) for suffix in ("tional", "entli", "fulli", "lessli", "li")),
    _Rule("fulness", 4),
    _Rule("ogi", 1),
)
_STEP_3 = _by_last_letter(
    *_instead("ate", "ational"),
    *_instead("ic", "icate", "iciti", "ical"),
    *_instead("", "ful", "ness", "ative"),
    _Rule("tional", 2),
    _Rule("alize", 3),
)
_STEP_4 = _by_last_letter(
    *_instead("", "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive"),
    *_instead("", "ize", "ion", "al", "er", "ic"),
)
_NONE: tuple[_Rule, ...] = ()
_BEFORE = {"ogi": frozenset("l"), "li": frozenset("cdeghkmnrt"), "ion": frozenset("st")}
"""What must stand before some suffixes."""
_DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")

_BEGUN = {"s": ("s",), "y": ("y",), "e": ("e",), "d": ("ed",), "g": ("ing",), "l": ("al", "ful", "ll")}
"""Endings that the other steps look at first, and shorter ones that stand for those of these three."""
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    letter: _BEGUN.get(letter)
    or tuple(rule.suffix for step in (_STEP_2, _STEP_3, _STEP_4) for rule in step.get(letter, _NONE))
    for letter in {*_STEP_2, *_STEP_3, *_STEP_4, *_BEGUN}
}
"""By last letter: a word without any of these endings is its own stem. Nearly every second of different words is."""


def stem(word: str) -> str:
    """The stem of a word of letters in lower case, and digits; those of other alphabets are consonants to it."""
    if len(word) <= 2:
        return word
    if word in _SPECIAL:
        return _SPECIAL[word]
    if not word.endswith(_ENDINGS.get(word[-1], ())):
        return word
    if "y" in word:  # one that is no vowel is written large until the end
        word = _RUN_OF_Y.sub(_by_turns, word) if "yy" in word else _CONSONANT_Y.sub("Y", word)
    r1, r2 = _regions(word)
    if word[-1] in "sd":
        word, r1, r2 = _without_plural(word, r1, r2)
    if word[-1] in "dgy":
        word, r1, r2 = _without_tense(word, r1, r2)
    if word[-1] in "yY" and len(word) > 2 and word[-2] not in _VOWELS:
        word = word[:-1] + "i"
    for rule in _STEP_2.get(word[-1], _NONE):
        if word.endswith(rule.suffix):
            if r1 >= len(rule.suffix) and _fits(word, rule.suffix):
                word, r1, r2 = _applied(rule, word, r1, r2)
            break
    for rule in _STEP_3.get(word[-1], _NONE):
        if word.endswith(rule.suffix):
            if (r2 if rule.suffix == "ative" else r1) >= len(rule.suffix):
                word, r1, r2 = _applied(rule, word, r1, r2)
            break
    for rule in _STEP_4.get(word[-1], _NONE):
        if word.endswith(rule.suffix):
            if r2 >= len(rule.suffix) and _fits(word, rule.suffix):
                word, r1, r2 = _applied(rule, word, r1, r2)
            break
    return _without_last(word, r1, r2).replace("Y", "y")


def _by_turns(found: re.Match[str]) -> str:
    """Of letters y in a row every second is a vowel; whether the first is, what stands before it says."""
    begin, end = found.span()
    is_consonant = begin == 0 or found.string[begin - 1] in "aeiou"
    return (("Yy" if is_consonant else "yY") * (end - begin))[: end - begin]


def _regions(word: str) -> tuple[int, int]:
    """How long R1 and R2 are."""
    start = 0
    if word.startswith(_BEGINNINGS):
        start = 6 if word[0] == "c" else 5
    elif found := _REGION(word):
        start = found.end()
    else:
        return 0, 0
    found = _REGION(word, start)
    return len(word) - start, len(word) - found.end() if found else 0


def _fits(word: str, suffix: str) -> bool:
    return suffix not in _BEFORE or word[-len(suffix) - 1] in _BEFORE[suffix]


def _applied(rule: _Rule, word: str, r1: int, r2: int) -> tuple[str, int, int]:
    _, goes, comes, least = rule
    grows = len(comes) - goes
    return word[: len(word) - goes] + comes, max(r1 + grows, 0), r2 + grows if r2 >= goes else least


def _cut(word: str, r1: int, r2: int, goes: int) -> tuple[str, int, int]:
    return word[:-goes], max(r1 - goes, 0), max(r2 - goes, 0)


def _without_plural(word: str, r1: int, r2: int) -> tuple[str, int, int]:
    """Step 1a."""
    if word.endswith("sses"):
        return _cut(word, r1, r2, 2)
    if word.endswith(("ied", "ies")):
        return _cut(word, r1, r2, 2 if len(word) > 4 else 1)
    if word[-1] == "s" and word[-2] not in "us" and _HAS_VOWEL(word, 0, len(word) - 2):
        return _cut(word, r1, r2, 1)
    return word, r1, r2


def _without_tense(word: str, r1: int, r2: int) -> tuple[str, int, int]:
    """Step 1b."""
    suffix = next((suffix for suffix in ("eedly", "ingly", "edly", "eed", "ing", "ed") if word.endswith(suffix)), "")
    if suffix in ("eedly", "eed"):
        return _applied(_Rule(suffix, len(suffix), "ee"), word, r1, r2) if r1 >= len(suffix) else (word, r1, r2)
    if not suffix or not _HAS_VOWEL(word, 0, len(word) - len(suffix)):
        return word, r1, r2
    word, r1, r2 = _cut(word, r1, r2, len(suffix))
    if word.endswith(("at", "bl", "iz")):
        return word + "e", r1 + 1, r2 + 1 if len(word) > 4 or r1 > 1 else r2
    if word.endswith(_DOUBLES):
        return _cut(word, r1, r2, 1)
    return (word + "e" if r1 == 0 and _is_short(word) else word), r1, r2


def _is_short(word: str) -> bool:
    """Whether the word ends in a short syllable."""
    if len(word) == 2:
        return word[0] in _VOWELS and word[1] not in _VOWELS
    return (
        len(word) > 2
        and word[-1] not in _VOWELS
        and word[-1] not in "wxY"
        and word[-2] in _VOWELS
        and word[-3] not in _VOWELS
    )


def _without_last(word: str, r1: int, r2: int) -> str:
    """Step 5."""
    if word[-1] == "l":
        return word[:-1] if r2 and word[-2] == "l" else word
    if word[-1] != "e":
        return word
    if r2 or (r1 and len(word) > 3 and not _is_short(word[:-1])):
        return word[:-1]
    return word

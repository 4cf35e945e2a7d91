"""The stages that a word goes through, each a plain function from word to word.

``normalise | elision | possessive | apostrophes | number | stem | fold``: a `Chain` of them can be printed and called.
Those that depend on the language are small objects that carry it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from searchkit.analysis.languages import DECIMAL_COMMA, ELISIONS, is_stemmed
from searchkit.frozen import dataclass

Stage = Callable[[str], str]


@dataclass(frozen=True, slots=True, eq=False)  # none is ever compared
class Chain:
    """Stages applied one after the other.

    >>> Chain((possessive, apostrophes))
    possessive | apostrophes
    >>> Chain((possessive, apostrophes))("o'brien's")
    'obrien'
    """

    stages: tuple[Stage, ...]

    def __call__(self, word: str) -> str:
        """The word as the last stage leaves it."""
        for stage in self.stages:
            word = stage(word)
        return word

    def __repr__(self) -> str:
        return " | ".join(getattr(stage, "__name__", None) or repr(stage) for stage in self.stages)


# Patterns of rare characters are compiled by `re` when first used: a search from a terminal mostly needs none.
_REMOVED = (
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0020-\U000e007f\U000e0100-\U000e01ef]"
)
_UNIFIED = str.maketrans(
    {
        **dict.fromkeys("`\u00b4\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u05f3\u05f4\u00b7", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u058a\u05be", "-"),
        **dict.fromkeys("\u2044", "/"),
        "\u066b": ".",
        "\u066c": ",",
        "\u066a": "%",
    }
)


@cache
def _uncased() -> re.Pattern[str]:
    return re.compile(rf"{_REMOVED}|[{re.escape(''.join(map(chr, _UNIFIED)))}\s]")


def cased(written: str) -> str:
    """A written word in NFKC, its case kept: no invisible characters, one kind of apostrophe and of hyphen.

    >>> cased("Ｏ’Ｂｒｉｅｎ"), cased("co\u00adop"), cased("\ufb01ne")
    ("O'Brien", 'coop', 'fine')
    """
    if written.isascii():
        return written.replace("`", "'")
    if unicodedata.is_normalized("NFKC", written) and not _uncased().search(written):
        return written
    # before NFKC, which would take some apart, and after it, since some come out of it
    word = re.sub(_REMOVED, "", written).translate(_UNIFIED)
    word = unicodedata.normalize("NFKC", word).translate(_UNIFIED)
    return re.sub(_REMOVED, "", "".join(word.split()))


def lowered(word: str) -> str:
    """The word in lower case, still in NFKC.

    >>> lowered("STRASSE"), lowered("ΟΔΟΣ")
    ('strasse', 'οδος')
    """
    if word.isascii():
        return word.lower()
    once = unicodedata.normalize("NFKC", word.lower())
    return word if once == word else unicodedata.normalize("NFKC", once.lower())


def normalise(written: str) -> str:
    """The form of a written word: NFKC, lower case, accents kept.

    >>> normalise("Zu\u0308rich’s")
    "zürich's"
    """
    return lowered(cased(written))


def possessive(word: str) -> str:
    """The word without ``'s``: Korea's is Korea, and it's is it.

    >>> possessive("korea's"), possessive("KOREA'S"), possessive("'s")
    ('korea', 'KOREA', "'s")
    """
    return word[:-2] if len(word) > 2 and word[-2] == "'" and word[-1] in "sS" else word


def apostrophes(word: str) -> str:
    """The word without apostrophes: don't is dont, O'Brien is OBrien."""
    return word.replace("'", "")


@dataclass(frozen=True, slots=True, eq=False)  # none is ever compared
class Elision:
    """Takes off the article or pronoun that clings to a word in French, Italian and Catalan.

    >>> Elision("fr")("l'homme"), Elision("en")("l'homme"), Elision("fr")("aujourd'hui")
    ('homme', "l'homme", "aujourd'hui")
    """

    lang: str

    def __call__(self, word: str) -> str:
        """The word without its clitic."""
        pattern = ELISIONS.get(self.lang)
        found = re.match(pattern, word) if pattern is not None and "'" in word else None
        return word[found.end() :] if found else word


_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(\d+(?:[.,']\d+)+)(.*)", re.DOTALL)
_ENGLISH = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})*(?:\.[0-9]+)?")  # one in five different words of a paper
_POINT_GROUPS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}")  # 1,000,000 and, in India, 10,00,000
_QUOTE_GROUPS = re.compile(r"[1-9]\d{0,2}(?:'\d{3})+")


def ascii_digits(word: str) -> str:
    """The word with the decimal digits of every script as 0 to 9.

    >>> ascii_digits("٢٠٢٥"), ascii_digits("b2b")
    ('2025', 'b2b')
    """
    if word.isascii() or not _DIGIT.search(word):
        return word
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in word)


@dataclass(frozen=True, slots=True, eq=False)  # none is ever compared
class Number:
    """Writes a number without separators and with a decimal point; leaves what is no number as it is.

    A single ``1.000`` is a thousand where numbers have decimal commas, else one; ``1,000`` the other way round. With
    two separators there is no doubt.

    >>> Number("en")("1,000,000"), Number("de")("1.000.000"), Number("en")("1.000.000,5"), Number("de")("1'000")
    ('1000000', '1000000', '1000000.5', '1000')
    >>> Number("en")("1.000"), Number("de")("1.000"), Number("en")("5,93"), Number("en")("3.11.2")
    ('1.000', '1000', '5.93', '3.11.2')
    """

    lang: str

    def __call__(self, word: str) -> str:
        """The number, or the word."""
        if _ENGLISH.fullmatch(word) and self.lang not in DECIMAL_COMMA:
            return word.replace(",", "")
        if not word[:1].isdecimal() or not (found := _NUMBER.fullmatch(word)):
            return ascii_digits(word)
        digits, rest = found.groups()
        return ascii_digits(self._plain(digits) + rest)

    def _plain(self, digits: str) -> str:
        whole, mark, decimals = _last_mark(digits)
        if any(other in whole for other in ".,'" if other != mark):  # two kinds: the last is the decimal mark
            joined = _joined(whole)
            return digits if joined is None or mark == "'" else f"{joined}.{decimals}"
        joined = _joined(digits)
        if mark in whole or mark == "'":  # one kind, more than once: groups or no number
            return digits if joined is None else joined
        decimal = "," if self.lang in DECIMAL_COMMA else "."
        if joined is not None and mark != decimal:
            return joined
        return f"{whole}.{decimals}"


def _last_mark(digits: str) -> tuple[str, str, str]:
    at = max(digits.rfind(mark) for mark in ".,'")
    return digits[:at], digits[at], digits[at + 1 :]


def _joined(digits: str) -> str | None:
    """The digits without the marks between groups, or None when they are not in groups."""
    for mark, groups in ((".", _POINT_GROUPS), (",", _COMMA_GROUPS), ("'", _QUOTE_GROUPS)):
        if groups.fullmatch(digits):
            return digits.replace(mark, "")
    return None


@dataclass(frozen=True, slots=True, eq=False)  # none is ever compared
class Stem:
    """Takes a word to its stem; one of another script, one that begins with a digit, a name such as AT&T stay."""

    lang: str
    stems: Callable[[str, str], str]

    def __call__(self, word: str) -> str:
        """The stem."""
        if not is_stemmed(self.lang, word) or word[0].isdecimal() or "." in word or "&" in word:
            return word
        return self.stems(self.lang, word)

    def __repr__(self) -> str:
        return f"Stem(lang={self.lang!r})"


_LATIN_OR_GREEK = "A-Za-z\u00c0-\u024f\u0250-\u02af\u0370-\u03ff\u1e00-\u1fff\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f"
_ACCENTED = f"([{_LATIN_OR_GREEK}])[\u0300-\u036f]+"
_STRESSED = "([\u0400-\u04ff])[\u0300\u0301]+"
_FOLDED = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ȷ": "j",
        "ĸ": "k",
        "ŋ": "n",
        "ſ": "s",
        "ƒ": "f",
        "ɓ": "b",
        "ɗ": "d",
        "ƙ": "k",
        "ƴ": "y",
        "ς": "σ",
        "ё": "е",  # Russian prints it as е more often than not
    }
)


@cache
def _foldable() -> re.Pattern[str]:
    return re.compile(f"[{_LATIN_OR_GREEK}\u0400-\u04ff{''.join(map(chr, _FOLDED))}]")


def fold(word: str) -> str:
    """The word without the accents of Latin and Greek letters; other scripts keep their marks.

    >>> fold("zürich"), fold("straße"), fold("αθήνας"), fold("который"), fold("が")
    ('zurich', 'strasse', 'αθηνασ', 'который', 'が')
    """
    if word.isascii() or (unicodedata.is_normalized("NFC", word) and not _foldable().search(word)):
        return word
    # stress marks of dictionaries stand alone after Cyrillic letters in NFC; letters such as ѓ do not come apart
    word = re.sub(_STRESSED, r"\1", word)
    bare = re.sub(_ACCENTED, r"\1", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).translate(_FOLDED)

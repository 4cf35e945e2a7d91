"""Which language is this article in?

Scripts that one language writes decide at once. Text in a script of several is first tried against lists of function
words, which takes a tenth of the time of the statistical model and decides the clear cases alike; whatever is not
clear goes to the model (py3langid). Fewer than 20 letters are no evidence: then the script decides, or nothing does.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from itertools import repeat
from typing import Any

from searchkit.errors import ReadingError
from searchkit.reading.texts.function_words import FORBIDS, FUNCTION_WORDS, NEEDS

UNKNOWN = "und"
_LETTERS = 20
"""Letters below which words are no evidence."""
_CHARACTERS = 1_000
"""Characters of the body that the model looks at; its time grows with them."""
_LEAST_CONFIDENCE = 0.2
"""Of the model, among the languages that articles are in: below it most guesses are wrong."""
_NEGLIGIBLE = 0.001
"""Of the model: shares that do not change the sum of a language's."""
_HALF, _SURE = 0.5, 0.9
"""Of the model: what is enough, and what is enough for a rare language in a short text."""
_SHORT = 200
"""Letters below which a text is short: a headline, a table."""
_FEWEST_WORDS = 16
_FEWEST_EN_WORDS, _EN_HEADLINE_SHARE = 7, 0.4
"""For English, and the share of its words in a text of fewer than `_FEWEST_WORDS`: a headline, a line of figures."""
_SHARE = 0.25
"""The least share of function words, of languages with articles; those of rich endings have fewer such words."""
_SHARES = {"ar": 0.14, "pl": 0.16, "ru": 0.16, "tr": 0.14}
_LEAD = 1.5
"""How far ahead of the next language the best must be."""
_EN_SHARE, _EN_LEAD, _EN_WORDS = 0.12, 2.5, 5
"""For English fewer will do when no other language has nearly as many: reports full of figures, which the model takes
for Pidgin."""
_WORDS_FROM = 500
"""Characters that the function words are looked for in: about 80 words of news, of which a third are in the lists."""

# Letters that are neither Latin nor general punctuation, symbols or private.
_FOREIGN = re.compile("[\u0370-\u1dff\u2c00-\u2dff\u3005-\u3007\u3031-\u318f\u31f0-\u31ff\u3400-\ua71f\uaa00-\uab2f"
                      "\uabc0-\ud7ff\uf900-\ufaff\ufb1d-\ufdff\ufe70-\ufefc\uff66-\uffdc\U00010300-\U0001efff"
                      "\U00020000-\U0003ffff]")  # fmt: skip

# Blocks of 128 code points (number = code point >> 7) whose letters are one language's, nearly always.
_SCRIPTS = {
    6: "el", 7: "el", 62: "el", 63: "el", 10: "hy", 11: "he", 20: "pa", 21: "gu", 22: "or", 23: "ta", 24: "te",
    25: "kn", 26: "ml", 27: "si", 28: "th", 29: "lo", 30: "bo", 31: "bo", 32: "my", 33: "ka", 34: "ko", 35: "ko",
    47: "km",
    **dict.fromkeys(range(0x3040 >> 7, 0x3130 >> 7), "ja"), 0x3130 >> 7: "ko",
    **dict.fromkeys(range(0x3400 >> 7, 0xA000 >> 7), "zh"), **dict.fromkeys(range(0xF900 >> 7, 0xFB00 >> 7), "zh"),
    **dict.fromkeys(range(0x20000 >> 7, 0x32000 >> 7), "zh"), **dict.fromkeys(range(0xAC00 >> 7, 0xD800 >> 7), "ko"),
}  # fmt: skip

_COMMON = (
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "no", "da", "fi", "is", "pl", "cs", "sk", "hu", "ro", "bg",
    "hr", "sr", "bs", "sl", "mk", "sq", "el", "tr", "az", "kk", "ru", "uk", "be", "et", "lv", "lt", "ca", "eu",
    "gl", "ar", "he", "fa", "ur", "hi", "bn", "mr", "ne", "pa", "gu", "ta", "te", "kn", "ml", "si", "th", "lo",
    "km", "my", "vi", "id", "ms", "tl", "sw", "am", "ka", "hy", "mn", "ko", "ja", "zh", "af", "ga", "cy",
)  # fmt: skip
"""Languages with newspapers of some circulation; in others the model sees a headline's names and abbreviations."""

# What the model calls by a code of its own, and the language that stemming and filters know it as; figures are Volapük
# to it.
_MERGED = {"ary": "ar", "arz": "ar", "wuu": "zh", "yue": "zh", "pcm": "en", "zxx": UNKNOWN, "vo": UNKNOWN, "nn": "no"}


def detect(title: str, body: str) -> tuple[str, float]:
    """The ISO 639-1 code of the language, ``und`` when it cannot be told, and how sure that is, from 0 to 1."""
    text = f"{title[:300]}\n{body[:_CHARACTERS]}"
    if not text.isascii() and (foreign := _FOREIGN.findall(text)):
        found = _by_script(text, foreign)
        if found is not None:
            return found
    return _by_words(text) or _by_model(text)


def _by_script(text: str, foreign: list[str]) -> tuple[str, float] | None:
    """The language whose script most of the letters are in, if there is one and few others use it."""
    counts: Counter[str] = Counter()
    for block, count in Counter([ord(character) >> 7 for character in foreign]).items():
        counts[_SCRIPTS.get(block, "")] += count
    if counts["ja"] * 20 >= counts["zh"]:  # a twentieth of Kana makes Han Japanese
        counts["ja"] += counts.pop("zh", 0) if counts["ja"] else 0
    lang, most = counts.most_common(1)[0]
    if not lang:
        return None
    latin = sum(map(str.isalpha, text)) - len(foreign)
    # a Han or Hangul syllable says as much as two or three Latin letters
    weight = 3 if lang in {"zh", "ja", "ko"} else 1
    share = weight * most / (weight * len(foreign) + max(0, latin))
    return (lang, round(share, 2)) if share > 0.5 else None


def _by_words(text: str) -> tuple[str, float] | None:
    """The language whose function words the text is full of, if no other comes near."""
    lowered = text[:_WORDS_FROM].lower()
    words = lowered.split()
    if len(words) < _FEWEST_EN_WORDS:
        return None
    counts = sum(map(_languages_of().get, words, repeat(0))).to_bytes(len(FUNCTION_WORDS), "little")
    *_, second, best = sorted(counts)
    lang = _LANGUAGES[counts.index(best)]
    share = best / len(words)
    if len(words) < _FEWEST_WORDS and (lang != "en" or share < _EN_HEADLINE_SHARE or best < _EN_LEAD * second):
        return None
    clear = share >= _SHARES.get(lang, _SHARE) and best >= _LEAD * second
    if not clear and not (lang == "en" and share >= _EN_SHARE and best >= _EN_LEAD * second and best >= _EN_WORDS):
        return None
    # "the" as a word of its own is what English needs, and soon found
    if (needs := NEEDS.get(lang)) and not (lang == "en" and "the" in words) and not needs.search(lowered):
        return None
    if (forbids := FORBIDS.get(lang)) and forbids.search(lowered):
        return None
    return lang, 0.99


_LANGUAGES = tuple(FUNCTION_WORDS)


@cache
def _languages_of() -> dict[str, int]:
    """The languages of each function word: the sum of 256 to the power of their numbers.

    The sum of those of a text's words has a byte for each language, how many of them are its own. There are at most 250
    words in `_WORDS_FROM` characters.
    """
    table: dict[str, int] = {}
    for number, words in enumerate(FUNCTION_WORDS.values()):
        for word in set(words.split()):
            table[word] = table.get(word, 0) + (1 << 8 * number)
    return table


@lru_cache(maxsize=8)  # a text of no language is asked about when it is read, and when it is written
def _by_model(text: str) -> tuple[str, float]:
    letters = sum(map(str.isalpha, text))
    if letters < _LETTERS:
        return UNKNOWN, 0.0
    # names and headlines in capitals say nothing
    lowered = text.lower()
    lang, confidence = _model().classify(lowered)
    lang = _MERGED.get(lang, lang)
    if confidence >= (_SURE if letters < _SHORT and lang not in _COMMON else _HALF):
        return lang, round(confidence, 2)
    return _likeliest_common(_model().rank(lowered))  # as much work again, for one text of ten


def _likeliest_common(ranked: list[tuple[str, float]]) -> tuple[str, float]:
    """The likeliest of the languages that articles are in; headlines and tables look like anything to the model."""
    shares = dict.fromkeys(_COMMON, 0.0)
    for lang, share in ranked:
        if share < _NEGLIGIBLE:
            break
        lang = _MERGED.get(lang, lang)
        if lang in shares:
            shares[lang] += share
    lang = max(shares, key=shares.__getitem__)
    return (lang, round(shares[lang], 2)) if shares[lang] >= _LEAST_CONFIDENCE else (UNKNOWN, 0.0)


@cache
def _model() -> Any:
    from tempfile import gettempdir

    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:  # it is unpacked into a temporary file first
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:
        raise ReadingError(
            f"languages cannot be told: their model cannot be unpacked in {gettempdir()}: {error.strerror}; "
            "free 100 MB there, or name another folder in TMPDIR"
        ) from error


# Languages so near each other that what a page says of itself is better evidence than any statistics.
_CLOSE = (frozenset({"no", "da"}), frozenset({"id", "ms"}), frozenset({"hr", "bs", "sr"}), frozenset({"cs", "sk"}))
_ALIASES = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "fil": "tl"}
_NAMES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es",
    "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl",
    "nederlands": "nl", "swedish": "sv", "norwegian": "no", "danish": "da", "finnish": "fi", "russian": "ru",
    "arabic": "ar", "korean": "ko", "japanese": "ja", "chinese": "zh", "turkish": "tr", "polish": "pl",
    "hungarian": "hu", "romanian": "ro", "greek": "el", "czech": "cs", "ukrainian": "uk", "hebrew": "he",
    "hindi": "hi", "indonesian": "id", "vietnamese": "vi", "persian": "fa", "thai": "th",
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "ita": "it", "por": "pt",
    "dut": "nl", "nld": "nl", "swe": "sv", "nor": "no", "dan": "da", "fin": "fi", "rus": "ru", "ara": "ar",
    "kor": "ko", "jpn": "ja", "zho": "zh", "chi": "zh", "tur": "tr", "pol": "pl", "hun": "hu", "ron": "ro",
}  # fmt: skip
_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*")


def language_code(declared: str) -> str:
    """The code of a declared language: of any code or tag, in lower case, or of a name; "" for none.

    >>> language_code("pt-BR"), language_code("kor"), language_code("English"), language_code("Deutsch (Österreich)")
    ('pt', 'ko', 'en', '')
    """
    declared = declared.strip()
    match = _CODE.fullmatch(declared)
    lang = (match[1] if match else declared).lower()
    if (named := _NAMES.get(lang)) is not None:
        return named
    return "" if not match or lang in {UNKNOWN, "mul", "zxx", "mis"} else _ALIASES.get(lang, lang)


def agreed(declared: str, title: str, body: str) -> tuple[str, float]:
    """The language that the text shows, with `declared` (what its page or record says of it) as a hint.

    Pages are often wrong about themselves, so clear text overrules them, except between close neighbours.
    """
    lang, confidence = detect(title, body)
    hint = language_code(declared) if declared else ""
    if not hint or hint == lang:
        return lang, confidence
    if confidence < _OVERRULES or any(hint in close and lang in close for close in _CLOSE):
        return hint, 0.5
    return lang, confidence


_OVERRULES = 0.6
"""Confidence above which the text is believed against its declaration."""

"""What is known about each language: its stemmer, its stop words, its elisions, its way of writing numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

UNKNOWN = "und"
"""The language of a text whose language is not known, or is none of those that this module knows."""

STEMMERS: Mapping[str, str] = MappingProxyType(
    {
        "ar": "ArabicStemmer",
        "da": "DanishStemmer",
        "de": "GermanStemmer",
        "en": "EnglishStemmer",
        "es": "SpanishStemmer",
        "fi": "FinnishStemmer",
        "fr": "FrenchStemmer",
        "hu": "HungarianStemmer",
        "it": "ItalianStemmer",
        "nl": "DutchStemmer",
        "no": "NorwegianStemmer",
        "pt": "PortugueseStemmer",
        "ro": "RomanianStemmer",
        "ru": "RussianStemmer",
        "sv": "SwedishStemmer",
    }
)
"""The class in ``nltk.stem.snowball`` of each language that has one."""

_NORWEGIAN = {"nb": "no", "nn": "no"}

_DECIMAL_COMMA = """
    az be bg bs ca cs da de el es et eu fi fr gl hr hu hy id is it ka kk lt lv mk nl no pl pt ro ru sk sl sq sr sv tr
    uk vi
"""
DECIMAL_COMMA = frozenset(_DECIMAL_COMMA.split())
"""Languages that write 1.000.000,5 (or 1 000 000,5) for what English writes 1,000,000.5."""

_SCRIPTS = {"ar": "[\u0620-\u06d3]", "ru": "[\u0400-\u04ff]"}
_LATIN = "[a-z\u00df-\u024f\u1e00-\u1eff]"

ELISIONS: Mapping[str, str] = MappingProxyType(
    {
        "fr": r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?!s$)(?=.)",
        "it": r"(?:[cdlmstv]|un|dell|all|dall|nell|sull|coll|quell|quest|bell|sant|gl)'(?!s$)(?=.)",
        "ca": r"[dlmnst]'(?!s$)(?=.)",
    }
)
"""Articles and pronouns that lose their vowel before another and cling to the word: l'homme, dell'arte. Not before an
English genitive alone, which another stage takes off: James Bond et M's office."""


@cache
def _known() -> frozenset[str]:
    from searchkit.analysis.stopwords import stop_languages

    return frozenset({*STEMMERS, *DECIMAL_COMMA, *ELISIONS, *stop_languages()})


@lru_cache(maxsize=1000)
def known_language(code: str) -> str:
    """The language as this room knows it: ``en`` for ``en-US``, ``no`` for ``nb``, ``und`` for one without rules."""
    base = code.lower().replace("_", "-").partition("-")[0]
    base = _NORWEGIAN.get(base, base)
    return base if base in _known() else UNKNOWN


def is_stemmed(lang: str, word: str) -> bool:
    """Whether the stemmer of `lang` has something to say about `word`: it exists and knows the word's script."""
    if lang not in STEMMERS:
        return False
    if word.isascii():
        return lang not in _SCRIPTS and word != word.upper()
    return re.search(_SCRIPTS.get(lang, _LATIN), word) is not None

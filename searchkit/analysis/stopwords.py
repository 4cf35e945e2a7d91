"""Stop words: the commonest words of a language. They are indexed, and dropped from a query that has other words."""

from __future__ import annotations

from functools import cache

_CLITICS = frozenset(["d", "ll", "m", "re", "s", "t", "ve"])
_ENGLISH = frozenset(["us"])  # no list has it, and as a word it is what the capitals rule must tell from "US"
_SAME = {"nb": "no", "nn": "no"}


@cache
def stop_words(lang: str) -> frozenset[str]:
    """Whoosh's list of stop words for a language; empty where it has none."""
    from whoosh.lang.stopwords import stoplists

    return frozenset(stoplists.get(lang, ()))


@cache
def stop_languages() -> frozenset[str]:
    """The languages that have a list of stop words."""
    from whoosh.lang.stopwords import stoplists

    return frozenset(stoplists)


def is_stop(lang: str, word: str) -> bool:
    """Whether `word` (lower case) is a stop word of `lang`; ``don't`` is one if ``don`` and ``t`` are.

    >>> is_stop("en", "the"), is_stop("en", "don't"), is_stop("en", "trust"), is_stop("ko", "the")
    (True, True, False, False)
    """
    words = stop_words(_SAME.get(lang, lang))
    if word in words or "'" not in word:
        return word in words
    first, _, rest = word.partition("'")
    return first in words and (rest in words or rest in _CLITICS)


@cache
def capital_words(lang: str) -> frozenset[str]:
    """Words that a language uses all the time and that, in capitals, are another word: US, IT, WHO."""
    words = stop_words(lang) | _ENGLISH if lang == "en" else stop_words(lang)
    return frozenset(word for word in words if 2 <= len(word) <= 4 and word.isalpha())

"""Looking countries up by their names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from searchkit.query.names.countries import COUNTRIES


class Country(NamedTuple):
    """A line of the table."""

    others: tuple[tuple[str, bool], ...]
    """All that it goes by, what is of it and who lives there, and whether that is a capital."""


@cache
def countries(word: str) -> dict[tuple[str, ...], tuple[Country, ...]]:
    """Countries by the words of each of their names, as `key` gives these; of those that have `word` in a name all, and
    maybe others. A capital stands for no country."""
    found: dict[tuple[str, ...], tuple[Country, ...]] = {}
    for line in _lines(word):
        names, people, capitals = (
            [name.strip() for name in column.split(",") if name.strip()] for column in line.split("|")
        )
        named = (*names, *people)
        country = Country((*((name, False) for name in named), *((name, True) for name in capitals)))
        for name in named:
            words = tuple(key(name).split())
            found[words] = (*found.get(words, ()), country)
    return found


def _lines(word: str) -> Iterator[str]:
    """The lines that have `word` somewhere: to read them all takes longer than to search for a word."""
    pairs = zip(COUNTRIES.splitlines(), key(COUNTRIES).splitlines(), strict=True)
    return (line for line, keyed in pairs if word in keyed)


def is_of_name(word: str) -> bool:
    """Whether `word` is in the table at all, which is found out without making `countries` of it."""
    return word in _words()


@cache
def _words() -> frozenset[str]:
    return frozenset(key(COUNTRIES.translate(str.maketrans(",|", "  "))).split())


def key(word: str) -> str:
    """A word of a name as it is looked up, whatever its capitals and full stops: U.S. is US."""
    return word.lower().replace(".", "")

"""What comes out of this room: tokens for articles, words with their alternatives for queries."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from searchkit.frozen import dataclass


class Token(NamedTuple):
    """A word of a text, or one of the ways in which it is found."""

    term: str
    """What it is found by: stemmed, lower case, without accents."""
    form: str
    """As it is written, in lower case and NFKC, with its accents."""
    position: int
    """The word's number in the text; several tokens may share one."""
    start: int
    """Its first character in the text."""
    end: int
    """The character after its last."""


class TermWithin(NamedTuple):
    """A term that only counts in articles of some languages: it is made by their rules, and elsewhere another word."""

    text: str
    languages: tuple[str, ...]
    """As the index has them."""

    def __str__(self) -> str:
        return self.text


AskedTerm: TypeAlias = "str | TermWithin"
"""What an article may hold in the place of a word of a query."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A written word of a query, and what an article may hold in its place."""

    text: str
    """As typed."""
    start: int
    end: int
    form: str
    """As typed, in lower case and NFKC."""
    ways: tuple[tuple[tuple[AskedTerm, ...], ...], ...]
    """Each way is a run of consecutive positions, each position the terms any of which may stand there; those that the
    first language does not make are within the languages that do."""
    forms: tuple[str, ...]
    """The forms at consecutive positions that the word, exactly as typed, has in an article."""
    stop: bool
    """Whether it is a stop word of the first language."""

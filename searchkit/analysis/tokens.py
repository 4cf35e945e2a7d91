"""What comes out of this room: tokens for articles, words with their alternatives for queries."""

from __future__ import annotations

from typing import NamedTuple

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


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A written word of a query, and what an article may hold in its place."""

    text: str
    """As typed."""
    start: int
    end: int
    form: str
    """As typed, in lower case and NFKC."""
    ways: tuple[tuple[tuple[str, ...], ...], ...]
    """Each way is a run of consecutive positions, each position the terms any of which may stand there."""
    forms: tuple[str, ...]
    """The forms at consecutive positions that the word, exactly as typed, has in an article."""
    stop: bool
    """Whether it is a stop word of the first language."""

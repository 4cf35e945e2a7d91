"""What splitting a page gives."""

from __future__ import annotations

from dataclasses import dataclass

from searchkit.model import Article, Note


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of a page and where it lies in the page's text, in characters: ``text[start:end]``."""

    article: Article
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line of a page that belongs to no article."""

    line: int
    """Its number, from 1."""
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Split:
    """The articles of a page in their order, the lines that belong to none, and what is in doubt.

    Every line that is not blank is part of an article, the header of one, or in `dropped`.
    """

    articles: tuple[Piece, ...]
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Note, ...] = ()

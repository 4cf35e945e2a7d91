"""What chunks of text turn into, remembered within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

Single = tuple[str, str, int, int]
"""A chunk that is one word found in one way: term, form, start and end."""

Spread = tuple[tuple[str, str, int, int, int], ...]
"""Tokens as term, form, position, start and end, the last three counted from the chunk's beginning."""


@dataclass(frozen=True, slots=True)
class Several:
    """A chunk with no word, several, or one that is found in several ways."""

    tokens: Spread
    advance: int
    """How many positions the chunk takes."""
    shouted: Spread | None = None
    """The tokens where all around is in capitals, if they are others: then the chunk has one word."""
    start: int = 0
    end: int = 0
    """Where that word is."""


Chunk: TypeAlias = "Single | Several"

LONGEST = 48
"""Characters of the longest chunk that is remembered. Longer ones are addresses, or text without spaces."""

_MOST = 1 << 16
"""Chunks of a generation, of all languages together; both are 40 MB. A collection of news has 160,000 different ones,
but 65,000 cover 19 in 20 that it meets."""


class Chunks:
    """A memory of two generations: when the young one is full it becomes the old, and the old is forgotten.

    What is used again comes back from the old one, so what is frequent stays; the memory does not grow without bound
    on a text of ever new words. Threads may share it: the worst that a race can do is to forget.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._count = 0
        self._young: dict[str, dict[str, Chunk]] = {}
        self._old: dict[str, dict[str, Chunk]] = {}

    def young(self, lang: str) -> dict[str, Chunk]:
        """The young generation of a language, to look into."""
        return self._young.setdefault(lang, {})

    def find(self, lang: str, chunk: str) -> Chunk | None:
        """What the chunk turns into, from either generation."""
        found = self._young.get(lang, {}).get(chunk)
        if found is None:
            found = self._old.get(lang, {}).get(chunk)
            if found is not None:
                self.keep(lang, chunk, found)
        return found

    def keep(self, lang: str, chunk: str, turned_into: Chunk) -> None:
        """Remember what the chunk turns into."""
        if self._count >= self._most:
            self._old, self._young, self._count = self._young, {}, 0
        self._count += 1
        self._young.setdefault(lang, {})[chunk] = turned_into

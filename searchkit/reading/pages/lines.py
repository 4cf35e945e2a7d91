"""The lines of a page, and when two of them are the same title."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from searchkit.reading.dates.words import fold

BULLETS = "•·‣◦▪●*-–—"
"""What begins a row of a bullet list."""

_LINE = re.compile(r"([^\r\n\u2028\u2029]*)(?:\r\n|[\r\n\u2028\u2029]|\Z)")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Longer lines are paragraphs, not titles: they are compared as they stand, so that long pages stay cheap.
_LONGEST_TITLE = 400
# Below five words two different titles share too much by chance.
_FEWEST_WORDS = 5
_SHARED_WORDS = 0.8
_SHORTEST_CUT = 20


class Line(NamedTuple):
    """A line that is not blank."""

    number: int
    """From 1."""
    start: int
    """Its first character that is not white space, as an offset in the text."""
    end: int
    text: str
    """Without white space around it, invisible characters and non-breaking spaces."""

    @property
    def bullet(self) -> str:
        """The words of a bullet row; empty if the line is none."""
        if self.text[0] in BULLETS and len(self.text) > 1:
            return self.text.lstrip(BULLETS + " \t")
        return ""


def read_lines(text: str) -> list[Line]:
    """The lines of `text` that are not blank, whatever ends them."""
    lines = []
    for number, match in enumerate(_LINE.finditer(text), start=1):
        raw = match[1]
        clean = raw.strip() if raw.isascii() else _INVISIBLE.sub("", raw).replace("\u00a0", " ").strip()
        if clean:
            start = match.start() + len(raw) - len(raw.lstrip())
            lines.append(Line(number, start, start + len(raw.strip()), clean))
    return lines


def title_key(text: str) -> str:
    """What two copies of a title have in common: letters and digits, whatever the case, accents and quotes."""
    return "".join(character for character in fold(text) if character.isalnum())


def same_title(one: str, other: str) -> bool:
    """Whether two lines are one title: alike but for typography, one of them cut ('...'), or a word changed."""
    if one == other:
        return True
    if len(one) > _LONGEST_TITLE or len(other) > _LONGEST_TITLE:
        return False
    key, other_key = title_key(one), title_key(other)
    if key == other_key:
        return bool(key)
    return _is_cut(one, key, other_key) or _is_cut(other, other_key, key) or _shares_words(one, other)


def _is_cut(text: str, key: str, full: str) -> bool:
    return text.endswith(("...", "…")) and len(key) >= _SHORTEST_CUT and full.startswith(key)


def _shares_words(one: str, other: str) -> bool:
    words, other_words = fold(one).split(), fold(other).split()
    longest = max(len(words), len(other_words))
    if min(len(words), len(other_words)) < _FEWEST_WORDS:
        return False
    return (Counter(words) & Counter(other_words)).total() >= _SHARED_WORDS * longest

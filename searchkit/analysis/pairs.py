"""Scripts that are written without spaces: the characters of a run, of which `words` makes overlapping pairs.

A *character* here is what a reader sees as one: a letter with its marks, a Hangul syllable however it is encoded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from searchkit.analysis.stages import cased

STRETCH = 1024
"""Characters of a run that are taken apart at once, to bound the memory of a text that is a single run."""


class Character(NamedTuple):
    """A character in NFKC, and where it is written."""

    text: str
    start: int
    end: int


_CLUSTER = re.compile("[^miz][miz]*")


def is_plain(run: str, kinds: str) -> bool:
    """Whether each character of `run` is one code point, written as NFKC writes it."""
    return kinds == kinds[0] * len(kinds) and unicodedata.is_normalized("NFKC", run)


def characters(run: str, kinds: str) -> list[Character]:
    """The characters of a run of one script, whose shape is `kinds`.

    >>> [character.text for character in characters("ﾊﾞﾝ", "KmK")]
    ['バ', 'ン']
    """
    if is_plain(run, kinds):
        return [Character(letter, at, at + 1) for at, letter in enumerate(run)]
    return [
        Character(letter, found.start(), found.end())
        for found in _CLUSTER.finditer(kinds)
        for letter in letters(run[found.start() : found.end()])
    ]


def letters(written: str) -> Iterator[str]:
    """What one character with its marks is in NFKC: mostly one letter with its marks, but ヿ stands for コト."""
    text = cased(written)
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or unicodedata.category(text[at])[0] != "M":
            yield text[start:at]
            start = at


def stretches(kinds: str) -> Iterator[tuple[int, int]]:
    """Start and end of stretches of a long run, each beginning with the last character of the one before.

    The pairs of the stretches, one after the other, are the pairs of the run.
    """
    begin = 0
    end = _cluster_end(kinds, 0)
    if end == len(kinds):
        yield begin, end
    while end < len(kinds):
        end = _cluster_end(kinds, min(end + STRETCH, len(kinds) - 1))
        yield begin, end
        begin = end - 1
        while kinds[begin] in "miz":
            begin -= 1


def _cluster_end(kinds: str, at: int) -> int:
    """The end of the character that the one at `at` belongs to."""
    end = at + 1
    while end < len(kinds) and kinds[end] in "miz":
        end += 1
    return end

"""First letters of chunks, by which most of those that are not looked for are told without stemming their words."""

from __future__ import annotations

from collections.abc import Iterable

from searchkit.analysis.chunks import bare
from searchkit.analysis.english import HEAD, OTHER_HEADS
from searchkit.analysis.words import Words

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def head(chunk: str, words: Words) -> str:
    """The first letters of the one token of a chunk; "" if they are not known before its word is stemmed.

    `words` are English, or of a language that is not stemmed.
    """
    word = bare(chunk)
    if word[-2:] in ("'s", "'S") and len(word) > HEAD + 1:
        word = word[:-2]
    form = word.lower()
    if not (word.isascii() and word.isalpha()) or len(word) > words.longest - 2 or form in OTHER_HEADS:
        return ""
    return "" if word.isupper() and form in words.told_by_capitals else form[:HEAD]


def heads_of(wanted: Iterable[str]) -> frozenset[str]:
    """The heads of all chunks that may have one of these terms and forms."""
    heads = {""}
    for word in wanted:
        heads.add(word[:HEAD])
        if len(word) < HEAD:  # a word of which less is left than its head
            heads.update(map(word.__add__, _LETTERS))
    return frozenset(heads)

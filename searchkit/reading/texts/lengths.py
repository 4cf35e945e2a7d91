"""How much of a text can be indexed within the limits? Looked at before any word of it is analysed.

Useful for cutting what would cost minutes: a million words of which no two are the same. Not the last word on what a
token is: it counts a few more than there are, so that a text that passes is not cut again in silence.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from searchkit.settings import Settings

_BLOCK = 1 << 18
"""Characters that are looked at together."""
_SHORTEST = 3
"""Characters that distinct words have at least, on average, with the space after them."""
_WORD = re.compile(r"[^\W_]+")
_ALONE = re.compile("[\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2150-\u2bff\u2e80-\ud7ff\uf900-\ufaff\uff00-\U000fffff]")
"""Characters of which each may be a token: of scripts without spaces, or symbols."""
_WINDOW = 64


class Cut(NamedTuple):
    """Where a text passes a limit, and which."""

    at: int
    reason: str


def cut_of(text: str, settings: Settings) -> Cut | None:
    """Where to cut a text that has more tokens, or more distinct words, than may be indexed; None when it has not."""
    most, most_words = settings.article_tokens, settings.article_words
    if len(text) <= min(most, _SHORTEST * most_words):
        return None
    tokens, words, start = 0, set[str](), 0
    block_size = max(1, min(_BLOCK, most // 8, most_words // 2))
    while start < len(text):
        end = _word_end(text, start + block_size)
        block = text[start:end]
        found = _WORD.findall(block.lower())
        # words that hang together are found each, and at most as many as there are joints as wholes
        tokens += max(block.count(" ") + block.count("\n"), 2 * len(found) - len(block.split()))
        if not block.isascii():
            tokens += len(_ALONE.findall(block))
        if tokens > most:
            return Cut(start, f"it has more than {most:,} tokens (article_tokens)")
        words.update(found)
        if len(words) > most_words:
            return Cut(start, f"it has more than {most_words:,} different words (article_words)")
        start = end
    return None


def longest_word(text: str, most: int) -> int:
    """How long the first word of more than `most` characters is, whose rest is lost to the index; 0 for none."""
    step = max(1, most // 2)
    # a word that long covers one of these windows; looking for a space in each takes next to no time
    if most >= _WINDOW and all(text.find(" ", at, at + step) >= 0 for at in range(0, len(text) - step + 1, step)):
        return 0
    for match in _WORD.finditer(text):
        if match.end() - match.start() > most and not _ALONE.search(text, match.start(), match.start() + most):
            return match.end() - match.start()
    return 0


def _word_end(text: str, at: int) -> int:
    """The first place after `at` where no word is cut, unless the word is endless."""
    if at >= len(text):
        return len(text)
    space = min(
        (found for found in (text.find(" ", at, at + 4096), text.find("\n", at, at + 4096)) if found >= 0), default=-1
    )
    return at if space < 0 else space + 1

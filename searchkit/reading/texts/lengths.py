"""How much of a text can be indexed within the limits? Looked at before any word of it is analysed.

Useful for cutting what would cost minutes: a million words of which no two are the same. Not the last word on what a
token is: it counts a few more than there are, so that a text that passes is not cut again in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from searchkit.identity import long_runs
from searchkit.reading.texts.pairs import pairs_of, without_runs
from searchkit.settings import Settings

_BLOCK = 1 << 18
"""Characters that are looked at together."""
_SHORTEST = 3
"""Characters that distinct words have at least, on average, with the space after them."""
_WORD = re.compile(r"[^\W_]+")
_FRACTION = re.compile("[\u00bc-\u00be\u2150-\u215f]")
"""Characters that are two tokens each, and are looked at one by one."""
_WRITTEN_OUT = re.compile(
    "[\u0385\u0f77\u0f79\u1fc1\u1fcd-\u1fcf\u1fdd-\u1fdf\u1fed\u1fee\u2034\u2037\u2057\u2100\u2101\u2105\u2106\u2121\u213b"
    "\ufb03\ufb04\ufb2c\ufb2d\ufc5e-\ufc63\ufcf2-\ufcf4\ufd50-\ufdfc\ufe19]"
)
"""Characters that stand for three others, or more."""
_PHRASES = {"\ufdfa": 4, "\ufdfb": 2}
"""Of these, characters that stand for several words each, and for how many."""
_PAIRS_OF_A_WORD = 4
"""A pair of characters costs a quarter of a word. A month of a Chinese newspaper in one article (1,000,000 characters)
has 170,000 different ones; random characters pass 200,000 in a fifth of that."""
_LETTERS_OF_A_WORD = 32
"""A word beyond ASCII counts once for each so many letters that are looked at, since what is done with it takes as much
longer. No language has longer ones by the thousand; in ASCII there are lists of keys and digests."""
_ALONE = re.compile(
    "[\u00bc-\u00be\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u2150-\u2bff\u2e80-\ud7ff\uf900-\ufaff\uff00-\U000fffff]+"
)
"""Characters of which each may be a token, of scripts without spaces, or symbols: as many as stand together."""


class Cut(NamedTuple):
    """Where a text passes a limit, and which."""

    at: int
    reason: str


def cut_of(text: str, settings: Settings) -> Cut | None:
    """Where to cut a text that has more tokens, or more distinct words, than may be indexed; None when it has not."""
    most, most_words = settings.article_tokens, settings.article_words
    if len(text) <= min(most, _SHORTEST * most_words):
        return None
    tokens, words, pairs, long, start = 0, set[str](), set[str](), 0, 0
    block_size = max(1, min(_BLOCK, most // 8, most_words // 2))
    while start < len(text):
        end = _word_end(text, start + block_size)
        block = text[start:end]
        lowered = block.lower()
        found = [lowered] if lowered.isalnum() else _WORD.findall(lowered)
        # words that hang together are found each, and at most as many as there are joints as wholes
        tokens += max(block.count(" ") + block.count("\n"), 2 * len(found) - len(block.split()))
        alone = [] if block.isascii() else _ALONE.findall(block)
        if not block.isascii():
            tokens += sum(map(len, alone)) + _costly(block)
        if tokens > most:
            return Cut(start, f"it has more than {most:,} tokens (article_tokens)")
        if alone:
            pairs.update(pairs_of(block))
            found = _WORD.findall(without_runs(lowered))
        new = set(found) - words
        words |= new
        if not block.isascii():
            letters = (min(len(word), settings.term_characters) for word in new if not word.isascii())
            long += sum((count - 1) // _LETTERS_OF_A_WORD for count in letters)
        if len(words) + long + len(pairs) // _PAIRS_OF_A_WORD > most_words:
            what = f"words, {_PAIRS_OF_A_WORD} pairs of characters being one" if pairs else "words"
            what += f", {_LETTERS_OF_A_WORD} letters of a word being one" if long else ""
            return Cut(start, f"it has more than {most_words:,} different {what} (article_words)")
        start = end
    return None


def _costly(text: str) -> int:
    """How many tokens characters count for that are none, or more than one, and cost as much when they are compared:
    no text has a million of them."""
    forms = 3 * len(_FRACTION.findall(text)) + len(_WRITTEN_OUT.findall(text))
    words = sum(text.count(phrase) * (count - 1) for phrase, count in _PHRASES.items())
    return forms + words + sum(map(len, long_runs().findall(text)))


def longest_word(text: str, most: int) -> int:
    """How long the first word of more than `most` characters is, whose rest is lost to the index; 0 for none."""
    at = 0
    while at < len(text) - most:
        # from space to space, as far apart as may be; from line to line where there is none
        space = text.rfind(" ", at, at + most + 1)
        if space < 0:
            space = text.rfind("\n", at, at + most + 1)
        if space >= 0:
            at = space + 1
            continue
        end = min((found for found in (text.find(" ", at), text.find("\n", at)) if found >= 0), default=len(text))
        for start, past in _words(text, at, end) if _longest(text, at, end) > most else ():
            if past - start > most and not _ALONE.search(text, start, start + most):
                return past - start
        at = end + 1
    return 0


def _longest(text: str, start: int, end: int) -> int:
    """How long the longest word between two places is."""
    return max(map(len, map(re.Match.group, _WORD.finditer(text, start, end))), default=0)


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the words between two places begin and end."""
    if text[start:end].isalnum():  # in a fifth of the time that the search for its end takes
        return iter([(start, end)])
    return (match.span() for match in _WORD.finditer(text, start, end))


def _word_end(text: str, at: int) -> int:
    """The first place after `at` where no word is cut, unless the word is endless."""
    if at >= len(text):
        return len(text)
    space = min(
        (found for found in (text.find(" ", at, at + 4096), text.find("\n", at, at + 4096)) if found >= 0), default=-1
    )
    return at if space < 0 else space + 1

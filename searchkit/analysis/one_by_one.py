"""The words of a chunk one by one: for a chunk that is too long to remember, or whose words depend on their context."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from searchkit.analysis.chunks import advance, spread_out
from searchkit.analysis.context import WINDOW, is_shouted
from searchkit.analysis.pairs import STRETCH, is_plain, stretches
from searchkit.analysis.shapes import PAIRED, tokenise
from searchkit.analysis.tokens import Token
from searchkit.analysis.words import Words

NEVER_SPACED = PAIRED.replace("g", "")  # Hangul has spaces, and its runs are terms besides their pairs
MOST_KNOWN = 1 << 12  # words of a chunk that are remembered while it is cut
_make = partial(tuple.__new__, Token)


def word_by_word(
    text: str, offset: int, chunk: str, words: Words, position: int, tokens: list[Token], most: int
) -> int:
    """Append the tokens of a chunk at `offset` of a text, until there are `most`; gives the position after them."""
    known: dict[str, tuple[list[tuple[str, str, int, int, int]], int]] = {}
    for start, end, kinds in _written_words(chunk):
        if len(tokens) >= most:
            break
        written = chunk[start:end]
        found = known.get(written)
        if found is None:
            if kinds[0] in NEVER_SPACED and words.longest > 1 and is_plain(written, kinds):
                position = _append_pairs(written, offset + start, position, tokens)
                continue
            depends = written[:WINDOW].isupper()
            ways = words.ways(written, kinds, shouted=depends and is_shouted(text, offset + start, offset + end))
            found = spread_out(ways, 0), advance(ways)
            if not depends and len(known) < MOST_KNOWN:
                known[written] = found
        spread, width = found
        here = offset + start
        tokens += [
            _make((term, form, position + at, here + first, here + last)) for term, form, at, first, last in spread
        ]
        position += width
    return position


def _written_words(chunk: str) -> Iterator[tuple[int, int, str]]:
    """As `tokenise`, but a long run without spaces comes in stretches that overlap by a character."""
    for start, _, kinds in tokenise(chunk):
        yield from stretched(start, kinds)


def stretched(start: int, kinds: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and shape of a word, or of the stretches of a long run without spaces."""
    if len(kinds) > STRETCH and kinds[0] in PAIRED:
        for first, last in stretches(kinds):
            yield start + first, start + last, kinds[first:last]
    else:
        yield start, start + len(kinds), kinds


def _append_pairs(run: str, offset: int, position: int, tokens: list[Token]) -> int:
    """Append the overlapping pairs of a run whose characters are code points; a run of one is itself."""
    width = min(2, len(run))
    pairs = [run[at : at + width] for at in range(len(run) - width + 1)]
    tokens += [_make((pair, pair, position + at, offset + at, offset + at + width)) for at, pair in enumerate(pairs)]
    return position + len(pairs)

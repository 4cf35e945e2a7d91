"""The words of a chunk one by one, as a row: what `one_by_one` does for a list of tokens, without a token of its own
for each. A text without spaces is one chunk, of a million pairs of characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from operator import add

from searchkit.analysis.chunks import advance, spread_out
from searchkit.analysis.context import WINDOW, is_shouted
from searchkit.analysis.one_by_one import MOST_KNOWN, NEVER_SPACED, stretched
from searchkit.analysis.pairs import is_plain
from searchkit.analysis.rows import LongRow, Rows, WordNumbers
from searchkit.analysis.shapes import PAIRED, shape, spans
from searchkit.analysis.words import Words

_TOGETHER = 1 << 10
"""Words that a row grows by at once, which takes a third of the time of one after the other."""


def row_of(text: str, offset: int, chunk: str, words: Words, rows: Rows, most: int) -> int:
    """The number of a new row with the tokens of a chunk at `offset` of a text, at least the first `most` of them."""
    row = LongRow(rows)
    found = _numbers(text, offset, chunk, words, rows)
    while len(row) < most and (some := list(islice(found, _TOGETHER))):
        row.add(some)
    return row.end()


def _numbers(text: str, offset: int, chunk: str, words: Words, rows: Rows) -> Iterator[WordNumbers]:
    """The tokens of each word of the chunk, or of each stretch of a long run without spaces."""
    known: dict[str, tuple[WordNumbers, WordNumbers]] = {}  # and where all around is in capitals; mostly the same
    kinds = shape(chunk)
    for start, end in spans(kinds):
        found = known.get(chunk[start:end])
        if found is not None:
            usual, shouted = found
            yield usual if usual is shouted or not is_shouted(text, offset + start, offset + end) else shouted
            continue
        for first, last, shaped in stretched(start, kinds[start:end].rstrip("iz")):
            written = chunk[first:last]
            if shaped[0] in PAIRED and words.longest > 1 and is_plain(written, shaped):
                is_spaced = shaped[0] not in NEVER_SPACED and len(written) > 2
                pairs = list(map(add, written, written[1:])) or [written]
                yield rows.paired(pairs, written[: words.longest] if is_spaced else "")
                continue
            ways = words.ways(written, shaped)
            usual = shouted = rows.numbers(spread_out(ways, 0), advance(ways))
            if written[:WINDOW].isupper() and (others := words.ways(written, shaped, shouted=True)) != ways:
                shouted = rows.numbers(spread_out(others, 0), advance(others))
            if last - first == end - start and len(known) < MOST_KNOWN:
                known[written] = usual, shouted
            yield usual if usual is shouted or not is_shouted(text, offset + first, offset + last) else shouted

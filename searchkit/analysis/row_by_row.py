"""The words of a chunk one by one, as a row: what `one_by_one` does for a list of tokens, without a token of its own
for each. A text without spaces is one chunk, of a million pairs of characters.
"""

from __future__ import annotations

from operator import add

from searchkit.analysis.chunks import advance, spread_out
from searchkit.analysis.context import WINDOW, is_shouted
from searchkit.analysis.one_by_one import MOST_KNOWN, NEVER_SPACED, stretched
from searchkit.analysis.pairs import is_plain
from searchkit.analysis.rows import LongRow, Rows, WordNumbers
from searchkit.analysis.shapes import shape, spans
from searchkit.analysis.words import Words


def row_of(text: str, offset: int, chunk: str, words: Words, rows: Rows, most: int) -> int:
    """The number of a new row with the tokens of a chunk at `offset` of a text, at least the first `most` of them."""
    row = LongRow(rows)
    known: dict[str, WordNumbers] = {}
    kinds = shape(chunk)
    for start, end in spans(kinds):
        if len(row) >= most:
            break
        found = known.get(chunk[start:end])
        if found is not None:
            row.add(found)
            continue
        for first, last, shaped in stretched(start, kinds[start:end].rstrip("iz")):
            if len(row) >= most:
                break
            written = chunk[first:last]
            if shaped[0] in NEVER_SPACED and words.longest > 1 and is_plain(written, shaped):
                row.add_words(list(map(add, written, written[1:])) or [written])
                continue
            depends = written[:WINDOW].isupper()
            ways = words.ways(written, shaped, shouted=depends and is_shouted(text, offset + first, offset + last))
            found = rows.numbers(spread_out(ways, 0), advance(ways))
            row.add(found)
            if not depends and last - first == end - start and len(known) < MOST_KNOWN:
                known[written] = found
    return row.end()

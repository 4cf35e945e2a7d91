"""The short ways of chunks lead where the rules lead."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.analysis.chunks import Several, advance, several, single, spread_out
from searchkit.analysis.shapes import tokenise
from searchkit.settings import Settings

_parts = st.sampled_from(
    ["a", "US", "us", "U", "Inc", "running", "12", "0", "7th", "a1", "B2b", "1,000", "2.5m", "WHO", ""]
)
_signs = st.sampled_from([".", ".", "-", "..", ","])
_words = st.lists(st.tuples(_parts, _signs), min_size=1, max_size=4).map(
    lambda some: "".join(part + sign for part, sign in some)
)
_chunks = st.tuples(st.sampled_from(["", "'", '"', ","]), _words, st.sampled_from(["", ",", "'", "...", '."']))


@settings(max_examples=500)
@given(_chunks.map("".join), st.sampled_from(["en", "de", "fr", "und", "ru"]))
def test_abbreviations_names_and_numbers_are_as_by_the_rules(chunk: str, lang: str) -> None:
    """Terms, forms, positions and places of words with points, commas and hyphens, in capitals and not."""
    words = Analyzer(settings=Settings()).words_of(lang)
    tokens: list[tuple[str, str, int, int, int]] = []
    position = 0
    for start, end, kinds in tokenise(chunk):
        ways = words.ways(chunk[start:end], kinds)
        tokens += spread_out(ways, start, position)
        position += advance(ways)
    found = single(chunk, words) or several(chunk, words)
    if isinstance(found, Several):
        assert (list(found.tokens), found.advance) == (tokens, position)
    elif found is not None:
        term, form, start, end = found
        assert ([(term, form, 0, start, end)], 1) == (tokens, position)

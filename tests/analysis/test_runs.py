"""Runs of scripts without spaces, many at once, are what they are one by one."""

from __future__ import annotations

import sys
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.analysis.bulk import BulkAnalyzer
from searchkit.analysis.pairs import letters
from searchkit.analysis.runs import ShapedText
from searchkit.analysis.shapes import PAIRED, shape
from searchkit.settings import Settings
from tests.analysis.texts import LANGUAGES, texts

_LETTERS = "日本豈ひがカｶﾊー한글ᄒᄀㄱﾡกำนລຳກခကកខ\u30ff"
_MARKS = ["", "", "", "\u3099", "\uff9e", "\u1161", "\u11ab", "\u0e34", "\u0301", "\u0301" * 40, "\u200b", "\ufe00"]
_characters = st.tuples(st.sampled_from(_LETTERS), st.sampled_from(_MARKS)).map("".join)
_runs = st.lists(_characters, min_size=1, max_size=8).map("".join)
_words = st.one_of(_runs, st.sampled_from(["US", "a-b", "\U0001f600", "、", "½", "é", "IT\u200d"]))
_chunks = st.builds(lambda words, times: "".join(words) * times, st.lists(_words, max_size=8), st.sampled_from([3, 12]))


@settings(max_examples=150)
@given(st.lists(st.lists(_chunks, max_size=3), max_size=3), st.sampled_from(LANGUAGES), st.sampled_from([1, 9, 255]))
def test_long_chunks_are_their_words(chunks: list[list[str]], lang: str, longest: int) -> None:
    """Whatever marks are on their characters, several in a text, and longer than is taken apart at once."""
    analyzer = Analyzer(settings=Settings(term_characters=longest))
    bulk = BulkAnalyzer(analyzer)
    for some in chunks:
        bulk.add(" ".join(some), lang)
    found = bulk.take()
    terms, forms = map(bulk.terms.__getitem__, found.term.tolist()), map(bulk.forms.__getitem__, found.form.tolist())
    expected = [
        (number, term, form, position)
        for number, some in enumerate(chunks)
        for term, form, position, _, _ in analyzer.tokens(" ".join(some), lang)
    ]
    assert list(zip(found.text.tolist(), terms, forms, found.position.tolist(), strict=True)) == expected


@given(texts)
def test_kinds_are_the_shape(text: str) -> None:
    """As arrays find them and as `shape` does."""
    assert ShapedText(text).shape == shape(text)


def test_a_character_is_a_letter_or_more_and_not_much_longer() -> None:
    """Of each script without spaces; neither it nor a mark becomes more than four code points in NFKC."""
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    found = [character for character, kind in zip(everything, shape(everything), strict=True) if kind in PAIRED + "miz"]
    for character in found:
        written = unicodedata.normalize("NFKC", character)
        assert len(written) <= 4
        if written != character and shape(character) in PAIRED:
            assert list(letters(character))

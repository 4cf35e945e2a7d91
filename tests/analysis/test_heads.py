"""What is told by first letters alone is what stemming would tell."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.analysis.heads import head, heads_of
from searchkit.settings import Settings
from tests.analysis.test_english import _words

_ODD = (
    "US",
    "it",
    "IT's",
    "U.S.",
    "dying",
    "lying",
    "skies",
    "aing",
    "yyes",
    "a",
    "co-op",
    "Über",
    "3.5%",
    "'Tis",
    "—",
)
_chunks = st.one_of(
    _words,
    st.sampled_from(_ODD),
    st.builds("{}{}{}".format, st.sampled_from(['"', "(", ""]), _words, st.sampled_from(["'s", ".", "'S,", ""])),
    st.text(alphabet="aAyYisndgeé'-.1", max_size=6),
)
_langs = st.sampled_from(["en", "und"])


@settings(max_examples=2000)
@given(_chunks, _langs)
@example("dying", "en")
@example("aing", "en")
def test_a_chunk_begins_as_its_term_and_its_form_do(chunk: str, lang: str) -> None:
    """Whenever it is said how; then it is one token."""
    analyzer = Analyzer(settings=Settings())
    if begins := head(chunk, analyzer.words_of(lang)):
        (token,) = analyzer.tokens(chunk, lang)
        assert begins in heads_of([token.term])
        assert begins in heads_of([token.form])


@given(st.lists(_chunks, max_size=12).map(" ".join), st.sampled_from(["en", "und", "de"]), st.data())
def test_tokens_that_are_found(text: str, lang: str, data: st.DataObject) -> None:
    """All of a text's that are wanted, with their positions, whether chunks were met before or not."""
    analyzer = Analyzer(settings=Settings())
    tokens = Analyzer(settings=Settings()).tokens(text, lang)
    for _ in range(2):
        some = data.draw(st.sets(st.sampled_from(["trust", *(token.term for token in tokens)])))
        wanted = some | data.draw(st.sets(st.sampled_from(["poll", *(token.form for token in tokens)])))
        expected = [token for token in tokens if token.term in wanted or token.form in wanted]
        assert analyzer.find(text, lang, wanted) == expected


@pytest.mark.parametrize("chunk", ["Korea", "(korea's", "“korean,"])
def test_most_words_have_a_head(chunk: str) -> None:
    """Whatever is around them."""
    assert head(chunk, Analyzer(settings=Settings()).words_of("en")) == "ko"

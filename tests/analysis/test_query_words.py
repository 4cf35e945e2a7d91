"""What a query asks for."""

from __future__ import annotations

import pytest

from searchkit.analysis import Analyzer, TermWithin
from searchkit.settings import Settings


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("nations", ((("nation",),),)),
        ("co-operation", ((("co",), ("oper",)), (("cooper",),))),
        ("3.5%", ((("3.5%",),),)),
        ("U.S.", ((("US",),),)),
        ("AT&T", ((("at&t",),),)),
        ("한국어", ((("한국",), ("국어",)),)),
    ],
)
def test_a_word_is_asked_for_in_ways(analyzer: Analyzer, text: str, ways: object) -> None:
    """Each way is a run of positions, each position a choice of terms."""
    (word,) = analyzer.query_words(text, ["en"])
    assert word.ways == ways


def test_each_language_adds_its_stem(analyzer: Analyzer) -> None:
    """One position holds the stems of all languages, the first language's first; what others make is within them."""
    (word,) = analyzer.query_words("nationalité", ["fr", "en", "en-GB"])
    own = {token.term for token in analyzer.tokens("nationalité", "fr")}
    others = {token.term for token in analyzer.tokens("nationalité", "en")} - own
    assert word.ways[0][0][0] == analyzer.tokens("nationalité", "fr")[0].term
    assert set(word.ways[0][0]) == own | {TermWithin(term, ("en", "en-GB")) for term in others}
    assert others


def test_a_stem_that_languages_share_is_within_all_of_them(analyzer: Analyzer) -> None:
    """One that the first language makes, too, is within none: it may stand anywhere."""
    (word,) = analyzer.query_words("Nationen", ["en", "de", "da"])
    assert word.ways == ((("nationen", TermWithin("nation", ("de", "da"))),),)
    (word,) = analyzer.query_words("Nationen", ["de", "en", "da"])
    assert word.ways == ((("nation", TermWithin("nationen", ("en",))),),)


@pytest.mark.parametrize(
    ("text", "stop"),
    [("the", True), ("trust", False), ("US", False), ("us", False), ("it's", True), ("don't", True), ("IT", False)],
)
def test_stop_words_are_marked(analyzer: Analyzer, text: str, stop: bool) -> None:
    """A stop word of the main language is one, unless its capitals make it a name."""
    (word,) = analyzer.query_words(text, ["en", "de"])
    assert word.stop is stop


def test_a_shouted_stop_word_is_one(analyzer: Analyzer) -> None:
    """When all is in capitals, WHO is also who."""
    assert [word.stop for word in analyzer.query_words("WHO IS THE PRESIDENT", ["en"])] == [True, True, True, False]


def test_words_know_their_place(analyzer: Analyzer) -> None:
    """Text and offsets are those of the query."""
    text = "  “Korea’s” co-op!"
    words = analyzer.query_words(text, ["en"])
    assert [(word.text, word.form) for word in words] == [("Korea’s", "korea's"), ("co-op", "co-op")]
    assert all(text[word.start : word.end] == word.text for word in words)


def test_the_form_as_typed_is_in_the_article(analyzer: Analyzer) -> None:
    """The exact forms of a word stand at consecutive positions of an article that has it."""
    for text in ("co-operation", "3.5%", "Café", "日本語", "U.S.", "nations"):
        (word,) = analyzer.query_words(text, ["en"])
        tokens = analyzer.tokens(text, "en")
        assert all(any((t.form, t.position) == (form, at) for t in tokens) for at, form in enumerate(word.forms))


def test_no_language_is_the_unknown_one(analyzer: Analyzer) -> None:
    """Without languages, words are asked for as they are."""
    assert analyzer.query_words("nations", []) == analyzer.query_words("nations", ["und"])


def test_known_words_are_stemmed_where_they_are_known() -> None:
    """A word that the index knows in one language stands for itself in the others; an unknown one is stemmed in all."""
    asked: list[tuple[str, str]] = []
    index = {("fr", "trusts"): "trust"}

    def lookup(lang: str, word: str) -> str | None:
        asked.append((lang, word))
        return index.get((lang, word))

    analyzer = Analyzer(settings=Settings(), lookup=lookup)
    (known,) = analyzer.query_words("trusts", ["de", "fr"])
    assert known.ways == ((("trusts", TermWithin("trust", ("fr",))),),)
    assert analyzer.take_new_stems() == []
    (unknown,) = analyzer.query_words("nations", ["de", "fr"])
    assert unknown.ways == ((("nation",),),)
    assert {("de", "nations"), ("fr", "nations")} <= set(asked)
    assert analyzer.take_new_stems() == [], "no article has them"
    analyzer.tokens("nations", "fr")
    assert analyzer.take_new_stems() == [("fr", "nations", "nation")]
    assert ("fr", "trusts") in asked

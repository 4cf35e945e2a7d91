"""The analyser as a whole: what holds for every text."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given, settings

from searchkit.analysis import Analyzer
from searchkit.analysis.chunks import Chunks
from searchkit.analysis.stages import normalise
from searchkit.settings import Settings
from tests.analysis.reference import reference_tokens
from tests.analysis.texts import LANGUAGES, languages, texts

_SHARED = Analyzer(settings=Settings())


@settings(max_examples=600)
@given(texts, languages)
@example("A, U.S. B-C 'US' (IT)", "en")
def test_the_fast_path_equals_the_reference(text: str, lang: str) -> None:
    """Chunks, memory and short cuts change nothing: the tokens are those of word by word."""
    assert _SHARED.tokens(text, lang) == reference_tokens(text, lang)


@settings(max_examples=200)
@given(texts)
def test_names_equal_the_reference(text: str) -> None:
    """Names take the same way, without stemmer."""
    assert _SHARED.names(text) == reference_tokens(text, "und", names=True)


@settings(max_examples=200)
@given(texts, languages)
def test_remembered_equals_computed(text: str, lang: str) -> None:
    """What comes from memory is what a new analyser computes, and a second look changes nothing."""
    fresh = Analyzer(settings=Settings())
    assert fresh.tokens(text, lang) == fresh.tokens(text, lang) == _SHARED.tokens(text, lang)


@settings(max_examples=400)
@given(texts, languages)
def test_offsets_point_at_the_word(text: str, lang: str) -> None:
    """The text between start and end, normalised, is the form or has it within; positions and offsets keep order."""
    last_position = 0
    for token in _SHARED.tokens(text, lang):
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        assert token.form
        assert not any(letter.isspace() for letter in token.term + token.form)
        assert token.form in normalise(text[token.start : token.end]).replace("/", "")[:255] or token.form.isdigit()
        assert 0 <= token.position - last_position <= 1
        last_position = token.position


@settings(max_examples=400)
@given(texts, languages)
def test_a_query_for_any_word_of_a_text_finds_the_text(text: str, lang: str) -> None:
    """For each word of a text, typed as it is written, one of its ways stands in the text."""
    positions: dict[int, set[str]] = {}
    for token in _SHARED.tokens(text, lang):
        positions.setdefault(token.position, set()).add(token.term)
    for word in _SHARED.query_words(text, [lang]):
        (alone, *rest) = _SHARED.query_words(word.text, [lang])
        assert not rest
        assert any(
            all(positions.get(first + at, set()) & set(terms) for at, terms in enumerate(way))
            for way in alone.ways
            for first in positions
        ), (alone, positions)


@settings(max_examples=200)
@given(texts, languages)
def test_more_languages_only_add_terms(text: str, lang: str) -> None:
    """A query in two languages asks for all that it asks for in the first, except the everyday words US and IT."""
    for one, two in zip(_SHARED.query_words(text, ["und"]), _SHARED.query_words(text, ["und", lang]), strict=True):
        asked = {term for way in two.ways for terms in way for term in terms}
        assert {term for way in one.ways for terms in way for term in terms} <= asked


@settings(max_examples=200)
@given(texts, languages)
def test_terms_can_be_stored(text: str, lang: str) -> None:
    """Terms and forms are UTF-8 and no longer than the limit."""
    for longest in (1, 5):
        short = Analyzer(settings=Settings(term_characters=longest))
        assert short.tokens(text, lang) == reference_tokens(text, lang, longest=longest)
        for token in (*short.tokens(text, lang), *short.names(text)):
            token.term.encode()
            token.form.encode()
            assert len(token.term) <= longest
            assert len(token.form) <= longest


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_character_is_survived(lang: str) -> None:
    """Code points of every block, alone and after a letter, go through every language without an error."""
    step = 5 if lang == "und" else 97
    characters = [chr(code) for code in (*range(0, 0x3400, step), *range(0x3400, sys.maxunicode, 89 * step))]
    for text in (" ".join(characters), "x" + " x".join(characters)):
        for token in Analyzer(settings=Settings()).tokens(text, lang):
            assert token.term
            assert token.form


def test_a_text_is_cut_at_the_limit_of_tokens() -> None:
    """An article gives at most ``article_tokens`` tokens: the first ones."""
    few = Analyzer(settings=Settings(article_tokens=10))
    for text in ("word " * 50, "日" * 50, "a-b " * 50, "a-" * 50):
        assert few.tokens(text, "en") == Analyzer(settings=Settings()).tokens(text, "en")[:10]


def test_a_long_word_is_cut() -> None:
    """A word longer than the limit is found by its beginning, and its offsets cover all of it."""
    (token,) = Analyzer(settings=Settings(term_characters=10)).tokens("x" * 100, "en")
    assert token == ("x" * 10, "x" * 10, 0, 0, 100)


@pytest.mark.parametrize(
    "unit",
    [
        "x",
        "é",
        "日",
        "한",
        "ก",
        "a-",
        "a.",
        "1,",
        "a'",
        "a&",
        "a\u00ad",
        "a\u0301",
        "#",
        "x ",
        "👍\u200d",
        "-\u200b",
        "ﾊﾞ",
    ],
)
def test_a_long_text_takes_linear_time(unit: str) -> None:
    """Two megabytes of the worst take no more than some seconds, with spaces or without."""
    analyzer = Analyzer(settings=Settings(article_tokens=1000))
    started = time.process_time()
    analyzer.tokens(unit * (2_000_000 // len(unit)), "en")
    assert time.process_time() - started < 10


def test_positions_and_offsets_go_on_across_blocks() -> None:
    """A text that is taken in several blocks gives the tokens of one that is not."""
    text = "\n alpha beta-gamma  IT\tis 日本語 " * 6_000
    assert Analyzer(settings=Settings()).tokens(text, "en") == reference_tokens(text, "en")


def test_a_long_run_gives_the_pairs_of_one_piece() -> None:
    """A run that is taken apart in stretches gives the pairs that it has as a whole, marks and all."""
    for run in (
        "日本語" * 1000,
        "がﾊﾞ" * 1000,
        "ที่" * 1000,
        "日" + "\u0301" * 3000 + "本語" * 2000,
        "日" + "\u0301" * 3000,
    ):
        assert _SHARED.tokens(run, "ja") == reference_tokens(run, "ja")


def test_memory_is_bounded() -> None:
    """However many different chunks come, no more than two generations are kept."""
    chunks: Chunks[str] = Chunks(most=100)
    for number in range(10_000):
        chunks.keep(str(number % 7), str(number), "x")
    young = sum(len(chunks.young(str(lang))) for lang in range(7))
    old = sum(chunks.recalled(str(number % 7), str(number)) is not None for number in range(10_000))
    assert young <= 100
    assert old <= 200


def test_what_is_used_stays_in_memory() -> None:
    """A chunk that is looked up between others is not forgotten."""
    chunks: Chunks[str] = Chunks(most=10)
    chunks.keep("en", "the", "the")
    for number in range(1000):
        chunks.keep("en", str(number), "x")
        assert chunks.young("en").get("the") or chunks.recalled("en", "the")


def test_threads_may_share_an_analyser() -> None:
    """Many threads over one analyser get what one gets alone."""
    sample = [f"The nations' trust number {n} in U.S.-based co-operatives, {n},000 الكتاب {n}" for n in range(200)]
    shared = Analyzer(settings=Settings())
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: shared.tokens(text, "ar") + shared.tokens(text, "en"), sample))
    assert together == [reference_tokens(text, "ar") + reference_tokens(text, "en") for text in sample]


def test_the_signature_says_what_terms_depend_on() -> None:
    """Analysers that give other terms have other signatures, and a signature is JSON."""
    assert Analyzer(settings=Settings()).signature() == Analyzer(settings=Settings(k1=2.0)).signature()
    assert Analyzer(settings=Settings()).signature() != Analyzer(settings=Settings(term_characters=9)).signature()


def test_an_unknown_language_is_one_without_rules() -> None:
    """Any string will do for a language."""
    assert _SHARED.tokens("Nations' 1,000", "x-klingon") == _SHARED.tokens("Nations' 1,000", "und")

"""The bulk path gives, as arrays, the tokens that the analyser gives one by one."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.analysis import bulk as module
from searchkit.analysis.bulk import BulkAnalyzer, TokenArrays
from searchkit.settings import Settings
from tests.analysis.texts import languages, texts

_ANALYZER = Analyzer(settings=Settings())
_SHARED = BulkAnalyzer(_ANALYZER)

Found = list[list[tuple[str, str, int]]]


def _expected(analyzer: Analyzer, batch: list[tuple[str, str]]) -> Found:
    """Term, form and position of each token of each text."""
    return [[token[:3] for token in analyzer.tokens(text, lang)] for text, lang in batch]


def _taken(bulk: BulkAnalyzer, batch: list[tuple[str, str]]) -> TokenArrays:
    for text, lang in batch:
        bulk.add(text, lang)
    return bulk.take()


def _spelled(bulk: BulkAnalyzer, arrays: TokenArrays) -> Found:
    """The arrays as `_expected` has it."""
    found: Found = [[] for _ in arrays.lengths]
    for text, position, term, form in zip(
        arrays.text.tolist(), arrays.position.tolist(), arrays.term.tolist(), arrays.form.tolist(), strict=True
    ):
        found[text].append((bulk.terms[term], bulk.forms[form], position))
    return found


def _check(bulk: BulkAnalyzer, analyzer: Analyzer, batch: list[tuple[str, str]]) -> None:
    expected = _expected(analyzer, batch)
    arrays = _taken(bulk, batch)
    assert _spelled(bulk, arrays) == expected
    assert arrays.text.tolist() == sorted(arrays.text.tolist())
    assert arrays.lengths.tolist() == [tokens[-1][2] + 1 if tokens else 0 for tokens in expected]


batches = st.lists(st.tuples(texts, languages), max_size=6)


@settings(max_examples=600)
@given(batches)
@example([("JAPAN TELLS US TO WAIT", "en"), ("US in May\nIT (US) OR", "en"), ("", "en"), ("US", "de")])
@example([("US/IT and/or us/it http://www.example.org/IT/" + "US-" * 40, "en")])
def test_the_arrays_are_the_tokens(batch: list[tuple[str, str]]) -> None:
    """Term, form and position of each token of each text of a batch, in order, and the lengths of the texts."""
    _check(_SHARED, _ANALYZER, batch)


@settings(max_examples=200)
@given(batches)
def test_remembered_equals_seen_first(batch: list[tuple[str, str]]) -> None:
    """A fresh analyser gives the same arrays twice, whatever it remembers in between."""
    bulk = BulkAnalyzer(_ANALYZER)
    first, second = _taken(bulk, batch), _taken(bulk, batch)
    assert _spelled(bulk, first) == _spelled(bulk, second) == _expected(_ANALYZER, batch)


@settings(max_examples=100)
@given(batches, st.sampled_from([(1, 255), (7, 255), (1_000_000, 1), (30, 5)]))
def test_limits_hold(batch: list[tuple[str, str]], limits: tuple[int, int]) -> None:
    """A text is cut at ``article_tokens`` and a term at ``term_characters``, as the analyser cuts them."""
    analyzer = Analyzer(settings=Settings(article_tokens=limits[0], term_characters=limits[1]))
    _check(BulkAnalyzer(analyzer), analyzer, batch)


def test_a_text_with_more_tokens_than_characters_is_cut() -> None:
    """Where the limit of tokens is reached within the limit of characters, it holds."""
    analyzer = Analyzer(settings=Settings(article_tokens=12))
    _check(BulkAnalyzer(analyzer), analyzer, [("word", "en"), ("½½½½½½½½½", "en"), ("½ a-b-c ½½", "en"), ("US", "en")])


def test_long_texts_and_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses, runs without spaces, texts of several blocks and texts beyond the longest that is cut at once."""
    run = "日本語のUSテキスト" * 300
    address = "https://www.example.org/" + "a-b/" * 40
    many = "\n alpha beta-gamma  IT\tis 日本語 " * 3_000
    monkeypatch.setattr(module, "_LONGEST_TEXT", len(many))
    batch = [(f"One {run} US\n{address} TWO", "ja"), (many, "en"), (address, "und"), (many + many, "en")]
    _check(BulkAnalyzer(_ANALYZER), _ANALYZER, batch)


@pytest.mark.parametrize("letter", ["é", "日", "\U00020000"])
def test_chunks_that_begin_alike_are_told_apart(letter: str) -> None:
    """However many bytes each of their letters has, those that are remembered and those that are not."""
    batch = [(letter * count + end, "zh") for count in range(1, 100) for end in ("", "x", "y", "本")]
    _check(BulkAnalyzer(_ANALYZER), _ANALYZER, batch)


@pytest.mark.parametrize(
    "unit",
    [
        "a-",
        "@a#b.c",
        "\U0001f600",
        "…",
        "US-",
        "us…US,",
        "日本，の",
        "한국어，",
        "한국어가",
        "\u1112\u1161\u11ab",
        "e\u0301\u0316",
        "日\u200d本",
        "1½",
    ],
)
@pytest.mark.parametrize("most", [100, 1_000_000])
def test_a_long_chunk_of_the_same_words(unit: str, most: int) -> None:
    """What it turns into is looked up where it comes again, unless it depends on what is around it."""
    analyzer = Analyzer(settings=Settings(article_tokens=most))
    text = f"IT {unit * 400}{unit.upper()}ferry{unit} sails"
    _check(BulkAnalyzer(analyzer), analyzer, [(text, "en"), (text, "zh"), (text.upper(), "en"), (text, "und")])


def test_numbers_are_dense_and_stay() -> None:
    """Terms and forms are numbered from 0, each string once, and a later batch goes on with the same numbers."""
    bulk = BulkAnalyzer(_ANALYZER)
    first = _taken(bulk, [("Nations trust nations", "en"), ("Trusting", "und")])
    again = _taken(bulk, [("Nations trust nations", "en"), ("Trusting", "und")])
    assert first.term.tolist() == again.term.tolist() == [0, 1, 0, 2]
    assert bulk.terms == ["nation", "trust", "trusting"]
    assert bulk.forms == ["nations", "trust", "trusting"]
    assert {array.dtype.name for array in (first.text, first.position, first.term, first.form, first.lengths)} == {
        "int32"
    }


def test_nothing_added_gives_nothing() -> None:
    """No text, or none with a word, is no error."""
    bulk = BulkAnalyzer(_ANALYZER)
    assert bulk.take().lengths.tolist() == []
    assert _taken(bulk, [("", "en"), ("- ,\n", "en")]).lengths.tolist() == [0, 0]
    assert len(bulk.take().text) == 0


def test_forgetting_begins_anew() -> None:
    """After `forget` numbers begin at 0, and the memory it answers for is given back."""
    bulk = BulkAnalyzer(_ANALYZER)
    empty = bulk.vocabulary_bytes
    _check(bulk, _ANALYZER, [("One two US three", "en")])
    assert bulk.vocabulary_bytes > empty
    bulk.add("gone", "en")
    bulk.forget()
    assert bulk.vocabulary_bytes == empty
    assert bulk.terms == bulk.forms == []
    _check(bulk, _ANALYZER, [("four US", "en")])
    assert bulk.terms[0] == "four"


def test_the_memory_of_chunks_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks are forgotten when there are too many; numbers of terms and forms are not."""
    monkeypatch.setattr(module, "_MOST_CHUNKS", 10)
    bulk = BulkAnalyzer(_ANALYZER)
    for number in range(20):
        _check(bulk, _ANALYZER, [(f"US said {' '.join(f'x{number}-{at}' for at in range(8))} IT", "en")])
    assert sum(map(len, bulk._remembered.values())) <= 10
    assert len(bulk.terms) == len(set(bulk.terms)) > 100


def test_samples(corpus: Path) -> None:
    """The samples of this project, whatever they are, taken for text."""
    batch = [
        (path.read_text("utf-8", "replace"), lang)
        for path in sorted(corpus.rglob("*"))
        if path.is_file() and path.stat().st_size < 100_000
        for lang in ("en", "und")
    ]
    assert batch
    _check(BulkAnalyzer(_ANALYZER), _ANALYZER, batch)


def test_news(shared: Path) -> None:
    """Some hundreds of real articles, in batches."""
    file = shared / "data" / "reuters.jsonl.gz"
    if not file.is_file():
        pytest.skip("the articles are not here")
    bulk = BulkAnalyzer(_ANALYZER)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        while batch := [
            (str(value), "en")
            for line in islice(lines, 250)
            for value in json.loads(line).values()
            if isinstance(value, str)
        ]:
            _check(bulk, _ANALYZER, batch)
            if len(bulk.forms) > 20_000:
                break

"""Did you mean."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.query import Term

from searchkit import Article, Index, Note
from searchkit.search.lexicon import correcting
from searchkit.testing import ARTICLES, small_index
from tests.query.any_text import ANY


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """The small index, in memory."""
    with small_index() as opened:
        yield opened


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ferri", ""),
        ("fery", "ferry"),
        ("koera jpaan trsut", "korea japan trust"),
        ("korea jpaan trust", "korea japan trust"),
        ("+fery -jpaan", "+ferry -jpaan"),
        ('"fery from busna" OR recipe', '"ferry from busan" OR recipe'),
        ("(fery AND tavellers)^2", "(ferry AND travellers)^2"),
        ("title:fery after:2025", "title:ferry after:2025"),
        ("=fery", "=ferry"),
        ("nosuch:fery korea", "nosuch ferry korea"),
        ("sorce:(fery korea)", "sorce (ferry korea)"),
        ("zurcih", "zürich"),
        ("Fery's", "ferry"),
        ("ferry", ""),
        ("fery*", ""),
        ("fery~", ""),
        ("source:courir", ""),
        ("qqqqqq", ""),
        ("-fery", ""),
        ("fe", ""),
        ("", ""),
    ],
)
def test_what_is_suggested(index: Index, typed: str, meant: str) -> None:
    """Words that no article has give way to those spelled alike; everything else stays as it was typed, but that names
    of fields that there are not become words, as which they were searched."""
    results = index.search(typed)
    assert results.suggestion == meant
    notes = [note for note in results.notes if note.code == "did-you-mean"]
    assert notes == ([Note("did-you-mean", f"Did you mean: {meant}")] if meant else [])


def test_what_was_asked_is_what_is_answered(index: Index) -> None:
    """The hits, the total and the understanding are those of the query as typed."""
    results = index.search("korea jpaan")
    assert [hit.title for hit in results] == [hit.title for hit in index.search("korea")]
    assert results.query == "korea jpaan"


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(["fery", "koera", "jpaan", "AND", "OR", "-", "+", '"', "(", ")", "trust", "zurcih"]))
    | ANY.map(lambda text: [text])
)  # fmt: skip
def test_a_suggestion_has_hits(words: list[str]) -> None:
    """Whatever was typed; and nothing more is to be suggested for its words that are known."""
    with small_index() as index:
        for sources in ((), ("courier",)):
            suggestion = index.search(" ".join(words), sources=sources).suggestion
            if suggestion:
                assert index.search(suggestion, sources=sources).total > 0


def test_a_condition_holds_for_the_suggestion(index: Index) -> None:
    """It is one that has hits under the same conditions."""
    assert index.search("feery").suggestion == "ferry"
    assert index.search("feery", sources=["seeblatt"]).suggestion == ""
    assert index.search("feery jpaan", sources=["ledger"]).suggestion == "ferry japan"


def test_a_rare_word_is_asked_about_when_few_articles_match() -> None:
    """If the other is a hundred times as frequent; never when many match."""
    articles = [Article(title=f"Report {number}", body="The government met.", lang="en") for number in range(250)]
    slips = [Article(title="A slip", body="The goverment met.", lang="en")]
    with small_index([*articles, *slips]) as index:
        results = index.search("goverment")
        assert (results.total, results.suggestion) == (1, "government")
        assert index.search("goverment report").suggestion == ""
        assert index.search("slip").suggestion == ""


def test_words_of_deleted_articles_are_not_suggested(tmp_path: Path) -> None:
    """They have no hits."""
    with small_index(path=tmp_path / "index") as index:
        assert index.search("recpie").suggestion == "recipe"
        index.delete(ARTICLES[-1].id)
        assert index.search("recpie").suggestion == ""


def test_a_word_that_only_deleted_articles_have_is_corrected(tmp_path: Path) -> None:
    """It is in no article, and nothing fits a pattern for it."""
    articles = [Article(title=f"T{number}", body="harbour storm", lang="en") for number in range(9)]
    gone = Article(title="gone", body="harbor", lang="en")
    with small_index([*articles, gone], path=tmp_path / "index") as index:
        assert index.search("harbor").suggestion == ""
        index.delete(gone.id)
        assert index.search("harbor").suggestion == "harbour"
        assert [note.code for note in index.search("harbor*").notes] == ["no-expansion"]


def test_query_objects_are_left_alone(index: Index) -> None:
    """They are a program's."""
    assert index.search(Term("text", "fery")).suggestion == ""


def test_nothing_is_suggested_when_time_is_over(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the search goes on."""
    monkeypatch.setattr(correcting, "time", SimpleNamespace(monotonic=lambda: float("inf")))
    assert index.search("fery").suggestion == ""


def test_everything_out_has_it_too(index: Index) -> None:
    """And so has a batch."""
    assert index.all("fery").suggestion == "ferry"
    assert [results.suggestion for results in index.search_many(["fery", "ferry"])] == ["ferry", ""]

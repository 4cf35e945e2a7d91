"""Words of several languages in one index."""

from __future__ import annotations

import pytest

import searchkit
from searchkit import Article
from searchkit.testing import small_index


@pytest.fixture(scope="module")
def index() -> searchkit.Index:
    """English articles, with a few in other languages among them."""
    english = [
        Article(title=f"Bank number {number}", body="A bank lends. Mr Koer said so in April.", lang="en")
        for number in range(20)
    ]
    others = [
        Article(title="Geldhäuser", body="Die Bank verleiht, sagte Frau Meier.", lang="de"),
        Article(title="Une économie", body="Le pays compte.", lang="fr"),
        Article(title="Uno", body="la banca", lang="it"),
    ]
    return small_index([*english, *others])


def _found(index: searchkit.Index, query: str) -> set[str]:
    return {hit.lang for hit in index.search(query, limit=100).hits}


def test_a_word_is_found_by_the_rules_of_each_language(index: searchkit.Index) -> None:
    """However few articles are in it, and whatever form of the word they have."""
    assert _found(index, "économies") == {"fr"}
    assert _found(index, "economies") == {"fr"}


def test_the_stem_of_another_language_finds_none_of_the_main_one(index: searchkit.Index) -> None:
    """*Banken* is *bank* in German only; what a bank does in English is another word's business."""
    assert _found(index, "Banken") == {"de"}
    assert _found(index, "title:Banken") == set()
    assert _found(index, "bank") == {"en", "de"}


def test_a_slip_is_not_found_by_the_ending_of_some_language(index: searchkit.Index) -> None:
    """*koera* is *koer* in French, which no French article has."""
    answer = index.search("koera")
    assert answer.total == 0
    assert answer.suggestion == "koer"


def test_other_words_are_as_they_were(index: searchkit.Index) -> None:
    """A word within a language is one among others: any of them, all of them, none of them."""
    assert index.search("Banken lends").total == 21
    assert index.search("Banken AND verleiht").total == 1
    assert index.search("Banken AND lends").total == 0
    assert index.search("lends -Banken").total == 20


def test_all_that_a_word_is_within_a_language_can_be_explained(index: searchkit.Index) -> None:
    """By the score it has."""
    (hit,) = index.search("Banken verleiht").hits
    assert hit.explain().value == pytest.approx(hit.score)


def _articles(*bodies: tuple[str, str]) -> list[Article]:
    return [Article(title=f"{lang} {number}", body=body, lang=lang) for number, (lang, body) in enumerate(bodies)]


@pytest.mark.parametrize("query", ['"marché français"', '"marché français"~3', "marché-français"])
def test_a_phrase_is_found_in_articles_of_its_language_only(query: str) -> None:
    """Its French stems are English words."""
    others = [("en", f"Plain English text {number}") for number in range(5)]
    articles = _articles(*others, ("fr", "Le marché français"), ("en", "march franc here"))
    with small_index(articles) as mixed:
        (hit,) = mixed.search(query)
        assert (hit.lang, [hit.passages[0].text[slice(*match)] for match in hit.passages[0].matches]) in (
            ("fr", ["marché français"]),
            ("fr", ["marché", "français"]),
        )
        assert hit.explain().value == pytest.approx(hit.score)


def test_what_counts_in_other_languages_only_is_not_highlighted() -> None:
    """*bank* is *Banken* in German articles."""
    articles = _articles(
        *[("en", f"Plain English text {number}") for number in range(5)],
        ("de", "Die Banken und die Bank"),
        ("en", "The bank of England, the budget"),
    )
    with small_index(articles) as mixed:
        shown = {hit.lang: hit.passages[0] for hit in mixed.search("Banken budget")}
    marked = {lang: [one.text[slice(*match)] for match in one.matches] for lang, one in shown.items()}
    assert marked == {"de": ["Banken", "Bank"], "en": ["budget"]}


def test_no_language_takes_the_stem_of_another() -> None:
    """Where the main one is not English, too."""
    french = [("fr", f"Un texte, la bank numéro {number}") for number in range(5)]
    with small_index(_articles(*french, ("de", "Viele Banken in Berlin"))) as mixed:
        assert _found(mixed, "Banken") == {"de"}

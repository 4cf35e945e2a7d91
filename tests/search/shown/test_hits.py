"""What a hit shows: highlighted words, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.query import spans

import searchkit
from searchkit import Article, Hit, Index
from tests.conftest import many

FERRY = Article(
    title="Ferry resumes",
    body="The ferry to Busan sails again. It is trusted by the people of Seoul.",
    source="Coast Daily",
    authors=("Mina Seo",),
    tags=("sea",),
    lang="en",
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """One article."""
    with searchkit.open(":memory:") as opened:
        opened.add(FERRY)
        yield opened


def highlighted(hit: Hit) -> list[str]:
    """The highlighted words of the title, then those of the passages."""
    in_title = [hit.title[start:end] for start, end in hit.title_matches]
    return in_title + [p.text[start:end] for p in hit.passages for start, end in p.matches]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("fery~ seoul", ["Ferry", "ferry", "Seoul"]),
        ("trus* b?san", ["Busan", "trusted"]),
        ("=trusted", ["trusted"]),
        ("title:ferry", ["Ferry"]),
        ('"sails again"', ["sails again"]),
        ('"ferry busan"~3', ["ferry", "Busan"]),
        ('"busan ferry"~3', ["ferry", "Busan"]),
        (spans.SpanNear(query.Term("text", "ferri"), query.Term("text", "sail"), slop=9), ["Ferry", "ferry", "sails"]),
        (spans.SpanNot(query.Term("text", "busan"), query.Term("text", "sail")), ["Busan"]),
        (query.ConstantScoreQuery(query.Term("text", "busan")), ["Busan"]),
    ],
)
def test_what_was_found_is_highlighted(index: Index, asked: str | query.Query, words: list[str]) -> None:
    """Misspelt, begun, near each other or asked for by a program: what stands in the text, and no reason besides."""
    (hit,) = index.search(asked)
    assert highlighted(hit) == words
    assert hit.why == ""


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("source:coast", "the source matched"),
        ("author:seo tag:sea", "the author and a tag matched"),
        ("*", "nothing in particular was asked for"),
        ("-orchard", "nothing in particular was asked for"),
        (query.TermRange("text", "a", "c"), "the text matched, at no certain word"),
    ],
)
def test_where_nothing_is_highlighted_there_is_a_reason(index: Index, asked: str | query.Query, why: str) -> None:
    """And the head of the article."""
    (hit,) = index.search(asked)
    assert highlighted(hit) == []
    assert hit.why == why
    assert hit.passages[0].text.startswith("The ferry to Busan")


def test_words_that_the_title_lacks_are_preferred() -> None:
    """Where not all fit into one passage."""
    with searchkit.open(":memory:") as index:
        body = "The ferry was late and so were the crew and the cook.\n\nNobody in Busan knew why."
        index.add(Article(title="Ferry", body=body, lang="en"))
        index.add(Article(title="Other", body="Busan and its ferry.", lang="en"))
        hit = next(hit for hit in index.search("ferry busan", passage_characters=40) if hit.title == "Ferry")
        assert highlighted(hit) == ["Ferry", "Busan"]


def test_the_last_word_of_megabytes_is_found() -> None:
    """And shown with the sentence it stands in."""
    with searchkit.open(":memory:") as index:
        body = "All work and no play. " * 50_000 + "At last a needle was found."
        index.add(Article(title="Long", body=body, lang="en"))
        (hit,) = index.search("needle")
        (passage,) = hit.passages
        assert passage.text.endswith("At last a needle was found.")
        assert body[passage.start :] == passage.text
        assert highlighted(hit) == ["needle"]


_ODD = st.text(alphabet="ferry Fé.\n\0\u202e\u0301\u200d日한ไ😀🇰🇷'’-_&@#%0½\t", max_size=60)
_ARTICLES = st.builds(
    Article,
    title=_ODD,
    body=st.builds(lambda text, times: text * times, _ODD, st.sampled_from([1, 1, 50])),
    lang=st.sampled_from(["en", "ja", "und"]),
    tags=st.just(("odd",)),
).filter(lambda article: article.title.strip() or article.body.strip())


@settings(max_examples=many(40, 2_000))
@given(_ARTICLES)
def test_an_odd_article_costs_no_hit(article: Article) -> None:
    """Whatever characters it is made of: every hit of the page can be read, and has highlights or a reason."""
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            writer.add(article)
            writer.add(FERRY)
        for asked in ("ferry", "tag:odd ferry", "*", '"f e"~9', "日 한 fé"):
            for hit in index.search(asked):
                assert highlighted(hit) or hit.why
                assert all(passage.text for passage in hit.passages)

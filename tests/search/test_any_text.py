"""Whatever is typed can be searched for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings

from searchkit import Article, Index
from searchkit import open as open_index
from searchkit.model import Published
from tests.conftest import many
from tests.query.any_text import ANY

_BODIES = (("en", "Korea and Japan's co-operation a b"), ("de", "who 日本 한국어 U.S. 10:30 😀 a b a"))


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """A few articles, in two segments, that many of the words are in."""
    day = Published(datetime(2025, 5, 30).date(), datetime(2025, 5, 30, 10, tzinfo=timezone.utc))
    with open_index(":memory:") as opened:
        for number in range(2):
            with opened.writer() as writer:
                for lang, body in (
                    ("en", "Korea and Japan's co-operation a b"),
                    ("de", "who 日本 한국어 U.S. 10:30 😀 a b a"),
                ):
                    article = Article(
                        title=f"Korea {number}", body=body, lang=lang, published=day, source="The Port", tags=("a",)
                    )
                    writer.add(article)
        yield opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=many(150, 20_000))
@given(text=ANY)
@example(text="koreaOR\ud800")
def test_every_text_can_be_searched_for(index: Index, text: str) -> None:
    """It is ranked, counted and sorted by date without an error, and each way finds as many; hits can be read."""
    found = index.search(text, exact_total=True)
    assert len(found) == min(10, found.total)
    for hit in found:
        assert hit.passages is not None
        assert hit.lang in {"en", "de"}
    assert found.total == index.count(text)
    assert index.search(text, sort="newest").total == found.total
    for note in found.notes:
        note.message.encode()


@pytest.mark.parametrize(
    ("lang", "body", "found"),
    [
        ("en", "a 10-12% growth rate", ('"10-12% growth"', '="10-12% growth"', "10-12%", '"a 10-12%"')),
        ("en", "rose 2.5\u20133% in May", ('"rose 2.5\u20133% in"',)),
        ("en", "as @jane_doe said", ('"@jane_doe said"', "@jane_doe")),
        (
            "en",
            "child\u2060ren of zero\u200bwidth",
            ("child\u2060ren", '"child\u2060ren of zero\u200bwidth"', "children"),
        ),
        ("ja", "価格は１，０００円だ", ("１，０００", "１，０００円", "価格は１，０００円だ", "1,000円")),
        ("fr", "James Bond et M's office", ("M's", '"M\'s"', "=M's")),
        ("fr", "les \u00e9tudiant-e-s sont l\u00e0", ('"\u00e9tudiant-e-s sont"', '"les \u00e9tudiant-e-s"')),
    ],
)
def test_what_stands_in_an_article_finds_it(lang: str, body: str, found: tuple[str, ...]) -> None:
    """Typed as it stands there."""
    with open_index(":memory:") as index:
        index.add(Article(title="t", body=body, lang=lang))
        for text in found:
            assert index.count(text) == index.search(text).total == 1, text


@pytest.mark.parametrize("query", ['"nation x"', '"a nation"', '"este mall"', '"mall mall"'])
def test_a_word_that_is_read_in_two_ways_at_one_place_makes_no_phrase(query: str) -> None:
    """nation-s is nation and nations, which has the same stem."""
    texts = [("x nation-s", "b"), ("nation-s", "a"), ("erste", "Mall-ul"), ("mall-ul", "este"), ("Un mall", "un mall")]
    with open_index(":memory:") as index:
        for title, body in texts:
            index.add(Article(title=title, body=body, lang="ro" if "all" in title + body else "en"))
        results = index.search(query)
        assert {hit.id for hit in results} == set(index.ids(query))
        for hit in results:
            assert hit.explain().value == hit.score

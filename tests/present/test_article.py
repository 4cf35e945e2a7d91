"""One article, whole."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from searchkit.model import Article, Origin, Published
from searchkit.present.article import article_text, facts
from searchkit.present.ink import Ink
from tests.present.samples import ARTICLE, texts


def test_fields_of_a_record_are_not_taken_for_our_own() -> None:
    """An id, above all, by which an article is asked for."""
    names = dict(facts(replace(ARTICLE, extra={"id": "18857", "kind": "X", "page": "3"})))
    assert (names["field id"], names["field kind"], names["page"]) == ("18857", "X", "3")
    assert (names["id"], names["kind"]) == (ARTICLE.id, "main")


def test_the_article() -> None:
    """Its title, every field that is known, its body."""
    assert article_text(ARTICLE, ink=Ink()) == (
        "Trust grows between Korea and Japan\n"
        "\n"
        "source     The Harbour Post\n"
        "published  30 May 2025, 09:15 UTC (from the page's metadata:\n"
        "           2025-05-30T18:15:00+09:00)\n"
        "author     Mina Seo\n"
        "byline     By Mina Seo in Busan\n"
        "agency     Example Wire\n"
        "contact    mina@post.example\n"
        "address    https://post.example/world/trust?id=1\n"
        "section    World\n"
        "tags       diplomacy, polls\n"
        "summary    What a poll says.\n"
        "headings   Why now\n"
        "language   en (99% sure)\n"
        "kind       main\n"
        "fetched    30 May 2025, 12:00 UTC\n"
        "edition    late\n"
        "file       /news/world/trust.html, record-7, article 3, bytes 10-400, read as\n"
        "           html\n"
        f"id         {ARTICLE.id}\n"
        "\n"
        "A poll in Korea says that trust in Japan has grown.\n"
        "\n"
        "Few had expected it.\n"
    )


def test_an_empty_article_says_so() -> None:
    """No title, no text."""
    text = article_text(Article(title="", body=""), ink=Ink())
    assert text.startswith("Untitled\n")
    assert "language   unknown" in text
    assert text.endswith("\nNo text.\n")


def test_the_title_is_a_link() -> None:
    """Where there are links."""
    assert article_text(ARTICLE, ink=Ink(links=True)).startswith("\x1b]8;;https://post.example/world/trust?id=1\x1b\\")


@given(texts, texts, st.integers(2, 60))
def test_any_article_fits(text: str, other: str, width: int) -> None:
    """No line is wider than the terminal, and nothing harmful is in one."""
    article = Article(
        title=text,
        body=f"{other}\n{text}",
        source=other,
        authors=(text, other),
        published=Published(raw=text),
        extra={text: other},
        url=text,
        origins=(Origin(other, text, member=text),),
    )
    for line in article_text(article, ink=Ink(), width=width).split("\n"):
        assert wcswidth(line) <= width
        assert "\x1b" not in line
        assert "\u202e" not in line

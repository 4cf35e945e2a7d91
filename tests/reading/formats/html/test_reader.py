"""HTML pages."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from searchkit.model import Article
from tests.reading.helpers import read_bytes

_BODY = (
    "<p>The harbour council has approved the plan for a new quay, its chairman said on Thursday after a meeting that "
    "lasted until midnight.</p><p>The decision on the bridge was put off until the autumn, since nobody could say what "
    "it would cost the town, let alone who would pay for it.</p><h2>Who pays</h2><p>The state may give a third of the "
    "money, a spokeswoman for the ministry said, but only if work begins before the end of next year.</p>"
)
_HEAD = (
    '<meta charset="utf-8"><title>Harbour plan approved - The Coast</title>'
    '<link rel="canonical" href="https://coast.example/2025/05/30/harbour">'
)


def _page(head: str = _HEAD, body: str = _BODY, lang: str = "en-GB") -> bytes:
    html = (
        f'<!doctype html><html lang="{lang}"><head>{head}</head><body><nav><a href="/">Home</a> <a href="/s">Sport</a>'
    )
    html += f"</nav><article><h1>Harbour plan approved</h1>{body}</article><footer>All rights reserved</footer></body>"
    return (html + "</body></html>").encode()


def _article(page: bytes, **more: datetime) -> Article:
    (article,), problems = read_bytes(page, "page.html", **more)  # type: ignore[arg-type]
    assert problems == []
    return article


def test_the_main_text_comes_without_furniture_and_title() -> None:
    """Paragraphs with a blank line between, subheads among them; the title stands apart, without the site's name."""
    article = _article(_page())
    assert article.title == "Harbour plan approved"
    assert article.body.startswith("The harbour council")
    assert article.body.count("\n\n") == 3
    assert article.headings == ("Who pays",)
    assert "Sport" not in article.body
    assert "rights" not in article.body
    assert (article.lang, article.role) == ("en", "main")
    assert article.url == "https://coast.example/2025/05/30/harbour"


def test_metadata_of_the_page_are_taken() -> None:
    """Author, source, section, tags and date from meta elements."""
    head = _HEAD + (
        '<meta property="article:published_time" content="2025-05-30T10:00:00+02:00">'
        '<meta name="author" content="Jo Reed">'
        '<meta property="og:site_name" content="The Coast"><meta property="article:section" content="Local &amp; Port">'
        '<meta name="keywords" content="harbour, Bridge,harbour">'
    )
    article = _article(_page(head))
    assert (article.source, article.section, article.tags) == ("The Coast", "Local & Port", ("harbour", "Bridge"))
    assert article.authors == ("Jo Reed",)
    assert article.published is not None
    assert article.published.at == datetime(2025, 5, 30, 8, tzinfo=timezone.utc)
    assert (article.published.basis, article.published.raw) == ("metadata", "2025-05-30T10:00:00+02:00")


def test_linked_data_are_taken() -> None:
    """JSON-LD goes before the rest, also in a graph; broken JSON-LD is passed over."""
    item = '{"@type": "NewsArticle", "datePublished": "2025-05-29", "articleSection": "Port", "keywords": ["quay"]}'
    script = '<script type="application/ld+json">'
    head = _HEAD + f'{script}{{broken</script>{script}{{"@graph": [{item}]}}</script>'
    article = _article(_page(head))
    assert article.published is not None
    assert (article.published.on, article.section, article.tags) == (date(2025, 5, 29), "Port", ("quay",))


def test_a_page_without_a_date_has_none() -> None:
    """Nothing is filled in from today, from the file or from a copyright line."""
    page = _page('<meta charset="utf-8"><title>Harbour plan approved</title>')
    assert _article(page).published is None


def test_a_date_in_the_address_alone_is_called_that() -> None:
    """How a date is known is part of it."""
    published = _article(_page()).published
    assert published is not None
    assert (published.on, published.basis) == (date(2025, 5, 30), "url")


def test_a_date_in_the_text_is_taken_as_printed() -> None:
    """A line that is a date is better evidence than a guess."""
    head = '<meta charset="utf-8"><title>Harbour plan approved</title>'
    published = _article(_page(head, '<p class="date">Published: 28 May 2025</p>' + _BODY)).published
    assert published is not None
    assert (published.on, published.basis, published.raw) == (date(2025, 5, 28), "absolute", "28 May 2025")


def test_a_date_years_away_from_the_address_is_not_believed() -> None:
    """Content management systems keep the date of their installation in some fields."""
    published = _article(_page(_HEAD + '<meta name="date" content="2009-01-01">')).published
    assert published is not None
    assert published.on == date(2025, 5, 30)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-8", "utf-16"])
def test_encodings_of_pages(encoding: str) -> None:
    """The declaration in the page is read as browsers do, and a mark goes before it."""
    page = _page(_HEAD.replace("utf-8", encoding), _BODY.replace("harbour", "Häfen")).decode()
    assert "Häfen council" in _article(page.encode(encoding)).body


def test_the_declared_language_is_only_a_hint() -> None:
    """A German page under ``lang=en`` is German."""
    text = (
        "<p>Der Hafenausschuss hat den Plan für einen neuen Kai gebilligt und die Entscheidung über die Brücke auf den "
    )
    assert (
        _article(_page(body=(text + "Herbst verschoben, wie der Vorsitzende am Donnerstag sagte.</p>") * 3)).lang
        == "de"
    )


def _full(name: str, level: int) -> str:
    text = f"<p>The town of {name} has approved the plan for a new quay, its mayor said on Thursday evening.</p>" * 5
    heading = f'<h{level}><a href="/{name}">News of {name}</a></h{level}><time datetime="2025-05-2{level}">x</time>'
    return f"<article>{heading}{text}</article>"


def test_a_page_of_several_articles_is_several_articles() -> None:
    """Each has its own title, text, date and address; the one under the page's headline is the main one."""
    towns = _full("Ayr", 1) + _full("Bute", 2) + _full("Crail", 3)
    page = f"<!doctype html><html><head>{_HEAD}</head><body><main>{towns}"
    articles, problems = read_bytes((page + "</main></body></html>").encode(), "page.html")
    assert problems == []
    assert [(article.title, article.role) for article in articles] == [
        ("News of Ayr", "main"),
        ("News of Bute", "listed"),
        ("News of Crail", "listed"),
    ]
    assert all("town of Bute" not in article.body for article in (articles[0], articles[2]))
    assert articles[1].published is not None
    assert (articles[1].published.on, articles[1].url) == (date(2025, 5, 22), "https://coast.example/Bute")


def test_full_neighbours_do_not_take_the_place_of_the_story() -> None:
    """A story in no ``<article>`` of its own stays the article of its page."""
    story = f"<h1>Harbour plan approved</h1>{_BODY}{_BODY.replace('harbour', 'port')}"
    page = f"<html><head>{_HEAD}</head><body><div>{story}</div>{_full('Ayr', 3)}{_full('Bute', 3)}</body></html>"
    articles, _ = read_bytes(page.encode(), "page.html")
    assert articles[0].title == "Harbour plan approved"
    assert articles[0].body.startswith("The harbour council")


def test_teasers_are_no_articles() -> None:
    """A story among teasers is one article with the whole story."""
    teasers = "".join(f"<article><h3><a href='/{n}'>Teaser {n}</a></h3><p>Read on.</p></article>" for n in range(5))
    page = _page().replace(b"<footer>", teasers.encode() + b"<footer>")
    articles, _ = read_bytes(page, "page.html")
    assert len(articles) == 1
    assert "until the autumn" in articles[0].body


@pytest.mark.parametrize(
    "page",
    [
        b"<html>" + b"<div>" * 40_000,
        b"<html>" + b"<a " * 33_000,
        b"<html><body>" + b"<a href='/x'>link</a> " * 200_000,
        b"<html>" + b"<!--" * 10_000,
        b"<html>" + b"<p " + b"a=b " * 100_000 + b">",
        b"<html><body>" + b"<table><tr><td>" * 1_900,
        b"<html>" + b"&amp" * 100_000,
        b"<html><script>" + b"<" * 40_000,
        b"<html>\x00\x01\x02",
        b"<html><title>&#0;&#xD800;&#x110000;</title><p>\xff\xfe\xed\xa0\x80",
        b"<html></html>",
        b"<!doctype html>",
    ],
)
def test_hostile_pages_are_read_or_reported(page: bytes) -> None:
    """Never with an exception, and none of them needs to be stopped."""
    articles, problems = read_bytes(page, "page.html", parse_seconds=30)
    assert articles or problems
    assert all(problem.path == "page.html" and problem.code != "timeout" for problem in problems)
    for article in articles:
        (article.title + article.body).encode("utf-8")


def test_a_page_over_the_limit_is_not_parsed() -> None:
    """The limit is named."""
    articles, (problem,) = read_bytes(_page() + b" " * 10_000, "page.html", document_bytes=5_000)
    assert (articles, problem.code) == ([], "limit")
    assert "document_bytes" in problem.reason


def test_an_agency_stands_apart_from_authors() -> None:
    """A known one, or the one of the dateline."""
    head = _HEAD + '<meta name="author" content="Halyard">'
    body = "<p>Halyard</p>" + _BODY.replace("<p>The harbour", "<p>BUSAN, June 25 (Halyard) — The harbour", 1)
    article = _article(_page(head, body))
    assert (article.authors, article.agency) == ((), "Halyard")


def test_space_by_the_thousand_is_not_given_to_the_parser() -> None:
    """Of a large page; its text is that of the page without it."""
    lines = b"<p>%s</p>" % (b"The ferry sails again. " * 10)
    page = b"<html><body><h1>Ferry</h1>%s%s%s</body></html>"
    ((wide,), _), ((narrow,), _) = (
        read_bytes(page % (lines, space, lines), "page.html") for space in (b" \n" * 600_000, b" \n" * 400)
    )
    assert (wide.title, wide.body) == (narrow.title, narrow.body)
    assert wide.body.count("ferry") == 20

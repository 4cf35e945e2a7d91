"""HTML pages: saved articles, and pages of several.

Decoding and the checks that keep hostile pages from the parser are here; the parsing itself runs in a worker process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, BinaryIO

from searchkit.errors import LimitExceeded
from searchkit.frozen import replace
from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.credits.people import people_of
from searchkit.reading.formats.html.checks import check
from searchkit.reading.formats.html.dates import neighbour_date, page_date
from searchkit.reading.formats.html.page import MOST_SIBLINGS
from searchkit.reading.pages import split
from searchkit.reading.texts.charset import decode, undecodable
from searchkit.reading.urls import joined, url_key
from searchkit.reading.workers import TimedOut, parse

_SIGNATURE = re.compile(
    rb"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--.{0,4000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_LATER = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b[^<>]*>", re.IGNORECASE)
_TAGS = re.compile(rb"<(?:p|div|a|h[1-6]|table|article|meta|title|span|ul|br)\b[^<>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"\s*<\?xml[^<>]{0,80}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_CHARSET_BYTES = 4096
"""Browsers look for a page's declaration in its first 1,024 bytes; pages with long comments declare it later."""


class HtmlReader:
    """Reads HTML pages."""

    name = "html"
    extensions = frozenset({".html", ".htm", ".xhtml", ".shtml", ".mhtml"})

    def sniff(self, head: bytes, path: PurePath) -> int:
        """Sure of what begins as HTML does; tags without that are a sign."""
        text = head.replace(b"\0", b"") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head
        text = text.lstrip(b"\xef\xbb\xbf\xff\xfe")
        if _SIGNATURE.match(text[:8192]):
            return 92
        begins = text.lstrip()[:1] == b"<"
        if begins and _LATER.search(text[:8192]):
            return 75
        by_name = 45 if path.suffix.lower() in self.extensions else 0
        return max(by_name, 35 if begins and len(_TAGS.findall(text[:8192])) > 2 else 0)

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article | Problem]:
        """The articles of the page: its main one, or each of those it holds in full.

        Raises `LimitExceeded` for a page that no parser should see, and `ReadingError` when the parser fails.
        """
        data = stream.read(context.settings.document_bytes + 1)
        if len(data) > context.settings.document_bytes:
            raise LimitExceeded(f"the page is larger than {context.settings.document_bytes:,} bytes (document_bytes)")
        decoded = decode(data, context.charset or declared_charset(data))
        if decoded.replaced:
            yield context.problem(undecodable(decoded), code="encoding", severity="partial")
        check(decoded.text, context.settings)
        try:
            page = parse("html", decoded.text.encode("utf-8", "replace"), _options(context), context.settings)
        except TimedOut as error:
            yield context.problem(str(error), code="timeout")
            return
        yield from _articles(page, context)


def _options(context: Context) -> dict[str, str]:
    """What the parsing process is told beside the page."""
    settings = context.settings
    return {
        "url": context.url,
        "html_simple_tags": str(settings.html_simple_tags),
        "html_simple_characters": str(settings.html_simple_characters),
    }


def declared_charset(data: bytes) -> str:
    """The encoding that a page declares in its ``<meta>`` or XML declaration, "" for none."""
    match = _XML_ENCODING.match(data) or _CHARSET.search(data, 0, _CHARSET_BYTES)
    return match[1].decode("ascii") if match else ""


def _articles(page: Mapping[str, Any], context: Context) -> Iterator[Article | Problem]:
    """The page's articles: of an aggregator, of several ``<article>`` elements, or the one."""
    whole = split(page["whole"], fetched_at=context.fetched_at)
    if whole is not None and whole.articles:
        for piece in whole.articles:
            yield _of_aggregator(piece.article, page)
        for note in whole.notes:
            yield context.problem(note.message, code="ambiguous", severity="note")
    elif page["articles"]:
        yield from (_neighbour(article, page, context) for article in page["articles"])
    else:
        if page.get("too_many"):
            most = _most(page["too_many"], context)
            reason = f"the page has more than {most}: trafilatura was not asked, the text is what resiliparse finds"
            yield context.problem(reason, code="limit", severity="note")
        if page.get("is_fallback"):
            reason = "trafilatura found no main text; the text is what resiliparse takes for it"
            yield context.problem(reason, code="ambiguous", severity="note")
        yield _article(page, context)
        yield from (replace(_neighbour(beside, page, context), role="related") for beside in page["neighbours"])


def _most(what: str, context: Context) -> str:
    """The limit that a page passed, for a sentence; `what` is its ``too_many``."""
    characters = f"{context.settings.html_simple_characters:,} characters"
    return {
        "tags": f"{context.settings.html_simple_tags:,} tags (html_simple_tags)",
        "characters": f"{characters} (html_simple_characters)",
        "metadata": f"{characters} of metadata and attributes (html_simple_characters)",
        "siblings": f"{MOST_SIBLINGS:,} elements within one",
    }[what]


def _article(page: Mapping[str, Any], context: Context) -> Article:
    """The page's one article."""
    paragraphs = page["body"].split("\n\n")
    people = people_of(page["authors"], source=page["source"], paragraphs=paragraphs)
    return Article(
        title=page["title"],
        body=page["body"],
        summary=page["summary"],
        headings=tuple(page["headings"]),
        source=page["source"],
        authors=people.authors,
        # trafilatura drops names of one word, which those of agencies often are
        agency=people.agency or people_of(page["credits"], paragraphs=paragraphs).agency,
        url=_url(page["url"], context.url),
        section=page["section"],
        tags=tuple(page["tags"]),
        lang=page["lang"] or "und",
        role="main",
        published=page_date(page, context),
    )


def _neighbour(article: Mapping[str, Any], page: Mapping[str, Any], context: Context) -> Article:
    """One of several full articles of a page."""
    people = people_of(article["authors"], source=page["source"], paragraphs=article["body"].split("\n\n"))
    return Article(
        title=article["title"],
        body=article["body"],
        source=page["source"],
        authors=people.authors,
        agency=people.agency,
        url=joined(context.url or page["url"], article["url"]) if article["url"] else "",
        lang=page["lang"] or "und",
        role="main" if article["is_main"] else "listed",
        published=neighbour_date(article["date"], context),
    )


def _of_aggregator(article: Article, page: Mapping[str, Any]) -> Article:
    """An article that the page's text was split into; what the page says of itself is true of the main one."""
    if article.role != "main":
        return article
    return replace(article, url=article.url or page["url"], source=article.source or page["source"])


def _url(canonical: str, fetched: str) -> str:
    """The page's own address for itself, unless it is that of the front page and the page was fetched elsewhere."""
    if not canonical or not fetched:
        return canonical or fetched
    canonical = joined(fetched, canonical)
    is_front = url_key(canonical).partition("/")[2] == ""
    return fetched if is_front else canonical


READER = HtmlReader()

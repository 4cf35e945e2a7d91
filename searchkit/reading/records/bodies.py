"""Texts of records that are more than an article's text: a whole HTML page, or a page of several articles as text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from searchkit.errors import LimitExceeded, ReadingError
from searchkit.frozen import replace
from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.texts.fragment import is_html, is_page, render
from searchkit.reading.texts.prose import paragraphs, without_controls

# What an aggregator's page has and prose has not: a line that is only a date or "2 days ago", alone or after a name.
# Looking for the parts in front first keeps the expression from texts that cannot match it.
_MARKS = (
    ("logo\n", re.compile(r"^logo$", re.MULTILINE)),
    ("-20", re.compile(r"^.{0,60}\d\d-\d\d-20\d\d$", re.MULTILINE)),
    (" ago\n", re.compile(r"^.{0,60}?(?:\d{1,3}|an?) (?:minute|hour|day|week|month)s? ago$", re.MULTILINE)),
    ("timeyesterday\n", re.compile(r"^timeyesterday$", re.MULTILINE)),
    ("منذ", re.compile(r"^.{0,60}منذ.{0,20}$", re.MULTILINE)),
    ("قبل", re.compile(r"^.{0,60}قبل.{0,20}$", re.MULTILINE)),
)
_PAGE_LINES = 12
"""Line ends of the shortest page: a title, a text, and one item in the lines that announce it."""


def is_more_than_a_body(text: str) -> bool:
    """Whether it is worth looking for several articles, or for an article among furniture, in this text."""
    if "<" in text[:400] and is_page(text):
        return True
    if text.count("\n") < _PAGE_LINES:
        return False
    return any(sign in text and mark.search(text) for sign, mark in _MARKS)


def articles_within(article: Article, text: str, context: Context, place: str = "") -> Iterator[Article | Problem]:
    """The articles that `text` holds, at least one; `article` has what else the record says.

    What the record says of title, source and date is true of the main article only; where it was met, of all.
    """
    if is_page(text):
        yield from _of_html(article, text, context, place)
        return
    shown = without_controls(render(text) if "<" in text and is_html(text) else text)
    from searchkit.reading.pages import split

    found = split(shown, fetched_at=article.fetched_at or context.fetched_at)
    if found is None or not found.articles:
        yield _with_body(article, paragraphs(text))
        return
    for number, piece in enumerate(found.articles):
        is_main = piece.article.role == "main" or (not number and len(found.articles) == 1)
        yield _merged(article, piece.article) if is_main else _met_with(article, piece.article)
    for note in found.notes:
        yield context.problem(note.message, code="ambiguous", severity="note", place=place)


def articles_of_page(
    data: bytes, context: Context, *, place: str = "", charset: str = ""
) -> Iterator[Article | Problem]:
    """The articles of an HTML page that lies in another file; what is wrong with it is a problem at `place`."""
    from searchkit.reading.formats.html.reader import READER

    try:
        for one in READER.read(io.BytesIO(data), replace(context, charset=charset)):
            yield replace(one, place=place) if isinstance(one, Problem) and place and not one.place else one
    except ReadingError as error:
        code = "limit" if isinstance(error, LimitExceeded) else "malformed"
        yield context.problem(str(error), code=code, place=place)


def _of_html(article: Article, text: str, context: Context, place: str) -> Iterator[Article | Problem]:
    """The articles of a page that stood in a field."""
    fetched_at = article.fetched_at or context.fetched_at
    inner = replace(context, url=article.url or context.url, fetched_at=fetched_at)
    met = False
    # a declaration of another encoding in the page is history: it is UTF-8 now
    for one in articles_of_page(text.encode("utf-8", "replace"), inner, place=place, charset="utf-8"):
        if isinstance(one, Problem):
            yield one
        else:
            yield _met_with(article, one) if met else _merged(article, one)
            met = True
    if not met and article.title:
        yield article


def _with_body(article: Article, body: str) -> Article:
    return replace(article, body=body, id="")


def _merged(record: Article, page: Article) -> Article:
    """The article of a page with what the record says of it, which is better known."""
    return replace(
        page,
        title=record.title or page.title,
        summary=record.summary or page.summary,
        source=record.source or page.source,
        authors=record.authors or page.authors,
        byline=record.byline or page.byline,
        agency=record.agency or page.agency,
        url=record.url or page.url,
        section=record.section or page.section,
        tags=record.tags or page.tags,
        lang=record.lang if record.lang != "und" else page.lang,
        published=record.published if record.published and record.published.on else page.published or record.published,
        fetched_at=record.fetched_at or page.fetched_at,
        extra={**page.extra, **record.extra},
        origins=record.origins,
        id="",
    )


def _met_with(record: Article, page: Article) -> Article:
    """Another article of the same page: all that it shares with the record is where it was met."""
    return replace(page, fetched_at=page.fetched_at or record.fetched_at, origins=record.origins)

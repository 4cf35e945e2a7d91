"""An entry of a feed, as feedparser gives it, as an article."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from searchkit.model import Article, Origin, Published
from searchkit.reading.context import Context
from searchkit.reading.credits.people import people_of
from searchkit.reading.dates.parsing import parse_date
from searchkit.reading.records.bodies import is_more_than_a_body
from searchkit.reading.records.field_values import names_of
from searchkit.reading.texts.language import language_code
from searchkit.reading.texts.prose import one_line, paragraphs
from searchkit.reading.urls import joined

_DATES = ("published", "updated", "created")


def article_of(
    entry: Mapping[str, Any], feed: Mapping[str, Any], context: Context, origins: tuple[Origin, ...]
) -> Article:
    """The article that an entry is; `feed` is what is said of them all. Its body is left empty if it is a page."""
    text = text_of_entry(entry)
    summary = str(entry.get("summary") or "")
    url = _url(entry, feed)
    identifier = one_line(str(entry.get("id") or ""))
    feed_of_origin = entry.get("source") or {}
    source = one_line(str(feed_of_origin.get("title") or feed.get("title") or context.source))
    people = people_of(_authors(entry), source=source)
    return Article(
        title=one_line(str(entry.get("title") or "")),
        body="" if is_more_than_a_body(text) else paragraphs(text),
        summary=paragraphs(summary) if summary and summary != text else "",
        source=source,
        authors=people.authors,
        agency=people.agency,
        url=url,
        tags=_tags(entry),
        lang=_lang(entry, feed, context),
        role="entry",
        published=_published(entry, context),
        fetched_at=context.fetched_at,
        extra={"id": identifier} if identifier and identifier != url else {},
        origins=origins,
    )


def text_of_entry(entry: Mapping[str, Any]) -> str:
    """The text of an entry: its longest content, else its summary."""
    contents = [str(content.get("value") or "") for content in entry.get("content") or ()]
    return max(contents, key=len, default="") or str(entry.get("summary") or "")


def _url(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> str:
    link = str(entry.get("link") or "").strip()
    if not link or "://" in link[:10]:
        return link
    return joined(str(feed.get("link") or ""), link)


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    named = [str(author.get("name") or "") for author in entry.get("authors") or ()]
    return tuple(dict.fromkeys(name for text in named for name in names_of(text)))


def _tags(entry: Mapping[str, Any]) -> tuple[str, ...]:
    terms = (one_line(str(tag.get("label") or tag.get("term") or "")) for tag in entry.get("tags") or ())
    return tuple(dict.fromkeys(filter(None, terms)))


def _lang(entry: Mapping[str, Any], feed: Mapping[str, Any], context: Context) -> str:
    detail = entry.get("title_detail") or {}
    return language_code(str(detail.get("language") or feed.get("language") or context.lang or "")) or "und"


def _published(entry: Mapping[str, Any], context: Context) -> Published | None:
    for name in _DATES:
        raw = one_line(str(entry.get(name) or ""))
        if not raw:
            continue
        found = parse_date(raw, fetched_at=context.fetched_at, basis="metadata")
        return found or _parsed_by_feedparser(entry.get(f"{name}_parsed"), raw)
    return None


def _parsed_by_feedparser(moment: Any, raw: str) -> Published:
    """The date that feedparser saw in words that we do not read; it gives UTC, from zones that it guesses at times."""
    if moment is None:
        return Published(raw=raw[:200], basis="metadata")
    try:
        at = datetime.fromtimestamp(timegm(moment), timezone.utc)
    except (ValueError, OverflowError, OSError):
        return Published(raw=raw[:200], basis="metadata")
    return Published(on=at.date(), basis="metadata", raw=raw[:200])

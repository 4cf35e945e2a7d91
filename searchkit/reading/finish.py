"""The last step of reading: what every article goes through, whatever reader it came from.

Clean text (no NULs, controls or lone surrogates), limits of length, the language, defaults of the file, no date after
the crawl, and the place it was met. Each check first asks whether there is anything to do: most articles of a dump
need nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from searchkit.model import Article, Origin, Problem, Published
from searchkit.reading.language import UNKNOWN, agreed
from searchkit.reading.registry import Context

# What text never needs: controls but tab and line feed, lone surrogates, noncharacters, marks of byte order.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]+")
_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_UNSEEN_ASCII = bytes({*range(0x09), *range(0x0B, 0x20), 0x7F})
_UNSEEN_OTHERS = re.compile("[\x80-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_TRAILING = re.compile(r"[ \t]+\n")
_BLANK_LINES = re.compile(r"\n{3,}")
# A day printed east of Greenwich is up to 14 hours ahead of the crawl's; clocks differ a little, too.
_TOLERANCE = timedelta(days=1)
_YEAR = date.today().year
"""When this process began; earlier years need no look at the clock."""


def finish(article: Article, context: Context, origin: Origin) -> tuple[Article, tuple[Problem, ...]]:
    """The article as it leaves the room, and what was cut from it or doubted.

    `origin` is where it was met. Two thirds of what it costs is for the language.
    """
    problems: list[Problem] = []
    settings = context.settings
    title = _cut(clean_line(article.title), settings.title_bytes, "title", context, origin, problems)
    body = _cut(clean_text(article.body), settings.article_bytes, "article", context, origin, problems)
    lang, confidence = agreed(article.lang if article.lang != UNKNOWN else context.lang, title, body)
    fetched_at = article.fetched_at or context.fetched_at
    changes = _cleaned(article)
    if fetched_at is not None and fetched_at.tzinfo is None:
        fetched_at = fetched_at.replace(tzinfo=timezone.utc)
    published = changes.pop("published", article.published)
    if published is not None and _is_after(published, fetched_at):
        problems.append(_problem(context, origin, f"the date {published.on} lies after the crawl; left out"))
        published = Published(raw=published.raw, basis=published.basis)
    changes.update(
        title=title,
        body=body,
        lang=lang,
        lang_confidence=confidence,
        fetched_at=fetched_at,
        published=published,
        url=changes.get("url", article.url) or context.url,
        source=changes.get("source", article.source) or context.source,
        tags=changes.get("tags", article.tags) or context.tags,
        origins=(origin,),
        id=article.id if title == article.title and body == article.body else "",
    )
    return replace(article, **changes), tuple(problems)


def clean_text(text: str) -> str:
    """Text of several lines: line feeds only, at most one blank line, no controls or lone surrogates, trimmed."""
    if _needs_cleaning(text):
        text = _UNSEEN.sub(_replacement, _LINE_END.sub("\n", text))
        text = _BLANK_LINES.sub("\n\n", _TRAILING.sub("\n", text))
    return text.strip()


def _needs_cleaning(text: str) -> bool:
    """Whether `clean_text` would change more than the ends; deleting bytes is ten times as fast as searching."""
    if "\n\n\n" in text or " \n" in text or "\t\n" in text:
        return True
    if not text.isascii() and _UNSEEN_OTHERS.search(text):
        return True
    data = text.encode("utf-8")
    return len(data.translate(None, _UNSEEN_ASCII)) != len(data)


def clean_line(text: str) -> str:
    """Text of one line: single spaces, no controls or lone surrogates, trimmed."""
    if not text.isprintable():
        text = _UNSEEN.sub(_replacement, _LINE_END.sub("\n", text))
    return " ".join(text.split())


def _replacement(match: re.Match[str]) -> str:
    """Lone surrogates stood for something that is lost; the others stood for nothing."""
    return "\ufffd" if any("\ud800" <= character <= "\udfff" for character in match.group()) else ""


def _cut(text: str, limit: int, what: str, context: Context, origin: Origin, problems: list[Problem]) -> str:
    """The text, at most `limit` bytes of UTF-8 long."""
    if len(text) * 4 <= limit:
        return text
    data = text.encode("utf-8")
    if len(data) <= limit:
        return text
    reason = f"the {what} of {len(data):,} bytes was cut to {limit:,} ({what}_bytes)"
    problems.append(_problem(context, origin, reason, cut=True))
    return data[:limit].decode("utf-8", "ignore").rstrip()


def _problem(context: Context, origin: Origin, reason: str, *, cut: bool = False) -> Problem:
    if origin.start is not None:
        place = f"byte {origin.start}"
    else:
        place = f"record {origin.member}" if origin.member else f"article {origin.index + 1}"
    return context.problem(
        reason, code="limit" if cut else "malformed", severity="partial" if cut else "note", place=place
    )


_LINES = ("source", "byline", "agency", "url", "section")
_LISTS = ("headings", "authors", "contacts", "tags")


def _cleaned(article: Article) -> dict[str, Any]:
    """The other fields that need cleaning, cleaned, under their names."""
    changes: dict[str, Any] = {}
    for name in _LINES:
        value = getattr(article, name)
        if value:
            changes[name] = clean_line(value)
    for name in _LISTS:
        values = getattr(article, name)
        if values:
            changes[name] = tuple(filter(None, map(clean_line, values)))
    if article.summary:
        changes["summary"] = clean_text(article.summary)
    if article.extra:
        changes["extra"] = _clean_extra(article.extra)
    if article.published is not None and not article.published.raw.isprintable():
        changes["published"] = replace(article.published, raw=clean_line(article.published.raw))
    return changes


def _clean_extra(extra: Mapping[str, str]) -> dict[str, str]:
    return {clean_line(name): clean_text(value) for name, value in extra.items()}


def _is_after(published: Published, fetched_at: datetime | None) -> bool:
    """Whether it says that it was published after it was fetched (now, when that is not known)."""
    on = published.on
    if on is None or (fetched_at is None and on.year < _YEAR):
        return False
    crawl = fetched_at or datetime.now(timezone.utc)
    if published.at is not None:
        return published.at > crawl + _TOLERANCE
    return on > (crawl.astimezone(timezone.utc) + _TOLERANCE).date()

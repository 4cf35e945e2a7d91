"""When was this page published? Its own metadata first; a guess is called a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from searchkit.model import Published
from searchkit.reading.context import Context
from searchkit.reading.dates.parsing import parse_date

_OLDEST = 1600
"""Years before newspapers are what content management systems fill in for no date."""
_LONGEST_LINE = 60
_LABEL = re.compile(r"(?:first )?(?:published|posted|updated|date)(?: on| at)?\s*:?\s+", re.IGNORECASE)
_URL_YEAR = re.compile(r"/((?:19|20)\d\d)[/-]?\d\d(?=[/-])")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(\d\d)[/-]?(\d\d)(?=[/_.-]|$)")


def page_date(page: Mapping[str, Any], context: Context) -> Published | None:
    """The date of publication that the page's metadata give, else the one that trafilatura found, if it holds."""
    for raw in page["dates"]:
        found = parse_date(raw, fetched_at=context.fetched_at, basis="metadata")
        if found is not None and found.on is not None and _is_likely(found.on, page["url"] or context.url):
            return found
    return _guessed(page, context)


def _is_likely(day: date, url: str) -> bool:
    """Whether the date is one of an article, and not years away from the one in the address."""
    in_url = _URL_YEAR.search(url)
    return day.year >= _OLDEST and (in_url is None or abs(int(in_url[1]) - day.year) <= 1)


def neighbour_date(raw: str, context: Context) -> Published | None:
    """The date of one of several articles of a page, as its ``<time>`` element has it."""
    return parse_date(raw, fetched_at=context.fetched_at, basis="metadata") if raw else None


def _guessed(page: Mapping[str, Any], context: Context) -> Published | None:
    """trafilatura's date: as printed if a line of the page says it, from the address if that does, else inferred."""
    try:
        day = date.fromisoformat(page["guessed_date"][:10])
    except ValueError:
        return None
    if not _is_likely(day, page["url"] or context.url):
        return None
    for line in _date_lines(page["whole"]):
        printed = parse_date(line, fetched_at=context.fetched_at)
        if printed is not None and printed.on == day:
            return printed
    for url in (page["url"], context.url):
        match = _URL_DATE.search(url)
        if match and "-".join(match.groups()) == day.isoformat():
            return Published(on=day, basis="url", raw=match[0].strip("/"))
    return Published(on=day, basis="inferred", raw=day.isoformat())


def _date_lines(text: str) -> Iterator[str]:
    """The short lines with figures, and their parts between bars and dots, without ``Published:``."""
    for line in text.split("\n"):
        if len(line) > 3 * _LONGEST_LINE or not any(map(str.isdigit, line)):
            continue
        for part in re.split(r"\s+[|•·–—-]\s+", line):
            part = _LABEL.sub("", part.strip(), count=1)
            if 6 <= len(part) <= _LONGEST_LINE:
                yield part

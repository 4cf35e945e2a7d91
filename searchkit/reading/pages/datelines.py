"""When and by whom: 'Korea Herald30-05-2025', 'News1814 hours ago', 'timean hour ago'."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from searchkit.model import Published
from searchkit.reading.dates.parsing import parse_date
from searchkit.reading.dates.relative import count_and_unit
from searchkit.reading.dates.words import COUNTS, FILLERS, PHRASES, WEEKDAYS, fold
from searchkit.reading.pages.furniture_words import NUMBERED_SOURCES, TIME_LABELS

LONGEST_SOURCE = 60
"""A longer line is no name of a paper."""
LONGEST_DATE = 50

# Sites say 'an hour ago' from 60 minutes on, 'a day ago' from 24 hours on, and so forth: a larger count has swallowed
# digits of the source's name ('News18' + '14 hours ago').
_MOST = {"second": 59, "minute": 59, "hour": 23, "day": 31, "week": 8, "month": 12, "year": 60}
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_NEVER_FIRST = (WEEKDAYS | FILLERS) - COUNTS.keys()
_LABEL_OF_DATE = ("posted", "published", "updated", "date", "on", "by", "نشر", "تاريخ النشر")
_SMALL_WORDS = frozenset(("the", "of", "and", "for", "de", "la", "le", "el", "&", "|", "-"))


class Dateline(NamedTuple):
    """A source and when it published; `published` is None if the line has no date."""

    source: str
    published: Published | None


def has_time_label(text: str) -> bool:
    """Whether a line begins with the name of the clock icon, glued to something."""
    return text.startswith(TIME_LABELS) and _without_label(text) != text


@lru_cache(maxsize=1024)
def read_date(text: str, fetched_at: datetime | None) -> Published | None:
    """The date that a line wholly is, 'time' before it or not; None for any other line."""
    if len(text) > LONGEST_DATE + max(map(len, TIME_LABELS)):
        return None
    return _plausible(text, fetched_at) or _plausible(_without_label(text), fetched_at)


def read_dateline(text: str, known: Collection[str], fetched_at: datetime | None) -> Dateline | None:
    """The source and date that a line wholly is, glued or not; None for any other line.

    The `known` sources are tried first: they tell best where a name ends that ends in a digit.
    """
    if len(text) > LONGEST_SOURCE + LONGEST_DATE:
        return None
    for name in [*sorted(known, key=len, reverse=True), *NUMBERED_SOURCES]:
        if fold(text[: len(name)]) == fold(name):
            rest = text[len(name) :].strip(" |,·•-–—")
            published = read_date(rest, fetched_at) if rest else None
            if published or (not rest and name in known):
                return Dateline(name, published)
    if published := read_date(text, fetched_at):
        return Dateline("", published)
    return _unglue(text, fetched_at)


def _unglue(text: str, fetched_at: datetime | None) -> Dateline | None:
    """Cuts where the longest date begins: 'News1814 hours ago' at '14', 'The Hill10-04-2025' at '10'."""
    for cut in range(max(1, len(text) - LONGEST_DATE), len(text)):
        if not _may_begin(text, cut):
            continue
        published = _plausible(text[cut:], fetched_at)
        if published is not None:
            source = text[:cut].strip(" |,·•-–—")
            if _is_source(source, glued=not text[cut - 1].isspace()):
                return Dateline(source, published)
            return None
    return None


def _may_begin(text: str, cut: int) -> bool:
    """Whether a date may begin at `cut`. 'Vancouver Sun12 May 2025' and 'USA Today' name papers, not days."""
    if not text[cut].isalnum():
        return False
    rest = fold(text[cut:])
    if text[cut - 1].isspace() and rest in PHRASES:
        return False
    first = _FIRST_WORD.match(rest)
    return first is None or first[0] not in _NEVER_FIRST


def _is_source(name: str, *, glued: bool) -> bool:
    """Whether `name` may be a paper. A date after a space rather ends a sentence, unless a name precedes it."""
    if not name or len(name) > LONGEST_SOURCE or fold(name).rstrip(":") in _LABEL_OF_DATE:
        return False
    return glued or all(word[0].isupper() or word[0].isdigit() or word in _SMALL_WORDS for word in name.split())


def _plausible(text: str, fetched_at: datetime | None) -> Published | None:
    """The day or moment that `text` wholly is; None if its count is larger than sites ever print."""
    published = parse_date(text, fetched_at=fetched_at)
    if published is None or (published.precision in ("year", "month") and published.basis != "relative"):
        return None
    if published.basis == "relative":
        counted = count_and_unit(fold(text)) or ()
        return published if all(count <= _MOST[unit] for count, unit in counted) else None
    return published if re.search(r"\D", text.strip()) else None  # bare digits are no printed date


def _without_label(text: str) -> str:
    # in small letters only: TIME is a paper
    for label in TIME_LABELS:
        if text.startswith(label) and len(text) > len(label):
            return text[len(label) :].lstrip(" :")
    return text

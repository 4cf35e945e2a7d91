"""Dates as articles print them, read strictly: a whole string is a date, or it is none.

Nothing is filled in from today: a free 'may' or '2025' in prose is no date. Three families, the common first: numbers
(ISO 8601 and its relatives), words (RFC 2822, 'May 30, 2025 at 3:04 pm', month names of fifteen languages, 年月日),
and phrases that count back from the crawl ('an hour ago').
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import NamedTuple

from searchkit.model import Basis, Precision, Published
from searchkit.moments import in_utc
from searchkit.reading.dates.named import Parts, read_words
from searchkit.reading.dates.relative import resolve
from searchkit.reading.dates.words import AFTERNOON, MONTHS, ZONES, fold, visible

# The longest real form ('Wednesday, 30 September 2025 at 11:04:05.123456 pm GMT+09:00 (KST)') has some 65 characters.
_LONGEST = 100
# A day begins 14 hours before it does in UTC: until then a printed day may be ahead of the crawl without being wrong.
_EARLIEST_ZONE = timedelta(hours=14)
# Sites' clocks and crawlers' clocks differ by a little.
_CLOCKS = timedelta(minutes=10)

_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?:\s?(?P<half>[AaPp]\.?[Mm]\.?))?(?:\s*(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?|[A-Z]{2,4}))?"
)
_ISO = re.compile(
    rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d\d?)(?:(?P=mark)(?P<day>\d\d?)(?:(?:[Tt]|,? ){_TIME})?)?"
)
_DAY_FIRST = re.compile(rf"(?P<day>\d\d?)(?P<mark>[-/.])(?P<month>\d\d?)(?P=mark)(?P<year>\d{{4}})(?:,? {_TIME})?")
_NAMED = re.compile(
    rf"(?:[A-Z][a-z]{{2}}, )?(?P<day>\d\d?)[- ](?P<month>[A-Za-z]{{3,9}})[- ](?P<year>\d{{4}})(?: {_TIME})?"
)
_COMPACT = re.compile(
    r"(?P<year>[12]\d{3})(?P<month>\d\d)(?P<day>\d\d)"
    r"(?:[Tt]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<zone>Z|[+-]\d{4})?)?"
)
# From 2001 to 2096: fewer digits are too often something else.
_EPOCH = re.compile(r"(?P<seconds>[1-3]\d{9})(?:\d{3})?(?:\.\d+)?")
_YEAR = re.compile(r"[12]\d{3}")


class _Reading(NamedTuple):
    on: date
    at: datetime | None
    precision: Precision


def parse_date(raw: str, *, fetched_at: datetime | None = None, basis: Basis = "absolute") -> Published | None:
    """When `raw`, as a whole, says something was published; None if it is no date.

    `fetched_at` (taken as UTC when it has no zone) resolves relative phrases; without it they, and at any time dates
    after the crawl, come back with ``on=None`` and their words in `raw`. A moment (`at`) is given only when time and
    zone are known; a time without a zone is left in `raw`. With ``basis="metadata"`` four digits may be a year.
    """
    text = printed = raw.strip()
    if not text or len(text) > _LONGEST:
        return None
    if not text.isascii():
        text = visible(text)
        if not text:
            return None
    if fetched_at is not None:
        fetched_at = in_utc(fetched_at)
    reading = _from_numbers(text, fetched_at) or _from_name(text) or _from_year(text, basis)
    if reading is None:
        folded = fold(text)
        parts = read_words(folded)
        reading = _build(parts) if parts else None
        if reading is None:
            return resolve(folded, printed, fetched_at)
    if fetched_at is not None and _after(reading, fetched_at):
        return Published(raw=printed, basis=basis)
    return Published(reading.on, reading.at, reading.precision, basis, printed)


def _after(reading: _Reading, fetched_at: datetime) -> bool:
    """Whether what was read lies after the crawl, in every time zone."""
    if reading.at is not None:
        return reading.at - fetched_at > _CLOCKS  # not a sum, which overflows at the end of the calendar
    return datetime(*reading.on.timetuple()[:3], tzinfo=timezone.utc) - fetched_at > _EARLIEST_ZONE


def _from_numbers(text: str, fetched_at: datetime | None) -> _Reading | None:
    if not text[0].isdecimal():
        return None
    if not text[:4].isdecimal():
        match = _DAY_FIRST.fullmatch(text)
        return _day_first(match.groupdict(), fetched_at) if match else None
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _build(match.groupdict())
    if match := _EPOCH.fullmatch(text):
        moment = datetime.fromtimestamp(int(match["seconds"]), timezone.utc)
        return _Reading(moment.date(), moment, "second")
    return None


def _day_first(parts: Parts, fetched_at: datetime | None) -> _Reading | None:
    """``11/06/2025`` is the 11th of June: most of the world, and the aggregators, write the day first.

    It is the 6th of November only where the day-first reading is no date (``06/13/2025``) or lies after the crawl.
    """
    found = _build(parts)
    if found is not None and (fetched_at is None or not _after(found, fetched_at)):
        return found
    swapped = _build({**parts, "day": parts["month"], "month": parts["day"]})
    return swapped if found is None or (swapped and fetched_at and not _after(swapped, fetched_at)) else found


def _from_name(text: str) -> _Reading | None:
    """The commonest forms with a month's name, RFC 2822 among them, without taking the text apart."""
    match = _NAMED.fullmatch(text)
    month = MONTHS.get(match["month"].lower()) if match else None
    return _build({**match.groupdict(), "month": str(month)}) if match and month else None


def _from_year(text: str, basis: Basis) -> _Reading | None:
    if basis == "metadata" and _YEAR.fullmatch(text):
        return _Reading(date(int(text), 1, 1), None, "year")
    return None


def _build(parts: Parts) -> _Reading | None:
    """The date of these parts; None if the calendar has no such day or the clock no such time."""
    year, month, day = int(parts["year"] or 0), int(parts["month"] or 0), parts["day"]
    if year < 1000:
        return None
    try:
        on = date(year, month, int(day or 1))
        hour = parts.get("hour")
        if hour is None:
            return _Reading(on, None, "day" if day else "month")
        second = parts["second"]
        # a leap second has no place in a datetime
        clock = time(_hour(hour, parts.get("half")), int(parts["minute"] or 0), min(int(second or 0), 59))
        offset = _offset(parts.get("zone"))
        if offset is None:
            return _Reading(on, None, "day")
        at = (datetime.combine(on, clock) - offset).replace(tzinfo=timezone.utc)
    except (ValueError, OverflowError):
        return None
    return _Reading(on, at, "second" if second else "minute")


def _hour(hour: str, half: str | None) -> int:
    """The hour counted from midnight, whichever half of the day it was said in."""
    if half is None:
        return int(hour)
    return int(hour) % 12 + 12 * AFTERNOON[half.lower().replace(".", "")]


def _offset(zone: str | None) -> timedelta | None:
    """How far a zone is east of UTC; None when that is not known. Raises ValueError for an impossible one."""
    if zone is None or zone[0] not in "+-":
        minutes = ZONES.get(zone.lower()) if zone else None
        return None if minutes is None else timedelta(minutes=minutes)
    digits = zone[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 14 or minutes > 59:
        raise ValueError(f"no zone is {zone} from UTC")
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)

"""The dates of a query: ``2025``, ``2025-05``, ``30-05-2025``, ``7d``, ``lastmonth``, ``2025-01..2025-03``, ``>=2025``.

A small, strict grammar: what it does not know is refused, so that nothing is guessed. Forms that two continents read
differently (``05/06/2025``) are not in it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from searchkit.frozen import dataclass

HINT = "write 2025, 2025-05, 2025-05-30, 7d, yesterday, lastmonth or 2025-05-01..2025-05-30"
"""What to try instead of a date that cannot be read."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; None is open."""

    first: date | None
    last: date | None

    def __str__(self) -> str:
        """The span in the query language."""
        if self.first is None and self.last is None:
            return "*"
        if self.first == self.last:
            return str(self.first)
        return f"{self.first or ''}..{self.last or ''}"


# Compiled when the first date is read: few queries have one.
_YEAR_FIRST = r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?"
_DAY_FIRST = r"(\d{1,2})([-.])(\d{1,2})\2(\d{4})"
_COMPACT = r"(\d{4})(\d{2})(\d{2})"
_AGO = r"(\d{1,4})([dwmy])"
_PARTED = r"[\s_-]"


def parse_dates(text: str, today: date) -> Span | None:
    """The days that a query's ``date:`` means, or None when it cannot be read."""
    text = text.strip()
    if text == "*":
        return Span(None, None)
    for operator in (">=", "<=", ">", "<"):
        if text.startswith(operator):
            return _compared(operator, text[len(operator) :], today)
    if ".." in text:
        first, _, last = text.partition("..")
        return _between(first, last, today)
    return parse_span(text, today)


def parse_span(text: str, today: date) -> Span | None:
    """The days that one date means: a day, a month, a year, or the days since so long ago; None: it cannot be read."""
    text = text.strip().lower()
    if found := re.fullmatch(_YEAR_FIRST, text):
        return _calendar(found[1], found[3], found[4])
    if found := re.fullmatch(_DAY_FIRST, text):
        return _calendar(found[4], found[3], found[1])
    if found := re.fullmatch(_COMPACT, text):
        return _calendar(found[1], found[2], found[3])
    if found := re.fullmatch(_AGO, text):
        return Span(_ago(int(found[1]), found[2], today), None)
    return _named(re.sub(_PARTED, "", text), today)


def parse_duration(text: str) -> timedelta | None:
    """How long ``36h``, ``30d``, ``2w``, ``6m`` (of 30 days) or ``1y`` (of 365) is; None when it cannot be read, or is
    nothing."""
    found = re.fullmatch(r"(\d{1,4})([hdwmy])", text.strip().lower())
    if found is None or not int(found[1]):
        return None
    return timedelta(hours=int(found[1]) * {"h": 1, "d": 24, "w": 7 * 24, "m": 30 * 24, "y": 365 * 24}[found[2]])


def after(span: Span) -> Span:
    """From the first day of `span` on, that day included."""
    return Span(span.first, None)


def before(span: Span) -> Span:
    """The days before the first of `span`."""
    return Span(None, span.first and _shifted(span.first, -1))


def _compared(operator: str, text: str, today: date) -> Span | None:
    span = parse_span(text, today)
    if span is None or span.last is None:  # "more than 7d" could mean older or younger
        return None
    if operator == ">":
        return Span(_shifted(span.last, 1), None)
    if operator == ">=":
        return after(span)
    return before(span) if operator == "<" else Span(None, span.last)


def _between(first: str, last: str, today: date) -> Span | None:
    first, last = first.strip(), last.strip()
    start = parse_span(first, today) if first else Span(None, None)
    end = parse_span(last, today) if last else Span(None, None)
    if start is None or end is None or not (first or last):
        return None
    past = end.last or end.first  # the end of 2025, in 2025-05..2025
    if start.first and past and start.first > past:
        start, end = end, start
    return Span(start.first, end.last or end.first)


def _calendar(year: str, month: str | None, day: str | None) -> Span | None:
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return Span(first, first)
    if month:
        return Span(first, _month_end(first))
    return Span(first, date(first.year, 12, 31))


def _month_end(day: date) -> date:
    if day.month == 12:
        return date(day.year, 12, 31)
    return date(day.year, day.month + 1, 1) - timedelta(days=1)


def _ago(count: int, unit: str, today: date) -> date:
    if unit in "dw":
        return _shifted(today, -count * (7 if unit == "w" else 1))
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    if months < 12:
        return date.min
    first = date(months // 12, months % 12 + 1, 1)
    return first.replace(day=min(today.day, _month_end(first).day))


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


def _named(name: str, today: date) -> Span | None:
    if name in ("today", "yesterday"):
        day = _shifted(today, -(name == "yesterday"))
        return Span(day, day)
    which, unit = name[:4], name[4:]
    if which not in ("this", "last"):
        return None
    back = int(which == "last")
    if unit == "week":
        monday = _shifted(today, -today.weekday() - 7 * back)
        return Span(monday, _shifted(monday, 6))
    if unit == "month":
        first = _ago(back, "m", today.replace(day=1))
        return Span(first, _month_end(first))
    if unit == "year":
        year = max(1, today.year - back)
        return Span(date(year, 1, 1), date(year, 12, 31))
    return None

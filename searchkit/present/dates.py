"""When an article was published, in words: as exactly as is known and no more."""

from __future__ import annotations

from datetime import date, datetime

from searchkit.model import Published
from searchkit.moments import in_utc
from searchkit.present.safe import one_line

UNDATED = "undated"

# Not strftime: its names follow the locale, and its years below 1000 the platform.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_TIMED = {"hour", "minute", "second"}
_BASIS = {
    "absolute": "as printed",
    "relative": "counted from the fetch",
    "metadata": "from the page's metadata",
    "url": "from the address",
    "inferred": "inferred",
}


def day(on: date) -> str:
    """A day for people: ``30 May 2025``."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def moment(at: datetime) -> str:
    """A moment for people, in UTC: ``30 May 2025, 09:15 UTC``."""
    at = in_utc(at)
    return f"{day(at)}, {at.hour:02}:{at.minute:02} UTC"


def when(published: Published | None) -> str:
    """The date for a result list: ``30 May 2025``, ``May 2025``, ``2025``, ``"an hour ago", fetch time unknown``, or
    ``undated ("2025-02-30")`` where what was said is no date."""
    if published is None:
        return UNDATED
    if published.on is None:
        raw = one_line(published.raw)[0].strip()
        if not raw:
            return UNDATED
        return f'"{raw}", fetch time unknown' if published.basis == "relative" else f'{UNDATED} ("{raw}")'
    if published.precision == "year":
        return str(published.on.year)
    if published.precision == "month":
        return f"{_MONTHS[published.on.month - 1]} {published.on.year}"
    return day(published.on)


def when_exactly(published: Published | None) -> str:
    """All that is known of the date: time, uncertainty, where it came from and the words it was read from."""
    if published is None or published.on is None:
        return when(published)
    parts = [when(published)]
    if published.at is not None and published.precision in _TIMED:
        parts = [moment(published.at)]
    if published.uncertainty:
        parts.append(f"give or take {duration(published.uncertainty)}")
    parts.append(_BASIS[published.basis])
    raw = one_line(published.raw)[0].strip()
    return f"{parts[0]} ({', '.join(parts[1:])}{f': {raw}' if raw else ''})"


def iso(published: Published | None) -> str:
    """The date for programs, as long as it is exact: ``2025-05-30``, ``2025-05``, ``2025``; empty when unknown."""
    if published is None or published.on is None:
        return ""
    length = {"year": 4, "month": 7}.get(published.precision, 10)
    return published.on.isoformat()[:length]


def duration(seconds: float) -> str:
    """A length of time for people, to two figures or so: ``0.4 s``, ``12 s``, ``3 min``, ``5 h``, ``2 days``."""
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s".replace(".0 ", " ")

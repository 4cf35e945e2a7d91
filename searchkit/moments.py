"""Moments in UTC."""

from __future__ import annotations

from datetime import datetime, timezone


def in_utc(moment: datetime) -> datetime:
    """A moment in UTC, which it is in when it names no zone; the first or last there is where it lies beyond that.

    >>> in_utc(datetime.fromisoformat("0001-01-01T00:00:00+09:00")).isoformat()
    '0001-01-01T00:00:00+00:00'
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=timezone.utc)
    try:
        return moment.astimezone(timezone.utc)
    except OverflowError:
        edge = datetime.min if moment.year == datetime.min.year else datetime.max
        return edge.replace(tzinfo=timezone.utc)


def read_moment(text: str) -> datetime:
    """A time of ISO 8601, in UTC when it names no zone. Raises `ValueError`."""
    # Python 3.10 reads no "Z"
    return in_utc(datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith(("Z", "z")) else text))

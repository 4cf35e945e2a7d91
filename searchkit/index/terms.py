"""The terms of the fields that are neither texts nor names, and the gap between texts; none of it needs Whoosh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

FIELD_GAP = 100
"""Positions left free between the title and the body, or between two authors, so that no phrase spans them."""

_LONGEST_HOST = 253
"""Characters (RFC 1035)."""


def date_terms(day: datetime) -> Iterator[bytes]:
    """The terms of the field ``date``: a day at several precisions, as Whoosh's field makes them and its ranges look
    for them. Loading Whoosh takes a process that builds segments a quarter of its start."""
    moment = (day.replace(tzinfo=None) - datetime.min) // timedelta(microseconds=1) + (1 << 63)
    for shift in range(0, 64, 8):
        yield bytes((shift,)) + (moment >> shift).to_bytes(8, "big")


def domains(host: str) -> Iterator[str]:
    """A host and the domains it belongs to: news.example.org, example.org. Nothing for an article without one, or with
    one that is longer than a name can be: it may have a million parts."""
    labels = host.split(".") if len(host) <= _LONGEST_HOST else []
    for first in range(max(1, len(labels) - 1) if host and labels else 0):
        yield ".".join(labels[first:])

"""Dates in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from searchkit.model import Published
from searchkit.present.dates import duration, iso, moment, when, when_exactly

DAY = date(2025, 5, 3)


@pytest.mark.parametrize(
    ("published", "words", "exact"),
    [
        (None, "undated", ""),
        (Published(), "undated", ""),
        (Published(on=DAY), "3 May 2025", "2025-05-03"),
        (Published(on=DAY, precision="month"), "May 2025", "2025-05"),
        (Published(on=DAY, precision="year"), "2025", "2025"),
        (Published(on=DAY, precision="second"), "3 May 2025", "2025-05-03"),
        (Published(raw="an hour\n ago", basis="relative"), '"an hour ago", fetch time unknown', ""),
        (Published(raw="\x1b[2Jago", basis="relative"), '"␛[2Jago", fetch time unknown', ""),
        (Published(raw="2025-02-30\x1b[2J", basis="metadata"), 'undated ("2025-02-30␛[2J")', ""),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(published: Published | None, words: str, exact: str) -> None:
    """No day is invented for a month, no date for a phrase without a fetch time."""
    assert when(published) == words
    assert iso(published) == exact


def test_all_that_is_known() -> None:
    """Time, uncertainty, where it came from and the words."""
    published = Published(
        on=DAY,
        at=datetime(2025, 5, 3, 9, 5, tzinfo=timezone(timedelta(hours=9))),
        precision="hour",
        basis="relative",
        raw="3 hours ago",
        uncertainty=1800,
    )
    assert when_exactly(published) == "3 May 2025, 00:05 UTC (give or take 30 min, counted from the fetch: 3 hours ago)"
    assert when_exactly(Published(on=DAY, raw="03-05-2025")) == "3 May 2025 (as printed: 03-05-2025)"
    assert when_exactly(None) == "undated"


def test_a_moment_is_told_in_utc() -> None:
    """Other zones are converted."""
    assert moment(datetime(2025, 5, 3, 9, 5, tzinfo=timezone(timedelta(hours=-9)))) == "3 May 2025, 18:05 UTC"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.42, "0.4 s"), (2, "2 s"), (12.3, "12 s"), (90, "90 s"), (180, "3 min"), (7200, "2 h"), (200_000, "2 days")],
)
def test_durations_are_short(seconds: float, words: str) -> None:
    """The unit fits the length."""
    assert duration(seconds) == words

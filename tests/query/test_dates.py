"""The dates of a query."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.query.dates import Span, parse_dates

TODAY = date(2025, 6, 15)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("2025", "2025-01-01..2025-12-31"),
        ("2025-05", "2025-05-01..2025-05-31"),
        ("2025-02", "2025-02-01..2025-02-28"),
        ("2025-05-30", "2025-05-30"),
        ("2025/5/3", "2025-05-03"),
        ("2025.05", "2025-05-01..2025-05-31"),
        ("20250530", "2025-05-30"),
        ("30-05-2025", "2025-05-30"),
        ("30.5.2025", "2025-05-30"),
        ("today", "2025-06-15"),
        ("Yesterday", "2025-06-14"),
        ("thisweek", "2025-06-09..2025-06-15"),
        ("last-week", "2025-06-02..2025-06-08"),
        ("this month", "2025-06-01..2025-06-30"),
        ("last_month", "2025-05-01..2025-05-31"),
        ("lastyear", "2024-01-01..2024-12-31"),
        ("7d", "2025-06-08.."),
        ("2024-10..2024", "2024-10-01..2024-12-31"),
        ("2024..2024-10", "2024-01-01..2024-10-31"),
        ("2025..2024-10", "2024-10-01..2025-12-31"),
        ("lastmonth..2025", "2025-05-01..2025-12-31"),
        ("2w", "2025-06-01.."),
        ("4m", "2025-02-15.."),
        ("1y", "2024-06-15.."),
        ("9999y", "0001-01-01.."),
        ("2025-01..2025-03", "2025-01-01..2025-03-31"),
        ("2025-03..2025-01", "2025-01-01..2025-03-31"),
        ("2025-01..", "2025-01-01.."),
        ("..2025-01", "..2025-01-31"),
        ("30d..7d", "2025-05-16..2025-06-08"),
        (">=2025-05", "2025-05-01.."),
        (">2025-05", "2025-06-01.."),
        ("<2025-05", "..2025-04-30"),
        ("<=2025-05", "..2025-05-31"),
        ("*", "*"),
    ],
)
def test_forms_of_dates(text: str, span: str) -> None:
    """Each form means the days it says, and is shown so."""
    assert str(parse_dates(text, TODAY)) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2025-13",
        "2025-02-30",
        "05/06/2025",
        "0000",
        "25",
        "..",
        "2025..x",
        ">7d",
        ">",
        "7x",
        "99999d",
        "thisday",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    """What does not exist, or can be read in two ways, is no date."""
    assert parse_dates(text, TODAY) is None


def test_a_month_ago_is_a_day_of_that_month() -> None:
    """A month before the 31st is the last day of a shorter month."""
    assert parse_dates("1m", date(2025, 3, 31)) == Span(date(2025, 2, 28), None)


@given(st.text(st.sampled_from("0123456789-/.<>=dwmy*lastweek"), max_size=14), st.dates())
def test_any_text_is_a_span_or_none(text: str, today: date) -> None:
    """No text raises on any day, and a span, shown, is read as itself."""
    span = parse_dates(text, today)
    assert span is None or parse_dates(str(span), today) == span

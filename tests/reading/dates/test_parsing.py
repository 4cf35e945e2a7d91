"""Dates are read strictly, in many forms and languages, and relative ones only against the crawl."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Published
from searchkit.reading.dates.parsing import parse_date

CRAWL = datetime(2025, 8, 14, 12, 0, tzinfo=timezone.utc)
MAY_30 = date(2025, 5, 30)


def utc(hour: int, minute: int, second: int = 0) -> datetime:
    """A moment of the 30th of May."""
    return datetime(2025, 5, 30, hour, minute, second, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "raw",
    [
        "2025-05-30", "2025/5/30", "2025.05.30", "2025. 5. 30.", "20250530", "30-05-2025", "30/05/2025",
        "30.5.2025", "05/30/2025",
        "30 May 2025", "May 30, 2025", "30th of May, 2025", "Friday, May 30th, 2025", "30-MAY-2025", "2025-May-30",
        "May-30-2025", "30 May 25", "Fri May 30 2025",
        "30. Mai 2025", "vendredi 30 mai 2025", "30 de mayo de 2025", "venerdì 30 maggio 2025", "30 de maio de 2025",
        "vrijdag 30 mei 2025", "30 мая 2025 г.", "٣٠ مايو ٢٠٢٥", "30 أيار 2025", "الجمعة 30 مايو 2025", "٣٠-٠٥-٢٠٢٥",
        "2025年5月30日", "2025年5月30日(金)", "2025년 5월 30일", "2025년 5월 30일 금요일", "mar 30 mai 2025",
        "\u200f30-05-2025\u200f",
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_forms(raw: str) -> None:
    """One day, as it is printed around the world."""
    assert parse_date(raw) == Published(on=MAY_30, raw=raw)


@pytest.mark.parametrize(
    ("raw", "moment", "precision"),
    [
        ("2025-05-30T10:20:30Z", utc(10, 20, 30), "second"),
        ("2025-05-30T10:20:30.123+09:00", utc(1, 20, 30), "second"),
        ("2025-05-30T10:20+0900", utc(1, 20), "minute"),
        ("2025-05-30 10:20:30 KST", utc(1, 20, 30), "second"),
        ("Fri, 30 May 2025 10:20:30 +0900", utc(1, 20, 30), "second"),
        ("Fri, 30 May 2025 10:20:30 +0900 (KST)", utc(1, 20, 30), "second"),
        ("Fri, 30 May 25 10:20:30 GMT", utc(10, 20, 30), "second"),
        ("Friday, May 30th, 2025, 3:04 p.m. EDT", utc(19, 4), "minute"),
        ("Fri May 30 15:04:05 +0000 2025", utc(15, 4, 5), "second"),
        ("20250530T101112Z", utc(10, 11, 12), "second"),
        ("1748600470", utc(10, 21, 10), "second"),
        ("1748600470123", utc(10, 21, 10), "second"),
        ("2025-05-30T10:20:60Z", utc(10, 20, 59), "second"),
    ],
)
def test_a_moment_needs_time_and_zone(raw: str, moment: datetime, precision: str) -> None:
    """With time and zone the moment is known, in UTC."""
    published = parse_date(raw)
    assert published is not None
    assert (published.at, published.precision) == (moment, precision)
    assert published.on == MAY_30


@pytest.mark.parametrize(
    "raw",
    [
        "2025-05-30 10:20:30", "30/05/2025, 15:04", "30-MAY-2025 15:01:01.79", "May 30, 2025 at 3:04 pm",
        "30. Mai 2025, 15:04 Uhr",
        "vendredi 30 mai 2025 à 15h04", "vrijdag 30 mei 2025 om 15.04 uur", "30 мая 2025 г., 15:04",
        "30 May 2025 10:00 ET",
        "2025年5月30日 15時04分", "2025년 5월 30일 오후 3:04", "2025-05-30 10:20 XYZ",
    ],
)  # fmt: skip
def test_a_time_without_a_zone_leaves_only_the_day(raw: str) -> None:
    """The calendar day as printed is kept, and no moment is guessed."""
    assert parse_date(raw) == Published(on=MAY_30, raw=raw)


def test_the_printed_day_is_not_shifted_to_utc() -> None:
    """A morning in Seoul is an evening in UTC; the day stays Seoul's."""
    published = parse_date("2025-05-30T01:00:00+09:00")
    assert published is not None
    assert published.on == MAY_30
    assert published.at == datetime(2025, 5, 29, 16, 0, tzinfo=timezone.utc)


def test_the_day_comes_first_when_both_orders_are_possible() -> None:
    """11/06/2025 is in June; a first number that is no day, or a date after the crawl, turns it round."""
    assert parse_date("11/06/2025") == Published(on=date(2025, 6, 11), raw="11/06/2025")
    assert parse_date("06/13/2025") == Published(on=date(2025, 6, 13), raw="06/13/2025")
    turned = parse_date("05/12/2025", fetched_at=CRAWL)
    assert turned == Published(on=date(2025, 5, 12), raw="05/12/2025")


def test_the_reuters_form_is_read() -> None:
    """The form of the Reuters collection, spaces around it or not."""
    assert parse_date(" 26-FEB-1987 15:01:01.79 ") == Published(on=date(1987, 2, 26), raw="26-FEB-1987 15:01:01.79")


def test_a_month_and_a_year_have_their_precision() -> None:
    """A month is a month everywhere; four digits are a year only as metadata."""
    assert parse_date("May 2025") == Published(on=date(2025, 5, 1), precision="month", raw="May 2025")
    assert parse_date("2025-05") == Published(on=date(2025, 5, 1), precision="month", raw="2025-05")
    assert parse_date("2025") is None
    year = parse_date("2025", basis="metadata")
    assert year == Published(on=date(2025, 1, 1), precision="year", basis="metadata", raw="2025")


@pytest.mark.parametrize(
    "raw",
    [
        "", " ", "may", "May", "march", "sat", "2025", "12", "5.5", "10:20", "may 30", "I may 2025 times", "30-13-2025",
        "31-02-2025", "0000-01-01", "2025-05-30T25:00Z", "2025-05-30T10:20+27:00", "2025 2026",
        "30 May 2025 2026", "May May 2025",
        "long ago", "years ago", "day ago", "ay3 hours ago", "ago", "hours", "in 5 minutes", "the hour",
        "12 angry men ago", "x" * 5000,
        "May 30, 2025 was a Friday", "3:04 pm", "-05", "+", "2025-05-30 and later", "1 2 3 ago",
    ],
)  # fmt: skip
def test_what_is_not_wholly_a_date_is_none(raw: str) -> None:
    """Words of prose, impossible days and dates with something left over are no dates."""
    assert parse_date(raw, fetched_at=CRAWL) is None


@pytest.mark.parametrize(
    ("raw", "hours"),
    [
        ("an hour ago", 1), ("14 hours ago", 14), ("2h ago", 2), ("about 2 hours ago", 2), ("two hours ago", 2),
        ("منذ ساعة", 1), ("منذ ساعة واحدة", 1), ("منذ ساعتين", 2), ("منذ 3 ساعات", 3), ("منذ ٣ ساعات", 3),
        ("قبل 11 ساعة", 11),
        ("hace 3 horas", 3), ("hace una hora", 1), ("il y a 2 heures", 2), ("vor 3 Stunden", 3),
        ("vor einer Stunde", 1),
        ("3시간 전", 3), ("한 시간 전", 1), ("3時間前", 3), ("3小时前", 3),
         ("一小时前", 1), ("3个小时前", 3), ("3 часа назад", 3),
        ("час назад", 1), ("2 uur geleden", 2), ("há 3 horas", 3), ("3 ore fa", 3), ("3 saat önce", 3),
        ("An Hour Ago", 1),
    ],
)  # fmt: skip
def test_hours_ago_are_counted_back_from_the_crawl(raw: str, hours: int) -> None:
    """An hour is known to half an hour, as sites round."""
    moment = CRAWL - timedelta(hours=hours)
    assert parse_date(raw, fetched_at=CRAWL) == Published(moment.date(), moment, "hour", "relative", raw, 1800)


@pytest.mark.parametrize(
    ("raw", "day", "precision"),
    [
        ("6 days ago", date(2025, 8, 8), "day"),
        ("yesterday", date(2025, 8, 13), "day"),
        ("a day ago", date(2025, 8, 13), "day"),
        ("3 weeks ago", date(2025, 7, 24), "day"),
        ("2 months ago", date(2025, 6, 14), "month"),
        ("a year ago", date(2024, 8, 14), "year"),
        ("منذ 6 أيام", date(2025, 8, 8), "day"),
        ("منذ يوم واحد", date(2025, 8, 13), "day"),
        ("il y a un an", date(2024, 8, 14), "year"),
        ("어제", date(2025, 8, 13), "day"),
    ],
)
def test_days_ago_give_a_day_and_no_moment(raw: str, day: date, precision: str) -> None:
    """From a day on the moment is unknown."""
    published = parse_date(raw, fetched_at=CRAWL)
    assert published is not None
    assert (published.on, published.at, published.precision, published.basis) == (day, None, precision, "relative")


def test_minutes_and_now_are_moments() -> None:
    """Small units keep their moment; 'just now' is the crawl itself."""
    minutes = parse_date("2 mins ago", fetched_at=CRAWL)
    assert minutes is not None
    assert minutes.at == CRAWL - timedelta(minutes=2)
    assert minutes.precision == "minute"
    now = parse_date("just now", fetched_at=CRAWL)
    assert now is not None
    assert now.at == CRAWL


@pytest.mark.parametrize("raw", ["an hour ago", "yesterday", "منذ ساعة", "3時間前"])
def test_without_a_crawl_a_relative_phrase_is_kept_unresolved(raw: str) -> None:
    """No day is made up; the words stay."""
    assert parse_date(raw) == Published(on=None, at=None, raw=raw, basis="relative")


def test_no_date_lies_after_the_crawl() -> None:
    """A later date keeps its words only; the day that has already begun in the far east is not later."""
    assert parse_date("2026-01-01", fetched_at=CRAWL) == Published(raw="2026-01-01")
    assert parse_date("2025-08-14T13:00Z", fetched_at=CRAWL) == Published(raw="2025-08-14T13:00Z")
    tomorrow = parse_date("15-08-2025", fetched_at=CRAWL)
    assert tomorrow is not None
    assert tomorrow.on == date(2025, 8, 15)
    assert parse_date("16-08-2025", fetched_at=CRAWL) == Published(raw="16-08-2025")


def test_a_crawl_without_a_zone_is_utc() -> None:
    """Naive and aware crawls give the same moment."""
    naive = parse_date("an hour ago", fetched_at=datetime(2025, 8, 14, 12, 0))
    assert naive == parse_date("an hour ago", fetched_at=CRAWL)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)))
def test_what_iso_format_writes_is_read_back(moment: datetime) -> None:
    """ISO 8601 survives the way there and back."""
    published = parse_date(moment.replace(tzinfo=timezone.utc).isoformat())
    assert published is not None
    assert published.at == moment.replace(microsecond=0, tzinfo=timezone.utc)


@given(
    st.one_of(
        st.text(max_size=60),
        st.text("0123456789-/.:+TZ apmMayJun年月日ago ", max_size=30),
        st.text("0123456789 hourdaysminteagmonث منذساعة전前", max_size=20),
    )
)
def test_any_text_is_a_date_or_none(raw: str) -> None:
    """Nothing raises; a date is never later than the crawl by more than the far east is ahead."""
    published = parse_date(raw, fetched_at=CRAWL)
    if published is not None:
        assert published.raw == raw.strip()
        assert published.on is None or published.on <= date(2025, 8, 15)

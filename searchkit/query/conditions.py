"""Conditions given beside a query, by options of a command or arguments of a call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from searchkit.errors import SettingError
from searchkit.query.dates import parse_span
from searchkit.query.notes import shown
from searchkit.query.values import language_value, site_name

if TYPE_CHECKING:
    from whoosh.query import Query

    from searchkit.analysis import Analyzer

Day = date | str | None


def filters(
    *,
    analyzer: Analyzer,
    now: datetime,
    since: Day = None,
    until: Day = None,
    sources: Sequence[str] = (),
    authors: Sequence[str] = (),
    tags: Sequence[str] = (),
    languages: Sequence[str] = (),
    sites: Sequence[str] = (),
) -> Query | None:
    """The Whoosh query for articles that meet every condition given, or None without any.

    Of several sources, authors, tags, languages or sites any will do. `since` and `until` are dates, or texts as
    after ``date:`` in a query (``2025-05``, ``7d``, ``yesterday``), and include the whole of the day, month or year.
    Raises `SettingError` for a value that cannot be read.
    """
    if since is None and until is None and not (sources or authors or tags or languages or sites):
        return None
    from whoosh.query import And

    conditions = [
        *_dates(since, until, now),
        *_any("source", [_name("source", value, analyzer) for value in sources]),
        *_any("author", [_name("author", value, analyzer) for value in authors]),
        *_any("tag", [_name("tag", value, analyzer) for value in tags]),
        *_any("lang", [(_language(value),) for value in languages]),
        *_any("site", [(_site(value),) for value in sites]),
    ]
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    return And(conditions)


def _any(field: str, runs: list[tuple[str, ...]]) -> list[Query]:
    from whoosh.query import Or, Phrase, Term

    queries = [Term(field, run[0]) if len(run) == 1 else Phrase(field, list(run)) for run in dict.fromkeys(runs)]
    return [Or(queries)] if len(queries) > 1 else queries


def _dates(since: Day, until: Day, now: datetime) -> list[Query]:
    if since is None and until is None:
        return []
    from searchkit.query.build import days

    first, _ = _days("since", since, now)
    _, last = _days("until", until, now)
    if first is not None and last is not None and first > last:
        raise SettingError(f"since {first} is later than until {last}: nothing can be published in between")
    return [days(first, last)]


def _days(name: str, value: Day, now: datetime) -> tuple[date | None, date | None]:
    """The first and last day of a condition."""
    if value is None:
        return None, None
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value, value
    span = parse_span(value, now.date())
    if span is None:
        raise SettingError(f"{name}: {shown(value)} is no date; write 2025, 2025-05, 2025-05-30, 7d or yesterday")
    return span.first, span.last or span.first


def _name(field: str, value: str, analyzer: Analyzer) -> tuple[str, ...]:
    from searchkit.query.runs import name_run

    run = name_run(analyzer.names(value))
    if not run:
        raise SettingError(f"{field}: {shown(value)} has no word in it to search for")
    return run


def _language(value: str) -> str:
    code = language_value(value)
    if code is None:
        raise SettingError(f"lang: {shown(value)} is no language; write a code of two letters, such as de")
    return code


def _site(value: str) -> str:
    site = site_name(value)
    if not site:
        raise SettingError(f"site: {shown(value)} is no site; write a host, such as example.org")
    return site

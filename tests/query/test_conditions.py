"""Conditions given beside a query."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from whoosh.query import And, DateRange, Or, Phrase, Term

from searchkit.analysis import Analyzer
from searchkit.errors import SettingError
from searchkit.query import filters
from tests.query.conftest import NOW


@pytest.fixture
def given(analyzer: Analyzer) -> Any:
    """Makes the query of some conditions."""
    return lambda **conditions: filters(analyzer=analyzer, now=NOW, **conditions)


def test_no_conditions_are_no_query(given: Any) -> None:
    """Without conditions there is nothing to filter by."""
    assert given() is None
    assert given(since=None, sources=[]) is None


def test_until_includes_the_whole_of_the_month_or_year(given: Any) -> None:
    """Both ends are included, each as a whole."""
    assert given(since="2025-05", until="2025-05") == DateRange("date", datetime(2025, 5, 1), datetime(2025, 5, 31))
    assert given(until="2024") == DateRange("date", None, datetime(2024, 12, 31))
    assert given(since="7d") == DateRange("date", datetime(2025, 6, 8), None)
    assert given(until="7d") == DateRange("date", None, datetime(2025, 6, 8))
    assert given(since=date(2025, 5, 1), until=datetime(2025, 5, 2, 8)) == DateRange(
        "date", datetime(2025, 5, 1), datetime(2025, 5, 2)
    )


def test_any_of_a_kind_all_of_the_kinds(given: Any) -> None:
    """Of two sources either will do; the source and the language must both hold."""
    assert given(sources=["Korea Herald", "Reuters"], languages=["DE"]) == And(
        [Or([Phrase("source", ["korea", "herald"]), Term("source", "reuters")]), Term("lang", "de")]
    )
    assert given(authors=["Lee"], tags=["trade"], sites=["https://www.Example.org/x"]) == And(
        [Term("author", "lee"), Term("tag", "trade"), Term("site", "example.org")]
    )


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        ({"since": "2025-13"}, 'since: "2025-13" is no date; write 2025'),
        ({"until": "soon"}, 'until: "soon" is no date'),
        ({"sources": ["..."]}, 'source: "..." has no word'),
        ({"languages": ["german"]}, 'lang: "german" is no language; write a code'),
        ({"sites": [" "]}, "is no site"),
    ],
)
def test_what_cannot_be_read_is_said(given: Any, conditions: dict[str, Any], sentence: str) -> None:
    """A value that cannot be read is a SettingError that names the condition and says what to write."""
    with pytest.raises(SettingError) as error:
        given(**conditions)
    assert sentence in str(error.value)

"""Bylines, and whose photograph it is."""

from __future__ import annotations

import pytest

from searchkit.reading.credits.bylines import byline_of, credit_of


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("By Jane Doe", ("Jane Doe",), ""),
        ("BY JANE DOE", ("Jane Doe",), ""),
        ("By Kim Da-sol, Staff Reporter", ("Kim Da-sol",), ""),
        ("By Jane Doe and João de Brito in Lisbon", ("Jane Doe", "João de Brito"), ""),
        ("Compiled by Jane Doe, Otto von Stein", ("Jane Doe", "Otto von Stein"), ""),
        ("By Jane Doe | Reuters", ("Jane Doe",), "Reuters"),
        ("By AFP", (), "AFP"),
        ("By our staff", (), ""),
        ("(Reporting by Jane Doe in Lisbon; Editing by Otto Stein)", ("Jane Doe",), ""),
        ("بقلم: سعاد الحربي", ("سعاد الحربي",), ""),
        ("كتب - سامي خليل", ("سامي خليل",), ""),
    ],
)
def test_a_byline_names_authors(line: str, authors: tuple[str, ...], agency: str) -> None:
    """People, agencies and jobs are told apart."""
    assert byline_of(line) == (authors, agency)


@pytest.mark.parametrize(
    "line",
    [
        "By the numbers",
        "By Design",
        "By 2030 the bridge will be built.",
        "By and large",
        "Byron Lee",
        "كتب الرئيس رسالة",
    ],
)
def test_a_subhead_or_sentence_is_no_byline(line: str) -> None:
    """'By' begins other things, too."""
    assert byline_of(line) is None


def test_a_photograph_has_a_credit() -> None:
    """Credit lines are told by their colon or 'by'."""
    assert credit_of("Photo: Jane Doe / AFP") == "Jane Doe / AFP"
    assert credit_of("Photo by Jane Doe") == "Jane Doe"
    assert credit_of("Photographs of the harbour were shown") == ""

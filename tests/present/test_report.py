"""What the commands other than search say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from searchkit.model import Note, Problem
from searchkit.present.ink import Ink
from searchkit.present.report import (
    fields_text,
    health_text,
    note_text,
    problem_text,
    size,
    stats_text,
    summary_line,
    sync_advice,
)
from searchkit.reports import Check, FieldInfo, Health, Stats, SyncReport

PROBLEM = Problem("news/a.txt", "it is empty")
REPORT = SyncReport(added=120, changed=3, unchanged=1000, problems=2, articles=1123, seconds=2.5)
STATS = Stats(
    path=Path("/news/.searchkit"),
    articles=1123,
    words=4321,
    terms=3210,
    files=40,
    bytes=35_200_000,
    languages=(("en", 1100), ("ko", 23)),
    sources=(("The Harbour Post", 12),),
    oldest=date(2024, 1, 2),
    newest=date(2025, 5, 30),
    undated=3,
    last_commit=datetime(2025, 5, 30, 12, tzinfo=timezone.utc),
    problems=2,
    stories=4,
    copies=1_234,
)


def test_a_problem_is_a_line_of_safe_text() -> None:
    """Whatever the name of its file; of one that fills a screen the middle is left out."""
    name = "a\x1b[2J" * 1_000 + "/page.txt"
    text = problem_text(replace(PROBLEM, path=name, place="line 3\n", reason="it is\nlong \x9b"))
    assert text.isprintable()
    assert len(text) < 400
    assert text.startswith("a\u241b[2J")
    assert "…" in text
    assert "/page.txt, line 3" in text
    assert problem_text(PROBLEM) == "news/a.txt: it is empty"


def test_the_summary_is_a_line() -> None:
    """Files and problems in signs, then articles and time in words."""
    assert summary_line(REPORT) == "+120 ~3 =1000 -0 !2  1,123 articles in the index, 2.5 s"
    assert summary_line(replace(REPORT, dry_run=True)) == "+120 ~3 =1000 -0 !2  (dry run: nothing was written)"


def test_a_run_that_was_stopped_counts_its_articles() -> None:
    """It may not have ended a single file, and yet have done something."""
    report = SyncReport(articles_added=538, articles=538, seconds=2.5, interrupted=True)
    assert summary_line(report) == (
        "+0 ~0 =0 -0 !0  stopped after 538 articles added; the next run goes on from there; "
        "538 articles in the index, 2.5 s"
    )
    report = replace(report, articles_added=1, articles_changed=2, articles_removed=1_000)
    assert "  stopped after 1 article added, 2 changed, 1,000 removed; " in summary_line(report)


def test_advice_says_what_to_do_next() -> None:
    """The first problems, how many more, what is gone."""
    report = replace(REPORT, first_problems=(PROBLEM,), vanished=1)
    assert list(sync_advice(report)) == [
        "news/a.txt: it is empty",
        "and 1 more problem; all of them: searchkit problems",
        "1 file is gone, but still in the index; --prune removes what it held.",
    ]
    assert list(sync_advice(replace(REPORT, problems=0))) == []


def test_a_problem_is_a_line() -> None:
    """Path, place, reason; nothing that harms the terminal."""
    assert problem_text(replace(PROBLEM, place="line 3")) == "news/a.txt, line 3: it is empty"
    assert problem_text(replace(PROBLEM, path="a\x1b\n.txt")) == "a␛ .txt: it is empty"
    assert note_text(Note("cut", "the query\nwas cut")) == "note: the query was cut"


def test_figures() -> None:
    """What the index holds, in two columns."""
    assert stats_text(STATS, ink=Ink()) == (
        "index        /news/.searchkit\n"
        "articles     1,123\n"
        "copies       1,234, of 4 stories\n"
        "files        40\n"
        "words        4,321, found by 3,210 stems\n"
        "size         35.2 MB\n"
        "published    2 January 2024 to 30 May 2025; 3 undated\n"
        "languages    en 1,100, ko 23\n"
        "sources      The Harbour Post 12\n"
        "last commit  30 May 2025, 12:00 UTC\n"
        "problems     2; searchkit problems lists them\n"
    )


def test_figures_of_nothing() -> None:
    """An empty index has words for it."""
    text = stats_text(
        Stats(None, 0, 0, 0, 0, 0, (), (), None, None, 0, None, 0, 0, 0),
        ink=Ink(),
    )
    assert "index        in memory\n" in text
    assert "published    no dates\n" in text
    assert "last commit  never\n" in text


def test_fields_have_examples() -> None:
    """Name, what it holds, how much."""
    assert fields_text([FieldInfo("tag", "What it was filed under.", 1, ("polls",))], ink=Ink()) == (
        "tag  What it was filed under.\n     1 term: polls\n"
    )


def test_health_is_said_in_words() -> None:
    """Each check, the verdict last."""
    well = Health(None, (Check("python", True, "3.12.1"),))
    assert health_text(well, ink=Ink()) == "python  3.12.1\n\nThe index is well.\n"
    ill = Health(None, (Check("catalog", False, "torn"),))
    assert health_text(ill, ink=Ink()) == "catalog  NOT WELL: torn\n\nThe index is not well: see above.\n"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 kB"), (2e9, "2.0 GB"), (5e15, "5000.0 TB")]
)
def test_sizes_have_units(number: int, words: str) -> None:
    """Decimal ones."""
    assert size(int(number)) == words

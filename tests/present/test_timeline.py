"""Articles by period, drawn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.present.ink import Ink
from searchkit.present.layout import width as cells
from searchkit.present.timeline import period_for, timeline_text

PLAIN = Ink(color=False, links=False)


def test_a_timeline() -> None:
    """Empty months in between have their row; the longest bar fills the width; the undated come last."""
    counts = [("", 3), ("2024-11", 8), ("2025-02", 1)]
    assert timeline_text(counts, ink=PLAIN, width=20).splitlines() == [
        "2024-11  8  ████████",
        "2024-12  0",
        "2025-01  0",
        "2025-02  1  █",
        "undated  3",
    ]
    assert timeline_text(counts[:2], ink=PLAIN, width=20, blocks=False).splitlines()[0] == "2024-11  8  ########"


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2025-01-01", "2025-01-01", "day"),
        ("2025-01-01", "2025-02-01", "day"),
        ("2025-01-01", "2025-12-31", "month"),
        ("1987-01-01", "2025-12-31", "year"),
    ],
)
def test_the_period_fits_the_time(first: str, last: str, period: str) -> None:
    """Days for a month, months for a few years."""
    assert period_for(first, last) == period


def test_a_long_emptiness_is_left_out() -> None:
    """A misprinted year among others does not fill the screen."""
    drawn = timeline_text([("0087", 1), ("2025", 2)], ink=PLAIN, width=12)
    assert drawn.splitlines() == ["0087  1  █▌", "2025  2  ███"]


def test_a_terminal_without_room_for_bars_has_the_numbers() -> None:
    """Rather than lines that are too long."""
    assert timeline_text([("2000-01", 1_000_000)], ink=PLAIN, width=20) == "2000-01  1,000,000\n"


@given(
    st.dictionaries(st.dates().map(lambda day: day.isoformat()[:7]), st.integers(1, 10**6), max_size=6),
    st.integers(0, 3),
    st.integers(21, 120),
)
def test_every_line_fits_and_every_article_is_counted(counts: dict[str, int], undated: int, width: int) -> None:
    """Whatever the periods are; what is there is never drawn as nothing."""
    pairs = [*([("", undated)] if undated else []), *sorted(counts.items())]
    lines = timeline_text(pairs, ink=PLAIN, width=width).splitlines()
    assert all(cells(line) <= width for line in lines)
    assert sum(int(line.split()[1].replace(",", "")) for line in lines) == undated + sum(counts.values())
    assert all((line.split()[1] == "0") != (len(line.split()) == 3) for line in lines if "undated" not in line)

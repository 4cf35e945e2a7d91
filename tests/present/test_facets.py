"""Counts below a page of results."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchkit.present.facets import MOST, facets_lines
from searchkit.present.ink import Ink
from searchkit.present.layout import width as cells
from tests.present.samples import texts


def test_values_and_counts_in_columns() -> None:
    """The most frequent ones, then how many more there are; what articles without a value are called."""
    counts = [*[(f"Paper {number}", 1_200 - number) for number in range(MOST)], ("Post", 1), ("", 7)]
    lines = list(facets_lines({"source": counts, "language": [("en", 3), ("", 12)]}, ink=Ink()))
    assert lines[:4] == ["", "By source", "  Paper 0  1,200", "  Paper 1  1,199"]
    assert lines[MOST + 2 :] == [
        "  and 2 more; --json has all", "", "By language", "  en        3", "  unknown  12",
    ]  # fmt: skip


def test_periods_are_the_latest() -> None:
    """In order of time, the undated last."""
    counts = [("", 2), *[(f"{year}", 1) for year in range(1990, 2005)]]
    lines = list(facets_lines({"year": counts}, ink=Ink()))
    assert lines[2:4] == ["  1995     1", "  1996     1"]
    assert lines[-2:] == ["  undated  2", "  and 5 earlier; --json has all"]


@given(st.lists(st.tuples(texts, st.integers(1, 10**7)), max_size=20), st.integers(16, 60))
def test_every_line_fits(counts: list[tuple[str, int]], width: int) -> None:
    """And no control character of a name comes through, whatever the names are."""
    for line in facets_lines({"tag": counts}, ink=Ink(), width=width):
        assert cells(line) <= width
        assert not [character for character in line if character < " " or "\x7f" <= character < "\xa0"]

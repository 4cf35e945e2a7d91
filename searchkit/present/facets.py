"""Counts of all articles that match by source, tag, month and the like, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from searchkit.model import PERIODS
from searchkit.present.ink import BOLD, DIM, Ink
from searchkit.present.layout import shorten
from searchkit.present.layout import width as cells
from searchkit.present.safe import one_line

MOST = 10
"""Values shown of each facet: the most frequent, or the latest periods. JSON has all."""

_NONE = {"language": "unknown", **dict.fromkeys(PERIODS, "undated")}
"""What articles without a value are called."""

Counts = Sequence[tuple[str, int]]


def facets_lines(facets: Mapping[str, Counts], *, ink: Ink, width: int = 80) -> Iterator[str]:
    """For each facet its name, and below it values and numbers of articles in columns."""
    for name, counts in facets.items():
        yield ""
        yield ink.paint(shorten(f"By {name}", width), BOLD)
        yield from _rows(name, counts, ink=ink, width=width)


def _rows(name: str, counts: Counts, *, ink: Ink, width: int) -> Iterator[str]:
    is_period = name in PERIODS
    shown = counts[:MOST]
    if is_period:
        shown = [*[pair for pair in counts if pair[0]][-MOST:], *[pair for pair in counts if not pair[0]]]
    rows = [(one_line(value)[0].strip() or _NONE.get(name, "none"), f"{count:,}") for value, count in shown]
    digits = max((len(count) for _, count in rows), default=0)
    room = max(width - digits - 4, 1)
    column = min(room, max((cells(value) for value, _ in rows), default=0))
    for value, count in rows:
        value = shorten(value, column)
        yield f"  {value}{' ' * (column - cells(value))}  {count:>{digits}}"
    more = len(counts) - len(shown)
    if more:
        yield ink.paint(shorten(f"  and {more:,} {'earlier' if is_period else 'more'}; --json has all", width), DIM)

"""Articles by day, month or year, drawn as bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from searchkit.present.ink import DIM, Ink

MOST_ROWS = 400
"""Beyond so many rows, periods without articles are left out."""

_EIGHTHS = " ▏▎▍▌▋▊▉█"


def period_for(first: str, last: str) -> str:
    """``day``, ``month`` or ``year``: the finest that draws the time between two days in a screenful or two."""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    return "day" if days < 45 else "month" if days < 45 * 30 else "year"


def timeline_text(counts: Sequence[tuple[str, int]], *, ink: Ink, width: int = 80, blocks: bool = True) -> str:
    """A line a period: its name, the number of articles, and a bar. Empty periods in between have a line too.

    `counts`: (period, articles) in order of time, all periods of one kind; those under "" are undated and come last.
    `blocks`: whether the bars may be drawn with block characters; else with ``#``.
    """
    dated = [(period, count) for period, count in counts if period]
    undated = sum(count for period, count in counts if not period)
    rows = list(_filled(dated))
    digits = max([len(f"{count:,}") for _, count in rows] + [len(f"{undated:,}")])
    name_cells = max([len(period) for period, _ in rows] + [len("undated") if undated else 0])
    most = max((count for _, count in rows), default=1)
    room = max(width - name_cells - digits - 4, 0)
    lines = []
    for period, count in rows:
        drawn = _bar(count / most * room, blocks=blocks)
        lines.append(f"{ink.paint(period.ljust(name_cells), DIM)}  {count:>{digits},}  {drawn}".rstrip())
    if undated:
        lines.append(f"{ink.paint('undated'.ljust(name_cells), DIM)}  {undated:>{digits},}")
    return "".join(f"{line}\n" for line in lines)


def _bar(cells: float, *, blocks: bool) -> str:
    """A bar so many cells long; never nothing for something."""
    if not blocks:
        return "#" * (max(round(cells), 1) if cells else 0)
    eighths = max(round(cells * 8), 1) if cells else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _filled(counts: Sequence[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The periods with those between them that have no articles."""
    if not counts:
        return
    known = dict(counts)
    periods = list(_between(counts[0][0], counts[-1][0], MOST_ROWS)) or list(known)
    for period in periods:
        yield period, known.get(period, 0)


def _between(first: str, last: str, most: int) -> list[str]:
    """All periods from `first` to `last`; none when there are more than `most`."""
    periods = [first]
    while periods[-1] != last:
        if len(periods) == most:
            return []
        periods.append(_next(periods[-1]))
    return periods


def _next(period: str) -> str:
    parts = [int(part) for part in period.split("-")]
    if len(parts) == 3:
        return (date(*parts) + timedelta(days=1)).isoformat()
    if len(parts) == 2:
        year, month = parts
        return f"{year + month // 12:04}-{month % 12 + 1:02}"
    return f"{parts[0] + 1:04}"

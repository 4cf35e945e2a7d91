"""The table: what was measured as ratios, each with its target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.speed.engines import ENGINES, KINDS
from benchmarks.speed.measure import Measured

_MIB = 1 << 20
_P50 = {1: (1.0, 0.7), 10: (1.2, 0.8), 100: (1.5, 0.8)}
"""Target and reach against tantivy, by the smallest size that they hold for."""


class Goal(NamedTuple):
    """One line of the table."""

    what: str
    value: float
    target: float
    reach: float
    unit: str = "x"

    @property
    def verdict(self) -> str:
        """``missed``, ``OK`` or, beyond the target, ``reached``."""
        better = float.__ge__ if self.reach > self.target else float.__le__
        if better(self.value, self.reach):
            return "reached"
        return "OK" if better(self.value, self.target) else "missed"


OURS = ("searchkit-bm25", "searchkit")
"""What is judged: first as the others rank and index, then with all that is on by default."""


def goals(times: int, measured: Measured) -> Iterator[Goal]:
    """The goals that can be judged by what was measured at one size."""
    for name in OURS:
        if ours := measured.get(name):
            yield from _beside_others(times, ENGINES[name].label, ours, measured)
    ours = measured.get("searchkit")
    if ours is None:
        return
    if peak := ours["peak_bytes"]:
        yield Goal("peak memory while indexing, all processes", peak["total"] / _MIB, 600.0, 400.0, " MiB")
    first = ours["first_answer"]
    more = (first["seconds"] - first["over"]) * 1000
    yield Goal("open + first answer, fresh process, over `import click, numpy`", more, 40.0, 15.0, " ms")
    cold = ours["cold_command"]
    yield Goal("cold `search` command, of `import click`", cold["seconds"] / cold["over"], 3.0, 2.0)


def _beside_others(times: int, label: str, ours: dict[str, Any], measured: Measured) -> Iterator[Goal]:
    if whoosh := measured.get("whoosh"):
        rate = whoosh["seconds"] / ours["seconds"]
        yield Goal(f"{label}: indexing, times as fast as Whoosh with the same analysis", rate, 10.0, 20.0)
        faster = whoosh["queries"]["or"]["p50"] / ours["queries"]["or"]["p50"]
        yield Goal(f"{label}: OR p50, times as fast as Whoosh", faster, 50.0, 100.0)
    if tantivy := measured.get("tantivy"):
        rate = tantivy["seconds"] / ours["seconds"]
        yield Goal(f"{label}: indexing, times as fast as tantivy", rate, 0.5, 1.0)
        yield Goal(f"{label}: index size, of tantivy's", ours["bytes"] / tantivy["bytes"], 1.3, 1.0)
        yield from _queries_beside_tantivy(times, label, ours, tantivy)


def _queries_beside_tantivy(times: int, label: str, ours: dict[str, Any], tantivy: dict[str, Any]) -> Iterator[Goal]:
    target, reach = _P50[max((size for size in _P50 if size <= times), default=1)]
    for percentile, goal in (("p50", (target, reach)), ("p95", (1.5, 1.0))):
        for kind in KINDS:
            ratio = ours["queries"][kind][percentile] / tantivy["queries"][kind][percentile]
            yield Goal(f"{label}: {_name(kind)} {percentile}, of tantivy's time", ratio, *goal)


def goals_table(times: int, measured: Measured) -> str:
    """The goals as a Markdown table; empty when searchkit was not measured."""
    lines = [
        f"| {goal.what} | {goal.value:.2f}{goal.unit} | {goal.target:g} | {goal.reach:g} | {goal.verdict} |"
        for goal in goals(times, measured)
    ]
    head = ["| | measured | target | reach for | |", "| --- | ---: | ---: | ---: | --- |"]
    return "\n".join(head + lines) if lines else ""


def figures_table(measured: Measured) -> str:
    """What was measured of each engine, as a Markdown table."""
    kinds = " | ".join(f"{_name(kind)} p50 / p95, ms" for kind in KINDS)
    lines = [
        f"| engine | articles/s | index, MB | peak (without files), MiB | first answer, ms | {kinds} |",
        "| --- " + "| ---: " * (4 + len(KINDS)) + "|",
    ]
    return "\n".join(lines + [_figures(name, found) for name, found in measured.items()])


def _figures(name: str, found: dict[str, Any]) -> str:
    peak = found["peak_bytes"]
    cells = [
        ENGINES[name].label,
        f"{found['articles'] / found['seconds']:,.0f}",
        f"{found['bytes'] / 1e6:,.1f}",
        f"{peak['total'] / _MIB:,.0f} ({peak['own'] / _MIB:,.0f})" if peak else "-",
        f"{found['first_answer']['seconds'] * 1000:.0f}",
    ]
    for kind in KINDS:
        times = found["queries"].get(kind)
        cells.append(f"{times['p50'] * 1000:.2f} / {times['p95'] * 1000:.2f}" if times else "-")
    return f"| {' | '.join(cells)} |"


def growth_table(sizes: dict[int, Measured]) -> str:
    """How time grows with the articles: microseconds per article indexed, and per query (p50), by size."""
    lines = [f"| | {' | '.join(f'x{times}' for times in sizes)} |", "| --- " + "| ---: " * len(sizes) + "|"]
    for name in dict.fromkeys(name for measured in sizes.values() for name in measured):
        found = [measured.get(name) for measured in sizes.values()]
        label = ENGINES[name].label
        lines.append(
            _growth(f"{label}: an article", [one["seconds"] / one["articles"] if one else None for one in found])
        )
        for kind in ENGINES[name].kinds:
            times = [one["queries"][kind]["p50"] if one else None for one in found]
            lines.append(_growth(f"{label}: {_name(kind)}", times))
    return "\n".join(lines)


def _growth(what: str, seconds: list[float | None]) -> str:
    return f"| {what} | {' | '.join('-' if time is None else f'{time * 1e6:,.0f}' for time in seconds)} |"


def _name(kind: str) -> str:
    return kind if kind == "phrase" else kind.upper()

"""The picture: how indexing and queries grow with the number of articles, as SVG drawn by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from benchmarks.speed.engines import ENGINES
from benchmarks.speed.measure import Measured

_PANEL_WIDTH, _PANEL_HEIGHT, _GAP, _TOP = 250, 220, 62, 34
_COLOURS = ("#c0392b", "#2471a3", "#85c1e9", "#239b56", "#b7950b", "#5d6d7e", "#aeb6bf")
_ROW = 18  # a row of the legend

Point = tuple[float, float]


class _Panel(NamedTuple):
    title: str
    value: Callable[[dict[str, Any]], float | None]


def _p50(kind: str) -> Callable[[dict[str, Any]], float | None]:
    return lambda found: found["queries"][kind]["p50"] * 1000 if kind in found["queries"] else None


_PANELS = (
    _Panel("indexing, articles/s", lambda found: found["articles"] / found["seconds"]),
    _Panel("OR, ms (p50)", _p50("or")),
    _Panel("AND, ms (p50)", _p50("and")),
    _Panel("phrase, ms (p50)", _p50("phrase")),
)


def picture(sizes: dict[int, Measured]) -> str:
    """An SVG of a panel for each quantity; articles to the right, both axes logarithmic."""
    names = list(dict.fromkeys(name for measured in sizes.values() for name in measured))
    width = len(_PANELS) * (_PANEL_WIDTH + _GAP) + 10
    legend = _TOP + _PANEL_HEIGHT + 48
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {legend + _ROW}" '
        'font-family="sans-serif" font-size="11" fill="none">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, panel in enumerate(_PANELS):
        lines = {name: list(_points(sizes, name, panel)) for name in names}
        parts.append(f'<g transform="translate({_GAP + number * (_PANEL_WIDTH + _GAP)} {_TOP})">')
        parts.extend(_drawn(panel.title, lines))
        parts.append("</g>")
    for number, name in enumerate(names):
        left = _GAP + number * (width - _GAP) // len(names)
        parts.append(f'<path d="M{left} {legend} h18" stroke="{_colour(name)}" stroke-width="3"/>')
        parts.append(_text(left + 24, legend + 4, ENGINES[name].label))
    return "\n".join([*parts, "</svg>", ""])


def _points(sizes: dict[int, Measured], name: str, panel: _Panel) -> Iterator[Point]:
    for measured in sizes.values():
        if name in measured and (value := panel.value(measured[name])) is not None:
            yield measured[name]["articles"], value


def _drawn(title: str, lines: dict[str, list[Point]]) -> Iterator[str]:
    points = [point for line in lines.values() for point in line]
    if not points:
        return
    across = _Scale([articles for articles, _ in points], 0, _PANEL_WIDTH)
    up = _Scale([value for _, value in points], _PANEL_HEIGHT, 0)
    yield _text(0, -12, title)
    yield f'<rect width="{_PANEL_WIDTH}" height="{_PANEL_HEIGHT}" stroke="#999"/>'
    for tick in up.ticks():
        yield f'<path d="M0 {up(tick):.1f} h{_PANEL_WIDTH}" stroke="#ddd"/>'
        yield _text(-6, up(tick) + 4, f"{tick:,g}", "end")
    for tick in across.ticks():
        yield f'<path d="M{across(tick):.1f} 0 v{_PANEL_HEIGHT}" stroke="#ddd"/>'
        yield _text(across(tick), _PANEL_HEIGHT + 16, f"{tick:,.0f}", "middle")
    for name, line in lines.items():
        places = [(f"{across(articles):.1f}", f"{up(value):.1f}") for articles, value in line]
        path = " ".join(",".join(place) for place in places)
        yield f'<polyline points="{path}" stroke="{_colour(name)}" stroke-width="2"/>'
        for x, y in places:
            yield f'<circle cx="{x}" cy="{y}" r="3" fill="{_colour(name)}"/>'


class _Scale:
    """From a quantity, by its logarithm, to a place between `start` and `end`, with some room at both."""

    def __init__(self, values: list[float], start: float, end: float) -> None:
        self.low = math.log10(min(values)) - 0.15
        self.high = math.log10(max(values)) + 0.15
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)

    def ticks(self) -> list[float]:
        """The powers of ten within."""
        return [10.0**power for power in range(math.ceil(self.low), math.floor(self.high) + 1)]


def _colour(name: str) -> str:
    return _COLOURS[list(ENGINES).index(name) % len(_COLOURS)]


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#222">{escape(text)}</text>'

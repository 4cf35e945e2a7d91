"""The figures as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.relevance.measure import FIRST
from searchkit.evaluation import DEFAULT_MEASURES

_CHANCE = 0.05
"""A difference that is less likely than this to be chance is set in bold."""


def tables(collections: Mapping[str, Any]) -> str:
    """A table a collection: a row an engine, the first the one that the others are compared with."""
    return "\n\n".join(
        f"### {name}\n\n{found['documents']:,} documents, {found['queries']:,} queries.\n\n{_table(found['engines'])}"
        for name, found in collections.items()
    )


def _table(engines: Mapping[str, Any]) -> str:
    columns = [*DEFAULT_MEASURES, "unjudged", f"{FIRST}: the first is better / worse", "p"]
    lines = [f"| | {' | '.join(columns)} |", "| --- " + "| ---: " * len(columns) + "|"]
    return "\n".join([*lines, *(f"| {label} | {' | '.join(_cells(found))} |" for label, found in engines.items())])


def _cells(found: Mapping[str, Any]) -> Iterator[str]:
    compared = found["compared"]
    for name in DEFAULT_MEASURES:
        mean = f"{found['means'][name]:.3f}"
        yield f"**{mean}**" if compared and compared[name]["p"] < _CHANCE else mean
    yield "" if found["unjudged"] is None else f"{found['unjudged']:.0%}"
    yield f"{compared[FIRST]['better']} / {compared[FIRST]['worse']}" if compared else ""
    yield f"{compared[FIRST]['p']:.4f}" if compared else ""

"""The part of docs/relevance.md that is made of results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.relevance.table import tables

_ROOT = Path(__file__).resolve().parents[2]
RESULTS = _ROOT / "benchmarks" / "results"
PAGE = _ROOT / "docs" / "relevance.md"
MARK = "<!-- What follows is made by `python -m benchmarks.relevance --write`: do not edit. -->\n"


def write_page(results: Mapping[str, Any]) -> None:
    """Writes the tables of `results` below the mark of the page."""
    PAGE.write_text(by_hand() + made(results), "utf-8")


def by_hand() -> str:
    """What the page holds down to its mark, the mark with it."""
    before, mark, _ = PAGE.read_text("utf-8").partition(MARK)
    assert mark, f"{PAGE.name} has lost its mark: {MARK}"
    return before + mark


def made(results: Mapping[str, Any]) -> str:
    """What follows the mark."""
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return f"\nMeasured on {results['measured'][:10]}, with {versions}.\n\n{tables(results['collections'])}\n"


def newest_results() -> dict[str, Any]:
    """The results that were kept last."""
    found: dict[str, Any] = json.loads(max(RESULTS.glob("relevance-*.json")).read_text("utf-8"))
    return found

"""The benchmark's queries, tables and picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.speed.picture import picture
from benchmarks.speed.queries import queries
from benchmarks.speed.table import Goal, figures_table, goals, goals_table, growth_table
from benchmarks.speed.together import main as together


def _measured(milliseconds: float) -> dict[str, Any]:
    queries = {kind: {"p50": milliseconds / 1000, "p95": milliseconds / 500} for kind in ("or", "and", "phrase")}
    return {
        "seconds": milliseconds,
        "articles": 1000,
        "bytes": 2_000_000,
        "peak_bytes": {"total": 100 << 20, "own": 50 << 20},
        "queries": queries,
        "first_answer": {"seconds": 0.12, "over": 0.1},
        "cold_command": {"seconds": 0.1, "over": 0.04},
    }


_SIZE = {"searchkit": _measured(0.5), "tantivy": _measured(1.0), "whoosh": _measured(40.0)}


@pytest.mark.parametrize(
    ("value", "target", "reach", "verdict"),
    [
        (5.0, 10.0, 20.0, "missed"),
        (10.0, 10.0, 20.0, "OK"),
        (25.0, 10.0, 20.0, "reached"),
        (1.6, 1.5, 1.0, "missed"),
        (1.5, 1.5, 1.0, "OK"),
        (0.9, 1.5, 1.0, "reached"),
    ],
)
def test_verdicts_know_which_way_is_better(value: float, target: float, reach: float, verdict: str) -> None:
    """More is better where the reach lies above the target, less where it lies below."""
    assert Goal("", value, target, reach).verdict == verdict


def test_ratios_are_of_the_same_run() -> None:
    """A goal is what searchkit took in proportion to the other engine."""
    found = {goal.what: round(goal.value, 6) for goal in goals(1, _SIZE)}
    assert found["searchkit: indexing, times as fast as Whoosh with the same analysis"] == 80
    assert found["searchkit: OR p50, of tantivy's time"] == 0.5
    assert found["searchkit: index size, of tantivy's"] == 1


def test_tables_leave_out_what_was_not_measured() -> None:
    """An engine that was not measured, at a size or at all, gives no number and no error."""
    alone = {"tantivy": _SIZE["tantivy"]}
    assert goals_table(1, alone) == ""
    assert "| tantivy | 1,000 |" in figures_table(alone)
    assert "| tantivy: OR | 1,000 | - |" in growth_table({1: alone, 10: {"searchkit": _SIZE["searchkit"]}})


def test_picture_is_well_formed_and_has_every_point() -> None:
    """The picture is XML with a dot for each engine, quantity and size."""
    drawn = ElementTree.fromstring(picture({1: _SIZE, 10: {"searchkit": _SIZE["searchkit"]}}))
    assert len(drawn.findall(".//{http://www.w3.org/2000/svg}circle")) == (3 + 1) * 4


def test_queries_are_neighbouring_words_without_stop_words() -> None:
    """A query is words that stand together in a title, no stop word and no number among them."""
    titles = ["Ferry to Busan sails again", "Rates of 1987 fall"]
    asked = queries(titles, 200, seed=1)
    possible = {"ferry", "busan", "sails", "again", "busan sails", "rates", "fall"}
    assert len(asked) == 200
    assert set(asked) <= possible | {"sails again", "busan sails again"}


def test_one_picture_of_several_runs(tmp_path: Path) -> None:
    """Each size and engine once, of several runs that have it the last."""
    runs = []
    for number, sizes in enumerate(({1: _SIZE}, {10: _SIZE}, {1: {"searchkit": _measured(0.7)}})):
        runs.append(tmp_path / f"{number}.json")
        runs[-1].write_text(json.dumps({"sizes": sizes}), "utf-8")
    together(tmp_path / "all.svg", runs)
    assert (tmp_path / "all.svg").read_text("utf-8") == picture({1: _SIZE | {"searchkit": _measured(0.7)}, 10: _SIZE})

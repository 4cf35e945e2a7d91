"""Everything that is measured of the engines at one size, as plain numbers (seconds, bytes)."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from subprocess import CalledProcessError
from typing import Any

from benchmarks.speed.engines import ENGINES
from benchmarks.speed.processes import Conversation, answer, seconds, worker

_LONG = 120.0  # seconds of answering, after which an engine gets no further round
_BUILDS = 3  # times that an index is made
_LONG_BUILDS = 20.0  # seconds of indexing, after which it is not made again
_FIRST_WORDS = "japan trade"
_COLD_WORDS = ("Korea", "Japan", "trust")
_STARTS = 11  # fresh processes of a kind, in turns

Measured = dict[str, dict[str, Any]]
"""By engine."""


def measure(
    engines: Sequence[str], records: Path, asked: Sequence[str], work: Path, rounds: int, say: Callable[[str], None]
) -> Measured:
    """Indexes `records` with each of the `engines`, then asks them all `asked`, round by round."""
    folders = {name: work / f"{records.stem}-{name}" for name in engines}
    measured: Measured = {}
    for name in engines:
        say(f"{name} indexes")
        try:
            measured[name] = _built(name, records, folders[name])
        except CalledProcessError as error:
            say(f"{name} ended with status {error.returncode} and is left out")
            shutil.rmtree(folders.pop(name))
    queries = work / "queries.json"
    queries.write_text(json.dumps(list(asked)), "utf-8")
    say("queries")
    _ask(folders, queries, rounds, measured)
    say("fresh processes")
    _start(folders, measured)
    for folder in folders.values():
        shutil.rmtree(folder)
    return measured


def _built(name: str, records: Path, folder: Path) -> dict[str, Any]:
    """Indexes several times as long as that is quick; the median time, the highest peak."""
    runs: list[dict[str, Any]] = []
    peaks: list[dict[str, int]] = []
    while len(runs) < _BUILDS and sum(run["seconds"] for run in runs) < _LONG_BUILDS:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        run, peak = answer(worker("build", name, str(folder), str(records)))
        runs.append(run)
        peaks.append(peak)
    return {
        "articles": runs[0]["articles"],
        "seconds": median(run["seconds"] for run in runs),
        "each_seconds": [run["seconds"] for run in runs],
        "bytes": sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        "peak_bytes": {name: max(peak.get(name, 0) for peak in peaks) for name in peaks[0]},
    }


def _ask(folders: dict[str, Path], queries: Path, rounds: int, measured: Measured) -> None:
    """The engines take turns, so that a slow minute of the machine is everyone's. Each keeps its process."""
    taken: dict[str, list[dict[str, list[float]]]] = {name: [] for name in folders}
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(Conversation(worker("ask", name, str(folder), str(queries))))
            for name, folder in folders.items()
        }
        for _ in range(rounds):
            for name, process in processes.items():
                if sum(sum(map(sum, times.values())) for times in taken[name]) < _LONG:
                    answers = process.answer()
                    taken[name].append(answers["seconds"])
                    measured[name]["hits"] = answers["hits"]
    for name, times in taken.items():
        measured[name]["rounds"] = len(times)
        measured[name]["queries"] = {kind: _summary([one[kind] for one in times]) for kind in ENGINES[name].kinds}


def _summary(rounds: list[list[float]]) -> dict[str, Any]:
    """Of each query the median of all rounds; of those the 50th and the 95th percentile. The same of the first round,
    in which words were met for the first time."""
    medians = [median(times) for times in zip(*rounds, strict=True)]
    return {
        "p50": _percentile(medians, 50),
        "p95": _percentile(medians, 95),
        "first_round": {"p50": _percentile(rounds[0], 50), "p95": _percentile(rounds[0], 95)},
        "each": [round(time, 7) for time in medians],
    }


def _percentile(times: list[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else times[0]


def _start(folders: dict[str, Path], measured: Measured) -> None:
    python = [sys.executable, "-c"]
    commands = {name: worker("first", name, str(folder), _FIRST_WORDS) for name, folder in folders.items()}
    commands["import click, numpy"] = [*python, "import click, numpy"]
    if "searchkit" in folders:
        search = str(Path(sys.executable).with_name("search"))
        commands["search"] = [search, "--index", str(folders["searchkit"]), *_COLD_WORDS]
        commands["import click"] = [*python, "import click"]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(_STARTS):
        for name, command in commands.items():
            times[name].append(seconds(command))
    for name in folders:
        measured[name]["first_answer"] = {
            "seconds": median(times[name]),
            "over": median(times["import click, numpy"]),
        }
    if "searchkit" in folders:
        measured["searchkit"]["cold_command"] = {
            "seconds": median(times["search"]),
            "over": median(times["import click"]),
        }

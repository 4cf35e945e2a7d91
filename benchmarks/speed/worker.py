"""One engine at one task, in a process of its own; prints what it measured as JSON.

worker.py build ENGINE FOLDER RECORDS
worker.py ask ENGINE FOLDER QUERIES        for each line that comes in, every query in every way the engine knows
worker.py first ENGINE FOLDER WORDS        one answer, then the end: the caller takes the time of the whole process
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.speed.engines import ENGINES, Record, engine


def main(task: str, name: str, folder: str, what: str) -> None:
    if task == "first":
        searcher = engine(name)
        searcher.open(Path(folder))
        searcher.find("or", what)
        return
    for measured in {"build": _build, "ask": _ask}[task](name, Path(folder), Path(what)):
        print(json.dumps(measured), flush=True)


def _build(name: str, folder: Path, records: Path) -> Iterator[dict[str, Any]]:
    builder = engine(name)
    counted = _Counted(records)
    began = time.perf_counter()
    builder.build(iter(counted), folder)
    yield {"seconds": time.perf_counter() - began, "articles": counted.count}


class _Counted:
    def __init__(self, path: Path) -> None:
        self._path = path
        self.count = 0

    def __iter__(self) -> Iterator[Record]:
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                self.count += 1
                yield json.loads(line)


def _ask(name: str, folder: Path, queries: Path) -> Iterator[dict[str, Any]]:
    """A round for each line that comes in: the seconds that each query took, and how many hits there were."""
    searcher = engine(name)
    searcher.open(folder)
    asked: list[str] = json.loads(queries.read_text("utf-8"))
    for _ in sys.stdin:
        times: dict[str, list[float]] = {}
        hits: dict[str, int] = {}
        for kind in ENGINES[name].kinds:
            times[kind], hits[kind] = [], 0
            for words in asked:
                began = time.perf_counter()
                found = searcher.find(kind, words)
                times[kind].append(time.perf_counter() - began)
                hits[kind] += len(found)
        yield {"seconds": times, "hits": hits}


if __name__ == "__main__":
    main(*sys.argv[1:])

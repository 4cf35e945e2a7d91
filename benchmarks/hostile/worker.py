"""One hostile file or query in a process of its own; prints as JSON what came of it.

worker.py article FILE FOLDER    reads the file; what it needs it makes in the folder
worker.py query FOLDER           asks the query that standard input names of the index in the folder
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import searchkit
from benchmarks.hostile import queries
from searchkit.reading import workers


def main(task: str, *arguments: str) -> None:
    measured = _article(*arguments) if task == "article" else _query(*arguments)
    print(json.dumps(measured))


def _article(file: str, folder: str) -> dict[str, Any]:
    """Reads ordinary files into an index in `folder`, then `file`, then sees that the run still goes on."""
    place = Path(folder)
    before, after = place / "before", place / "after.txt"
    before.mkdir()
    (before / "page.html").write_text(_PAGE)
    (before / "page.txt").write_text(_FRENCH)
    after.write_text("Afterwards\n\nThe run goes on.\n")
    with searchkit.open(place / "index", create=True, settings=searchkit.Settings(jobs=1)) as index:
        index.sync([before])
        articles = len(index)
        began, busy = time.perf_counter(), _processor_seconds()
        index.sync([file])
        seconds, busy = time.perf_counter() - began, _processor_seconds() - busy
        articles = len(index) - articles
        said = [[one.place, one.severity, one.code, one.reason] for one in index.problems()]
        index.sync([after])
        assert index.count("afterwards") == 1
        return {"seconds": seconds, "processor": busy, "articles": articles, "said": said, "memory": _peak()}


_PAGE = (
    "<html><body><article><h1>A title</h1><p>The council met, and the ferry sails again.</p></article></body></html>"
)
_FRENCH = "Le bac\n\nNavigations reprises, voyageurs soulag\u00e9s: traversies quotidiennes.\n"
"""Of a language that only the model tells, so that it is loaded."""


def _query(folder: str) -> dict[str, Any]:
    kind, name = sys.stdin.read().split(":", 1)
    with searchkit.open(folder) as index:
        list(index.search("korea japan unheardof trust"))
        before = _peak()
        query = queries.TEXTS[name] if kind == "text" else queries.TREES[name]
        began, busy = time.perf_counter(), _processor_seconds()
        try:
            found = index.search(query)
            list(found)
            said, total = [f"{note.code}: {note.message}" for note in found.notes], found.total
        except searchkit.SearchkitError as error:
            said, total = [f"{type(error).__name__}: {error}"], 0
        seconds, busy = time.perf_counter() - began, _processor_seconds() - busy
        began = time.perf_counter()
        try:
            index.count(query)
        except searchkit.SearchkitError as error:
            said.append(f"count: {type(error).__name__}: {error}")
        counting = time.perf_counter() - began
    return {
        "seconds": seconds,
        "processor": busy,
        "counting": counting,
        "total": total,
        "said": said,
        "before": before,
        "memory": _peak(),
    }


def _peak() -> int:
    """Most memory that this process and the one that parses pages ever held, in bytes; 0 where there is no /proc."""
    parser = _parser()
    return _high_water("self") + (_high_water(parser) if parser else 0)


def _processor_seconds() -> float:
    """What this process and those that parse pages have used."""
    used, parser = sum(os.times()[:4]), _parser()
    if parser:
        with suppress(OSError):
            fields = Path(f"/proc/{parser}/stat").read_text().rpartition(")")[2].split()
            used += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return used


def _parser() -> str:
    """The number of the process that parses pages; empty when there is none."""
    child = workers._current
    return str(child._process.pid) if child is not None and child.is_usable else ""


def _high_water(process: str) -> int:
    # not what getrusage says, which begins with the memory of the process that started this one
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return int(status.partition("VmHWM:")[2].split()[0]) << 10


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Measures each hostile file, and each hostile query where an index is named, in a process of its own.

    python -m benchmarks.hostile [WORD ...] [--index FOLDER]

WORDs choose those with one of them in their names. Prints tables in Markdown: seconds that passed, and those of the
processor, which others that use the machine do not lengthen as much. Needs 1 GB of room for temporary files.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.hostile import articles, papers, repeats, scripts
from benchmarks.hostile.queries import TEXTS, TREES

_ROOT = Path(__file__).resolve().parents[2]
_MOST_SECONDS = 120


def main() -> None:
    parser = argparse.ArgumentParser(description="Time and memory that hostile files and queries take.")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--index", help="folder of an index that the queries are put to")
    options = parser.parse_args()

    def is_chosen(name: str) -> bool:
        return not options.words or any(word in name for word in options.words)

    print("| File | Seconds | Processor | MiB | What is said |\n| --- | ---: | ---: | ---: | --- |")
    for file in (*articles.FILES, *repeats.FILES, *scripts.FILES, *papers.FILES):
        if is_chosen(file.what):
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, file.name)
                with open(path, "wb") as target:
                    file.write(target)
                print(_row(file.what, _measured("article", path, folder), _problem), flush=True)
    if options.index:
        print("\n| Query | Seconds | Processor | MiB | What is said |\n| --- | ---: | ---: | ---: | --- |")
        for kind, table in (("text", TEXTS), ("tree", TREES)):
            for name in filter(is_chosen, table):
                measured = _measured("query", options.index, asked=f"{kind}:{name}")
                print(_row(name, measured, str), flush=True)


def _measured(*arguments: str, asked: str = "") -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.hostile.worker", *arguments]
    try:
        done = subprocess.run(command, cwd=_ROOT, input=asked, capture_output=True, text=True, timeout=_MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return {"failed": f"took more than {_MOST_SECONDS} s"}
    if done.returncode:
        return {"failed": done.stderr.strip().splitlines()[-1]}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _row(what: str, measured: dict[str, Any], shown: Any) -> str:
    if "failed" in measured:
        return f"| {what} | | | | FAILED: {measured['failed']} |"
    said = (
        shown(measured["said"][0]) if measured["said"] else f"{measured.get('articles', measured.get('total'))} found"
    )
    said = said.replace("|", "\\|")
    figures = f"{measured['seconds']:.2f} | {measured['processor']:.2f} | {measured['memory'] / 2**20:.0f}"
    return f"| {what} | {figures} | {said[:160]} |"


def _problem(said: list[str]) -> str:
    place, severity, _, reason = said
    return f"{severity}{', ' + place if place else ''}: {reason}"


if __name__ == "__main__":
    main()

"""Runs the benchmark: measures every size, prints the tables, keeps the results."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from compileall import compile_dir
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.speed.choosing import engine_names, is_installed
from benchmarks.speed.engines import ENGINES
from benchmarks.speed.machine import machine, versions
from benchmarks.speed.measure import Measured, measure
from benchmarks.speed.picture import picture
from benchmarks.speed.queries import queries
from benchmarks.speed.records import SEED, prepare, titles_of
from benchmarks.speed.table import figures_table, goals_table, growth_table

_FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "reuters.jsonl.gz"
_RESULTS = Path(__file__).resolve().parents[1] / "results"


def main() -> None:
    options = _options()
    if not options.file.is_file():
        sys.exit(f"{options.file}: no such file; name a JSON Lines file of articles with --file")
    engines = [name for name in options.engines if is_installed(name)]
    _compile()
    began = datetime.now(timezone.utc)
    with _folder(options.work) as work:
        asked = queries(titles_of(prepare(options.file, work, 1, options.limit)), options.queries, SEED)
        if not asked:
            sys.exit(f"{options.file}: no words to ask for in the titles")
        sizes: dict[int, Measured] = {}
        for times in options.sizes:
            records = prepare(options.file, work, times, options.limit)
            chosen = [name for name in engines if times <= ENGINES[name].most]
            sizes[times] = measure(chosen, records, asked, work, options.rounds, partial(_say, times))
            _keep(began, options, asked, sizes)
            print(f"\n## x{times}\n\n{goals_table(times, sizes[times])}\n\n{figures_table(sizes[times])}", flush=True)
    print(f"\n## Growth, in microseconds\n\n{growth_table(sizes)}")


def _compile() -> None:
    """Compiles searchkit, as an installer does with what it installs: fresh processes would do so at each start."""
    import searchkit

    compile_dir(Path(searchkit.__file__).parent, quiet=1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.speed", description="searchkit and other engines, measured side by side."
    )
    parser.add_argument("--sizes", type=_sizes, default=[1, 10], help="multiples of the file: 1,10,100 (default 1,10)")
    parser.add_argument("--engines", type=engine_names, default=list(ENGINES), help=f"of {','.join(ENGINES)}")
    parser.add_argument("--rounds", type=int, default=5, help="times that each query is asked (default 5)")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--file", type=Path, default=_FILE, help="JSON Lines file of articles (also .gz)")
    parser.add_argument("--limit", type=int, help="take this many articles of it only")
    parser.add_argument("--work", type=Path, help="folder to keep the generated articles in for the next run")
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    return sorted({int(size) for size in text.split(",")})


@contextmanager
def _folder(work: Path | None) -> Iterator[Path]:
    if work is not None:
        work.mkdir(parents=True, exist_ok=True)
        yield work
    else:
        with tempfile.TemporaryDirectory() as temporary:
            yield Path(temporary)


def _say(times: int, what: str) -> None:
    print(f"x{times}: {what}", file=sys.stderr, flush=True)


def _keep(began: datetime, options: argparse.Namespace, asked: list[str], sizes: dict[int, Measured]) -> None:
    """Writes what is known so far, so that a run that is stopped was not for nothing."""
    kept: dict[str, Any] = {
        "measured": began.isoformat(timespec="seconds"),
        "machine": machine(),
        "versions": versions(),
        "file": options.file.name,
        "limit": options.limit,
        "seed": SEED,
        "rounds": options.rounds,
        "queries": asked,
        "sizes": {str(times): measured for times, measured in sizes.items()},
    }
    _RESULTS.mkdir(exist_ok=True)
    name = _RESULTS / f"speed-{began:%Y%m%d-%H%M}"
    name.with_suffix(".json").write_text(json.dumps(kept) + "\n", "utf-8")
    name.with_suffix(".svg").write_text(picture(sizes), "utf-8")


if __name__ == "__main__":
    main()

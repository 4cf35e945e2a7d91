"""How long does a search take: warm in a program, and cold as a whole command?

Indexes a JSON Lines file into a temporary folder, then asks for one to three words of randomly chosen titles (fixed
seed), ten hits with their passages each, and runs the `search` command in fresh processes.

    python benchmarks/search.py [--file FILE] [--queries 300] [--cold 10]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

import searchkit

_FILE = Path(__file__).resolve().parents[2] / "shared" / "data" / "reuters.jsonl.gz"
_SEED = 1987


def main() -> None:
    options = _options()
    if not options.file.is_file():
        sys.exit(f"{options.file}: no such file; name a JSON Lines file of articles with --file")
    with tempfile.TemporaryDirectory() as folder, searchkit.open(Path(folder) / "index", create=True) as index:
        report = index.sync([options.file])
        print(f"{options.file.name}: {report.articles:,} articles in {report.seconds:.0f} s")
        queries = _queries(index, options.queries)
        for match_all in (False, True):
            times = [_timed(index, query, match_all) for query in queries]
            print(f"warm, {'all' if match_all else 'any'} of the words: {_summary(times)}")
        cold = [_cold(Path(folder) / "index") for _ in range(options.cold)]
        print(f"cold, `search Korea Japan trust`: {_summary(cold)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Times of searches, warm and cold.")
    parser.add_argument("--file", type=Path, default=_FILE, help="JSON Lines file of articles (also .gz)")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--cold", type=int, default=10)
    return parser.parse_args()


def _queries(index: searchkit.Index, count: int) -> list[str]:
    dice = random.Random(_SEED)
    titles = sorted(words for article in index if (words := article.title.split()))
    return [
        " ".join(dice.sample(words := dice.choice(titles), min(dice.randint(1, 3), len(words)))) for _ in range(count)
    ]


def _timed(index: searchkit.Index, query: str, match_all: bool) -> float:
    began = time.perf_counter()
    index.search(query, match_all=match_all)
    return time.perf_counter() - began


def _cold(index: Path) -> float:
    command = [str(Path(sys.executable).with_name("search")), "--index", str(index), "Korea", "Japan", "trust"]
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def _summary(times: list[float]) -> str:
    return f"median {median(times) * 1000:.0f} ms, 95 % under {quantiles(times, n=20)[-1] * 1000:.0f} ms"


if __name__ == "__main__":
    main()

"""How many articles a second are read and analysed, on one core?

Three stages over one JSON Lines file: reading alone, analysis alone (of articles already read), both. Articles are
analysed as an indexer does it, in batches that become arrays. Each stage begins with an empty memory, so every stem is
computed and every import that the stages before did not need is paid for within it.

    python benchmarks/reading.py [--file FILE] [--limit ARTICLES]
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from searchkit.analysis import Analyzer
from searchkit.model import Article, Problem
from searchkit.reading import FileEntry, read, walk
from searchkit.settings import Settings

_FILE = Path(__file__).resolve().parents[2] / "shared" / "data" / "reuters.jsonl.gz"
_SETTINGS = Settings()
_BATCH = 256  # articles


def main() -> None:
    options = _options()
    if not options.file.is_file():
        sys.exit(f"{options.file}: no such file; name a JSON Lines file of articles with --file")
    articles = list(islice(_read(options.file), options.limit))
    if not articles:
        sys.exit(f"{options.file}: no articles in it")
    stages: dict[str, Callable[[], int]] = {
        "reading": lambda: sum(1 for _ in islice(_read(options.file), options.limit)),
        "analysis": lambda: _analyse(iter(articles)),
        "both": lambda: _analyse(islice(_read(options.file), options.limit)),
    }
    print(f"{options.file.name}: {len(articles):,} articles, processor time\n")
    print(f"{'stage':<10}{'articles/s':>12}{'us/article':>12}")
    for name, stage in stages.items():
        count, seconds = _timed(stage)
        print(f"{name:<10}{count / seconds:>12,.0f}{seconds / count * 1e6:>12,.0f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Articles read and analysed a second, on one core.")
    parser.add_argument("--file", type=Path, default=_FILE, help="JSON Lines file of articles (also .gz)")
    parser.add_argument("--limit", type=int, help="take this many articles only")
    return parser.parse_args()


def _read(path: Path) -> Iterator[Article]:
    for entry in walk([path]):
        if isinstance(entry, FileEntry):
            for found in read(entry, settings=_SETTINGS):
                if not isinstance(found, Problem):
                    yield found


def _analyse(articles: Iterator[Article]) -> int:
    from searchkit.analysis.bulk import BulkAnalyzer

    bulk = BulkAnalyzer(Analyzer(settings=_SETTINGS))
    count = 0
    while batch := list(islice(articles, _BATCH)):
        for article in batch:
            bulk.add(article.title, article.lang)
            bulk.add(article.body, article.lang)
        bulk.take()
        count += len(batch)
    return count


def _timed(stage: Callable[[], int]) -> tuple[int, float]:
    gc.collect()
    started = time.process_time()
    count = stage()
    return count, time.process_time() - started


if __name__ == "__main__":
    main()

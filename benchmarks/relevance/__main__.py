"""Runs the benchmark and prints its tables; ``--write`` keeps the results and brings docs/relevance.md up to date."""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from benchmarks.relevance.collection import Collection, read_collection
from benchmarks.relevance.engines import PEERS, Peer, Searchkit
from benchmarks.relevance.made import SEED, made_collection
from benchmarks.relevance.measure import measure
from benchmarks.relevance.page import RESULTS, write_page
from benchmarks.relevance.table import tables
from benchmarks.speed.choosing import engine_names, is_installed
from benchmarks.speed.engines import ENGINES
from benchmarks.speed.machine import versions
from searchkit.errors import SearchkitError

_ROOT = Path(__file__).resolve().parents[2]
_DATA = Path(os.environ.get("SEARCHKIT_TEST_DATA", _ROOT.parent / "shared")) / "data"


def main() -> None:
    options = _options()
    began = datetime.now(timezone.utc)
    try:
        variants = [Searchkit(changes) for changes in ({}, *options.settings)]
        collections = _collections(options)
        peers = [Peer(name) for name in options.peers if is_installed(name)]
        measured: dict[str, Any] = {}
        for one in collections:
            measured |= measure([*variants, *peers], one, _say)
    except SearchkitError as error:
        sys.exit(str(error))
    print(tables(measured))
    if options.write:
        kept = {
            "measured": began.isoformat(timespec="seconds"),
            "versions": versions(),
            "seed": SEED,
            "collections": measured,
        }
        path = RESULTS / f"relevance-{began:%Y%m%d-%H%M}.json"
        path.write_text(json.dumps(kept) + "\n", "utf-8")
        write_page(kept)


def _collections(options: argparse.Namespace) -> list[Collection]:
    collections = [read_collection(folder) for folder in options.folders]
    if options.file is not None:
        collections.append(made_collection(options.file, options.queries))
    return collections


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.relevance", description="How good the answers of searchkit and other engines are."
    )
    parser.add_argument(
        "folders", nargs="*", type=Path, default=[_DATA / "cranfield"], metavar="FOLDER",
        help="test collections: folders with docs.jsonl, queries.jsonl and qrels.tsv",
    )  # fmt: skip
    parser.add_argument(
        "--file", type=lambda text: Path(text) if text else None, default=_DATA / "reuters.jsonl.gz",
        help="JSON Lines file of articles with tags (also .gz), of which two more sets are made; '' for none",
    )  # fmt: skip
    parser.add_argument("--queries", type=int, default=300, help="queries of a set that is made (default 300)")
    parser.add_argument("--peers", type=engine_names, default=PEERS, help=f"of {','.join(ENGINES)}; '' for none")
    parser.add_argument(
        "--set", dest="settings", type=_settings, action="append", default=[], metavar="NAME=VALUE[,...]",
        help="measure searchkit with these settings too; repeatable",
    )  # fmt: skip
    parser.add_argument("--write", action="store_true", help="keep the results, and write docs/relevance.md")
    return parser.parse_args()


def _settings(text: str) -> dict[str, str]:
    return dict(part.partition("=")[::2] for part in text.split(","))


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

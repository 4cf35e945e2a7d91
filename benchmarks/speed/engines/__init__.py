"""What each engine is told: how to index records and how to answer a query.

A module here imports its engine, so it is itself imported only in that engine's process, by `engine`. This one stays
light: the time to a first answer includes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TypedDict, cast

Kind = Literal["or", "and", "phrase"]
KINDS: tuple[Kind, ...] = ("or", "and", "phrase")
HITS = 10


class Record(TypedDict):
    """What an engine indexes and stores."""

    id: str
    title: str
    body: str
    date: str


Found = list[tuple[str, str]]
"""Identity and title of the best hits."""


class Engine(Protocol):
    """An engine as it is measured."""

    def build(self, records: Iterator[Record], folder: Path) -> None:
        """Indexes and stores `records` in the empty `folder`; nothing is left to be merged when it returns."""

    def open(self, folder: Path) -> None:
        """Makes ready to answer."""

    def find(self, kind: Kind, words: str, limit: int = HITS) -> Found:
        """At most `limit` best hits of `words`, which hold nothing that a query language takes for more than words."""


class Described(NamedTuple):
    """An engine as the tables show it."""

    home: str
    label: str
    package: str
    """The distribution whose version is told."""
    kinds: tuple[Kind, ...] = KINDS
    most: int = 1_000
    """Above this size it is not measured: it would take hours, or all of the memory."""


ENGINES = {
    "searchkit": Described("searchkit_:Searchkit", "searchkit", "searchkit"),
    "searchkit-bm25": Described("searchkit_:Bm25Alone", "searchkit, BM25 alone", "searchkit"),
    "tantivy": Described("tantivy_:Tantivy", "tantivy", "tantivy"),
    "tantivy-text": Described("tantivy_:TantivyText", "tantivy, one field", "tantivy"),
    "fts5": Described("sqlite_:Fts5", "SQLite FTS5", ""),
    "bm25s": Described("bm25s_:Bm25s", "bm25s", "bm25s", kinds=("or",), most=10),
    "whoosh": Described("whoosh_:SameWords", "Whoosh, same analysis", "whoosh3", most=10),
    "whoosh-own": Described("whoosh_:OwnWords", "Whoosh, its own analysis", "whoosh3", most=10),
}


def engine(name: str) -> Engine:
    """The engine of this name, imported now."""
    module, _, kind = ENGINES[name].home.partition(":")
    return cast(Engine, getattr(import_module(f"benchmarks.speed.engines.{module}"), kind)())

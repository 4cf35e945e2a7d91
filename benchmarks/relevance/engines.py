"""The engines as they are asked here: each with its defaults, searchkit with other settings too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import searchkit
from benchmarks.speed.engines import ENGINES, Record, engine
from searchkit.evaluation.searching import IndexSearch
from searchkit.settings import Settings, load_settings

PEERS = ("tantivy", "tantivy-text", "fts5", "bm25s", "whoosh-own")
"""Of the engines of the speed benchmark: all that come with words of their own."""

_WORD = re.compile(r"\w+(?:[.-]\w+)*")
_POSSESSIVE = re.compile(r"['\u2019]s\b", re.IGNORECASE)
_OPERATORS = frozenset({"and", "or", "not", "in"})
"""Written in capitals; ``IN`` is one of tantivy's."""

Answer = list[tuple[str, float]]
"""(document, score), best first."""


class Asked(Protocol):
    """An engine that has indexed a collection."""

    def __call__(self, queries: Sequence[str]) -> Iterable[Answer]:
        """The best documents for each query."""


class Searchkit:
    """searchkit with some settings, given as ``NAME=VALUE``."""

    def __init__(self, changes: dict[str, str]) -> None:
        self.settings = load_settings(changes, environ={})
        self.label = ", ".join(["searchkit", *(f"{name}={value}" for name, value in changes.items())])

    def asked(self, records: Iterable[Record], folder: Path, depth: int) -> Asked:
        """Indexes `records` in `folder`, where no settings before have had it done already."""
        path = folder / f"searchkit-{self.settings.title_weight}"  # the one setting that an index is made with
        if not path.is_dir():
            _index(records, path, self.settings)
        return IndexSearch(searchkit.open(path, settings=self.settings), depth=depth)


def _index(records: Iterable[Record], path: Path, settings: Settings) -> None:
    """All said to be English, as the other engines' analysers are told too."""
    with searchkit.open(path, create=True, settings=settings) as index, index.writer() as writer:
        for record in records:
            writer.add(
                searchkit.Article(title=record["title"], body=record["body"], lang="en", extra={"id": record["id"]})
            )


class Peer:
    """An engine of the speed benchmark, any of whose words may be there."""

    def __init__(self, name: str) -> None:
        self.label = ENGINES[name].label
        self._name = name

    def asked(self, records: Iterable[Record], folder: Path, depth: int) -> Asked:
        """Indexes `records` in a folder of its own in `folder`."""
        path = folder / self._name
        path.mkdir()
        peer = engine(self._name)
        peer.build(iter(records), path)
        peer.open(path)

        def answers(queries: Sequence[str]) -> Iterator[Answer]:
            for query in queries:
                found = peer.find("or", query, depth) if query else []
                yield [(document, -float(rank)) for rank, (document, _) in enumerate(found)]

        return answers


def plain(query: str) -> str:
    """The words of a query, without what any of the engines takes for an operator.

    >>> plain("Canada's U.S. trade AND a ban-lift (1986/87)?")
    'Canada U.S trade and a ban-lift 1986 87'
    """
    words = _WORD.findall(_POSSESSIVE.sub("", query))
    return " ".join(word.lower() if word.lower() in _OPERATORS else word for word in words)

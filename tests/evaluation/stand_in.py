"""A stand-in for ``ir_datasets``: the same calls, nothing to fetch, a collection of three documents."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any, NamedTuple

import pytest


class Document(NamedTuple):
    """One with a title, as those of news collections are."""

    doc_id: str
    title: str
    text: str

    def default_text(self) -> str:
        """All of it."""
        return f"{self.title} {self.text}"


class Bare(NamedTuple):
    """A document of a collection with fields of its own."""

    doc_id: str
    statement: str

    def default_text(self) -> str:
        """All of it."""
        return self.statement


class Query(NamedTuple):
    """A question."""

    query_id: str
    text: str

    def default_text(self) -> str:
        """All of it."""
        return self.text


class Qrel(NamedTuple):
    """A judgment."""

    query_id: str
    doc_id: str
    relevance: int


class StandIn:
    """A collection, some parts of which may be missing or fail to be fetched."""

    documents: Sequence[Document | Bare] = (
        Document("d1", "Ferry strike", "The ferry crews of the harbour are on strike."),
        Document("d2", "", " "),
        Bare("d3", "A ferry sails again."),
    )
    queries: Sequence[Query] = (Query("q1", "ferry strike"), Query("q2", "orchards"))
    qrels: Sequence[Qrel] = (Qrel("q1", "d1", 2), Qrel("q1", "d3", 0), Qrel("q2", "d3", 1))

    def __init__(self, *, lacks: str = "", fails: str = "") -> None:
        self._lacks = lacks
        self._fails = fails

    def has_docs(self) -> bool:
        """Whether there are documents."""
        return self._lacks != "docs"

    def has_queries(self) -> bool:
        """Whether there are queries."""
        return self._lacks != "queries"

    def has_qrels(self) -> bool:
        """Whether there are judgments."""
        return self._lacks != "qrels"

    def docs_iter(self) -> Iterator[Document | Bare]:
        """The documents; fetched only now."""
        return self._fetched("docs", self.documents)

    def queries_iter(self) -> Iterator[Query]:
        """The queries."""
        return self._fetched("queries", self.queries)

    def qrels_iter(self) -> Iterator[Qrel]:
        """The judgments."""
        return self._fetched("qrels", self.qrels)

    def _fetched(self, what: str, items: Sequence[Any]) -> Iterator[Any]:
        if self._fails == what:
            raise OSError("no route to the host")
        yield from items


def install(monkeypatch: pytest.MonkeyPatch, **collections: StandIn) -> None:
    """Makes ``import ir_datasets`` give a module that knows `collections`."""
    module: Any = ModuleType("ir_datasets")
    module.load = collections.__getitem__
    monkeypatch.setitem(sys.modules, "ir_datasets", module)

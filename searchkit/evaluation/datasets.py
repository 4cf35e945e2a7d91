"""Test collections that ``ir_datasets`` knows by name, and fetches when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from searchkit.errors import EvaluationError
from searchkit.model import Article

_TITLES = ("title", "headline")
_TEXTS = ("text", "body", "abstract", "contents")


@dataclass(frozen=True, slots=True)
class Dataset:
    """A collection: its documents, queries and judgments."""

    name: str
    queries: dict[str, str]
    judgments: dict[str, dict[str, int]]
    source: Any
    """What ``ir_datasets`` gave."""

    def articles(self) -> Iterator[Article]:
        """Its documents, one at a time; the field ``id`` of each is its identity in the collection.

        Raises `EvaluationError` when they cannot be fetched.
        """
        for document in _fetched(self.name, self.source.docs_iter):
            fields = {name: str(getattr(document, name, "") or "") for name in (*_TITLES, *_TEXTS)}
            title = next((fields[name] for name in _TITLES if fields[name]), "")
            body = next((fields[name] for name in _TEXTS if fields[name]), "")
            if not body and hasattr(document, "default_text"):
                body = str(document.default_text())
            if title.strip() or body.strip():
                yield Article(title=title, body=body, extra={"id": str(document.doc_id)})


def load_dataset(name: str) -> Dataset:
    """The collection `name`, such as ``beir/scifact/test``. Raises `EvaluationError` when it is unknown, lacks queries
    or judgments, cannot be fetched, or ``ir_datasets`` is not installed."""
    try:
        import ir_datasets
    except ImportError as error:
        raise EvaluationError("collections by name need ir_datasets: pip install 'searchkit[eval-datasets]'") from error
    try:
        source = ir_datasets.load(name)
    except KeyError as error:
        raise EvaluationError(
            f"{name!r} is no collection that ir_datasets knows; see https://ir-datasets.com"
        ) from error
    for has, what in ((source.has_docs, "documents"), (source.has_queries, "queries"), (source.has_qrels, "judgments")):
        if not has():
            raise EvaluationError(f"the collection {name!r} has no {what}")
    queries = {query.query_id: query.default_text() for query in _fetched(name, source.queries_iter)}
    judgments: dict[str, dict[str, int]] = {}
    for judgment in _fetched(name, source.qrels_iter):
        judgments.setdefault(judgment.query_id, {})[judgment.doc_id] = int(judgment.relevance)
    return Dataset(name, queries, judgments, source)


def _fetched(name: str, items: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """The `items` of the collection `name`, which are fetched when the first is asked for."""
    try:
        yield from items()
    except (OSError, RuntimeError) as error:
        raise EvaluationError(f"the collection {name!r} cannot be fetched: {error}") from error

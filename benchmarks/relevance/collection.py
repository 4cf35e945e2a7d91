"""What is asked and what would be right: documents, queries and judgments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed.engines import Record
from searchkit.errors import EvaluationError
from searchkit.evaluation import read_judgments, read_queries
from searchkit.evaluation.lines import lines_of, record_of

_DATE = "1987-01-01T00:00:00"
"""The engines want one; it moves nobody's ranking."""


@dataclass(frozen=True, slots=True)
class Questions:
    """The text of each query, and the gain of each document that is relevant to it."""

    name: str
    queries: dict[str, str]
    judgments: dict[str, dict[str, int]]
    judged: bool = True
    """Whether people have judged; else documents without a judgment are known to be of no use."""
    without_itself: bool = False
    """Whether a query is the text of the document of its name, which is then no answer to it."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, and what is asked of them."""

    records: list[Record]
    questions: tuple[Questions, ...]


def read_collection(folder: Path) -> Collection:
    """The collection in `folder`: ``docs.jsonl`` (id, title, body), ``queries.jsonl`` (id, text), ``qrels.tsv``.

    Raises `EvaluationError` when one of them is missing or not what its name says.
    """
    asked = Questions(
        folder.resolve().name, read_queries(folder / "queries.jsonl"), read_judgments(folder / "qrels.tsv")
    )
    return Collection([record for record, _ in read_articles(folder / "docs.jsonl")], (asked,))


def read_articles(path: Path) -> Iterator[tuple[Record, frozenset[str]]]:
    """The articles of a JSON Lines file, and the tags of each. Those without a word are left out, and so is every
    further copy of the same title and body: a search engine may keep one of them only.

    Raises `EvaluationError` for a file that cannot be read or holds something else.
    """
    seen: set[tuple[str, str]] = set()
    for number, line in lines_of(path):
        found = record_of(path, number, line)
        title, body = str(found.get("title") or ""), str(found.get("body") or "")
        if f"{title}{body}".strip() and (title, body) not in seen:
            seen.add((title, body))
            record = Record(id=str(found.get("id", number)), title=title, body=body, date=_DATE)
            yield record, _tags(path, number, found.get("tags") or [])


def _tags(path: Path, number: int, tags: Any) -> frozenset[str]:
    if not isinstance(tags, list):
        raise EvaluationError(f"{path}: line {number}: the tags are no list")
    return frozenset(map(str, tags))

"""The search itself gives what a real Lucene gave for the same documents and queries."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from whoosh import query
from whoosh.reading import EmptyReader

from searchkit.index.schema import make_schema
from searchkit.search.evaluating.evaluate import Run
from searchkit.search.ranking import rank
from searchkit.search.statistics import Snapshot
from tests.search.plain_segment import Document, PlainSegment
from tests.search.test_lucene_scores import _cases, _documents

SCHEMA = make_schema()


@cache
def snapshot() -> Snapshot:
    """Lucene's documents in two segments; of those with one score it put the lower number first, as our keys do."""
    documents = [
        Document({"text": [(term, place, 1) for place, term in enumerate(tokens)]}, key=number)
        for number, tokens in enumerate(_documents())
    ]
    half = len(documents) // 2
    parts = [PlainSegment(part, scored=["text"], placed=["text"]) for part in (documents[:half], documents[half:])]
    return Snapshot([(parts[0], 0), (parts[1], half)], SCHEMA, 1.5, 0.75)  # type: ignore[list-item]


def tree(kind: str, words: list[str]) -> query.Query:
    """The query that a line of the fixture stands for."""
    if kind == "phrase":
        return query.Phrase("text", words)
    terms = [
        query.Term("text", term, boost=float(boost or 1)) for term, _, boost in (word.partition("^") for word in words)
    ]
    if kind == "maybe":
        return query.AndMaybe(terms[0], query.Or(terms[1:]))
    return query.And(terms) if kind == "and" else query.Or(terms)


@pytest.mark.parametrize(("kind", "limit", "words", "hits"), list(_cases()))
def test_search_gives_lucenes_bits(kind: str, limit: int, words: list[str], hits: list[tuple[int, int]]) -> None:
    """Documents, their order and the bits of their scores."""
    run = Run(snapshot(), EmptyReader(SCHEMA))
    ranked = rank(run, tree(kind, words), count=limit, sort="relevance", versions=True)
    assert [(number, int(np.float32(score).view(np.int32))) for number, score in ranked.documents] == hits

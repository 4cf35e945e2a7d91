"""Leaving out what cannot be among the best changes nothing about the best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count as count_from
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.reading import EmptyReader

from searchkit.index.schema import make_schema
from searchkit.search import pruning, ranking, shapes
from searchkit.search.evaluating.evaluate import Run
from searchkit.search.ranked import Ranked
from searchkit.search.statistics import Snapshot
from searchkit.search.whole import lists
from tests.search.evaluating.test_evaluate import plain_snapshot
from tests.search.plain_segment import Document
from tests.search.random_trees import all_of_words, any_of_words, corpora, phrases

SCHEMA = make_schema()


@pytest.fixture(autouse=True, scope="module")
def _prune_always() -> Iterator[None]:
    with (
        patch.multiple(ranking, EXACT_TOTALS=0, _LONG=0, _LONG_ALL=0, _LONG_PHRASE=0),
        patch.object(shapes, "_FEW", 0),
        patch.multiple(lists, SHORT=-1, LONG=-1),
        patch.multiple(pruning, _FIRST_BLOCKS=1, _FIRST=1),
    ):
        yield


def ask(snapshot: Snapshot, tree: query.Query, count: int, *, exact: bool | None, versions: bool) -> Ranked:
    """The best `count`."""
    run = Run(snapshot, EmptyReader(SCHEMA))
    return ranking.rank(run, tree, count=count, sort="relevance", versions=versions, exact_total=exact)


@settings(max_examples=300)
@given(
    corpora,
    st.one_of(any_of_words, any_of_words, all_of_words, phrases),
    st.sampled_from([None, None, "en"]),
    st.integers(1, 8),
    st.booleans(),
    st.sets(st.integers(0, 35)),
)
def test_the_best_are_the_same(
    corpus: list[list[Document]],
    tree: query.Query,
    language: str | None,
    count: int,
    versions: bool,
    older: set[int],
) -> None:
    """Articles, scores, order and the number of older versions; and there are at least as many as is said."""
    numbers = count_from(0)  # no two articles have the same key
    corpus = [[replace(document, key=100 * document.key + next(numbers)) for document in some] for some in corpus]
    for number, document in enumerate(document for documents in corpus for document in documents):
        if number in older:
            document.fields["older"] = [("1", 0, 1)]
    snapshot = plain_snapshot(corpus, SCHEMA, block=2)
    if language:
        tree = query.Require(tree, query.Term("lang", language))
    all_counted = ask(snapshot, tree, count, exact=True, versions=versions)
    pruned = ask(snapshot, tree, count, exact=False, versions=versions)
    assert pruned.documents == all_counted.documents
    assert pruned.older == all_counted.older
    assert len(pruned.documents) <= pruned.total <= all_counted.total
    assert all_counted.is_exact
    assert not pruned.is_exact or pruned.total == all_counted.total


def test_long_lists_are_not_read_in_full() -> None:
    """A thousand documents of a common word; those of the rare one beside it are enough."""
    documents = [
        Document({"text": [("common", 0, 1), ("filler", 1, number % 7)]}, key=number) for number in range(1000)
    ]
    documents[500] = Document({"text": [("common", 0, 1), ("rare", 1, 1)]}, key=500)
    documents[501] = Document({"text": [("rare", 0, 1)]}, key=501)
    snapshot = plain_snapshot([documents], SCHEMA, block=2)
    read: list[int] = []
    word = snapshot.word("text", "common")
    postings = word.lists[0]
    assert postings is not None
    documents_in = type(postings).documents_in

    def counting(self: object, numbers: np.ndarray) -> object:
        read.append(len(numbers))
        return documents_in(self, numbers)  # type: ignore[arg-type]

    tree = query.Or([query.Term("text", "common"), query.Term("text", "rare")])
    with patch.object(type(postings), "documents_in", counting):
        ranked = ask(snapshot, tree, 2, exact=None, versions=True)
    assert [number for number, _ in ranked.documents] == [501, 500]
    assert sum(read) < postings.block_count / 10
    assert (ranked.is_exact, ranked.total) == (False, 999)

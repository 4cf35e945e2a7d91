"""How many articles have a term: what is counted without making lists is what the lists say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from whoosh.filedb.filestore import RamStorage

import searchkit
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.whoosh.index import ColumnarIndex
from searchkit.index.schema import make_schema
from searchkit.index.store import Store
from searchkit.search.plain import counts
from searchkit.search.plain.counts import text_counts
from searchkit.search.plain.statistics import PlainSnapshot
from searchkit.search.statistics import Snapshot
from searchkit.testing import small_index
from tests.compat.make_index import HERE
from tests.search.evaluating.test_evaluate import fill
from tests.search.plain_segment import Document
from tests.search.random_trees import WORDS, corpora


def snapshots(store: Store) -> tuple[Snapshot, PlainSnapshot]:
    """The newest commit, with arrays and without."""
    reader = store.reader()
    segments = segments_of(reader)
    assert segments is not None
    return Snapshot(segments, reader.schema, 1.5, 0.75), PlainSnapshot(segments, 1.5, 0.75)


@settings(max_examples=60)
@given(corpora)
def test_as_the_lists_say(corpus: list[list[Document]]) -> None:
    """Over segments with deletes, of words that are there and of one that is not."""
    reader = fill(ColumnarIndex.create(RamStorage(), make_schema()), corpus)
    segments = segments_of(reader)
    assert segments is not None
    for snapshot in (Snapshot(segments, reader.schema, 1.5, 0.75), PlainSnapshot(segments, 1.5, 0.75)):
        for word in (*WORDS, "none", "\ud800"):
            assert text_counts(reader)[word] == snapshot.posting_count("text", word)


@pytest.mark.parametrize("version", [1, 2])
def test_in_indexes_of_before(version: int, tmp_path: Path) -> None:
    """Whatever their lists are like."""
    with searchkit.open(HERE / f"index_v{version}") as index:
        found = [text_counts(index._store.reader())[word] for word in ("ferri", "of", "none")]
        for snapshot in snapshots(index._store):
            assert [snapshot.posting_count("text", word) for word in ("ferri", "of", "none")] == found


def test_of_long_lists() -> None:
    """Those whose header says it; and no more counts are kept than there is room for."""
    articles = [searchkit.Article(title=f"Gull {number}", body="of the sea " * (number % 3)) for number in range(300)]
    with small_index(articles) as index, pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts, "_MOST", 2)
        found = text_counts(index._store.reader())
        for _ in range(2):
            assert [found[word] for word in ("gull", "sea", "7", "none")] == [300, 200, 1, 0]
        assert len(found) <= 2

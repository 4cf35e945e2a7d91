"""The same programs over Whoosh's own codec and over ours, in memory and in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import FileIndex

from searchkit.index.columnar.whoosh.index import ColumnarIndex

MakeIndex = Callable[[Schema], FileIndex]


@pytest.fixture(params=["stock", "columnar", "columnar in memory"])
def make_index(request: pytest.FixtureRequest, tmp_path: Path) -> MakeIndex:
    """Makes an index of a schema."""

    def make(schema: Schema) -> FileIndex:
        storage = RamStorage() if "memory" in request.param else FileStorage(str(tmp_path))
        return (FileIndex if request.param == "stock" else ColumnarIndex).create(storage, schema)

    return make


def reopened(index: FileIndex) -> FileIndex:
    """The index as another program opens it."""
    return type(index)(index.storage)


def found(index: FileIndex, query: Any, field: str = "id", **options: Any) -> list[Any]:
    """A stored field of every hit, in order."""
    options.setdefault("limit", None)
    with index.searcher() as searcher:
        return [hit[field] for hit in searcher.search(query, **options)]


def columnar_only(make_index: MakeIndex) -> MakeIndex:
    """`make_index` for what Whoosh's own codec cannot do: skips the test over that."""

    def make(schema: Schema) -> FileIndex:
        index = make_index(schema)
        if not isinstance(index, ColumnarIndex):
            pytest.skip("Whoosh's own codec fails here")
        return index

    return make

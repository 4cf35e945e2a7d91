"""Whoosh's ways of making, finding and opening an index in a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from whoosh.fields import ID, Schema
from whoosh.filedb.filestore import RamStorage, ReadOnlyError

from searchkit.index.columnar.storage import DurableStorage
from searchkit.index.columnar.whoosh.index import ColumnarIndex, create_in, exists_in, open_dir
from tests.index.columnar.conftest import MakeIndex

SCHEMA = Schema(id=ID(stored=True))


def test_the_names_that_whoosh_takes(tmp_path: Path) -> None:
    """A name may be left out or None, arguments are in Whoosh's order, and a folder says what it has."""
    assert not exists_in(tmp_path)
    assert not exists_in(tmp_path / "missing")
    create_in(str(tmp_path), SCHEMA, None)
    create_in(str(tmp_path), SCHEMA, "other")
    assert exists_in(str(tmp_path))
    assert exists_in(tmp_path, "other")
    assert not exists_in(tmp_path, "third")
    assert open_dir(tmp_path, None).indexname == "MAIN"
    assert open_dir(tmp_path, "other", False, SCHEMA).indexname == "other"


def test_reading_only(tmp_path: Path) -> None:
    """An index that was opened for reading is read, and refuses to be written, before anything is written."""
    with create_in(tmp_path, SCHEMA).writer() as writer:
        writer.add_document(id="1")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    index = open_dir(tmp_path, readonly=True)
    assert index.doc_count() == 1
    with pytest.raises(ReadOnlyError):
        index.writer()
    with pytest.raises(ReadOnlyError):
        ColumnarIndex.create(index.storage, SCHEMA)
    with pytest.raises(ReadOnlyError):
        index.storage.create_file("new")
    with pytest.raises(ReadOnlyError):
        index.storage.rename_file(next(iter(before)), "new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_storage_makes_and_opens_its_own_kind(tmp_path: Path) -> None:
    """Also when no class is named."""
    storage = DurableStorage(tmp_path)
    assert not storage.index_exists()
    with storage.create_index(SCHEMA).writer() as writer:
        writer.add_document(id="1")
    assert storage.index_exists()
    index = storage.open_index()
    assert type(index) is ColumnarIndex
    assert index.doc_count() == 1


def test_a_document_that_is_not_there(make_index: MakeIndex) -> None:
    """Asked for by a number past the last: an IndexError, and no word of damage."""
    index = make_index(SCHEMA)
    with index.writer() as writer:
        writer.add_document(id="1")
    with index.reader() as reader:
        assert reader.stored_fields(0) == {"id": "1"}
        with pytest.raises(IndexError):
            reader.stored_fields(1)


def test_in_memory() -> None:
    """Whoosh's storage in memory opens this format when it is told the class."""
    storage = RamStorage()
    storage.create_index(SCHEMA, indexclass=ColumnarIndex)
    assert storage.open_index(indexclass=ColumnarIndex).is_empty()

"""The table of contents and the files of an index: damage, versions, sweeping, names."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import EmptyIndexError, FileIndex, LockError
from whoosh.reading import SegmentReader
from whoosh.util.testing import check_abstract_methods

from searchkit.errors import IndexDamaged, IndexUnfit
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.values import encode_record
from searchkit.index.columnar.whoosh.codec import ColumnarCodec
from searchkit.index.columnar.whoosh.index import ColumnarIndex, create_in, open_dir
from searchkit.index.columnar.writing import SegmentFileWriter
from tests.index.columnar.conftest import found

SCHEMA = Schema(id=ID(stored=True, unique=True), body=TEXT)


def commit(index: ColumnarIndex, *ids: str, merge: bool = False) -> None:
    """Adds articles with these identities."""
    writer = index.writer()
    for id in ids:
        writer.update_document(id=id, body=f"ferry {id}")
    writer.commit(merge=merge)


@pytest.fixture
def index(tmp_path: Path) -> ColumnarIndex:
    """Two segments, a deleted article."""
    index = create_in(tmp_path, SCHEMA)
    commit(index, "a", "b")
    commit(index, "c", "a")
    return index


def newest(folder: Path) -> Path:
    """The newest table of contents in a folder; the one before it is removed."""
    path, *before = sorted(folder.glob("_MAIN_*.toc"), reverse=True)
    for other in before:
        other.unlink()
    return path


def test_the_codec_has_every_method(tmp_path: Path) -> None:
    """Every method that Whoosh marks as abstract is there, but the two that only its own codec calls."""
    from whoosh.codec import base

    from searchkit.index.columnar.whoosh import documents, reading, writing

    check_abstract_methods(base.PerDocumentReader, documents.PerDocumentReader)
    check_abstract_methods(base.TermsReader, reading.TermsReader)
    check_abstract_methods(base.PerDocumentWriter, writing.PerDocumentWriter)
    missing = {"postings_reader", "postings_writer"}
    assert {name for name in vars(base.Codec) if not name.startswith("_")} - set(dir(ColumnarCodec)) - missing == set()


def test_files_of_an_index(tmp_path: Path, index: ColumnarIndex) -> None:
    """A commit leaves the files that it and the one before need; what a reader holds open stays readable."""
    segments = index._segments()
    deleted = [segment for segment in segments if segment.deleted_count()]
    assert [segment.deletions for segment in deleted] == [2]
    expected = {f"{segment.segment_id()}.seg" for segment in segments} | {f"{deleted[0].segment_id()}.2.del"}
    assert {path.name for path in tmp_path.iterdir()} == expected | {"_MAIN_2.toc", "_MAIN_1.toc", "MAIN_WRITELOCK"}
    with index.searcher() as searcher:
        commit(index, "b")
        assert len(list(tmp_path.glob("*.2.del"))) == 1
        commit(index, "d")
        assert not list(tmp_path.glob("*.2.del"))
        assert sorted(path.name for path in tmp_path.glob("*.toc")) == ["_MAIN_3.toc", "_MAIN_4.toc"]
        assert sorted(hit["id"] for hit in searcher.search(query.Every())) == ["a", "b", "c"]
        assert [searcher.doc_count_all(), index.doc_count_all()] == [4, 6]


def test_leftovers_are_swept(tmp_path: Path, index: ColumnarIndex) -> None:
    """What a writer that was killed left is gone after the next one opens; other files stay."""
    (tmp_path / "MAIN_0000.seg").write_bytes(b"half")
    (tmp_path / "_MAIN_3.toc.1234").write_bytes(b"half")
    (tmp_path / "OTHER_0000.seg").write_bytes(b"another index's")
    (tmp_path / "notes.txt").write_text("mine")
    index.writer().cancel()
    names = {path.name for path in tmp_path.iterdir()}
    assert {"notes.txt", "OTHER_0000.seg"} <= names
    assert not names & {"MAIN_0000.seg", "_MAIN_3.toc.1234"}


def test_every_flipped_byte_is_noticed(tmp_path: Path, index: ColumnarIndex) -> None:
    """A table of contents with a changed byte is refused, wherever it is."""
    path = newest(tmp_path)
    whole = path.read_bytes()
    for place in range(0, len(whole) - 1, 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises((IndexDamaged, IndexUnfit)):
            open_dir(tmp_path)
    for size in (0, 1, len(whole) // 2, len(whole) - 3, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises((IndexDamaged, IndexUnfit)):
            open_dir(tmp_path)
    path.write_bytes(whole)
    assert open_dir(tmp_path).doc_count() == 3


def rewrite(path: Path, change: Any) -> None:
    """Changes the body of a table of contents, with a checksum that fits."""
    body = json.loads(path.read_bytes().splitlines()[1])
    change(body)
    data = json.dumps(body).encode()
    head = {"format": "searchkit table of contents", "version": 1, "crc32": zlib.crc32(data)}
    path.write_bytes(json.dumps(head).encode() + b"\n" + data + b"\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["segments"][0].update(id="../../etc/passwd"),
        lambda body: body["segments"][0].update(id=7),
        lambda body: body["segments"][0].update(documents=-1),
        lambda body: body["segments"][0].update(deleted=99),
        lambda body: body["segments"][0].update(deletions="../x"),
        lambda body: body.pop("segments"),
        lambda body: body.update(generation=99),
        lambda body: body.update(settings=[1]),
    ],
)
def test_nonsense_with_a_right_checksum(tmp_path: Path, index: ColumnarIndex, change: Any) -> None:
    """A table of contents that makes no sense is refused, though its checksum fits."""
    rewrite(newest(tmp_path), change)
    with pytest.raises(IndexDamaged, match="table of contents is damaged"):
        open_dir(tmp_path)


def test_another_version(tmp_path: Path, index: ColumnarIndex) -> None:
    """An index of another format version is refused in a sentence that names both."""
    path = newest(tmp_path)
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":7', 1))
    with pytest.raises(IndexUnfit, match="format version 7, this searchkit reads version 1"):
        open_dir(tmp_path)


def test_an_index_of_whoosh(tmp_path: Path) -> None:
    """An index of Whoosh's own format is refused, and not unpickled."""
    FileIndex.create(FileStorage(str(tmp_path)), SCHEMA)
    with pytest.raises(IndexUnfit, match="Whoosh's own format"):
        open_dir(tmp_path)


def test_no_index(tmp_path: Path) -> None:
    """Where no index is, Whoosh's error says so."""
    with pytest.raises(EmptyIndexError):
        open_dir(tmp_path)


@pytest.mark.parametrize("name", ["../x", "", "a/b", "a.b", "x" * 65, "-a"])
def test_index_names(name: str) -> None:
    """A name that could lead out of the folder is refused."""
    with pytest.raises(ValueError, match="no name for an index"):
        ColumnarIndex.create(RamStorage(), SCHEMA, name)


def test_two_indexes_in_a_folder(tmp_path: Path) -> None:
    """Indexes of different names do not touch each other's files."""
    storage = FileStorage(str(tmp_path))
    one, other = (ColumnarIndex.create(storage, SCHEMA, name) for name in ("news", "news_old"))
    commit(other, "x")
    commit(one, "a", "b")
    one.optimize()
    assert (one.doc_count(), other.doc_count()) == (2, 1)


def test_creating_again(tmp_path: Path, index: ColumnarIndex) -> None:
    """A new index takes the place of an old one, but not while that one is written to."""
    writer = index.writer()
    with pytest.raises(LockError):
        create_in(tmp_path, SCHEMA)
    writer.cancel()
    assert create_in(tmp_path, SCHEMA).doc_count() == 0


def test_settings() -> None:
    """A program's own settings are kept with the index, and changed by a commit."""
    index = ColumnarIndex.create(RamStorage(), SCHEMA, settings={"analysis": {"stem": True}})
    with index.writer() as writer:
        writer.settings["weight"] = 3
    assert ColumnarIndex(index.storage).settings == {"analysis": {"stem": True}, "weight": 3}


def test_damaged_deletions(tmp_path: Path, index: ColumnarIndex) -> None:
    """A list of deleted documents that is damaged, or another segment's, is refused."""
    newest(tmp_path)
    (path,) = tmp_path.glob("*.del")
    whole = path.read_bytes()
    path.write_bytes(whole[:64] + bytes([whole[64] ^ 1]) + whole[65:])
    with pytest.raises(IndexDamaged, match="the array deleted"):
        open_dir(tmp_path).reader()


def test_a_refused_document_leaves_nothing() -> None:
    """A document that cannot be stored leaves no words, and the writer goes on."""
    index = ColumnarIndex.create(RamStorage(), Schema(body=TEXT, value=STORED))
    with index.writer() as writer:
        writer.add_document(body="first", value=1)
        with pytest.raises(TypeError, match="cannot be stored"):
            writer.add_document(body="leak", value=object())
        writer.add_document(body="second", value=2)
    with index.reader() as reader:
        assert list(reader.lexicon("body")) == [b"first", b"second"]
        assert [stored["value"] for stored in reader.all_stored_fields()] == [1, 2]


def test_undeleting(index: ColumnarIndex) -> None:
    """A deleted document can be brought back."""
    with index.writer() as writer:
        number = next(number for number in range(4) if writer.is_deleted(number))
        writer.delete_document(number, delete=False)
    assert index.doc_count() == 4


def test_refreshing(index: ColumnarIndex) -> None:
    """A refreshed searcher sees the index as it is: nothing deleted comes back."""
    searcher = index.searcher()
    for number in range(5):
        commit(index, "a", f"n{number}", merge=number == 3)
        searcher = searcher.refresh()
        ids = sorted(hit["id"] for hit in searcher.search(query.Every(), limit=None))
        assert ids == sorted({"a", "b", "c", *(f"n{done}" for done in range(number + 1))})
    searcher.close()


def test_segments_of(index: ColumnarIndex) -> None:
    """The segments under a reader are given with their first documents; those of another codec are not."""
    with index.reader() as reader:
        segments = segments_of(reader)
        assert segments is not None
        assert [(segment.document_count, offset) for segment, offset in segments] == [(2, 0), (2, 2)]
        assert segments[0][0].live is not None
        assert segments[0][0].live.tolist() == [False, True]
    stock = FileIndex.create(RamStorage(), SCHEMA)
    assert segments_of(stock.reader()) == []
    with stock.writer() as writer:
        writer.add_document(id="x")
    assert segments_of(stock.reader()) is None


def test_adding_a_finished_segment(index: ColumnarIndex) -> None:
    """A segment written elsewhere is added, found, updated and merged as any other."""

    def write(file: Any) -> int:
        segment = SegmentFileWriter(file, 2)
        for id in ("x", "y"):
            segment.stored.append(encode_record({"id": id}))
        segment.close()
        return 2

    with index.writer() as writer:
        writer.add_segment(writer.write_segment(write))
        writer.delete_document(writer.reader().doc_count_all() - 1)
        writer.optimize = True
    assert sorted(found(index, query.Every())) == ["a", "b", "c", "x"]
    assert len(index._segments()) == 1


def test_threads_share_a_reader(index: ColumnarIndex) -> None:
    """Several threads search with one reader at a time, also while it is closed."""
    from concurrent.futures import ThreadPoolExecutor

    commit(index, *(f"t{number}" for number in range(300)))
    searcher = index.searcher()

    def search(_: int) -> int:
        return len(searcher.search(query.Term("body", "ferry"), limit=None).docs())

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(search, range(40))) == {303}
    segments = segments_of(searcher.reader())
    searcher.close()
    assert segments is not None
    assert segments[-1][0].stored(0)["id"] == "t0"


def test_merging_by_policy(index: ColumnarIndex) -> None:
    """A merge policy of the program's own chooses segments; they are merged as arrays."""

    def first_two(writer: Any, segments: list[Any]) -> list[Any]:
        for segment in segments[:2]:
            with SegmentReader(writer.storage, writer.schema, segment) as reader:
                writer.add_reader(reader)
        return segments[2:]

    commit(index, "d")
    writer = index.writer()
    writer.commit(mergetype=first_two)
    assert [segment.doc_count_all() for segment in index._segments()] == [1, 3]
    assert sorted(found(index, query.Term("body", "ferry"))) == ["a", "b", "c", "d"]

"""What a commit does to the disk, and what is read when the newest commit is damaged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from whoosh import query
from whoosh.fields import ID, TEXT, Schema
from whoosh.index import EmptyIndexError

from searchkit.errors import IndexDamaged, IndexUnfit
from searchkit.index.columnar.newest import newest_whole
from searchkit.index.columnar.storage import DurableStorage
from searchkit.index.columnar.synced import replace_file
from searchkit.index.columnar.toc import TableOfContents, generations
from searchkit.index.columnar.whoosh.index import ColumnarIndex, create_in, open_dir
from tests.index.columnar.conftest import found

SCHEMA = Schema(id=ID(stored=True, unique=True), body=TEXT)


def commit(index: ColumnarIndex, *ids: str, optimize: bool = False) -> None:
    """Adds articles with these identities."""
    writer = index.writer()
    for id in ids:
        writer.update_document(id=id, body=f"ferry {id}")
    writer.commit(optimize=optimize, merge=False)


def ids(index: ColumnarIndex) -> list[str]:
    """The identities of all articles."""
    with index.searcher() as searcher:
        return sorted(hit["id"] for hit in searcher.search(query.Every(), limit=None))


@pytest.fixture
def index(tmp_path: Path) -> ColumnarIndex:
    """Three commits; the last one deletes an article too."""
    index = create_in(tmp_path, SCHEMA)
    commit(index, "a", "b")
    commit(index, "c")
    commit(index, "d", "a")
    return index


# The order of things


def test_everything_is_synced_before_a_name_points_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Segments, deletions and the table; the folder; then the table is renamed, and the folder synced once more. Only
    then are files of earlier commits removed."""
    index = create_in(tmp_path, SCHEMA)
    commit(index, "a")
    commit(index, "b")
    done: list[str] = []

    def noted(function: str, what: str) -> None:
        real = getattr(os, function)

        def wrapped(*paths: Any) -> Any:
            name = Path(os.readlink(f"/proc/self/fd/{paths[0]}") if isinstance(paths[0], int) else paths[-1]).name
            done.append(f"{what} {'toc' if '.toc' in name else 'folder' if name == tmp_path.name else name[-4:]}")
            return real(*paths)

        monkeypatch.setattr(os, function, wrapped)

    for function, what in (("fsync", "sync"), ("replace", "rename"), ("remove", "remove")):
        noted(function, what)
    commit(index, "a")
    assert done == ["sync .seg", "sync .del", "sync toc", "sync folder", "rename toc", "sync folder", "remove toc"]


# The commit before

Damage = Callable[[Path], object]
DAMAGES: dict[str, Damage] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "halved": lambda path: os.truncate(path, path.stat().st_size // 2),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"x"),
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "its end flipped": lambda path: path.write_bytes(path.read_bytes()[:-3] + b"\0" + path.read_bytes()[-2:]),
}


def only_in_newest(folder: Path) -> dict[str, Path]:
    """The files that only the newest commit has, by their ending."""
    index = open_dir(folder)
    names = index._read_toc().file_names("MAIN") - index.files_before()
    return {Path(name).suffix: folder / name for name in names}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("ending", [".toc", ".seg", ".del"])
def test_when_the_newest_commit_is_damaged_the_one_before_is_read(
    tmp_path: Path, index: ColumnarIndex, ending: str, damage: str
) -> None:
    """By who opens it and by who has it open; it says so, and refuses to be written to, in words that help."""
    (tmp_path / "opened").mkdir()
    DAMAGES[damage](only_in_newest(tmp_path)[ending])
    if damage == "missing" and ending == ".toc":
        assert ids(open_dir(tmp_path)) == ["a", "b", "c"]  # as if the commit had never been
        return
    for opened in (open_dir(tmp_path), index):
        assert ids(opened) == ["a", "b", "c"]
        assert opened.damage
        before = sorted(path.name for path in tmp_path.iterdir())
        with pytest.raises(IndexDamaged, match="run searchkit repair"):
            opened.writer()
        assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_what_is_put_right_is_read_again(tmp_path: Path, index: ColumnarIndex) -> None:
    """The warning is gone with the damage, and the lock was let go."""
    path = only_in_newest(tmp_path)[".seg"]
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    assert ids(index) == ["a", "b", "c"]
    path.write_bytes(whole)
    assert ids(index) == ["a", "b", "c", "d"]
    assert index.damage == ""
    commit(index, "e")
    assert ids(index) == ["a", "b", "c", "d", "e"]


def test_when_both_are_damaged_that_is_said(tmp_path: Path, index: ColumnarIndex) -> None:
    """In our words."""
    for path in tmp_path.glob("*.toc"):
        path.write_bytes(b"")
    with pytest.raises(IndexUnfit, match=r"_MAIN_3\.toc"):  # nor can it be told from something else
        open_dir(tmp_path)
    for path in tmp_path.glob("*.toc"):
        path.unlink()
    with pytest.raises(EmptyIndexError):
        open_dir(tmp_path)


@pytest.mark.parametrize("commits", [1, 2])
def test_a_commit_that_overtakes_an_opening_is_no_damage(index: ColumnarIndex, commits: int) -> None:
    """Its files take the place of those that were being opened: these are opened then."""
    asked: list[int] = []

    def opening(toc: TableOfContents) -> int:
        asked.append(toc.generation)
        if len(asked) <= commits:
            commit(index, f"e{len(asked)}")
            raise FileNotFoundError("a segment of that commit")
        return toc.generation

    assert newest_whole(index.storage, "MAIN", None, opening) == (3 + commits, "")
    assert asked == list(range(3, 4 + commits))


def test_one_commit_is_kept_and_no_more(tmp_path: Path, index: ColumnarIndex) -> None:
    """With what only it needs; a merge gives the room back one commit later."""
    assert generations(index.storage, "MAIN") == [3, 2]
    commit(index, optimize=True)
    assert len(list(tmp_path.glob("*.seg"))) == 3 + 1
    commit(index, "f")
    assert generations(index.storage, "MAIN") == [5, 4]
    assert len(list(tmp_path.glob("*.seg"))) == 2


def test_a_commit_can_be_taken_back(tmp_path: Path, index: ColumnarIndex) -> None:
    """Then there is none of it."""
    files = {path.name for path in tmp_path.iterdir()}
    commit(index, "x")
    index.take_back(3)  # is not the last one
    assert ids(index) == ["a", "b", "c", "d", "x"]
    index.take_back(4)
    assert ids(index) == ["a", "b", "c", "d"]
    assert {path.name for path in tmp_path.iterdir()} <= files


def test_an_index_is_copied_while_it_is_open(tmp_path: Path, index: ColumnarIndex) -> None:
    """Its files are found by name in whatever folder they lie."""
    shutil.copytree(tmp_path, tmp_path / "copy")
    assert ids(open_dir(tmp_path / "copy")) == ["a", "b", "c", "d"]


# Whoosh's traps


def test_one_identity_twice_in_a_writer_is_one_document(tmp_path: Path, index: ColumnarIndex) -> None:
    """The last one; added or updated."""
    with index.writer() as writer:
        writer.add_document(id="x", body="first")
        for number in range(5):
            writer.update_document(id="x", body=f"edition{number}")
        writer.update_document(id="a", body="once")
        writer.update_document(id="a", body="twice")
    assert ids(index) == ["a", "b", "c", "d", "x"]
    assert found(index, query.Term("body", "twice")) == ["a"]
    for word in ("first", "edition3", "once"):
        assert not found(index, query.Term("body", word))
    commit(index, optimize=True)
    assert ids(index) == ["a", "b", "c", "d", "x"]


def test_a_refused_document_takes_the_place_of_none(tmp_path: Path) -> None:
    """What it would have replaced stays, in this commit and in those before."""
    index = create_in(tmp_path, Schema(id=ID(stored=True, unique=True), body=TEXT(stored=True)))
    with index.writer() as writer:
        writer.add_document(id="old", body="one")
    with index.writer() as writer:
        writer.add_document(id="new", body="two")
        for id in ("old", "new"):
            with pytest.raises(Exception, match=r".+"):
                writer.update_document(id=id, body=object())
    assert ids(index) == ["new", "old"]


def test_a_file_that_cannot_take_the_place_of_another_is_removed(tmp_path: Path) -> None:
    """And the other is there as it was."""
    (tmp_path / "place" / "mine").mkdir(parents=True)
    with pytest.raises(OSError, match="place"):
        replace_file(tmp_path / "place", b"new")
    storage = DurableStorage(tmp_path)
    storage.create_file("new").close()
    with pytest.raises(FileExistsError, match="place is there already"):
        storage.rename_file("new", "place", safe=True)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["mine", "new", "place"]

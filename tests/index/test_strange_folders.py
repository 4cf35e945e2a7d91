"""An index in a folder that a stranger made: no file outside of it is written, made or deleted."""

from __future__ import annotations

import os
import shutil
import struct
from contextlib import suppress
from pathlib import Path

import pytest

import searchkit
from searchkit.errors import IndexDamaged, SearchkitError
from searchkit.index.columnar.synced import new_file, replace_file
from searchkit.testing import ARTICLES

MAGIC = bytes.fromhex("d9d505f920a163d7")
NAMES = ("writer.json", "write.lock", "MAIN_WRITELOCK", "catalog.sqlite-journal", "catalog.sqlite-wal")
needs_links = pytest.mark.skipif(os.name == "nt", reason="links need a right there")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with named pipes")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index."""
    with searchkit.open(tmp_path / "index", create=True) as index, index.writer() as writer:
        for article in ARTICLES:
            writer.add(article)
    return tmp_path / "index"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A file that has nothing to do with it."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear all")
    return path


def use(folder: Path) -> None:
    """Searches, adds, deletes, saves a search."""
    with searchkit.open(folder) as index:
        index.search("ferry")
        index.add(searchkit.Article(title="One more", body="of them"))
        index.delete(ARTICLES[0].id)
        index.save("ferries", "ferry")


def with_journal(folder: Path, other: Path) -> Path:
    """Lays a journal beside the catalog that says that the commit was one to another database, too."""
    catalog = folder / "catalog.sqlite"
    page = struct.unpack(">H", catalog.read_bytes()[16:18])[0]
    name = os.fsencode(other)
    header = MAGIC + struct.pack(">5I", 0, 1, catalog.stat().st_size // page, 512, page)
    record = struct.pack(">I", (1 << 30) // page + 1) + name + struct.pack(">2I", len(name), sum(name)) + MAGIC
    journal = Path(f"{catalog}-journal")
    journal.write_bytes(header.ljust(512, b"\0") + record)
    return journal


def test_a_journal_does_not_delete_another_file(folder: Path, other: Path) -> None:
    """SQLite deletes the file that it names once it was played back. A repair goes without."""
    with_journal(folder, other)
    for _ in range(2):
        with pytest.raises(IndexDamaged, match="searchkit repair"):
            use(folder)
    assert other.read_text() == "Dear all"
    searchkit.repair(folder)
    use(folder)
    assert other.read_text() == "Dear all"


def test_the_journal_of_the_test_is_one(folder: Path, other: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it is looked at before, the other file is gone."""
    from searchkit.index.catalog import catalog

    with_journal(folder, other)
    monkeypatch.setattr(catalog, "check_for_writing", lambda path: None)
    use(folder)
    if other.exists():
        pytest.skip("this SQLite deletes no file that a journal names")


@needs_links
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("is_there", [True, False])
def test_links_lead_nowhere(folder: Path, other: Path, name: str, is_there: bool) -> None:
    """Neither is the other file written, nor made when there is none."""
    if not is_there:
        other.unlink()
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(other)
    with suppress(SearchkitError):
        use(folder)
    assert (other.read_text() if other.exists() else None) == ("Dear all" if is_there else None)


@needs_links
def test_the_catalog_of_another_index_is_not_written(folder: Path, tmp_path: Path) -> None:
    """It may be read."""
    another = Path(shutil.copytree(folder, tmp_path / "another")) / "catalog.sqlite"
    before = another.read_bytes()
    (folder / "catalog.sqlite").unlink()
    (folder / "catalog.sqlite").symlink_to(another)
    with searchkit.open(folder) as index:
        assert index.count("ferry")
    with pytest.raises(IndexDamaged, match="is a link"):
        use(folder)
    assert another.read_bytes() == before


@needs_links
def test_new_files_are_no_links(tmp_path: Path, other: Path) -> None:
    """A link is refused where a file is to be made; where one takes the place of another, it goes."""
    link = tmp_path / "manifest.json.new"
    link.symlink_to(other)
    with pytest.raises(OSError, match=link.name):
        new_file(str(link))
    replace_file(tmp_path / "manifest.json", b"{}")
    assert (tmp_path / "manifest.json").read_bytes() == b"{}"
    assert other.read_text() == "Dear all"


@needs_pipes
def test_pipes_are_not_waited_for(folder: Path, tmp_path: Path) -> None:
    """One in the place of a new file is an error; one that says who is writing goes."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="pipe"):
        new_file(str(tmp_path / "pipe"))
    os.mkfifo(folder / "writer.json")
    use(folder)

"""Segments that do not hold together."""

from __future__ import annotations

import errno
import io
import os
import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import searchkit
from searchkit.errors import IndexAccessError, IndexDamaged, IndexNotFound, SearchkitError
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.array_writer import ArrayFileWriter
from searchkit.index.columnar.deletions import read_deletions
from searchkit.index.columnar.segment import Segment
from searchkit.index.damage import damage_translated
from searchkit.testing import small_index
from tests.index.changed import changed

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "halved": lambda content: content[: len(content) // 2],
    "zeroed": lambda content: bytes(len(content)),
    "scrambled": lambda content: random.Random(7).randbytes(len(content)),
    "emptied": lambda content: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("ending", ["toc", "seg", "sqlite", "json"])
def test_damage_is_our_error_or_no_harm_and_the_doctor_sees_it(tmp_path: Path, damage: str, ending: str) -> None:
    """Whatever is done to whichever file: never a foreign exception."""
    folder = tmp_path / "index"
    small_index(path=folder).close()
    damaged = [path for path in folder.iterdir() if path.name.endswith(f".{ending}")]
    assert damaged
    for path in damaged:
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    told: list[str] = []
    try:
        with searchkit.open(folder) as index:
            assert not index.check().ok
            index.search("Korea Japan trust ferr*")
            index.stats()
            index.fields()
            list(index)
    except SearchkitError as error:
        told.append(str(error))
    assert all(str(folder) in error for error in told)


def test_an_index_that_is_well_passes_every_check(tmp_path: Path) -> None:
    """After several commits, deletions and merges."""
    with small_index(path=tmp_path / "index") as index:
        for number in range(12):
            index.add(searchkit.Article(title=f"Note {number}", lang="en"))
        index.delete(next(index.ids("storm")))
        assert index.check().ok, index.check()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A segment."""
    small_index(path=tmp_path / "index").close()
    (found,) = (tmp_path / "index").glob("*.seg")
    return found


def raised(error: Exception, segment: Segment) -> Exception:
    """What becomes of an error while a segment is read."""
    with pytest.raises(Exception) as caught, damage_translated("/news", segments=lambda: [segment]):  # noqa: PT011
        raise error
    return caught.value


def test_an_error_of_the_program_is_damage_only_where_there_is_some(path: Path) -> None:
    """A byte that changed, or numbers that cannot be; while all is well it stays what it is."""
    error = ValueError("5 is not 7")
    assert raised(error, Segment(ArrayFile.map(str(path)))) is error
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    flipped = Segment(ArrayFile(bytes(content), "flipped"))
    assert "/news: flipped: byte 0: " in str(raised(error, flipped))
    impossible = changed(path, {"stored/ends": None})
    assert "/news: changed: stored: there are no stored articles" in str(raised(error, impossible))
    without = changed(path, {"terms/id": None, "field/id/pointers": None})
    assert isinstance(raised(error, without), IndexDamaged)


def test_errors_that_say_what_they_are(path: Path) -> None:
    """Whoosh's own and those of reading are damage, ours get the folder's name, a file that is gone is tried again."""
    from whoosh.index import IndexError as WhooshError

    segment = Segment(ArrayFile.map(str(path)))
    assert "a segment of the index is damaged (a bad block)" in str(raised(WhooshError("a bad block"), segment))
    assert "a segment of the index is damaged (EOFError)" in str(raised(EOFError(), segment))
    assert str(raised(IndexDamaged("a.seg: cut"), segment)) == "/news: a.seg: cut"
    for error in (IndexDamaged("/news: cut"), SearchkitError("asked wrongly"), FileNotFoundError("a.seg")):
        assert raised(error, segment) is error


@pytest.mark.parametrize("code", [errno.EACCES, errno.EMFILE])
def test_what_the_system_keeps_from_us_is_no_damage(path: Path, code: int) -> None:
    """A file that we may not read, or one too many: the file is named, and repairing is not advised."""
    segment = Segment(ArrayFile.map(str(path)))
    error = raised(OSError(code, os.strerror(code), "/news/a.seg"), segment)
    assert type(error) is IndexAccessError
    assert str(error) == f"/news/a.seg: cannot be read: {os.strerror(code)}"
    assert isinstance(raised(OSError(errno.EIO, os.strerror(errno.EIO)), segment), IndexDamaged)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read every file")
def test_files_that_we_may_not_read(tmp_path: Path) -> None:
    """Whichever it is, it is named, for searching and for checking."""
    folder = tmp_path / "index"
    small_index(path=folder).close()
    for pattern in ("*.seg", "catalog.sqlite", "manifest.json", "*.toc"):
        (path,) = folder.glob(pattern) if pattern != "*.toc" else sorted(folder.glob(pattern))[-1:]
        path.chmod(0)
        with pytest.raises(IndexAccessError) as caught, searchkit.open(folder) as index:
            index.search("ferry")
        assert str(folder) in str(caught.value)
        with pytest.raises(IndexAccessError, match="cannot be read: Permission denied"):
            searchkit.check(folder)
        path.chmod(0o600)


def test_an_index_that_is_moved_while_it_is_open(tmp_path: Path) -> None:
    """Is not found any more, which is said; until then it is read."""
    folder = tmp_path / "index"
    small_index(path=folder).close()
    with searchkit.open(folder) as index:
        assert index.count("ferry") == 2
        folder.rename(tmp_path / "elsewhere")
        for ask in (lambda: index.count("storm"), index.stats, index.compact):
            with pytest.raises(IndexNotFound, match=r"index: the folder of the index is gone"):
                ask()
        assert not index.check().ok


def test_tables_of_contents_that_vanish_are_damage(tmp_path: Path) -> None:
    """While the index is open, and when it is opened."""
    folder = tmp_path / "index"
    small_index(path=folder).close()
    with searchkit.open(folder) as index:
        for path in folder.glob("*.toc"):
            path.unlink()
        with pytest.raises(IndexDamaged, match="the table of contents of the index is missing"):
            index.search("ferry")
    with pytest.raises(IndexDamaged, match="the table of contents of the index is missing"):
        searchkit.open(folder)


@pytest.mark.parametrize(
    ("segment", "size", "count", "what"),
    [("b", 3, 2, "not of this segment"), ("a", 1, 2, "not of as many"), ("a", 3, 5, "not hold as many")],
)
def test_a_list_of_deletions_that_cannot_be(segment: str, size: int, count: int, what: str) -> None:
    """Another segment's, too short, or of another number: every checksum right."""
    file = io.BytesIO()
    writer = ArrayFileWriter(file)
    writer.put("deleted", np.packbits(np.arange(20) < 2, bitorder="little")[:size])
    writer.close({"segment": segment, "documents": 20, "deleted": count})
    with pytest.raises(IndexDamaged, match=what):
        read_deletions(ArrayFile(file.getvalue(), "x.del"), "a", 20)

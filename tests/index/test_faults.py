"""A disk that is full or fails, at every step of a commit: our error, the last commit as it was, no file left."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import Article, IndexAccessError, Settings
from searchkit.errors import IndexDamaged, SearchkitError
from searchkit.index.columnar import synced
from searchkit.testing import ARTICLES, small_index

NEW = Article(title="Another ferry", body="It sails again.", lang="en")
NOTE = Article(title="A note", body="For later.", lang="en")
COUNT = len(ARTICLES) + 1
CHANGED = replace(ARTICLES[0], tags=("changed",))


class Faults:
    """Counts the steps of a commit, and lets one of them fail, or that and all that follow."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[str] = []
        self.fails_at, self.code, self.stays = -1, errno.EIO, False
        faults = self

        class Raw(synced.RawFile):
            def __init__(self, path: str) -> None:
                faults.step("open", path)
                super().__init__(path)

            def write(self, data: Any) -> int:
                faults.step("write", "")
                return super().write(data) or 0

        monkeypatch.setattr(synced, "RawFile", Raw)
        for name in ("fsync", "replace"):
            self._wrap(monkeypatch, name)

    def _wrap(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        real = getattr(os, name)

        def wrapped(*args: Any) -> Any:
            self.step(name, str(args[0]))
            return real(*args)

        monkeypatch.setattr(os, name, wrapped)

    def arm(self, step: int, code: int, *, stays: bool) -> None:
        """The step of this number fails; `stays`: and those after it."""
        self.steps, self.fails_at, self.code, self.stays = [], step, code, stays

    def step(self, what: str, path: str) -> None:
        """The next one."""
        self.steps.append(what)
        past = len(self.steps) - 1 - self.fails_at
        if self.fails_at >= 0 and (past == 0 or (past > 0 and self.stays)):
            raise OSError(self.code, os.strerror(self.code), path)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[searchkit.Index]:
    """An index of several commits."""
    with small_index(path=tmp_path / "index") as opened:
        opened.add(NOTE)
        yield opened


def files(index: searchkit.Index) -> dict[str, int]:
    """The files that commits are made of, with their sizes."""
    assert index.path is not None
    found = (path for path in index.path.iterdir() if path.name != "catalog.sqlite-journal")
    return {path.name: path.stat().st_size for path in found}


def change(index: searchkit.Index) -> None:
    """A commit with an article that is new and one that is changed."""
    with index.writer() as writer:
        writer.add(NEW)
        writer.add(CHANGED, overwrite=True)


def is_as_it_was(index: searchkit.Index, before: dict[str, int]) -> None:
    """The articles and files are as they were, for those who open it too, and the next commit works."""
    assert files(index) == before
    assert index.path is not None
    with searchkit.open(index.path) as other:
        for one in (index, other):
            assert NEW.id not in one
            assert one.get(ARTICLES[0].id).tags == ARTICLES[0].tags
            assert one.search("ferry").notes == ()
            assert len(one) == COUNT
    with index.writer() as writer:
        assert writer.add(NEW) == "added"
        writer.delete(NEW.id)
    assert index.check().ok, index.check()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("stays", [False, True])
def test_every_step_of_a_commit_may_fail(
    tmp_path: Path, index: searchkit.Index, monkeypatch: pytest.MonkeyPatch, code: int, stays: bool
) -> None:
    """Opening, writing, syncing and renaming each file: once, or from then on."""
    faults = Faults(monkeypatch)
    with small_index(path=tmp_path / "twin") as twin:
        twin.add(NOTE)
        faults.arm(-1, 0, stays=False)
        change(twin)
    steps = list(faults.steps)
    segment_and_deletions_and_table = ["open", "write", "fsync"] * 3
    assert steps == [*segment_and_deletions_and_table, "fsync", "replace", "fsync"]
    for step in range(len(steps)):
        before = files(index)
        faults.arm(step, code, stays=stays)
        with pytest.raises(IndexAccessError, match=os.strerror(code)):
            change(index)
        faults.arm(-1, 0, stays=False)
        if stays and step == len(steps) - 1:
            # The folder cannot be synced at all: the table may come back after a power cut, and keeps its files.
            assert set(files(index)) > set(before)
            index.writer().cancel()
        is_as_it_was(index, before)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_reading_may_fail_when_a_writer_begins(
    index: searchkit.Index, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Then there is no writer; the next one gets in."""
    before = files(index)
    storage = index._store.whoosh_index.storage

    def fails(*args: Any, **kwargs: Any) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(storage, "open_file", fails)
        with pytest.raises(IndexAccessError, match=os.strerror(code)):
            index.writer()
        patched.undo()
        patched.setattr(os, "open", fails)
        with pytest.raises(IndexAccessError, match=os.strerror(code)):
            index.writer()
    is_as_it_was(index, before)


class Connection:
    """A connection to SQLite whose statements fail, from the one that begins with `word` on."""

    def __init__(self, real: sqlite3.Connection, word: str, *, stays: bool = True) -> None:
        self._real, self._word, self._fails, self._stays = real, word, False, stays

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, statement: str, *args: Any) -> Any:
        """As SQLite does, until it fails."""
        hit = statement.startswith(self._word)
        if hit or self._fails:
            self._fails = self._stays
            raise sqlite3.OperationalError("database or disk is full")
        return self._real.execute(statement, *args)


@pytest.mark.parametrize("word", ["INSERT OR REPLACE INTO meta", "COMMIT"])
def test_without_its_catalog_a_commit_is_none(index: searchkit.Index, word: str) -> None:
    """It fails after the segments were committed: they are taken back."""
    before = files(index)
    with pytest.raises(IndexAccessError, match=r"disk is full.*TMPDIR"), index.writer() as writer:
        writer.add(NEW)
        writer.add(CHANGED, overwrite=True)
        writer.catalog._connection = Connection(writer.catalog._connection, word, stays=False)  # type: ignore[assignment]
    # Segments that only the commit before the last one needed are gone.
    after = files(index)
    assert after.items() <= before.items()
    is_as_it_was(index, after)


def test_if_the_catalog_cannot_even_be_asked_nothing_is_lost(index: searchkit.Index) -> None:
    """The segments stay, and the next writer brings the catalog in line; meanwhile the index is well."""
    with pytest.raises(IndexAccessError, match=r"disk is full.*TMPDIR"), index.writer() as writer:
        writer.add(NEW)
        writer.catalog._connection = Connection(writer.catalog._connection, "COMMIT")  # type: ignore[assignment]
    assert NEW.id in index
    assert index.get(NEW.id).origins == ()
    assert index.check().ok, index.check()
    with index.writer() as writer:
        assert writer.add(NEW) == "same"
    assert index.check().ok


def test_a_full_temporary_folder_is_our_error(index: searchkit.Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where articles wait for their commit."""
    from searchkit.index.catalog import pending

    monkeypatch.setattr(pending, "_BYTES", 10)

    def full(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = files(index)
    with (
        pytest.raises(IndexAccessError, match=r"temporary file \(TMPDIR\): .*No space left"),
        index.writer() as writer,
        monkeypatch.context() as patched,
    ):
        patched.setattr(tempfile, "TemporaryFile", full)
        writer.add(NEW)
    is_as_it_was(index, before)


PROGRAM = """
import resource, sys
import searchkit
from searchkit import Article, SearchkitError
with searchkit.open(sys.argv[1]) as index:
    index.writer().cancel()
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        with index.writer() as writer:
            for number in range(300):
                words = " ".join(f"word{number * 7 + step}" for step in range(30))
                writer.add(Article(title=f"Long {number}", body=words, lang="en"))
    except SearchkitError as error:
        print(type(error).__name__, error)
        sys.exit(3)
"""


@pytest.mark.parametrize("most", [1_000, 20_000, 60_000, 120_000, 150_000])
def test_files_that_must_not_grow(index: searchkit.Index, most: int) -> None:
    """The system's own limit, at the size of each kind of file: the lock's, the catalog's, the segment's."""
    before = files(index)
    assert index.path is not None
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(index.path), str(most)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, 3), done.stderr
    assert done.stderr == ""
    if done.returncode == 3:
        after = files(index)
        assert {name for name in after if name.endswith((".seg", ".toc", ".del"))} <= set(before)
        assert index.count("long") == 0
        assert len(index) == COUNT
        assert index.check().ok, index.check()
    else:
        assert index.count("long") == 300


def test_a_new_index_that_cannot_be_written_is_our_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails; and when there is room again it is made."""
    faults = Faults(monkeypatch)
    searchkit.open(tmp_path / "first", create=True).close()
    steps = len(faults.steps)
    for step in range(steps):
        faults.arm(step, errno.ENOSPC, stays=True)
        with pytest.raises(IndexAccessError, match="No space left"):
            searchkit.open(tmp_path / f"index{step}", create=True)
        faults.arm(-1, 0, stays=False)
        with searchkit.open(tmp_path / f"index{step}", create=True) as index:
            index.add(NEW)
            assert index.check().ok


def test_when_the_newest_commit_is_damaged_every_answer_says_so(tmp_path: Path) -> None:
    """It is searched as of the commit before, and not written to; the doctor knows."""
    small_index(path=tmp_path / "index", settings=Settings()).close()
    with searchkit.open(tmp_path / "index") as index:
        index.add(NEW)
        newest = max((tmp_path / "index").glob("_MAIN_*.toc"), key=lambda path: int(path.stem.split("_")[-1]))
        newest.write_bytes(newest.read_bytes()[:-10])
    with searchkit.open(tmp_path / "index") as index:
        results = index.search("ferry")
        assert len(results) == 2
        assert [note.code for note in results.notes] == ["older-commit"]
        assert str(tmp_path / "index") in results.notes[0].message
        assert not index.check().ok
        assert len(list(index)) == len(ARTICLES)
        with pytest.raises(IndexDamaged, match="searchkit repair"):
            index.add(NEW)
        with pytest.raises(SearchkitError, match="searchkit repair"):
            index.sync([tmp_path])

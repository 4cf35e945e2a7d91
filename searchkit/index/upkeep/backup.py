"""A consistent copy of an index while others go on writing to it, and an index made of such a copy.

What is copied is one commit. Its files are never changed, so nobody waits; only when commits follow each other faster
than files can be copied, the writers are held up. Saved searches are copied with it, each as it is then. A copy has its
name when all of it is on the disk.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.errors import ADVICE, IndexAccessError, IndexDamaged, IndexUnfit, SearchkitError
from searchkit.index.catalog import Catalog
from searchkit.index.columnar.synced import new_file, sync_folder
from searchkit.index.columnar.toc import MAIN
from searchkit.index.manifest import CATALOG, FILE_NAME
from searchkit.index.saved import FOLDER as SAVED
from searchkit.index.saved import SavedSearches
from searchkit.index.upkeep.checking import check, read_tables
from searchkit.index.write_lock import WriteLock
from searchkit.regular import open_regular_file
from searchkit.reports import BackupReport, Progress

if TYPE_CHECKING:
    from searchkit.index.columnar.toc import TableOfContents
    from searchkit.index.store import Store

_TRIES = 5  # copies that are begun without holding up writers
_BLOCK = 1 << 20
_BESIDE = ("searchkit.toml",)
"""Files that belong to an index without being of it."""


def backup(store: Store, target: Path, *, link: bool = False, wait: float = 10.0) -> BackupReport:
    """Copies the newest commit of an index to the new folder `target`.

    `link`: gives segments a second name instead of copying them, where the file system can: instant, and no help when
    the disk fails. Raises `IndexUnfit` when `target` is there, `IndexDamaged` when there is nothing whole to copy.
    """
    folder = store.folder
    if folder is None:
        raise IndexUnfit("an index in memory has no files to copy")

    def copy(into: Path) -> tuple[int, int]:
        if store.catalog.generation() < store.generation:  # a Whoosh program's commit, of which the catalog is told now
            store.writer(wait=wait).close()
        return _snapshot(folder, into, link, wait)

    return _made(target, copy, folder)


def restore(source: Path, folder: Path, *, progress: Callable[[Progress], None] | None = None) -> BackupReport:
    """Copies the backup in `source` to the new folder `folder`, where it is an index again.

    It is checked before and after. Raises `IndexUnfit` when `folder` is there, and `IndexDamaged` when the backup is.
    """
    if damages := check(source, progress=progress).damages:
        raise IndexDamaged(f"{source}: the backup is damaged ({damages[0].file}: {damages[0].what}); use another one")
    report = _made(folder, lambda into: _snapshot(source, into, False, None), source)
    if damages := check(folder).damages:
        raise IndexDamaged(f"{folder}: the copy is damaged ({damages[0].file}: {damages[0].what}); is the disk well?")
    return report


def _made(target: Path, copy: Callable[[Path], tuple[int, int]], source: Path) -> BackupReport:
    """A new folder with what `copy` puts there; it gives (articles, files linked)."""
    started = time.monotonic()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise IndexUnfit(f"{target}: this is there already; name a new folder")
    if target.parent.exists() and not target.parent.is_dir():
        raise IndexUnfit(f"{target.parent}: this is no folder; name another")
    if source.resolve() in target.resolve().parents:
        raise IndexUnfit(f"{target}: this lies within {source}; name a folder elsewhere")
    beside = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.mkdir()
        articles, linked = copy(beside)
        _copy_saved(source, beside)
        files = [path for path in beside.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
        sync_folder(str(beside))
        if target.exists():  # an empty folder, whose place a rename takes everywhere but on Windows
            target.rmdir()
        beside.rename(target)
        sync_folder(str(target.parent))
    except FileNotFoundError as error:
        if isinstance(error.filename, str) and source not in Path(error.filename).parents:
            raise IndexAccessError(f"{target}: cannot be made ({error.strerror})") from error
        raise IndexDamaged(f"{source}: a file of the index is missing ({error.filename}); {ADVICE}") from error
    except OSError as error:
        if isinstance(error.filename, str) and source in Path(error.filename).parents:
            raise IndexAccessError(f"{error.filename}: cannot be read: {error.strerror}") from error
        raise IndexAccessError(f"{target}: cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return BackupReport(target, articles, len(files), size, linked, time.monotonic() - started)


def _snapshot(folder: Path, into: Path, link: bool, wait: float | None) -> tuple[int, int]:
    """Copies one commit; gives (articles, files linked). `wait`: for the lock, when commits are too quick."""
    for _ in range(_TRIES):
        try:
            if (found := _copied(folder, into, link)) is not None:
                return found
        except (FileNotFoundError, IndexDamaged):  # a commit swept away what was to be copied
            if wait is None:
                raise
        for path in into.iterdir():
            path.unlink()
    if wait is None:
        raise IndexDamaged(f"{folder}: its catalog belongs to another commit; index into it once, and it is well")
    lock = WriteLock(folder, wait=wait)
    try:
        found = _copied(folder, into, link, held=True)
    finally:
        lock.release()
    assert found is not None
    return found


def _copied(folder: Path, into: Path, link: bool, *, held: bool = False) -> tuple[int, int] | None:
    """Copies the commit that the catalog belongs to; None when it is not the newest."""
    with closing(Catalog.open(folder)) as catalog:
        catalog.copy_to(into / CATALOG)
    with closing(Catalog.open(into)) as copied:
        generation = copied.generation()
    tables = read_tables(folder, sizes=True)
    name, table = tables.get(generation) or next(iter(tables.values()))
    if isinstance(table, SearchkitError):
        raise table
    if table.generation != generation and not held:
        return None
    linked = 0
    names = table.file_names(MAIN)
    for one in sorted(names):
        linked += _copy(folder / one, into / one, link and one != name)
    for one in (FILE_NAME, *_BESIDE):
        if (folder / one).exists() or one == FILE_NAME:
            _copy(folder / one, into / one, False)
    with closing(sqlite3.connect(into / CATALOG)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    _sync(into / CATALOG)
    return _articles(table), linked


def _copy_saved(folder: Path, into: Path) -> None:
    """Copies the saved searches, each as of one moment, since it changes as a whole. Damaged ones, too."""
    if not (names := SavedSearches(folder).names()):
        return
    (into / SAVED).mkdir()
    for name in names:
        with suppress(FileNotFoundError):  # it was forgotten since
            _copy(folder / SAVED / f"{name}.json", into / SAVED / f"{name}.json", False)
    sync_folder(str(into / SAVED))


def _articles(table: TableOfContents) -> int:
    return sum(segment.doc_count_all() - segment.deleted_count() for segment in table.segments)


def _copy(source: Path, target: Path, link: bool) -> int:
    """Copies a file, or links it; gives whether it was linked."""
    if link:
        try:
            os.link(source, target)
            return 1
        except FileNotFoundError:
            raise
        except OSError:  # another file system, or one without links
            pass
    with open_regular_file(source) as content, new_file(str(target)) as copy:
        shutil.copyfileobj(content, copy, _BLOCK)
    return 0


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())

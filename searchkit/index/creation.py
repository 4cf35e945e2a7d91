"""Making a new index, and making it once: never over something else, never twice at a time."""

from __future__ import annotations

from pathlib import Path

from searchkit.analysis import Analyzer
from searchkit.errors import IndexAccessError, IndexUnfit
from searchkit.index.catalog import Catalog
from searchkit.index.manifest import CREATING, Manifest, holds_index
from searchkit.index.store import Store, check_whoosh
from searchkit.index.write_lock import FILE_NAMES as LOCK_FILES
from searchkit.index.write_lock import WriteLock
from searchkit.settings import Settings

_WELCOME = ("README.md", "searchkit.toml", *LOCK_FILES)
"""Files that a folder may hold before an index is made in it; hidden ones too."""


def open_or_create(folder: Path, settings: Settings) -> Store:
    """The index in `folder`, made when there is none.

    Raises `IndexUnfit` when the folder holds other files, or cannot be made.
    """
    if holds_index(folder):
        return Store.open(folder, settings)
    _refuse_others_files(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise IndexUnfit(f"{folder}: cannot make a folder for the index: {error.strerror}") from error
    lock = WriteLock(folder, wait=settings.lock_seconds)
    try:
        if not holds_index(folder):  # another process may have made it while this one waited
            _create(folder, settings)
    except OSError as error:
        raise IndexAccessError(
            f"{folder}: a new index could not be written ({error.strerror}); make room, or name another folder"
        ) from error
    finally:
        lock.release()
    return Store.open(folder, settings)


def create_in_memory(settings: Settings) -> Store:
    """A new index in memory."""
    check_whoosh()
    from whoosh.filedb.filestore import RamStorage

    from searchkit.index.columnar.whoosh.index import ColumnarIndex
    from searchkit.index.schema import make_schema

    catalog = Catalog.create(None)
    whoosh_index = ColumnarIndex.create(RamStorage(), make_schema())
    catalog.begin()
    catalog.commit(whoosh_index.latest_generation())
    return Store(None, catalog, _manifest(settings), settings, whoosh_index)


def _create(folder: Path, settings: Settings) -> None:
    check_whoosh()
    from searchkit.index.columnar.storage import DurableStorage
    from searchkit.index.columnar.synced import sync_folder
    from searchkit.index.columnar.whoosh.index import ColumnarIndex
    from searchkit.index.schema import make_schema

    marker = folder / CREATING
    marker.touch()
    sync_folder(str(folder.parent))
    catalog = Catalog.create(folder)
    whoosh_index = ColumnarIndex.create(DurableStorage(folder), make_schema())
    catalog.begin()
    catalog.commit(whoosh_index.latest_generation())
    catalog.close()
    _manifest(settings).write(folder)  # last: what has a manifest is whole
    marker.unlink()


def _manifest(settings: Settings) -> Manifest:
    return Manifest(Analyzer(settings=settings).signature(), settings.title_weight)


def _refuse_others_files(folder: Path) -> None:
    try:
        names = [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise IndexUnfit(f"{folder}: this is a file; name a folder for the index") from None
    except OSError as error:
        raise IndexUnfit(f"{folder}: the folder cannot be read: {error.strerror}") from error
    if CREATING in names:
        return
    others = [name for name in names if name not in _WELCOME and not name.startswith(".")]
    if others:
        raise IndexUnfit(f"{folder}: no index, but other files ({others[0]}, ...); name an empty or new folder for it")

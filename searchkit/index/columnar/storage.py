"""A folder of files as Whoosh sees it, whose commits survive a power cut."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.filedb.filestore import FileStorage, ReadOnlyError
from whoosh.filedb.structfile import StructFile
from whoosh.util import random_name

from searchkit.index.columnar.synced import new_file, sync_folder
from searchkit.index.columnar.toc import MAIN
from searchkit.regular import open_regular_file

if TYPE_CHECKING:
    from searchkit.index.columnar.file_lock import FileLock


class DurableStorage(FileStorage):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """Whoosh's storage in a folder; but a file is on the disk when it is closed, a name when `sync_folder` returns."""

    def __init__(
        self, folder: str | Path, supports_mmap: bool = True, readonly: bool = False, debug: bool = False
    ) -> None:
        super().__init__(str(folder), supports_mmap, readonly, debug)

    def create_index(self, schema: Any, indexname: str = MAIN, indexclass: Any = None) -> Any:
        """A new index of this format, or of another class."""
        return super().create_index(schema, indexname, indexclass or _index_class())

    def open_index(self, indexname: str = MAIN, schema: Any = None, indexclass: Any = None) -> Any:
        """The index of this name."""
        return super().open_index(indexname, schema, indexclass or _index_class())

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> StructFile:
        """A new file; `OSError` from its `close` means that it may not be on the disk. Raises `ReadOnlyError`.

        With a `mode` for reading, too, it is Whoosh's, and no more durable than that.
        """
        if self.readonly:
            raise ReadOnlyError
        if "+" in mode:
            return super().create_file(name, excl=excl, mode=mode, **kwargs)
        return StructFile(new_file(self._fpath(name)), name=name)

    def open_file(self, name: str, **kwargs: Any) -> StructFile:
        """A file, open for reading; a pipe is not waited for, and counts as none."""
        return StructFile(open_regular_file(self._fpath(name)), name=name, **kwargs)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Renames a file in one step; `safe` refuses to replace another. Raises `ReadOnlyError`."""
        if self.readonly:
            raise ReadOnlyError
        if safe and self.file_exists(newname):
            raise FileExistsError(f"{newname} is there already")
        os.replace(self._fpath(oldname), self._fpath(newname))

    def sync_folder(self) -> None:
        """Returns when the names of all files are on the disk."""
        sync_folder(self.folder)

    def temp_storage(self, name: str | None = None) -> FileStorage:
        """A place for sorting, as a folder within this one."""
        return _Temporary(self._fpath(name or f"{random_name()}.tmp"))

    def lock(self, name: str) -> FileLock:
        """A lock that no other process gets, also no copy of this one."""
        from searchkit.index.columnar.file_lock import FileLock

        return FileLock(self._fpath(name))


def _index_class() -> Any:
    from searchkit.index.columnar.whoosh.index import ColumnarIndex

    return ColumnarIndex


class _Temporary(FileStorage):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """A folder that is made when the first file comes: most commits sort in memory, and need not wait for the disk."""

    def create_file(self, name: str, **kwargs: Any) -> StructFile:
        """A new file."""
        self.create()
        return super().create_file(name, **kwargs)

    def destroy(self) -> None:
        """Removes the folder, also one that a writer that was killed left."""
        if os.path.isdir(self.folder):
            super().destroy()

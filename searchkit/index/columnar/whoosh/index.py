"""A Whoosh index whose segments are arrays: creating, opening, reading and writing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.fields import ensure_schema
from whoosh.filedb.filestore import ReadOnlyError
from whoosh.index import EmptyIndexError, FileIndex, LockError
from whoosh.reading import IndexReader

from searchkit.errors import IndexUnfit
from searchkit.index.columnar.columnar_segment import ColumnarSegment
from searchkit.index.columnar.newest import made_of_one, newest_whole, with_open_segments
from searchkit.index.columnar.storage import DurableStorage
from searchkit.index.columnar.synced import is_durable
from searchkit.index.columnar.toc import (
    MAIN,
    TableOfContents,
    check_index_name,
    file_name,
    generations,
    latest_generation,
    sweep,
)
from searchkit.index.columnar.whoosh.reading import open_reader, segments_of

if TYPE_CHECKING:
    from searchkit.index.columnar.whoosh.writer import ColumnarWriter

__all__ = ["ColumnarIndex", "create_in", "exists_in", "open_dir", "segments_of"]


class ColumnarIndex(FileIndex):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """An index in a Whoosh storage (a folder, or memory). Use it as any Whoosh index.

    >>> from whoosh.fields import Schema, TEXT
    >>> from whoosh.filedb.filestore import RamStorage
    >>> index = ColumnarIndex.create(RamStorage(), Schema(body=TEXT(stored=True)))
    >>> with index.writer() as writer:
    ...     writer.add_document(body="The ferry resumes")
    >>> index.doc_count()
    1
    """

    def __init__(self, storage: Any, schema: Any = None, indexname: str = MAIN) -> None:
        check_index_name(indexname)
        self.storage = storage
        self._schema = ensure_schema(schema) if schema else None
        self.indexname = indexname
        self.damage = ""
        """What is wrong with the newest commit, as found when the index was last read. It is read as of the commit
        before then, and cannot be written."""
        self._read_toc()

    @classmethod
    def create(
        cls, storage: Any, schema: Any, indexname: str = MAIN, settings: dict[str, Any] | None = None
    ) -> ColumnarIndex:
        """A new index, in the place of one of the same name; raises `LockError` while that one is written to, and
        `ReadOnlyError`.

        `settings`: plain JSON values that are kept with it.
        """
        check_index_name(indexname)
        if storage.readonly:
            raise ReadOnlyError
        lock = storage.lock(f"{indexname}_WRITELOCK")
        if not lock.acquire(False):
            raise LockError(f"the index {indexname} is being written to")
        try:
            generation = latest_generation(storage, indexname) + 1
            made = TableOfContents(ensure_schema(schema), [], generation, settings or {})
            made.write(storage, indexname)
            sweep(storage, indexname, made.file_names(indexname))
        finally:
            lock.release()
        return cls(storage, schema, indexname)

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as of the last commit."""
        return self._read_toc().settings

    def latest_generation(self) -> int:
        """The generation of the last commit."""
        return latest_generation(self.storage, self.indexname)

    def _read_toc(self) -> TableOfContents:
        toc, damage = self._newest(lambda toc: toc)
        self.damage = damage or self.damage
        return toc

    def opened_toc(self) -> TableOfContents:
        """The table of contents of the last commit whose segments can all be opened. `damage` says when it is not the
        newest."""
        toc, self.damage = self._newest(lambda toc: with_open_segments(self.storage, toc))
        return toc

    def reader(self, reuse: Any = None) -> IndexReader:
        """A snapshot of the last commit, opened anew whatever `reuse` is; of the one before when that is damaged."""
        toc = self.opened_toc()
        return self._reader(self.storage, toc.schema, toc.segments, toc.generation)

    def _newest(self, made_of: Callable[[TableOfContents], TableOfContents]) -> tuple[TableOfContents, str]:
        found = newest_whole(self.storage, self.indexname, self._schema, made_of)
        if found is None:
            raise EmptyIndexError(f"Index {self.indexname!r} does not exist in {self.storage!r}")
        return found

    def files_before(self) -> set[str]:
        """The files of the commit before the last, kept until there is a next; none where nothing need be durable."""
        before = generations(self.storage, self.indexname)[1:2] if is_durable(self.storage) else ()
        return self._files_of(before[0]) if before else set()

    def _files_of(self, generation: int) -> set[str]:
        """The files of a commit; none when it is not there or not whole."""
        name = self.indexname
        return made_of_one(self.storage, name, self._schema, generation, lambda toc: toc.file_names(name)) or set()

    def take_back(self, generation: int) -> None:
        """Makes the commit before the last one, number `generation`, the last one again; the caller is the only writer.

        Readers that have opened it keep it. Raises `OSError` when it may still be there after a power cut.
        """
        before = self._files_of(generation - 1)
        if not before or self.latest_generation() != generation:
            return
        self.storage.delete_file(file_name(self.indexname, generation))
        if is_durable(self.storage):
            self.storage.sync_folder()  # a table must not come back without what it names
        sweep(self.storage, self.indexname, before)

    def writer(self, procs: int = 1, **kwargs: Any) -> ColumnarWriter:
        """A writer; `procs` is accepted for Whoosh's sake, and one process writes. Raises `ReadOnlyError`."""
        if self.storage.readonly:
            raise ReadOnlyError
        from searchkit.index.columnar.whoosh.writer import ColumnarWriter

        return ColumnarWriter(self, **kwargs)

    def lock(self, name: str) -> Any:
        """Refused: Whoosh's own writers ask for it, and would write their own format in the place of this one."""
        raise IndexUnfit(
            f"{self.indexname}: only index.writer() writes this format; Whoosh's SegmentWriter, MpWriter and "
            "SerialMpWriter would replace it by their own"
        )

    @classmethod
    def _reader(
        cls, storage: Any, schema: Any, segments: list[ColumnarSegment], generation: int, reuse: Any = None
    ) -> IndexReader:
        """A reader of `segments`, opened anew: what Whoosh does with `reuse` brings deleted documents back."""
        return open_reader(storage, schema, segments, generation)


def create_in(folder: str | Path, schema: Any, indexname: str | None = None) -> ColumnarIndex:
    """A new index in an existing folder."""
    return ColumnarIndex.create(DurableStorage(folder), schema, indexname or MAIN)


def open_dir(
    folder: str | Path, indexname: str | None = None, readonly: bool = False, schema: Any = None
) -> ColumnarIndex:
    """The index in a folder; `schema` takes the place of the one that is kept with it. With `readonly` writing raises
    `ReadOnlyError`."""
    return ColumnarIndex(DurableStorage(folder, readonly=readonly), schema, indexname or MAIN)


def exists_in(folder: str | Path, indexname: str | None = None) -> bool:
    """Whether there is an index of this name in a folder, whether or not it can be opened."""
    name = indexname or MAIN
    check_index_name(name)
    return Path(folder).is_dir() and latest_generation(DurableStorage(folder), name) >= 0

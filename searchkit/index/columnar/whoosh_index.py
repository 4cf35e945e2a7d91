"""A Whoosh index whose segments are arrays: creating, opening, reading and writing it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.fields import ensure_schema
from whoosh.index import EmptyIndexError, FileIndex, LockError
from whoosh.reading import IndexReader

from searchkit.index.columnar.codec import ColumnarSegment
from searchkit.index.columnar.toc import TableOfContents, check_index_name, latest_generation, sweep
from searchkit.index.columnar.whoosh_reading import open_reader, segments_of

if TYPE_CHECKING:
    from searchkit.index.columnar.whoosh_writer import ColumnarWriter

__all__ = ["ColumnarIndex", "create_in", "open_dir", "segments_of"]

_NAME = "MAIN"


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

    def __init__(self, storage: Any, schema: Any = None, indexname: str = _NAME) -> None:
        check_index_name(indexname)
        self.storage = storage
        self._schema = ensure_schema(schema) if schema else None
        self.indexname = indexname
        self._read_toc()

    @classmethod
    def create(
        cls, storage: Any, schema: Any, indexname: str = _NAME, settings: dict[str, Any] | None = None
    ) -> ColumnarIndex:
        """A new index, in the place of one of the same name; raises `LockError` while that one is written to.

        `settings`: plain JSON values that are kept with it.
        """
        check_index_name(indexname)
        lock = storage.lock(f"{indexname}_WRITELOCK")
        if not lock.acquire(False):
            raise LockError(f"the index {indexname} is being written to")
        try:
            generation = latest_generation(storage, indexname) + 1
            TableOfContents(ensure_schema(schema), [], generation, settings or {}).write(storage, indexname)
            sweep(storage, indexname, generation, [])
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
        tries = 10
        while True:
            generation = self.latest_generation()
            if generation < 0:
                raise EmptyIndexError(f"Index {self.indexname!r} does not exist in {self.storage!r}")
            try:
                return TableOfContents.read(self.storage, self.indexname, generation, self._schema)
            except FileNotFoundError:  # a commit has taken its place in the meantime
                tries -= 1
                if not tries:
                    raise

    def writer(self, procs: int = 1, **kwargs: Any) -> ColumnarWriter:
        """A writer; `procs` is accepted for Whoosh's sake, and one process writes."""
        from searchkit.index.columnar.whoosh_writer import ColumnarWriter

        return ColumnarWriter(self, **kwargs)

    @classmethod
    def _reader(
        cls, storage: Any, schema: Any, segments: list[ColumnarSegment], generation: int, reuse: Any = None
    ) -> IndexReader:
        """A reader of `segments`, opened anew: what Whoosh does with `reuse` brings deleted documents back."""
        return open_reader(storage, schema, segments, generation)


def create_in(folder: str | Path, schema: Any, indexname: str = _NAME) -> ColumnarIndex:
    """A new index in an existing folder."""
    from whoosh.filedb.filestore import FileStorage

    return ColumnarIndex.create(FileStorage(str(folder)), schema, indexname)


def open_dir(folder: str | Path, indexname: str = _NAME, schema: Any = None) -> ColumnarIndex:
    """The index in a folder; `schema` takes the place of the one that is kept with it."""
    from whoosh.filedb.filestore import FileStorage

    return ColumnarIndex(FileStorage(str(folder)), schema, indexname)

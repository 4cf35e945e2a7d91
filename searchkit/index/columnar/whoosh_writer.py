"""Whoosh's writer over segments of arrays: adding, deleting, merging, committing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from whoosh import columns
from whoosh.index import LockError
from whoosh.reading import IndexReader, SegmentReader
from whoosh.writing import SegmentWriter

from searchkit.index.columnar.codec import ColumnarSegment
from searchkit.index.columnar.merging import merge_segments
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.toc import TableOfContents, sweep
from searchkit.index.columnar.whoosh_codec import ColumnarCodec
from searchkit.index.columnar.whoosh_reading import open_reader

if TYPE_CHECKING:
    from searchkit.index.columnar.whoosh_index import ColumnarIndex

_MERGED_AS_ARRAYS = frozenset({"category", "column", "text", "terms", "field", "lists", "stored"})
_NUMBERS = (columns.NumericColumn, columns.ClampedNumericColumn, columns.BitColumn)


class ColumnarWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """A document that is refused leaves nothing behind; segments are merged array by array where that keeps
    everything, and document by document otherwise. What a writer that failed left is swept when the next one opens."""

    def __init__(self, index: ColumnarIndex, **kwargs: Any) -> None:
        kwargs["codec"] = ColumnarCodec()
        self.writelock: Any = None
        self.pool: Any
        self._searcher: Any
        try:
            super().__init__(index, **kwargs)
            self.settings = index._read_toc().settings
            """Kept with the next commit; change it as you like (plain JSON values)."""
        except LockError:
            raise  # there is nothing to let go
        except BaseException:  # whatever it is, Ctrl-C included: the lock is let go, and it goes on
            lock: Any = self.writelock
            if lock is not None:
                lock.release()
            raise
        self._index = index
        self._is_merging = False
        self._to_merge: list[ColumnarSegment] = []
        if kwargs.get("_lk", True):
            sweep(self.storage, self.indexname, self.generation - 1, self.segments)

    def reader(self, reuse: Any = None) -> IndexReader:
        """The index as of the last commit, but what this writer deleted; opened anew, whatever `reuse` is."""
        self._check_state()
        return open_reader(self.storage, self.schema, self.segments, self.generation)

    def add_document(self, **fields: Any) -> None:
        """Adds a document. What is raised for one that cannot be added leaves nothing of it in the index."""
        pool = self.pool
        self.pool = held = _Held()
        try:
            super().add_document(**fields)
        finally:
            self.pool = pool
        for item in held.items:
            pool.add(item)

    # Segments

    def new_segment(self) -> ColumnarSegment:
        """A segment to be written by the caller: `create` gives its file, `add_segment` adds it."""
        return ColumnarSegment(self.indexname)

    def write_segment(self, write: Callable[[BinaryIO], int]) -> ColumnarSegment:
        """A segment whose file `write` fills; `write` gives its number of documents."""
        segment = self.new_segment()
        with segment.create(self.storage) as file:
            segment.set_doc_count(write(file))
        return segment

    def add_segment(self, segment: ColumnarSegment) -> None:
        """Adds a finished segment; its documents can be deleted and merged as those of any other."""
        self._check_state()
        self.segments.append(segment)
        self._setup_doc_offsets()
        if self._searcher is not None:
            self._searcher._orig_close()
            self._searcher = None

    # Merging

    def add_reader(self, reader: IndexReader) -> None:
        """Adds all documents of a reader. While committing, our own segments wait until this writer's is complete."""
        segment = reader.segment() if self._is_merging else None
        if isinstance(segment, ColumnarSegment):
            self._to_merge.append(segment)
        else:
            super().add_reader(reader)

    def _merge_segments(self, mergetype: Any, optimize: Any, merge: Any) -> list[ColumnarSegment]:
        self._is_merging = True
        try:
            return list(super()._merge_segments(mergetype, optimize, merge))
        finally:
            self._is_merging = False

    def merged(self, waiting: list[ColumnarSegment]) -> ColumnarSegment:
        """The live documents of segments as one segment."""
        opened = [segment.open(self.storage) for segment in waiting]
        if not all(map(self._is_plain, opened)):
            return self._merged_by_document(waiting)

        def write(file: BinaryIO) -> int:
            merge_segments(opened, file)
            return sum(segment.document_count - segment.deleted_count for segment in opened)

        return self.write_segment(write)

    def _is_plain(self, segment: Segment) -> bool:
        """Whether merging arrays keeps all of a segment, and nothing of a field that was removed."""
        parts = [name.partition("/") for name in segment.file.names()]
        if any(kind not in _MERGED_AS_ARRAYS for kind, _, _ in parts):
            return False
        names = {*segment.field_names(), *(name for kind, _, name in parts if kind == "column")}
        return all(name in self.schema for name in names) and all(
            segment.has_column(name) for name, field in self.schema.items() if isinstance(field.column_type, _NUMBERS)
        )

    def _merged_by_document(self, waiting: list[ColumnarSegment]) -> ColumnarSegment:
        other = ColumnarWriter(self._index, _lk=False)
        other.schema = self.schema
        for segment in waiting:
            reader = SegmentReader(self.storage, self.schema, segment)
            other.add_reader(reader)
            reader.close()
        merged: ColumnarSegment = other._finalize_segment()
        other._finish()
        return merged

    def _commit_toc(self, segments: list[ColumnarSegment]) -> None:
        if self._to_merge:
            added = [segment for segment in segments if segment is self.newsegment]
            segments = [segment for segment in segments if segment is not self.newsegment]
            waiting = [segment for segment in (*self._to_merge, *added) if segment.doc_count()]
            if waiting:
                segments.append(self.merged(waiting))
        segments = [segment for segment in segments if segment.doc_count_all()]
        for segment in segments:
            segment.write_deletions(self.storage, self.generation)
        self.schema.clean()
        TableOfContents(self.schema, segments, self.generation, self.settings).write(self.storage, self.indexname)
        sweep(self.storage, self.indexname, self.generation, segments)


class _Held:
    """Stands for the pool of postings while one document is added."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.add = self.items.append

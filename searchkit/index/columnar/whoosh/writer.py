"""Whoosh's writer over segments of arrays: adding, deleting, merging, committing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from whoosh import columns
from whoosh.index import LockError
from whoosh.reading import IndexReader, SegmentReader
from whoosh.writing import SegmentWriter

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.columnar_segment import ColumnarSegment
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.synced import is_durable
from searchkit.index.columnar.toc import TableOfContents, file_name, sweep
from searchkit.index.columnar.whoosh.codec import ColumnarCodec
from searchkit.index.columnar.whoosh.reading import open_reader

if TYPE_CHECKING:
    from searchkit.index.columnar.whoosh.index import ColumnarIndex

_MERGED_AS_ARRAYS = frozenset({"category", "column", "text", "terms", "field", "lists", "stored", "sketch"})
_NUMBERS = (columns.NumericColumn, columns.ClampedNumericColumn, columns.BitColumn)


class ColumnarWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh's base class is untyped here
    """A document that is refused leaves nothing behind; segments are merged array by array where that keeps
    everything, and document by document otherwise.

    A commit that returned survives a power cut, if the storage is durable; one that raised has changed nothing and left
    no files. What a writer that was killed left is swept when the next one opens.
    """

    def __init__(self, index: ColumnarIndex, **kwargs: Any) -> None:
        kwargs["codec"] = ColumnarCodec()
        self.writelock: Any = None
        self.pool: Any
        self._searcher: Any
        try:
            opened = _Opened(index)
            super().__init__(opened, **kwargs)
            self.settings = opened.toc.settings
            """Kept with the next commit; change it as you like (plain JSON values)."""
            self._check_whole(index)
            self._current = opened.toc.file_names(self.indexname)
            """The files of the last commit."""
            self._needed = self._current | index.files_before()
            """What stays whatever becomes of this writer."""
        except LockError:
            raise  # there is nothing to let go
        except BaseException:  # whatever it is, Ctrl-C included: the lock is let go, and it goes on
            lock: Any = self.writelock
            if lock is not None:
                lock.release()
            raise
        self._index = index
        self._places: dict[tuple[str, bytes], int] = {}
        """The document of this writer that has a term in a unique field."""
        self._replaced: set[int] = set()
        """Documents of this writer that later ones of it took the place of."""
        self._is_merging = False
        self._to_merge: list[ColumnarSegment] = []
        if self._is_locked:
            sweep(self.storage, self.indexname, self._needed)

    @property
    def _is_locked(self) -> bool:
        """Whether it is the only one: not so a writer within another, that merges for it."""
        return self.writelock is not None

    def _check_whole(self, index: ColumnarIndex) -> None:
        """To write on top of the commit before a damaged one would lose that for good."""
        if index.damage:
            raise IndexDamaged(
                f"{index.damage}; the index is read as of the commit before and cannot be written: run searchkit repair"
            )

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
        unique = set(self._unique_fields(fields))
        for item in held.items:
            pool.add(item)
            if item[0] in unique:
                self._places[item[0], item[1]] = item[2]

    def update_document(self, **fields: Any) -> None:
        """Adds a document in the place of those with the same value in a unique field, also those of this writer. When
        it cannot be added, they stay."""
        terms = self._unique_terms(fields)
        before: Iterable[int] = ()
        if terms:
            with self.searcher() as searcher:
                before = searcher._find_unique([(name, fields[name]) for name, _ in terms])
        here = {self._places[term] for term in terms if term in self._places}
        self.add_document(**fields)
        for number in before:
            self.delete_document(number)
        self._replaced |= here

    def _unique_terms(self, fields: dict[str, Any]) -> list[tuple[str, bytes]]:
        return [(name, self.schema[name].to_bytes(fields[name])) for name in self._unique_fields(fields)]

    def _finalize_segment(self) -> ColumnarSegment:
        segment: ColumnarSegment = super()._finalize_segment()
        for number in self._replaced:
            segment.delete_document(number)
        return segment

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

    def write_per_doc(self, fieldnames: set[str], reader: Any) -> Any:
        """Columns of dynamic fields too: Whoosh leaves out those that are not indexed."""
        from searchkit.index.columnar.whoosh.documents import PerDocumentReader

        kept = getattr(reader, "_perdoc", None)
        columns = kept.list_columns() if isinstance(kept, PerDocumentReader) else ()
        return super().write_per_doc(fieldnames | {name for name in columns if name in self.schema}, reader)

    def _merge_segments(self, mergetype: Any, optimize: Any, merge: Any) -> list[ColumnarSegment]:
        self._is_merging = True
        try:
            return list(super()._merge_segments(mergetype, optimize, merge))
        finally:
            self._is_merging = False

    def _alike(self, waiting: list[ColumnarSegment]) -> list[list[ColumnarSegment]]:
        """Segments in groups of the same columns of texts: together they would lose all columns but numbers."""
        groups: dict[frozenset[str], list[ColumnarSegment]] = {}
        for segment in waiting:
            groups.setdefault(frozenset(segment.open(self.storage).text_names()), []).append(segment)
        return list(groups.values())

    def merged(self, waiting: list[ColumnarSegment]) -> ColumnarSegment:
        """The live documents of segments as one segment."""
        opened = [segment.open(self.storage) for segment in waiting]
        texts = {frozenset(segment.text_names()) for segment in opened}  # a column that one lacks would be made up
        numbers = self._numbers(opened)
        if len(texts) > 1 or not all(self._is_plain(segment, numbers) for segment in opened):
            return self._merged_by_document(waiting)

        def write(file: BinaryIO) -> int:
            from searchkit.index.columnar.merging import merge_segments

            merge_segments(opened, file)
            return sum(segment.document_count - segment.deleted_count for segment in opened)

        return self.write_segment(write)

    def _numbers(self, opened: list[Segment]) -> set[str]:
        """The columns of numbers that the segments should have, those of dynamic fields among them: merged as arrays, a
        segment without one would have 0, and not the column's default."""
        names = {*self.schema.names(), *(name for segment in opened for name in segment.column_names())}
        fields = [(name, self.schema[name]) for name in names if name in self.schema]
        return {name for name, field in fields if isinstance(field.column_type, _NUMBERS)}

    def _is_plain(self, segment: Segment, numbers: set[str]) -> bool:
        """Whether merging arrays keeps all of a segment, and nothing of a field that was removed."""
        if any(name.partition("/")[0] not in _MERGED_AS_ARRAYS for name in segment.file.names()):
            return False
        names = {*segment.field_names(), *segment.column_names()}
        return all(name in self.schema for name in names) and all(map(segment.has_column, numbers))

    def _merged_by_document(self, waiting: list[ColumnarSegment]) -> ColumnarSegment:
        other = ColumnarWriter(self._index, _lk=False)
        try:
            other.schema = self.schema
            for segment in waiting:
                reader = SegmentReader(self.storage, self.schema, segment)
                other.add_reader(reader)
                reader.close()
            merged: ColumnarSegment = other._finalize_segment()
        except BaseException:  # whatever it is: its file is closed before it is swept
            other.cancel()
            raise
        other._finish()
        return merged

    def _commit_toc(self, segments: list[ColumnarSegment]) -> None:
        if self._to_merge:
            added = [segment for segment in segments if segment is self.newsegment]
            segments = [segment for segment in segments if segment is not self.newsegment]
            waiting = [segment for segment in (*self._to_merge, *added) if segment.doc_count()]
            segments += map(self.merged, self._alike(waiting))
        segments = [segment for segment in segments if segment.doc_count_all()]
        for segment in segments:
            segment.write_deletions(self.storage, self.generation)
        self.schema.clean()
        made = TableOfContents(self.schema, segments, self.generation, self.settings)
        made.write(self.storage, self.indexname)
        kept = self._current if is_durable(self.storage) else set()
        sweep(self.storage, self.indexname, made.file_names(self.indexname) | kept)

    # Ends

    def commit(self, mergetype: Any = None, optimize: Any = None, merge: Any = None) -> None:
        """Makes all changes last. What is raised means that there was none: its files are gone."""
        try:
            super().commit(mergetype, optimize, merge)
        except BaseException:  # whatever it is: Whoosh cleans up after an Exception, and not after Ctrl-C
            if not self.is_closed:
                self._cleanup_on_error()
            raise

    def cancel(self) -> None:
        """Ends without a change, whatever the state of the disk."""
        self._check_state()
        self._cleanup_on_error()

    def _cleanup_on_error(self) -> None:
        """Removes what was written, and then lets the next writer in."""
        try:
            build = self.newsegment.build(self.storage)
            with suppress(OSError, NameError):
                build.abandon()
            with suppress(OSError):
                self.pool.cleanup()
            if self._is_locked:
                self._sweep_failed()
        finally:
            super()._cleanup_on_error()

    def _sweep_failed(self) -> None:
        name = file_name(self.indexname, self.generation)
        if self.storage.file_exists(name):  # it was renamed to its name, but may not have reached the disk
            if not is_durable(self.storage):
                return  # it is the last commit: what was before may be gone already
            try:
                self.storage.delete_file(name)
                self.storage.sync_folder()
            except OSError:
                return  # it may come back after a power cut, and then needs its files; the next writer sweeps them
        sweep(self.storage, self.indexname, self._needed)


class _Opened:
    """Stands for an index while Whoosh's writer opens it: the table of contents is read once."""

    toc: TableOfContents

    def __init__(self, index: ColumnarIndex) -> None:
        self._index = index
        self.storage, self.indexname = index.storage, index.indexname

    def lock(self, name: str) -> Any:
        return self.storage.lock(f"{self.indexname}_{name}")

    def _read_toc(self) -> TableOfContents:
        self.toc = self._index.opened_toc()
        return self.toc


class _Held:
    """Stands for the pool of postings while one document is added."""

    def __init__(self) -> None:
        self.items: list[tuple[str, bytes, int, float, bytes]] = []

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        if not item[3] >= 0:  # no number, too
            raise ValueError(f"the term {item[1]!r} has the weight {item[3]}; weights are 0 or more")
        self.items.append(item)

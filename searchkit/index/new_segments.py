"""The segments of one commit after the other: built, merged where it is due, and made last by Whoosh's writer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from whoosh.index import LockError

from searchkit.errors import IndexAccessError, IndexDamaged, IndexLocked
from searchkit.index.allocator import give_back
from searchkit.index.bulk.builders import Builders
from searchkit.index.bulk.frames import packed
from searchkit.index.columnar.columnar_segment import EXTENSION
from searchkit.index.merge_policy import balanced, due

if TYPE_CHECKING:
    from searchkit.index.columnar.columnar_segment import ColumnarSegment
    from searchkit.index.columnar.whoosh.writer import ColumnarWriter
    from searchkit.index.store import Store


_PER_DOCUMENT = 1 << 10  # bytes of the writer's memory: of more documents their stories take more than their building


class NewSegments:
    """What a writer puts articles into. `keep_stems` is given language, word and stem of those that were computed."""

    def __init__(self, store: Store, *, keep_stems: Callable[[Iterable[tuple[str, str, str]]], None]) -> None:
        self._store = store
        self._keep_stems = keep_stems
        self._whoosh: ColumnarWriter | None = None
        self._builders: Builders | None = None
        self._named: dict[str, ColumnarSegment] = {}
        self._discarded: dict[str, list[int]] = {}
        self._merges_all = False

    def begin(self) -> None:
        """Begins a commit; raises `IndexLocked`, `IndexDamaged` or `IndexAccessError` when that cannot be."""
        name = self._store.name
        try:
            self._whoosh = self._store.whoosh_index.writer(timeout=5.0)
        except LockError as error:
            raise IndexLocked(f"{name}: a program that uses Whoosh directly is writing to it") from error
        except IndexDamaged as error:
            raise IndexDamaged(f"{name}: {error}") from error
        except OSError as error:
            raise IndexAccessError(
                f"{name}: the index cannot be opened for writing ({error.strerror or error})"
            ) from error
        self._discarded = {}

    @property
    def _writer(self) -> ColumnarWriter:
        assert self._whoosh is not None, "a commit was begun"
        return self._whoosh

    @property
    def generation(self) -> int:
        """The number that the commit will have."""
        generation: int = self._writer.generation
        return generation

    @property
    def all(self) -> Sequence[ColumnarSegment]:
        """Those of the commit before, and those added so far."""
        segments: Sequence[ColumnarSegment] = self._writer.segments
        return segments

    # Documents

    def add(self, record: bytes, *, older: bool) -> tuple[str, int]:
        """Takes an article as it is stored; gives the file of its segment, and its number there."""
        return self._building().add(record, older=older)

    def discard(self, file: str, number: int) -> None:
        """Takes an article out of this commit again, by what `add` gave."""
        self._discarded.setdefault(file, []).append(number)

    def delete_before(self, number: int) -> None:
        """Deletes a document of the commits before, by its number in the index."""
        self._writer.delete_document(number)

    # Ends

    def merge_all(self) -> None:
        """Has the next commit merge all segments into one."""
        self._merges_all = True

    def commit(self, find_stories: Callable[[Sequence[ColumnarSegment]], None]) -> None:
        """Writes the segments, has `find_stories` look at the new ones if any, and commits."""
        stories = self._store.settings.stories
        if stories and self._builders is not None:
            import searchkit.index.stories.finding  # noqa: F401  # while others still build: it loads NumPy
        added = []
        for built in self._builders.finish() if self._builders is not None else ():
            segment = self._named.pop(built.name)
            segment.set_doc_count(built.documents)
            # An article that was written and replaced within one commit: its first version is in a new segment.
            for number in self._discarded.get(built.name, ()):
                segment.delete_document(number)
            self._writer.add_segment(segment)
            added.append(segment)
        try:
            if added:
                if stories:
                    self._make_room(sum(segment.doc_count_all() for segment in added))
                find_stories(added)
            self._writer.commit(mergetype=lambda _, segments: self._merged(segments, added))
        except OSError as error:
            raise IndexAccessError(
                f"{self._store.name}: the commit could not be written ({error.strerror or error}); "
                "the index is as of the last commit"
            ) from error

    def cancel(self) -> None:
        """Gives up what was not committed, if anything."""
        if self._whoosh is not None and not self._whoosh.is_closed:
            self._whoosh.cancel()

    def close(self) -> None:
        """Ends the processes that build."""
        if self._builders is not None:
            self._builders.close()

    def forget(self) -> None:
        """Lets go of all files; what was not committed is gone."""
        self._whoosh = self._builders = None
        self._named = {}

    # Building and merging

    def _make_room(self, documents: int) -> None:
        """For stories to be found among so many: those who build keep most of the writer's memory."""
        if self._builders is not None and documents > (self._store.settings.writer_memory << 20) // _PER_DOCUMENT:
            self._builders.rest()
            give_back()

    def _building(self) -> Builders:
        if self._builders is None:
            store = self._store
            folder = store.folder
            self._builders = Builders(
                store.analyzer,
                title_weight=store.manifest.title_weight,
                memory=store.settings.writer_memory << 20,
                jobs=store.settings.jobs or os.cpu_count() or 1,
                name_segment=self._name_segment,
                path_of=None if folder is None else lambda name: str(folder / name),
                create=store.whoosh_index.storage.create_file,
                keep_stems=self._keep_stems,
            )
        return self._builders

    def _name_segment(self) -> str:
        """The file of a new segment."""
        segment = self._writer.new_segment()
        self._named[file_of(segment)] = segment
        return file_of(segment)

    def _merged(self, segments: Sequence[ColumnarSegment], added: Sequence[ColumnarSegment]) -> list[ColumnarSegment]:
        """`segments`, among them those `added` by this commit, after merging what is due. A policy for Whoosh."""
        remaining = [segment for segment in segments if segment.doc_count()]
        processes = self._builders.processes if self._builders is not None else 0
        groups = balanced([segment for segment in added if segment.doc_count()], processes) if processes else []
        others = []
        if groups or self._merges_all or due(remaining):  # else nobody need look into them
            others = [segment for segment in remaining if not self._is_ours(segment)]
            remaining = [segment for segment in remaining if segment not in others]
        if self._merges_all:
            groups, self._merges_all = [remaining] if remaining else [], False
        while groups := groups or due(remaining):
            merged = {segment.segid for group in groups for segment in group}
            remaining = [segment for segment in remaining if segment.segid not in merged]
            remaining += self._merged_groups(groups)
            groups = []
        return others + remaining

    def _is_ours(self, segment: ColumnarSegment) -> bool:
        """Whether it has identities as ours have them. One that a Whoosh program wrote stays by itself: merged with
        ours its documents would get the columns of others."""
        return segment.open(self._store.whoosh_index.storage).has_texts("id")

    def _merged_groups(self, groups: Sequence[Sequence[ColumnarSegment]]) -> list[ColumnarSegment]:
        if self._builders is None or not self._builders.processes:
            return [self._writer.merged(list(group)) for group in groups]
        described = [[(file_of(segment), _deleted_bits(segment)) for segment in group] for group in groups]
        merged = []
        for built in self._builders.merge(described):
            segment = self._named.pop(built.name)
            segment.set_doc_count(built.documents)
            merged.append(segment)
        return merged


def file_of(segment: ColumnarSegment) -> str:
    """The name of a segment's file."""
    name: str = segment.make_filename(EXTENSION)
    return name


def _deleted_bits(segment: ColumnarSegment) -> str | None:
    """Which of its documents are deleted, None when none is."""
    return packed(segment.deleted_flags()) if segment.deleted_count() else None

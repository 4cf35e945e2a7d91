"""A damaged index made whole again from what is intact: `searchkit repair`.

New files are written beside the old ones, and synced; then a table of contents that names them takes its place, as
with any commit. Until then nothing of the old index is touched. What was lost is said.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchkit.analysis import Analyzer
from searchkit.errors import IndexAccessError, IndexDamaged, IndexNotFound, IndexUnfit, SearchkitError
from searchkit.index.catalog import Catalog
from searchkit.index.catalog.journal import COMPANIONS
from searchkit.index.columnar.synced import new_file
from searchkit.index.columnar.toc import MAIN
from searchkit.index.documents import article_to_json
from searchkit.index.manifest import CATALOG, FILE_NAME, Manifest
from searchkit.index.store import Store, article_in, check_whoosh
from searchkit.index.upkeep.checking import check, read_tables, storage_of
from searchkit.index.upkeep.salvage import salvaged
from searchkit.index.write_lock import WriteLock
from searchkit.reports import Damage, Progress, RepairReport
from searchkit.settings import Settings

if TYPE_CHECKING:
    from searchkit.index.columnar.columnar_segment import ColumnarSegment
    from searchkit.index.columnar.segment import Segment
    from searchkit.index.writer import Writer
    from searchkit.model import Article

_FOLDER = "repair"
"""A folder in that of the index, for what is being made; of no use to anyone after a crash."""

_PER_BYTE = 14  # bytes of memory that a byte of an article's JSON takes until it is written


def repair(
    folder: Path, settings: Settings, *, progress: Callable[[Progress], None] | None = None, wait: float | None = None
) -> RepairReport:
    """Rebuilds what is damaged of the index in `folder`. An index that is well is left as it is.

    Raises `IndexNotFound`, `IndexLocked`, `IndexUnfit` when its articles were analysed with other settings or
    weighted otherwise, and `IndexDamaged` when nothing can be made of it.
    """
    started = time.monotonic()
    report = check(folder, progress=progress)
    if report.ok:
        return RepairReport(folder, (), (), (), report.articles, time.monotonic() - started)
    check_whoosh()
    lock = WriteLock(folder, wait=settings.lock_seconds if wait is None else wait)
    try:
        report = check(folder)  # again: what another writer was doing is done
        work = _Repair(folder, settings, report.damages)
        work.run()
    except (OSError, sqlite3.Error) as error:
        why = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        raise IndexAccessError(
            f"{folder}: what was rebuilt cannot be written ({why}); make room, and repair it again"
        ) from error
    finally:
        shutil.rmtree(folder / _FOLDER, ignore_errors=True)
        lock.release()
    store = Store.open(folder, settings)
    try:
        with store.writer() as writer:  # brings the catalog in line with the segments
            writer.catalog.put_stems(work.stems)
            work.ask_again(writer)
        articles = store.count()
        present = set(store.catalog.ids())
        lost = (*work.lost_but(present), *work.missing(present))
        if again := store.catalog.count_to_read_again():
            files = "1 file" if again == 1 else f"{again:,} files"
            work.done.append(f"{files} will be read again by the next run of searchkit index on their folders")
    finally:
        store.close()
    after = check(folder)
    if not after.ok:
        raise IndexDamaged(f"{folder}: it is damaged still ({after.damages[0].what}); restore a backup")
    return RepairReport(folder, report.damages, tuple(work.done), lost, articles, time.monotonic() - started)


class _Repair:
    """One repair, from the damages that a check found."""

    def __init__(self, folder: Path, settings: Settings, damages: tuple[Damage, ...]) -> None:
        self._folder = folder
        self._settings = settings
        self._analyzer = Analyzer(settings=settings)
        self._title_weight = settings.title_weight
        """What the index was made with, where its manifest can be read."""
        self._damaged = {damage.file for damage in damages}
        self._storage: Any = storage_of(folder)
        self._listed: dict[str, bool] = {}
        """The articles that the catalog lists, and whether each is the newest of its address."""
        self._has_catalog = True
        self._generation = 0
        """The commit that the catalog belongs to."""
        self._named: dict[str, str] = {}
        """What is said of each article that was lost, by its identity."""
        self._guessed: set[str] = set()
        """Segments, by their identity, of which it is not certain who is deleted."""
        self._deleted_anew: list[tuple[str, ColumnarSegment]] = []
        """Files of deletions that are made anew, each with its segment."""
        self._untitled: list[str] = []
        self._is_older = False
        """Whether the commit before is taken, and the catalog knows of one more."""
        self.stems: list[tuple[str, str, str]] = []
        self.done: list[str] = []
        self.lost: list[str] = []

    def run(self) -> None:
        beside = self._folder / _FOLDER
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        manifest = self._manifest()
        self._read_catalog()
        tables = read_tables(self._folder)
        before = self._segments(tables)
        generation = max(*tables, self._generation, 0) + 1
        segments: list[ColumnarSegment] = []
        for segment in before:
            segments += self._whole(segment, generation, anew=manifest is not None)
        if self._guessed:
            self._leave_out_replaced(segments, generation)
        for name, segment in self._deleted_anew:
            self.done.append(f"{name} made anew: {segment.deleted_count():,} articles of its segment are deleted")
        self._commit(manifest, segments, generation)

    def _leave_out_replaced(self, segments: list[ColumnarSegment], generation: int) -> None:
        """Deletes articles that are there once more: they were replaced or merged, and it is lost that they were. What
        stays is what a segment has whose deletions are known, then what was written last."""
        from searchkit.index.columnar.columnar_segment import EXTENSION

        def precedence(segment: ColumnarSegment) -> tuple[bool, int]:
            path = self._folder / segment.make_filename(EXTENSION)
            return segment.segid in self._guessed, -path.stat().st_mtime_ns

        met: set[str] = set()
        for segment in sorted(segments, key=precedence):
            opened = segment.open(self._storage)
            if not opened.has_texts("id"):
                continue
            ids = opened.texts("id")
            for number in reversed((~segment.deleted_flags()).nonzero()[0].tolist()):
                if ids[number] in met:
                    segment.delete_document(number)
                met.add(ids[number])
            segment.write_deletions(self._storage, generation)

    def missing(self, present: set[str]) -> list[str]:
        """The articles that the catalog listed, and that are gone, a sentence each."""
        return [f"the article {id}" for id in sorted(self._listed.keys() - present - self._named.keys())]

    def ask_again(self, writer: Writer) -> None:
        """Makes the next run of `searchkit index` read what the index has no longer, or not as it was. Articles that
        are gone, and places, are seen to already."""
        writer.read_again(self._untitled)
        if self._is_older:
            writer.catalog.read_again(writer.catalog.met_last())

    # Manifest, catalog, table of contents

    def _manifest(self) -> Manifest | None:
        """A new manifest, when the one that is there cannot be read."""
        signature, title_weight = self._analyzer.signature(), self._settings.title_weight
        try:
            manifest = Manifest.read(self._folder)
            manifest.check(signature, title_weight, self._folder)
            self._title_weight = manifest.title_weight
            return None
        except (IndexDamaged, IndexNotFound):
            self.done.append(f"{FILE_NAME} written anew, and all articles analysed again with the settings in force")
            return Manifest(signature, title_weight)
        except IndexUnfit as error:
            if FILE_NAME in self._damaged:
                self.done.append(f"{FILE_NAME} written anew, and all articles analysed again")
                return Manifest(signature, title_weight)
            raise error

    def _read_catalog(self) -> None:
        if CATALOG in self._damaged:
            rows = salvaged(self._folder / CATALOG, self._folder / _FOLDER)
            self._has_catalog = False
            saved = ", ".join(f"{count:,} {table}" for table, count in rows.items() if table != "meta")
            self.done.append(f"{CATALOG} rebuilt from the segments and what was left of it ({saved})")
            self.lost.append(
                "perhaps some places of articles and some problems: run searchkit index on their folders once more"
            )
            source = self._folder / _FOLDER
        else:
            source = self._folder
        catalog = Catalog.open(source)
        try:
            self._listed = {id: record.current for id in catalog.ids() if (record := catalog.article(id))}
            self._generation = catalog.generation()
        finally:
            catalog.close()

    def _segments(self, tables: dict[int, Any]) -> list[ColumnarSegment]:
        """Those of the newest commit whose table of contents can be read; else all that there are."""
        for generation, (name, table) in tables.items():
            if not isinstance(table, SearchkitError):
                if generation != max(*tables, self._generation):
                    self._is_older = True
                    self.done.append(f"{name}, the commit before, taken in place of the newest")
                    self.lost.append("what was changed by the last commit")
                return list(table.segments)
        self.done.append("the table of contents written anew from the segments that are there")
        return list(self._from_files())

    def _from_files(self) -> Iterator[ColumnarSegment]:
        from searchkit.index.columnar.array_file import ArrayFile
        from searchkit.index.columnar.columnar_segment import DELETIONS_EXTENSION, EXTENSION, ColumnarSegment

        files = sorted(self._folder.glob(f"{MAIN}_*{EXTENSION}"), key=lambda path: path.stat().st_mtime_ns)
        for path in files:
            with suppress(IndexDamaged, IndexUnfit):
                documents = ArrayFile.map(str(path)).facts.get("documents")
                segment = ColumnarSegment(
                    MAIN, path.stem.removeprefix(f"{MAIN}_"),
                    documents=documents if type(documents) is int else 0,
                )  # fmt: skip
                lists = sorted(
                    (int(part), other.name)
                    for other in self._folder.glob(f"{path.stem}.*{DELETIONS_EXTENSION}")
                    if (part := other.name.split(".")[1]).isdecimal()
                )
                if lists:
                    with suppress(IndexDamaged, IndexUnfit):
                        deleted = ArrayFile.map(str(self._folder / lists[-1][1])).facts.get("deleted")
                        segment.restore_deletions(self._storage, lists[-1][0], deleted if type(deleted) is int else 0)
                self._guessed.add(segment.segid)
                yield segment

    # Segments

    def _whole(self, segment: ColumnarSegment, generation: int, *, anew: bool) -> list[ColumnarSegment]:
        """The segment as it is, or others with its articles."""
        from searchkit.index.columnar.columnar_segment import EXTENSION

        name = segment.make_filename(EXTENSION)
        deletions = segment.file_names() - {name}
        if not anew and name not in self._damaged:
            if segment.file_names() & self._damaged:
                segment = self._with_deletions_of_the_catalog(segment, min(deletions))
                segment.write_deletions(self._storage, generation)
            if not self._has_catalog:
                self._compute_stems(segment)
            return [segment]
        return self._rebuilt(segment, name, deletions_are_known=not deletions & self._damaged)

    def _compute_stems(self, segment: ColumnarSegment) -> None:
        """Has the stems of a segment that stays, which the catalog has no longer, computed again: by them a query knows
        which languages have a word."""
        opened = segment.open(self._storage)
        for number in (~segment.deleted_flags()).nonzero()[0].tolist():
            with suppress(IndexUnfit):  # another program's document, which is no article
                article = article_in(opened, number)
                if not self._analyzer.is_quick(article.lang):
                    for text in (article.title, article.body):
                        self._analyzer.tokens(text, article.lang)
        self.stems += self._analyzer.take_new_stems()

    def _with_deletions_of_the_catalog(self, segment: ColumnarSegment, name: str) -> ColumnarSegment:
        from searchkit.index.columnar.columnar_segment import ColumnarSegment

        whole = ColumnarSegment(MAIN, segment.segid, documents=segment.doc_count_all())
        opened = whole.open(self._storage)
        texts = opened.texts("id")
        for number in range(opened.document_count):
            if self._has_catalog and texts[number] not in self._listed:
                whole.delete_document(number)
        self._guessed.add(whole.segid)
        self._deleted_anew.append((name, whole))
        if not self._has_catalog:
            self._say_back(name)
        return whole

    def _say_back(self, name: str) -> None:
        self.lost.append(f"which articles {name} said were deleted: they are back")

    def _rebuilt(self, segment: ColumnarSegment, name: str, *, deletions_are_known: bool) -> list[ColumnarSegment]:
        from searchkit.index.upkeep.rescue import opened, rescued

        built = _Built(self)
        try:
            damaged = opened(self._folder / name, self._folder / _FOLDER / name)
        except (IndexDamaged, FileNotFoundError) as error:
            why = "the file is missing" if isinstance(error, FileNotFoundError) else str(error).rpartition(": ")[2]
            self.done.append(f"{name} given up: {why}")
            if not self._has_catalog or not self._listed:  # what it lists is named one by one
                more = ": those that the catalog lists still are named" if self._listed else ""
                self.lost.append(f"the articles of {name}, {segment.doc_count():,} of them{more}")
            return []
        live = self._live(segment, damaged) if deletions_are_known else None
        loses_stories = False
        for one in rescued(damaged):
            if live is not None and one.number < len(live) and not live[one.number]:
                continue
            if live is None and self._has_catalog and one.id and one.id not in self._listed:
                continue
            if one.article is None or (self._has_catalog and not one.id and one.article.id not in self._listed):
                self._lose(one.id, one.title, f"document {one.number} of {name}")
                continue
            if one.title is None:
                self.lost.append(f"the title of the article {one.article.id}")
                self._untitled.append(one.article.id)
            built.add(one.article, one.story or "")
            loses_stories |= one.story is None
        segments = built.finish()
        if live is None:
            self._guessed |= {one.segid for one in segments}
            if not self._has_catalog:
                self._say_back(min(segment.file_names() - {name}))
        if loses_stories:
            self.lost.append(f"which articles of {name} are copies of others: each is shown for itself")
        self.done.append(f"{name} rebuilt from its {built.articles:,} stored articles")
        return segments

    def _live(self, segment: ColumnarSegment, damaged: Segment) -> list[bool] | None:
        try:
            return [not flag for flag in segment.deleted_flags().tolist()]
        except (IndexDamaged, FileNotFoundError):
            return None

    def _lose(self, id: str, title: str | None, otherwise: str) -> None:
        called = f", {title}" if title else ""
        sentence = f"the article {id}{called}" if id else f"{otherwise}{called}"
        self._named[id] = sentence
        self.lost.append(sentence)

    def lost_but(self, present: set[str]) -> list[str]:
        """What was lost, without articles that are there all the same: of one that was written once more, what was
        written before."""
        there = {self._named[id] for id in self._named.keys() & present if id}
        return [one for one in self.lost if one not in there]

    def is_newest(self, id: str) -> bool:
        """Whether no newer version of its address is stored, as far as is known."""
        return self._listed.get(id, True)

    def new_segment(self, articles: list[bytes], older: list[bool], stories: list[str]) -> ColumnarSegment:
        """Writes stored articles as a segment, with whether a newer version is there, and what each is a copy of."""
        import numpy as np

        from searchkit.index.bulk.building import SegmentBuilder
        from searchkit.index.columnar.columnar_segment import EXTENSION, ColumnarSegment
        from searchkit.index.stories.finding import write_stories

        builder = SegmentBuilder(self._analyzer, title_weight=self._title_weight, memory=self.memory)
        for record, is_older in zip(articles, older, strict=True):
            builder.add(record, older=is_older)
        segment = ColumnarSegment(MAIN)
        with new_file(str(self._folder / segment.make_filename(EXTENSION))) as file:
            builder.write(file)
        segment.set_doc_count(len(articles))
        self.stems += self._analyzer.take_new_stems()
        if any(stories):
            write_stories(segment, self._storage, stories, np.arange(len(stories)))
        return segment

    @property
    def memory(self) -> int:
        """Bytes that a segment being built may take."""
        return self._settings.writer_memory << 20

    # The commit

    def _commit(self, manifest: Manifest | None, segments: list[ColumnarSegment], generation: int) -> None:
        from searchkit.index.columnar.toc import TableOfContents
        from searchkit.index.schema import make_schema

        if not self._has_catalog:
            for ending in COMPANIONS:  # of the old file: it must not be played back into the new one
                (self._folder / f"{CATALOG}{ending}").unlink(missing_ok=True)
            (self._folder / _FOLDER / CATALOG).replace(self._folder / CATALOG)
        if manifest is not None:
            manifest.write(self._folder)
        TableOfContents(make_schema(), segments, generation).write(self._storage, MAIN)


class _Built:
    """Segments being built of rescued articles."""

    def __init__(self, work: _Repair) -> None:
        self._work = work
        self._records: list[bytes] = []
        self._older: list[bool] = []
        self._stories: list[str] = []
        self._size = 0
        self._segments: list[ColumnarSegment] = []
        self.articles = 0

    def add(self, article: Article, story: str) -> None:
        record = article_to_json(article)
        self._records.append(record)
        self._stories.append(story)
        self._older.append(not self._work.is_newest(article.id))
        self._size += len(record)
        self.articles += 1
        if self._size * _PER_BYTE > self._work.memory:
            self._write()

    def finish(self) -> list[ColumnarSegment]:
        self._write()
        return self._segments

    def _write(self) -> None:
        if self._records:
            self._segments.append(self._work.new_segment(self._records, self._older, self._stories))
        self._records, self._older, self._stories, self._size = [], [], [], 0

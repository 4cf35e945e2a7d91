"""Every file of an index, compared with what was written: `searchkit check`.

It opens the files by itself, since an index that is damaged may not open, and goes on after each damage it finds.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.errors import IndexAccessError, IndexDamaged, IndexNotFound, SearchkitError
from searchkit.index.catalog import Catalog
from searchkit.index.columnar.toc import MAIN, TableOfContents, file_name, latest_generation
from searchkit.index.manifest import CATALOG, FILE_NAME, Manifest, holds_index, is_as_written
from searchkit.index.store import article_in
from searchkit.regular import open_regular_file
from searchkit.reports import CheckReport, Damage, Progress

if TYPE_CHECKING:
    from searchkit.index.columnar.array_file import ArrayFile
    from searchkit.index.columnar.columnar_segment import ColumnarSegment
    from searchkit.index.columnar.segment import Segment
    from searchkit.index.columnar.storage import DurableStorage

_MOST = 1000  # damages that are listed; a file of zeroes has one in each page
_OURS = re.compile(rf"{MAIN}_[0-9a-z]+(\.[0-9]+\.del|\.seg)")
_THREADS = 4
_TRIES = 20  # when commits sweep away what was about to be read


_Listed = tuple[int, int, "set[bytes] | None"]
"""The commit that the catalog belongs to, how many articles it lists, and which, if asked for."""


def check(folder: Path, *, deep: bool = False, progress: Callable[[Progress], None] | None = None) -> CheckReport:
    """Reads every file of the index in `folder`, and says what is not as it was written.

    `deep`: decodes terms, lists and articles too, which takes far longer. Raises `IndexNotFound`, and
    `IndexAccessError` when we may not read a file.
    """
    try:
        return _checked(folder, deep, progress)
    except PermissionError as error:
        raise IndexAccessError(f"{error.filename or folder}: cannot be read: {error.strerror}") from error


def _checked(folder: Path, deep: bool, progress: Callable[[Progress], None] | None) -> CheckReport:
    if not holds_index(folder):
        with suppress(FileNotFoundError, NotADirectoryError):
            open_regular_file(folder / FILE_NAME).close()  # perhaps we may not look
        raise IndexNotFound(f"{folder}: there is no index here")
    for _ in range(_TRIES):
        before = sorted(path.name for path in folder.glob("*.toc"))
        try:
            return _Look(folder, deep, progress).report(may_vanish=True)
        except FileNotFoundError:  # perhaps a commit took the place of the one that was being read
            if before == sorted(path.name for path in folder.glob("*.toc")):
                break
    return _Look(folder, deep, progress).report(may_vanish=False)


class _Look:
    """One look at all files."""

    def __init__(self, folder: Path, deep: bool, progress: Callable[[Progress], None] | None) -> None:
        self._folder = folder
        self._deep = deep
        self._progress = progress
        self._damages: list[Damage] = []
        self._started = time.monotonic()
        self._files = self._bytes = 0
        self._before: list[TableOfContents | SearchkitError] = []
        self._apart: list[ArrayFile] = []
        """Files of segments that cannot be opened as a whole: they are compared all the same."""

    def report(self, *, may_vanish: bool) -> CheckReport:
        self._may_vanish = may_vanish
        with self._noting(FILE_NAME):
            Manifest.read(self._folder)
            if not is_as_written(self._folder):
                self._damages.append(Damage(FILE_NAME, None, "not as it was written, though it can be read"))
        self._count(FILE_NAME)
        newest = self._tables()
        segments = self._opened(newest) if newest is not None else []
        earlier = self._earlier(newest)
        files = [*(segment.file for _, segment in (*segments, *earlier)), *self._apart]
        files_total = self._files + len(files) + 1
        bytes_total = self._bytes + sum(file.size for file in files) + self._size(CATALOG)
        with ThreadPoolExecutor(min(_THREADS, os.cpu_count() or 1)) as pool:
            catalog = pool.submit(self._catalog)
            work = [[pool.submit(file.damage_in, *region) for region in file.regions()] for file in files]
            for file, futures in zip(files, work, strict=True):
                name = Path(file.name).name
                self._files += 1
                past = self._bytes + file.size  # its head and tail were compared when it was opened
                for future in futures:
                    size, found = future.result()
                    self._bytes += size
                    self._damages += [Damage(name, offset, what) for offset, what in found]
                    self._tell(name, files_total, bytes_total)
                self._bytes = past
            listed = catalog.result()
            if self._size(CATALOG):
                self._count(CATALOG)
                self._tell(CATALOG, files_total, bytes_total)
        for name, segment in segments:
            self._structure(name, segment)
        if listed is not None and latest_generation(storage_of(self._folder), MAIN) < listed[0]:
            self._damages.append(Damage(file_name(MAIN, listed[0]), None, "it is missing: the catalog has its commit"))
        if newest is not None and listed is not None and not self._damages:
            self._agreement(newest, segments, listed)
        damages = sorted(set(self._damages), key=lambda damage: (damage.file, damage.offset or 0, damage.what))
        articles = sum(segment.document_count - segment.deleted_count for _, segment in segments)
        seconds = time.monotonic() - self._started
        return CheckReport(self._folder, tuple(damages[:_MOST]), self._files, self._bytes, articles, seconds)

    # Tables of contents and segments

    def _tables(self) -> TableOfContents | None:
        """The newest table of contents; what is wrong with any of them is noted."""
        tables = read_tables(self._folder, sizes=True)
        if not tables:
            self._damages.append(Damage(f"_{MAIN}_*.toc", None, "there is no table of contents"))
        for name, table in tables.values():
            self._count(name)
            if isinstance(table, SearchkitError):
                if self._may_vanish and isinstance(table.__cause__, FileNotFoundError):
                    raise table.__cause__
                self._note(_named_in(table, name), table)
        readable = [table for _, table in read_tables(self._folder).values()]
        self._before = readable[1:]
        newest = readable[0] if readable else None
        return None if isinstance(newest, SearchkitError) else newest

    def _earlier(self, newest: TableOfContents | None) -> list[tuple[str, Segment]]:
        """The segments that only an earlier commit names, which is kept for when the newest is damaged."""
        from searchkit.frozen import replace

        known = {frozenset(segment.file_names()) for segment in newest.segments} if newest else set()
        opened: list[tuple[str, Segment]] = []
        tables = [table for table in self._before if not isinstance(table, SearchkitError)]
        if newest is None and not tables:  # whatever is there
            self._open_alone(*sorted(path.name for path in self._folder.iterdir() if _OURS.fullmatch(path.name)))
        for table in tables:
            others = [segment for segment in table.segments if frozenset(segment.file_names()) not in known]
            opened += self._opened(replace(table, segments=others))
        return opened

    def _opened(self, table: TableOfContents) -> list[tuple[str, Segment]]:
        from searchkit.index.columnar.columnar_segment import EXTENSION

        storage = storage_of(self._folder)
        opened: list[tuple[str, Segment]] = []
        for segment in table.segments:
            name = segment.make_filename(EXTENSION)
            others, before = segment.file_names() - {name}, len(opened)
            with self._noting(name, segment):
                opened.append((name, segment.open(storage)))
            if len(opened) == before:
                self._open_alone(name, *others)
            for one in others:
                self._count(one)
        return opened

    def _open_alone(self, *names: str) -> None:
        """Has files of arrays compared of which nobody says, or can say, what they hold."""
        from searchkit.index.columnar.array_file import ArrayFile

        for name in names:
            with suppress(FileNotFoundError), self._noting(name):  # one that is missing is noted by who names it
                if (self._folder / name).exists():
                    self._apart.append(ArrayFile.map(str(self._folder / name)))

    def _structure(self, name: str, segment: Segment) -> None:
        """What checksums do not say; looked at only where they are right."""
        if any(damage.file == name for damage in self._damages):
            return
        from searchkit.index.columnar.verifying import faults

        with self._noting(name):
            self._damages += [
                Damage(name, segment.file.offset(array) if array in segment.file else None, f"{array}: {what}")
                for array, what in faults(segment, deep=self._deep)
            ]
            self._damages += [
                Damage(name, None, f"field/{field}: it is not said where in an article its words stand")
                for field in _without_positions(segment)
            ]
        live = segment.live_bytes or bytes([1]) * segment.document_count
        is_strange = not segment.has_texts("id")  # written by a Whoosh program
        for number in range(segment.document_count) if self._deep or is_strange else ():
            with self._noting(name):
                if live[number]:
                    article_in(segment, number)
                else:
                    segment.stored(number)

    # The catalog

    def _catalog(self) -> _Listed | None:
        """What the catalog lists; None when it cannot be read."""
        found = None
        with suppress(FileNotFoundError):
            # SQLite does not say why it cannot open a file: one that we may not read is whole, and not to be rebuilt.
            open_regular_file(self._folder / CATALOG).close()
        with self._noting(CATALOG):
            catalog = Catalog.open(self._folder)
            try:
                faults = catalog.faults()
                self._damages += [Damage(CATALOG, None, fault) for fault in faults]
                if not faults:
                    ids = {id.encode() for id in catalog.ids()} if self._deep else None
                    found = catalog.generation(), catalog.article_count(), ids
            finally:
                catalog.close()
        return found

    def _agreement(self, table: TableOfContents, segments: list[tuple[str, Segment]], listed: _Listed) -> None:
        """Whether segments and catalog have the same articles. A crash between their two commits is no damage."""
        generation, count, ids = listed
        if len(segments) != len(table.segments) or generation != table.generation:
            return
        stored = sum(segment.document_count - segment.deleted_count for _, segment in segments)
        if stored != count:
            self._disagreement(f"{stored:,} articles in the segments, {count:,} in the catalog")
        if ids is None:
            return
        found: set[bytes] = set()
        for name, segment in segments:
            with self._noting(name):
                found |= identities(segment)
        for more, less, where in ((found, ids, "catalog"), (ids, found, "segments")):
            if missing := sorted(more - less):
                self._disagreement(f"{len(missing):,} articles are not in the {where}, as {missing[0].decode()}")

    def _disagreement(self, what: str) -> None:
        self._damages.append(Damage(f"{CATALOG} and segments", None, what))

    # Notes

    @contextmanager
    def _noting(self, name: str, segment: ColumnarSegment | None = None) -> Iterator[None]:
        """Notes our errors as damages of the file `name`, or of another file of `segment` that the error names."""
        try:
            yield
        except FileNotFoundError:
            if self._may_vanish:
                raise
            self._damages.append(Damage(name, None, "the file, or that of its deletions, is missing"))
        except SearchkitError as error:
            others: set[str] = segment.file_names() if segment is not None else set()
            self._note(next((other for other in others if other in str(error)), name), error)
        except (LookupError, ValueError, ArithmeticError, MemoryError, TypeError, AttributeError) as error:
            # What reads files by what they say of themselves, and they said what cannot be
            self._damages.append(Damage(name, None, f"it cannot be read ({type(error).__name__}: {error})"))

    def _note(self, name: str, error: SearchkitError) -> None:
        self._damages.append(damage_of(name, error))

    def _count(self, name: str) -> None:
        self._files += 1
        self._bytes += self._size(name)

    def _size(self, name: str) -> int:
        try:
            return (self._folder / name).stat().st_size
        except OSError:
            return 0

    def _tell(self, name: str, files_total: int, bytes_total: int) -> None:
        if self._progress is not None:
            self._progress(Progress(self._files, files_total, self._bytes, bytes_total, 0, name))


def identities(segment: Segment) -> set[bytes]:
    """Those of its articles that are not deleted."""
    field = segment.field("id")
    if field is None:
        return set()
    if "terms/id" not in segment.file:  # a Whoosh program has written them its own way
        return {field.term(number) for number in range(field.term_count) if field.live_count(number)}
    numbers = segment.file.array("terms/id")
    terms = field.terms.some(0, field.term_count)
    if segment.live is None and len(terms) == len(numbers):
        return set(terms)
    return {terms[number] for number in numbers[... if segment.live is None else segment.live].tolist()}


def _without_positions(segment: Segment) -> Iterator[str]:
    """The fields that have terms and not their positions, which they should: merging lost them once."""
    from searchkit.index.schema import make_schema

    for name, kind in make_schema().items():
        field = segment.field(name) if kind.format is not None and kind.format.supports("positions") else None
        if field is not None and field.term_count and not field.has_positions:
            yield name


def _named_in(error: SearchkitError, otherwise: str) -> str:
    """The file of the index that an error is about: the first that it names."""
    found = _OURS.search(str(error))
    return found[0] if found else otherwise


def damage_of(name: str, error: SearchkitError) -> Damage:
    """An error about the file `name` as a damage: its offset apart, and without what to do."""
    text = str(error).partition("; ")[0]
    what = text.rpartition(f"{name}: ")[2]
    offset: int | None = None
    if what.startswith("byte ") and ": " in what:
        number, _, rest = what[len("byte ") :].partition(": ")
        if number.replace(",", "").isdecimal():
            offset, what = int(number.replace(",", "")), rest
    return Damage(name, offset, what)


def storage_of(folder: Path) -> DurableStorage:
    """The folder as Whoosh sees it."""
    from searchkit.index.columnar.storage import DurableStorage

    return DurableStorage(folder)


def read_tables(folder: Path, *, sizes: bool = False) -> dict[int, tuple[str, TableOfContents | SearchkitError]]:
    """Each table of contents in `folder` by generation, the newest first, or why it cannot be read.

    `sizes`: a table that names a file of another size cannot be read, nor one that names a file that is gone.
    """
    from searchkit.index.schema import make_schema

    pattern = re.compile(rf"_{MAIN}_([0-9]+)\.toc")
    matches = (pattern.fullmatch(path.name) for path in folder.iterdir())
    found: dict[int, tuple[str, TableOfContents | SearchkitError]] = {}
    for generation in sorted((int(match[1]) for match in matches if match), reverse=True):
        name = file_name(MAIN, generation)
        try:
            found[generation] = (
                name,
                TableOfContents.read(storage_of(folder), MAIN, generation, make_schema(), sizes=sizes),
            )  # fmt: skip
        except SearchkitError as error:
            found[generation] = (name, error)
        except FileNotFoundError as error:
            missing = IndexDamaged(f"{name}: it, or a file that it names, is missing ({error})")
            missing.__cause__ = error
            found[generation] = (name, missing)
    return found

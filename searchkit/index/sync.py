"""Making the index say what the files say: new files added, changed ones read again, vanished ones removed on request.

A file is unchanged when its size and time are, or else when its content is (BLAKE2b). A long run commits now and
then; interrupted, it keeps what it has, and the next run goes on from there.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

from searchkit.index.ahead import Ahead, FileAhead
from searchkit.index.catalog import Catalog, FileRecord, absolute
from searchkit.index.digests import file_digest
from searchkit.index.interruption import Interrupted, Interruption
from searchkit.index.writer import Writer
from searchkit.model import Article, Problem
from searchkit.reading import FileEntry, Ignored, Unreachable, is_compressed, location, read, shown, walk
from searchkit.reports import Progress, SyncReport

if TYPE_CHECKING:
    from searchkit.index.store import Store

_SHOWN_PROBLEMS = 10
_PROGRESS_EVERY = 100  # articles, so that one large file moves the bar as well

_LARGE = 64 << 20  # bytes; a larger file is digested after it was read, if all of it was

_TRY_AGAIN = frozenset({"unreadable", "timeout", "missing-extra"})
"""Reasons that may be gone next time though the file is the same."""


class _Plan(NamedTuple):
    """What is to be done with a file."""

    entry: FileEntry
    known: FileRecord | None
    """The file as it was when it was read last."""
    record: FileRecord | None
    """The file as it is: to be read, or with the articles that it had; None when nothing of it has changed."""
    ahead: FileAhead | None
    """What another process reads of it."""


class _Wishes(TypedDict):
    """How a file is to be read."""

    format: str | None
    fetched_at: datetime | None


class _Counts(Counter[str]):
    """What a run has done so far, under the names of `SyncReport`'s fields."""

    def __init__(self) -> None:
        super().__init__()
        self.first_problems: list[Problem] = []

    def meet(self, problems: Iterable[Problem]) -> None:
        """Counts problems, and keeps the first."""
        for problem in problems:
            if problem.severity != "note":
                self["problems"] += 1
                if len(self.first_problems) < _SHOWN_PROBLEMS:
                    self.first_problems.append(problem)

    def report(self, *, articles: int, seconds: float, interrupted: bool, dry_run: bool) -> SyncReport:
        """The report of the run."""
        return SyncReport(
            **self,
            first_problems=tuple(self.first_problems),
            articles=articles,
            seconds=seconds,
            interrupted=interrupted,
            dry_run=dry_run,
        )


class Sync:
    """One run over `paths`."""

    def __init__(
        self,
        store: Store,
        paths: Sequence[Path],
        *,
        format: str | None = None,
        fetched_at: datetime | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._store = store
        self._paths = [Path(os.path.abspath(path)) for path in paths]
        self._format = format or ""
        self._fetched_at = fetched_at.isoformat() if fetched_at else ""
        self._progress = progress
        self._counts = _Counts()
        self._run = 0
        self._unreachable: dict[str, str] = {}
        """Why each place could not be looked into, by its absolute path."""
        self._hidden: list[str] = []
        """Those of them below which there may be something still."""
        self._at = Progress(0, 0, 0, 0, 0, "")
        self._interruption = Interruption()

    def look(self, *, prune: bool) -> SyncReport:
        """What `run` would do, as far as can be told without reading: counts of files."""
        began = time.monotonic()
        catalog = self._store.catalog
        seen = set()
        for entry in self._walk():
            path = absolute(entry.root, entry.name)
            seen.add(path)
            known = catalog.file(path)
            if known is None:
                self._counts["added"] += 1
            elif self._is_unchanged(entry, known):
                self._count_unchanged(path, known)
            else:
                self._counts["changed"] += 1
        self._count_gone([record for record in self._gone(catalog, -1) if record.path not in seen], prune=prune)
        return self._report(began, dry_run=True)

    def run(self, *, prune: bool) -> SyncReport:
        """Reads what is new or changed and commits it.

        An interruption (Ctrl-C) ends it after the article at hand and keeps what was read; a second one at once, and
        keeps what was committed.
        """
        began = time.monotonic()
        if self._progress is not None:
            entries = [entry for entry in walk(self._paths, exclude=self._excluded()) if isinstance(entry, FileEntry)]
            self._at = replace(self._at, files_total=len(entries), bytes_total=sum(entry.size for entry in entries))
            del entries
        jobs = self._store.settings.jobs or os.cpu_count() or 1
        with self._store.writer() as writer, self._interruption, closing(Ahead(self._store.settings, jobs)) as ahead:
            self._run = writer.catalog.next_run()
            try:
                for plan in self._plans(writer, ahead):
                    before = self._at.bytes
                    self._tell(path=plan.entry.name)
                    self._take(writer, plan)
                    self._tell(files=self._at.files + 1, bytes=before + plan.entry.size)
                    self._interruption.check()
                self._remember_unreachable(writer.catalog)
                self._remove_gone(writer, prune=prune)
                interrupted = False
            except Interrupted:
                interrupted = True
        return self._report(began, interrupted=interrupted)

    # Files

    def _excluded(self) -> list[Path]:
        return [self._store.folder] if self._store.folder is not None else []

    def _walk(self) -> Iterator[FileEntry]:
        for entry in walk(self._paths, exclude=self._excluded()):
            if isinstance(entry, FileEntry):
                yield entry
            else:
                self._pass_by(entry)

    def _plans(self, writer: Writer, ahead: Ahead) -> Iterator[_Plan]:
        """What is to be done with each file, in order; made some files before its turn, so that others read them."""
        met: deque[_Plan | Ignored | Unreachable] = deque()
        for entry in walk(self._paths, exclude=self._excluded()):
            met.append(self._plan(writer.catalog, entry, ahead) if isinstance(entry, FileEntry) else entry)
            if len(met) > ahead.files:
                yield from self._due(met.popleft())
        while met:
            yield from self._due(met.popleft())

    def _due(self, first: _Plan | Ignored | Unreachable) -> Iterator[_Plan]:
        if isinstance(first, _Plan):
            yield first
        else:
            self._pass_by(first)

    def _plan(self, catalog: Catalog, entry: FileEntry, ahead: Ahead) -> _Plan:
        known = catalog.file(absolute(entry.root, entry.name))
        if known is not None and self._is_unchanged(entry, known):
            return _Plan(entry, known, None, None)
        record = self._fresh_record(entry, known)  # its digest is taken before it is read: it may change meanwhile
        if known is not None and self._is_same(record, known):
            return _Plan(entry, known, replace(record, status=known.status, articles=known.articles), None)
        return _Plan(entry, known, record, ahead.begin(entry, **_wishes(record)))

    def _pass_by(self, entry: Ignored | Unreachable) -> None:
        """What cannot be looked into may hold what it held before. A path that is not there holds nothing, if the
        folder that it lay in can be read."""
        if isinstance(entry, Ignored):
            self._counts["ignored"] += 1
            return
        self._counts["skipped"] += 1
        place = absolute(entry.root, entry.name)
        self._counts.meet([Problem(place, entry.reason, code="unreachable")])
        self._unreachable[place] = entry.reason
        if os.path.lexists(entry.path) or not os.access(entry.path.parent, os.R_OK):
            self._hidden.append(os.path.normpath(place))

    def _remember_unreachable(self, catalog: Catalog) -> None:
        """Has the catalog say which places could not be looked into, of those that were looked for now or are there."""
        given = [shown(str(path)) for path in self._paths]
        for place in catalog.unreachable():
            if any(_is_below(place, path) for path in given) or not os.path.lexists(location(place, "")):
                catalog.drop_unreachable(place)
        catalog.put_unreachable(self._unreachable)

    def _take(self, writer: Writer, plan: _Plan) -> None:
        known, record = plan.known, plan.record
        if record is not None and record.status == "again":
            self._read(writer, plan, record)
            return
        assert known is not None
        self._count_unchanged(known.path, known)
        if record is None:
            writer.catalog.see_file(known.path, self._run)
        else:
            writer.catalog.put_file(record, self._run)

    def _is_unchanged(self, entry: FileEntry, known: FileRecord) -> bool:
        return (
            known.status != "again"
            and (known.size, known.mtime_ns) == (entry.size, entry.mtime_ns)
            and known.sidecar == _sidecar_state(entry)
            and self._format in ("", known.format)
            and self._fetched_at in ("", known.fetched_at)
        )

    def _is_same(self, record: FileRecord, known: FileRecord) -> bool:
        return (
            known.digest == record.digest != b""
            and known.status != "again"
            and (known.sidecar, known.format, known.fetched_at) == (record.sidecar, record.format, record.fetched_at)
        )

    def _count_unchanged(self, path: str, known: FileRecord) -> None:
        if known.status == "skipped":
            self._counts["skipped"] += 1
        else:
            self._counts["unchanged"] += 1
            self._counts["partly"] += known.status == "partly"
        if known.status != "read":
            self._counts.meet(self._store.catalog.problems(path))

    def _fresh_record(self, entry: FileEntry, known: FileRecord | None) -> FileRecord:
        """The file as it is now; what was asked for it before is asked again, unless something else is now."""
        return FileRecord(
            path=absolute(entry.root, entry.name),
            root=entry.root,
            name=entry.name,
            size=entry.size,
            mtime_ns=entry.mtime_ns,
            sidecar=_sidecar_state(entry),
            digest=file_digest(entry.path) if known is not None or entry.size <= _LARGE else b"",
            format=self._format or (known.format if known else ""),
            fetched_at=self._fetched_at or (known.fetched_at if known else ""),
            status="again",
            articles=0,
        )

    def _read(self, writer: Writer, plan: _Plan, record: FileRecord) -> None:
        entry = plan.entry
        places_before = writer.catalog.places_in(record.path)
        alone_before = writer.catalog.only_in(record.path)
        places: set[tuple[str, int]] = set()
        problems: list[Problem] = []
        before, unpacked = self._at.bytes, self._progress is not None and not is_compressed(entry.path)
        ahead = plan.ahead
        for item in ahead.articles() if ahead else read(entry, settings=self._store.settings, **_wishes(record)):
            if isinstance(item, Problem):
                problems.append(item)
                continue
            places.update((item.id, origin.index) for origin in item.origins)
            self._add(writer, item, overwrite=item.id in alone_before)
            alone_before.discard(item.id)  # met again in this file, it is merged with what was just read
            if len(places) % _PROGRESS_EVERY == 0:
                reached = before + _reached(item, entry) if unpacked else 0
                self._tell(articles=self._at.articles + _PROGRESS_EVERY, bytes=max(self._at.bytes, reached))
        self._tell(articles=self._at.articles + len(places) % _PROGRESS_EVERY)
        status = _status(len(places), problems)
        if status != "again":
            self._counts["articles_removed"] += writer.leave(record.path, places_before - places)
        digest = record.digest or (_late_digest(entry) if status == "read" else b"")
        if any(problem.code == "changed" for problem in problems):
            digest = b""  # it may be that of what the next run finds
        writer.catalog.put_file(replace(record, digest=digest, status=status, articles=len(places)), self._run)
        writer.catalog.put_problems(record.path, problems)
        self._counts.meet(replace(problem, path=record.path) for problem in problems)
        self._count_read(status, plan.known)

    def _add(self, writer: Writer, article: Article, *, overwrite: bool) -> None:
        outcome = writer.add(article, overwrite=overwrite)
        self._counts["articles_added"] += outcome == "added"
        self._counts["articles_changed"] += outcome == "changed"
        settings = self._store.settings
        if (
            writer.pending >= settings.commit_articles
            or time.monotonic() - writer.last_commit >= settings.commit_seconds
        ):
            writer.commit()
        self._interruption.check()

    def _count_read(self, status: str, known: FileRecord | None) -> None:
        if status in ("skipped", "again"):
            self._counts["skipped"] += 1
        elif known is None:
            self._counts["added"] += 1
        else:
            self._counts["changed"] += 1
        self._counts["partly"] += status == "partly"

    # Files that are gone

    def _remove_gone(self, writer: Writer, *, prune: bool) -> None:
        gone = self._gone(writer.catalog, self._run)
        self._count_gone(gone, prune=prune)
        if prune:
            for record in gone:
                self._counts["articles_removed"] += writer.leave(record.path, writer.catalog.places_in(record.path))
                writer.catalog.drop_file(record.path)

    def _gone(self, catalog: Catalog, run: int) -> list[FileRecord]:
        """Files below the given paths that were not met in this run, though there was a look where they lay."""
        unseen = {record.path: record for path in self._paths for record in catalog.unseen(shown(str(path)), run)}
        hidden = set(self._hidden)
        return [record for path, record in unseen.items() if not _has_one_of(path, hidden)]

    def _count_gone(self, gone: Sequence[FileRecord], *, prune: bool) -> None:
        if prune:
            self._counts["removed"] += len(gone)
        else:
            self._counts["vanished"] += len(gone)

    # Telling

    def _tell(self, **changes: int | str) -> None:
        if self._progress is not None:
            self._at = replace(self._at, **changes)  # type: ignore[arg-type]  # names and types are Progress's
            self._progress(self._at)

    def _report(self, began: float, *, interrupted: bool = False, dry_run: bool = False) -> SyncReport:
        return self._counts.report(
            articles=self._store.count(),
            seconds=time.monotonic() - began,
            interrupted=interrupted,
            dry_run=dry_run,
        )


def _wishes(record: FileRecord) -> _Wishes:
    return {
        "format": record.format or None,
        "fetched_at": datetime.fromisoformat(record.fetched_at) if record.fetched_at else None,
    }


def _status(articles: int, problems: Sequence[Problem]) -> str:
    serious = [problem for problem in problems if problem.severity != "note"]
    if any(problem.code in _TRY_AGAIN and not problem.place for problem in serious):
        return "again"
    if not articles:
        return "skipped"
    return "partly" if serious else "read"


def _late_digest(entry: FileEntry) -> bytes:
    """The digest of a large file that was read just now, none if it changed meanwhile. One that a limit stopped gets
    none: to read that far again costs less than to look at all of it."""
    digest = file_digest(entry.path)
    try:
        state = os.stat(entry.path)
    except OSError:
        return b""
    return digest if (state.st_size, state.st_mtime_ns) == (entry.size, entry.mtime_ns) else b""


def _reached(article: Article, entry: FileEntry) -> int:
    """How far a file was read when it gave an article: to the end of that, where its format has such a thing."""
    return min(max((origin.end or 0 for origin in article.origins), default=0), entry.size)


def _is_below(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip("/") + "/")


def _has_one_of(path: str, places: set[str]) -> bool:
    """Whether `path` or a folder that it lies in is one of `places`."""
    while places and path not in places:
        folder = os.path.dirname(path)
        if folder == path:
            return False
        path = folder
    return bool(places)


def _sidecar_state(entry: FileEntry) -> str:
    try:
        state = os.stat(f"{entry.path}.meta.json")
    except OSError:
        return ""
    return f"{state.st_size}:{state.st_mtime_ns}"

"""One run over files: new ones added, changed ones read again, vanished ones removed on request.

A long run commits now and then; interrupted, it keeps what it has, and the next run goes on from there.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.frozen import replace
from searchkit.index.catalog import AGAIN, BEGUN, Catalog, FileRecord, absolute
from searchkit.index.sync.accounts import Accounts
from searchkit.index.sync.ahead import Ahead
from searchkit.index.sync.counts import Counts
from searchkit.index.sync.interruption import Interrupted, Interruption
from searchkit.index.sync.plans import Plan, Planner, late_digest, wishes
from searchkit.index.writer import Writer
from searchkit.model import Article, Problem
from searchkit.reading import FileEntry, Ignored, Unreachable, absolute_path, location, read, shown, unpacked_size, walk
from searchkit.reports import Progress, SyncReport

if TYPE_CHECKING:
    from searchkit.index.store import Store

_PROGRESS_EVERY = 100  # articles, so that one large file moves the bar as well

_NEVER = -1
"""The time of change of a file that is to be looked into again, whatever its time."""

_TRY_AGAIN = frozenset({"unreadable", "timeout", "missing-extra"})
"""Reasons that may be gone next time though the file is the same."""


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
        self._paths = [Path(absolute_path(path)) for path in paths]
        self._planner = Planner(format, fetched_at)
        self._progress = progress
        self._counts = Counts()
        self._run = 0
        self._accounts: Accounts
        self._unreachable: dict[str, str] = {}
        """Why each place could not be looked into, by its absolute path."""
        self._hidden: list[str] = []
        """Those of them below which there may be something still."""
        self._linked: set[str] = set()
        """Where files really lie that links led to."""
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
            if _is_first_read(known):
                self._counts["added"] += 1
            elif known is not None and self._planner.is_unchanged(entry, known):
                self._count_unchanged(path, known)
            else:
                self._counts["changed"] += 1
        gone = self._gone(catalog, -1, seen.__contains__)
        self._count_gone([record for record in gone if record.path not in seen], prune=prune)
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
            self._accounts = Accounts(writer)
            try:
                for plan in self._plans(writer, ahead):
                    before = self._at.bytes
                    self._tell(path=plan.entry.name)
                    self._take(writer, plan)
                    self._tell(files=self._at.files + 1, bytes=before + plan.entry.size)
                    self._interruption.check()
                self._remember_unreachable(writer.catalog)
                self._remove_gone(writer, prune=prune)
                self._make_accounts_anew(writer)
                self._accounts.unmark(self._run)
                interrupted = False
            except Interrupted:
                self._accounts.mark()
                interrupted = True
        return self._report(began, interrupted=interrupted)

    # Files

    def _excluded(self) -> list[Path]:
        return [self._store.folder] if self._store.folder is not None else []

    def _walk(self) -> Iterator[FileEntry]:
        for entry in self._found():
            if isinstance(entry, FileEntry):
                yield entry
            else:
                self._pass_by(entry)

    def _found(self) -> Iterator[FileEntry | Ignored | Unreachable]:
        for entry in walk(self._paths, exclude=self._excluded()):
            if isinstance(entry, FileEntry) and entry.real:
                self._linked.add(entry.real)
            yield entry

    def _plans(self, writer: Writer, ahead: Ahead) -> Iterator[Plan]:
        """What is to be done with each file, in order; made some files before its turn, so that others read them."""
        met: deque[Plan | Ignored | Unreachable] = deque()
        for entry in self._found():
            if isinstance(entry, FileEntry):
                known = self._accounts.known(absolute(entry.root, entry.name))
                met.append(self._planner.plan(entry, known, ahead))
            else:
                met.append(entry)
            if len(met) > ahead.files:
                yield from self._due(met.popleft())
        while met:
            yield from self._due(met.popleft())

    def _due(self, first: Plan | Ignored | Unreachable) -> Iterator[Plan]:
        if isinstance(first, Plan):
            yield first
        else:
            self._pass_by(first)

    def _pass_by(self, entry: Ignored | Unreachable) -> None:
        """What cannot be looked into may hold what it held before. A path that is not there holds nothing, if the
        folder that it lay in can be read."""
        if isinstance(entry, Ignored) and entry.path not in self._paths:
            self._counts["ignored"] += 1
            return
        self._counts["skipped"] += 1
        if isinstance(entry, Ignored):  # it was named
            self._counts.meet([Problem(shown(str(entry.path)), f"{entry.reason}: nothing is read of it")])
            return
        place = absolute(entry.root, entry.name)
        self._counts.meet([Problem(place, entry.reason, code="unreachable")])
        self._unreachable[place] = entry.reason
        if not _is_gone(entry.path) or not os.access(entry.path.parent, os.R_OK):
            self._hidden.append(os.path.normpath(place))

    def _remember_unreachable(self, catalog: Catalog) -> None:
        """Has the catalog say which places could not be looked into, of those that were looked for now or are there."""
        given = [shown(str(path)) for path in self._paths]
        for place in catalog.unreachable():
            if any(_is_below(place, path) for path in given) or _is_gone(location(place, "")):
                catalog.drop_unreachable(place)
        catalog.put_unreachable(self._unreachable)

    def _take(self, writer: Writer, plan: Plan) -> None:
        known, record = plan.known, plan.record
        if record is not None and record.status == AGAIN:
            self._read(writer, plan, record)
            return
        assert known is not None
        self._count_unchanged(known.path, known)
        if record is None:
            writer.catalog.see_file(known.path, self._run)
        else:
            writer.catalog.put_file(record, self._run)

    def _count_unchanged(self, path: str, known: FileRecord) -> None:
        if known.status == "skipped":
            self._counts["skipped"] += 1
        else:
            self._counts["unchanged"] += 1
            self._counts["partly"] += known.status == "partly"
        if known.status != "read":
            self._counts.meet(self._store.catalog.problems(path))

    def _read(self, writer: Writer, plan: Plan, record: FileRecord) -> None:
        entry = plan.entry
        places_before = writer.catalog.places_in(record.path)
        alone_before, ids_before = writer.catalog.only_in(record.path), {id for id, _ in places_before}
        places: set[tuple[str, int]] = set()
        problems: list[Problem] = []
        before, whole = self._at.bytes, unpacked_size(entry.path, entry.size) if self._progress is not None else 0
        ahead, count = plan.ahead, 0
        for item in ahead.articles() if ahead else read(entry, settings=self._store.settings, **wishes(record)):
            if isinstance(item, Problem):
                problems.append(item)
                continue
            here = {(item.id, origin.index) for origin in item.origins}
            places |= here
            count += 1
            # What a run took that was stopped in this file need not be taken again, unless others tell of it, too: what
            # is stored of such may have been doubted.
            if count > plan.taken or not here <= places_before or item.id not in alone_before:
                doubts = partial(self._accounts.is_doubted, item.id, record.path, had=item.id in ids_before)
                self._add(writer, item, record, count, None if item.id in alone_before else doubts)
            else:
                self._interruption.check()
            alone_before.discard(item.id)  # met again in this file, it is merged with what was just read
            if len(places) % _PROGRESS_EVERY == 0:
                reached = before + (_reached(item, whole) * entry.size // whole if whole else 0)
                self._tell(articles=self._at.articles + _PROGRESS_EVERY, bytes=max(self._at.bytes, reached))
        self._tell(articles=self._at.articles + len(places) % _PROGRESS_EVERY)
        status = _status(len(places), problems)
        if status != AGAIN:
            self._leave(writer, record.path, places_before - places, {id for id, _ in places})
        digest = record.digest or (late_digest(entry) if status == "read" else b"")
        if any(problem.code == "changed" for problem in problems):
            # They may be those of what the next run finds.
            digest, record = b"", replace(record, mtime_ns=_NEVER)
        writer.catalog.put_file(replace(record, digest=digest, status=status, articles=len(places)), self._run)
        self._accounts.was_read(record.path)
        writer.catalog.put_problems(record.path, problems)
        self._counts.meet(replace(problem, path=record.path) for problem in problems)
        self._count_read(status, plan.known)

    def _add(
        self, writer: Writer, article: Article, file: FileRecord, count: int, doubts: Callable[[], bool] | None
    ) -> None:
        """Takes an article, the last of `count` so far of a file. `doubts` is asked whether what is stored of it, and
        is something else, is to be made anew; None: no other file has it."""
        differs = False

        def waits() -> bool:
            nonlocal differs
            differs = True
            return doubts is not None and doubts()

        outcome = writer.add(article, overwrite=doubts is None, waits=waits)
        if outcome == "same" and doubts is not None and not differs:
            self._accounts.confirm(article.id)
        self._counts["articles_added"] += outcome == "added"
        self._counts["articles_changed"] += outcome == "changed"
        settings = self._store.settings
        if (
            writer.pending >= settings.commit_articles
            or time.monotonic() - writer.last_commit >= settings.commit_seconds
        ):
            self._note_begun(writer, file, count)
            self._accounts.mark()
            writer.commit()
        try:
            self._interruption.check()
        except Interrupted:
            self._note_begun(writer, file, count)
            raise

    def _note_begun(self, writer: Writer, file: FileRecord, count: int) -> None:
        """So that the next run goes on from there, should this one be stopped."""
        writer.catalog.put_file(replace(file, status=BEGUN, articles=count), self._run)

    def _count_read(self, status: str, known: FileRecord | None) -> None:
        if status in ("skipped", AGAIN):
            self._counts["skipped"] += 1
        elif _is_first_read(known):
            self._counts["added"] += 1
        else:
            self._counts["changed"] += 1
        self._counts["partly"] += status == "partly"

    # Files that are gone

    def _remove_gone(self, writer: Writer, *, prune: bool) -> None:
        gone = self._gone(writer.catalog, self._run, partial(writer.catalog.was_seen, seen=self._run))
        self._count_gone(gone, prune=prune)
        if prune:
            for record in gone:
                self._leave(writer, record.path, writer.catalog.places_in(record.path), set())
                writer.catalog.drop_file(record.path)

    def _leave(self, writer: Writer, path: str, places: Set[tuple[str, int]], still: Set[str]) -> None:
        """Forgets places of articles in a file, which has those `still` that it says, at other places."""
        lost = writer.leave(path, places)
        self._counts["articles_removed"] += len(lost)
        self._accounts.leave({id for id, _ in places} - still - set(lost))

    def _make_accounts_anew(self, writer: Writer) -> None:
        """Stores what the files say now of articles of which one says something else than it did, or nothing."""
        for article, is_whole in self._accounts.anew(self._store.settings, self._interruption.check):
            outcome = writer.add(article, overwrite=is_whole)
            self._counts["articles_changed"] += outcome == "changed"

    def _gone(self, catalog: Catalog, run: int, is_met: Callable[[str], bool]) -> list[FileRecord]:
        """Files below the given paths that were not met in this run, though there was a look where they lay. What is
        passed over by its name is there all the same, unless it is a file that was met by another: `is_met` says
        whether one was by the absolute path that it is given."""
        unseen = {record.path: record for path in self._paths for record in catalog.unseen(shown(str(path)), run)}
        hidden = set(self._hidden)
        return [
            record
            for path, record in unseen.items()
            if not _has_one_of(path, hidden) and not self._is_passed_over(location(record.root, record.name), is_met)
        ]

    def _is_passed_over(self, path: Path, is_met: Callable[[str], bool]) -> bool:
        if not os.path.isfile(path):
            return False
        real = os.path.realpath(path)
        return real not in self._linked and not (real != os.fspath(path) and is_met(shown(real)))

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


def _status(articles: int, problems: Sequence[Problem]) -> str:
    serious = [problem for problem in problems if problem.severity != "note"]
    if any(problem.code in _TRY_AGAIN and not problem.place for problem in serious):
        return AGAIN
    if not articles:
        return "skipped"
    return "partly" if serious else "read"


def _is_first_read(known: FileRecord | None) -> bool:
    """Whether a file that is read now was not read before, as far as it is `known`."""
    return known is None or known.status == BEGUN or (known.status == AGAIN and not known.articles)


def _is_gone(path: Path) -> bool:
    """Whether there is nothing; what may not be looked at, or on a disk that does not answer, may be there."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        pass
    return False


def _reached(article: Article, size: int) -> int:
    """How far a file of `size` bytes was read when it gave an article: to the end of that, where its format has such a
    thing."""
    return min(max((origin.end or 0 for origin in article.origins), default=0), size)


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

"""What is to be done with a file: left alone, remembered anew, or read.

A file is unchanged when its size and time are, or else when its content is (BLAKE2b).
"""

from __future__ import annotations

import os
import stat
from datetime import datetime
from typing import NamedTuple, TypedDict

from searchkit.frozen import replace
from searchkit.index.catalog import AGAIN, BEGUN, TO_READ, FileRecord, absolute
from searchkit.index.sync.ahead import Ahead, FileAhead
from searchkit.index.sync.digests import file_digest
from searchkit.reading import FileEntry, location

_LARGE = 64 << 20  # bytes; a larger file is digested after it was read, if all of it was


class Plan(NamedTuple):
    """What is to be done with a file."""

    entry: FileEntry
    known: FileRecord | None
    """The file as it was when it was read last."""
    record: FileRecord | None
    """The file as it is: to be read, or with the articles that it had; None when nothing of it has changed."""
    ahead: FileAhead | None
    """What another process reads of it."""
    taken: int = 0
    """How many of its articles a run took that was stopped within it."""


class Wishes(TypedDict):
    """How a file is to be read."""

    format: str | None
    fetched_at: datetime | None


class Planner:
    """Makes plans for a run that wishes all files to be read as `format`, fetched at `fetched_at`, if it says so."""

    def __init__(self, format: str | None, fetched_at: datetime | None) -> None:
        self._format = format or ""
        self._fetched_at = fetched_at.isoformat() if fetched_at else ""

    def plan(self, entry: FileEntry, known: FileRecord | None, ahead: Ahead) -> Plan:
        """What is to be done with a file that was `known` so; one to be read is begun `ahead`, if there is room."""
        if known is not None and self.is_unchanged(entry, known):
            return Plan(entry, known, None, None)
        record = self._fresh_record(entry, known)  # its digest is taken before it is read: it may change meanwhile
        if known is not None and _are_same(record, known):
            return Plan(entry, known, replace(record, status=known.status, articles=known.articles), None)
        return Plan(entry, known, record, ahead.begin(entry, **wishes(record)), _taken(record, known))

    def is_unchanged(self, entry: FileEntry, known: FileRecord) -> bool:
        """Whether nothing of a file is to be done, as far as can be told without looking into it."""
        return (
            known.status not in TO_READ
            and known.mtime_ns == entry.mtime_ns
            and _has_size_and_sidecar(entry, known)
            and self._format in ("", known.format)
            and self._fetched_at in ("", known.fetched_at)
        )

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
            status=AGAIN,
            articles=0,
        )


def _taken(record: FileRecord, known: FileRecord | None) -> int:
    """How many articles need not be taken again of a file to be read as `record` says: it is as it was when a run was
    stopped within it."""
    if known is None or known.status != BEGUN:
        return 0
    digest = record.digest if record.digest and known.digest else known.digest  # not known of a large file as it was
    is_same = replace(record, status=BEGUN, articles=known.articles, digest=digest) == known
    return known.articles if is_same else 0


def wishes(record: FileRecord) -> Wishes:
    """How a file is to be read, from what the catalog keeps of it."""
    return {
        "format": record.format or None,
        "fetched_at": datetime.fromisoformat(record.fetched_at) if record.fetched_at else None,
    }


def entry_as_it_was(known: FileRecord) -> FileEntry | None:
    """The file that is known, if it is as it was when it was read, by its time or else its content; None when it is
    not, or is gone. Raises `OSError` when that cannot be told."""
    path = location(known.root, known.name)
    try:
        state = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    entry = FileEntry(path, known.root, known.name, state.st_size, state.st_mtime_ns)
    if not (stat.S_ISREG(state.st_mode) and _has_size_and_sidecar(entry, known)):
        return None
    is_same = known.mtime_ns == entry.mtime_ns or (known.digest == file_digest(path) != b"")
    return entry if is_same else None


def _has_size_and_sidecar(entry: FileEntry, known: FileRecord) -> bool:
    return known.size == entry.size and known.sidecar == _sidecar_state(entry)


def late_digest(entry: FileEntry) -> bytes:
    """The digest of a large file that was read just now, none if it changed meanwhile. One that a limit stopped gets
    none: to read that far again costs less than to look at all of it."""
    digest = file_digest(entry.path)
    try:
        state = os.stat(entry.path)
    except OSError:
        return b""
    return digest if (state.st_size, state.st_mtime_ns) == (entry.size, entry.mtime_ns) else b""


def _are_same(record: FileRecord, known: FileRecord) -> bool:
    """Whether a file that was written again has the content that it had, and is to be read as it was."""
    return (
        known.digest == record.digest != b""
        and known.status not in TO_READ
        and (known.sidecar, known.format, known.fetched_at) == (record.sidecar, record.format, record.fetched_at)
    )


def _sidecar_state(entry: FileEntry) -> str:
    try:
        state = os.stat(f"{entry.path}.meta.json")
    except OSError:
        return ""
    return f"{state.st_size}:{state.st_mtime_ns}"

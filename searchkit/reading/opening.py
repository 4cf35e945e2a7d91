"""One file to articles: open it safely, unpack it, choose its reader, finish what the reader gives.

Whatever is wrong with a file comes out as a `Problem` in the stream of its articles, and the run goes on.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from searchkit.errors import LimitExceeded, MissingExtra, ReadingError, SettingError, Undecodable
from searchkit.frozen import replace
from searchkit.model import Article, Origin, Problem, Severity
from searchkit.reading.context import Context
from searchkit.reading.files.compression import Peeled
from searchkit.reading.files.names import shown
from searchkit.reading.files.regular import open_regular
from searchkit.reading.files.sidecar import sidecar
from searchkit.reading.files.walking import FileEntry
from searchkit.reading.finish import finish
from searchkit.reading.registry import Reader, choose
from searchkit.reading.reports import Reports
from searchkit.reading.texts.charset import has_mark
from searchkit.reading.texts.cleaning import clean_line
from searchkit.settings import Settings

_MAY_HOLD_NUL = frozenset({"warc", "pdf"})


def read(
    entry: FileEntry, *, settings: Settings, format: str | None = None, fetched_at: datetime | None = None
) -> Iterator[Article | Problem]:
    """The articles of a file that `walk` found, each with its `Origin`, and the problems met.

    `format` names the reader instead of choosing by content; `fetched_at` is when the file was fetched, unless a
    sidecar (``NAME.meta.json``) knows it for this one. Raises only `SettingError`, for an unknown `format`.
    """
    context = Context(entry.name, settings, path=PurePath(entry.path.name), fetched_at=fetched_at)
    context, doubt = sidecar(entry.path, context)
    if doubt:
        yield doubt
    try:
        stream = open_regular(entry.path)
    except (OSError, ValueError) as error:
        yield context.problem(_why(error), code="unreadable")
        return
    with stream:
        before = _state(stream)
        yield from _Reading(context, format, entry.root).articles(stream, before[0])
        if _state(stream) != before:
            reason = f"it was changed while it was read, up to byte {before[0]:,}; the next run reads it again"
            yield context.problem(reason, code="changed", severity="partial")
        elif before != (entry.size, entry.mtime_ns):
            reason = "it was changed between being found and being read; the next run looks at it again"
            yield context.problem(reason, code="changed", severity="note")


def read_stream(
    stream: BinaryIO, name: str, *, settings: Settings, format: str | None = None, fetched_at: datetime | None = None
) -> Iterator[Article | Problem]:
    """The same for a binary stream that is open already (standard input, bytes in memory); `name` is its file's."""
    context = Context(shown(name), settings, path=PurePath(name.replace("\0", "")), fetched_at=fetched_at)
    yield from _Reading(context, format, "").articles(stream, None)


def _state(stream: BinaryIO) -> tuple[int, int]:
    """Length and time of change of an open file."""
    state = os.fstat(stream.fileno())
    return state.st_size, state.st_mtime_ns


class _Reading:
    """Reads one file: knows what was met so far."""

    def __init__(self, context: Context, format: str | None, root: str) -> None:
        self._context = context
        self._format = format
        self._root = root
        self._reports = Reports(context)
        self._index = 0
        self._explained = False

    def articles(self, stream: BinaryIO, size: int | None) -> Iterator[Article | Problem]:
        """The articles of the stream; then what ended it early; then that it was empty, if nothing else was said."""
        try:
            peeled = Peeled(stream, self._context.path, self._context.settings, size)
            yield from self._content(peeled)
        except (ReadingError, OSError, EOFError, UnicodeError, RecursionError) as error:
            yield self._failure(error)
            return
        except SettingError:
            raise
        except Exception as error:  # noqa: BLE001 - a fault of a reader or of its parser: it costs this file, not the run
            yield self._failure(error, code="failed", reason=f"its reader failed: {_shown(error)}")
            return
        if peeled.trouble:
            code, reason = peeled.trouble
            self._explained = True
            yield self._context.problem(reason, code=code, severity="partial" if self._index else "skipped")
        if not self._index and not self._explained:
            reason = "it is empty" if not peeled.head else "no article was found in it"
            yield self._context.problem(reason, code="empty")

    def _content(self, peeled: Peeled) -> Iterator[Article | Problem]:
        if not peeled.head:
            return
        if peeled.too_deep:
            raise LimitExceeded("it is compressed more than 3 times over; unpack it first")
        self._context = replace(self._context, path=peeled.path)
        reader = self._reader(peeled)
        for item in reader.read(peeled.stream, self._context):
            yield from self._finished(item, reader)
        yield from self._reports.rest()

    def _reader(self, peeled: Peeled) -> Reader:
        """The reader for the file. Raises `Undecodable` for a binary file that none of them reads."""
        is_binary = b"\0" in peeled.head and not has_mark(peeled.head)
        try:
            reader = choose(peeled.head, peeled.path, self._format)
        except ReadingError:
            if not is_binary:
                raise
            reader = None
        if reader is None or (is_binary and reader.name not in _MAY_HOLD_NUL):
            raise Undecodable(f"it is a binary file{_kind(peeled.head)}, not text")
        return reader

    def _finished(self, item: Article | Problem, reader: Reader) -> Iterator[Article | Problem]:
        if isinstance(item, Problem):
            self._explained |= not item.place and item.severity == "skipped"
            yield item
            return
        given = item.origins[0] if item.origins else None
        origin = Origin(
            self._context.name,
            self._root,
            given.member if given else "",
            self._index,
            given.start if given else None,
            given.end if given else None,
            reader.name,
        )
        article, problems = finish(item, self._context, origin)
        if self._context.url and article.url == self._context.url:
            # the file's address is that of one article: of a dump's records, each has its own or none
            self._context = replace(self._context, url="")
        if article.title or article.body:
            self._index += 1
            yield article
        for problem in problems:  # of a dump there may be one for each record
            yield from self._reports.limited(problem)

    def _failure(self, error: Exception, *, code: str = "", reason: str = "") -> Problem:
        """The problem for an error that ended the reading."""
        severity: Severity = "partial" if self._index else "skipped"
        return self._context.problem(reason or _why(error), code=code or _code(error), severity=severity)


def _code(error: Exception) -> str:
    """The `Problem.code` of an error."""
    codes: tuple[tuple[type[Exception], str], ...] = (
        (LimitExceeded, "limit"),
        (MissingExtra, "missing-extra"),
        (UnicodeError, "encoding"),
        (RecursionError, "limit"),
        (OSError, "unreadable"),
    )
    if isinstance(error, Undecodable):
        return "binary" if "binary" in str(error) else "encoding"
    if isinstance(error.__cause__, OSError):  # not the file's fault: it may be read the next time
        return "unreadable"
    return next((code for kind, code in codes if isinstance(error, kind)), "malformed")


def _shown(error: Exception) -> str:
    """What went wrong, and where: the innermost frame's module and line, for whoever mends it."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {PurePath(frame.filename).name}:{frame.lineno}: {clean_line(str(error))[:200]}"


def _why(error: Exception) -> str:
    """The sentence for an error."""
    if isinstance(error, FileNotFoundError):
        return "it vanished before it could be read"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be read: {error.strerror}"
    return str(error) or f"it cannot be read ({type(error).__name__})"


_WIDE = 0.7
"""Share of NULs among every other byte of text in UTF-16, where its letters are Latin."""
_KINDS = (
    (b"PK\x03\x04", "a zip archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd: unpack it first"),
    (b"\xfd7zXZ", "compressed with xz: unpack it first"),
    (b"BZh", "compressed with bzip2: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x7fELF", "a program"),
)


def _kind(head: bytes) -> str:
    if head[257:262] == b"ustar":
        return " (a tar archive: unpack it first)"
    for half in (head[::2], head[1::2]):
        if half.count(0) > _WIDE * len(half) and head.count(0) < 2 * half.count(0):
            return " (or UTF-16 without a byte order mark: convert it to UTF-8)"
    return next((f" ({what})" for mark, what in _KINDS if head.startswith(mark)), "")

"""Which reader reads this file? The readers there are, and the choice among them.

A reader is a module of `searchkit.reading.formats` with a constant ``READER``. Every reader looks at the first bytes
of a file and says how sure it is, from 0 to 100; the surest reads it, and of equals the one first in the table. The
scale, so that content goes before extension:

=======  ==========================================================================================
90-100   a signature that nothing else has (``%PDF-``, ``WARC/1.``, ``<rss``, ``<!doctype html``)
60-80    a structure that is hard to meet by chance (an object of JSON, a CSV header of known fields)
30-50    the extension says so and the content does not speak against it
10       it is text
0        no
=======  ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import PurePath
from typing import BinaryIO, Protocol

from searchkit.errors import ReadingError, SettingError
from searchkit.model import Article, Problem
from searchkit.reading.context import Context

HEAD_BYTES = 32 * 1024
"""How much of a file a reader sees when it is asked whether it can read it: a long licence comment before ``<html>``
still fits."""

_MODULES = (
    "warc.reader",
    "pdf.reader",
    "feed.reader",
    "html.reader",
    "markdown.reader",
    "json_.reader",
    "csv_.reader",
    "text",
)


class Reader(Protocol):
    """Reads one format.

    `read` takes a binary stream that can only be read forwards and gives articles as it meets them. It says what it
    loses in `Problem`s; a whole file that it cannot read at all may also be a raised `ReadingError`. `OSError`s of the
    stream are left to the caller. An article's `origins` hold what `Context.origin` gives, or nothing.
    """

    @property
    def name(self) -> str:
        """What ``--format`` calls it."""

    @property
    def extensions(self) -> frozenset[str]:
        """The extensions it usually has, lower case, with the dot."""

    def sniff(self, head: bytes, path: PurePath) -> int:
        """How surely this is the reader for a file that begins with `head`: 0 (no) to 100."""

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article | Problem]:
        """The articles of the file, and the problems met on the way."""


@cache
def readers() -> tuple[Reader, ...]:
    """Every reader, in the order in which ties are decided."""
    return tuple(import_module(f"searchkit.reading.formats.{module}").READER for module in _MODULES)


def reader_named(name: str) -> Reader:
    """The reader that ``--format NAME`` asks for.

    Raises `SettingError` that lists the names when there is none of this name.
    """
    for reader in readers():
        if reader.name == name:
            return reader
    names = ", ".join(sorted(reader.name for reader in readers()))
    raise SettingError(f"there is no format {name!r}; choose one of: {names}")


def choose(head: bytes, path: PurePath, format: str | None = None) -> Reader:
    """The reader for a file that begins with `head` (at most `HEAD_BYTES`) and is named `path`.

    `format` names a reader and ends the discussion. Raises `ReadingError` when no reader wants the file, and
    `SettingError` for an unknown `format`.
    """
    if format is not None:
        return reader_named(format)
    best: Reader | None = None
    best_score = 0
    for reader in readers():
        score = reader.sniff(head, path)
        if score > best_score:
            best, best_score = reader, score
    if best is None:
        raise ReadingError("no reader knows this kind of file; name its format with --format")
    return best

"""Tables: comma, tab, semicolon or bar between the fields, with a row of names or without.

A row is an article. Names are those that any record has (`searchkit.reading.records.field_names`); a table
without names, or with names that nobody knows, is read by what its columns hold, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.files.peeking import Peeked
from searchkit.reading.formats.csv_.columns import column_names, guess_columns, has_text, is_header
from searchkit.reading.formats.csv_.rows import (
    BadRow,
    Row,
    Rows,
    delimiter_of,
    doubled_quotes,
    has_backslashed_quotes,
    sample_rows,
)
from searchkit.reading.records.field_names import is_known
from searchkit.reading.records.record import Records
from searchkit.reading.registry import HEAD_BYTES
from searchkit.reading.reports import Reports
from searchkit.reading.texts.charset import decode, undecodable
from searchkit.reading.texts.lines import decode_lines, with_line_feeds

_BY_NAME = {".csv": 45, ".tsv": 45, ".tab": 40, ".psv": 40}
_SAMPLE_ROWS = 50
_HINT = re.compile(r'\ufeff?"?sep=([,;|\t])"?[ \t]*(?:\r\n|\n|\r)', re.IGNORECASE)


class CsvReader:
    """Reads tables of separated values."""

    name = "csv"
    extensions = frozenset(_BY_NAME)

    def sniff(self, head: bytes, path: PurePath) -> int:
        """A row of known names, or the extension and rows of one width."""
        by_name = _BY_NAME.get(path.suffix.lower(), 0)
        first = head.split(b"\n", 1)[0]
        if not by_name and not any(mark in first for mark in (b",", b"\t", b";", b"|")):
            return 0
        text, said = _without_hint(decode(head).text)
        delimiter = said or delimiter_of(text)
        if not delimiter:
            return 30 if by_name else 0
        names = sample_rows(text, delimiter, 1)[0]
        # two known names side by side are no accident, one is a word
        return 70 if is_header(names) and has_text(names) and sum(map(is_known, names)) > 1 else by_name

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article | Problem]:
        """An article for each row."""
        peeked = Peeked(stream, HEAD_BYTES)
        reports = Reports(context)
        table = _Table(context, reports, decode(peeked.head, context.charset).text)
        yield from reports.all(table.articles(with_line_feeds(peeked.again(), peeked.head)))


READER = CsvReader()


def _without_hint(head: str) -> tuple[str, str]:
    """The text without the first line that tells Excel what separates the fields, and what it says; "" without one."""
    hint = _HINT.match(head)
    return (head[hint.end() :], hint[1]) if hint else (head, "")


class _Table:
    """Reads the rows of one table."""

    def __init__(self, context: Context, reports: Reports, head: str) -> None:
        """`head` is the beginning of the text, from which the table's layout is told."""
        self._context = context
        self._reports = reports
        self._records = Records(context, reports)
        head, said = _without_hint(head)
        self._has_hint = bool(said)
        self._delimiter = (
            said or delimiter_of(head) or ("\t" if context.path.suffix.lower() in {".tsv", ".tab"} else ",")
        )
        self._backslashed = has_backslashed_quotes(head, self._delimiter)
        if self._backslashed:
            head = doubled_quotes(head)
        sample = sample_rows(head, self._delimiter, _SAMPLE_ROWS)
        self._has_header = bool(sample) and is_header(sample[0])
        header = sample.pop(0) if self._has_header else []
        width = len(header) or max(map(len, sample), default=0)
        self._names = column_names(header, width)
        self._guessed: dict[int, str] = {}
        if not has_text(header):
            self._guessed = guess_columns(sample, width)
            for number, name in self._guessed.items():
                self._names[number] = name

    def articles(self, stream: BinaryIO) -> Iterator[Article | Problem]:
        """The articles of every row."""
        if not has_text(self._names):
            yield self._context.problem("no column of the table holds titles or texts")
            return
        self._say_what_was_guessed()
        settings = self._context.settings
        lines = decode_lines(stream, limit=settings.line_bytes, declared=self._context.charset)
        is_header_row = self._has_header
        if self._has_hint:
            next(lines)
        limits = settings.article_bytes, settings.line_bytes
        for row in Rows(lines, self._delimiter, *limits, backslashed=self._backslashed):
            self._reports.record(row.place)
            if isinstance(row, BadRow):
                yield from self._reports.problem(row.reason, code=row.code, severity=row.severity, place=row.place)
            elif any(row.fields):
                if not is_header_row:
                    yield from self._of_row(row)
                is_header_row = False

    def _of_row(self, row: Row) -> Iterator[Article | Problem]:
        width = len(self._names)
        if len(row.fields) != width:
            is_longer = len(row.fields) > width
            reason = f"a row has {'more' if is_longer else 'fewer'} fields than the table has columns ({width})"
            self._reports.once(reason, code="malformed", place=row.place)
        if row.replaced:
            self._reports.once(undecodable(), code="encoding", severity="partial", place=row.place)
        if row.had_nul:
            self._reports.once("NUL characters were left out", code="encoding", place=row.place)
        record: dict[str, object] = dict(zip(self._names, row.fields, strict=False))
        if len(row.fields) > width:
            # a delimiter that was not quoted has cut something: all of it is kept
            record["further columns"] = self._delimiter.join(row.fields[width:])
        yield from self._records.articles(record, place=row.place, start=row.start, end=row.end)

    def _say_what_was_guessed(self) -> None:
        if self._guessed:
            found = ", ".join(f"{name} is column {number + 1}" for number, name in sorted(self._guessed.items()))
            self._reports.once(f"the columns have no names that are known; by what they hold, {found}")

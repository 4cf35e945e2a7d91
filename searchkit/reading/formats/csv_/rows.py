"""The rows of a table of separated values, whatever its delimiter, with the bytes each one lies in."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from searchkit.model import Severity
from searchkit.reading.texts.lines import Line

_DELIMITERS = ",\t;|"
_SAMPLE_ROWS = 30
_BACKSLASHED = re.compile(r'(?<!\\)((?:\\\\)*)\\"')
_MOST_LINES = 20_000
"""Lines of one quoted field; more means that its quote was never closed."""
_MOST_UNCLOSED = 5
"""Quotes that are never closed after which none of the file means anything: looking for the end of each takes long."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its fields, and where it lies."""

    fields: list[str]
    place: str
    start: int
    end: int
    replaced: bool
    """Whether some of its characters could not be decoded."""
    had_nul: bool


@dataclass(frozen=True, slots=True)
class BadRow:
    """What stands where no row could be read."""

    reason: str
    place: str
    code: str = "malformed"
    severity: Severity = "skipped"


def delimiter_of(text: str) -> str:
    """What separates the fields in the text that a table begins with; "" when it is no table.

    It gives rows of the same width, of two fields or more: the widest of those that give it most consistently.
    """
    best, best_score = "", 0.0
    for delimiter in _DELIMITERS:
        if delimiter not in text:
            continue
        widths = [len(row) for row in sample_rows(text, delimiter, _SAMPLE_ROWS)]
        if not widths or widths[0] < 2:
            continue
        same = sum(width == widths[0] for width in widths) / len(widths)
        score = same + min(widths[0], 50) / 1_000
        if same >= 0.5 and score > best_score:
            best, best_score = delimiter, score
    return best


def has_backslashed_quotes(text: str, delimiter: str) -> bool:
    r"""Whether quotes within quoted fields are written \\" and not doubled, as Spark and MySQL do."""
    other = f'[^{re.escape(delimiter)}\\r\\n"]'
    if not re.search(f'(?:^|{re.escape(delimiter)})"', text, re.MULTILINE):
        return False
    return len(re.findall(f'\\\\"(?={other})', text)) > len(re.findall(f'(?<={other})""(?={other})', text))


def doubled_quotes(text: str) -> str:
    r"""The text with each \\" written as two quotes."""
    return _BACKSLASHED.sub(r'\1""', text) if "\\" in text else text


def sample_rows(text: str, delimiter: str, most: int) -> list[list[str]]:
    """The first rows of a text, which may end within one; that one is left out if there are others."""
    lines = text.lstrip("\ufeff").replace("\0", "").splitlines(keepends=True)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if any(field.strip() for field in row):
                rows.append(row)
            if len(rows) > most:
                break
    except csv.Error:
        pass  # a field longer than the module's limit: the rows before it are sample enough
    return rows[:most] if len(rows) > most or not text or text[-1] == "\n" else rows[: max(1, len(rows) - 1)]


class Rows:
    """Iterates over the rows of a table; a quote that never closes costs the line it stands in."""

    def __init__(
        self, lines: Iterator[Line], delimiter: str, limit: int, line_limit: int, *, backslashed: bool = False
    ) -> None:
        """`limit` is the longest row in characters; that of a line in bytes is the one that `lines` hold.
        `backslashed`: quotes within fields have a backslash before them, and are not doubled."""
        self._lines = lines
        self._again: deque[Line] = deque()
        self._delimiter = delimiter
        self._limit = limit
        self._line_limit = line_limit
        self._backslashed = backslashed
        self._taken: list[Line] = []
        self._size = 0
        self._bad: list[BadRow] = []
        self._ended = False
        self._unclosed = 0

    def __iter__(self) -> Iterator[Row | BadRow]:
        reader = self._reader()
        while True:
            self._taken, self._size = [], 0
            fields, error = self._next(reader)
            yield from self._bad
            self._bad.clear()
            if fields is None and not error:
                return
            if not self._taken:
                continue
            first, last = self._taken[0], self._taken[-1]
            if error or (self._ended and len(self._taken) > 1 and self._is_open()):
                if error:
                    yield BadRow(str(error), _place(first), "limit" if isinstance(error, _TooLong) else "malformed")
                else:
                    reason = "a quote in this line is never closed; the line was taken as it stands"
                    yield BadRow(reason, _place(first), severity="partial")
                    yield self._row(first.text.split(self._delimiter), first, first)
                self._again.extendleft(reversed(self._taken[1:]))
                self._ended = False
                self._unclosed += 1
                if self._unclosed == _MOST_UNCLOSED:
                    reason = f"{_MOST_UNCLOSED} quotes are never closed; from here quotes are taken as they stand"
                    yield BadRow(reason, _place(last), severity="partial")
                reader = self._reader()
                continue
            yield self._row(fields or [], first, last)

    def _reader(self) -> Iterator[list[str]]:
        if self._unclosed < _MOST_UNCLOSED:
            return csv.reader(self._feed(), delimiter=self._delimiter)
        return csv.reader(self._feed(), delimiter=self._delimiter, quoting=csv.QUOTE_NONE)

    def _row(self, fields: list[str], first: Line, last: Line) -> Row:
        had_nul = any("\0" in line.text for line in self._taken)
        replaced = any(line.replaced for line in self._taken)
        return Row(fields, _place(first), first.start, last.end, replaced, had_nul)

    def _next(self, reader: Iterator[list[str]]) -> tuple[list[str] | None, Exception | None]:
        """The fields of the next row, or None at the end; or an error whose sentence says why they cannot be read."""
        # the limit belongs to the whole process: it is raised for this row only
        before = csv.field_size_limit(self._limit)
        try:
            return next(reader), None
        except StopIteration:
            return None, None
        except _TooLong as error:
            return None, error
        except csv.Error as error:
            return None, csv.Error(f"the row cannot be read: {error}")
        finally:
            csv.field_size_limit(before)

    def _feed(self) -> Iterator[str]:
        """The lines as the csv module wants them, remembering what a row is made of."""
        while True:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                self._ended = True
                return
            if line.too_long:
                reason = f"the line of {line.end - line.start:,} bytes is longer than {self._line_limit:,} (line_bytes)"
                self._bad.append(BadRow(reason, _place(line), "limit"))
                continue
            if self._backslashed and '\\"' in line.text:
                line = line._replace(text=doubled_quotes(line.text))
            self._taken.append(line)
            self._size += len(line.text) + 1
            if self._size > self._limit:
                raise _TooLong(f"{self._limit:,} characters (article_bytes)")
            if len(self._taken) > _MOST_LINES:
                raise _TooLong(f"{_MOST_LINES:,} lines")
            yield (line.text.replace("\0", "") if "\0" in line.text else line.text) + "\n"

    def _is_open(self) -> bool:
        """Whether the quotes of the lines taken do not come in pairs."""
        return sum(line.text.count('"') for line in self._taken) % 2 == 1


class _TooLong(Exception):
    """A row passed the limit."""

    def __init__(self, limit: str) -> None:
        super().__init__(f"a row from here is longer than {limit}: an unclosed quote?")


def _place(line: Line) -> str:
    return f"line {line.number}"

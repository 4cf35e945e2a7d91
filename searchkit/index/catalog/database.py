"""One connection to SQLite, by which rows are read and written with their checksums.

What SQLite raises leaves here as our errors, with the folder of the index and what to do.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from searchkit.errors import ADVICE, IndexAccessError, IndexClosed, IndexDamaged, IndexLocked
from searchkit.index.catalog.tables import COLUMNS, VERSION, Row, columns, damaged, verified_rows

if TYPE_CHECKING:
    from pathlib import Path

    from searchkit.index.catalog.bloom_filter import BloomFilter
    from searchkit.index.catalog.pending import Pending
    from searchkit.index.catalog.rows import Rows

_PLACES = {(table, name): at for table, names in COLUMNS.items() for at, name in enumerate(names)}
"""Where in a row a column is."""


class Database:
    """The tables of the catalog; may be used by several threads."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection = connection
        self._where = where
        self._guard = Guard(where)
        self._pending: Pending | None = None
        self._kept_rows: Rows | None = None
        self._known_version: int | None = None
        self._filter: BloomFilter | None = None
        self._filtered_then: list[tuple[int, ...]] = []
        """The totals of the tables when `_filter` said all."""

    @property
    def _rows(self) -> Rows:
        assert self._kept_rows is not None, "rows are written within a transaction"
        return self._kept_rows

    @property
    def pending(self) -> Pending:
        """What was written since `begin`."""
        assert self._pending is not None, "outside of a transaction nothing is pending"
        return self._pending

    def _version(self) -> int:
        """0: rows have no checksums."""
        if self._known_version is None:
            version = self._select("PRAGMA user_version")[0][0]
            if version not in (0, VERSION):
                raise IndexDamaged(
                    f"{self._where}: the catalog says that it has version {version}, this searchkit reads up to "
                    f"{VERSION}; it is damaged, or of a later searchkit: {ADVICE}"
                )
            self._known_version = version
        return self._known_version

    def _select_verified(
        self, table: str, condition: str, values: Sequence[object] = (), *, flush: bool = True
    ) -> list[Row]:
        """Whole rows of a table; raises `IndexDamaged` when one is not as it was written."""
        if flush:
            self._flush()
        version = self._version()
        statement = f"SELECT {columns(table, version)} FROM {table} {condition}"
        return verified_rows(table, self._select(statement, values), version, self._where)

    def _select_equal(self, table: str, column: str, value: object, rest: str = "", *, flush: bool = True) -> list[Row]:
        """The rows whose `column` has a value. Damage leads SQLite to other rows, which are as they were written."""
        rows = self._select_verified(table, f"WHERE {column} = ? {rest}", (value,), flush=flush)
        at = _PLACES[table, column]
        if any(row[at] != value for row in rows):
            raise damaged(self._where, table, "a row was found in the place of another")
        return rows

    def _all(self, table: str, order: str = "") -> list[Row]:
        """All rows of a table; raises `IndexDamaged` when one is missing too."""
        from searchkit.index.catalog.rows import read_totals

        self._flush()
        with self._at_once():
            version = self._version()
            found = self._select(f"SELECT {columns(table, version)} FROM {table} {order}")
            rows = verified_rows(table, found, version, self._where)
            if version:
                kept = self._kept_rows
                total = kept.total(table) if kept else read_totals(self._connection, self._where)[table]
                if total != [len(found), sum(row[-1] for row in found)]:
                    raise damaged(self._where, table, f"{len(rows):,} rows of {total[0]:,} are there, or others")
        return rows

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """What is read meanwhile is that of one commit."""
        with self._guard:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def _insert(self, table: str, rows: Iterable[Row]) -> None:
        self._flush()
        with self._guard:
            self._rows.insert(table, rows)

    def _put(self, table: str, row: Row, condition: str) -> None:
        self._flush()
        with self._guard:
            self._rows.put(table, row, condition)

    def _delete(self, table: str, condition: str, values: Sequence[object]) -> int:
        self._flush()
        with self._guard:
            return self._rows.delete(table, condition, values)

    def _select(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._guard:
            return self._connection.execute(statement, values).fetchall()

    def _execute(self, statement: str, values: Sequence[object] = ()) -> None:
        self._flush()
        with self._guard:
            self._connection.execute(statement, values)

    def _flush(self) -> None:
        if self._pending is not None:
            with self._guard:
                self._pending.flush()


def connect(database: str, *, where: str, uri: bool = False) -> sqlite3.Connection:
    """A connection to a file of SQLite's, for all threads; `where`: the folder of the index, for errors."""
    with Guard(where):
        connection = sqlite3.connect(database, timeout=10, isolation_level=None, check_same_thread=False, uri=uri)
        # Without spilling, the file is locked against readers only while a commit writes it.
        connection.execute("PRAGMA cache_spill = OFF")
        return connection


def address_of(path: Path, mode: str) -> str:
    """The URI by which SQLite opens a file in a mode (`ro`, `rw`). `Path.as_uri` would load HTTP and e-mail in Python
    3.14, for 30 ms."""
    parts = os.fsencode(path.absolute().as_posix()).lstrip(b"/")  # that of Windows begins by a letter
    return f"file:///{quote(parts)}?mode={mode}"


class Guard:
    """Lets one thread after the other ask SQLite, and raises what that raises as our error. `where`: the folder of the
    index. An object that is entered again and again: for each of very many rows, a generator takes longer than the row.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, kind: object, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lock.release()
        if error is not None:
            self._translate(error)

    def _translate(self, error: BaseException) -> None:
        where = self._where
        if isinstance(error, sqlite3.ProgrammingError):
            raise IndexClosed(f"{where}: the index was closed; open it again") from error
        if isinstance(error, sqlite3.OperationalError):
            if "locked" in str(error):
                raise IndexLocked(f"{where}: the catalog is being written; try again in a moment") from error
            if "no such" in str(error) or "decode" in str(error):
                raise IndexDamaged(f"{where}: the catalog is damaged ({error}); {ADVICE}") from error
            hint = "; temporary files must have room, too (TMPDIR)" if "full" in str(error) else ""
            if "unable to open" in str(error):
                hint = "; may you read its file?"
            raise IndexAccessError(f"{where}: the catalog cannot be read or written: {error}{hint}") from error
        if isinstance(error, OSError):
            raise IndexAccessError(f"{where}: articles cannot wait in a temporary file (TMPDIR): {error}") from error
        if isinstance(error, (sqlite3.DatabaseError, UnicodeDecodeError)):  # the latter of a name in SQLite's own words
            raise IndexDamaged(f"{where}: the catalog is damaged ({error}); {ADVICE}") from error

"""What can still be read of a damaged catalog: rows, as many as SQLite gives from either end of each table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from searchkit.index.catalog import COLUMNS, Catalog
from searchkit.index.manifest import CATALOG

_GENERATION = -2
"""Of no commit: the next writer brings the catalog in line with the segments."""


def salvaged(path: Path, folder: Path) -> dict[str, int]:
    """Makes a new catalog in `folder` of what can be read of the one at `path`; gives the rows of each table."""
    Catalog.create(folder).close()
    counts = dict.fromkeys(COLUMNS, 0)
    target = sqlite3.connect(folder / CATALOG, isolation_level=None)
    try:
        target.execute("BEGIN")
        for table, kinds in COLUMNS.items():
            marks = ",".join("?" * len(kinds))
            before = target.total_changes
            with suppress(sqlite3.DatabaseError):
                for row in _rows(path, table, kinds):
                    target.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(kinds)}) VALUES ({marks})", row)
            counts[table] = target.total_changes - before
        target.execute("DELETE FROM meta")
        target.execute("INSERT INTO meta VALUES ('generation', ?)", (str(_GENERATION),))
        target.execute("COMMIT")
    finally:
        target.close()
    return counts


def _rows(path: Path, table: str, kinds: dict[str, str]) -> Iterator[tuple[object, ...]]:
    columns = ", ".join(kinds)
    order = next(iter(kinds))
    for direction in ("ASC", "DESC"):
        with suppress(sqlite3.Error):
            source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            try:
                cursor = source.execute(f"SELECT {columns} FROM {table} ORDER BY {order} {direction}")
                while (row := _next(cursor)) is not None:
                    if len(row) == len(kinds) and all(map(_fits, row, kinds.values())):
                        yield row
            finally:
                source.close()


def _next(cursor: sqlite3.Cursor) -> tuple[object, ...] | None:
    try:
        row: tuple[object, ...] | None = cursor.fetchone()
    except sqlite3.OperationalError as error:
        if "decode" in str(error):  # a text that is none: of this row alone
            return ()
        raise
    return row


def _fits(value: object, kind: str) -> bool:
    if value is None:
        return kind.endswith("?")
    return type(value).__name__ == kind.rstrip("?")

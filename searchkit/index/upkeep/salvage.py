"""What can still be read of a damaged catalog: rows, as many as SQLite gives from either end of each table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from searchkit.errors import IndexDamaged
from searchkit.index.catalog import Catalog
from searchkit.index.catalog.database import address_of
from searchkit.index.catalog.journal import no_file_beside
from searchkit.index.catalog.rows import count_anew, fill, read_totals
from searchkit.index.catalog.tables import (
    COLUMNS,
    COUNTED,
    VERSION,
    Row,
    checksum,
    columns,
    insert_statement,
    with_checksums,
)
from searchkit.index.manifest import CATALOG

_GENERATION = -2
"""Of no commit: the next writer brings the catalog in line with the segments."""


def salvaged(path: Path, folder: Path) -> dict[str, int]:
    """Makes a new catalog in `folder` of what can be read of the one at `path`; gives the rows of each table.

    Rows that are not as they were written are left out. Files that lack any of their places, or all files when a
    problem may be lost, are read again by the next run.
    """
    Catalog.create(folder).close()
    target = sqlite3.connect(folder / CATALOG, isolation_level=None)
    try:
        target.execute("BEGIN")
        is_there = path.is_file() and not no_file_beside(path)  # a pipe would be waited for
        for table in COUNTED if is_there else ():
            fill(target, table, _rows(path, table))
        _ask_again(target, are_problems_whole=is_there and _is_whole(path, target, "problems"))
        count_anew(target, _GENERATION)
        target.execute("COMMIT")
        return {table: target.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED}
    finally:
        target.close()


def _is_whole(path: Path, target: sqlite3.Connection, table: str) -> bool:
    """Whether all rows of a table were read, as far as its catalog says."""
    try:
        with closing(sqlite3.connect(address_of(path, "ro"), uri=True)) as source:
            written = read_totals(source, str(path))[table]
    except (sqlite3.Error, IndexDamaged, UnicodeDecodeError):  # the latter of a name in SQLite's own words
        return False
    return written == list(target.execute(f"SELECT count(*), coalesce(sum(crc), 0) FROM {table}").fetchone())


def _ask_again(target: sqlite3.Connection, *, are_problems_whole: bool) -> None:
    chosen = ", ".join("'again'" if column == "status" else column for column in COLUMNS["files"])
    lacking = "articles != (SELECT count(*) FROM origins JOIN places USING (place) WHERE places.path = files.path)"
    rows = target.execute(f"SELECT {chosen} FROM files WHERE ? OR {lacking}", (not are_problems_whole,)).fetchall()
    target.executemany(insert_statement("files"), with_checksums("files", rows))


def _rows(path: Path, table: str) -> Iterator[Row]:
    """From the beginning of the table, and if that does not get to its end, from there too."""
    met: set[int] = set()
    for direction in ("ASC", "DESC"):
        with suppress(sqlite3.Error, UnicodeDecodeError):
            for row in _read(path, table, direction):
                if table != "problems":  # which alone has no key
                    yield row
                elif (known := hash(row)) not in met:
                    met.add(known)
                    yield row
            return


def _read(path: Path, table: str, direction: str) -> Iterator[Row]:
    kinds = COLUMNS[table]
    source = sqlite3.connect(address_of(path, "ro"), uri=True)
    try:
        has_checksums = any(row[1] == "crc" for row in source.execute(f"PRAGMA table_info({table})"))
        chosen = columns(table, VERSION if has_checksums else 0)
        source.text_factory = _text
        for row in source.execute(f"SELECT {chosen} FROM {table} ORDER BY {next(iter(kinds))} {direction}"):
            values = row[:-1]
            if (
                len(values) == len(kinds)
                and all(map(_fits, values, kinds.values()))
                and (not has_checksums or checksum(table, values) == row[-1])
            ):
                yield values
    finally:
        source.close()


def _text(value: bytes) -> str | bytes:
    """A text; one that is none as bytes, which no column of texts may hold. SQLite would raise its error for ever."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value


def _fits(value: object, kind: str) -> bool:
    if value is None:
        return kind.endswith("?")
    return type(value).__name__ == kind.rstrip("?")

"""The tables of the catalog, and the checksum of each of their rows.

SQLite notices a page that does not hold together, not a letter that changed within a row. So each row has a column
`crc`, and `meta` has how many rows each table has and the sum of their checksums, for a row that vanished.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any

from searchkit.errors import ADVICE, IndexDamaged

VERSION = 1
"""`PRAGMA user_version` of a catalog whose rows have checksums; those of before have 0."""

SCHEMA = {
    "meta": "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL, crc INTEGER NOT NULL) WITHOUT ROWID",
    "files": """CREATE TABLE files (
    path TEXT PRIMARY KEY,          -- absolute
    root TEXT NOT NULL, name TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sidecar TEXT NOT NULL, digest BLOB NOT NULL,
    format TEXT NOT NULL, fetched_at TEXT NOT NULL,
    status TEXT NOT NULL, articles INTEGER NOT NULL, seen INTEGER NOT NULL, crc INTEGER NOT NULL
) WITHOUT ROWID""",
    "articles": """CREATE TABLE articles (
    id TEXT PRIMARY KEY, url_key TEXT NOT NULL, recency INTEGER NOT NULL, current INTEGER NOT NULL,
    places INTEGER NOT NULL,        -- how many rows of origins it has
    crc INTEGER NOT NULL
) WITHOUT ROWID""",
    "articles_by_url": "CREATE INDEX articles_by_url ON articles (url_key) WHERE url_key != ''",
    "places": """CREATE TABLE places (
    place INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, root TEXT NOT NULL, name TEXT NOT NULL, crc INTEGER NOT NULL
)""",
    "origins": """CREATE TABLE origins (
    article TEXT NOT NULL, place INTEGER NOT NULL, number INTEGER NOT NULL,
    member TEXT NOT NULL, start INTEGER, "end" INTEGER, reader TEXT NOT NULL, crc INTEGER NOT NULL,
    PRIMARY KEY (article, place, number)
) WITHOUT ROWID""",
    "origins_by_place": "CREATE INDEX origins_by_place ON origins (place)",
    "problems": """CREATE TABLE problems (
    path TEXT NOT NULL, severity TEXT NOT NULL, place TEXT, code TEXT, reason TEXT NOT NULL, crc INTEGER NOT NULL
)""",
    "problems_by_path": "CREATE INDEX problems_by_path ON problems (path)",
    "stems": """CREATE TABLE stems (
    form TEXT NOT NULL, lang TEXT NOT NULL, stem TEXT NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (form, lang)
) WITHOUT ROWID""",
}
"""The statement that made each table and index. SQLite keeps them as they are, to the letter."""

COLUMNS = {
    "meta": {"name": "str", "value": "str"},
    "files": {
        "path": "str", "root": "str", "name": "str", "size": "int", "mtime_ns": "int", "sidecar": "str",
        "digest": "bytes", "format": "str", "fetched_at": "str", "status": "str", "articles": "int", "seen": "int",
    },
    "places": {"place": "int", "path": "str", "root": "str", "name": "str"},
    "origins": {
        "article": "str", "place": "int", "number": "int", "member": "str", "start": "int?", '"end"': "int?",
        "reader": "str",
    },
    "articles": {"id": "str", "url_key": "str", "recency": "int", "current": "int", "places": "int"},
    "problems": {"path": "str", "severity": "str", "place": "str?", "code": "str?", "reason": "str"},
    "stems": {"form": "str", "lang": "str", "stem": "str"},
}  # fmt: skip
"""The columns of each table that the checksum is of, and the types of their values; ``?``: or none."""

COUNTED = tuple(table for table in COLUMNS if table != "meta")
"""The tables whose rows `meta` counts."""

Row = tuple[Any, ...]

SEEDS = {table: zlib.crc32(table.encode()) for table in COLUMNS}
"""So that a row of one table is none of another."""

_INSERT = {
    table: f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}, crc) VALUES ({', '.join('?' * (len(columns) + 1))})"
    for table, columns in COLUMNS.items()
}


def columns(table: str, version: int) -> str:
    """The columns to select for `verified_rows`: those of the checksum and `crc`; 0 where an old catalog lacks them."""
    if version:
        return f"{', '.join(COLUMNS[table])}, crc"
    return f"{', '.join(COLUMNS[table])}, 0".replace(", places,", ", 0,")


def checksum(table: str, values: Row) -> int:
    """CRC-32 of the values of a row, as Python writes a tuple in ASCII: fixed, and no two rows are written the same."""
    return zlib.crc32(ascii(values).encode(), SEEDS[table])


def verified_rows(table: str, rows: Iterable[Row], version: int, where: str) -> list[Row]:
    """`rows` without their checksums; raises `IndexDamaged` when one is not as it was written."""
    if not version:
        return [row[:-1] for row in rows]
    seed, crc32, found = SEEDS[table], zlib.crc32, []
    for row in rows:
        values = row[:-1]
        if crc32(ascii(values).encode(), seed) != row[-1]:
            raise damaged(where, table)
        found.append(values)
    return found


def damaged(where: str, table: str, what: str = "a row is not as it was written") -> IndexDamaged:
    """The error for a table that is not what it was."""
    return IndexDamaged(f"{where}: the catalog is damaged (table {table}: {what}); {ADVICE}")


def with_checksums(table: str, rows: Iterable[Row]) -> list[Row]:
    """Rows for `insert_statement`."""
    seed, crc32 = SEEDS[table], zlib.crc32
    return [(*row, crc32(ascii(row).encode(), seed)) for row in rows]


def insert_statement(table: str) -> str:
    """Inserts a row with its checksum."""
    return _INSERT[table]

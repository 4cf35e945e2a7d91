"""The whole catalog compared with its checksums: for `searchkit check`."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator

from searchkit.errors import IndexDamaged
from searchkit.index.catalog.rows import read_totals
from searchkit.index.catalog.tables import COLUMNS, COUNTED, SCHEMA, SEEDS, VERSION, columns

_PER_TABLE = 5  # faults that are listed

_MISCOUNTED = """
SELECT id FROM articles LEFT JOIN (SELECT article, count(*) AS found FROM origins GROUP BY article) ON article = id
WHERE places != coalesce(found, 0) LIMIT 1
"""
_NOWHERE = "SELECT article FROM origins LEFT JOIN places USING (place) WHERE places.path IS NULL LIMIT 1"


def faults(connection: sqlite3.Connection, version: int) -> Iterator[str]:
    """What is wrong, in words. Indexes are compared with their tables too, unused room is not looked at. To be
    called within a transaction, so that all is seen as of one commit."""
    broken = [row[0] for row in connection.execute("PRAGMA integrity_check(20)") if row[0] != "ok"]
    if broken:
        yield from broken
        return  # rows would say the same, or hang
    yield from _schema(connection, version)
    if version:
        yield from _rows(connection)


def _schema(connection: sqlite3.Connection, version: int) -> Iterator[str]:
    made = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))
    if version:
        wrong = [name for name in made.keys() | SCHEMA.keys() if made.get(name) != SCHEMA.get(name)]
    else:
        wrong = [name for name in SCHEMA if name not in made]
        wrong += [table for table in COLUMNS if "crc INTEGER" in made.get(table, "")]
    for name in sorted(wrong):
        yield f"{name}: it was not made so"


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        totals = read_totals(connection, "")
    except IndexDamaged:
        totals = {}
        yield "table meta: a row is not as it was written, or missing"
    for table in COUNTED:
        found, count, total = 0, 0, 0
        seed, crc32 = SEEDS[table], zlib.crc32
        for row in connection.execute(f"SELECT {columns(table, VERSION)} FROM {table}"):
            count += 1
            if crc32(ascii(row[:-1]).encode(), seed) == row[-1]:  # as `checksum` does, without the call
                total += row[-1]
                continue
            found += 1
            if found <= _PER_TABLE:
                yield f"table {table}: row {count:,} is not as it was written"
        if not found and totals and totals[table] != [count, total]:
            yield f"table {table}: {count:,} rows are there, {totals[table][0]:,} were written, or others"
    for statement, what in ((_MISCOUNTED, "not all of its places are there"), (_NOWHERE, "a place of it is no file")):
        for (id,) in connection.execute(statement):
            yield f"article {id}: {what}"

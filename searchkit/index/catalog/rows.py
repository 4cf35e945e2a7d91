"""Rows on their way into the catalog's tables, each with its checksum; how many there are is kept in step."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from searchkit.index.catalog.tables import (
    COLUMNS,
    COUNTED,
    SCHEMA,
    VERSION,
    Row,
    columns,
    damaged,
    insert_statement,
    verified_rows,
    with_checksums,
)

_TOGETHER = 500  # values that one statement asks for
_AT_ONCE = 10_000  # rows of a table that is filled anew


class Rows:
    """The tables of a catalog within one transaction. `to_save` before it is committed."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection = connection
        self._where = where
        self._totals = read_totals(connection, where)
        self._saved = {table: tuple(total) for table, total in self._totals.items()}

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return self._totals[table][0]

    def total(self, table: str) -> list[int]:
        """[number of rows, sum of their checksums]."""
        return self._totals[table]

    def select(self, table: str, condition: str = "", values: Sequence[object] = ()) -> list[Row]:
        """Whole rows, compared with their checksums, which are left out."""
        statement = f"SELECT {columns(table, VERSION)} FROM {table} {condition}"
        return verified_rows(table, self._connection.execute(statement, values), VERSION, self._where)

    def select_of(self, table: str, column: str, wanted: Collection[str]) -> Iterator[Row]:
        """The rows whose `column` is one of `wanted`, with their checksums, which are not looked at."""
        listed = list(wanted)
        for first in range(0, len(listed), _TOGETHER):
            some = listed[first : first + _TOGETHER]
            marks = ",".join("?" * len(some))
            yield from self._connection.execute(
                f"SELECT {columns(table, VERSION)} FROM {table} WHERE {column} IN ({marks})", some
            )

    def verified(self, table: str, row: Row) -> Row:
        """A row of `select_of`, compared with its checksum, which is left out."""
        return verified_rows(table, [row], VERSION, self._where)[0]

    def checksums(self, table: str, condition: str, values: Sequence[object]) -> list[int]:
        """The checksums of rows, which are not compared with them."""
        return [crc for (crc,) in self._connection.execute(f"SELECT crc FROM {table} {condition}", values)]

    def next_place(self) -> int:
        """A number for a row of `places`."""
        return int(self._connection.execute("SELECT coalesce(max(place), 0) + 1 FROM places").fetchone()[0])

    def insert(self, table: str, rows: Iterable[Row], *, replaced: Iterable[int] = ()) -> None:
        """Inserts rows. `replaced`: the checksums of those that they take the place of."""
        made = with_checksums(table, rows)
        self._connection.executemany(insert_statement(table), made)
        total = self._totals[table]
        total[0] += len(made)
        total[1] += sum(row[-1] for row in made)
        self._forget(table, replaced)

    def delete(self, table: str, condition: str, values: Sequence[object]) -> int:
        """Deletes rows; gives how many."""
        if found := self.checksums(table, condition, values):
            self._connection.execute(f"DELETE FROM {table} {condition}", values)
            self._forget(table, found)
        return len(found)

    def put(self, table: str, row: Row, condition: str) -> None:
        """Inserts a row in place of the one whose first column is the same."""
        self.insert(table, [row], replaced=self.checksums(table, condition, row[:1]))

    def _forget(self, table: str, checksums: Iterable[int]) -> None:
        total = self._totals[table]
        for crc in checksums:
            if type(crc) is not int:
                raise damaged(self._where, table)
            total[0] -= 1
            total[1] -= crc

    def to_save(self, generation: int) -> list[Row]:
        """The rows of `meta` to be written before the commit `generation`: that, and what has changed of the tables."""
        rows: list[Row] = [("generation", str(generation))]
        for table, (count, total) in self._totals.items():
            if (count, total) != self._saved[table]:
                rows.append((_name(table), f"{count} {total}"))
        return with_checksums("meta", rows)


def read_totals(connection: sqlite3.Connection, where: str) -> dict[str, list[int]]:
    """[number of rows, sum of their checksums] of each table."""
    rows = connection.execute(f"SELECT {columns('meta', VERSION)} FROM meta")
    values: dict[str, str] = dict(verified_rows("meta", rows, VERSION, where))
    if missing := [table for table in COUNTED if _name(table) not in values]:
        raise damaged(where, "meta", f"it does not say how many rows {missing[0]} has")
    return {table: [int(number) for number in values[_name(table)].split()] for table in COUNTED}


def _name(table: str) -> str:
    return f"rows of {table}"


# Tables made anew


def create_tables(connection: sqlite3.Connection) -> None:
    """Makes all tables, empty."""
    for statement in SCHEMA.values():
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    rows: list[Row] = [("generation", "-1"), *((_name(table), "0 0") for table in COUNTED)]
    connection.executemany(insert_statement("meta"), with_checksums("meta", rows))


def fill(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    """Puts many rows into a table; the first of those with the same key stays. `count_anew` when all are there."""
    statement = insert_statement(table).replace("REPLACE", "IGNORE")
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_ONCE)):
        connection.executemany(statement, with_checksums(table, some))


def count_anew(connection: sqlite3.Connection, generation: int) -> None:
    """Makes every count say what is there: the places of each article, the rows of each table."""
    connection.execute("DELETE FROM origins WHERE place NOT IN (SELECT place FROM places)")
    statement = (
        "SELECT id, url_key, recency, current, (SELECT count(*) FROM origins WHERE article = id) FROM articles "
        f"WHERE id > ? ORDER BY id LIMIT {_AT_ONCE}"
    )
    last = ""
    while some := connection.execute(statement, (last,)).fetchall():
        connection.executemany(insert_statement("articles"), with_checksums("articles", some))
        last = some[-1][0]
    rows: list[Row] = [("generation", str(generation))]
    for table in COUNTED:
        count, total = connection.execute(f"SELECT count(*), coalesce(sum(crc), 0) FROM {table}").fetchone()
        rows.append((_name(table), f"{count} {total}"))
    connection.executemany(insert_statement("meta"), with_checksums("meta", rows))


def upgrade(connection: sqlite3.Connection) -> None:
    """Gives the rows of a catalog of before their checksums, within the writer's transaction."""
    generation = connection.execute("SELECT value FROM meta WHERE name = 'generation'").fetchone()
    for name in (name for name, statement in SCHEMA.items() if statement.startswith("CREATE INDEX")):
        connection.execute(f"DROP INDEX {name}")
    for table in COLUMNS:
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    create_tables(connection)
    for table in COUNTED:
        chosen = columns(table, 0).removesuffix(", 0")
        fill(connection, table, connection.execute(f"SELECT {chosen} FROM old_{table}"))
    for table in COLUMNS:
        connection.execute(f"DROP TABLE old_{table}")
    count_anew(connection, int(generation[0]) if generation else -1)

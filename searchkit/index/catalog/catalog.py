"""The catalog: opening it, its transactions, and what is done with all of it."""

from __future__ import annotations

import sqlite3
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from searchkit.errors import ADVICE, IndexAccessError, IndexDamaged
from searchkit.index.catalog.articles import Articles
from searchkit.index.catalog.database import address_of, connect
from searchkit.index.catalog.files import Files
from searchkit.index.catalog.journal import check_for_reading, check_for_writing
from searchkit.index.catalog.stems import Stems
from searchkit.index.catalog.tables import VERSION, damaged, insert_statement
from searchkit.index.manifest import CATALOG as FILE

if TYPE_CHECKING:
    from searchkit.index.catalog.bloom_filter import BloomFilter

_MOST_FAULTS = 20
_JOURNAL = 1 << 20  # bytes of the journal that are kept from one commit to the next


class Catalog(Articles, Files, Stems):
    """One connection to the catalog; may be used by several threads."""

    @classmethod
    def create(cls, folder: Path | None) -> Catalog:
        """A new catalog in `folder`, or in memory. An old one there is replaced."""
        if folder is not None:
            for leftover in folder.glob(FILE + "*"):
                leftover.unlink()
        from searchkit.index.catalog.rows import create_tables

        where = str(folder or ":memory:")
        catalog = cls(connect(":memory:" if folder is None else str(folder / FILE), where=where), where)
        catalog._make_durable()
        with catalog._guard:
            catalog._connection.execute("BEGIN")
            create_tables(catalog._connection)
            catalog._connection.execute("COMMIT")
        return catalog

    @classmethod
    def open(cls, folder: Path, *, writing: bool = False) -> Catalog:
        """The catalog in `folder`; raises `IndexDamaged` when it is missing or no catalog."""
        path = folder / FILE
        if not path.is_file():
            raise IndexDamaged(f"{path}: the catalog is missing; {ADVICE}")
        check_for_reading(path)
        if writing:
            check_for_writing(path)
        address = address_of(path, "rw" if writing else "ro")
        catalog = cls(connect(address, where=str(folder), uri=True), str(folder))
        try:
            if writing:
                catalog._make_durable()
            catalog._version()
            catalog._select("SELECT 1 FROM meta LIMIT 1")
        except IndexAccessError:
            catalog.close()
            if writing:
                raise
            # A crash may have left a journal that only a connection with write access can roll back.
            return cls.open(folder, writing=True)
        return catalog

    def _make_durable(self) -> None:
        """Every commit is synced, the end of its journal too: when that is deleted, the commit may be taken back by a
        power cut. And a journal that stays where it is takes fewer syncs than one that comes and goes."""
        with self._guard:
            self._connection.execute("PRAGMA journal_mode = PERSIST")
            self._connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL}")
            self._connection.execute("PRAGMA synchronous = FULL")

    def reconnect(self) -> None:
        """Takes a connection of its own, in a copy of the process: SQLite's cannot be used across a fork."""
        fresh = Catalog.open(Path(self._where))
        self._inherited = self._connection  # closing it would take the locks of the process it is of
        self._connection, self._guard = fresh._connection, fresh._guard

    def close(self) -> None:
        """Ends the connection; an open transaction is rolled back."""
        with self._guard:
            self._connection.close()

    # Transactions

    def begin(self) -> None:
        """Starts a transaction that `commit` or `rollback` ends."""
        from searchkit.index.catalog.pending import Pending
        from searchkit.index.catalog.rows import Rows, upgrade

        with self._guard:
            self._connection.execute("BEGIN IMMEDIATE")
            self._known_version = None
            if not self._version():
                upgrade(self._connection)
                self._known_version = VERSION
            self._kept_rows = Rows(self._connection, self._where)
            self._pending = Pending(self._rows, self._filter_of_all())

    def _filter_of_all(self) -> BloomFilter | None:
        """The identities that SQLite knows; None when it was told of some by others."""
        from searchkit.index.catalog.bloom_filter import BloomFilter

        totals = self._totals()
        if not any(count for count, _ in totals):
            self._filter = BloomFilter()
        elif totals != self._filtered_then:
            self._filter = None
        self._filtered_then = totals
        return self._filter

    def _totals(self) -> list[tuple[int, ...]]:
        return [tuple(self._rows.total(table)) for table in ("articles", "origins")]

    def commit(self, generation: int) -> None:
        """Makes the transaction last, as belonging to Whoosh's commit number `generation`."""
        self._flush()
        with self._guard:
            for row in self._rows.to_save(generation):
                self._connection.execute(insert_statement("meta"), row)
            self._connection.execute("COMMIT")
        self._filtered_then = self._totals()
        self._end()

    def rollback(self) -> None:
        """Takes back what was done since `begin`."""
        with self._guard:
            self._end()
            self._known_version = None
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _end(self) -> None:
        if self._pending is not None:
            self._pending.close()
            self._pending = self._kept_rows = None

    def generation(self) -> int:
        """The Whoosh commit that this catalog belongs to; -1 for a new one."""
        rows = self._select_verified("meta", "WHERE name = 'generation'")
        if not rows and self._version():
            raise damaged(self._where, "meta", "it does not say of which commit it is")
        return int(rows[0][1]) if rows else -1

    def renew(self) -> None:
        """What is known of the last commit holds no longer: there is another."""
        self.forget_stems()
        if not self._known_version:  # another process may have given the rows checksums
            self._known_version = None

    # All of it

    def copy_to(self, path: Path) -> None:
        """Copies the last commit to a new file, while others may write."""
        with self._guard:
            target = sqlite3.connect(path)
            try:
                self._connection.backup(target)
            finally:
                target.close()

    def copy(self) -> Catalog:
        """The last commit as a catalog of its own, in memory."""
        copied = Catalog(connect(":memory:", where=self._where), self._where)
        with self._guard:
            self._connection.backup(copied._connection)
        copied._filter, copied._filtered_then = self._filter, self._filtered_then
        return copied

    def vacuum(self) -> None:
        """Writes the file anew, without the room that deleted rows had, and drops its journal. Not in a transaction."""
        self._execute("VACUUM")
        self._select("PRAGMA journal_mode = DELETE")

    def faults(self) -> list[str]:
        """What is wrong with the file, in words. Reads all of it."""
        from searchkit.index.catalog.checking import faults

        self._flush()
        self.renew()
        with self._at_once():
            return list(islice(faults(self._connection, self._version()), _MOST_FAULTS))

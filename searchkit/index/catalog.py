"""What was read from where: files, the places of each article, problems, and stems already computed.

A small SQLite database beside the Whoosh segments. Its writer holds one transaction for as long as the Whoosh writer
lives, and commits right after it; `generation` says which Whoosh commit it belongs to, so that a crash between the
two is noticed (`Writer` then reconciles them). A commit that returned survives a power cut. Every row has a checksum
that is compared when the row is read (`tables`); a catalog of before gets them when it is first written to.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchkit.errors import IndexAccessError, IndexClosed, IndexDamaged, IndexLocked
from searchkit.frozen import dataclass
from searchkit.index.manifest import CATALOG as FILE
from searchkit.index.pending import ArticleRecord, Pending
from searchkit.index.tables import ADVICE, COLUMNS, VERSION, Row, columns, damaged, insert_statement, right
from searchkit.model import Origin, Problem

if TYPE_CHECKING:
    from searchkit.index.rows import Rows

_ORIGINS = {
    version: 'SELECT o.article, o.place, o.number, o.member, o.start, o."end", o.reader, '
    f"{'o.crc' if version else '0'}, p.place, p.path, p.root, p.name, {'p.crc' if version else '0'}, "
    f"{'(SELECT places FROM articles WHERE id = o.article)' if version else 'NULL'} "
    "FROM origins AS o LEFT JOIN places AS p ON p.place = o.place WHERE o.article = ? ORDER BY p.path, o.number"
    for version in (0, VERSION)
}
"""A row of `origins`, that of its place, and how many places the article has."""

_PLACES = {(table, name): at for table, names in COLUMNS.items() for at, name in enumerate(names)}
"""Where in a row a column is."""

_MOST_FAULTS = 20
_JOURNAL = 1 << 20  # bytes of the journal that are kept from one commit to the next
_STEMS_KEPT = 10_000  # words whose stems are remembered once looked up
_STEMS_FEW = 3_000
_TOGETHER = 500  # words that are looked up by one statement
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was when last read."""

    path: str
    """Absolute."""
    root: str
    name: str
    size: int
    mtime_ns: int
    sidecar: str
    """Size and time of its sidecar, or empty."""
    digest: bytes
    format: str
    """The reader asked for, or empty."""
    fetched_at: str
    """The fetch time given for it (ISO 8601), or empty."""
    status: str
    """``read``, ``partly``, ``skipped``, or ``again`` when the next run should try once more."""
    articles: int


def newest_first(record: ArticleRecord) -> tuple[int, str]:
    """Sorts versions of one address: the most recent first, equals by identity."""
    return (-record.recency, record.id)


class Catalog:
    """One connection to the catalog; may be used by several threads."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection = connection
        self._where = where
        self._lock = threading.RLock()
        self._pending: Pending | None = None
        self._kept_rows: Rows | None = None
        self._known_version: int | None = None
        self._stems: dict[str, dict[str, str]] = {}

    @classmethod
    def create(cls, folder: Path | None) -> Catalog:
        """A new catalog in `folder`, or in memory. An old one there is replaced."""
        if folder is not None:
            for leftover in folder.glob(FILE + "*"):
                leftover.unlink()
        from searchkit.index.rows import create_tables

        catalog = cls(_connect(":memory:" if folder is None else str(folder / FILE)), str(folder or ":memory:"))
        catalog._make_durable()
        with catalog._lock, _translated(catalog._where):
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
        catalog = cls(_connect(f"{path.absolute().as_uri()}?mode={'rw' if writing else 'ro'}", uri=True), str(folder))
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
        with self._lock, _translated(self._where):
            self._connection.execute("PRAGMA journal_mode = PERSIST")
            self._connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL}")
            self._connection.execute("PRAGMA synchronous = FULL")

    def reconnect(self) -> None:
        """Takes a connection of its own, in a copy of the process: SQLite's cannot be used across a fork."""
        fresh = Catalog.open(Path(self._where))
        self._inherited = self._connection  # closing it would take the locks of the process it is of
        self._connection, self._lock = fresh._connection, fresh._lock

    def close(self) -> None:
        """Ends the connection; an open transaction is rolled back."""
        with self._lock:
            self._connection.close()

    # Transactions

    def begin(self) -> None:
        """Starts a transaction that `commit` or `rollback` ends."""
        from searchkit.index.rows import Rows, upgrade

        with self._lock, _translated(self._where):
            self._connection.execute("BEGIN IMMEDIATE")
            self._known_version = None
            if not self._version():
                upgrade(self._connection)
                self._known_version = VERSION
            self._kept_rows = Rows(self._connection, self._where)
            self._pending = Pending(self._rows)

    def commit(self, generation: int) -> None:
        """Makes the transaction last, as belonging to Whoosh's commit number `generation`."""
        self._flush()
        with self._lock, _translated(self._where):
            for row in self._rows.to_save(generation):
                self._connection.execute(insert_statement("meta"), row)
            self._connection.execute("COMMIT")
        self._end()

    def rollback(self) -> None:
        """Takes back what was done since `begin`."""
        with self._lock:
            self._end()
            self._known_version = None
            if self._connection.in_transaction:
                with _translated(self._where):
                    self._connection.execute("ROLLBACK")

    def _end(self) -> None:
        if self._pending is not None:
            self._pending.forget()
            self._pending = self._kept_rows = None

    @property
    def _rows(self) -> Rows:
        assert self._kept_rows is not None, "rows are written within a transaction"
        return self._kept_rows

    @property
    def pending(self) -> Pending:
        """What was written since `begin`."""
        assert self._pending is not None, "outside of a transaction nothing is pending"
        return self._pending

    def put_written(self, id: str, segment: str, number: int, article: str) -> None:
        """Keeps an article (as JSON) that was written as document `number` of a segment being made."""
        with self._lock, _translated(self._where):
            self.pending.put_written(id, segment, number, article)

    def written(self, id: str) -> tuple[str, int, str] | None:
        """(segment, document number, JSON) of an article written since `begin`."""
        with self._lock, _translated(self._where):
            return self.pending.written(id)

    def drop_written(self, id: str) -> None:
        """Forgets that an article was written since `begin`."""
        with self._lock, _translated(self._where):
            self.pending.drop_written(id)

    def generation(self) -> int:
        """The Whoosh commit that this catalog belongs to; -1 for a new one."""
        rows = self._right("meta", "WHERE name = 'generation'")
        if not rows and self._version():
            raise damaged(self._where, "meta", "it does not say of which commit it is")
        return int(rows[0][1]) if rows else -1

    # Articles and their places

    def article(self, id: str) -> ArticleRecord | None:
        """What is known of the article `id`."""
        pending = self._pending
        if pending is not None and ((found := pending.article(id)) is not None or pending.is_new(id)):
            return found
        rows = self._found("articles", "id", id, flush=False)
        return _article_record(rows[0]) if rows else None

    def versions(self, url_key: str) -> list[ArticleRecord]:
        """The articles stored for one address, newest first."""
        pending = self._pending
        found = {record.id: record for record in pending.versions(url_key)} if pending is not None else {}
        rows = self._found("articles", "url_key", url_key, "AND url_key != ''", flush=False)
        stored = map(_article_record, rows)
        found |= {record.id: record for record in stored if pending is None or pending.article(record.id) is None}
        return sorted(found.values(), key=newest_first)

    def put_article(self, record: ArticleRecord) -> None:
        """Records an article, in place of an earlier record of it."""
        with self._lock, _translated(self._where):
            self.pending.put_article(record)

    def drop_article(self, id: str) -> None:
        """Forgets an article and its places."""
        self._delete("articles", "WHERE id = ?", (id,))
        self._delete("origins", "WHERE article = ?", (id,))

    def ids(self, prefix: str = "", limit: int = -1) -> list[str]:
        """Identities that begin with `prefix`, in order; at most `limit` when not negative."""
        if not prefix:
            return [row[0] for row in self._all("articles", "ORDER BY id")][: limit if limit >= 0 else None]
        # With a row more at both ends: one that is damaged would end the search too early.
        most = limit + 1 if limit >= 0 else -1
        self._right("articles", "WHERE id < ? ORDER BY id DESC LIMIT 1", (prefix,))
        rows = self._right("articles", "WHERE id >= ? ORDER BY id LIMIT ?", (prefix, most))
        return [row[0] for row in rows if row[0].startswith(prefix)][: limit if limit >= 0 else None]

    def put_origins(self, id: str, origins: Sequence[Origin]) -> None:
        """Records places where the article `id` was met."""
        if not origins:
            return
        with self._lock, _translated(self._where):
            self.pending.put_origins(
                (id, self._place(origin), origin.index, origin.member, origin.start, origin.end, origin.reader)
                for origin in origins
            )

    def _place(self, origin: Origin) -> int:
        return self.pending.place(absolute(origin.root, origin.path), origin.root, origin.path)

    def origins(self, ids: Sequence[str], generation: int | None = None) -> dict[str, tuple[Origin, ...]]:
        """The places of each of `ids`, in the order of their paths. Raises `IndexDamaged` when one is missing, or, if
        the catalog belongs to the commit `generation`, an article."""
        self._flush()
        version = self._version()
        return {id: self._origins_of(id, generation, version) for id in ids}

    def _origins_of(self, id: str, generation: int | None, version: int) -> tuple[Origin, ...]:
        rows = self._select(_ORIGINS[version], (id,))
        if not version:
            rows = [row for row in rows if row[8] is not None]
        elif not rows:
            self._expect_none(id, generation)
        elif rows[0][13] not in (None, len(rows)):
            raise damaged(self._where, "origins", f"not all places of the article {id} are there")
        if not rows:
            return ()
        if any(row[8] != row[1] or row[0] != id for row in rows):
            raise damaged(self._where, "places", f"a place of the article {id} is not there")
        places = right("places", [row[8:13] for row in rows], version, self._where)
        origins = right("origins", [row[:8] for row in rows], version, self._where)
        return tuple(
            Origin(place[3], place[2], origin[3], origin[2], *origin[4:])
            for place, origin in zip(places, origins, strict=True)
        )

    def _expect_none(self, id: str, generation: int | None) -> None:
        """Raises `IndexDamaged` unless the catalog has good reason not to know a place of the article: it has none, or
        the catalog is of another commit than `generation` and may not list it."""
        statement = "SELECT places FROM articles WHERE id = ? AND NOT EXISTS (SELECT 1 FROM origins WHERE article = id)"
        if any(places for (places,) in self._select(statement, (id,))):
            raise damaged(self._where, "origins", f"the places of the article {id} are not there")
        if generation is not None:
            condition = "WHERE name = 'generation' AND NOT EXISTS (SELECT 1 FROM articles WHERE id = ?)"
            rows = self._right("meta", condition, (id,))
            if rows and rows[0][1] == str(generation):
                raise damaged(self._where, "articles", f"the article {id} is missing")

    def _here(self, path: str) -> list[Row]:
        """The rows of `origins` in the file `path`."""
        places = self._found("places", "path", path)
        return self._found("origins", "place", places[0][0]) if places else []

    def places_in(self, path: str) -> set[tuple[str, int]]:
        """(identity, number in the file) of the articles met in the file `path`."""
        return {(row[0], row[2]) for row in self._here(path)}

    def only_in(self, path: str) -> set[str]:
        """The identities of the articles that were met in the file `path` and in no other."""
        here = self._here(path)
        statement = "SELECT DISTINCT article FROM origins AS here WHERE place = ? AND EXISTS (SELECT 1 FROM origins "
        statement += "WHERE article = here.article AND place != here.place)"
        elsewhere = {row[0] for row in self._select(statement, here[0][1:2])} if here else set()
        return {row[0] for row in here} - elsewhere

    def drop_places(self, path: str, places: Collection[tuple[str, int]]) -> list[str]:
        """Forgets `places` of the file `path`; gives the identities that are now met nowhere."""
        self._flush()
        number_of = self._found("places", "path", path)
        condition = "WHERE article = ? AND place = ? AND number = ?"
        for id, number in places if number_of else ():
            if dropped := self._delete("origins", condition, (id, number_of[0][0], number)):
                for row in self._found("articles", "id", id):
                    self._put("articles", (*row[:4], row[4] - dropped), "WHERE id = ?")
        ids = sorted({id for id, _ in places})
        return [id for id in ids if not self._select("SELECT 1 FROM origins WHERE article = ? LIMIT 1", (id,))]

    # Files

    def file(self, path: str) -> FileRecord | None:
        """What is known of the file `path`."""
        rows = self._found("files", "path", path)
        return FileRecord(*rows[0][:-1]) if rows else None

    def put_file(self, record: FileRecord, seen: int) -> None:
        """Records a file as seen in run number `seen`."""
        row = (
            record.path, record.root, record.name, record.size, record.mtime_ns, record.sidecar, record.digest,
            record.format, record.fetched_at, record.status, record.articles, seen,
        )  # fmt: skip
        self._put("files", row, "WHERE path = ?")

    def see_file(self, path: str, seen: int) -> None:
        """Marks the file as met in run number `seen`."""
        for row in self._found("files", "path", path):
            self._put("files", (*row[:-1], seen), "WHERE path = ?")

    def drop_file(self, path: str) -> None:
        """Forgets a file and its problems; its articles' places are `drop_origins`' business."""
        self._delete("files", "WHERE path = ?", (path,))
        self._delete("problems", "WHERE path = ?", (path,))

    def unseen(self, under: str, seen: int) -> list[FileRecord]:
        """Files at or below the path `under` that run number `seen` did not meet."""
        below = under.rstrip("/") + "/"
        rows = self._all("files", "ORDER BY path")
        here = (row for row in rows if row[-1] != seen and (row[0] == under or row[0].startswith(below)))
        return [FileRecord(*row[:-1]) for row in here]

    def next_run(self) -> int:
        """A number that no earlier run had."""
        return max((row[-1] for row in self._all("files")), default=0) + 1

    def file_count(self) -> int:
        """How many files articles were read from, or tried to be."""
        return len(self._all("files"))

    # Problems

    def put_problems(self, path: str, problems: Iterable[Problem]) -> None:
        """Replaces the problems of the file `path` (absolute)."""
        self._delete("problems", "WHERE path = ?", (path,))
        self._insert(
            "problems",
            [(path, problem.severity, problem.place, problem.code, problem.reason) for problem in problems],
        )

    def problems(self, path: str | None = None) -> list[Problem]:
        """The problems of every file, or of one."""
        if path is None:
            rows = self._all("problems", "ORDER BY path, rowid")
        else:
            rows = self._found("problems", "path", path, "ORDER BY rowid")
        return [Problem(path, reason, severity, place, code) for path, severity, place, code, reason in rows]

    def problem_count(self) -> int:
        """How many problems are on record, mere notes not counted."""
        return sum(row[1] != "note" for row in self._all("problems"))

    # Stems

    def stem(self, lang: str, form: str) -> str | None:
        """The stem of a word that the index has seen."""
        stems = self._stems.get(form)
        if stems is None:
            stems = {lang: stem for _, lang, stem in self._found("stems", "form", form)}
            if len(self._stems) >= _STEMS_KEPT:
                self._stems = {}
            self._stems[form] = stems
        return stems.get(lang)

    def look_up_stems(self, text: str) -> None:
        """Looks up the words of a text at once, which takes a third of the time: for a process that knows few yet."""
        if len(self._stems) >= _STEMS_FEW:
            return
        forms = list(set(_WORD.findall(text.lower())) - self._stems.keys())
        for first in range(0, len(forms), _TOGETHER):
            some = forms[first : first + _TOGETHER]
            stems: dict[str, dict[str, str]] = {form: {} for form in some}
            marks = ",".join("?" * len(some))
            for form, lang, stem in self._right("stems", f"WHERE form IN ({marks})", some):
                if form not in stems:
                    raise damaged(self._where, "stems", "a row was found in the place of another")
                stems[form][lang] = stem
            self._stems.update(stems)

    def forget_stems(self) -> None:
        """Forgets the stems that were looked up: there may be new ones."""
        self._stems = {}

    def renew(self) -> None:
        """What is known of the last commit holds no longer: there is another."""
        self.forget_stems()
        if not self._known_version:  # another process may have given the rows checksums
            self._known_version = None

    def put_stems(self, stems: Iterable[tuple[str, str, str]]) -> None:
        """Keeps (language, form, stem)."""
        self.forget_stems()
        new = {(form, lang): stem for lang, form, stem in sorted(stems)}
        with self._lock, _translated(self._where):
            known = self._rows.count("stems") > 0
            stored = self._rows.select_of("stems", "form", {form for form, _ in new}) if known else ()
            replaced = [row[-1] for row in stored if row[:2] in new]
            self._rows.insert("stems", [(*key, stem) for key, stem in new.items()], replaced=replaced)

    def check(self) -> str:
        """``ok``; raises `IndexDamaged` with what SQLite finds wrong with the file."""
        if found := self.faults():
            raise IndexDamaged(f"{self._where}: the catalog is damaged ({found[0]}); {ADVICE}")
        return "ok"

    def copy_to(self, path: Path) -> None:
        """Copies the last commit to a new file, while others may write."""
        with self._lock, _translated(self._where):
            target = sqlite3.connect(path)
            try:
                self._connection.backup(target)
            finally:
                target.close()

    def vacuum(self) -> None:
        """Writes the file anew, without the room that deleted rows had, and drops its journal. Not in a transaction."""
        self._execute("VACUUM")
        self._select("PRAGMA journal_mode = DELETE")

    def article_count(self) -> int:
        """How many articles are listed."""
        return int(self._select("SELECT count(*) FROM articles")[0][0])

    def faults(self) -> list[str]:
        """What is wrong with the file, in words. Reads all of it."""
        from searchkit.index.catalog_checking import faults

        self._flush()
        self.renew()
        with self._at_once():
            return list(islice(faults(self._connection, self._version()), _MOST_FAULTS))

    # The ways to speak to SQLite

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

    def _right(self, table: str, condition: str, values: Sequence[object] = (), *, flush: bool = True) -> list[Row]:
        """Whole rows of a table; raises `IndexDamaged` when one is not as it was written."""
        if flush:
            self._flush()
        version = self._version()
        statement = f"SELECT {columns(table, version)} FROM {table} {condition}"
        return right(table, self._select(statement, values), version, self._where)

    def _found(self, table: str, column: str, value: object, rest: str = "", *, flush: bool = True) -> list[Row]:
        """The rows whose `column` has a value. Damage leads SQLite to other rows, which are as they were written."""
        rows = self._right(table, f"WHERE {column} = ? {rest}", (value,), flush=flush)
        at = _PLACES[table, column]
        if any(row[at] != value for row in rows):
            raise damaged(self._where, table, "a row was found in the place of another")
        return rows

    def _all(self, table: str, order: str = "") -> list[Row]:
        """All rows of a table; raises `IndexDamaged` when one is missing too."""
        from searchkit.index.rows import read_totals

        self._flush()
        with self._at_once():
            version = self._version()
            found = self._select(f"SELECT {columns(table, version)} FROM {table} {order}")
            rows = right(table, found, version, self._where)
            if version:
                kept = self._kept_rows
                total = kept.total(table) if kept else read_totals(self._connection, self._where)[table]
                if total != [len(found), sum(row[-1] for row in found)]:
                    raise damaged(self._where, table, f"{len(rows):,} rows of {total[0]:,} are there, or others")
        return rows

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """What is read meanwhile is that of one commit."""
        with self._lock, _translated(self._where):
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
        with self._lock, _translated(self._where):
            self._rows.insert(table, rows)

    def _put(self, table: str, row: Row, condition: str) -> None:
        self._flush()
        with self._lock, _translated(self._where):
            self._rows.put(table, row, condition)

    def _delete(self, table: str, condition: str, values: Sequence[object]) -> int:
        self._flush()
        with self._lock, _translated(self._where):
            return self._rows.delete(table, condition, values)

    def _select(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock, _translated(self._where):
            return self._connection.execute(statement, values).fetchall()

    def _execute(self, statement: str, values: Sequence[object] = ()) -> None:
        self._flush()
        with self._lock, _translated(self._where):
            self._connection.execute(statement, values)

    def _flush(self) -> None:
        if self._pending is not None:
            with self._lock, _translated(self._where):
                self._pending.flush()


def _article_record(row: Sequence[Any]) -> ArticleRecord:
    return ArticleRecord(row[0], row[1], row[2], bool(row[3]))


def absolute(root: str, name: str) -> str:
    """The absolute path of a file named `name` below `root`, with forward slashes."""
    return f"{root.rstrip('/')}/{name}" if root else name


def _connect(database: str, *, uri: bool = False) -> sqlite3.Connection:
    with _translated(database):
        connection = sqlite3.connect(database, timeout=10, isolation_level=None, check_same_thread=False, uri=uri)
        # Without spilling, the file is locked against readers only while a commit writes it.
        connection.execute("PRAGMA cache_spill = OFF")
        return connection


@contextmanager
def _translated(where: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.ProgrammingError as error:
        raise IndexClosed(f"{where}: the index was closed; open it again") from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise IndexLocked(f"{where}: the catalog is being written; try again in a moment") from error
        if "no such" in str(error) or "decode" in str(error):
            raise IndexDamaged(f"{where}: the catalog is damaged ({error}); {ADVICE}") from error
        raise IndexAccessError(f"{where}: the catalog cannot be read or written: {error}") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter of a name in SQLite's own words
        raise IndexDamaged(f"{where}: the catalog is damaged ({error}); {ADVICE}") from error

"""What was read from where: files, the places of each article, problems, and stems already computed.

A small SQLite database beside the Whoosh segments. Its writer holds one transaction for as long as the Whoosh writer
lives, and commits right after it; `generation` says which Whoosh commit it belongs to, so that a crash between the
two is noticed (`Writer` then reconciles them).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchkit.errors import IndexAccessError, IndexClosed, IndexDamaged, IndexLocked
from searchkit.index.manifest import CATALOG as FILE
from searchkit.model import Origin, Problem

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (
    path TEXT PRIMARY KEY,          -- absolute
    root TEXT NOT NULL, name TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sidecar TEXT NOT NULL, digest BLOB NOT NULL,
    format TEXT NOT NULL, fetched_at TEXT NOT NULL,
    status TEXT NOT NULL, articles INTEGER NOT NULL, seen INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE articles (
    id TEXT PRIMARY KEY, url_key TEXT NOT NULL, recency INTEGER NOT NULL, current INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX articles_by_url ON articles (url_key) WHERE url_key != '';
CREATE TABLE origins (
    article TEXT NOT NULL, path TEXT NOT NULL, number INTEGER NOT NULL,
    root TEXT NOT NULL, name TEXT NOT NULL, member TEXT NOT NULL,
    start INTEGER, "end" INTEGER, reader TEXT NOT NULL,
    PRIMARY KEY (article, path, number)
) WITHOUT ROWID;
CREATE INDEX origins_by_path ON origins (path);
CREATE TABLE problems (path TEXT NOT NULL, severity TEXT NOT NULL, place TEXT, code TEXT, reason TEXT NOT NULL);
CREATE INDEX problems_by_path ON problems (path);
CREATE TABLE segments (name TEXT PRIMARY KEY, digest BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE stems (
    lang TEXT NOT NULL, form TEXT NOT NULL, stem TEXT NOT NULL, PRIMARY KEY (lang, form)
) WITHOUT ROWID;
"""


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


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """What the catalog knows of a stored article."""

    id: str
    url_key: str
    recency: int
    """Seconds since 1970 that order the versions of one address."""
    current: bool
    """False when a newer version of the same address is stored."""


def newest_first(record: ArticleRecord) -> tuple[int, str]:
    """Sorts versions of one address: the most recent first, equals by identity."""
    return (-record.recency, record.id)


class Catalog:
    """One connection to the catalog; may be used by several threads."""

    def __init__(self, connection: sqlite3.Connection, where: str) -> None:
        self._connection = connection
        self._where = where
        self._lock = threading.RLock()

    @classmethod
    def create(cls, folder: Path | None) -> Catalog:
        """A new catalog in `folder`, or in memory. An old one there is replaced."""
        if folder is not None:
            for leftover in folder.glob(FILE + "*"):
                leftover.unlink()
        catalog = cls(_connect(":memory:" if folder is None else str(folder / FILE)), str(folder or ":memory:"))
        with catalog._lock, _translated(catalog._where):
            catalog._connection.executescript(_TABLES)
        return catalog

    @classmethod
    def open(cls, folder: Path, *, writing: bool = False) -> Catalog:
        """The catalog in `folder`; raises `IndexDamaged` when it is missing or no catalog."""
        path = folder / FILE
        if not path.is_file():
            raise IndexDamaged(f"{path}: the catalog is missing; {_ANEW}")
        catalog = cls(_connect(f"{path.absolute().as_uri()}?mode={'rw' if writing else 'ro'}", uri=True), str(folder))
        try:
            catalog._rows("SELECT value FROM meta LIMIT 1")
        except IndexAccessError:
            catalog.close()
            if writing:
                raise
            # A crash may have left a journal that only a connection with write access can roll back.
            return cls.open(folder, writing=True)
        return catalog

    def close(self) -> None:
        """Ends the connection; an open transaction is rolled back."""
        with self._lock:
            self._connection.close()

    # Transactions

    def begin(self) -> None:
        """Starts a transaction that `commit` or `rollback` ends."""
        self._execute("CREATE TEMP TABLE IF NOT EXISTS pending (id TEXT PRIMARY KEY, number INTEGER, article TEXT)")
        self._execute("BEGIN IMMEDIATE")

    def commit(self, generation: int, digests: Mapping[str, bytes]) -> None:
        """Makes the transaction last, as belonging to Whoosh's commit number `generation`, whose files have these
        `digests`."""
        self.drop_pending()
        self._execute("DELETE FROM segments")
        with self._lock, _translated(self._where):
            self._connection.executemany("INSERT INTO segments VALUES (?, ?)", digests.items())
        self._execute("INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (str(generation),))
        self._execute("COMMIT")

    def rollback(self) -> None:
        """Takes back what was done since `begin`."""
        with self._lock:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def digests(self) -> dict[str, bytes]:
        """The digest of each file of the segments."""
        return dict(self._rows("SELECT name, digest FROM segments"))

    def generation(self) -> int:
        """The Whoosh commit that this catalog belongs to; -1 for a new one."""
        rows = self._rows("SELECT value FROM meta WHERE name = 'generation'")
        return int(rows[0][0]) if rows else -1

    # Articles written since the last commit, which Whoosh cannot read back yet; in a temporary table, so that a batch
    # of any size needs little memory

    def put_pending(self, id: str, number: int, article: str) -> None:
        """Keeps an article (as JSON) that was written as document `number` of the segment being made."""
        self._execute("INSERT OR REPLACE INTO temp.pending VALUES (?, ?, ?)", (id, number, article))

    def pending(self, id: str) -> tuple[int, str] | None:
        """(document number, JSON) of an article written since the last commit."""
        rows = self._rows("SELECT number, article FROM temp.pending WHERE id = ?", (id,))
        return rows[0] if rows else None

    def drop_pending(self, id: str | None = None) -> None:
        """Forgets one pending article, or all."""
        self._execute("DELETE FROM temp.pending WHERE ? IS NULL OR id = ?", (id, id))

    # Articles and their places

    _ARTICLE = "id, url_key, recency, current"

    def article(self, id: str) -> ArticleRecord | None:
        """What is known of the article `id`."""
        rows = self._rows(f"SELECT {self._ARTICLE} FROM articles WHERE id = ?", (id,))
        return _article_record(rows[0]) if rows else None

    def versions(self, url_key: str) -> list[ArticleRecord]:
        """The articles stored for one address, newest first."""
        rows = self._rows(f"SELECT {self._ARTICLE} FROM articles WHERE url_key = ? AND url_key != ''", (url_key,))
        return sorted((_article_record(row) for row in rows), key=newest_first)

    def put_article(self, record: ArticleRecord) -> None:
        """Records an article, in place of an earlier record of it."""
        self._execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?)",
            (record.id, record.url_key, record.recency, record.current),
        )

    def drop_article(self, id: str) -> None:
        """Forgets an article and its places."""
        self._execute("DELETE FROM articles WHERE id = ?", (id,))
        self._execute("DELETE FROM origins WHERE article = ?", (id,))

    def ids(self, prefix: str = "", limit: int = -1) -> list[str]:
        """Identities that begin with `prefix`, in order; at most `limit` when not negative."""
        rows = self._rows(
            "SELECT id FROM articles WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
            (prefix, prefix + "\U0010ffff", limit),
        )
        return [row[0] for row in rows]

    def put_origins(self, id: str, origins: Iterable[Origin]) -> None:
        """Records places where the article `id` was met."""
        with self._lock, _translated(self._where):
            self._connection.executemany(
                "INSERT OR REPLACE INTO origins VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (id, absolute(o.root, o.path), o.index, o.root, o.path, o.member, o.start, o.end, o.reader)
                    for o in origins
                ],
            )

    def origins(self, ids: Sequence[str]) -> dict[str, tuple[Origin, ...]]:
        """The places of each of `ids`, in the order of their paths."""
        found: dict[str, list[Origin]] = {id: [] for id in ids}
        for id in found:
            for row in self._rows(
                'SELECT name, root, member, number, start, "end", reader FROM origins '
                "WHERE article = ? ORDER BY path, number",
                (id,),
            ):
                found[id].append(Origin(*row))
        return {id: tuple(origins) for id, origins in found.items()}

    def places_in(self, path: str) -> set[tuple[str, int]]:
        """(identity, number in the file) of the articles met in the file `path`."""
        return set(self._rows("SELECT article, number FROM origins WHERE path = ?", (path,)))

    def only_in(self, path: str) -> set[str]:
        """The identities of the articles that were met in the file `path` and in no other."""
        rows = self._rows(
            "SELECT DISTINCT article FROM origins AS here WHERE path = ? "
            "AND NOT EXISTS (SELECT 1 FROM origins WHERE article = here.article AND path != here.path)",
            (path,),
        )
        return {row[0] for row in rows}

    def drop_places(self, path: str, places: Collection[tuple[str, int]]) -> list[str]:
        """Forgets `places` of the file `path`; gives the identities that are now met nowhere."""
        with self._lock, _translated(self._where):
            self._connection.executemany(
                "DELETE FROM origins WHERE article = ? AND path = ? AND number = ?",
                [(id, path, number) for id, number in places],
            )
        ids = sorted({id for id, _ in places})
        return [id for id in ids if not self._rows("SELECT 1 FROM origins WHERE article = ? LIMIT 1", (id,))]

    # Files

    _FILE = "path, root, name, size, mtime_ns, sidecar, digest, format, fetched_at, status, articles"

    def file(self, path: str) -> FileRecord | None:
        """What is known of the file `path`."""
        rows = self._rows(f"SELECT {self._FILE} FROM files WHERE path = ?", (path,))
        return FileRecord(*rows[0]) if rows else None

    def put_file(self, record: FileRecord, seen: int) -> None:
        """Records a file as seen in run number `seen`."""
        self._execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.path, record.root, record.name, record.size, record.mtime_ns, record.sidecar, record.digest,
                record.format, record.fetched_at, record.status, record.articles, seen,
            ),
        )  # fmt: skip

    def see_file(self, path: str, seen: int) -> None:
        """Marks the file as met in run number `seen`."""
        self._execute("UPDATE files SET seen = ? WHERE path = ?", (seen, path))

    def drop_file(self, path: str) -> None:
        """Forgets a file and its problems; its articles' places are `drop_origins`' business."""
        self._execute("DELETE FROM files WHERE path = ?", (path,))
        self._execute("DELETE FROM problems WHERE path = ?", (path,))

    def unseen(self, under: str, seen: int) -> list[FileRecord]:
        """Files at or below the path `under` that run number `seen` did not meet."""
        below = under.rstrip("/") + "/"
        rows = self._rows(
            f"SELECT {self._FILE} FROM files WHERE seen != ? AND (path = ? OR (path >= ? AND path < ?)) ORDER BY path",
            (seen, under, below, below[:-1] + "0"),  # "0" follows "/"
        )
        return [FileRecord(*row) for row in rows]

    def next_run(self) -> int:
        """A number that no earlier run had."""
        return int(self._rows("SELECT coalesce(max(seen), 0) + 1 FROM files")[0][0])

    def file_count(self) -> int:
        """How many files articles were read from, or tried to be."""
        return int(self._rows("SELECT count(*) FROM files")[0][0])

    # Problems

    def put_problems(self, path: str, problems: Iterable[Problem]) -> None:
        """Replaces the problems of the file `path` (absolute)."""
        self._execute("DELETE FROM problems WHERE path = ?", (path,))
        with self._lock, _translated(self._where):
            self._connection.executemany(
                "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
                [(path, problem.severity, problem.place, problem.code, problem.reason) for problem in problems],
            )

    def problems(self, path: str | None = None) -> list[Problem]:
        """The problems of every file, or of one."""
        rows = self._rows(
            "SELECT path, reason, severity, place, code FROM problems WHERE ? IS NULL OR path = ? ORDER BY path, rowid",
            (path, path),
        )
        return [Problem(*row) for row in rows]

    def problem_count(self) -> int:
        """How many problems are on record, mere notes not counted."""
        return int(self._rows("SELECT count(*) FROM problems WHERE severity != 'note'")[0][0])

    # Stems

    def stem(self, lang: str, form: str) -> str | None:
        """The stem of a word that the index has seen."""
        rows = self._rows("SELECT stem FROM stems WHERE lang = ? AND form = ?", (lang, form))
        return rows[0][0] if rows else None

    def put_stems(self, stems: Iterable[tuple[str, str, str]]) -> None:
        """Keeps (language, form, stem)."""
        with self._lock, _translated(self._where):
            self._connection.executemany("INSERT OR REPLACE INTO stems VALUES (?, ?, ?)", stems)

    def check(self) -> str:
        """``ok``; raises `IndexDamaged` with what SQLite finds wrong with the file."""
        verdict = str(self._rows("PRAGMA quick_check(1)")[0][0])
        if verdict != "ok":
            raise IndexDamaged(f"{self._where}: the catalog is damaged ({verdict}); {_ANEW}")
        return verdict

    # The two ways to speak to SQLite

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self._lock, _translated(self._where):
            return self._connection.execute(statement, values).fetchall()

    def _execute(self, statement: str, values: Sequence[object] = ()) -> None:
        with self._lock, _translated(self._where):
            self._connection.execute(statement, values)


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


_ANEW = "delete the folder and index the articles again"


@contextmanager
def _translated(where: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.ProgrammingError as error:
        raise IndexClosed(f"{where}: the index was closed; open it again") from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise IndexLocked(f"{where}: the catalog is being written; try again in a moment") from error
        if "no such" in str(error):
            raise IndexDamaged(f"{where}: the catalog is damaged ({error}); {_ANEW}") from error
        raise IndexAccessError(f"{where}: the catalog cannot be read or written: {error}") from error
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(f"{where}: the catalog is damaged ({error}); {_ANEW}") from error

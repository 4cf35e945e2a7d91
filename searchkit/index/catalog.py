"""What was read from where: files, the places of each article, problems, and stems already computed.

A small SQLite database beside the Whoosh segments. Its writer holds one transaction for as long as the Whoosh writer
lives, and commits right after it; `generation` says which Whoosh commit it belongs to, so that a crash between the
two is noticed (`Writer` then reconciles them). A commit that returned survives a power cut.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from searchkit.errors import IndexAccessError, IndexClosed, IndexDamaged, IndexLocked
from searchkit.frozen import dataclass
from searchkit.index.manifest import CATALOG as FILE
from searchkit.index.pending import ArticleRecord, Pending
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
CREATE TABLE places (
    place INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, root TEXT NOT NULL, name TEXT NOT NULL
);
CREATE TABLE origins (
    article TEXT NOT NULL, place INTEGER NOT NULL, number INTEGER NOT NULL,
    member TEXT NOT NULL, start INTEGER, "end" INTEGER, reader TEXT NOT NULL,
    PRIMARY KEY (article, place, number)
) WITHOUT ROWID;
CREATE INDEX origins_by_place ON origins (place);
CREATE TABLE problems (path TEXT NOT NULL, severity TEXT NOT NULL, place TEXT, code TEXT, reason TEXT NOT NULL);
CREATE INDEX problems_by_path ON problems (path);
CREATE TABLE stems (
    form TEXT NOT NULL, lang TEXT NOT NULL, stem TEXT NOT NULL, PRIMARY KEY (form, lang)
) WITHOUT ROWID;
"""


COLUMNS = {
    "meta": {"name": "str", "value": "str"},
    "files": {
        "path": "str", "root": "str", "name": "str", "size": "int", "mtime_ns": "int", "sidecar": "str",
        "digest": "bytes", "format": "str", "fetched_at": "str", "status": "str", "articles": "int", "seen": "int",
    },
    "articles": {"id": "str", "url_key": "str", "recency": "int", "current": "int"},
    "places": {"place": "int", "path": "str", "root": "str", "name": "str"},
    "origins": {
        "article": "str", "place": "int", "number": "int", "member": "str", "start": "int?", '"end"': "int?",
        "reader": "str",
    },
    "problems": {"path": "str", "severity": "str", "place": "str?", "code": "str?", "reason": "str"},
    "stems": {"form": "str", "lang": "str", "stem": "str"},
}  # fmt: skip
"""The tables, their columns, and the types of their values; ``?``: or none."""

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
        self._stems: dict[str, dict[str, str]] = {}

    @classmethod
    def create(cls, folder: Path | None) -> Catalog:
        """A new catalog in `folder`, or in memory. An old one there is replaced."""
        if folder is not None:
            for leftover in folder.glob(FILE + "*"):
                leftover.unlink()
        catalog = cls(_connect(":memory:" if folder is None else str(folder / FILE)), str(folder or ":memory:"))
        catalog._make_durable()
        with catalog._lock, _translated(catalog._where):
            catalog._connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
        return catalog

    @classmethod
    def open(cls, folder: Path, *, writing: bool = False) -> Catalog:
        """The catalog in `folder`; raises `IndexDamaged` when it is missing or no catalog."""
        path = folder / FILE
        if not path.is_file():
            raise IndexDamaged(f"{path}: the catalog is missing; {_ANEW}")
        catalog = cls(_connect(f"{path.absolute().as_uri()}?mode={'rw' if writing else 'ro'}", uri=True), str(folder))
        try:
            if writing:
                catalog._make_durable()
            catalog._rows("SELECT value FROM meta LIMIT 1")
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
        with self._lock, _translated(self._where):
            self._connection.execute("BEGIN IMMEDIATE")
            self._pending = Pending(self._connection)

    def commit(self, generation: int) -> None:
        """Makes the transaction last, as belonging to Whoosh's commit number `generation`."""
        self._execute("INSERT OR REPLACE INTO meta VALUES ('generation', ?)", (str(generation),))
        self._execute("COMMIT")
        self._end()

    def rollback(self) -> None:
        """Takes back what was done since `begin`."""
        with self._lock:
            if self._pending is not None:
                self._pending.forget()
                self._pending = None
            if self._connection.in_transaction:
                with _translated(self._where):
                    self._connection.execute("ROLLBACK")

    def _end(self) -> None:
        if self._pending is not None:
            self._pending.forget()
            self._pending = None

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
        rows = self._rows("SELECT value FROM meta WHERE name = 'generation'")
        return int(rows[0][0]) if rows else -1

    # Articles and their places

    _ARTICLE = "id, url_key, recency, current"

    def article(self, id: str) -> ArticleRecord | None:
        """What is known of the article `id`."""
        pending = self._pending
        if pending is not None and ((found := pending.article(id)) is not None or pending.is_new(id)):
            return found
        rows = self._select(f"SELECT {self._ARTICLE} FROM articles WHERE id = ?", (id,))
        return _article_record(rows[0]) if rows else None

    def versions(self, url_key: str) -> list[ArticleRecord]:
        """The articles stored for one address, newest first."""
        pending = self._pending
        found = {record.id: record for record in pending.versions(url_key)} if pending is not None else {}
        rows = self._select(f"SELECT {self._ARTICLE} FROM articles WHERE url_key = ? AND url_key != ''", (url_key,))
        stored = map(_article_record, rows)
        found |= {record.id: record for record in stored if pending is None or pending.article(record.id) is None}
        return sorted(found.values(), key=newest_first)

    def put_article(self, record: ArticleRecord) -> None:
        """Records an article, in place of an earlier record of it."""
        with self._lock, _translated(self._where):
            self.pending.put_article(record)

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

    def origins(self, ids: Sequence[str]) -> dict[str, tuple[Origin, ...]]:
        """The places of each of `ids`, in the order of their paths."""
        statement = (
            'SELECT name, root, member, number, start, "end", reader FROM origins JOIN places USING (place) '
            "WHERE article = ? ORDER BY path, number"
        )
        return {id: tuple(Origin(*row) for row in self._rows(statement, (id,))) for id in ids}

    _HERE = "place = (SELECT place FROM places WHERE path = ?)"

    def places_in(self, path: str) -> set[tuple[str, int]]:
        """(identity, number in the file) of the articles met in the file `path`."""
        return set(self._rows(f"SELECT article, number FROM origins WHERE {self._HERE}", (path,)))

    def only_in(self, path: str) -> set[str]:
        """The identities of the articles that were met in the file `path` and in no other."""
        rows = self._rows(
            f"SELECT DISTINCT article FROM origins AS here WHERE {self._HERE} "
            "AND NOT EXISTS (SELECT 1 FROM origins WHERE article = here.article AND place != here.place)",
            (path,),
        )
        return {row[0] for row in rows}

    def drop_places(self, path: str, places: Collection[tuple[str, int]]) -> list[str]:
        """Forgets `places` of the file `path`; gives the identities that are now met nowhere."""
        self._flush()
        with self._lock, _translated(self._where):
            self._connection.executemany(
                f"DELETE FROM origins WHERE article = ? AND number = ? AND {self._HERE}",
                [(id, number, path) for id, number in places],
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
        stems = self._stems.get(form)
        if stems is None:
            stems = dict(self._rows("SELECT lang, stem FROM stems WHERE form = ?", (form,)))
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
            for form, lang, stem in self._rows(f"SELECT form, lang, stem FROM stems WHERE form IN ({marks})", some):
                stems[form][lang] = stem
            self._stems.update(stems)

    def forget_stems(self) -> None:
        """Forgets the stems that were looked up: there may be new ones."""
        self._stems = {}

    def put_stems(self, stems: Iterable[tuple[str, str, str]]) -> None:
        """Keeps (language, form, stem)."""
        self.forget_stems()
        with self._lock, _translated(self._where):
            self._connection.executemany(
                "INSERT OR REPLACE INTO stems (lang, form, stem) VALUES (?, ?, ?)", sorted(stems)
            )

    def check(self) -> str:
        """``ok``; raises `IndexDamaged` with what SQLite finds wrong with the file."""
        verdict = str(self._rows("PRAGMA quick_check(1)")[0][0])
        if verdict != "ok":
            raise IndexDamaged(f"{self._where}: the catalog is damaged ({verdict}); {_ANEW}")
        return verdict

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
        self._rows("PRAGMA journal_mode = DELETE")

    def article_count(self) -> int:
        """How many articles are listed."""
        return int(self._rows("SELECT count(*) FROM articles")[0][0])

    def faults(self, *, deep: bool) -> list[str]:
        """What is wrong with the file, in words. Reads all of it; `deep`: compares indexes with their tables too."""
        check = "integrity_check" if deep else "quick_check"
        return [str(row[0]) for row in self._rows(f"PRAGMA {check}(20)") if row[0] != "ok"]

    # The two ways to speak to SQLite

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        self._flush()
        return self._select(statement, values)

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


_ANEW = "run: searchkit repair"


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

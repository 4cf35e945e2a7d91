"""Files, and what was wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from searchkit.index.catalog.database import Database
from searchkit.index.catalog.records import AGAIN, TO_READ, FileRecord
from searchkit.index.catalog.tables import COLUMNS
from searchkit.model import Problem

_UNREACHABLE = "unreachable"
"""`Problem.code` of a path of which no file is known."""
_STATUS = list(COLUMNS["files"]).index("status")


class Files(Database):
    """What the catalog knows of files."""

    def file(self, path: str) -> FileRecord | None:
        """What is known of the file `path`."""
        rows = self._select_equal("files", "path", path)
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
        for row in self._select_equal("files", "path", path):
            self._put("files", (*row[:-1], seen), "WHERE path = ?")

    def was_seen(self, path: str, seen: int) -> bool:
        """Whether run number `seen` met the file."""
        return any(row[-1] == seen for row in self._select_equal("files", "path", path))

    def read_again(self, paths: Iterable[str]) -> None:
        """Makes the next run read these files again, though they are as they were."""
        for path in sorted(set(paths)):
            for row in self._select_equal("files", "path", path):
                self._put("files", (*row[:_STATUS], AGAIN, *row[_STATUS + 1 :]), "WHERE path = ?")

    def met_last(self) -> list[str]:
        """The files that the last run met."""
        rows = self._all("files")
        last = max((row[-1] for row in rows), default=0)
        return [row[0] for row in rows if row[-1] == last]

    def count_to_read_again(self) -> int:
        """How many files the next run reads though they are as they were."""
        return sum(row[_STATUS] in TO_READ for row in self._all("files"))

    def drop_file(self, path: str) -> None:
        """Forgets a file and its problems; the places of its articles are another's business."""
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
        """All problems, or those of what was read of one file."""
        if path is None:
            rows = self._all("problems", "ORDER BY path, rowid")
        else:
            found = self._select_equal("problems", "path", path, "ORDER BY rowid")
            rows = [row for row in found if row[3] != _UNREACHABLE]
        return [Problem(path, reason, severity, place, code) for path, severity, place, code, reason in rows]

    def put_unreachable(self, reasons: Mapping[str, str]) -> None:
        """Records why paths could not be looked into."""
        self._insert("problems", [(path, "skipped", "", _UNREACHABLE, reason) for path, reason in reasons.items()])

    def unreachable(self) -> list[str]:
        """The paths that are on record as such."""
        return [row[0] for row in self._all("problems") if row[3] == _UNREACHABLE]

    def drop_unreachable(self, path: str) -> None:
        """Forgets that the path could not be looked into."""
        self._delete("problems", "WHERE path = ? AND code = ?", (path, _UNREACHABLE))

    def problem_count(self) -> int:
        """How many problems are on record, mere notes not counted."""
        return sum(row[1] != "note" for row in self._all("problems"))

"""What the catalog knows of an article and of a file."""

from __future__ import annotations

from searchkit.frozen import dataclass


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """A stored article."""

    id: str
    url_key: str
    recency: int
    """Seconds since 1970 that order the versions of one address."""
    current: bool
    """False when a newer version of the same address is stored."""


AGAIN = "again"
"""`FileRecord.status` of a file that the next run should try once more."""
BEGUN = "begun"
"""That of one that was not read to its end, whose `articles` so far are in the index."""
TO_READ = frozenset({AGAIN, BEGUN})
"""Those of files to be read though they may be as they were."""


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
    """``read``, ``partly``, ``skipped``, or one of `TO_READ`."""
    articles: int


def newest_first(record: ArticleRecord) -> tuple[int, str]:
    """Sorts versions of one address: the most recent first, equals by identity."""
    return (-record.recency, record.id)


def absolute(root: str, name: str) -> str:
    """The absolute path of a file named `name` below `root`, with forward slashes."""
    return f"{root.rstrip('/')}/{name}" if root else name

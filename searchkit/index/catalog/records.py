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


def absolute(root: str, name: str) -> str:
    """The absolute path of a file named `name` below `root`, with forward slashes."""
    return f"{root.rstrip('/')}/{name}" if root else name

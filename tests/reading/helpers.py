"""Reading bytes in one line, for the tests of this room."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from searchkit.model import Article, Problem
from searchkit.reading import FileEntry, read, read_stream, walk
from searchkit.settings import Settings


def read_bytes(
    data: bytes, name: str = "page", *, format: str | None = None, fetched_at: datetime | None = None, **limits: Any
) -> tuple[list[Article], list[Problem]]:
    """The articles and the problems of a file with this content; `limits` are settings."""
    settings = Settings(**limits)
    return parted(read_stream(io.BytesIO(data), name, settings=settings, format=format, fetched_at=fetched_at))


def read_path(path: Path, **limits: Any) -> tuple[list[Article], list[Problem]]:
    """The articles and the problems of what lies under a path."""
    found: list[object] = []
    for entry in walk([path]):
        if isinstance(entry, FileEntry):
            found += read(entry, settings=Settings(**limits))
    return parted(found)


def parted(items: Any) -> tuple[list[Article], list[Problem]]:
    """Articles and problems apart."""
    kept = list(items)
    return (
        [item for item in kept if isinstance(item, Article)],
        [item for item in kept if isinstance(item, Problem)],
    )

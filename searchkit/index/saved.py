"""Saved searches: a query under a name, and which articles were shown of it.

A JSON file each, in the folder ``saved`` of the index. They belong to whoever searches, not to a commit: the index need
not be written for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from searchkit.errors import IndexAccessError, IndexDamaged, IndexLocked, SettingError
from searchkit.frozen import dataclass, field
from searchkit.regular import read_regular_file

FOLDER = "saved"
_FORMAT = "searchkit saved search"
_VERSION = 1
_NAME = re.compile("[a-z0-9][a-z0-9_-]{0,63}")


class Mark(NamedTuple):
    """By what another article is known to be the same again."""

    address: str
    """Of the page that it is a version of, as versions have it in common; empty when it is none."""
    story: str
    """Empty when it is not known."""


@dataclass(frozen=True, slots=True)
class StoredSearch:
    """What is kept of a saved search."""

    query: str
    options: Mapping[str, Any]
    """Arguments of `Index.search`."""
    seen: Mapping[str, Mark] = field(default_factory=dict)
    """By identity the articles that were shown, or taken as seen."""
    last_run: datetime | None = None


class SavedSearches:
    """Those of the index in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def names(self) -> list[str]:
        """Their names, in order of the alphabet."""
        try:
            names = [path.stem for path in self._folder.iterdir() if path.suffix == ".json"]
        except FileNotFoundError:
            return []
        return sorted(filter(_NAME.fullmatch, names))

    def read(self, name: str) -> StoredSearch:
        """The search of this name; raises `SettingError` when there is none, `IndexDamaged` when it cannot be read."""
        self.expect(name)
        path = self._path(name)
        try:
            record = json.loads(read_regular_file(path).decode())
            if (record["format"], record["version"]) != (_FORMAT, _VERSION):
                raise ValueError(f"not version {_VERSION} of a {_FORMAT}")
            last_run = None if record["last_run"] is None else datetime.fromisoformat(record["last_run"])
            seen = {str(id): Mark(str(address), str(story)) for id, (address, story) in record["seen"].items()}
            return StoredSearch(str(record["query"]), dict(record["options"]), seen, last_run)
        except OSError as error:
            raise IndexAccessError(f"{path}: the saved search cannot be read ({error.strerror})") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self.damaged(name, f"{type(error).__name__}: {error}") from error

    def damaged(self, name: str, what: str) -> IndexDamaged:
        """The error that says what is wrong with a search, and what to do."""
        return IndexDamaged(
            f"{self._path(name)}: the saved search is damaged ({what}); searchkit forget {name} removes it, then save "
            "it again"
        )

    def write(self, name: str, kept: StoredSearch) -> None:
        """Keeps a search under this name, in the place of another."""
        from searchkit.index.columnar.synced import replace_file

        record = {
            "format": _FORMAT,
            "version": _VERSION,
            "query": kept.query,
            "options": kept.options,
            "seen": kept.seen,
            "last_run": None if kept.last_run is None else kept.last_run.isoformat(),
        }
        path = self._path(name)
        with _writing(path):
            self._folder.mkdir(exist_ok=True)
            replace_file(path, json.dumps(record, indent=1).encode())

    def forget(self, name: str) -> None:
        """Removes a search, damaged or not. Its lock stays: who waits for it would else hold another than who comes."""
        path = self._path(name)
        with _writing(path):
            path.unlink()

    def expect(self, name: str) -> None:
        """Raises `SettingError` unless there is a search of this name."""
        if not self._path(name).exists():
            raise SettingError(f"there is no saved search {name!r}; searchkit saved lists those there are")

    @contextmanager
    def locked(self, name: str, *, wait: float) -> Iterator[None]:
        """While this goes on nobody else has the search; raises `IndexLocked` when that takes longer than `wait`."""
        from searchkit.index.columnar.file_lock import FileLock

        lock = FileLock(str(self._path(name).with_suffix(".lock")))
        try:
            with _writing(self._path(name)):
                self._folder.mkdir(exist_ok=True)
                taken = lock.acquire(wait=wait)
            if not taken:
                raise IndexLocked(
                    f"{self._path(name)}: another process is at this saved search; waited {wait:g} s (lock_seconds); "
                    "try again later"
                )
            yield
        finally:
            lock.release()

    def _path(self, name: str) -> Path:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise SettingError(
                f"{name!r} is no name for a saved search: it has small letters of a to z, digits, - and _, begins with "
                "a letter or digit, and is no longer than 64"
            )
        return self._folder / f"{name}.json"


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Our error when a file of a saved search cannot be written."""
    try:
        yield
    except OSError as error:
        raise IndexAccessError(
            f"{path}: the saved search cannot be written ({error.strerror}); it is kept in the folder of the "
            "index, with what was shown of it, and that must be writable"
        ) from error

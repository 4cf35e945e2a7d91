"""Whose account of an article holds: what a file said that has changed since, or is gone, holds no longer.

An article that lies in several files is stored as one account, made of theirs; which file said what is not kept. So
when one of them says something else, or no longer has it, the account is made anew: of what is read in this run, and
of the other files that have the article and are as they were, which are read once more for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from searchkit.index.catalog import Catalog, FileRecord, absolute
from searchkit.index.sync.plans import entry_as_it_was

if TYPE_CHECKING:
    from searchkit.index.writer import Writer
    from searchkit.reading import FileEntry


class Accounts:
    """Those of articles that were there before a run, as `writer` has them."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._anew: set[str] = set()
        """The articles, by identity, whose account is one of this run, to be merged with."""
        self._once_more: defaultdict[str, set[str]] = defaultdict(set)
        """Files that are to be read once more, by path, and for which articles."""

    @property
    def _catalog(self) -> Catalog:
        return self._writer.catalog

    def is_replaced(self, id: str, path: str, *, had: bool) -> bool:
        """Whether what the file `path` says of an article takes the place of what is stored, and is something else;
        `had`: whether the file had the article when it was read before."""
        if id in self._anew:
            return False
        try:
            others = {other: self._entry(other) for other in self._files_of(id) - {path}}
        except OSError:  # what they say now cannot be told
            return False
        if not others or not (had or None in others.values()):
            return False
        self._anew.add(id)
        for other, entry in others.items():
            if entry is not None:
                self._once_more[other].add(id)
        return True

    def confirm(self, id: str) -> None:
        """A file says of an article what is stored, all of it and nothing else."""
        self._anew.add(id)

    def leave(self, ids: Collection[str]) -> None:
        """A file has these articles no longer; others have."""
        for id in ids:
            for path in self._files_of(id) if id not in self._anew else ():
                self._once_more[path].add(id)

    @property
    def files(self) -> Collection[str]:
        """The files that are to be read once more, by path."""
        return self._once_more.keys()

    def to_read(self) -> Iterator[tuple[FileEntry, FileRecord, Collection[str]]]:
        """These, and the articles for which each is read."""
        for path in sorted(self._once_more):
            record = self._catalog.file(path)
            try:
                entry = self._entry(path)
            except OSError:
                continue
            if entry is not None and record is not None:
                yield entry, record, self._once_more[path]

    def begins(self, id: str) -> bool:
        """Whether the account of an article is made anew from what is read now; asked once, it has begun."""
        begins = id not in self._anew
        self._anew.add(id)
        return begins

    def _files_of(self, id: str) -> set[str]:
        return {absolute(origin.root, origin.path) for origin in self._catalog.origins([id])[id]}

    def _entry(self, path: str) -> FileEntry | None:
        """A file that is as it was when it was read; None for one that is not, or gone. Raises `OSError` when that
        cannot be told, as of what no run has read."""
        record = self._catalog.file(path)
        if record is None:
            raise FileNotFoundError(path)
        return entry_as_it_was(record)

"""Whose account of an article holds: what a file said that has changed since, or is gone, holds no longer.

An article that lies in several files is stored as one account, made of theirs; which file said what is not kept. So
when one of them says something else, or no longer has it, what is stored is doubted: at the end of the run all of its
files that are as they were read are read once more, and the account is made anew of what these say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, Final

from searchkit.frozen import replace
from searchkit.index.article_merging import merge_articles
from searchkit.index.catalog import AGAIN, TO_READ, Catalog, FileRecord, absolute
from searchkit.index.sync.plans import entry_as_it_was, wishes
from searchkit.model import Article
from searchkit.reading import FileEntry, read

if TYPE_CHECKING:
    from searchkit.index.writer import Writer
    from searchkit.settings import Settings

_TOGETHER: Final = 10_000
"""Articles whose accounts are made anew at once: their files are read once for so many."""


class Accounts:
    """Those of articles that were there before a run, as `writer` has them."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._confirmed: set[str] = set()
        """The articles, by identity, of which a file says what is stored, all of it and nothing else."""
        self._doubted: set[str] = set()
        self._marked: dict[str, FileRecord] = {}
        """Files, by path, that the next run is to read again should this one be stopped, as they are known."""
        self._entries: dict[str, FileEntry | OSError | None] = {}

    @property
    def _catalog(self) -> Catalog:
        return self._writer.catalog

    # While files are read

    def confirm(self, id: str) -> None:
        """A file says of an article what is stored, all of it and nothing else."""
        self._confirmed.add(id)

    def is_doubted(self, id: str, path: str, *, had: bool) -> bool:
        """Whether what is stored of an article is to be made anew, where the file `path` says something else; `had`:
        whether it had the article when it was read before. If not, the two are merged."""
        if id in self._doubted:
            return True
        others = self._files_of(id) - {path}
        try:
            doubts = bool(others) and (had or None in map(self._entry, others))
        except OSError:  # what they say now cannot be told
            return False
        if doubts:
            self._doubted.add(id)
        return doubts

    def leave(self, ids: Collection[str]) -> None:
        """A file has these articles no longer; others have."""
        self._doubted.update(id for id in ids if id not in self._confirmed)

    def was_read(self, path: str) -> None:
        """A file is known anew."""
        self._entries.pop(path, None)
        self._marked.pop(path, None)

    # Should the run be stopped

    def mark(self) -> None:
        """Has the next run read the files of what is doubted, so that it doubts it, too."""
        for path in {path for id in self._doubted for path in self._files_of(id)}:
            record = self._catalog.file(path)
            if record is not None and record.status not in TO_READ:
                self._marked[path] = record
        self._catalog.read_again(self._marked)

    def known(self, path: str) -> FileRecord | None:
        """A file as it was when it was read last, marked or not."""
        return self._marked.get(path) or self._catalog.file(path)

    def unmark(self, run: int) -> None:
        """Nothing is doubted any longer; `run`: the number of this one."""
        for path, record in self._marked.items():
            now = self._catalog.file(path)
            if now is not None and now.status == AGAIN:
                self._catalog.put_file(record, run)

    # At its end

    def anew(self, settings: Settings, go_on: Callable[[], None]) -> Iterator[tuple[Article, bool]]:
        """The account of each article that is doubted, made anew, and whether it is whole; it is not where one of its
        files cannot be asked. `go_on` is called now and then."""
        doubted = sorted(self._doubted)
        for begin in range(0, len(doubted), _TOGETHER):
            asked: defaultdict[str, set[str]] = defaultdict(set)
            partly: set[str] = set()
            for id in doubted[begin : begin + _TOGETHER]:
                for path in self._files_of(id):
                    try:
                        if self._entry(path) is not None:
                            asked[path].add(id)
                    except OSError:
                        partly.add(id)
            accounts: dict[str, Article] = {}
            for path in sorted(asked):
                for article in self._articles(path, asked[path], settings, go_on):
                    before = accounts.get(article.id)
                    accounts[article.id] = article if before is None else merge_articles(before, article)
            for id, account in accounts.items():
                yield replace(account, origins=()), id not in partly

    def _articles(
        self, path: str, ids: Collection[str], settings: Settings, go_on: Callable[[], None]
    ) -> Iterator[Article]:
        entry, record = self._entry(path), self.known(path)
        assert entry is not None
        assert record is not None, "a file that no run has read cannot be asked"
        for item in read(entry, settings=settings, **wishes(record)):
            go_on()
            if isinstance(item, Article) and item.id in ids:
                yield item

    def _files_of(self, id: str) -> set[str]:
        return {absolute(origin.root, origin.path) for origin in self._catalog.origins([id])[id]}

    def _entry(self, path: str) -> FileEntry | None:
        """A file that is as it was when it was read; None for one that is not, or gone. Raises `OSError` when that
        cannot be told, as of what no run has read. It is looked at once."""
        if path not in self._entries:
            self._entries[path] = self._looked_at(path)
        found = self._entries[path]
        if isinstance(found, OSError):
            raise found
        return found

    def _looked_at(self, path: str) -> FileEntry | OSError | None:
        record = self.known(path)
        if record is None:
            return FileNotFoundError(path)
        try:
            return entry_as_it_was(record)
        except OSError as error:
            return error

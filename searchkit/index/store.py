"""The index on the disk (or in memory): opening it, snapshots for readers, articles by identity."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchkit.analysis import Analyzer
from searchkit.errors import ArticleNotFound, IndexClosed, IndexDamaged, IndexUnfit
from searchkit.index.catalog import Catalog
from searchkit.index.documents import article_from_json
from searchkit.index.manifest import Manifest
from searchkit.model import Article
from searchkit.settings import Settings

if TYPE_CHECKING:
    from whoosh.index import FileIndex
    from whoosh.reading import IndexReader

    from searchkit.index.writer import Writer

_OLDEST_WHOOSH = (3, 54)


class Store:
    """An open index. Threads may share it; other processes may read and write the same folder."""

    def __init__(
        self, folder: Path | None, whoosh_index: FileIndex, catalog: Catalog, manifest: Manifest, settings: Settings
    ):
        self.folder = folder
        self.settings = settings
        self.manifest = manifest
        self.catalog = catalog
        self.analyzer = Analyzer(settings=settings, lookup=catalog.stem)
        self.whoosh_index = whoosh_index
        self._own = threading.local()
        self._closed = False

    @classmethod
    def create(cls, folder: Path | None, settings: Settings) -> Store:
        """A new, empty index in `folder` (made when missing), or in memory when None."""
        _check_whoosh()
        from whoosh.filedb.filestore import FileStorage, RamStorage
        from whoosh.index import FileIndex

        from searchkit.index.schema import make_schema

        manifest = Manifest(Analyzer(settings=settings).signature(), settings.title_weight)
        if folder is None:
            storage = RamStorage()
        else:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise IndexUnfit(f"{folder}: cannot make a folder for the index: {error.strerror}") from error
            storage = FileStorage(str(folder))
        catalog = Catalog.create(folder)
        whoosh_index = FileIndex.create(storage, make_schema())
        catalog.begin()
        catalog.commit(whoosh_index.latest_generation())
        if folder is None:
            return cls(None, whoosh_index, catalog, manifest, settings)
        catalog.close()
        manifest.write(folder)  # last: what has a manifest is whole
        return cls.open(folder, settings)

    @classmethod
    def open(cls, folder: Path, settings: Settings) -> Store:
        """The index in `folder`; raises `IndexNotFound`, `IndexUnfit` or `IndexDamaged` with what to do."""
        manifest = Manifest.read(folder)
        _check_whoosh()
        from whoosh.filedb.filestore import FileStorage
        from whoosh.index import EmptyIndexError, FileIndex
        from whoosh.index import IndexError as WhooshError

        catalog = Catalog.open(folder)
        try:
            whoosh_index = FileIndex(FileStorage(str(folder)))
        except (EmptyIndexError, WhooshError, OSError) as error:
            raise IndexDamaged(f"{folder}: the segments cannot be opened ({error}); make the index anew") from error
        store = cls(folder, whoosh_index, catalog, manifest, settings)
        manifest.check(store.analyzer.signature(), folder)
        return store

    def close(self) -> None:
        """Frees files and memory; using the index afterwards raises `IndexClosed`."""
        if not self._closed:
            self._closed = True
            self.catalog.close()
            self._own = threading.local()

    @property
    def name(self) -> str:
        """What to call the index in messages."""
        return ":memory:" if self.folder is None else str(self.folder)

    def reader(self) -> IndexReader:
        """A snapshot of the newest commit, the same object until there is a newer one.

        Each thread has its own: Whoosh's readers move through their files as they read, and cannot be shared.
        """
        self._check_open()
        reader: IndexReader | None = getattr(self._own, "reader", None)
        if reader is None or reader.generation() != self.whoosh_index.latest_generation():
            # The old reader is not closed: someone may still be iterating over it. It goes with its last user.
            reader = self._own.reader = self._open_reader()
        return reader

    def _open_reader(self, tries: int = 5) -> IndexReader:
        try:
            return self.whoosh_index.reader()
        except OSError as error:
            # A commit swept away the files of the generation that was just looked up: the next one is there.
            if tries == 1:
                raise IndexDamaged(f"{self.name}: a segment cannot be opened ({error}); make the index anew") from error
            return self._open_reader(tries - 1)

    def _check_open(self) -> None:
        if self._closed:
            raise IndexClosed(f"{self.name}: the index was closed; open it again")

    def writer(self, **kwargs: Any) -> Writer:
        """A `with` block that commits, or leaves the index as it was."""
        from searchkit.index.writer import Writer

        self._check_open()
        return Writer(self, **kwargs)

    # Articles

    def count(self) -> int:
        """How many articles there are."""
        return int(self.reader().doc_count())

    def holds(self, id: str) -> bool:
        """Whether there is an article with this identity."""
        return first_posting(self.reader(), "id", id) is not None

    def get(self, id: str) -> Article:
        """The article whose identity is `id` or, when it begins so, alone begins with it (4 digits or more)."""
        reader = self.reader()
        number = first_posting(reader, "id", id)
        if number is None:
            id = self._complete(id)
            number = first_posting(reader, "id", id)
            if number is None:
                raise ArticleNotFound(f"no article has the identity {id!r}; search prints identities with --score")
        return self.stored(number, reader)

    def _complete(self, prefix: str) -> str:
        self._check_open()
        found = self.catalog.ids(prefix, limit=3) if len(prefix) >= 4 else []
        if len(found) == 1:
            return found[0]
        if found:
            raise ArticleNotFound(f"several articles have an identity that begins with {prefix!r}; give more digits")
        raise ArticleNotFound(f"no article has the identity {prefix!r}")

    def stored(self, number: int, reader: IndexReader) -> Article:
        """The article with this document number in the snapshot `reader`, with its places."""
        return self._placed(article_from_json(reader.stored_fields(number)["article"]))

    def articles(self) -> Iterator[Article]:
        """Every article, one at a time, as of now."""
        reader = self.reader()
        for number in reader.all_doc_ids():
            yield self.stored(number, reader)

    def _placed(self, article: Article) -> Article:
        return replace(article, origins=self.catalog.origins([article.id])[article.id])

    def languages(self) -> tuple[tuple[str, int], ...]:
        """(language, number of articles), most frequent first."""
        return term_counts(self.reader(), "lang")

    def last_commit(self) -> datetime | None:
        """When the newest commit was made (UTC); None in memory."""
        if self.folder is None:
            return None
        return datetime.fromtimestamp(self.whoosh_index.last_modified(), timezone.utc)


def first_posting(reader: IndexReader, field: str, term: str) -> int | None:
    """The number of the first live document that has `term` in `field`."""
    if (field, term) not in reader:
        return None
    matcher = reader.postings(field, term)
    return int(matcher.id()) if matcher.is_active() else None


def term_counts(reader: IndexReader, field: str) -> tuple[tuple[str, int], ...]:
    """(term, number of documents) of every term in `field`, most frequent first."""
    counts = [(term.decode(), reader.doc_frequency(field, term)) for term in reader.lexicon(field)]
    return tuple(sorted(counts, key=lambda pair: (-pair[1], pair[0])))


def _check_whoosh() -> None:
    import whoosh

    version = getattr(whoosh, "__version__", (0,))
    if tuple(version)[:2] < _OLDEST_WHOOSH or version[0] != _OLDEST_WHOOSH[0]:
        raise IndexUnfit(
            f"the installed whoosh has version {'.'.join(map(str, version))}, searchkit needs whoosh3 "
            f"{'.'.join(map(str, _OLDEST_WHOOSH))} or newer; another package with the same import name may have "
            "overwritten it: pip uninstall whoosh Whoosh-Reloaded, then pip install --force-reinstall whoosh3"
        )

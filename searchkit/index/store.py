"""The index on the disk (or in memory): opening it, snapshots for readers, articles by identity."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from searchkit.analysis import Analyzer
from searchkit.errors import ADVICE, ArticleNotFound, IndexClosed, IndexDamaged, IndexNotFound, IndexUnfit
from searchkit.frozen import replace
from searchkit.index.catalog import Catalog
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.opened import Opened, check_newest, newest_commit
from searchkit.index.damage import damage_translated
from searchkit.index.documents import article_from_record
from searchkit.index.manifest import Manifest
from searchkit.model import Article, Note
from searchkit.settings import Settings

if TYPE_CHECKING:
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.segment import Segment
    from searchkit.index.columnar.whoosh.index import ColumnarIndex
    from searchkit.index.writer import Writer

_OLDEST_WHOOSH = (3, 54)
_TICK = 100_000_000  # nanoseconds that a file system's clock may stand still

Made = TypeVar("Made")
Commit = tuple[int, float]
"""A generation, and when it was made: one that was taken back has the number of the next."""


class Store:
    """An open index. Threads may share it; other processes may read and write the same folder."""

    def __init__(
        self,
        folder: Path | None,
        catalog: Catalog,
        manifest: Manifest,
        settings: Settings,
        whoosh_index: ColumnarIndex | None = None,
    ):
        self.folder = folder
        self._path = str(folder)
        self.settings = settings
        self.manifest = manifest
        self._catalog = catalog
        self.analyzer = Analyzer(settings=settings, lookup=catalog.stem)
        self._whoosh_index = whoosh_index
        self.write_lock = threading.Lock()
        """Stands for the lock file of an index in memory."""
        self._own = threading.local()
        self._damage = ""
        self._seen: tuple[int, Commit] = (-2, (-1, 0.0))
        """When the folder was last changed, and the newest commit then."""
        self._closed = False

    @classmethod
    def open(cls, folder: Path, settings: Settings) -> Store:
        """The index in `folder`; raises `IndexNotFound`, `IndexUnfit` or `IndexDamaged` with what to do."""
        manifest = Manifest.read(folder)
        manifest.check(Analyzer(settings=settings).signature(), settings.title_weight, folder)
        check_whoosh()
        store = cls(folder, Catalog.open(folder), manifest, settings)
        try:
            store._damage = store._opened(lambda: check_newest(folder))
        except BaseException:  # whatever it is, Ctrl-C included: the files are closed, and it goes on
            store.close()
            raise
        return store

    @property
    def whoosh_index(self) -> ColumnarIndex:
        """The index as Whoosh's programs see it; opened when it is first asked for, since that loads Whoosh."""
        if self._whoosh_index is None:
            from searchkit.index.columnar.storage import DurableStorage
            from searchkit.index.columnar.whoosh.index import ColumnarIndex
            from searchkit.index.schema import make_schema

            assert self.folder is not None
            with damage_translated(self.name, opening=True):
                self._whoosh_index = ColumnarIndex(DurableStorage(self.folder), make_schema())
        return self._whoosh_index

    def close(self) -> None:
        """Frees files and memory; using the index afterwards raises `IndexClosed`."""
        if not self._closed:
            self._closed = True
            self._catalog.close()
            self._own = threading.local()

    @property
    def name(self) -> str:
        """What to call the index in messages."""
        return ":memory:" if self.folder is None else str(self.folder)

    @property
    def catalog(self) -> Catalog:
        """What was read from where, as of the last commit."""
        self.check_open()
        return self._catalog

    def take_catalog(self, catalog: Catalog) -> None:
        """Has another catalog from now on, that of a newer commit. Who still reads the one before has it to the end."""
        self._catalog = catalog
        self.analyzer.look_up_in(catalog.stem)

    def reader(self) -> IndexReader:
        """A snapshot of the newest commit, the same object until there is a newer one.

        Each thread has its own: what Whoosh's searchers and readers keep as they work is not made for several.
        """
        own = self._renewed()
        if own.reader is None:
            own.reader = self._opened(lambda: self.whoosh_index.reader())
            own.opened = None
            self._damage = self.whoosh_index.damage
        reader: IndexReader = own.reader
        return reader

    def snapshot(self) -> IndexReader | Opened:
        """The same for who needs only its segments: opened without Whoosh, unless `reader` was asked for before."""
        own = self._renewed()
        found: IndexReader | Opened | None = own.reader or own.opened
        if found is None:
            if (folder := self.folder) is None:
                return self.reader()
            found = own.opened = self._opened(lambda: Opened(folder))
            self._damage = own.opened.damage
        return found

    def _renewed(self) -> Any:
        """What this thread has open, nothing of it when there is a newer commit."""
        self.check_open()
        own, commit = self._own, self._newest()
        if getattr(own, "commit", None) != commit:
            # The old reader is not closed: someone may still be iterating over it. It goes with its last user.
            own.commit = commit
            own.reader = own.opened = own.languages = None
            self._catalog.renew()
            self.analyzer.forget_queries()
        return own

    def _newest(self) -> Commit:
        """The newest commit. The folder is not listed again while its time of change says that nothing was renamed."""
        if self.folder is None:
            return self.whoosh_index.latest_generation(), 0.0
        try:
            changed = os.stat(self._path).st_mtime_ns
        except FileNotFoundError:
            raise IndexNotFound(
                f"{self.name}: the folder of the index is gone; if it was moved, or the current folder is another now, "
                "open the index where it is"
            ) from None
        if self._seen[0] != changed:
            commit = self._opened(partial(newest_commit, self.folder))
            # A change within the same tick of the file system's clock would go unnoticed.
            self._seen = (changed if time.time_ns() - changed > _TICK else -1, commit)
        return self._seen[1]

    def _opened(self, open_newest: Callable[[], Made]) -> Made:
        with damage_translated(self.name, opening=True):
            return open_newest()

    @property
    def generation(self) -> int:
        """The number of the newest commit."""
        return self._newest()[0]

    @property
    def damage(self) -> str:
        """What is wrong with the newest commit, when the one before it is read in its place; else empty."""
        return self._damage

    def notes(self) -> tuple[Note, ...]:
        """What every answer should say of the index."""
        if not self.damage:
            return ()
        message = f"{self.name}: the newest commit is damaged ({self.damage}); this is the one before it"
        return (Note("older-commit", f"{message}. Run searchkit repair"),)

    def check_open(self) -> None:
        """Raises `IndexClosed` when it was closed."""
        if self._closed:
            raise IndexClosed(f"{self.name}: the index was closed; open it again")

    def writer(self, **kwargs: Any) -> Writer:
        """A `with` block that commits, or leaves the index as it was."""
        from searchkit.index.writer import Writer

        self.check_open()
        return Writer(self, **kwargs)

    # Articles

    def count(self) -> int:
        """How many articles there are."""
        return int(self.snapshot().doc_count())

    def holds(self, id: str) -> bool:
        """Whether there is an article with this identity."""
        return first_posting(self.snapshot(), "id", id) is not None

    def get(self, id: str) -> Article:
        """The article whose identity is `id` or, when it begins so, alone begins with it (4 digits or more)."""
        reader = self.snapshot()
        if not isinstance(id, str):
            raise ArticleNotFound(f"an identity is a text, not {id!r}")
        number = first_posting(reader, "id", id)
        if number is None:
            id = self._complete(id)
            number = first_posting(reader, "id", id)
            if number is None:
                raise ArticleNotFound(f"no article has the identity {id!r}; search --plain prints identities")
        return self.stored(number, reader)

    def _complete(self, prefix: str) -> str:
        found = self.catalog.ids(prefix, limit=3) if len(prefix) >= 4 and prefix.isprintable() else []
        if len(found) == 1:
            return found[0]
        if found:
            raise ArticleNotFound(f"several articles have an identity that begins with {prefix!r}; give more digits")
        raise ArticleNotFound(f"no article has the identity {prefix!r}")

    def stored(self, number: int, reader: IndexReader | Opened) -> Article:
        """The article with this document number in the snapshot `reader`, with its places."""
        article = self.without_places(number, reader)
        return replace(article, origins=self.catalog.origins([article.id], reader.generation())[article.id])

    def identity(self, number: int, reader: IndexReader | Opened) -> str:
        """The identity of the article with this document number in the snapshot `reader`."""
        return self.without_places(number, reader).id

    def look_up_stems(self, article: Article) -> None:
        """Has the stems of an article's body looked up at once, unless they are computed more quickly."""
        if not self.analyzer.is_quick(article.lang):
            self.catalog.look_up_stems(article.body)

    def without_places(self, number: int, reader: IndexReader | Opened) -> Article:
        """The article with this document number in the snapshot `reader`, but not where it was met."""
        with damage_translated(self.name):
            for segment, offset in reversed(segments_of(reader) or ()):
                if offset <= number:
                    return article_in(segment, number - offset)
        raise IndexDamaged(f"{self.name}: there is no document {number}; {ADVICE}")

    def articles(self) -> Iterator[Article]:
        """Every article, one at a time, as of now."""
        reader = self.reader()
        for number in reader.all_doc_ids():
            yield self.stored(number, reader)

    def page_of(self, id: str) -> str:
        """What the versions of one page have in common; empty for an article that is none."""
        record = self.catalog.article(id)
        return record.url_key if record is not None else ""

    def languages(self, reader: IndexReader | Opened | None = None) -> tuple[tuple[str, int], ...]:
        """(language, number of articles), most frequent first; `reader`: what `snapshot` gave just now."""
        reader, own = reader or self.snapshot(), self._own
        found: tuple[tuple[str, int], ...] | None = getattr(own, "languages", None)
        if found is None:  # as it is, too, when another thread closed the index just now
            found = own.languages = term_counts(reader, "lang")
        return found

    def size(self) -> int:
        """Bytes of the files in its folder, saved searches among them; 0 in memory."""
        size = 0
        for path in () if self.folder is None else self.folder.rglob("*"):
            with suppress(FileNotFoundError):  # a commit may sweep files away meanwhile
                size += path.stat().st_size if path.is_file() else 0
        return size

    def last_commit(self) -> datetime | None:
        """When the newest commit was made (UTC); None in memory."""
        if self.folder is None:
            return None
        moment = self._newest()[1] or time.time()  # 0: another commit was quicker, just now
        return datetime.fromtimestamp(moment, timezone.utc)


def article_in(segment: Segment, number: int) -> Article:
    """The article with this number in a segment, without its places; raises `IndexUnfit` for a document that is
    none."""
    record = segment.stored(number)
    try:
        if segment.has_texts("id"):
            names = {"id": segment.texts("id")[number], "title": segment.texts("title")[number]}
        else:  # a Whoosh program has merged articles of ours its own way
            names = {"id": record["id"], "title": record["title"]}
        return article_from_record({**names, **record["article"]})
    except KeyError as error:
        raise IndexUnfit(
            f"{segment.name}: document {number} is no article: another program wrote it, without {error}; "
            "have that delete it"
        ) from error


def first_posting(reader: IndexReader | Opened, field: str, term: str) -> int | None:
    """The number of the first live document that has `term` in `field`."""
    try:
        encoded = term.encode()
    except UnicodeEncodeError:
        return None
    for segment, offset in segments_of(reader) or ():
        found = segment.field(field)
        if found is not None and (number := found.find(encoded)) >= 0:
            for document in found.plain_postings(number).documents():
                if segment.live_bytes is None or segment.live_bytes[document]:
                    return offset + document
    return None


def term_counts(reader: IndexReader | Opened, field: str) -> tuple[tuple[str, int], ...]:
    """(term, number of documents) of every term in `field`, most frequent first."""
    counts: Counter[str] = Counter()
    for segment, _ in segments_of(reader) or ():
        found = segment.field(field)
        if found is not None:
            for number in range(found.term_count):
                counts[found.term(number).decode()] += found.live_count(number)
    return tuple(sorted(((+counts).items()), key=lambda pair: (-pair[1], pair[0])))


def check_whoosh() -> None:
    """Raises `IndexUnfit` when another package has taken the place of the Whoosh that is needed."""
    import whoosh

    version = getattr(whoosh, "__version__", (0,))
    if tuple(version)[:2] < _OLDEST_WHOOSH or version[0] != _OLDEST_WHOOSH[0]:
        raise IndexUnfit(
            f"the installed whoosh has version {'.'.join(map(str, version))}, searchkit needs whoosh3 "
            f"{'.'.join(map(str, _OLDEST_WHOOSH))} or newer; another package with the same import name may have "
            "overwritten it: pip uninstall whoosh Whoosh-Reloaded, then pip install --force-reinstall whoosh3"
        )

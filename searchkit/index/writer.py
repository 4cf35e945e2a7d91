"""Adding and removing articles: all of it, or nothing."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from searchkit.errors import ArticleNotFound, IndexDamaged, IndexUnfit
from searchkit.index.catalog import ArticleRecord, Catalog
from searchkit.index.documents import article_from_json, time_key
from searchkit.index.lock import WriteLock
from searchkit.index.merge import merge
from searchkit.index.schema import Indexer
from searchkit.index.store import first_posting
from searchkit.model import Article
from searchkit.reading.texts.language import detect
from searchkit.reading.urls import url_key

if TYPE_CHECKING:
    from whoosh.writing import SegmentWriter

    from searchkit.index.store import Store

Outcome = Literal["added", "changed", "same"]


class Writer:
    """Collects changes to an index and commits them when its `with` block ends; an exception leaves the index as it
    was. Searches go on meanwhile, on the last commit.

    >>> with index.writer() as writer:          # doctest: +SKIP
    ...     writer.add(Article(title="Ferry resumes", body="..."))
    """

    def __init__(self, store: Store, *, wait: float | None = None) -> None:
        settings = store.settings
        self._store = store
        self._memory = settings.writer_memory
        self._indexer = Indexer(store.analyzer, store.manifest.title_weight)
        self._lock: WriteLock | None = None
        if store.folder is not None:
            self._lock = WriteLock(store.folder, wait=settings.lock_seconds if wait is None else wait)
            self._catalog = Catalog.open(store.folder, writing=True)
        else:
            self._catalog = store.catalog
        self._begin()
        if self._catalog.generation() != store.whoosh_index.latest_generation():
            self._reconcile()

    # The `with` block

    def __enter__(self) -> Writer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.cancel()

    pending: int
    """Articles written since the last commit."""
    last_commit: float
    """When that was, by `time.monotonic`."""

    @property
    def catalog(self) -> Catalog:
        """The catalog as this writer sees it, uncommitted changes included."""
        return self._catalog

    # Changes

    def add(self, article: Article, *, overwrite: bool = False) -> Outcome:
        """Stores an article, with the places it was met. Its language is found when it has none.

        An article that is there already is merged with this account of it (see `merge`), or overwritten by it.
        Raises `IndexUnfit` for an article without title and body.
        """
        if not (article.title.strip() or article.body.strip()):
            raise IndexUnfit("an article needs a title or a body")
        if article.lang == "und":
            lang, confidence = detect(article.title, article.body)
            article = replace(article, lang=lang, lang_confidence=confidence)
        known = self._catalog.article(article.id)
        if article.origins:
            self._catalog.put_origins(article.id, article.origins)
        if known is None:
            self._write(article, self._rank_version(article))
            return "added"
        stored = self._read(article.id)
        merged = article if overwrite else merge(stored, article)
        if _facts(merged) == _facts(stored):
            return "same"
        self._remove(article.id)
        self._write(merged, self._rank_version(merged))
        return "changed"

    def delete(self, id: str) -> None:
        """Removes the article with this identity; raises `ArticleNotFound` when there is none."""
        known = self._catalog.article(id)
        if known is None:
            raise ArticleNotFound(f"no article has the identity {id!r}")
        self._remove(id)
        self._catalog.drop_article(id)
        if known.current:
            self._promote(known.url_key)

    def leave(self, path: str, places: Collection[tuple[str, int]]) -> int:
        """Forgets `places` (identity, number) in the file `path` (absolute). Articles that lie nowhere else are
        deleted; gives how many were."""
        lost = [id for id in self._catalog.drop_places(path, places) if self._catalog.article(id) is not None]
        for id in lost:
            self.delete(id)
        return len(lost)

    # Ends

    def commit(self) -> None:
        """Makes the changes so far last, and goes on."""
        self._finish()
        self._begin()

    def close(self) -> None:
        """Commits and lets the next writer in."""
        try:
            self._finish()
        finally:
            self._free()

    def cancel(self) -> None:
        """Takes back every change since the last commit and lets the next writer in."""
        try:
            self._whoosh.cancel()
            self._catalog.rollback()
        finally:
            self._free()

    def _begin(self) -> None:
        self._whoosh: SegmentWriter = self._store.whoosh_index.writer(
            limitmb=self._memory,
            timeout=5.0,
            compound=False,  # one file a part: mapped, not read whole, at opening
        )
        self._catalog.begin()
        self.pending = 0
        self._discarded: list[int] = []
        self._reader = self._store.reader()
        self.last_commit = time.monotonic()

    def _finish(self) -> None:
        self._catalog.put_stems(self._store.analyzer.take_new_stems())
        # An article that was written and replaced within one commit: its first version is in the new segment.
        segment = self._whoosh.newsegment
        segment.set_doc_count(self._whoosh.docnum)
        for number in self._discarded:
            segment.delete_document(number)
        try:
            self._whoosh.commit()
        except OSError as error:
            self._catalog.rollback()
            raise IndexDamaged(
                f"{self._store.name}: the commit could not be written ({error.strerror}); the index is as it was before"
            ) from error
        self._catalog.commit(self._store.whoosh_index.latest_generation())

    def _free(self) -> None:
        if self._lock is not None:
            self._catalog.close()
            self._lock.release()
            self._lock = None

    # Documents

    def _write(self, article: Article, record: ArticleRecord) -> None:
        document = self._indexer.document(article, older=not record.current)
        self._catalog.put_pending(article.id, self._whoosh.docnum, document["article"])
        self._whoosh.add_document(**document)
        self._catalog.put_article(record)
        self.pending += 1

    def _read(self, id: str) -> Article:
        """The article as last written, committed or not."""
        pending = self._catalog.pending(id)
        if pending is not None:
            return article_from_json(pending[1])
        number = first_posting(self._reader, "id", id)
        if number is None:
            raise IndexDamaged(f"{self._store.name}: the article {id} is in the catalog only; make the index anew")
        return article_from_json(self._reader.stored_fields(number)["article"])

    def _remove(self, id: str) -> None:
        """Takes the document away, from the segment being written or from those before."""
        pending = self._catalog.pending(id)
        if pending is not None:
            self._discarded.append(pending[0])
            self._catalog.drop_pending(id)
            return
        number = first_posting(self._reader, "id", id)
        if number is not None:
            self._whoosh.delete_document(number)

    # Versions of one address

    def _rank_version(self, article: Article) -> ArticleRecord:
        """The article's record; if it is the newest version of its address, the one before steps back."""
        key = "" if article.role in _NEIGHBOURS else url_key(article.url)
        recency = time_key(article.published) if article.fetched_at is None else int(article.fetched_at.timestamp())
        others = [other for other in self._catalog.versions(key) if other.id != article.id] if key else []
        current = all(other.recency <= recency for other in others)
        if current:
            for other in others:
                if other.current:
                    self._mark(other, current=False)
        return ArticleRecord(article.id, key, recency, current)

    def _promote(self, key: str) -> None:
        """Shows the newest version that is left of an address."""
        versions = self._catalog.versions(key) if key else []
        if versions:
            self._mark(versions[0], current=True)

    def _mark(self, record: ArticleRecord, *, current: bool) -> None:
        article = self._read(record.id)
        self._remove(record.id)
        self._write(article, replace(record, current=current))

    def _reconcile(self) -> None:
        """Brings the catalog in line with the segments, after a crash between their two commits."""
        stored = {
            term.decode() for term in self._reader.lexicon("id") if first_posting(self._reader, "id", term) is not None
        }
        listed = set(self._catalog.ids())
        for id in listed - stored:
            self._catalog.drop_article(id)
        for id in sorted(stored - listed):
            self._catalog.put_article(self._rank_version(self._read(id)))


_NEIGHBOURS = ("related", "listed")
"""Roles of articles whose address is that of the page they were met on, if any."""


def _facts(article: Article) -> Article:
    """The article without its places, which the catalog keeps."""
    return replace(article, origins=())

"""Adding and removing articles: all of it, or nothing."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, suppress
from operator import attrgetter
from operator import index as whole_number
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from searchkit.errors import (
    ADVICE,
    ArticleNotFound,
    IndexAccessError,
    IndexClosed,
    IndexDamaged,
    IndexLocked,
    IndexUnfit,
)
from searchkit.frozen import replace
from searchkit.identity import article_id
from searchkit.index.article_merging import merge_articles
from searchkit.index.catalog import ArticleRecord, Catalog, absolute, newest_first
from searchkit.index.columnar import segments_of
from searchkit.index.damage import damage_translated
from searchkit.index.documents import article_from_json, article_to_json, seconds, time_key
from searchkit.index.fitness import MOST_NUMBER, check_types
from searchkit.index.new_segments import NewSegments, file_of
from searchkit.index.store import first_posting
from searchkit.index.stories.naming import OpenSegment, story_of
from searchkit.index.write_lock import WriteLock
from searchkit.model import Article, Origin
from searchkit.reading.urls import url_key

if TYPE_CHECKING:
    from searchkit.index.columnar.columnar_segment import ColumnarSegment
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
        self._process = os.getpid()
        self._is_open = False
        self._own_catalog: Catalog | None = None
        """The catalog while it is this writer's alone, to be closed with it."""
        wait = settings.lock_seconds if wait is None else wait
        self._lock = _MemoryLock(store.write_lock, wait) if store.folder is None else WriteLock(store.folder, wait=wait)
        self._segments = NewSegments(store, keep_stems=lambda stems: self._catalog.put_stems(stems))
        try:
            if store.folder is not None:
                self._catalog = self._own_catalog = Catalog.open(store.folder, writing=True)
            self._begin()
            generation, last = self._catalog.generation(), store.whoosh_index.latest_generation()
            if generation > last:  # the catalog is committed last
                raise IndexDamaged(f"{store.name}: the table of contents of the last commit is missing; {ADVICE}")
            if generation != last:
                self._reconcile()
        except BaseException:  # whatever it is, Ctrl-C included: the lock is let go, and it goes on
            self._abandon()
            raise

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

    def add(self, article: Article, *, overwrite: bool = False, waits: Callable[[], bool] | None = None) -> Outcome:
        """Stores an article, with the places it was met. Its language is found when it has none.

        An article that is there already is merged with this account of it (see `merge_articles`), or overwritten by it.
        One that was given an identity of its own has the text that was given last. `waits`
        is asked when the two differ: whether nothing but its places is taken for now.
        Raises `IndexUnfit` for an article without title and body, with text that cannot be kept, or with something of
        another type than `Article` says.
        """
        self._check_open()
        try:
            return self._add(article, overwrite, waits)
        except (AttributeError, TypeError, ValueError):  # the last of "not a time", which is a datetime of pandas
            check_types(article)
            raise  # it was not the article

    def _add(self, article: Article, overwrite: bool, waits: Callable[[], bool] | None) -> Outcome:
        if not (article.title.strip() or article.body.strip()):
            raise IndexUnfit("an article needs a title or a body")
        article = _with_plain_keys(article)
        if len(article.lang) != 2 or not article.lang.islower():  # no code: und, en-US, English, nothing
            from searchkit.reading.texts.language import detect, language_code  # not needed by who knows the language

            lang, confidence = language_code(article.lang), article.lang_confidence
            if not lang:
                lang, confidence = detect(article.title, article.body)
            article = replace(article, lang=lang, lang_confidence=confidence)
        known = self._catalog.article(article.id)
        outcome: Outcome = "added"
        if known is not None:
            stored = self._read(article.id)
            is_same = _are_alike(article, stored)
            if not is_same and waits is not None and waits():
                is_same = True
            elif not is_same and not overwrite:
                has_own_id = article_id(article.title, article.body) != article.id
                if has_own_id and article_id(stored.title, stored.body) == article.id:
                    # It was made of the stored one, with another text.
                    return self._add(replace(article, id=""), overwrite, waits)
                merged = merge_articles(stored, article)
                text = article if has_own_id else merged
                article = replace(merged, title=text.title, body=text.body, origins=article.origins)
                is_same = _are_alike(article, stored)
            outcome = "same" if is_same else "changed"
        if outcome == "same":
            self._catalog.put_origins(article.id, article.origins)
            return outcome
        record = self._ranked(article)
        stored_record = self._record(article)  # before anything is changed: it may be refused
        if known is not None:
            self._remove(article.id)
        if article.id in self._stories and article.body != self._read_before(article.id).body:
            del self._stories[article.id]
        self._put(stored_record, record)
        self._catalog.put_origins(article.id, article.origins)
        if record.url_key or known is not None:
            self._show_newest(record, known)
        return outcome

    def delete(self, id: str) -> None:
        """Removes the article with this identity; raises `ArticleNotFound` when there is none."""
        self._check_open()
        known = None
        with suppress(UnicodeEncodeError):  # of half a surrogate pair, which no identity has
            known = self._catalog.article(id)
        if known is None:
            raise ArticleNotFound(f"no article has the identity {id!r}")
        self._remove(id)
        self._catalog.drop_article(id)
        if known.current:
            self._settle(known.url_key)

    def leave(self, path: str, places: Collection[tuple[str, int]]) -> list[str]:
        """Forgets `places` (identity, number) in the file `path` (absolute). Articles that lie nowhere else are
        deleted; gives their identities."""
        lost = [id for id in self._catalog.drop_places(path, places) if self._catalog.article(id) is not None]
        for id in lost:
            self.delete(id)
        return lost

    def read_again(self, ids: Sequence[str]) -> None:
        """Makes the next `sync` read the files again where these articles were met."""
        places = self._catalog.origins(ids).values()
        self._catalog.read_again(absolute(origin.root, origin.path) for origins in places for origin in origins)

    def compact(self) -> None:
        """Makes the next commit merge all segments into one, without what is deleted."""
        self._check_open()
        self._segments.merge_all()

    # Ends

    def commit(self) -> None:
        """Makes the changes so far last, and goes on."""
        self._check_open()
        try:
            self._finish()
            self._begin()
        except BaseException:  # whatever it is, Ctrl-C included: the lock is let go, and it goes on
            self._abandon()
            raise

    def close(self) -> None:
        """Commits and lets the next writer in; once closed, it does nothing."""
        if self._is_open and os.getpid() == self._process:
            try:
                self._finish()
            finally:
                self._abandon()

    def cancel(self) -> None:
        """Takes back every change since the last commit and lets the next writer in."""
        self._abandon()

    def _abandon(self) -> None:
        """Frees everything; what was not committed is gone."""
        if os.getpid() != self._process:
            return  # a copy of the process: the lock, the files and the other processes are not its own
        try:
            self._segments.close()  # first: no process may still write when files are swept
        finally:
            try:
                self._take_back()
            finally:
                try:
                    if self._own_catalog is not None:
                        self._own_catalog.close()
                finally:
                    self._lock.release()
                # Cycles that it is in must not keep files open until the next collection.
                self._segments.forget()
                vars(self).pop("_reader", None)

    def _take_back(self) -> None:
        if not self._is_open:
            return
        self._is_open = False
        try:
            self._segments.cancel()
        finally:
            self._store.analyzer.forget_stems()
            with suppress(IndexAccessError):  # a disk that fails again: closing the catalog takes back as well
                self._catalog.rollback()

    def _check_open(self) -> None:
        if not self._is_open or os.getpid() != self._process:
            raise IndexClosed(f"{self._store.name}: this writer was closed; ask the index for another")

    def _begin(self) -> None:
        self._segments.begin()
        if self._store.folder is None:  # a copy, which takes the place of the index's when it is committed
            self._catalog = self._own_catalog = self._store.catalog.copy()
        self._is_open = True
        self._catalog.begin()
        self.pending = 0
        self._stories: dict[str, str] = {}
        """Those of articles that were taken away, and may be stored again in this commit."""
        self._newest: dict[str, ArticleRecord] = {}
        """The newest versions of addresses that were met since the last commit."""
        self._reader = self._store.reader()
        self.last_commit = time.monotonic()

    def _finish(self) -> None:
        generation = self._segments.generation
        try:
            with self._damage_translated():
                self._segments.commit(self._find_stories)
            self._catalog.commit(generation)
            if self._store.folder is None:
                self._store.take_catalog(self._catalog)
                self._own_catalog = None
        except BaseException:  # whatever it is: without its catalog the commit is none
            self._uncommit(generation)
            raise
        self._is_open = False

    def _uncommit(self, generation: int) -> None:
        """Takes the segments of this commit back, unless the catalog has it after all. If that cannot be told, they
        stay: the next writer brings the catalog in line with them, and loses nothing."""
        with suppress(IndexAccessError, OSError):
            self._catalog.rollback()
            if self._catalog.generation() != generation:
                self._store.whoosh_index.take_back(generation)

    def _find_stories(self, added: Sequence[ColumnarSegment]) -> None:
        """Has the new articles, which are in the segments `added`, compared with all others, if stories are to be
        found; if not, those keep their stories that had them."""
        before = [segment for segment, _ in segments_of(self._reader) or ()]
        if not self._store.settings.stories and all(segment.stories is None for segment in before):
            return
        from searchkit.index.stories.finding import find_stories

        storage = self._store.whoosh_index.storage
        segments = [*before, *(segment.open(storage) for segment in added)]
        numbers = {file_of(segment): len(before) + number for number, segment in enumerate(added)}
        written = {id: place for id in self._stories if (place := self._catalog.written(id)) is not None}
        find_stories(
            list(map(OpenSegment, self._segments.all, segments)),
            len(added),
            storage,
            {(numbers[name], number): self._stories[id] for id, (name, number, _) in written.items()},
            (self._store.settings.writer_memory << 20) // _FINDING,
        )

    # Documents

    def _record(self, article: Article) -> bytes:
        """The article as it is stored; raises `IndexUnfit` when it cannot be."""
        try:
            return article_to_json(article)
        except (TypeError, ValueError, AttributeError) as error:
            check_types(article)
            raise IndexUnfit(f"the article {article.id!r} cannot be indexed: {error}") from error

    def _put(self, stored: bytes, record: ArticleRecord) -> None:
        segment, number = self._segments.add(stored, older=not record.current)
        self._catalog.put_written(record, segment, number, stored)
        self.pending += 1

    def _read(self, id: str) -> Article:
        """The article as last written, committed or not."""
        pending = self._catalog.written(id)
        return self._read_before(id) if pending is None else article_from_json(pending[2])

    def _read_before(self, id: str) -> Article:
        """The article as the commit before has it."""
        with self._damage_translated():
            number = first_posting(self._reader, "id", id)
            if number is None:
                raise IndexDamaged(f"{self._store.name}: the article {id} is in the catalog only; {ADVICE}")
            return self._store.without_places(number, self._reader)

    def _remove(self, id: str) -> None:
        """Takes the document away, from the segment being written or from those before."""
        pending = self._catalog.written(id)
        if pending is not None:
            self._segments.discard(pending[0], pending[1])
            self._catalog.drop_written(id)
            return
        with self._damage_translated():
            number = first_posting(self._reader, "id", id)
            if number is not None:
                self._stories[id] = story_of(segments_of(self._reader) or (), number) or id
                self._segments.delete_before(number)

    def _damage_translated(self) -> AbstractContextManager[None]:
        """For what reads segments of the commits before, which may not be what they say."""
        return damage_translated(
            self._store.name, writing=True, segments=lambda: [one for one, _ in segments_of(self._reader) or ()]
        )

    # Versions of one address

    def _ranked(self, article: Article) -> ArticleRecord:
        """The article's record: which address it is a version of, and whether it is the newest of them."""
        key = url_key(article.url) if article.url and article.role not in _NEIGHBOURS else ""
        recency = time_key(article.published) if article.fetched_at is None else seconds(article.fetched_at)
        record = ArticleRecord(article.id, key, recency, current=True)
        if not key:
            return record
        newest = self._newest.get(key)
        if newest is None or newest.id == article.id:
            others = (other for other in self._catalog.versions(key) if other.id != article.id)
            newest = min(others, key=newest_first, default=record)
        return record if newest_first(record) <= newest_first(newest) else replace(record, current=False)

    def _show_newest(self, record: ArticleRecord, known: ArticleRecord | None) -> None:
        """Sees to it that of the address of an article that was stored now the newest version is shown; `known`: its
        record before. An address may have thousands of versions, which are looked at only if they have to be."""
        if known is not None and known.current and known.url_key != record.url_key:
            self._settle(known.url_key)
        newest = self._newest.get(record.url_key)
        if newest is None or newest.id == record.id:
            self._settle(record.url_key)
        elif record.current:
            del self._newest[record.url_key]  # until all is well
            self._show(newest, False)
            self._newest[record.url_key] = record

    def _settle(self, key: str) -> None:
        """Shows the newest version of an address, and no other."""
        versions = self._catalog.versions(key) if key else []
        self._newest.pop(key, None)
        for place, record in enumerate(versions):
            if record.current != (place == 0):
                self._show(record, place == 0)
        if versions:
            if len(self._newest) >= _ADDRESSES:
                self._newest = {}
            self._newest[key] = versions[0]

    def _show(self, record: ArticleRecord, shown: bool) -> None:
        """Stores an article anew, as the newest version of its address or as an older one."""
        article = self._read(record.id)
        stored = self._record(article)
        self._remove(record.id)
        self._put(stored, replace(record, current=shown))

    def _reconcile(self) -> None:
        """Brings the catalog in line with the segments, after a crash between their two commits, or a repair. Files of
        articles that are gone are read again by the next run."""
        found = (
            (term.decode(), first_posting(self._reader, "id", term.decode())) for term in self._reader.lexicon("id")
        )
        stored = {id: number for id, number in found if number is not None}
        older = ("older", "1")
        older_numbers = set(self._reader.postings(*older).all_ids()) if older in self._reader else set()
        listed = set(self._catalog.ids())
        gone = sorted(listed - stored.keys())
        self.read_again(gone)
        keys = set()
        for id in gone:
            if (lost := self._catalog.article(id)) is not None:
                keys.add(lost.url_key)
            self._catalog.drop_article(id)
        new = self._new_numbers()
        for id, number in sorted(stored.items()):
            if id in listed and not any(number in numbers for numbers in new):
                continue  # most: neither came nor changed
            known = self._catalog.article(id) if id in listed else None
            record = replace(self._ranked(self._read(id)), current=number not in older_numbers)
            if record != known:
                self._catalog.put_article(record)
                keys |= {record.url_key, known.url_key if known is not None else ""}
        for key in keys - {""}:
            self._settle(key)

    def _new_numbers(self) -> list[range]:
        """The numbers of the documents in segments that the commit before the last did not have."""
        before = self._store.whoosh_index.files_before()
        return [
            range(offset, offset + segment.document_count)
            for segment, offset in segments_of(self._reader) or ()
            if os.path.basename(segment.name) not in before
        ]


class _MemoryLock:
    """What `WriteLock` is to an index on the disk."""

    def __init__(self, lock: threading.Lock, wait: float) -> None:
        if not lock.acquire(timeout=wait):
            raise IndexLocked(f"another writer of this index is open; waited {wait:g} s")
        self._lock: threading.Lock | None = lock

    def release(self) -> None:
        """Lets the next writer in, once: then the lock may be another's."""
        lock, self._lock = self._lock, None
        if lock is not None:
            lock.release()


_ADDRESSES = 10_000
"""Of so many the newest versions are remembered."""

_FINDING = 4
"""Of the writer's memory stories are found in one part of so many: those who build hold most of theirs meanwhile."""

_NEIGHBOURS = ("related", "listed")
"""Roles of articles whose address is that of the page they were met on, if any."""


_facts = attrgetter(*(name for name in Article.__match_args__ if name != "origins"))


_TEXT = {str}
_NUMBERS = {int, type(None)}
_IDS = {str, type(Article(title="x").id)}
"""Classes of which the catalog reads back what Python writes of them."""


def _with_plain_keys(article: Article) -> Article:
    """The article with identity and places as the catalog keeps them. It gives each row a checksum of what Python
    writes of its values: of texts and numbers of other classes, as NumPy's, that is not what they are read back as.

    Raises `IndexUnfit` for an identity, an address or a place that cannot be kept.
    """
    keys, is_plain = [article.id, article.url], type(article.id) in _IDS
    for origin in article.origins:
        texts = (origin.path, origin.root, origin.member, origin.reader)
        numbers = (origin.index, origin.start, origin.end)
        keys += texts
        is_plain &= {*map(type, texts)} == _TEXT and {*map(type, numbers)} <= _NUMBERS
        if not is_plain or not all(0 <= (number or 0) < MOST_NUMBER for number in numbers):
            check_types(article)
    try:
        "".join(keys).encode()
    except UnicodeEncodeError as error:
        raise IndexUnfit(f"the article {article.id!r} cannot be indexed: {error}") from error
    if is_plain:
        return article
    return replace(article, id=str.__str__(article.id), origins=tuple(map(_plain_origin, article.origins)))


def _plain_origin(origin: Origin) -> Origin:
    texts = {name: str.__str__(getattr(origin, name)) for name in ("path", "root", "member", "reader")}
    start, end = (None if number is None else whole_number(number) for number in (origin.start, origin.end))
    return Origin(**texts, index=whole_number(origin.index), start=start, end=end)


def _are_alike(one: Article, other: Article) -> bool:
    """Whether all is equal but the places, which the catalog keeps."""
    return bool(_facts(one) == _facts(other))

"""`Index`: the door to all rooms, for programs and for the commands alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from searchkit.asking import PAGE, Among, Page, Which, check_limit, check_page, check_which, request, similar
from searchkit.errors import SettingError
from searchkit.index.columnar import segments_of
from searchkit.index.creation import create_in_memory, open_or_create
from searchkit.index.damage import damage_translated
from searchkit.index.locate import find_index
from searchkit.index.store import Store
from searchkit.model import Article, Copy, Note, Problem, Results, Suggestion
from searchkit.settings import Settings, checked_settings, load_settings

if TYPE_CHECKING:
    from typing_extensions import Unpack
    from whoosh.query import Query

    from searchkit.index.columnar.segment import Segment
    from searchkit.index.writer import Writer
    from searchkit.reports import (
        BackupReport,
        CheckReport,
        CompactReport,
        FieldInfo,
        Health,
        Progress,
        RepairReport,
        SavedSearch,
        Stats,
        SyncReport,
    )
    from searchkit.search.search import Request

MEMORY = ":memory:"


def open(path: str | Path | None = None, *, create: bool = False, settings: Settings | None = None) -> Index:
    """The index in the folder `path`; with ``create`` a new one when there is none.

    Without `path` it is the one that `find_index` finds; ``":memory:"`` is a new one in memory. Raises
    `IndexNotFound`, `IndexUnfit` or `IndexDamaged`, and `SettingError` for `settings` that are none or do not fit.
    """
    if path == MEMORY:
        return Index(create_in_memory(_in_force(settings)))
    folder = find_index() if path is None else Path(path)
    return Index((open_or_create if create else Store.open)(folder, _in_force(settings, folder)))


def check(
    path: str | Path | None = None, *, deep: bool = False, progress: Callable[[Progress], None] | None = None
) -> CheckReport:
    """Compares every byte of the index in the folder `path` with what was written, and says what is wrong.

    `deep`: decodes all lists and articles too, which takes far longer. Raises `IndexNotFound`.
    """
    from searchkit.index.upkeep.checking import check

    return check(find_index() if path is None else Path(path), deep=deep, progress=progress)


def repair(
    path: str | Path | None = None,
    *,
    settings: Settings | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> RepairReport:
    """Rebuilds what is damaged of the index in the folder `path` from what is intact, and says what was lost.

    An index that is well is left as it is. Raises `IndexNotFound`, `IndexLocked`, and `IndexUnfit` or `IndexDamaged`
    when it cannot be done.
    """
    from searchkit.index.upkeep.repairing import repair

    folder = find_index() if path is None else Path(path)
    return repair(folder, _in_force(settings, folder), progress=progress)


def _in_force(settings: Settings | None, folder: Path | None = None) -> Settings:
    """Those that were given, else the usual ones for an index in `folder`, or in memory."""
    if settings is not None:
        return checked_settings(settings)
    return load_settings(file=None if folder is None else folder / "searchkit.toml")


def restore(
    source: str | Path, path: str | Path, *, progress: Callable[[Progress], None] | None = None
) -> BackupReport:
    """Makes an index in the new folder `path` of the backup in `source` (see `Index.backup`).

    Raises `IndexUnfit` when `path` is there already, and `IndexDamaged` when the backup is damaged.
    """
    from searchkit.index.upkeep.backup import restore

    return restore(Path(source), Path(path), progress=progress)


@cache
def _search() -> Callable[[Store, Request], Results]:
    """Imported at the first search, and not looked up among the modules at each."""
    from searchkit.search.search import search

    return search


class Index:
    """An open index of articles. Threads may share one; use it in a `with` block, or `close` it.

    >>> import searchkit
    >>> with searchkit.open(":memory:") as index:
    ...     index.add(searchkit.Article(title="Ferry resumes", body="The ferry to Busan sails again."))
    ...     [hit.title for hit in index.search("ferries")]
    'added'
    ['Ferry resumes']
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<searchkit.Index {self._store.name}>"

    def close(self) -> None:
        """Frees its files; using it afterwards raises `IndexClosed`."""
        self._store.close()

    @property
    def path(self) -> Path | None:
        """The folder it lies in; None in memory."""
        return self._store.folder

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._store.settings

    # Searching

    def search(
        self,
        query: str | Query,
        *,
        limit: int = 10,
        page: int = 1,
        sort: Literal["relevance", "newest", "oldest"] = "relevance",
        recent: bool = False,
        half_life: timedelta | str | None = None,
        passages: int = 1,
        passage_characters: int = 240,
        exact_total: bool | None = None,
        facets: Sequence[str] = (),
        collapse: bool = True,
        expand: bool | None = None,
        **which: Unpack[Which],
    ) -> Results:
        """The articles that answer `query` best: a text in the query language, or a Whoosh query.

        Page number `page` of `limit` hits each, with at most `passages` passages of about `passage_characters`
        characters. With `recent` an article's score falls by half with each `half_life` of its age (30 days). `Which`
        lists what else can be asked. When very many articles match, not all are counted, and `Results.total_is_exact`
        is False; `exact_total` True counts them all, False leaves out what it can. `facets`: what all articles that
        match are counted by, for `Results.facets`; see `Index.facets`. Of articles that are one story the best is
        shown, unless `collapse` is False; `Hit.copies` has the others. With `expand`, words of the best articles
        move others up (None: as the setting says). Raises `SettingError` for values out of range and `QueryError` for a
        query object that cannot be answered.
        """
        check_page(limit, page, sort, passages, passage_characters)
        asked = request(
            self._store,
            query,
            which,
            limit=limit,
            offset=(page - 1) * limit,
            sort=sort,
            recent=recent,
            half_life=half_life,
            passages=passages,
            passage_characters=passage_characters,
            exact_total=exact_total,
            facets=facets,
            collapse=collapse,
            expand=expand,
        )
        return _search()(self._store, asked)

    def all(
        self,
        query: str | Query,
        *,
        sort: Literal["relevance", "newest", "oldest"] = "relevance",
        recent: bool = False,
        half_life: timedelta | str | None = None,
        passages: int = 1,
        passage_characters: int = 240,
        facets: Sequence[str] = (),
        expand: bool | None = None,
        **which: Unpack[Which],
    ) -> Results:
        """Every article that answers `query`, however many, in the order of `search`.

        The hits are made as they are asked for, each time anew, and are not kept: to go through millions takes memory
        for one, and twelve bytes for each of the others. Raises what `search` does, and `QueryError` when not all can
        be found within ``search_seconds``.
        """
        from searchkit.search.ranked import EVERY
        from searchkit.search.search import everything

        check_page(PAGE["limit"], PAGE["page"], sort, passages, passage_characters)
        asked = request(
            self._store,
            query,
            which,
            limit=EVERY,
            sort=sort,
            recent=recent,
            half_life=half_life,
            passages=passages,
            passage_characters=passage_characters,
            exact_total=True,
            facets=facets,
            expand=expand,
        )
        return everything(self._store, asked)

    def similar(
        self,
        id: str,
        *,
        limit: int = 10,
        page: int = 1,
        passages: int = 1,
        passage_characters: int = 240,
        exact_total: bool | None = None,
        facets: Sequence[str] = (),
        collapse: bool = True,
        **among: Unpack[Among],
    ) -> Results:
        """More like this: the articles that have most of the key words of the one with this identity, or the only one
        whose identity begins so, as for `get`; the most alike first.

        Without itself and, unless `collapse` is False or `versions` are wanted, its copies. Key words are frequent in
        the article and rare in the index; a note says which were looked for. `Among` lists which articles may be asked
        for, and the other arguments are those of `search`. Raises `ArticleNotFound`, and `SettingError` for values out
        of range.
        """
        return similar(
            self._store,
            self._store.get(id),
            limit=limit,
            page=page,
            passages=passages,
            passage_characters=passage_characters,
            exact_total=exact_total,
            facets=facets,
            collapse=collapse,
            **among,
        )

    def suggest(self, prefix: str, *, limit: int = 10) -> tuple[Suggestion, ...]:
        """What may be meant by a query that is typed in part: words that its last word may become, those in the most
        articles first, then titles that begin as it does, the newest first. At most `limit` of each.

        Accents and capitals make no difference.
        """
        from searchkit.search.lexicon.completing import suggest

        check_limit(limit)
        if not isinstance(prefix, str):
            raise SettingError(f"what is typed is a text, not {prefix!r}")
        return suggest(self._store, prefix, limit)

    def search_many(self, queries: Iterable[str | Query], **options: Unpack[Page]) -> list[Results]:
        """The answer to each query, in their order: what `search` gives with the same options.

        Several processes share a hundred queries or more, where the system can copy a process (not on Windows, macOS,
        nor while other threads run, nor with an index in memory). All of each hit is read, also of hits that nobody
        looks at. Raises what `search` does, for the first query that it would raise it for.
        """
        from functools import partial

        from searchkit.search.many import search_many

        if isinstance(queries, (str, bytes)) or not isinstance(queries, Iterable):
            raise SettingError(f"queries are a sequence, not one text: [{queries!r}]")
        which: Any = {name: value for name, value in options.items() if name not in PAGE}
        page: Any = {**PAGE, **{name: value for name, value in options.items() if name in PAGE}}
        check_page(*(page[name] for name in ("limit", "page", "sort", "passages", "passage_characters")))
        check_which(which)
        page["offset"] = (page.pop("page") - 1) * page["limit"]
        return search_many(self._store, [partial(request, self._store, query, which, **page) for query in queries])

    def ids(self, query: str | Query, **which: Unpack[Which]) -> Iterator[str]:
        """The identity of every article that matches, in no particular order, one at a time."""
        from searchkit.search.search import matching_ids

        return matching_ids(self._store, request(self._store, query, which))

    def count(self, query: str | Query, **which: Unpack[Which]) -> int:
        """How many articles match. Raises `QueryError` when they cannot be counted within ``search_seconds``."""
        from searchkit.search.search import count

        return count(self._store, request(self._store, query, which))

    def facets(
        self, query: str | Query, by: Sequence[str], **which: Unpack[Which]
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        """How many of the articles that match have each value of the facets `by`: ``source``, ``author``, ``tag``,
        ``language``, ``day``, ``month``, ``year``.

        For each facet (value, articles), the most frequent first, or in order of time; the value is "" for articles
        that have none. An article with several authors or tags counts for each. Days are those of UTC. Raises
        `SettingError` for a facet that there is not.
        """
        from searchkit.search.facets import facets

        return facets(self._store, request(self._store, query, which), by)

    # Saved searches

    def save(self, name: str, query: str, *, replace: bool = False, **options: Unpack[Page]) -> tuple[Note, ...]:
        """Keeps a search under a name, for `watch`: `query` with the conditions and the order that `search` takes.
        Gives the notes of its answer, which say what was not understood.

        Names have small letters of a to z, digits, ``-`` and ``_``. Raises `SettingError` when there is a search of
        that name and not `replace`, `IndexAccessError` when it cannot be written, and what `search` does.
        """
        from searchkit.watching import save

        return save(self, name, query, options, over=replace)

    def saved(self) -> tuple[SavedSearch, ...]:
        """Every saved search, in order of the names."""
        from searchkit.watching import listed

        self._store.check_open()
        return tuple(listed(self))

    def forget(self, name: str) -> None:
        """Removes a saved search, and what is known of its hits; raises `SettingError` when there is none."""
        from searchkit.watching import forget

        self._store.check_open()
        forget(self, name)

    def watch(
        self, name: str, *, limit: int = 100, passages: int = 1, mark: bool = True
    ) -> AbstractContextManager[Results]:
        """A `with` block that gives the hits of a saved search that are new, `limit` at most, and marks them as seen at
        its end, unless it ends with an error.

        New is an article that was not shown before. A new version of a page that was shown is not, unless the search
        was saved with ``versions``, nor is a copy of a story that was, unless with that or ``collapse=False``. The
        first time everything is new; what is beyond the limit is then taken as seen, later it is left for the next
        time. A note says how many. Without `mark` nothing is marked. Others that watch the same search wait. Raises
        `SettingError` when there is no such search, `IndexLocked`, `IndexDamaged` when it cannot be read,
        `IndexAccessError` when it cannot be written, and what `all` does.
        """
        from searchkit.watching import watch

        return watch(self, name, limit=limit, passages=passages, mark=mark)

    # Articles

    def __len__(self) -> int:
        return self._store.count()

    def __iter__(self) -> Iterator[Article]:
        """Every article, one at a time, as of now."""
        return self._store.articles()

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._store.holds(id)

    def get(self, id: str) -> Article:
        """The article with this identity, or the only one whose identity begins so (4 digits or more).

        Raises `ArticleNotFound`.
        """
        return self._store.get(id)

    def copies(self, id: str) -> tuple[Copy, ...]:
        """The other articles of the story of the one with this identity, the newest first, a hundred at most."""
        from searchkit.search.stories import copies_of

        return copies_of(self._store, id)

    # Changing

    def writer(self, *, wait: float | None = None) -> Writer:
        """A `with` block for changes: `add` and `delete`. It commits at its end, or leaves the index as it was.

        Waits `wait` seconds (the setting ``lock_seconds``) for another writer, then raises `IndexLocked`.
        """
        return self._store.writer(wait=wait)

    def add(self, article: Article) -> Literal["added", "changed", "same"]:
        """Stores one article and commits. For many, use `writer`."""
        with self.writer() as writer:
            return writer.add(article)

    def delete(self, id: str) -> None:
        """Removes one article and commits; raises `ArticleNotFound`."""
        with self.writer() as writer:
            writer.delete(id)

    def sync(
        self,
        paths: Iterable[str | Path],
        *,
        prune: bool = False,
        dry_run: bool = False,
        format: str | None = None,
        fetched_at: datetime | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> SyncReport:
        """Makes the index say what the files and folders `paths` say.

        New files are read, changed ones read again; articles of files that are gone stay unless ``prune``.
        ``dry_run`` only counts. `format` names the reader to use; `fetched_at` is when the pages were fetched, to
        resolve dates like "3 hours ago". `progress` is called as the work goes on. Files that cannot be read are
        reported, never raised. Raises `SettingError` for one path where several belong and for a format that there is
        not, and `IndexLocked`.
        """
        from searchkit.index.sync.run import Sync

        if isinstance(paths, (str, bytes, Path)):
            raise SettingError(f"paths are a sequence, not one path: [{paths!r}]")
        if format is not None:
            from searchkit.reading.registry import reader_named

            reader_named(format)  # raises, also where there is no file to be read
        sync = Sync(
            self._store,
            [Path(path) for path in paths],
            format=format,
            fetched_at=fetched_at,
            progress=progress,
        )
        return sync.look(prune=prune) if dry_run else sync.run(prune=prune)

    # Looking at the index itself

    def problems(self) -> Iterator[Problem]:
        """What could not be read, or was read with doubt, file by file."""
        return iter(self._store.catalog.problems())

    def stats(self) -> Stats:
        """How much is in the index."""
        from searchkit.index.report import stats

        with damage_translated(self._store.name, segments=self._segments):
            return stats(self._store)

    def fields(self) -> tuple[FieldInfo, ...]:
        """The fields that a query can name."""
        from searchkit.index.report import field_infos

        with damage_translated(self._store.name, segments=self._segments):
            return field_infos(self._store)

    def _segments(self) -> Iterator[Segment]:
        return (segment for segment, _ in segments_of(self._store.reader()) or ())

    def backup(self, target: str | Path, *, link: bool = False, wait: float | None = None) -> BackupReport:
        """Copies the last commit to the new folder `target`, while others go on writing; `restore` brings it back.

        `link`: gives segments a second name instead of copying them, on the same file system; that takes no time and no
        room, and does not help when the disk fails. Raises `IndexUnfit` when `target` is there already.
        """
        from searchkit.index.upkeep.backup import backup

        self._store.check_open()
        seconds = self.settings.lock_seconds if wait is None else wait
        return backup(self._store, Path(target), link=link, wait=seconds)

    def compact(self, *, wait: float | None = None) -> CompactReport:
        """Merges all segments into one, drops what is deleted, and writes the catalog anew.

        Searches go on meanwhile; the folder needs room for the segments once more. Raises `IndexLocked`.
        """
        from searchkit.index.upkeep.compacting import compact

        return compact(self._store, wait=wait)

    def check(self) -> Health:
        """Versions, where the index is, and whether it is well. `searchkit.check` looks at every byte."""
        from searchkit.index.report import health

        self._store.check_open()
        return health(self._store)

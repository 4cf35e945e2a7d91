"""`Index`: the door to all rooms, for programs and for the commands alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timezone
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from searchkit.errors import IndexUnfit, SettingError
from searchkit.index.columnar import segments_of
from searchkit.index.creation import create_in_memory, open_or_create
from searchkit.index.damage import damage_translated
from searchkit.index.locate import find_index
from searchkit.index.store import Store
from searchkit.model import Article, Problem, Results
from searchkit.settings import Settings, load_settings

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
        Stats,
        SyncReport,
    )
    from searchkit.search.search import Request

MEMORY = ":memory:"
_FILTERS: tuple[Literal["since", "until", "sources", "authors", "tags", "languages", "sites"], ...] = (
    "since", "until", "sources", "authors", "tags", "languages", "sites",
)  # fmt: skip
_MOST_LANGUAGES = 8
"""A word of a query is stemmed in at most so many of the index's languages, the most frequent ones."""


def open(path: str | Path | None = None, *, create: bool = False, settings: Settings | None = None) -> Index:
    """The index in the folder `path`; with ``create`` a new one when there is none.

    Without `path` it is the one that `find_index` finds; ``":memory:"`` is a new one in memory. Raises
    `IndexNotFound`, `IndexUnfit` or `IndexDamaged`.
    """
    if path == MEMORY:
        return Index(create_in_memory(settings or load_settings()))
    folder = find_index() if path is None else Path(path)
    settings = settings or load_settings(file=folder / "searchkit.toml")
    return Index((open_or_create if create else Store.open)(folder, settings))


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
    return repair(folder, settings or load_settings(file=folder / "searchkit.toml"), progress=progress)


def restore(
    source: str | Path, path: str | Path, *, progress: Callable[[Progress], None] | None = None
) -> BackupReport:
    """Makes an index in the new folder `path` of the backup in `source` (see `Index.backup`).

    Raises `IndexUnfit` when `path` is there already, and `IndexDamaged` when the backup is damaged.
    """
    from searchkit.index.upkeep.backup import restore

    return restore(Path(source), Path(path), progress=progress)


class Which(TypedDict, total=False):
    """What can be asked of a search besides its words. Of several values of one kind, any may fit."""

    match_all: bool
    """Whether every word must be there; else any."""
    since: date | str | None
    """Published on this day or later: a date, or what ``date:`` takes."""
    until: date | str | None
    """Published on this day or earlier."""
    sources: Sequence[str]
    authors: Sequence[str]
    tags: Sequence[str]
    languages: Sequence[str]
    sites: Sequence[str]
    versions: bool
    """Whether older versions of an address are shown too."""
    now: datetime | None
    """What ``date:7d`` counts from; the present moment if not given."""


class Page(Which, total=False):
    """What can be asked of `Index.search`: which articles, how many, and what to show of them."""

    limit: int
    """So many hits at most."""
    page: int
    """1 for the best."""
    sort: Literal["relevance", "newest", "oldest"]
    passages: int
    """At most so many passages of each article."""
    passage_characters: int
    """About so many characters of each."""
    exact_total: bool | None
    """Whether all matches are counted; None: when there are not too many. Else the total is "at least"."""


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
        passages: int = 1,
        passage_characters: int = 240,
        exact_total: bool | None = None,
        **which: Unpack[Which],
    ) -> Results:
        """The articles that answer `query` best: a text in the query language, or a Whoosh query.

        Page number `page` of `limit` hits each, with at most `passages` passages of about `passage_characters`
        characters. `Which` lists what else can be asked. When very many articles match, not all are counted, and
        `Results.total_is_exact` is False; `exact_total` True counts them all, False leaves out what it can. Raises
        `SettingError` for values out of range and `QueryError` for a query object that cannot be answered.
        """
        from searchkit.search.search import search

        _check_page(limit, page, sort, passages, passage_characters)
        request = self._request(
            query,
            which,
            limit=limit,
            offset=(page - 1) * limit,
            sort=sort,
            passages=passages,
            passage_characters=passage_characters,
            exact_total=exact_total,
        )
        return search(self._store, request)

    def search_many(self, queries: Iterable[str | Query], **options: Unpack[Page]) -> list[Results]:
        """The answer to each query, in their order: what `search` gives with the same options.

        Several processes share a hundred queries or more, where the system can copy a process (not on Windows, nor
        while other threads run, nor with an index in memory). All of each hit is read, also of hits that nobody looks
        at. Raises what `search` does, for the first query that it would raise it for.
        """
        from functools import partial

        from searchkit.search.many import search_many

        which: Any = {name: value for name, value in options.items() if name not in _PAGE}
        page: Any = {**_PAGE, **{name: value for name, value in options.items() if name in _PAGE}}
        _check_page(*(page[name] for name in ("limit", "page", "sort", "passages", "passage_characters")))
        _check_which(which)
        page["offset"] = (page.pop("page") - 1) * page["limit"]
        return search_many(self._store, [partial(self._request, query, which, **page) for query in queries])

    def ids(self, query: str | Query, **which: Unpack[Which]) -> Iterator[str]:
        """The identity of every article that matches, in no particular order, one at a time."""
        from searchkit.search.search import matching_ids

        return matching_ids(self._store, self._request(query, which))

    def count(self, query: str | Query, **which: Unpack[Which]) -> int:
        """How many articles match. Raises `QueryError` when they cannot be counted within ``search_seconds``."""
        from searchkit.search.search import count

        return count(self._store, self._request(query, which))

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

        return facets(self._store, self._request(query, which), by)

    def _request(self, query: str | Query, which: Which, **page: Any) -> Request:
        from searchkit.query import check_tree, filters, parse
        from searchkit.search.search import Request

        _check_which(which)
        now = which.get("now") or datetime.now(timezone.utc)
        versions = which.get("versions", False)
        given: Any = {name: which[name] for name in _FILTERS if name in which} if which else None
        chosen = filters(analyzer=self._store.analyzer, now=now, **given) if given else None
        if not isinstance(query, str):
            if not hasattr(query, "matcher"):
                raise SettingError(f"a query is a text or a Whoosh query, not {query!r}")
            check_tree(query)
            return Request(
                query=query, filters=chosen, understood=repr(query), versions=versions, is_foreign=True, **page
            )
        languages = tuple(language for language, _ in self._store.languages()[:_MOST_LANGUAGES]) or ("en",)
        parsed = parse(
            query,
            analyzer=self._store.analyzer,
            languages=languages,
            now=now,
            settings=self.settings,
            match_all=which.get("match_all", False),
        )
        return Request(
            query=parsed,
            filters=chosen,
            understood=parsed.text,
            notes=parsed.notes,
            versions=versions,
            **page,
        )

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
        reported, never raised.
        """
        from searchkit.index.sync import Sync

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

        if self._store.folder is None:
            raise IndexUnfit("an index in memory has no files to copy")
        seconds = self.settings.lock_seconds if wait is None else wait
        return backup(self._store.folder, Path(target), link=link, wait=seconds)

    def compact(self, *, wait: float | None = None) -> CompactReport:
        """Merges all segments into one, drops what is deleted, and writes the catalog anew.

        Searches go on meanwhile; the folder needs room for the segments once more. Raises `IndexLocked`.
        """
        from searchkit.index.upkeep.compacting import compact

        return compact(self._store, wait=wait)

    def check(self) -> Health:
        """Versions, where the index is, and whether it is well. `searchkit.check` looks at every byte."""
        from searchkit.index.report import health

        return health(self._store)


_PAGE = {
    "limit": 10,
    "page": 1,
    "sort": "relevance",
    "passages": 1,
    "passage_characters": 240,
    "exact_total": None,
}

_SEQUENCES = ("sources", "authors", "tags", "languages", "sites")


def _check_page(limit: int, page: int, sort: str, passages: int, passage_characters: int) -> None:
    _check_range("limit", limit, 1, 10_000)
    _check_range("page", page, 1, 1_000_000)
    _check_range("passages", passages, 0, 100)
    _check_range("passage_characters", passage_characters, 20, 1_000_000)
    if sort not in ("relevance", "newest", "oldest"):
        raise SettingError(f"sort must be relevance, newest or oldest, not {sort!r}")


def _check_which(which: Which) -> None:
    """A misspelt condition must not go unnoticed, nor one text where several belong be read letter by letter."""
    for name, value in which.items():
        if name not in Which.__annotations__:
            raise TypeError(f"search() got an unexpected keyword argument {name!r}")
        if name in _SEQUENCES and (isinstance(value, str) or not all(isinstance(one, str) for one in _items(value))):
            raise SettingError(f"{name} must be a sequence of texts, not {value!r}")
        if name in ("since", "until") and not (value is None or isinstance(value, (str, date))):
            raise SettingError(f"{name} must be a date or a text, not {value!r}")


def _items(value: object) -> Iterable[object]:
    return value if isinstance(value, Iterable) else (value,)


def _check_range(name: str, value: int, least: int, most: int) -> None:
    if not isinstance(value, int) or not least <= value <= most:
        raise SettingError(f"{name} must be a whole number from {least:,} to {most:,}, not {value!r}")

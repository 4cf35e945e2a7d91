"""Saving a search, and what is new of it since it was last looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from searchkit.asking import PAGE, Page, check_limit, check_truths
from searchkit.errors import IndexDamaged, IndexUnfit, SettingError
from searchkit.frozen import replace
from searchkit.index.saved import Mark, SavedSearches, StoredSearch
from searchkit.model import Hit, Note, Results
from searchkit.reading.urls import url_key
from searchkit.reports import SavedSearch

if TYPE_CHECKING:
    from searchkit.engine import Index

_EACH_TIME = ("limit", "page", "passages", "passage_characters", "exact_total", "facets", "now")
"""What is asked for when a saved search is run, and cannot be saved."""


_WHERE_EMPTY_TELLS = frozenset({*PAGE, "names"})
"""What False, or nothing, may change; of other options that is what they are when nothing is said."""


def searches_of(index: Index) -> SavedSearches:
    """The saved searches of an index; raises `IndexUnfit` for one in memory."""
    if index.path is None:
        raise IndexUnfit("an index in memory keeps no saved searches")
    return SavedSearches(index.path)


def save(index: Index, name: str, query: str, options: Mapping[str, Any], *, over: bool) -> tuple[Note, ...]:
    """Keeps a search under a name; gives what is to be said of it. See `Index.save`."""
    searches = searches_of(index)
    for option in options:
        if option in _EACH_TIME:
            raise SettingError(f"{option} is no part of a saved search: it is said each time the search is run")
    if not isinstance(query, str):
        raise SettingError(f"only a text can be saved, not {query!r}")
    check_truths(None, options.get("collapse", True))
    given = {
        option: _plain(value)
        for option, value in sorted(options.items())
        if value != PAGE.get(option) and (value or value == "" or option in _WHERE_EMPTY_TELLS)
    }
    kept = StoredSearch(query, given)
    notes = _answer(index, kept, passages=0).notes  # what cannot be asked is no use to keep
    with searches.locked(name, wait=index.settings.lock_seconds):
        if not over and name in searches.names():
            raise SettingError(
                f"there is a saved search {name!r} already; give another name, or replace it (--replace)"
            )
        searches.write(name, kept)
    return notes


def listed(index: Index) -> Iterator[SavedSearch]:
    """Every saved search, in order of the names; of a damaged one, why it cannot be read."""
    searches = searches_of(index)
    for name in searches.names():
        try:
            kept = searches.read(name)
        except IndexDamaged as error:
            yield SavedSearch(name, problem=str(error))
        else:
            yield SavedSearch(name, kept.query, dict(kept.options), len(kept.seen), kept.last_run)


def forget(index: Index, name: str) -> None:
    """Removes a saved search. See `Index.forget`."""
    searches = searches_of(index)
    searches.expect(name)
    with searches.locked(name, wait=index.settings.lock_seconds):
        searches.expect(name)  # another process may have removed it meanwhile
        searches.forget(name)


@contextmanager
def watch(index: Index, name: str, *, limit: int, passages: int, mark: bool) -> Iterator[Results]:
    """What is new of a saved search; marked as seen when the block ends well. See `Index.watch`."""
    check_limit(limit)
    searches = searches_of(index)
    searches.expect(name)
    with ExitStack() as stack:
        if mark:
            stack.enter_context(searches.locked(name, wait=index.settings.lock_seconds))
        kept = searches.read(name)
        if strange := [option for option in kept.options if option in _EACH_TIME or option not in Page.__annotations__]:
            raise searches.damaged(name, f"{strange[0]!r} is no option of a search")
        news = _News(kept, _answer(index, kept, passages=passages), limit, index._store.page_of)
        yield news.results(mark=mark)
        if mark:
            searches.write(name, replace(kept, seen=news.seen(), last_run=datetime.now(timezone.utc)))


def _answer(index: Index, kept: StoredSearch, *, passages: int) -> Results:
    """Every article that matches, copies among them."""
    options = {option: value for option, value in kept.options.items() if option != "collapse"}
    return index.all(kept.query, passages=passages, **options)


class _News:
    """Which articles of an answer are new."""

    def __init__(self, kept: StoredSearch, found: Results, limit: int, page_of: Callable[[str], str]) -> None:
        """`page_of`: what tells the page that an article is a version of, by its identity; empty for one of none."""
        self._found = found
        self._is_first = kept.last_run is None
        self._seen = {hit.id: kept.seen[hit.id] for hit in found if hit.id in kept.seen}
        """Those that still match, which keeps the list short."""
        versions = kept.options.get("versions", False)
        copies = versions or not kept.options.get("collapse", True)
        # Marks of before have addresses as they were written.
        known = {url_key(mark.address) or mark.address for mark in kept.seen.values()}
        pages = set() if versions else known - {""}
        stories = set() if copies else {mark.story for mark in kept.seen.values()} - {""}
        self._new: list[Hit] = []
        self._shown: dict[str, Mark] = {}
        self._rest: dict[str, Mark] = {}
        self._with_rest: dict[str, Mark] = {}
        """Copies of the rest: what was not shown must not be taken for seen because of them."""
        left: set[str] = set()
        for hit in found:
            if hit.id in kept.seen:
                continue
            mark = Mark(page_of(hit.id), hit.story)
            if mark.address in pages or mark.story in stories:
                self._seen[hit.id] = mark  # a new version of what was shown, or a copy
            elif mark.story in left:
                self._with_rest[hit.id] = mark
            elif len(self._new) < limit:
                self._new.append(replace(hit, rank=len(self._new) + 1))
                self._shown[hit.id] = mark
                stories.update(() if copies else (mark.story,))
            else:
                self._rest[hit.id] = mark
                left.update(() if copies else (mark.story,))

    def results(self, *, mark: bool) -> Results:
        """The new hits, with numbers from 1; `mark`: they are going to be marked as seen."""
        notes = self._found.notes
        if self._rest and self._is_first and mark:
            notes += (Note("taken-as-seen", f"this is the first run; {len(self._rest):,} more are taken as seen"),)
        elif self._rest:
            are, them = ("is", "it") if len(self._rest) == 1 else ("are", "them")
            following = f"; the next run shows {them}" if mark else ""
            notes += (Note("more-new", f"{len(self._rest):,} more {are} new{following}"),)
        return replace(self._found, hits=tuple(self._new), total=len(self._new) + len(self._rest), notes=notes)

    def seen(self) -> dict[str, Mark]:
        """What is seen when these were shown; in the first run all that match are."""
        return {**self._seen, **self._shown, **({**self._rest, **self._with_rest} if self._is_first else {})}


_MOST_HOURS = 9_999  # that a text can say


def _plain(value: object) -> object:
    """An argument of a search as JSON has it, and as it can be given again."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        hours, rest = divmod(value, timedelta(hours=1))
        if rest or hours > _MOST_HOURS:
            raise SettingError(
                f"the half_life of a saved search is whole hours, {_MOST_HOURS:,} at most, not {value!r}"
            )
        return f"{hours}h"
    return list(value) if isinstance(value, Collection) and not isinstance(value, (str, bytes)) else value

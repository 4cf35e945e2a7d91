"""What can be asked of an index: which articles, and what of them; checked, and made into a `Request`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from searchkit.errors import SettingError

if TYPE_CHECKING:
    from typing_extensions import Unpack
    from whoosh.query import Query

    from searchkit.index.store import Store
    from searchkit.model import Article, Results
    from searchkit.query import Parsed
    from searchkit.search.feedback.rule import Expand
    from searchkit.search.recency import Recency
    from searchkit.search.search import Request

_FILTERS: tuple[Literal["since", "until", "sources", "authors", "tags", "languages", "sites"], ...] = (
    "since", "until", "sources", "authors", "tags", "languages", "sites",
)  # fmt: skip
_SEQUENCES = ("sources", "authors", "tags", "languages", "sites")
_HALF_LIFE = timedelta(days=30)
_MOST_LANGUAGES = 8
"""A word of a query is stemmed in at most so many of the index's languages, the most frequent ones."""


class Among(TypedDict, total=False):
    """Which articles may be an answer, whatever is asked. Of several values of one kind, any may fit."""

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
    """What ``date:7d`` and the age of articles count from; the present moment if not given. Without a zone: in UTC."""


class Which(Among, total=False):
    """What can be asked of a search besides its words."""

    match_all: bool
    """Whether every word must be there; else any."""
    names: bool | None
    """Whether the name of a country stands for its other names too, which count less; None: as the setting says."""


class Page(Which, total=False):
    """What can be asked of `Index.search`: which articles, how many, and what to show of them."""

    limit: int
    """So many hits at most."""
    page: int
    """1 for the best."""
    sort: Literal["relevance", "newest", "oldest"]
    recent: bool
    """Whether newer articles come first among those that fit about as well."""
    half_life: timedelta | str | None
    """With `recent`: the time in which a score falls by half, also as ``36h``, ``30d``, ``2w``, ``6m`` or ``1y``; 30
    days if not given."""
    passages: int
    """At most so many passages of each article."""
    passage_characters: int
    """About so many characters of each."""
    exact_total: bool | None
    """Whether all matches are counted; None: when there are not too many. Else the total is "at least"."""
    facets: Sequence[str]
    """What all articles that match are counted by, see `Index.facets`."""
    expand: bool | None
    """Whether words of the best articles move others up; None: as the setting `expand` says."""
    collapse: bool
    """Whether the best article of a story stands for all of it; with `versions` none does."""


PAGE: Page = {
    "limit": 10,
    "page": 1,
    "sort": "relevance",
    "recent": False,
    "half_life": None,
    "passages": 1,
    "passage_characters": 240,
    "exact_total": None,
    "facets": (),
    "expand": None,
    "collapse": True,
}
"""What a `Page` is when nothing is said."""


def request(store: Store, query: str | Query, which: Which, **page: Any) -> Request:
    """`query` read, with the conditions of `which`; `page` has other fields of the `Request`.

    Raises `SettingError` and `QueryError` for what cannot be asked.
    """
    parse, make = _readers()
    check_which(which)
    now = _moment(which.get("now"))
    check_truths(page.get("exact_total"), page.get("collapse", True))
    page["similar"] = partial(similar, store)
    page["expand"] = _expand(page.pop("expand", None), store.settings.expand)
    page["recency"] = _recency(now, page.pop("recent", False), page.pop("half_life", None), page.get("sort"))
    versions = which.get("versions", False)
    chosen = _conditions(store, which, now)
    if not isinstance(query, str):
        if not hasattr(query, "matcher"):
            raise SettingError(f"a query is a text or a Whoosh query, not {query!r}")
        from searchkit.query import check_tree

        check_tree(query)
        return make(query=query, filters=chosen, understood=repr(query), versions=versions, is_foreign=True, **page)
    reader = store.snapshot()
    languages = tuple([language for language, _ in store.languages(reader)[:_MOST_LANGUAGES]]) or ("en",)
    parsed = parse(
        query,
        analyzer=store.analyzer,
        languages=languages,
        now=now,
        settings=store.settings,
        match_all=which.get("match_all", False),
        names=bool(store.settings.names if (names := which.get("names")) is None else names),
    )
    return make(
        query=parsed,
        filters=chosen,
        understood=parsed.text,
        notes=parsed.notes,
        versions=versions,
        reader=reader,
        **page,
    )


def similar(
    store: Store,
    article: Article,
    *,
    limit: int = PAGE["limit"],
    page: int = PAGE["page"],
    passages: int = PAGE["passages"],
    passage_characters: int = PAGE["passage_characters"],
    exact_total: bool | None = None,
    facets: Sequence[str] = (),
    collapse: bool = True,
    **among: Unpack[Among],
) -> Results:
    """What `Index.similar` gives, for an article that is at hand; raises `SettingError`."""
    from searchkit.search.feedback.similar import similar as found

    check_page(limit, page, PAGE["sort"], passages, passage_characters)
    check_which(among, Among, "similar")
    check_truths(exact_total, collapse)
    return found(
        store,
        article,
        filters=_conditions(store, among, _moment(among.get("now"))),
        limit=limit,
        offset=(page - 1) * limit,
        passages=passages,
        passage_characters=passage_characters,
        exact_total=exact_total,
        facets=facets,
        collapse=collapse,
        versions=among.get("versions", False),
        similar=partial(similar, store),
    )


def _conditions(store: Store, among: Among, now: datetime) -> Query | None:
    """The conditions as a query; None without any."""
    if among.keys().isdisjoint(_FILTERS):
        return None
    given: Any = {name: among[name] for name in _FILTERS if name in among}
    from searchkit.query import filters

    return filters(analyzer=store.analyzer, now=now, **given)


@cache
def _readers() -> tuple[Callable[..., Parsed], type[Request]]:
    """What reads a query and what carries it: imported when they are first needed, and not looked up again."""
    from searchkit.query import parse
    from searchkit.search.search import Request

    return parse, Request


def _expand(asked: bool | None, setting: int) -> Expand:
    if asked is None:
        return ("never", "ruled", "always")[setting]
    _check_truth("expand", asked)
    return "always" if asked else "never"


def _moment(now: datetime | None) -> datetime:
    if now is None:
        return datetime.now(timezone.utc)
    return now if now.tzinfo else now.replace(tzinfo=timezone.utc)


def _recency(now: datetime, recent: bool, half_life: timedelta | str | None, sort: str | None) -> Recency | None:
    if not recent:
        if half_life is not None:
            raise SettingError("a half-life goes with recent (--recent), which was not asked for")
        return None
    _check_truth("recent", recent)
    if sort != "relevance":
        raise SettingError(f"recent (--recent) changes the order by relevance; leave out sort {sort}")
    from searchkit.query.dates import parse_duration
    from searchkit.search.recency import Recency

    span = parse_duration(half_life) if isinstance(half_life, str) else _HALF_LIFE if half_life is None else half_life
    if not isinstance(span, timedelta) or span <= timedelta(0):
        raise SettingError(f"a half-life is a time such as 36h, 30d, 2w, 6m or 1y, not {half_life!r}")
    return Recency(now.timestamp(), span.total_seconds())


def check_page(limit: int, page: int, sort: str, passages: int, passage_characters: int) -> None:
    """Raises `SettingError` for values out of range."""
    check_limit(limit)
    _check_range("page", page, 1, 1_000_000)
    _check_range("passages", passages, 0, 100)
    _check_range("passage_characters", passage_characters, 20, 1_000_000)
    if sort not in ("relevance", "newest", "oldest"):
        raise SettingError(f"sort must be relevance, newest or oldest, not {sort!r}")


def check_limit(limit: int) -> None:
    """Raises `SettingError` for a number of things that cannot be asked for."""
    _check_range("limit", limit, 1, 10_000)


def check_which(which: Among, known: type[Among] = Which, asked: str = "search") -> None:
    """A misspelt condition must not go unnoticed, nor one text where several belong be read letter by letter."""
    for name, value in which.items():
        if name not in known.__annotations__:
            raise TypeError(f"{asked}() got an unexpected keyword argument {name!r}")
        if name in _SEQUENCES and not _is_sequence_of_texts(value):
            raise SettingError(f"{name} must be a sequence of texts, not {value!r}")
        if name in ("since", "until") and not (value is None or isinstance(value, (str, date))):
            raise SettingError(f"{name} must be a date or a text, not {value!r}")
        if name in ("versions", "match_all", "names"):
            _check_truth(name, value)
        if name == "now" and not (value is None or isinstance(value, datetime)):
            raise SettingError(f"now must be a datetime, not {value!r}")


def check_truths(exact_total: bool | None, collapse: bool) -> None:
    """Raises `SettingError` for what is neither true nor false."""
    if exact_total is not None:
        _check_truth("exact_total", exact_total)
    if collapse is not True:
        _check_truth("collapse", collapse)


def _check_truth(name: str, value: object) -> None:
    """A word such as ``"no"`` would be taken for yes."""
    if isinstance(value, (str, bytes)):
        raise SettingError(f"{name} must be True or False, not {value!r}")


def _is_sequence_of_texts(value: object) -> bool:
    """Not an iterator, too, which would be used up here."""
    return isinstance(value, Collection) and not isinstance(value, str) and all(isinstance(one, str) for one in value)


def _check_range(name: str, value: int, least: int, most: int) -> None:
    if not isinstance(value, int) or not least <= value <= most:
        raise SettingError(f"{name} must be a whole number from {least:,} to {most:,}, not {value!r}")

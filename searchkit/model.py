"""The nouns that flow between the rooms: plain, frozen values.

An `Article` comes out of a file, a `Problem` is what a file held instead, a `Note` says what an answer left out,
and `Results` of `Hit`s with `Passage`s are the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

from searchkit.errors import IndexClosed
from searchkit.frozen import DRAFTS, dataclass, field

Precision = Literal["year", "month", "day", "hour", "minute", "second"]
"""How exactly a date is known."""

Basis = Literal["absolute", "relative", "metadata", "url", "inferred"]
"""Where a date came from: printed in full, counted from the crawl, a metadata field, the address, or a guess."""

Role = Literal["main", "related", "listed", "entry", "record", "document"]
"""What an article was in its file: a page's main or related story, a listing's item, a feed's entry, a dump's record,
or the whole document."""

CATEGORIES = ("source", "author", "tag", "language")
PERIODS = ("day", "month", "year")
FACETS = (*CATEGORIES, *PERIODS)
"""What the articles that match can be counted by."""


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published, as exactly as is known, and how that is known."""

    on: date | None = None
    """The calendar day as printed, not shifted to another zone. None when unresolved: then `raw` has the words."""
    at: datetime | None = None
    """The moment in UTC, or with its zone; only if both time and zone are known."""
    precision: Precision = "day"
    basis: Basis = "absolute"
    raw: str = ""
    """The words or value that it was read from."""
    uncertainty: int = 0
    """Seconds by which `at` may be off, either way."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One place where an article was met."""

    path: str
    """The file, relative to the folder that was indexed, with forward slashes."""
    root: str = ""
    """The absolute folder that `path` is relative to."""
    member: str = ""
    """The record or member of a container: a WARC record's id, for instance."""
    index: int = 0
    """The article's number in the file, from 0."""
    start: int | None = None
    """The first byte of it in the (decompressed) file, where the format has such a thing."""
    end: int | None = None
    """The byte after the last."""
    reader: str = ""
    """The name of the reader that read it."""


@cache
def _article_id() -> Callable[[str, str], str]:
    """What computes identities, imported when first asked for: an import takes a microsecond each time."""
    from searchkit.identity import article_id

    return article_id


class _ComputedId(str):
    """An identity that was computed: where another text is put in, as by `replace`, it is computed anew."""

    __slots__ = ("_text",)
    _text: int | None
    """A hash of the text; None in another process, where texts have other hashes."""

    def __new__(cls, title: str, body: str) -> _ComputedId:
        made = super().__new__(cls, _article_id()(title, body))
        made._text = hash((title, body))
        return made

    def is_of(self, title: str, body: str) -> bool:
        """Whether it was computed of this text."""
        if self._text is None:
            return _article_id()(title, body) == str(self)
        return self._text == hash((title, body))

    def __reduce__(self) -> tuple[Callable[[str], str], tuple[str]]:
        return _computed_before, (str(self),)


def _computed_before(id: str) -> _ComputedId:
    """An identity that was pickled or copied."""
    made = str.__new__(_ComputedId, id)
    made._text = None
    return made


@dataclass(frozen=True, slots=True)
class Article:
    """One article: what is indexed, stored and found.

    Only `title` or `body` is needed; everything else is empty when unknown. `body` is paragraphs joined by a blank
    line; standfirst and subheads stay in it.
    """

    title: str = ""
    body: str = ""
    summary: str = ""
    headings: tuple[str, ...] = ()
    source: str = ""
    """The paper or site that published it."""
    authors: tuple[str, ...] = ()
    byline: str = ""
    contacts: tuple[str, ...] = ()
    agency: str = ""
    url: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    lang: str = "und"
    """ISO 639-1 code, or ``und`` when it could not be told."""
    lang_confidence: float = 0.0
    role: Role = "document"
    published: Published | None = None
    fetched_at: datetime | None = None
    """When the page was fetched, in UTC or with its zone."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """Other fields of the record, as text."""
    origins: tuple[Origin, ...] = ()
    id: str = ""
    """See `searchkit.identity`; computed from title and body when it is not given and first asked for."""

    def __post_init__(self) -> None:
        id = self.id
        if not id or (type(id) is _ComputedId and not id.is_of(self.title, self.body)):
            object.__delattr__(self, "id")

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> str:
            if name != "id":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            id = _ComputedId(self.title, self.body)
            object.__setattr__(self, "id", id)
            return id

    def __hash__(self) -> int:
        return hash(self.id)


Severity = Literal["skipped", "partial", "note"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be read, or was read with doubt.

    ``skipped``: the file (or the record named by `place`) gave no article. ``partial``: articles were read but
    something was lost or cut. ``note``: nothing was lost, but a doubt is worth saying.
    """

    path: str
    reason: str
    """One sentence: what is wrong, which limit was passed, what to try."""
    severity: Severity = "skipped"
    place: str = ""
    """Where in the file: ``line 12``, ``record 3``, ``byte 1024``. Empty: the whole file."""
    code: str = "unreadable"
    """A stable word for programs: unreadable, empty, binary, encoding, limit, malformed, truncated, missing-extra,
    timeout, duplicate, ambiguous, changed, unreachable, failed."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the answer should know: what was dropped, unknown, expanded or cut."""

    code: str
    """A stable word for programs, such as ``stop-word`` or ``unknown-field``."""
    message: str
    """One sentence for people."""
    start: int | None = None
    """Where in the query text it begins, in characters; None when it is about the whole."""
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article's body, with the places in it that matched."""

    text: str
    start: int
    """Offset of `text` in the article's body, in characters."""
    matches: tuple[tuple[int, int], ...] = ()
    """(start, end) of each match, in characters of `text`, in order, not overlapping."""
    more: bool = False
    """Whether the body goes on after it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Another article of the same story as a hit: the same text, but for small changes."""

    id: str
    title: str
    source: str = ""
    published: Published | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a number came about: its value, what it is and by which formula, and the numbers that go into that."""

    value: float
    description: str
    """``idf: ln(1 + (N - n + 0.5) / (n + 0.5))``: what it is, and how it follows from `details`, in their order."""
    details: tuple[Explanation, ...] = ()


class HitSource(Protocol):
    """Where the hits of a page were found, and what knows more about each, by its rank."""

    def __call__(self, rank: int) -> Mapping[str, object]:
        """What the hit of a rank has besides identity, rank, score and title, by name."""

    def explain(self, rank: int) -> Explanation:
        """How its score came about."""

    def similar(self, rank: int, options: Mapping[str, Any]) -> Results:
        """What is like it, as `Index.similar` finds it with these arguments."""


class _ReadWhenTouched:
    """Attributes that are missing are read, all at once, when the first of them is touched."""

    __slots__ = ("_read",)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            if name not in type(self).__match_args__:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            for other, value in self._read(self.rank).items():
                object.__setattr__(self, other, value)
            return object.__getattribute__(self, name)


@dataclass(frozen=True, slots=True)
class Hit(_ReadWhenTouched):
    """One article of an answer, with what a result list shows of it.

    A search gives hits whose identity, rank, score and title are there; the rest is read from the index when the first
    of it is touched, from the state of the index that was searched. Touched after the index was closed it raises
    `IndexClosed`.
    """

    id: str
    rank: int
    """1 for the best."""
    score: float
    title: str
    title_matches: tuple[tuple[int, int], ...] = ()
    passages: tuple[Passage, ...] = ()
    source: str = ""
    published: Published | None = None
    authors: tuple[str, ...] = ()
    agency: str = ""
    url: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    lang: str = "und"
    origins: tuple[Origin, ...] = ()
    why: str = ""
    """Said when nothing in title or passages is highlighted: which field matched instead."""
    story: str = ""
    """What its copies and it have in common: the identity of the first of them. It never changes."""
    copy_count: int = 0
    """How many other articles are of its story, whether they match or not."""
    copies: tuple[Copy, ...] = ()
    """These, the newest first, a hundred at most."""

    @classmethod
    def lazily(cls, told: Iterable[tuple[tuple[str, str], float]], first_rank: int, read: HitSource) -> tuple[Hit, ...]:
        """A hit for each (identity, title) and score, in the order of their ranks; other attributes of each `read`
        gives, by name, when the first of them is touched."""
        hits, draft = [], DRAFTS[cls]
        for rank, ((id, title), score) in enumerate(told, first_rank):
            hit = draft()
            hit.id = id
            hit.rank = rank
            hit.score = score
            hit.title = title
            hit._read = read
            hit.__class__ = cls
            hits.append(hit)
        return tuple(hits)

    def explain(self) -> Explanation:
        """How the score came about: a tree of numbers that adds up to it exactly, as of the state of the index that was
        searched.

        Raises `IndexClosed` after the index was closed, and for a copy of a hit, which no longer knows its index (those
        of `Index.search_many` may be copies).
        """
        return self._source("to have it explained").explain(self.rank)

    def similar(self, **options: Any) -> Results:
        """More like this: what `Index.similar` gives for its identity with the same arguments, from the index as it is
        now; what is looked for are the words of the article as it was found.

        Raises `SettingError` for values out of range, and `IndexClosed` as `explain` does.
        """
        return self._source("for what is like it").similar(self.rank, options)

    def _source(self, wanted: str) -> HitSource:
        try:
            source: HitSource = object.__getattribute__(self, "_read")
        except AttributeError:
            raise IndexClosed(f"this hit is a copy and does not know its index; search again {wanted}") from None
        return source


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be meant by a query that is typed in part."""

    text: str
    """What to put in its place."""
    kind: Literal["word", "title"]
    articles: int
    """How many articles have the word, more or less: deleted ones count for a while."""
    id: str = ""
    """The identity of the newest article with this title; empty for a word."""


@dataclass(frozen=True, slots=True)
class Results(Sequence[Hit]):
    """The answer to a query: one page of hits, how many there are in all, and what was left out."""

    hits: Sequence[Hit]
    total: int
    """Articles that match."""
    total_is_exact: bool
    """False: there are at least `total`."""
    query: str
    """The query as it was understood, for people."""
    notes: tuple[Note, ...] = ()
    offset: int = 0
    """How many hits come before the first of this page."""
    seconds: float = 0.0
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    """Of each facet that was asked for (value, articles), counted over all articles that match. See `Index.facets`."""
    folded: int = 0
    """How many of the articles that match are copies of hits up to here, before what follows, and are not shown."""

    suggestion: str = ""
    """The query as it may be meant, when a word is in no article, or few articles match and a word is in very few: with
    words that the index has. It is one that can be searched for, and has hits. Empty: nothing to suggest."""

    def __hash__(self) -> int:
        return hash((self.query, self.total, self.offset))

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)

    @overload
    def __getitem__(self, number: int) -> Hit: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Hit]: ...
    def __getitem__(self, number: int | slice) -> Hit | Sequence[Hit]:
        return self.hits[number]

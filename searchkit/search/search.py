"""From a query tree to `Results`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from searchkit.errors import QueryError, SearchkitError
from searchkit.frozen import dataclass
from searchkit.index.columnar import segments_of
from searchkit.index.damage import damage_translated
from searchkit.index.store import Store
from searchkit.model import Explanation, Note, Results
from searchkit.query import Parsed
from searchkit.query.simple import NotSimple
from searchkit.search.feedback.rule import WORDS, Expand, words_asked
from searchkit.search.lexicon.correcting import corrected
from searchkit.search.loading import array_side, rewriter
from searchkit.search.plain.ranking import PlainRanking, Tree, is_worth_it, may_be_worth_it
from searchkit.search.plain.statistics import PlainSnapshot
from searchkit.search.plain.trees import rewrite_simple
from searchkit.search.ranked import EVERY, Ranked, Sort
from searchkit.search.recency import Recency
from searchkit.search.shown.hits import AllHits, Shown
from searchkit.search.stories import first_of_each

if TYPE_CHECKING:
    from whoosh.query import Query
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.opened import Opened
    from searchkit.index.columnar.segment import Segment
    from searchkit.query import simple
    from searchkit.search.arrays import Documents
    from searchkit.search.facets import Counts
    from searchkit.search.feedback.asking import Feedback
    from searchkit.search.statistics import Part, Snapshot


@dataclass(frozen=True, slots=True)
class Request:
    """What to answer, and how much of it."""

    query: Query | Parsed
    """A tree, or a text as it was understood."""
    filters: Query | None = None
    """What else must hold; it adds nothing to scores."""
    is_foreign: bool = False
    """Whether the tree is a caller's own, not a parsed text's."""
    understood: str = ""
    """The query as it was understood, for people."""
    notes: tuple[Note, ...] = ()
    limit: int = 10
    offset: int = 0
    sort: Sort = "relevance"
    versions: bool = False
    """Whether to show older versions of an address too."""
    collapse: bool = False
    """Whether the best article of a story stands for all of it; not where older versions are wanted too."""
    passages: int = 1
    passage_characters: int = 240
    exact_total: bool | None = None
    """Whether all matches are counted; None: when there are not too many. Else the total is "at least"."""
    facets: Sequence[str] = ()
    """What all articles that match are counted by."""
    recency: Recency | None = None
    """How much an article's age counts; None: not at all."""
    is_near: bool = True
    """Whether it counts that words stand near each other, as much as the setting `nearness` says."""
    expand: Expand = "never"
    """Whether words of the best articles move others up: where it does no harm, see `feedback`, or always."""
    reader: IndexReader | Opened | None = None
    """The snapshot that the query was read for; None: the newest."""
    similar: Callable[..., Results] | None = None
    """What hits are asked for what is like them: given an article and the arguments of `Index.similar`."""

    @property
    def tree(self) -> Query:
        """What to search for; loads Whoosh."""
        return self.query.query if isinstance(self.query, Parsed) else self.query

    def simple(self) -> simple.Node | None:
        """The same without loading Whoosh; None when it needs Whoosh's classes."""
        return self.query.simple() if isinstance(self.query, Parsed) and self.filters is None else None


def search(store: Store, request: Request) -> Results:
    """One page of the answer to `request`."""
    began = time.perf_counter()
    with Translated(store, request):
        asked = Asked(store, request)
        return asked.results(asked.rank(), began)


def everything(store: Store, request: Request) -> Results:
    """The answer to `request`, whose limit is `EVERY`; its hits are made as they are asked for.

    Raises `QueryError` when it takes too long to find them.
    """
    began = time.perf_counter()
    with Translated(store, request):
        asked = Asked(store, request)
        ranked = asked.rank()
        if not ranked.complete or asked.was_late:
            raise _too_slow(store)
        return asked.results(ranked, began)


def matching_ids(store: Store, request: Request) -> Iterator[str]:
    """The identity of every article that matches, in no particular order, one at a time."""
    with Translated(store, request):
        asked = Asked(store, request)
        for part, documents in asked.matching():
            names = part.names
            for number in documents.tolist():
                yield store.identity(part.offset + number, asked.reader) if names is None else names[0][number]


def count(store: Store, request: Request) -> int:
    """How many articles match."""
    with Translated(store, request):
        return sum(len(documents) for _, documents in Asked(store, request).matching())


_EXPANDING = 0.5
"""Share of a search's time in which patterns become words, so that there is time left to look these up."""

_LOOKING = 0.95
"""Share in which articles are looked for: there are moments between two looks at the clock, and answers take some."""


_LOOKED_AT = 1_000
"""Articles of a page whose dates decide what is said about age."""


class Asked:
    """A request and the snapshot of the index that it is put to."""

    def __init__(self, store: Store, request: Request) -> None:
        self.store = store
        self.request = request
        self.nearness = store.settings.nearness if request.is_near else 0.0
        seconds = store.settings.search_seconds
        began = time.monotonic()
        self.deadline = began + _LOOKING * seconds
        self._expanded_by = began + _EXPANDING * seconds
        self.notes: tuple[Note, ...] = ()
        self.tree: Tree
        self.reader: IndexReader | Opened
        self._snapshot: Snapshot | None = None
        plain = self._simply()
        self.plain = plain if plain is not None and is_worth_it(plain, self.tree, request, self.nearness) else None
        """The segments without arrays, when these are enough and quicker; None otherwise."""
        self.segments: Snapshot | PlainSnapshot = self.plain or self.snapshot
        """Those that are searched, with statistics."""
        self.feedback: Feedback | None = None

    def _simply(self) -> PlainSnapshot | None:
        """Opens the index and fits the tree to it without loading Whoosh, when neither needs it."""
        tree = self.request.simple()
        if tree is None:
            return self._read()
        self.reader = reader = self.request.reader or self.store.snapshot()
        plain = self._plain_snapshot(reader, tree)
        try:
            self.tree = rewrite_simple(tree, plain or self.snapshot)
        except NotSimple:
            self._snapshot = None
            return self._read()
        return plain

    def _read(self) -> PlainSnapshot | None:
        """Has Whoosh open the index, and fits its tree to it."""
        request, store = self.request, self.store
        self.reader = reader = store.reader()
        plain = self._plain_snapshot(reader, request.tree)
        frequency = (plain or self.snapshot).document_frequency
        self.tree, self.notes = rewriter()(
            request.tree,
            reader,
            store.settings,
            frequency,
            deadline=self._expanded_by,
            foreign=request.is_foreign,
        )
        if request.filters is not None:
            from whoosh.query import Require

            self.tree = Require(self.tree, request.filters)
        return plain

    def _plain_snapshot(self, reader: IndexReader | Opened, tree: Tree) -> PlainSnapshot | None:
        """The segments without arrays, while numpy is not loaded and they may be enough for the tree."""
        if "numpy" in sys.modules or self.request.is_foreign or not segments_of(reader):
            return None
        plain = PlainSnapshot.of(reader, self.store.settings)
        return plain if may_be_worth_it(plain, tree) else None

    @property
    def snapshot(self) -> Snapshot:
        """The segments as arrays, with statistics."""
        if self._snapshot is None:
            settings = self.store.settings
            memory = settings.search_memory << 20
            self._snapshot = array_side().snapshot_of(self.reader, settings.k1, settings.b, memory)
        return self._snapshot

    @property
    def was_late(self) -> bool:
        """Whether not every word that fits was found in time."""
        return "time-out" in [note.code for note in self.notes]

    def rank(self) -> Ranked:
        """The page's articles and those before it, by number."""
        request = self.request
        count = request.offset + request.limit
        self.feedback = self._feedback()
        if request.collapse and not request.versions and self.segments.has_copies:
            return first_of_each(self.first, self.segments, count)
        return self.first(count)

    def _feedback(self) -> Feedback | None:
        """What moves others up by words of the best; None when nothing does."""
        request = self.request
        if request.expand == "never" or request.sort != "relevance" or request.is_foreign:
            return None
        least = WORDS if request.expand == "ruled" else 1
        words = words_asked(self.tree, least)
        if not words:
            return None
        from searchkit.search.feedback.asking import Feedback

        return Feedback.of(self, words, least)

    def first(self, count: int) -> Ranked:
        """The first articles, copies or not."""
        request, deadline = self.request, self.deadline
        if self.plain is not None:
            ranking = PlainRanking(self.plain, self.tree, nearness=self.nearness, feedback=self.feedback)
            return ranking.rank(count=count, versions=request.versions, deadline=deadline)
        arrays = array_side()
        return arrays.rank(
            arrays.run(self.snapshot, self.reader, deadline=deadline),
            self.tree,
            count=count,
            sort=request.sort,
            versions=request.versions,
            exact_total=request.exact_total,
            nearness=self.nearness,
            feedback=self.feedback,
            recency=request.recency,
        )

    def results(self, ranked: Ranked, began: float) -> Results:
        """The page, as of `ranked`; `began` is when the search did."""
        request = self.request
        notes = (*self.store.notes(), *request.notes, *self._names(), *self.notes, *self._said(ranked))
        if self.feedback is not None:
            notes += self.feedback.notes()
        if request.recency is not None:
            notes += tuple(request.recency.notes(self._times(ranked)))
        facets, uncounted = self._facets()
        if suggestion := corrected(self, ranked):
            notes += (Note("did-you-mean", f"Did you mean: {suggestion}"),)
        shown = Shown(
            self.store,
            self.reader,
            self.segments,
            self.tree,
            passages=request.passages,
            characters=request.passage_characters,
            explain=self.explain,
            similar=request.similar,
        )
        documents, first_rank = ranked.documents[request.offset :], request.offset + 1
        every = request.limit == EVERY
        return Results(
            hits=AllHits(shown, documents) if every else shown.hits(documents, first_rank=first_rank),
            total=ranked.total,
            total_is_exact=ranked.is_exact,
            query=request.understood,
            notes=notes + uncounted,
            offset=request.offset,
            seconds=time.perf_counter() - began,
            facets=facets,
            folded=ranked.folded,
            suggestion=suggestion,
        )

    def explain(self, number: int, score: float) -> Explanation:
        """How the `score` of the article with this number came about.

        Raises `IndexClosed`, and `QueryError` when it takes longer than a search may.
        """
        from searchkit.search.explaining.scores import explain

        self.store.snapshot()  # raises when the index is closed
        with Translated(self.store, self.request):
            return explain(self, number, score)

    def _facets(self) -> tuple[dict[str, Counts], tuple[Note, ...]]:
        """The facets that were asked for; in their place a note when it takes too long to count them."""
        if not self.request.facets:
            return {}, ()
        from searchkit.search.facets import counted

        try:
            return counted(self, self.request.facets), ()
        except QueryError as late:
            return {}, (Note("no-facets", f"facets were not counted: {late}"),)

    def _times(self, ranked: Ranked) -> list[int]:
        """When the first articles of the page were published."""
        import numpy as np

        page = ranked.documents[self.request.offset :][:_LOOKED_AT]
        numbers = np.array([number for number, _ in page], np.int64)
        times: list[int] = self.snapshot.times(numbers, self.request.sort).tolist()
        return times

    def _names(self) -> tuple[Note, ...]:
        """What is to be said of the names that were searched for besides those that were typed."""
        added = self.request.query.added if isinstance(self.request.query, Parsed) else None
        note = None if added is None else added.note(partial(self.segments.posting_count, "text"))
        return () if note is None else (note,)

    def _said(self, ranked: Ranked) -> tuple[Note, ...]:
        """What is to be said of what was left out."""
        if ranked.complete and not (ranked.older or ranked.folded):
            return ()
        return tuple(_said(ranked, self.store.settings.search_seconds))

    def matching(self) -> Iterator[tuple[Part, Documents]]:
        """All articles that match, a segment at a time; raises `QueryError` when it takes too long to find them."""
        from searchkit.search.evaluating.evaluate import OutOfTime, Run
        from searchkit.search.ranking import matching

        run = Run(self.snapshot, self.reader, deadline=self.deadline)
        try:
            if self.was_late:
                raise OutOfTime
            for part, documents in matching(run, self.tree, versions=self.request.versions):
                given = time.monotonic()
                yield part, documents
                run.deadline += time.monotonic() - given  # what the caller takes is not the search's
        except OutOfTime:
            raise _too_slow(self.store) from None


class Translated:
    """Our errors for what Whoosh raises: `IndexDamaged` for damaged segments, `QueryError` for a caller's own query
    object that it cannot answer. Our own trees raise nothing else."""

    __slots__ = ("_request", "_store")

    def __init__(self, store: Store, request: Request) -> None:
        self._store = store
        self._request = request

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception):  # Whoosh raises whatever it likes, bare Exception included
            return
        try:
            # What cannot be answered is more often the fault of a caller's query than of the index.
            with damage_translated(self._store.name, segments=self._segments, deep=not self._request.is_foreign):
                raise error
        except SearchkitError:
            raise
        except Exception as same:
            if not self._request.is_foreign:
                raise
            tree = self._request.tree
            raise QueryError(f"the index cannot answer {tree!r}: {type(same).__name__}: {same}") from same

    def _segments(self) -> Iterator[Segment]:
        return (segment for segment, _ in segments_of(self._store.reader()) or ())


def _too_slow(store: Store) -> QueryError:
    seconds = store.settings.search_seconds
    return QueryError(
        f"finding every match takes more than {seconds:g} s (search_seconds); ask for less, or allow more"
    )


def _said(ranked: Ranked, seconds: float) -> Iterator[Note]:
    if older := ranked.older:
        which, them = ("1 older version of an article", "it")
        if older > 1:
            which, them = f"{older:,} older versions of articles", "them"
        yield Note("older-versions", f"{which} left out; --versions shows {them}")
    if folded := ranked.folded:
        which = "1 article is a copy" if folded == 1 else f"{folded:,} articles are copies"
        yield Note("copies", f"{which} of those shown and left out; --no-collapse shows all")
    if not ranked.complete:
        yield Note(
            "time-out", f"the search takes more than {seconds:g} s (search_seconds); these are the best found by then"
        )

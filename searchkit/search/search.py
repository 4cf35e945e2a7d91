"""From a query tree to `Results`."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from whoosh import query
from whoosh.searching import Searcher

from searchkit.errors import QueryError, SearchkitError
from searchkit.index.damage import damage_translated
from searchkit.index.store import Store
from searchkit.model import Article, Hit, Note, Results
from searchkit.search.collect import Sort, matching, rank
from searchkit.search.expand import expand
from searchkit.search.matches import find_matches, merge_spans
from searchkit.search.passages import best_passages
from searchkit.search.targets import Target, other_fields, targets
from searchkit.search.weighting import LuceneBM25

_FIELD_WORDS = {
    "author": "the author",
    "source": "the source",
    "tag": "a tag",
    "lang": "the language",
    "site": "the site",
    "date": "the date",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What to answer, and how much of it."""

    tree: query.Query
    filters: query.Query | None = None
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
    passages: int = 1
    passage_characters: int = 240


def search(store: Store, request: Request) -> Results:
    """One page of the answer to `request`."""
    began = time.perf_counter()
    with _translated(store, request):
        searcher, tree, notes = _prepare(store, request)
        ranked = rank(
            searcher,
            tree,
            count=request.offset + request.limit,
            sort=request.sort,
            versions=request.versions,
            seconds=store.settings.search_seconds,
        )
        notes = (*request.notes, *notes, *_said(ranked.older, ranked.complete, store.settings.search_seconds))
        wanted = targets(tree, searcher.doc_count_all(), searcher.reader().doc_frequency)
        because = other_fields(tree)
        hits = tuple(
            _hit(store, store.stored(number, searcher.reader()), rank_, score, wanted, because, request)
            for rank_, (number, score) in enumerate(ranked.documents[request.offset :], request.offset + 1)
        )
    return Results(
        hits=hits,
        total=ranked.total,
        total_is_exact=ranked.complete,
        query=request.understood,
        notes=notes,
        offset=request.offset,
        seconds=time.perf_counter() - began,
    )


def matching_ids(store: Store, request: Request) -> Iterator[str]:
    """The identity of every article that matches, in no particular order, one at a time."""
    with _translated(store, request):
        searcher, tree, _ = _prepare(store, request)
        for number in matching(searcher, tree, versions=request.versions):
            yield store.identity(number, searcher.reader())


def count(store: Store, request: Request) -> int:
    """How many articles match."""
    with _translated(store, request):
        searcher, tree, _ = _prepare(store, request)
        return sum(1 for _ in matching(searcher, tree, versions=request.versions))


@contextmanager
def _translated(store: Store, request: Request) -> Iterator[None]:
    """Our errors for what Whoosh raises: `IndexDamaged` for damaged segments, `QueryError` for a caller's own query
    object that it cannot answer. Our own trees raise nothing else."""
    try:
        with damage_translated(store.name):
            yield
    except SearchkitError:
        raise
    except Exception as error:  # Whoosh raises whatever it likes, bare Exception included
        if not request.is_foreign:
            raise
        raise QueryError(f"the index cannot answer {request.tree!r}: {type(error).__name__}: {error}") from error


def _prepare(store: Store, request: Request) -> tuple[Searcher, query.Query, tuple[Note, ...]]:
    reader = store.reader()
    searcher = Searcher(reader, weighting=LuceneBM25(store.settings.k1, store.settings.b), closereader=False)
    tree, notes = expand(request.tree, reader, store.settings)
    if request.filters is not None:
        tree = query.Require(tree, request.filters)
    return searcher, tree, notes


def _said(older: int, complete: bool, seconds: float) -> Iterator[Note]:
    if older:
        which = "1 older version of an article" if older == 1 else f"{older:,} older versions of articles"
        yield Note("older-versions", f"{which} left out; --versions shows them")
    if not complete:
        yield Note("time-out", f"the search took more than {seconds:g} s; these are the best found by then")


def _hit(
    store: Store,
    article: Article,
    rank_: int,
    score: float,
    wanted: Sequence[Target],
    because: Sequence[str],
    request: Request,
) -> Hit:
    analyzer = store.analyzer
    in_title = merge_spans(find_matches(analyzer.tokens(article.title, article.lang), wanted, "title"))
    in_body = find_matches(analyzer.tokens(article.body, article.lang), wanted, "body")
    passages = best_passages(
        article.body,
        in_body,
        [target.weight for target in wanted],
        count=request.passages,
        characters=request.passage_characters,
    )
    why = ""
    if not in_title and not in_body:
        named = [_FIELD_WORDS[field] for field in because if field in _FIELD_WORDS]
        why = f"{' and '.join(named)} matched" if named else "nothing in particular was asked for"
    return Hit(
        id=article.id,
        rank=rank_,
        score=score,
        title=article.title,
        title_matches=in_title,
        passages=passages,
        source=article.source,
        published=article.published,
        authors=article.authors,
        agency=article.agency,
        url=article.url,
        section=article.section,
        tags=article.tags,
        lang=article.lang,
        origins=article.origins,
        why=why,
    )

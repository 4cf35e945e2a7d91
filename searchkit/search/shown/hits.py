"""Hits: what is shown of each article of an answer, most of it read when it is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, overload

from searchkit.frozen import replace
from searchkit.model import Article, Explanation, Hit, Results
from searchkit.search.shown.matches import Match, find_matches, merge_spans, wanted_words
from searchkit.search.shown.passages import SHOWN, best_passages
from searchkit.search.shown.targets import Target, asks_for_text, other_fields, targets
from searchkit.search.stories import copies_at

if TYPE_CHECKING:
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.opened import Opened
    from searchkit.index.store import Store
    from searchkit.search.plain.ranking import Tree
    from searchkit.search.plain.statistics import PlainSnapshot
    from searchkit.search.statistics import Snapshot

_FIELD_WORDS = {
    "author": "the author",
    "source": "the source",
    "tag": "a tag",
    "lang": "the language",
    "site": "the site",
    "date": "the date",
}

_MOST = 10_000
"""Words of the query that are looked at in a text: one with so many is a log or a table, its beginning is enough."""


class Shown:
    """What the hits of one answer have in common: what to highlight, how much to show."""

    def __init__(
        self,
        store: Store,
        reader: IndexReader | Opened,
        snapshot: Snapshot | PlainSnapshot,
        tree: Tree,
        *,
        passages: int,
        characters: int,
        explain: Callable[[int, float], Explanation],
        similar: Callable[..., Results] | None = None,
    ) -> None:
        self.explain = explain
        """How the score of a document, by its number, came about."""
        self._similar = similar
        self._store = store
        self._reader = reader
        self._tree = tree
        self._snapshot = snapshot
        self._passages = passages
        self._characters = characters
        self._wanted: dict[str, tuple[Target, ...]] = {}
        """By language."""

    def hits(self, documents: Sequence[tuple[int, float]], *, first_rank: int) -> tuple[Hit, ...]:
        """The hits of `documents`, (number, score) each, best first."""
        names = self._snapshot.names
        told = [(names[number] or self._stored_names(number), score) for number, score in documents]
        return Hit.lazily(told, first_rank, _Page(self, documents, first_rank))

    def _stored_names(self, number: int) -> tuple[str, str]:
        """Identity and title of an article that a Whoosh program wrote, not ours."""
        article = self._store.stored(number, self._reader)
        return article.id, article.title

    def rest(self, number: int) -> Mapping[str, object]:
        """What a hit has besides identity, rank, score and title; raises `IndexClosed`."""
        catalog = self._store.catalog
        article = self._store.without_places(number, self._reader)
        self._store.look_up_stems(article)
        origins = catalog.origins([article.id], self._reader.generation())
        rest = self._rest_of(replace(article, origins=origins[article.id]))
        rest["story"], rest["copy_count"], rest["copies"] = copies_at(self._store, self._reader, self._snapshot, number)
        return rest

    def similar(self, number: int, options: Mapping[str, Any]) -> Results:
        """What is like an article as it was when it was found; raises `IndexClosed`."""
        self._store.snapshot()  # raises when the index is closed
        assert self._similar is not None
        return self._similar(self._store.without_places(number, self._reader), **options)

    def _rest_of(self, article: Article) -> dict[str, object]:
        in_title = self._matches(article.title, article.lang, "title")
        in_body = self._matches(article.body, article.lang, "body")
        shown = {match.target for match in in_title}
        weights = [
            target.weight * (SHOWN if number in shown else 1.0)
            for number, target in enumerate(self._targets(article.lang))
        ]
        return {
            "title_matches": merge_spans(in_title),
            "passages": best_passages(
                article.body, in_body, weights, count=self._passages, characters=self._characters
            ),
            "source": article.source,
            "published": article.published,
            "authors": article.authors,
            "agency": article.agency,
            "url": article.url,
            "section": article.section,
            "tags": article.tags,
            "lang": article.lang,
            "origins": article.origins,
            "why": "" if in_title or in_body else self._why(),
        }

    def _targets(self, lang: str) -> tuple[Target, ...]:
        wanted = self._wanted.get(lang)
        if wanted is None:
            snapshot = self._snapshot
            wanted = targets(self._tree, snapshot.document_count(), snapshot.document_frequency, lang)
            self._wanted[lang] = wanted
        return wanted

    def _matches(self, text: str, lang: str, where: Literal["title", "body"]) -> list[Match]:
        """Where a title or body has what is looked for."""
        wanted = self._targets(lang)
        words = wanted_words(wanted, where)
        return find_matches(self._store.analyzer.find(text, lang, words, most=_MOST), wanted, where) if words else []

    def _why(self) -> str:
        named = [_FIELD_WORDS[field] for field in other_fields(self._tree) if field in _FIELD_WORDS]
        if named:
            return f"{' and '.join(named)} matched"
        return (
            "the text matched, at no certain word"
            if asks_for_text(self._tree)
            else "nothing in particular was asked for"
        )


class _Page:
    """Where the hits of some ranks, one after the other, were found."""

    __slots__ = ("_documents", "_first_rank", "_shown")

    def __init__(self, shown: Shown, documents: Sequence[tuple[int, float]], first_rank: int) -> None:
        self._shown = shown
        self._documents = documents
        self._first_rank = first_rank

    def __call__(self, rank: int) -> Mapping[str, object]:
        """What a hit has besides identity, rank, score and title."""
        return self._shown.rest(self._documents[rank - self._first_rank][0])

    def explain(self, rank: int) -> Explanation:
        """How its score came about."""
        return self._shown.explain(*self._documents[rank - self._first_rank])

    def similar(self, rank: int, options: Mapping[str, Any]) -> Results:
        """What is like it."""
        return self._shown.similar(self._documents[rank - self._first_rank][0], options)


class AllHits(Sequence[Hit]):
    """The hits of `documents`, (number, score) each, best first: made when they are asked for, and not kept."""

    def __init__(self, shown: Shown, documents: Sequence[tuple[int, float]]) -> None:
        self._shown = shown
        self._documents = documents

    def __len__(self) -> int:
        return len(self._documents)

    def __iter__(self) -> Iterator[Hit]:
        for rank, document in enumerate(self._documents, 1):
            yield from self._shown.hits((document,), first_rank=rank)

    @overload
    def __getitem__(self, place: int) -> Hit: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, place: int | slice) -> Hit | tuple[Hit, ...]:
        ranks = range(1, len(self) + 1)[place]
        if isinstance(ranks, range):
            return tuple(map(self._ranked, ranks))
        return self._ranked(ranks)

    def _ranked(self, rank: int) -> Hit:
        (hit,) = self._shown.hits((self._documents[rank - 1],), first_rank=rank)
        return hit

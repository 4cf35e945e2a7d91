"""What to highlight: the words and phrases that a query tree looks for, negated ones left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from searchkit.analysis import AskedTerm, TermWithin
from searchkit.frozen import dataclass
from searchkit.search import bm25
from searchkit.search.kinds import KINDS

if TYPE_CHECKING:
    from searchkit.search.plain.ranking import Tree

_BODY_FIELDS = ("text", "title", "exact")


@dataclass(frozen=True, slots=True)
class Target:
    """One word, or one phrase, of a query."""

    sequence: tuple[frozenset[str], ...]
    """For each place of a phrase the terms that may stand there; a word has one place."""
    kind: Literal["term", "form"]
    """Whether its words are terms (stems) or forms as written."""
    fields: frozenset[str]
    """Where it counts: of ``title`` and ``body``."""
    slop: int = 1
    """How far apart neighbours may stand; 1: next to each other."""
    ordered: bool = True
    """Whether the places come in this order."""
    weight: float = 1.0
    """How much it tells, to choose the best passage by."""


def targets(tree: Tree, document_count: int, frequency: Callable[[str, str], int], language: str) -> tuple[Target, ...]:
    """The targets of `tree` in an article in a `language`; `frequency(field, term)` is a term's document frequency."""
    found: dict[Target, None] = {}
    for leaf in _positive_leaves(tree):
        field = _field(leaf)
        if field not in _BODY_FIELDS:
            continue
        sequence = tuple(_sequence(leaf, language))
        if not all(sequence):
            continue
        several = _is(leaf, "Phrase", "Near")
        target = Target(
            sequence,
            kind="form" if field == "exact" else "term",
            fields=frozenset(["title"]) if field == "title" else frozenset(["title", "body"]),
            slop=leaf.slop if several else 1,
            ordered=not _is(leaf, "Near"),
            weight=sum(
                bm25.idf(document_count, min(document_count, sum(frequency(field, word) for word in words)))
                for words in sequence
            ),
        )
        found[target] = None
    return tuple(found)


def _sequence(leaf: Tree, language: str) -> Iterator[frozenset[str]]:
    """The places of a phrase, each with its words; of any other leaf the one place."""
    if _is(leaf, "Phrase"):
        yield from (_spoken([word], language) for word in leaf.words)
    elif _is(leaf, "Near"):
        for part in leaf.qs:
            yield _spoken([term for _, term in part.terms()], language)
    elif _is(leaf, "Synonyms"):
        yield _spoken(leaf.words, language)
    else:
        yield _spoken([term for _, term in leaf.terms()], language)


def _spoken(words: Iterable[AskedTerm], language: str) -> frozenset[str]:
    """Those that count in articles in a language."""
    return frozenset(_text(word) for word in words if not isinstance(word, TermWithin) or language in word.languages)


def other_fields(tree: Tree) -> tuple[str, ...]:
    """The fields besides title and body that the query names, in the order they come."""
    names = (_field(leaf) for leaf in _positive_leaves(tree))
    return tuple(dict.fromkeys(name for name in names if name and name not in _BODY_FIELDS))


def asks_for_text(tree: Tree) -> bool:
    """Whether the query looks for something in title or body, if only in a way that is no `Target`."""
    return any(_field(leaf) in _BODY_FIELDS for leaf in _positive_leaves(tree))


def _field(leaf: Tree) -> str | None:
    """The field that it looks in; that of words near each other is that of each."""
    field: str | None = leaf.qs[0].field() if _is(leaf, "Near") else leaf.field()
    return field


def _positive_leaves(tree: Tree) -> Iterator[Tree]:
    if _is(tree, "Not"):
        return
    if _is(tree, "AndNot", "SpanNot"):
        yield from _positive_leaves(tree.a)
    elif _is(tree, "Phrase", "Synonyms", "Near") or tree.is_leaf():
        yield tree
    elif _is(tree, "SpanQuery") and hasattr(tree, "q"):  # Whoosh's own hide what they look for from `children`
        yield from _positive_leaves(tree.q)
    else:
        for child in tree.children():
            yield from _positive_leaves(child)


def _is(tree: Tree, *names: str) -> bool:
    """Whether the tree is of one of these classes: of Whoosh's, ours, or their siblings in `searchkit.query.simple`."""
    return any(KINDS[kind] in names for kind in type(tree).__mro__)


def _text(term: AskedTerm | bytes) -> str:
    return term.decode() if isinstance(term, bytes) else str(term)

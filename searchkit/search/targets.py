"""What to highlight: the words and phrases that a query tree looks for, negated ones left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from whoosh import query

from searchkit.search import bm25
from searchkit.search.expand import Synonyms

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
    weight: float = 1.0
    """How much it tells, to choose the best passage by."""


def targets(tree: query.Query, document_count: int, frequency: Callable[[str, str], int]) -> tuple[Target, ...]:
    """The targets of `tree`; `frequency(field, term)` is a term's document frequency."""
    found: dict[Target, None] = {}
    for leaf in _positive_leaves(tree):
        field = leaf.field()
        if field not in _BODY_FIELDS:
            continue
        if isinstance(leaf, query.Phrase):
            sequence = tuple(frozenset([word]) for word in leaf.words)
            weight = sum(bm25.idf(document_count, frequency(field, word)) for word in leaf.words)
            slop = leaf.slop
        else:
            words = frozenset(_text(term) for _, term in leaf.terms())
            if not words:
                continue
            sequence = (words,)
            weight = bm25.idf(document_count, min(document_count, sum(frequency(field, word) for word in words)))
            slop = 1
        places = frozenset(["title"]) if field == "title" else frozenset(["title", "body"])
        found[Target(sequence, "form" if field == "exact" else "term", places, slop, weight)] = None
    return tuple(found)


def other_fields(tree: query.Query) -> tuple[str, ...]:
    """The fields besides title and body that the query names, in the order they come."""
    names = (leaf.field() for leaf in _positive_leaves(tree))
    return tuple(dict.fromkeys(name for name in names if name and name not in _BODY_FIELDS))


def _positive_leaves(tree: query.Query) -> Iterator[query.Query]:
    if isinstance(tree, query.Not):
        return
    if isinstance(tree, query.AndNot):
        yield from _positive_leaves(tree.a)
    elif isinstance(tree, (query.Phrase, Synonyms)) or tree.is_leaf():
        yield tree
    else:
        for child in tree.children():
            yield from _positive_leaves(child)


def _text(term: str | bytes) -> str:
    return term.decode() if isinstance(term, bytes) else term

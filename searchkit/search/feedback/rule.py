"""Words that the best articles have in common with each other, and the query has not: they move articles up that have
them, and find none that the query would not.

The weight of a word in an article is (1 + ln frequency) * idf; of the first `KEY_WORDS` of each of the `BEST` articles,
scaled to length one, the sum is taken, each article counting as its score does. The `ADDED` heaviest words are added
with `SHARE` of the weight of the whole query. Source: Lavrenko and Croft, Relevance-Based Language Models, 2001 (RM3 is
the usual name of the mixture); the weights are those that measured best, see docs/decisions/0013-expansion.md.

The rule when not to: a query of fewer than `WORDS` words names something, and an article that has all of its words
answers it. Of such queries more are lost by other words than are won.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Literal, TypeAlias

from searchkit.frozen import dataclass
from searchkit.model import Note
from searchkit.search import bm25

Expand: TypeAlias = Literal["never", "ruled", "always"]
"""When words are added."""

FIELD: Final = "text"

WORDS: Final = 4
"""A query of fewer words is left as it is."""

BEST: Final = 5
"""Of so many articles words are taken."""

KEY_WORDS: Final = 24
"""The heaviest words of an article that are looked at."""

ADDED: Final = 20
"""So many words are added at most."""

SHARE: Final = 0.4
"""Of the weight of the whole."""

_SHOWN = 10  # words that a note names


@dataclass(frozen=True, slots=True)
class Words:
    """What there is to know of the words of an index; articles go by their numbers."""

    is_known: Callable[[str], bool]
    """Whether any article has a term."""
    has: Callable[[int, str], bool]
    """Whether an article has it."""
    key_words: Callable[[int], Mapping[str, float]]
    """The key words of an article."""


def key_words(
    terms: Mapping[str, float],
    posting_counts: Mapping[str, int],
    document_count: int,
    most: int = KEY_WORDS,
    tells: Callable[[str], bool] = bool,  # any word
) -> dict[str, float]:
    """The heaviest of the `terms` of an article, `most` at most, with their weights, which have length one; given are
    their frequencies. Those of no other article say nothing about others, nor do those that `tells` is false of."""
    idf = {
        term: bm25.idf(document_count, min(count, document_count))
        for term in terms
        if (count := posting_counts[term]) > 1
    }
    heaviest = islice(filter(tells, sorted(idf, key=lambda term: (-terms[term] * idf[term], term))), most)
    weights = {term: (1 + math.log(terms[term])) * idf[term] for term in heaviest}
    length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
    return {term: weight / length for term, weight in weights.items()}


def added_words(tree: Any, best: Sequence[tuple[int, float]], words: Words, *, always: bool) -> dict[str, float]:
    """The words to add to a tree, with their boosts; none when they would do harm.

    `best` are the first articles that it finds, (number, score) each. With `always` the rule is not asked.
    """
    asked = [(terms, boost) for terms, boost in words_asked(tree) if any(map(words.is_known, terms))]
    if not asked or not best or not (always or len(asked) >= WORDS):
        return {}
    if not always and all(any(words.has(best[0][0], term) for term in terms) for terms, _ in asked):
        return {}
    weights: dict[str, float] = {}
    for number, score in best[:BEST]:
        for term, weight in words.key_words(number).items():
            weights[term] = weights.get(term, 0.0) + score * weight
    heaviest = sorted(weights, key=lambda term: (-weights[term], term))[:ADDED]
    whole = sum(weights[term] for term in heaviest)
    if not whole:
        return {}
    factor = SHARE / (1 - SHARE) * sum(boost for _, boost in asked) / whole
    return {term: factor * weights[term] for term in heaviest}


def words_asked(tree: Any) -> list[tuple[tuple[str, ...], float]]:
    """The words of a tree that is any of some words and phrases, each with its terms and its boost; none for any other
    tree. Phrases are left out.

    As in `search.plain`, classes go by their names.
    """
    if type(tree).__name__ != "Or":
        return []
    return [
        (tuple(term for _, term in child.terms()), child.boost)
        for child in tree.children()
        if type(child).__name__ in ("Term", "Synonyms") and child.field() == FIELD
    ]


def note(added: Mapping[str, float], tree: Any) -> Note:
    """What is said of the words that were added: those that were not asked for, as the index has them."""
    asked = {term for terms, _ in words_asked(tree) for term in terms}
    new = [word for word in added if word not in asked]
    return Note("expanded", f"Words of the best articles move others up: {some_of(new)}; --no-expand leaves them out.")


def some_of(words: Sequence[str]) -> str:
    """Words in a sentence: the first of them, and how many more there are."""
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return f"{', '.join(words[:_SHOWN])}{more}"

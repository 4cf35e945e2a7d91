"""Words that the best articles have and the query may not: they move articles up that have them, and find none that
the query would not.

The weight of a word in an article is (1 + ln frequency) * idf. Of each of the `BEST` articles the heaviest `KEY_WORDS`
of the `FREQUENT` words that come most often, stop words left out, are scaled to length one and added up, each article
counting as the power `POWER` of its score does: one that is far ahead speaks alone. The `ADDED` heaviest words get
`SHARE` of the weight of the whole query, and each adds what BM25 gives it to the scores of the best
`ranked.CANDIDATES`. The best article gets as much as they could add at most: words that were not typed do not take its
place. Source: Lavrenko and Croft, Relevance-Based Language Models, 2001 (RM3 is the usual name of the mixture); the
weights are those that measured best, see docs/decisions/0013-expansion.md.

A query of fewer than `WORDS` words is left as it is where nobody asks for more: it names something.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, Literal, TypeAlias

from searchkit.search import bm25
from searchkit.search.kinds import KINDS

Expand: TypeAlias = Literal["never", "ruled", "always"]
"""When words are added."""

FIELD: Final = "text"

WORDS: Final = 4
"""A query of fewer words is left as it is."""

BEST: Final = 3
"""Of so many articles words are taken."""

POWER: Final = 4
"""Of the score of an article, in proportion to that of the first: it says how much its words count."""

FREQUENT: Final = 32
"""The most frequent words of an article, of which the index is asked how many articles have them."""

KEY_WORDS: Final = 20
"""The heaviest of these speak for the article."""

ADDED: Final = 15
"""So many words are added at most."""

SHARE: Final = 0.4
"""Of the weight of the whole."""

_SHOWN = 6  # words that a note names

Word: TypeAlias = tuple[tuple[str, ...], float]
"""The terms that a word of a query is found by, and its boost."""


def key_words(
    terms: Mapping[str, float],
    posting_counts: Mapping[str, int],
    document_count: int,
    most: int,
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


def added_words(
    asked: Sequence[Word], best: Sequence[tuple[int, float]], key_words_of: Callable[[int], Mapping[str, float]]
) -> dict[str, float]:
    """The words that articles are to be moved up by, with their boosts, the heaviest first.

    `asked` are the words of the query that the index has, `best` the first articles, (number, score) each; of these
    the key words are taken, by number.
    """
    weights: dict[str, float] = {}
    for number, score in best[:BEST] if best and best[0][1] > 0 else ():
        share = (score / best[0][1]) ** POWER
        for term, weight in key_words_of(number).items():
            weights[term] = weights.get(term, 0.0) + share * weight
    heaviest = sorted(weights, key=lambda term: (-weights[term], term))[:ADDED]
    whole = sum(weights[term] for term in heaviest)
    factor = SHARE / (1 - SHARE) * sum(boost for _, boost in asked) / whole if whole else 0.0
    return {term: factor * weights[term] for term in heaviest} if factor else {}


def words_asked(tree: Any, least: int = 1) -> list[Word]:
    """The words of a tree that is any of some words and phrases, each with its terms and its boost; none for any other
    tree, nor when they are fewer than `least`. Phrases and conditions are left out.
    """
    while KINDS[type(tree)] == "Require":
        tree = tree.a
    if KINDS[type(tree)] != "Or" or len(children := tree.subqueries) < least:
        return []
    words = [
        (tuple(term for _, term in child.terms()), child.boost)
        for child in children
        if KINDS[type(child)] in ("Term", "Synonyms") and child.field() == FIELD
    ]
    return words if len(words) >= least else []


def some_of(words: Sequence[str]) -> str:
    """Words in a sentence: the first of them, and how many more there are."""
    more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
    return f"{', '.join(words[:_SHOWN])}{more}"

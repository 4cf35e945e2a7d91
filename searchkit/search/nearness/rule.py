"""What nearness adds to the score of an article.

::

    bonus   = nearness * sum of BM25(weight, near) over the query's words
    near    = sum of weight(neighbour) * closeness(distance) over the word's neighbours in the article
    weight  = boost * idf, as in `bm25`

Of all places of the query's words in an article, in order, two that follow each other are neighbours when they are of
different words and at most `WINDOW` positions apart; their closeness is one part in their distance. BM25 bounds it: a
word gains at most the setting ``nearness`` times what it may add by itself, however often its neighbours come. Source:
Büttcher, Clarke and Lushman, Term Proximity Scoring for Ad-Hoc Retrieval on Very Large Text Collections, 2006; here
with the distance itself in place of its square, and with a window.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from searchkit.search.kinds import KINDS

if TYPE_CHECKING:
    from searchkit.analysis import AskedTerm

FIELD: Final = "text"
"""The field whose words are looked at: title and body, with a gap between that is wider than the window."""

WINDOW: Final = 24
"""Positions from one word to the next, at most."""

CLOSENESS: Final = (0.0, *(round(4096 / distance) / 4096 for distance in range(1, WINDOW + 1)))
"""By distance. In whole parts of 4,096: sums of them are exact in double precision, in whatever order."""

MOST_WORDS: Final = 16
"""The first so many words of a query are looked at."""

MOST_FORMS: Final = 8
"""A word that stands for more terms, such as a prefix, is not."""

WHOLLY: Final = (1.0,)
"""What a term is worth that is the only one of its word."""

MOST_PLACES: Final = 1_000
"""The first so many places of a term in an article are looked at."""


class NearWord(NamedTuple):
    """A word of a query, whose neighbours count."""

    terms: tuple[AskedTerm, ...]
    """Those it is found by, in the field `FIELD`."""
    worth: tuple[float, ...]
    """What each counts for the word's weight; near each other they count alike."""
    boost: float


def near_words(tree: Any) -> tuple[NearWord, ...]:
    """The words of a tree, each once, in the order of the query; nothing when there are not two.

    `tree` is a `whoosh.query.Query`, which is untyped, or a `simple.Node`. Words inside of phrases and of other forms
    are left out: these say themselves how near words must be.
    """
    words: dict[tuple[AskedTerm, ...], NearWord] = {}
    if KINDS[type(tree)] == "Term":
        return ()
    for word in _words_in(tree, 1.0):
        if word.boost > 0 and len(word.terms) <= MOST_FORMS:
            words.setdefault(word.terms, word)
            if len(words) == MOST_WORDS:
                break
    return tuple(words.values()) if len(words) > 1 else ()


def _words_in(node: Any, boost: float) -> Sequence[NearWord]:
    kind = KINDS[type(node)]
    if kind == "Term":
        return [NearWord((node.text,), WHOLLY, boost * node.boost)] if node.fieldname == FIELD else ()
    if kind == "Synonyms":
        words, worth = tuple(node.words), tuple(node.worth)
        return [NearWord(words, worth, boost * node.boost)] if node.fieldname == FIELD else ()
    if kind in ("Or", "And"):
        return [word for child in node.subqueries for word in _words_in(child, boost * node.boost)]
    if kind in ("AndNot", "Require"):
        return _words_in(node.a, boost)
    return [*_words_in(node.a, boost), *_words_in(node.b, boost)] if kind == "AndMaybe" else ()

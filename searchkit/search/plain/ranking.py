"""Ranking without numpy what people type most: words, any or all of some, with or without others.

Importing numpy takes as long as searching a hundred and fifty thousand postings in Python does. So the first searches
of a process, as every command is one, are answered here while that has not been outweighed, and with the same numbers
to the last bit; `ranking` answers all others.
"""

from __future__ import annotations

import heapq
import sys
import time
from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from operator import add
from typing import TYPE_CHECKING, Any, TypeAlias

from searchkit.analysis import TermWithin
from searchkit.search.feedback.rule import BEST
from searchkit.search.kinds import NOTHING
from searchkit.search.nearness.rule import near_words
from searchkit.search.plain import pruning
from searchkit.search.plain.limits import Listed
from searchkit.search.plain.nearness import PlainNearness
from searchkit.search.plain.pruning import PlainPruned
from searchkit.search.plain.statistics import PlainPart, PlainScores, PlainScoring, PlainSnapshot, PlainWord, single
from searchkit.search.ranked import CANDIDATES, Ranked

if TYPE_CHECKING:
    from searchkit.search.feedback.asking import Feedback
    from searchkit.search.search import Request

_MOST = 150_000
"""Postings that all plain searches of a process may read together: less than importing numpy is worth."""

_MOST_WORDS = 1_200
"""Words of a query, those that its patterns stand for included: one pattern and a few. All are looked up before any is
ranked, without a look at the clock; the other way looks at it after each."""

_OVERHEAD = 2_000  # postings that take as long as a search without any
_WITH_PLACES = 10_000  # as many, to look where words stand in the best
_WORDS = ("Term", "Synonyms")
"""Classes go by their names: those of Whoosh and their siblings in `searchkit.query.simple` are answered alike."""

Tree: TypeAlias = Any
"""A `whoosh.query.Query`, which is untyped, or a `simple.Node`."""
Scored: TypeAlias = "dict[int, float]"
Sortable: TypeAlias = "tuple[float, int, int, int]"
"""What a document is sorted by, smallest first (score and time, negative, and identity), and its number."""

_postings_read = 0
"""Postings that plain searches of this process have read."""


def is_worth_it(snapshot: PlainSnapshot, tree: Tree, request: Request, nearness: float = 0.0) -> bool:
    """Whether `PlainRanking` can answer, and does it before numpy is imported."""
    global _postings_read
    if "numpy" in sys.modules or _postings_read > _MOST or not can_answer(tree, request) or _words(tree) > _MOST_WORDS:
        return False
    cost = _OVERHEAD + _postings(snapshot, tree)
    if nearness and near_words(tree):
        cost += _WITH_PLACES
    cost += sum(part.document_count // 10 for part in snapshot.parts if part.live is not None)
    if _postings_read + cost > _MOST:
        return False
    _postings_read += cost
    return True


def may_be_worth_it(snapshot: PlainSnapshot, tree: Tree) -> bool:
    """Whether it may, as far as a tree shows that is not fitted to the index yet."""
    return _words(tree) <= _MOST_WORDS and _postings_read + _postings(snapshot, tree) <= _MOST


def can_answer(tree: Tree, request: Request) -> bool:
    """Whether `PlainRanking` knows all of the tree, and what is asked for besides."""
    if request.is_foreign or request.facets or request.recency is not None or request.exact_total is False:
        return False
    return request.sort == "relevance" and _knows(tree)


def _knows(tree: Tree) -> bool:
    kind = type(tree).__name__
    if kind == "Or" and tree.scale:
        return False
    return kind in _WORDS or kind == NOTHING or (kind in _HANDLERS and all(map(_knows, tree.children())))


def _words(tree: Tree) -> int:
    if tree.is_leaf():
        return len(tree.words) if type(tree).__name__ == "Synonyms" else 1
    return sum(map(_words, tree.children()))


def _postings(snapshot: PlainSnapshot, tree: Tree) -> int:
    if tree.is_leaf():
        count = sum(snapshot.posting_count(field, text) for field, text in tree.terms())
        words = tree.words if type(tree).__name__ == "Synonyms" else (getattr(tree, "text", None),)
        languages = {code for word in words if isinstance(word, TermWithin) for code in word.languages}
        return count + sum(snapshot.posting_count("lang", code) for code in languages)
    return sum(_postings(snapshot, child) for child in tree.children())


class PlainRanking:
    """One query on one snapshot."""

    def __init__(
        self, snapshot: PlainSnapshot, tree: Tree, *, nearness: float = 0.0, feedback: Feedback | None = None
    ) -> None:
        self._snapshot = snapshot
        self._tree = tree
        self._near = PlainNearness.of(snapshot, tree, nearness)
        self._feedback = feedback
        self._scores: dict[tuple[PlainWord, float], PlainScores] = {}

    def rank(self, *, count: int, versions: bool, deadline: float) -> Ranked:
        """The first `count` articles; ties go to the newer, then to the lower identity."""
        best: list[Sortable] = []
        total = older = 0
        wanted, looks_closer = count, count > 0 and (self._near is not None or self._feedback is not None)
        if looks_closer:
            count = max(count, CANDIDATES)
        for part in self._snapshot.parts:
            if time.monotonic() > deadline:
                return Ranked(_numbers(best, wanted), total, is_exact=False, complete=False, older=older)
            lists = self._listed(part) if count else None
            if lists is not None:
                pruned = PlainPruned(part, lists, versions=versions)
                total += pruned.total
                older += pruned.older
                scores = _rounded(pruned.best(count, (-placed[0] for placed in best)))
                best += _best(part, scores, scores, count)
                continue
            scores = self._matches(part, self._tree, 1.0)
            live = scores if part.live is None else [number for number in scores if part.live[number]]
            shown = live if versions or not part.older else [number for number in live if number not in part.older]
            total += len(shown)
            older += len(live) - len(shown)
            best += _best(part, scores, shown, count)
        if looks_closer:
            best = sorted(best)
            best = self._looked_at_closely(best[:CANDIDATES]) + best[CANDIDATES:]
        return Ranked(_numbers(best, wanted), total, is_exact=True, complete=True, older=older)

    def _looked_at_closely(self, best: list[Sortable]) -> list[Sortable]:
        """The best with what nearness and feedback add to their scores."""
        if self._near is not None:
            best = self._near.added_to(best)
        if self._feedback is not None and best:
            first = _numbers(best, BEST)
            from searchkit.search.plain.feedback import bonuses

            self._feedback.ask(first)
            added = bonuses(self._snapshot, self._feedback.added, [number for *_, number in best], first[0][0])
            best = [(-single(-score + added[number]), time, key, number) for score, time, key, number in best]
        return best

    def _listed(self, part: PlainPart) -> list[Listed] | None:
        """The lists of a tree that is any of some words, if there is so much in them that some is better left out."""
        if type(self._tree).__name__ != "Or":
            return None
        listed: list[Listed] = []
        for child in self._tree.subqueries:
            word = self._word(child)
            if word is None or word.scoring is None:
                return None
            postings, norms = word.lists[part.number], word.scoring.norms[part.number]
            if postings is not None and norms is not None:
                scores = self._scores_of(word, word.scoring, self._tree.boost * child.boost)
                listed.append(Listed(postings, scores, norms))
        return listed if pruning.is_worth_it(listed) else None

    def _matches(self, part: PlainPart, node: Tree, boost: float) -> Scored:
        """The documents that match with their scores, deleted ones among them."""
        if type(node).__name__ == NOTHING:
            return {}
        if (word := self._word(node)) is not None:
            postings = word.lists[part.number]
            if postings is None:
                return {}
            return dict(zip(*self._scored(part, word, boost * node.boost, None), strict=True))
        return _HANDLERS[type(node).__name__](self, part, node, boost)

    def _documents(self, part: PlainPart, node: Tree) -> Collection[int]:
        """The documents that match."""
        if (word := self._word(node)) is not None:
            postings = word.lists[part.number]
            return () if postings is None else postings.numbers
        return self._matches(part, node, 1.0).keys()

    def _word(self, node: Tree) -> PlainWord | None:
        kind = type(node).__name__
        if kind == "Term":
            return self._snapshot.word(node.fieldname, node.text)
        return self._snapshot.synonyms(node.fieldname, node.words, node.worth) if kind == "Synonyms" else None

    def _scored(
        self, part: PlainPart, word: PlainWord, boost: float, among: set[int] | None
    ) -> tuple[Sequence[int], Sequence[float]]:
        """The documents `among` some, None: among all, that have a word, and what it adds to the score of each."""
        norms = None if word.scoring is None else word.scoring.norms[part.number]
        postings = word.lists[part.number]
        if postings is None:
            return (), ()
        documents, frequencies = postings.read(among)
        if word.scoring is None or norms is None:
            return documents, (0.0,) * len(documents)
        scores = self._scores_of(word, word.scoring, boost)
        return documents, scores.of(frequencies, list(map(norms.__getitem__, documents)))

    def _scores_of(self, word: PlainWord, scoring: PlainScoring, boost: float) -> PlainScores:
        scores = self._scores.get((word, boost))
        if scores is None:
            weight = word.idf if boost == 1.0 else single(single(boost) * word.idf)
            scores = self._scores[word, boost] = PlainScores(weight, self._snapshot.inverses(scoring))
        return scores

    # Nodes with others inside

    def _or(self, part: PlainPart, node: Tree, boost: float) -> Scored:
        lists = [self._matches(part, child, boost * node.boost) for child in node.subqueries]
        lists = [found for found in lists if found]
        if len(lists) < 2:
            return lists[0] if lists else {}
        sums = dict(lists[0])
        for found in lists[1:]:
            for number, score in found.items():
                sums[number] = sums.get(number, 0.0) + score
        return _rounded(sums)

    def _and(self, part: PlainPart, node: Tree, boost: float) -> Scored:
        words = [(child, word) for child in node.subqueries if (word := self._word(child)) is not None]
        rest = [child for child in node.subqueries if type(child).__name__ not in _WORDS]
        found = self._all_of(part, words, boost * node.boost) if words else None
        for child in rest:
            more = self._matches(part, child, boost * node.boost)
            if found is None:
                found = more
            else:
                found = {number: found[number] + more[number] for number in found if number in more}
        return _rounded(found or {})

    def _all_of(self, part: PlainPart, words: list[tuple[Tree, PlainWord]], boost: float) -> Scored:
        """The documents that have all the words, and the sums of their scores, not rounded yet."""
        lists = []
        for _, word in words:
            postings = word.lists[part.number]
            if postings is None:
                return {}
            lists.append(postings)
        common = set.intersection(*(postings.numbers for postings in sorted(lists, key=lambda one: one.count)))
        sums: Iterable[float] = (0.0,) * len(common)
        for child, word in words:
            sums = map(add, sums, self._scored(part, word, boost * child.boost, common)[1])
        return dict(zip(sorted(common), sums, strict=True))

    def _and_not(self, part: PlainPart, node: Tree, boost: float) -> Scored:
        without = self._documents(part, node.b)
        return {number: score for number, score in self._matches(part, node.a, boost).items() if number not in without}

    def _require(self, part: PlainPart, node: Tree, boost: float) -> Scored:
        required = self._documents(part, node.b)
        return {number: score for number, score in self._matches(part, node.a, boost).items() if number in required}

    def _and_maybe(self, part: PlainPart, node: Tree, boost: float) -> Scored:
        more = self._matches(part, node.b, boost)
        found = self._matches(part, node.a, boost)
        return _rounded({number: score + more.get(number, 0.0) for number, score in found.items()})


_HANDLERS: dict[str, Callable[[PlainRanking, PlainPart, Tree, float], Scored]] = {
    "Or": PlainRanking._or,
    "And": PlainRanking._and,
    "AndNot": PlainRanking._and_not,
    "Require": PlainRanking._require,
    "AndMaybe": PlainRanking._and_maybe,
}


def _rounded(sums: Scored) -> Scored:
    """Sums that were taken in double precision, in single precision."""
    return dict(zip(sums, array("f", sums.values()), strict=True))


def _best(part: PlainPart, scores: Scored, shown: Collection[int], count: int) -> list[Sortable]:
    """The best `count` of the documents `shown` of a segment: what they are sorted by, smallest first, and number."""
    if not count or not shown:
        return []
    if len(shown) > count:
        least = heapq.nlargest(count, map(scores.__getitem__, shown))[-1]
        shown = [number for number in shown if scores[number] >= least]
    times, keys = part.times, part.keys
    return [(-scores[number], -times[number], keys[number], part.offset + number) for number in shown]


def _numbers(best: list[Sortable], count: int) -> tuple[tuple[int, float], ...]:
    return tuple((number, -score) for score, *_, number in heapq.nsmallest(count, best))

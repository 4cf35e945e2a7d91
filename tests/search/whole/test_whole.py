"""The lists of all segments as one: the answer is the same."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from whoosh import query
from whoosh.reading import EmptyReader

from searchkit.index.columnar.array_cache import ArrayCache
from searchkit.index.schema import make_schema
from searchkit.search import ranking
from searchkit.search.evaluating.evaluate import Run
from searchkit.search.positions import in_both
from searchkit.search.ranked import BestOfFew, Ranked
from searchkit.search.ranking import rank
from searchkit.search.statistics import Snapshot
from searchkit.search.whole import leading, lists, matching
from searchkit.search.whole import placed as places
from tests.search.evaluating.test_evaluate import plain_snapshot
from tests.search.plain_segment import Document
from tests.search.random_trees import WORDS, all_of_words, any_of_words, corpora, one_segment, phrases, words

SCHEMA = make_schema()

several_words = st.lists(st.builds(query.Term, st.just("text"), words), min_size=2, max_size=5).map(query.Or)
several_phrases = st.lists(phrases, min_size=1, max_size=3).map(query.DisjunctionMax)

ascending = st.sets(st.integers(0, 60)).map(lambda found: np.array(sorted(found), np.int64))


def ask(snapshot: Snapshot, tree: query.Query, count: int, *, versions: bool, nearness: float = 0.0) -> Ranked:
    """The best `count`."""
    run = Run(snapshot, EmptyReader(SCHEMA))
    return rank(run, tree, count=count, sort="relevance", versions=versions, nearness=nearness)


@settings(max_examples=400)
@given(
    corpora,
    st.one_of(any_of_words, several_words, all_of_words, phrases, phrases, several_phrases),
    st.integers(1, 8),
    st.booleans(),
    st.sets(st.integers(0, 35)),
    st.sampled_from([2, 6, 50_000]),
    st.sampled_from([-1, 300_000]),
    st.sampled_from([0, 4, 20_000]),
    st.sampled_from([0, 4_000]),
    st.sampled_from([{}, {"_MANY": 0}, {"SMALL": 0, "_LONG": 0}, {"SMALL": 0, "_LONG": 0, "_SEVERAL": 2}]),
    st.booleans(),
)
@example(
    one_segment(("ant", "bee ant")),
    query.Phrase("text", ["bee", "ant"]),
    1,
    False,
    set(),
    50_000,
    300_000,
    20_000,
    0,
    {},
    True,
)
@example(
    one_segment(("ant", "cat"), ("ant", "dog"), ("bee ant bee", "fox")),
    query.Phrase("text", ["ant", "bee"]), 2, False, set(), 50_000, 300_000, 20_000, 0, {}, False,
)  # fmt: skip
def test_the_answer_is_that_of_segment_by_segment(
    corpus: list[list[Document]],
    tree: query.Query,
    count: int,
    versions: bool,
    older: set[int],
    short: int,
    long: int,
    placed: int,
    few: int,
    ways: dict[str, int],
    has_room: bool,
) -> None:
    """Whatever of it is looked up instead, for want of room too, and when asked again too."""
    for number, document in enumerate(document for documents in corpus for document in documents):
        if number in older:
            document.fields["older"] = [("1", 0, 1)]
    with patch.multiple(lists, SHORT=-1, LONG=-1):
        expected = ask(plain_snapshot(corpus, SCHEMA), tree, count, versions=versions)
    with (
        patch.multiple(lists, SHORT=short, LONG=long),
        patch.multiple(matching, _FEW=few, _FAR_FEWER=1),
        patch.object(places, "_PLACED", placed),
        patch.dict(vars(leading), ways),
        patch.object(ArrayCache, "has_room", lambda *_: has_room),
    ):
        snapshot = plain_snapshot(corpus, SCHEMA)
        assert ask(snapshot, tree, count, versions=versions) == expected
        assert ask(snapshot, tree, count, versions=versions) == expected


@given(st.lists(st.floats(0.5, 30, width=32), min_size=3, max_size=8), st.integers(0, 2**32 - 1))
def test_the_best_is_found_that_is_the_best_of_every_list(most: list[float], seed: int) -> None:
    """Sums of numbers in single precision are rounded: what is left out for a difference of two allows for both."""
    dice = np.random.default_rng(seed)
    snapshot = plain_snapshot(one_segment(*[("ant", "bee")] * 100), SCHEMA)
    columns = []
    for score in sorted(most):
        documents = np.append(0, 1 + np.sort(dice.choice(99, dice.integers(1, 50), replace=False)))
        scores = (dice.random(len(documents)) * score).astype(np.float32)
        scores[0] = score
        columns.append(lists.Whole(documents, scores, 100))
    with patch.multiple(leading, SMALL=0, _LONG=0):
        best = leading.best_of_any(snapshot, columns, 1, None)
    assert 0 in best.documents


@settings(max_examples=200)
@given(
    corpora,
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3, unique=True),
    st.booleans(),
    st.integers(1, 3),
    st.sampled_from([2, 3, 5, 100]),
    st.booleans(),
    st.sampled_from([0, 256]),
    st.sampled_from([0, 20_000]),
)
def test_nearness_is_that_of_segment_by_segment(
    corpus: list[list[Document]],
    words: list[str],
    needs_all: bool,
    count: int,
    candidates: int,
    versions: bool,
    many: int,
    placed: int,
) -> None:
    """Where only those that may have several words are looked at, too; whichever equal the last of the candidates."""
    tree = (query.And if needs_all else query.Or)([query.Term("text", word) for word in words])
    with patch.object(ranking, "CANDIDATES", candidates), patch.multiple(lists, SHORT=-1, LONG=-1):
        expected = ask(plain_snapshot(corpus, SCHEMA), tree, count, versions=versions, nearness=1.0)
    with (
        patch.object(ranking, "CANDIDATES", candidates),
        patch.object(places, "_PLACED", placed),
        patch.object(leading, "_MANY", many),
    ):
        assert ask(plain_snapshot(corpus, SCHEMA), tree, count, versions=versions, nearness=1.0) == expected


@given(ascending, ascending)
def test_what_is_in_both(a: np.ndarray, b: np.ndarray) -> None:
    """Ascending."""
    assert in_both(a, b).tolist() == sorted({*a.tolist()} & {*b.tolist()})


@given(ascending, ascending, st.sampled_from([0, 8, 1_000]))
def test_a_list_is_looked_up_in_itself_or_in_an_array_of_all_documents(
    there: NDArray[np.int64], wanted: NDArray[np.int64], common: int
) -> None:
    """What it has of some documents is the same; the least score counts too."""
    scores = np.arange(len(there), dtype=np.float32)
    with patch.object(lists, "_COMMON", common):
        one = lists.Whole(there, scores, 64)
        for _ in range(2):
            which, found = one.scores_in(wanted)
            expected = [(place, scores[there == number][0]) for place, number in enumerate(wanted) if number in there]
            assert list(zip(which.tolist(), found.tolist(), strict=True)) == expected
        assert (one.nbytes > there.nbytes + scores.nbytes) == (len(there) * common > 64)


@given(st.lists(st.sampled_from([3.0, 2.0, 1.0]), max_size=12), st.integers(0, 15), st.randoms(), st.slices(15))
def test_documents_of_the_same_score_are_put_in_order_when_they_are_looked_at(
    scores: list[float], count: int, random: Random, part: slice
) -> None:
    """As if all were sorted at once, whatever is looked at first."""
    numbers = list(range(len(scores)))
    precedence = {number: (random.randrange(3), 0) for number in numbers}
    scores.sort(reverse=True)
    expected = sorted(zip(numbers, scores, strict=True), key=lambda one: (-one[1], precedence[one[0]], one[0]))[:count]
    best = BestOfFew(list(zip(numbers, scores, strict=True)), count, precedence)
    assert best[part] == tuple(expected[part])
    assert [best[place] for place in range(-len(expected), len(expected))] == 2 * expected
    assert best == tuple(expected)
    assert len(best) == len(expected)
    assert (best == 3) is False

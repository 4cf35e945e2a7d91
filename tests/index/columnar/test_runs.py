"""Postings that are inverted run by run and merged are those of all tokens inverted at once."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from searchkit.index.columnar import runs, spool
from searchkit.index.columnar.inversion import PlacedTokens, places
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.runs import PostingRuns, Words
from searchkit.index.columnar.spool import Spool
from tests.index.columnar.inverting import invert

Token = tuple[int, int, int, bool]
"""Document, position, term, whether it is in a title."""

WORDS = ["storm", "ferry", "trust", "korea", "Ferry", "a", "zürich"]

_tokens = st.lists(
    st.tuples(
        st.integers(0, 40), st.sampled_from([0, 1, 7, 300, 70_000, 1 << 30]), st.integers(0, len(WORDS) - 1),
        st.booleans(),
    )
).map(sorted)  # fmt: skip
Postings = list[tuple[str, int, float, list[int]]]


def listed(terms: list[bytes], postings: Inverted) -> Postings:
    """Term, document, weight and positions of each posting."""
    found = []
    place = 0
    for row in range(len(postings.documents)):
        term = terms[int(np.searchsorted(postings.starts, row, side="right")) - 1].decode()
        count = 0 if postings.counts is None else int(postings.counts[row])
        positions = [] if postings.positions is None else postings.positions[place : place + count].tolist()
        place += count
        found.append((term, int(postings.documents[row]), float(postings.weights[row]), positions))
    return found


def whole(tokens: list[Token], title_weight: int, *, positions: bool) -> Postings:
    """The postings of all tokens, inverted at once."""
    document, position, term, is_title = np.array(tokens, np.int64).reshape(-1, 4).T
    weight = np.where(is_title > 0, title_weight, 1)
    return listed(*invert([word.encode() for word in WORDS], term, document, weight, position if positions else None))


def by_runs(
    tokens: list[Token], cuts: list[tuple[int, bool]], title_weight: int, *, positions: bool
) -> tuple[Postings, Postings]:
    """The postings of all tokens and of those in titles, inverted in runs that end before the documents of `cuts`;
    where these say so, words are numbered anew."""
    collected, titles = PostingRuns(positions=positions), PostingRuns(positions=positions)
    lists = Spool()
    first = 0
    numbers: dict[int, int] = {}
    for past, is_anew in [*sorted(dict(cuts).items()), (41, True)]:
        some = [token for token in tokens if first <= token[0] < past]
        for token in some:
            numbers.setdefault(token[2], len(numbers))
        known = sorted(numbers, key=WORDS.__getitem__)
        order = np.array([numbers[term] for term in known], np.int32)
        rank = np.argsort(order).astype(np.uint32)
        document, position, term, is_title = np.array(some, np.int64).reshape(-1, 4).T
        term = np.array([numbers[at] for at in term.tolist()], np.int64)
        run = PlacedTokens(
            rank.take(term), places(document - first, position, is_title > 0), past - first, positions=positions
        )
        for target, (ranks, postings) in (
            (collected, run.inverted(title_weight)),
            (titles, run.inverted_titles()),
        ):
            target.add(order.take(ranks), postings, first)
        if is_anew:
            words = Words(lists, [[WORDS[at].encode() for at in known]])
            collected.spell(rank, words)
            titles.spell(rank, words)
            numbers = {}
        first = past
    found: list[Postings] = []
    for target in (collected, titles):
        found.append([])
        for terms, postings in target.merged():
            assert len(terms) == 1 or len(postings.documents) <= max(runs._TOGETHER, 1)
            found[-1] += listed(terms, postings)
        target.close()
    return found[0], found[1]


@pytest.mark.parametrize("positions", [True, False])
@given(
    _tokens, st.lists(st.tuples(st.integers(1, 40), st.booleans()), max_size=6), st.integers(1, 5),
    st.sampled_from([1, 3, 10, 1 << 17]),
)  # fmt: skip
@example(  # a list of words whose most come between two words of another list
    [(0, 0, 0, False), (0, 0, 2, False), (0, 0, 2, False), (1, 0, 0, False), (1, 0, 1, False), (1, 0, 3, False)],
    [(1, True)],
    1,
    3,
)
def test_runs_are_the_same_as_one(
    positions: bool, tokens: list[Token], cuts: list[tuple[int, bool]], title_weight: int, together: int
) -> None:
    """Whatever the runs and the lists of words, and however much is merged at once."""
    with patch.object(runs, "_TOGETHER", together), patch.object(spool, "_IN_MEMORY", 100):
        found, titles = by_runs(tokens, cuts, title_weight, positions=positions)
    assert found == whole(tokens, title_weight, positions=positions)
    assert titles == whole([token for token in tokens if token[3]], 1, positions=positions)


def test_numbers_of_more_than_64_bits_are_sorted_too() -> None:
    """Term, document and position of a text longer than any do not fit one number."""
    rank = np.array([1 << 20, 1 << 20, 3, 1 << 20], np.uint32)
    place = places(np.array([8000, 0, 9000, 8000]), np.array([1 << 30, 5, 6, 2]), np.zeros(4, bool))
    ranks, postings = PlacedTokens(rank, place, 9001, positions=True).inverted(1)
    assert postings.positions is not None
    assert ranks.tolist() == [3, 1 << 20]
    assert postings.documents.tolist() == [9000, 0, 8000]
    assert postings.positions.tolist() == [6, 5, 2, 1 << 30]

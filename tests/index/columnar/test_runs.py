"""Postings that are inverted run by run and merged are those of all tokens inverted at once."""

from __future__ import annotations

from itertools import pairwise
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.columnar import runs
from searchkit.index.columnar.inversion import PlacedTokens, invert, places
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.runs import PostingRuns

Token = tuple[int, int, int, bool]
"""Document, position, term, whether it is in a title."""

WORDS = ["storm", "ferry", "trust", "korea", "Ferry", "a", "zürich"]
ORDER = np.array(sorted(range(len(WORDS)), key=WORDS.__getitem__), np.int32)
RANK = np.argsort(ORDER).astype(np.uint32)

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
    return listed(*invert(WORDS, term, document, weight, position if positions else None))


def by_runs(tokens: list[Token], cuts: list[int], title_weight: int, *, positions: bool) -> tuple[Postings, Postings]:
    """The postings of all tokens and of those in titles, inverted in runs that end before the documents `cuts`."""
    collected, titles = PostingRuns(positions=positions), PostingRuns(positions=positions)
    bounds = [0, *sorted(set(cuts)), 41]
    for first, past in pairwise(bounds):
        some = [token for token in tokens if first <= token[0] < past]
        document, position, term, is_title = np.array(some, np.int64).reshape(-1, 4).T
        run = PlacedTokens(
            RANK.take(term), places(document - first, position, is_title > 0), past - first, positions=positions
        )
        for target, (ranks, postings) in (
            (collected, run.inverted(title_weight)),
            (titles, run.inverted_titles()),
        ):
            target.add(ORDER.take(ranks), postings, first)
    found: list[Postings] = []
    for target in (collected, titles):
        found.append([])
        for numbers, postings in target.merged(RANK, ORDER):
            found[-1] += listed([WORDS[number].encode() for number in numbers], postings)
        target.close()
    return found[0], found[1]


@pytest.mark.parametrize("positions", [True, False])
@given(_tokens, st.lists(st.integers(1, 40), max_size=4), st.integers(1, 5), st.sampled_from([1, 10, 1 << 17]))
def test_runs_are_the_same_as_one(
    positions: bool, tokens: list[Token], cuts: list[int], title_weight: int, together: int
) -> None:
    """Whatever the runs, and however much is merged at once."""
    with patch.object(runs, "_TOGETHER", together), patch.object(runs, "_IN_MEMORY", 100):
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

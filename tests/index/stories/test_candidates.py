"""Pairs that may be copies: those whose sketches share enough."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from searchkit.index.columnar.sketches import Keys, Sketches
from searchkit.index.stories.candidates import Hashes, Pairs, across, within

Sketch = tuple[int, frozenset[int]]
"""How many shingles, the smallest hashes."""


def sketches(seed: int, count: int) -> list[Sketch]:
    """Sketches of documents, many of which share hashes, but none of which is shared by more than ten."""
    dice = np.random.default_rng(seed)
    found = []
    for number in range(count):
        own = set(dice.integers(1000, 1 << 32, 16).tolist())
        shared = {
            (number % (count // 4)) * 20 + int(place) for place in dice.integers(0, 20, int(dice.integers(0, 16)))
        }
        found.append((int(dice.integers(40, 200)), frozenset(sorted(shared | own)[:16])))
    return found


def keys(found: list[Sketch]) -> Keys:
    """As a segment's arrays have them."""
    return np.sort(
        np.array([hash << 32 | number for number, (_, some) in enumerate(found) for hash in some], np.uint64)
    )


def likely(one: Sketch, other: Sketch) -> bool:
    """The rule, for one pair."""
    smaller = 0.8 * min(one[0], other[0])
    resemblance = smaller / (one[0] + other[0] - smaller)
    expected = 16 * resemblance
    shared = len(one[1] & other[1])
    return shared >= 3 and shared >= expected - 1.5 * (expected * (1 - resemblance)) ** 0.5


def opened(found: list[Sketch]) -> Sketches:
    """The sketches of a segment."""
    made = Sketches.__new__(Sketches)
    made.hashes = (keys(found) >> np.uint64(32)).astype(np.uint32)
    made.documents = (keys(found) & np.uint64(0xFFFFFFFF)).astype(np.uint8)
    made.sizes = np.array([size for size, _ in found])
    return made


def columns(found: list[Sketch]) -> Hashes:
    """As the new ones are looked up."""
    return Hashes.of(keys(found))


def joined(parts: Iterable[Pairs]) -> tuple[NDArray[Any], ...]:
    """Pairs of several parts."""
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


@pytest.mark.parametrize("most", [1, 7, 32])
@pytest.mark.parametrize("seed", range(5))
def test_pairs_among_new_documents(seed: int, most: int) -> None:
    """All that the rule lets through, each once, however many documents are looked at together."""
    found = sketches(seed, 32)
    new, sizes = columns(found), np.array([size for size, _ in found])
    parts = (new.rows(range(begin, begin + most)) for begin in range(0, 32, most))
    one, other, promise = joined(within(new, sizes, rows) for rows in parts)
    pairs = list(zip(other.tolist(), one.tolist(), strict=True))
    assert promise.min() >= 1
    assert sorted(pairs) == [pair for pair in combinations(range(32), 2) if likely(*(found[at] for at in pair))]
    assert pairs


@pytest.mark.parametrize(("seed", "new", "earlier"), [(1, 8, 40), (2, 40, 8), (3, 16, 16), (4, 8, 4)])
def test_pairs_with_documents_that_were_there(seed: int, new: int, earlier: int) -> None:
    """Whichever are more."""
    found = sketches(seed, new + earlier)
    fresh, before = found[:new], found[new:]
    sizes = np.array([size for size, _ in fresh])
    parts = (columns(fresh).rows(range(begin, begin + 5)) for begin in range(0, new, 5))
    one, other, _ = joined(across(columns(fresh), sizes, opened(before), rows) for rows in parts)
    pairs = sorted(zip(one.tolist(), other.tolist(), strict=True))
    assert pairs == [
        (left, right) for left, right in product(range(new), range(earlier)) if likely(fresh[left], before[right])
    ]


def test_where_nothing_is_shared_there_are_no_pairs() -> None:
    """Nor where there is nothing."""
    nothing = columns([])
    none = nothing.rows(range(1))
    assert [len(numbers) for numbers in within(nothing, np.zeros(0, np.int64), none)] == [0, 0, 0]
    alone = [(50, frozenset(range(16)))]
    assert [len(numbers) for numbers in within(columns(alone), np.array([50]), np.arange(16))] == [0, 0, 0]
    assert [len(numbers) for numbers in across(nothing, np.zeros(0, np.int64), opened(alone), none)] == [0, 0, 0]


def test_a_document_that_is_not_there_is_no_pair() -> None:
    """What a damaged file says leads nowhere."""
    alone = [(50, frozenset(range(16)))]
    damaged = opened(alone)
    damaged.documents = damaged.documents + np.uint8(7)
    assert [len(numbers) for numbers in across(columns(alone), np.array([50]), damaged, np.arange(16))] == [0, 0, 0]

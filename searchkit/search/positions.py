"""Phrases and words near each other, on arrays of positions.

A place is one number: the row of the article in the high bits, the position in the low ones. Positions and slops stay
below 2 ** 31, so that no distance reaches from one article into the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from searchkit.search.arrays import distinct, places

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.words import PostingList

Places: TypeAlias = "NDArray[np.int64]"
ROW_BITS = 32
_FARTHEST = 2**31 - 1
_FAR_FEWER = 8  # when there are so many times fewer of one, a search for each is faster than merging


def places_of(postings: PostingList, rows: NDArray[np.intp]) -> Places:
    """The places of a term in the articles of `rows` (of its list), ascending."""
    starts, positions = postings.positions(rows)
    return (np.arange(len(rows), dtype=np.int64) << ROW_BITS).repeat(np.diff(starts)) + positions


def keyed(documents: Places, counts: NDArray[np.int64], positions: NDArray[np.int64]) -> Places:
    """Positions as places in their `documents`, of which each has as many as `counts` says."""
    return (documents << ROW_BITS).repeat(counts) + positions


def in_both(a: Places, b: Places) -> Places:
    """The places, or whatever else ascends and comes once, that are in both."""
    if len(a) > len(b):
        a, b = b, a
    if len(a) * _FAR_FEWER < len(b):
        return a[places(b, a)[1]]
    joined = np.concatenate((a, b))
    joined.sort(kind="stable")  # merges what is in order already
    found: Places = joined[:-1][joined[1:] == joined[:-1]]
    return found


def phrase_ends(lists: Sequence[Places], slop: int) -> Places:
    """The places where the words, in order and each at most `slop` positions after the one before (1: next to it),
    come to an end, ascending."""
    slop = min(slop, _FARTHEST)
    ends = lists[0]
    for words in lists[1:]:
        if slop == 1:
            ends = words[places(ends, words - 1)[1]]
        else:
            ends = words[ends.searchsorted(words - slop) < ends.searchsorted(words)]
    return ends


def rows_of(ends: Places) -> NDArray[np.intp]:
    """The row of each place."""
    return ends >> ROW_BITS


def near_rows(
    lists: Sequence[Places], slop: int, check: Callable[[int], None] = lambda pairs: None
) -> NDArray[np.intp]:
    """The rows, once or more often, where a stretch of text grows by one word after the other, each outside of it and
    at most `slop` positions from its nearer end: what Whoosh's SpanNear2 matches without order.

    `check` is told how many stretches are to be looked at next, and may raise."""
    slop = min(slop, _FARTHEST)
    starts = ends = lists[0]
    for words in lists[1:]:
        before, new_starts = _between(words, starts - slop, starts, check)
        after, new_ends = _between(words, ends + 1, ends + slop + 1, check)
        starts = np.concatenate((new_starts, starts[after]))
        ends = np.concatenate((ends[before], new_ends))
        if len(starts):
            starts, ends = _distinct(starts, ends)
    return starts >> ROW_BITS


def together_rows(lists: Sequence[Places], times: Sequence[int], slop: int) -> NDArray[np.intp]:
    """The rows, once or more often, where all the words stand together, in any order: in a stretch of text in which no
    word of them is more than `slop` positions behind the one before, and each is there as often as `times` says."""
    lists = [distinct(places) for places in lists]  # a word that can be read in two ways may be there twice at a place
    joined = np.concatenate(lists)
    order = joined.argsort(kind="stable")
    word = np.arange(len(lists)).repeat([len(places) for places in lists]).take(order)
    joined = joined.take(order)
    begins = np.diff(joined, prepend=-1 << ROW_BITS) > min(slop, _FARTHEST)
    stretch = begins.cumsum() - 1
    firsts = joined[begins]
    fits = np.ones(len(firsts), bool)
    for number, least in enumerate(times):
        fits &= np.bincount(stretch[word == number], minlength=len(firsts)) >= least
    return firsts[fits] >> ROW_BITS


def _between(
    places: Places, low: Places, high: Places, check: Callable[[int], None]
) -> tuple[NDArray[np.intp], Places]:
    """For each range from `low` to before `high` the places in it: (number of the range, place)."""
    first, past = places.searchsorted(low), places.searchsorted(high)
    counts = past - first
    check(int(counts.sum()))
    ranges = np.arange(len(low)).repeat(counts)
    within = np.arange(len(ranges)) - (counts.cumsum() - counts).repeat(counts)
    return ranges, places[first.repeat(counts) + within]


def _distinct(starts: Places, ends: Places) -> tuple[Places, Places]:
    order = np.lexsort((ends, starts))
    starts, ends = starts[order], ends[order]
    is_new = np.ones(len(starts), bool)
    is_new[1:] = (starts[1:] != starts[:-1]) | (ends[1:] != ends[:-1])
    return starts[is_new], ends[is_new]

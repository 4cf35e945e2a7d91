"""Postings of one field that come run by run, more than memory should hold: they wait in a temporary file and are
merged term by term. Nothing is encoded before that, so a posting is encoded once, however many runs there are."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.combining import combined
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.spool import Spool, Spooled, Window
from searchkit.index.columnar.terms import TermDictionary
from searchkit.index.columnar.writing import narrowest
from searchkit.ragged import cuts, starts_of

_TOGETHER = 1 << 17  # postings, or positions, that are merged at once unless a document has more of one term
_WINDOWS, _LEAST_WINDOW = 1 << 19, 1 << 12
"""Values that are read at once of an array of a run: so many in all runs together, but no fewer than this of one."""
_TERMS = 1 << 14  # terms of several dictionaries that are merged at once

Ints = NDArray[np.int64]


class PostingRuns:
    """The runs of a field. Documents are numbered from 0 in the order of the runs, terms as who adds them likes, until
    they are told by `spell`."""

    def __init__(self, *, positions: bool) -> None:
        self._has_positions = positions
        self._spool = Spool()
        self._open: list[_Run] = []
        self._spelled: list[_Runs] = []

    def add(self, terms: NDArray[np.int32], postings: Inverted, first_document: int) -> None:
        """Takes a run: the number of each of its terms, sorted as the terms are, and their postings. Its documents are
        counted from `first_document`, and above those of the runs before."""
        if len(terms):
            self._open.append(_Run(self._spool, terms, postings, first_document))

    def spell(self, rank: NDArray[np.uint32], words: Words) -> None:
        """Says what the terms are of the runs added since the last time. `words`: all of them and perhaps others,
        sorted; `rank`: by a term's number, its place there."""
        for run in self._open:
            self._spool.replace(run.terms, rank.take(self._spool.read(run.terms)))
        if self._open:
            self._spelled.append(_Runs(self._open, words))
        self._open = []

    def merged(self) -> Iterator[tuple[list[bytes], Inverted]]:
        """The terms that have postings, sorted, with all of their postings, some terms at a time. One that has too many
        comes again and again, alone, with some of them each time, in the order of documents."""
        if not self._spelled:
            yield [], _nothing(positions=self._has_positions)
            return
        words, cuts = [runs.words.dictionary() for runs in self._spelled], self._cuts()
        window = max(_WINDOWS // sum(len(some.runs) for some in self._spelled), _LEAST_WINDOW)
        runs = [
            (_OpenRun(run, self._spool, of_words, window), number)
            for number, (some, of_words) in enumerate(zip(self._spelled, cuts, strict=True))
            for run in some.runs
        ]
        for number in range(len(cuts[0]) - 1):
            bounds = [(int(of_words[number]), int(of_words[number + 1])) for of_words in cuts]
            terms, ranks = _merged_terms([some.some(*bound) for some, bound in zip(words, bounds, strict=True)])
            chosen = [(run, which) for run, which in runs if run.size(number)]
            for group in _groups([run.size(number) for run, _ in chosen]) if len(terms) == 1 else [slice(None)]:
                parts, of_parts = [], []
                for run, which in chosen[group]:
                    of_part, part = run.read(number)
                    parts.append(part)
                    of_parts.append(ranks[which].take(of_part - bounds[which][0]))
                if not parts:
                    continue
                postings, kept = combined(parts, of_parts, len(terms))
                yield (terms if kept.all() else [terms[at] for at in kept.nonzero()[0].tolist()]), postings

    def _cuts(self) -> list[Ints]:
        """For each of the lists of words, the places at which to cut it, so that what is between can be merged."""
        sizes = [runs.sizes(self._spool) for runs in self._spelled]
        if len(sizes) == 1:
            return [np.array(cuts(sizes[0], _TOGETHER, len(sizes[0])))]
        most = _TOGETHER // len(sizes)
        dictionaries = [runs.words.dictionary() for runs in self._spelled]
        bounds: set[bytes] = set()
        for of_words, words in zip(sizes, dictionaries, strict=True):
            bounds.update(map(words.__getitem__, cuts(of_words, most, _TERMS)[1:-1]))
            for number in (of_words > most).nonzero()[0].tolist():
                bounds |= {words[number], words[number] + b"\0"}  # nothing comes between, so it is alone
        places = [np.array([0, *map(words.at_least, sorted(bounds)), len(words)]) for words in dictionaries]
        # Each list has few between two bounds. Where all of them together have few, bounds are left out.
        counts = np.zeros(len(bounds) + 1, np.int64)
        for of_words, of_list in zip(sizes, places, strict=True):
            sums = starts_of(of_words)
            counts += np.maximum(np.diff(sums[of_list]), np.diff(of_list) * (_TOGETHER // _TERMS))
        kept = cuts(counts, _TOGETHER, len(counts))
        return [of_list[kept] for of_list in places]

    def close(self) -> None:
        """Forgets the runs."""
        self._open, self._spelled = [], []
        self._spool.close()


class Words:
    """A sorted list of terms, in a spool."""

    def __init__(self, spool: Spool, terms: Iterable[list[bytes]]) -> None:
        """`terms`: some at a time."""
        blob, sizes = bytearray(), [np.zeros(1, np.int64)]
        for some in terms:
            sizes.append(np.fromiter(map(len, some), np.int64, len(some)))
            blob += b"".join(some)
        offsets = np.cumsum(np.concatenate(sizes))
        self._spool = spool
        self._blob = spool.write(np.frombuffer(blob, np.uint8))
        self._offsets = spool.write(offsets.astype(np.uint32))

    def __len__(self) -> int:
        return self._offsets.count - 1

    def dictionary(self) -> TermDictionary:
        """The terms, once nothing is written to the spool any more."""
        return TermDictionary(self._spool.view(self._blob).data, self._spool.view(self._offsets).data)


class _Run:
    """Where a run lies."""

    def __init__(self, spool: Spool, terms: NDArray[np.int32], postings: Inverted, first_document: int) -> None:
        self.first_document = first_document
        self.terms = spool.write(terms.astype(np.uint32))
        starts = postings.starts.astype(np.uint32)
        self.starts = spool.write(starts)
        self.documents = spool.write(narrowest(postings.documents))
        self.weights = spool.write(narrowest(postings.weights))
        self.positions: _Positions | None = None
        if postings.counts is not None and postings.positions is not None:
            sums = np.zeros(len(postings.counts) + 1, np.uint32)
            np.cumsum(postings.counts, out=sums[1:], dtype=np.uint32)
            self.positions = _Positions(
                spool.write(sums.take(starts)),
                spool.write(narrowest(postings.counts)),
                spool.write(narrowest(postings.positions)),
            )

    @property
    def posting_starts(self) -> Spooled:
        """Where the postings of each term begin, or the positions where these are kept."""
        return self.starts if self.positions is None else self.positions.starts


class _Positions(NamedTuple):
    starts: Spooled
    """Where those of each term begin."""
    counts: Spooled
    positions: Spooled


class _Runs:
    """Runs whose terms are places in one list of words."""

    def __init__(self, runs: Sequence[_Run], words: Words) -> None:
        self.runs = runs
        self.words = words

    def sizes(self, spool: Spool) -> Ints:
        """How many postings each of the words has, or positions where these are kept."""
        sizes = np.zeros(len(self.words), np.int64)
        for run in self.runs:
            sizes[spool.read(run.terms)] += np.diff(spool.read(run.posting_starts))
        return sizes


class _OpenRun:
    """A run as it is read, piece by piece."""

    def __init__(self, run: _Run, spool: Spool, cuts: Ints, window: int) -> None:
        """`cuts`: the ranks of terms at which it is cut; `window`: values of an array that are read at once."""
        self._first_document = np.int32(run.first_document)
        terms = spool.read(run.terms)
        places = terms.searchsorted(cuts.astype(np.uint32))
        self._places = array("I", places.tolist())
        self._sizes = array("I", np.diff(spool.read(run.posting_starts).take(places)).tolist())
        parts = (run.terms, run.starts, run.documents, run.weights)
        self._terms, self._starts, self._documents, self._weights = (Window(spool, part, window) for part in parts)
        self._positions = None if run.positions is None else [Window(spool, part, window) for part in run.positions]

    def size(self, number: int) -> int:
        """How many postings a piece has, or positions where these are kept."""
        return int(self._sizes[number])

    def read(self, number: int) -> tuple[Ints, Inverted]:
        """The ranks of the terms of a piece, and their postings."""
        low, high = self._places[number], self._places[number + 1]
        starts = self._starts.some(low, high + 1).astype(np.int64)
        first, past = int(starts[0]), int(starts[-1])
        starts -= first
        documents = self._documents.some(first, past).astype(np.int32)
        documents += self._first_document
        counts = positions = None
        if self._positions is not None:
            position_starts = self._positions[0].some(low, high + 1)
            counts = self._positions[1].some(first, past)
            positions = self._positions[2].some(int(position_starts[0]), int(position_starts[-1]))
        postings = Inverted(starts, documents, self._weights.some(first, past), counts, positions)
        return self._terms.some(low, high).astype(np.int64), postings


def _merged_terms(lists: Sequence[list[bytes]]) -> tuple[list[bytes], list[Ints]]:
    """The terms of all lists, sorted, and for each list the place of each of its terms among these."""
    if len(lists) == 1:
        return lists[0], [np.arange(len(lists[0]))]
    terms = sorted(set().union(*lists))
    places = dict(zip(terms, range(len(terms)), strict=True))
    return terms, [np.fromiter(map(places.__getitem__, some), np.int64, len(some)) for some in lists]


def _groups(sizes: Sequence[int]) -> list[slice]:
    """Neighbours that are `_TOGETHER` at the most, unless one alone is more."""
    cuts, size = [0], 0
    for at, one in enumerate(sizes):
        if at > cuts[-1] and size + one > _TOGETHER:
            cuts.append(at)
            size = 0
        size += one
    return [slice(first, past) for first, past in pairwise([*cuts, len(sizes)])]


def _nothing(*, positions: bool) -> Inverted:
    none = np.zeros(0, np.int64)
    return Inverted(np.zeros(1, np.int64), none, none, *(none, none) if positions else ())

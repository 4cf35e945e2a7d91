"""Where a word stands: its places in some documents, or in all, which are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from searchkit.index.columnar.array_cache import CACHE
from searchkit.search import arrays
from searchkit.search.arrays import NO_SCORES, NONE, Documents, Scores
from searchkit.search.positions import ROW_BITS, Places, keyed, rows_of
from searchkit.search.whole.lists import documents_of, frequencies_of, joined, lists_with, rows_with

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from searchkit.search.statistics import Snapshot
    from searchkit.search.words import Word

_PLACED = 50_000
"""Postings in all segments up to which the places of a word are kept."""

_AT_ONCE = 8_000
"""Postings up to which all places are read when nearness first asks for those in some documents. Those of more are read
when it asks again: most words come once, and places take longer to read than documents."""

_POSTING = 40
"""Bytes that are kept of a posting, more or less: its places, and what they are worth."""

_OWNED = 8_000
"""Places up to which those in some documents are found by looking at the document of each."""


class Placed:
    """The places of a word in some documents."""

    __slots__ = ("_edges", "_once", "_owners", "among", "documents", "most", "places", "worth")

    def __init__(
        self,
        documents: Documents,
        frequencies: Scores | None,
        counts: NDArray[np.int64],
        places: Places,
        among: Documents | None = None,
    ) -> None:
        """Without `frequencies` nothing is said of what places are worth."""
        self.among = among
        """The documents that it was read for, which are all that it knows of; None: all."""
        self.documents = documents
        self.places = places
        self.most = int(counts.max(initial=0))
        """Places in one document, at most."""
        self._edges: NDArray[np.intp] | None = None
        """Where the places of each document begin, and those of the last end."""
        self._once: Places | None = None
        self._owners: Documents | None = None
        worth = None if frequencies is None else frequencies / np.maximum(counts, 1)
        self.worth = None if worth is not None and len(worth) and worth.min() == worth.max() == 1 else worth
        """How much each place in a document counts: more than 1 where a title counts several times. None: 1."""

    def worth_in(self, documents: Documents) -> NDArray[np.float64] | float:
        """The same of some documents, all of which have the word."""
        return 1.0 if self.worth is None else self.worth.take(arrays.rows_in(self.documents, documents))

    @property
    def once(self) -> Places:
        """The places, each once: a word that can be read in two ways, as nation-s, may have a term twice at a place."""
        if self._once is None:
            found = arrays.distinct(self.places)
            self._once = self.places if len(found) == len(self.places) else found
        return self._once

    @property
    def owners(self) -> Documents | None:
        """The document of each place; None when there are so many that a few are looked up more quickly."""
        if self._owners is None and len(self.places) <= _OWNED:
            self._owners = rows_of(self.places)
        return self._owners

    def first_in(self, documents: Documents, most: int) -> Places:
        """The places in some documents (ascending), in each the first `most`."""
        _, rows = arrays.crossed(documents, self.documents)
        if not len(rows):
            return NONE
        if self._edges is None:
            self._edges = np.append(self.places.searchsorted(self.documents << ROW_BITS), len(self.places))
        begins = self._edges.take(rows)
        counts = self._edges.take(rows + 1) - begins
        if self.most > most:
            counts = np.minimum(counts, most)
        past = counts.cumsum()
        within = (begins - past + counts).repeat(counts)
        within += np.arange(past[-1])
        found: Places = self.places.take(within)
        return found

    @property
    def size(self) -> int:
        """Bytes of its arrays, those among them that are made when they are first needed."""
        owned = self.places.nbytes if len(self.places) <= _OWNED else self.documents.nbytes
        return self.documents.nbytes + self.places.nbytes + owned + (0 if self.worth is None else self.worth.nbytes)


def keeps_places(word: Word) -> bool:
    """Whether the places of a word are kept, or could be without others being forgotten."""
    if word.placed is not None:
        return True
    return word.posting_count <= _PLACED and CACHE.has_room(_POSTING * word.posting_count)


def word_places(snapshot: Snapshot, word: Word, begins: Places | None) -> Placed:
    """The places of a word, those in the documents of `begins` at least."""
    if begins is not None and not keeps_places(word):
        documents = arrays.distinct(rows_of(begins))
        which, rows = rows_with(snapshot, word, documents)
        return placed_in(word, documents[which], rows)
    return _all_places(snapshot, word)


def near_places(snapshot: Snapshot, word: Word, documents: Documents) -> Placed:
    """The places of a word, those in `documents` at least; what they are worth is not told where they are not kept."""
    if word.placed is not None or ((word.was_near or word.posting_count <= _AT_ONCE) and keeps_places(word)):
        return _all_places(snapshot, word)
    word.was_near = True
    which, rows = rows_with(snapshot, word, documents)
    return placed_in(word, documents[which], rows, among=documents)


def _all_places(snapshot: Snapshot, word: Word) -> Placed:
    """All places of a word; they are kept."""
    placed = word.placed
    if placed is None:
        placed = word.placed = placed_in(word, documents_of(snapshot, word), None)
        CACHE.add(word, placed.size)
    return placed


def placed_in(
    word: Word, documents: Documents, rows: NDArray[np.intp] | None, among: Documents | None = None
) -> Placed:
    """The places in `documents`, which have these `rows` (see `rows_with`); all if not given. `among`: see `Placed`,
    then without what they are worth."""
    counts, positions = [], []
    for postings, chosen in lists_with(word, rows):
        starts, found = postings.positions(chosen)
        counts.append(starts[1:] - starts[:-1])
        positions.append(found)
    if not counts:
        return Placed(NONE, NO_SCORES, NONE, NONE, among)
    together = joined(counts)
    frequencies = frequencies_of(word, rows) if among is None else None
    return Placed(documents, frequencies, together, keyed(documents, together, joined(positions)), among)

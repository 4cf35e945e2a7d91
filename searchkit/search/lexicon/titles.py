"""The titles of an index in order of the alphabet, by their first bytes.

They are put in order when they are first asked for, and kept for the snapshot: sixteen bytes of each, the number of its
article and when that was published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from searchkit.index.columnar import segments_of
from searchkit.search.lexicon.folding import folded
from searchkit.search.statistics import Part
from searchkit.search.topk import in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.opened import Opened
    from searchkit.index.columnar.segment import Segment

HEAD = 16
"""Bytes of a title that it is put in order by; longer beginnings are looked for among those that share them."""


class Titles:
    """The titles of one snapshot, without those of deleted articles and older versions."""

    def __init__(self, segments: Sequence[tuple[Segment, int]]) -> None:
        self._parts = [Part(number, segment, offset) for number, (segment, offset) in enumerate(segments)]
        heads, places, times = [np.zeros(0, f"S{HEAD}")], [np.zeros((0, 2), np.int64)], [np.zeros(0, np.int64)]
        for part in self._parts:
            if part.names is None:  # written by a Whoosh program, not by ours
                continue
            documents = np.arange(part.document_count)
            shown = part.shown(versions=False)
            documents = documents if shown is None else documents[shown]
            heads.append(_heads(part)[documents])
            places.append(np.stack((np.full(len(documents), part.number), documents), axis=1))
            times.append(part.times("newest")[documents])
        joined = np.concatenate(heads)
        order = joined.argsort(kind="stable")
        self._heads: NDArray[np.bytes_] = joined[order]
        self._places: NDArray[np.int64] = np.concatenate(places)[order]
        self._times: NDArray[np.int64] = np.concatenate(times)[order]

    def newest(self, prefix: str, count: int) -> list[tuple[str, str]]:
        """(title, identity) of the newest articles whose folded title begins with `prefix`; a title once."""
        found: dict[str, tuple[str, str]] = {}
        for title, id in self._beginning(prefix):
            key = folded(title)
            if key not in found and key.startswith(prefix):
                found[key] = title, id
                if len(found) == count:
                    break
        return list(found.values())

    def _beginning(self, prefix: str) -> Iterator[tuple[str, str]]:
        """(title, identity) of those whose first bytes are those of `prefix`, newest first."""
        head = prefix.encode("utf-8", "surrogatepass")[:HEAD]
        first = self._heads.searchsorted(np.bytes_(head))
        past = self._heads.searchsorted(np.bytes_(head.ljust(HEAD, b"\xff")), side="right")
        times = self._times[first:past]
        given, wanted = 0, 2 * HEAD
        while given < len(times):
            for row in in_order(None, times, np.arange(len(times)), wanted)[given:].tolist():
                number, document = self._places[first + row].tolist()
                names = self._parts[number].names
                assert names is not None
                ids, titles = names
                yield titles[document], ids[document]
            given, wanted = wanted, 4 * wanted


def _heads(part: Part) -> NDArray[np.bytes_]:
    """The first bytes of each folded title."""
    file = part.segment.file
    offsets = file.array("text/title/offsets").astype(np.int64)
    data: NDArray[Any] = np.append(file.array("text/title"), np.zeros(HEAD, np.uint8))
    begin, lengths = offsets[:-1], np.diff(offsets)
    heads = data[begin[:, None] + np.arange(HEAD)]
    heads[np.arange(HEAD) >= lengths[:, None]] = 0
    is_capital = (heads >= ord("A")) & (heads <= ord("Z"))
    heads[is_capital] += ord("a") - ord("A")
    plain: NDArray[np.bytes_] = np.ascontiguousarray(heads).view(f"S{HEAD}").reshape(-1)
    for document in (~_is_simple(heads)).nonzero()[0].tolist():
        plain[document] = folded(part.segment.texts("title")[document]).encode("utf-8", "surrogatepass")[:HEAD]
    return plain


def _is_simple(heads: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether a title needs no more than small letters: it is ASCII, begins with a letter or digit, and its words have
    one space between them."""
    is_space = heads == ord(" ")
    first = heads[:, 0]
    begins = ((first >= ord("a")) & (first <= ord("z"))) | ((first >= ord("0")) & (first <= ord("9")))
    is_odd = (heads >= 127) | ((heads < ord(" ")) & (heads > 0))
    is_odd[:, 1:] |= is_space[:, 1:] & is_space[:, :-1]
    return begins & ~is_odd.any(axis=1)


_titles: WeakKeyDictionary[IndexReader | Opened, Titles] = WeakKeyDictionary()


def titles_of(reader: IndexReader | Opened) -> Titles:
    """The titles of a snapshot, put in order once, kept as long as the reader."""
    titles = _titles.get(reader)
    if titles is None:
        titles = _titles[reader] = Titles(segments_of(reader) or ())
    return titles

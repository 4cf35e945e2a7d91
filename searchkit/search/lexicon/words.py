"""The words of an index as they are written, by what they begin with, each with its number of articles.

They are read when they are first asked for: all that begin with the same letter, of all segments, and kept for the
snapshot. Where these are very many, only the most frequent are kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from searchkit.analysis.stages import fold
from searchkit.index.columnar import segments_of
from searchkit.search.lexicon.folding import folded, writings
from searchkit.search.topk import in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from whoosh.reading import IndexReader

    from searchkit.index.columnar.field import Field
    from searchkit.index.columnar.opened import Opened
    from searchkit.index.columnar.segment import Segment

FIELD = "exact"
"""The field of words as written."""

MOST = 1 << 16
"""Words that are kept together: to read so many takes a tenth of a second."""

_KEPT = 64  # such groups: an alphabet needs half of that, and where there are more beginnings groups are small
_PAST = "\U0010ffff"  # sorts after every letter


class Group:
    """Words that begin alike, in the order of their folded forms."""

    def __init__(self, counts: dict[str, int], *, is_cut: bool) -> None:
        pairs = sorted((word if word.isascii() else folded(word), word) for word in counts)
        self.keys = [key for key, _ in pairs]
        """The folded forms."""
        self.words = [word for _, word in pairs]
        self.counts: NDArray[np.int64] = np.array([counts[word] for word in self.words], np.int64)
        """Articles that have each, deleted ones among them."""
        self.is_cut = is_cut
        """Whether less frequent words are left out."""

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Letters of each folded form."""
        return np.fromiter(map(len, self.keys), np.int64, len(self.keys))

    @cached_property
    def letter_sets(self) -> NDArray[np.uint64]:
        """Which letters each folded form has, as `letter_set` says it."""
        return np.fromiter(map(letter_set, self.keys), np.uint64, len(self.keys))

    def letters(self, rows: NDArray[np.intp]) -> NDArray[np.uint32]:
        """The letters of some folded forms, shape (letters, words), 0 after the last."""
        keys = np.array([self.keys[row] for row in rows.tolist()])
        return np.ascontiguousarray(keys.view(np.uint32).reshape(len(keys), -1).T)

    def most_frequent(self, prefix: str, count: int) -> list[tuple[str, int]]:
        """The words whose folded form begins with `prefix` in the most articles; ties in order of the alphabet."""
        first, past = bisect_left(self.keys, prefix), bisect_left(self.keys, prefix + _PAST)
        counts = self.counts[first:past]
        rows = first + in_order(None, counts, np.arange(len(counts)), count)
        return [(self.words[row], int(self.counts[row])) for row in rows.tolist()]


class Alike(NamedTuple):
    """A word that may be meant by another."""

    word: str
    articles: int
    distance: int


class Lexicon:
    """The words of one snapshot."""

    def __init__(self, segments: Sequence[tuple[Segment, int]]) -> None:
        self._fields = [(segment, field) for segment, _ in segments if (field := segment.field(FIELD)) is not None]
        self._has_deleted = any(segment.deleted_count for segment, _ in self._fields)
        self._groups: dict[str, Group] = {}
        self.alike: dict[tuple[str, int], list[Alike]] = {}
        """What `spelling` found: by word, and in how many articles others had to be."""

    def most_frequent(self, prefix: str, count: int) -> list[tuple[str, int]]:
        """The words whose folded form begins with `prefix` (folded) that are in the most articles, and in how many.

        Words of deleted articles alone are left out; articles that were deleted count until their segment is merged.
        """
        group = self.group(prefix[0])
        found = group.most_frequent(prefix, count)
        if len(found) < count and group.is_cut:
            group = self._read(self._written(prefix))
            found = group.most_frequent(prefix, count)
        kept = [pair for pair in found if self.is_live(pair[0])]
        while len(kept) < min(count, len(found)):
            more = group.most_frequent(prefix, 2 * len(found))
            if len(more) == len(found):
                break
            found, kept = more, [pair for pair in more if self.is_live(pair[0])]
        return kept[:count]

    def _written(self, prefix: str) -> list[str]:
        """What the words begin with whose folded forms begin with `prefix`."""
        found, reached = [], [("", prefix)]
        while reached:
            written, rest = reached.pop()
            if not rest:
                found.append(written)
                continue
            for letter in writings(rest[0]):
                bare = fold(letter)  # of some, as of ß, two
                if (rest.startswith(bare) or bare.startswith(rest)) and self._begins(written + letter):
                    reached.append((written + letter, rest[len(bare) :]))
        return found

    def _begins(self, written: str) -> bool:
        """Whether any word begins so."""
        return any(field.prefixed(written.encode()) for _, field in self._fields)

    def group(self, letter: str) -> Group:
        """The words that begin with `letter` (folded)."""
        group = self._groups.get(letter)
        if group is None:
            if len(self._groups) >= _KEPT:
                self._groups.clear()
            group = self._groups[letter] = self._read(writings(letter))
        return group

    def frequency(self, word: str) -> int:
        """How many articles have the word, deleted ones among them."""
        return sum(int(field.frequencies(number, number + 1)[0]) for _, field, number in self._places(word))

    def is_live(self, word: str) -> bool:
        """Whether an article has the word, one of the index's, that is not deleted."""
        if not self._has_deleted:
            return True
        for segment, field, number in self._places(word):
            if segment.live is None or segment.live[field.postings(number).documents()].any():
                return True
        return False

    def _places(self, word: str) -> Iterator[tuple[Segment, Field, int]]:
        for segment, field in self._fields:
            if (number := field.find(word.encode())) >= 0:
                yield segment, field, number

    def _read(self, prefixes: Sequence[str]) -> Group:
        """The words that begin with one of these, which are not folded; the most frequent when there are too many."""
        ranges = [(field, field.prefixed(prefix.encode())) for _, field in self._fields for prefix in prefixes]
        ranges = [(field, numbers) for field, numbers in ranges if numbers]
        frequencies = [field.frequencies(numbers.start, numbers.stop) for field, numbers in ranges]
        least = _least_kept(frequencies)
        counts: Counter[bytes] = Counter()
        for (field, numbers), of_each in zip(ranges, frequencies, strict=True):
            terms: Sequence[bytes]
            if least > 1:
                rows = (of_each >= least).nonzero()[0]
                terms, of_each = [field.term(numbers.start + row) for row in rows.tolist()], of_each[rows]
            else:
                terms = field.terms.some(numbers.start, numbers.stop)
            for term, count in zip(terms, of_each.tolist(), strict=True):
                counts[term] += count
        return Group({term.decode(): count for term, count in counts.items()}, is_cut=least > 1)


def letter_set(word: str) -> int:
    """The letters of a word as bits of one number; some letters share a bit."""
    found = 0
    for letter in word:
        found |= 1 << (ord(letter) & 63)
    return found


def _least_kept(frequencies: Sequence[NDArray[np.int64]]) -> int:
    """The least frequency of words that are kept, so that they are not more than `MOST`; 1 when they are not."""
    if sum(map(len, frequencies)) <= MOST:
        return 1
    joined = np.concatenate(frequencies)
    joined.partition(len(joined) - MOST)
    return int(joined[len(joined) - MOST]) + 1


_lexicons: WeakKeyDictionary[IndexReader | Opened, Lexicon] = WeakKeyDictionary()


def lexicon_of(reader: IndexReader | Opened) -> Lexicon:
    """The words of a snapshot, read as they are asked for, kept as long as the reader."""
    lexicon = _lexicons.get(reader)
    if lexicon is None:
        lexicon = _lexicons[reader] = Lexicon(segments_of(reader) or ())
    return lexicon

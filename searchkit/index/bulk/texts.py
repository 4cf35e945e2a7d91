"""The fields made of titles and bodies: `text`, `title` and `exact`, collected run by run."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from searchkit.analysis.bulk import BulkAnalyzer, TokenArrays
from searchkit.index.columnar.inversion import PlacedTokens, places
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.runs import PostingRuns, Words
from searchkit.index.columnar.spool import Spool
from searchkit.index.columnar.writing import SegmentFileWriter
from searchkit.index.terms import FIELD_GAP

_RUN = 1 << 19  # tokens of a run: sorting them takes some 30 MB
_PER_TOKEN = 256  # of less memory than 128 MB a run has one token for each so many bytes
_RUN_ARTICLES = 1 << 13  # and articles: numbers of documents are to be short
_SPELLED = 1 << 14  # strings that are put into bytes at once

Ints = NDArray[np.int32]


class TextFields:
    """The titles and bodies of a segment's articles. After `write` it begins anew."""

    def __init__(self, bulk: BulkAnalyzer, *, title_weight: int, memory: int) -> None:
        self._bulk = bulk
        self._title_weight = title_weight
        self._run = min(_RUN, memory // _PER_TOKEN)
        self._begin_words()
        self._begin()

    def _begin_words(self) -> None:
        self._terms, self._forms = _Alphabet(), _Alphabet()

    def _begin(self) -> None:
        self._words = Spool()
        self._runs = {name: PostingRuns(positions=name != "exact") for name in ("text", "exact", "title")}
        self._lengths: list[Ints] = []
        self._before = 0
        self._begin_run()

    def _begin_run(self) -> None:
        self._waiting: list[tuple[Ints, Ints, NDArray[np.uint64]]] = []
        self._articles = self._tokens = 0

    def add(self, found: TokenArrays) -> None:
        """Takes the tokens of the next articles: those of two texts each, title and body."""
        lengths = found.lengths.reshape(-1, 2)
        gaps = np.where(lengths[:, 0] > 0, lengths[:, 0] - 1 + FIELD_GAP, 0).astype(np.int32)
        shift = np.zeros((len(lengths), 2), np.int32)
        shift[:, 1] = gaps
        place = places(
            (found.text >> 1) + np.int32(self._articles),
            found.position + shift.reshape(-1).take(found.text),
            found.text & 1 == 0,
        )
        self._waiting.append((found.term, found.form, place))
        self._lengths.append(lengths)
        self._articles += len(lengths)
        self._tokens += len(place)
        if self._tokens >= self._run or self._articles >= _RUN_ARTICLES:
            self._end_run()

    def _end_run(self) -> None:
        term, form, place = map(np.concatenate, zip(*self._waiting, strict=True))
        articles, before = self._articles, self._before
        self._begin_run()
        self._before += articles
        terms, rank = self._terms.ranks(self._bulk.terms)
        tokens = PlacedTokens(rank.take(term), place, articles, positions=True)
        self._keep("text", terms, tokens.inverted(self._title_weight), before)
        self._keep("title", terms, tokens.inverted_titles(), before)
        del tokens, term
        forms, rank = self._forms.ranks(self._bulk.forms)
        tokens = PlacedTokens(rank.take(form), place, articles, positions=False)
        self._keep("exact", forms, tokens.inverted(self._title_weight), before)

    def _keep(self, name: str, order: Ints, inverted: tuple[NDArray[np.intp], Inverted], before: int) -> None:
        ranks, postings = inverted
        self._runs[name].add(order.take(ranks), postings, before)

    def forget(self) -> None:
        """Numbers of terms and forms begin anew, as the analyser's are about to."""
        self._spell()
        self._begin_words()

    def _spell(self) -> None:
        """What the numbers stand for waits with the postings from now on."""
        if self._waiting:
            self._end_run()
        terms, forms = (self._terms, self._bulk.terms), (self._forms, self._bulk.forms)
        for names, (alphabet, strings) in ((("text", "title"), terms), (("exact",), forms)):
            rank, words = alphabet.spelled(strings, self._words)
            for name in names:
                self._runs[name].spell(rank, words)

    def write(self, writer: SegmentFileWriter) -> None:
        """Writes the fields, and begins anew."""
        self._spell()
        lengths = np.concatenate(self._lengths)
        weighted = lengths[:, 0].astype(np.int64) * self._title_weight + lengths[:, 1]
        for name, of_name in (("text", weighted), ("exact", weighted), ("title", lengths[:, 0])):
            writer.add_field(name, self._runs[name].merged(), of_name)
            self._runs[name].close()
        self._words.close()
        self._begin()


class _Alphabet:
    """A growing list of strings in the order of their characters, which is that of their UTF-8 too."""

    def __init__(self) -> None:
        self._order = np.zeros(0, np.int32)
        self._heads = np.zeros(0, np.uint64)
        """Those of the strings, in their order: in most cases they tell where a new one goes."""

    def ranks(self, strings: Sequence[str]) -> tuple[Ints, NDArray[np.uint32]]:
        """The number of each of `strings`, to which others may have been added, in their order, and by number the place
        of each there."""
        order = self._order
        new = sorted(range(len(order), len(strings)), key=strings.__getitem__)
        heads = _heads([strings[number] for number in new])
        places, ends = self._heads.searchsorted(heads), self._heads.searchsorted(heads, side="right")
        for row in (places < ends).nonzero()[0].tolist():
            string, low, high = strings[new[row]], places.item(row), ends.item(row)
            places[row] = bisect_left(order, string, low, high, key=strings.__getitem__)
        self._order = np.insert(order, places, new)
        self._heads = np.insert(self._heads, places, heads)
        rank = np.empty(len(self._order), np.uint32)
        rank[self._order] = np.arange(len(self._order), dtype=np.uint32)
        return self._order, rank

    def spelled(self, strings: Sequence[str], spool: Spool) -> tuple[NDArray[np.uint32], Words]:
        """By number the place of each string in their order, and the strings in it, in a spool."""
        order, rank = self.ranks(strings)
        some = (order[first : first + _SPELLED].tolist() for first in range(0, len(order), _SPELLED))
        return rank, Words(spool, ([strings[number].encode() for number in numbers] for numbers in some))


def _heads(strings: Sequence[str]) -> NDArray[np.uint64]:
    """The first eight bytes of each, as numbers that are ordered as the strings are, unless these begin alike."""
    encoded = [string[:8].encode("utf-8", "surrogatepass")[:8] for string in strings]
    return np.array(encoded, "S8").view(">u8").astype(np.uint64)

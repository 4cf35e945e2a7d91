"""Stored articles become a segment: analysed in bulk, inverted by sorting arrays, merged run by run, written once.

What the builder takes is the JSON that is stored (see `documents`), so that a builder may live in another process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from searchkit.analysis.bulk import BulkAnalyzer, TokenArrays
from searchkit.index.allocator import give_back
from searchkit.index.bulk.identities import Identities
from searchkit.index.bulk.records import parse
from searchkit.index.bulk.shared import SharedFields
from searchkit.index.bulk.texts import TextFields
from searchkit.index.columnar.writing import Begun, SegmentFileWriter
from searchkit.index.stories.shingles import Sketcher

if TYPE_CHECKING:
    from searchkit.analysis import Analyzer

_BATCH = 256  # articles that are analysed together
_BATCH_BYTES = 1 << 21  # the same of their JSON: analysing takes some 15 times as much memory
_PER_ARTICLE = 32  # bytes of memory for lengths, and what many articles share by number
_PER_SKETCH = 64  # and for its sketch: those of 65,536 are put in order together
_VOCABULARY = 2  # of the memory the list of terms and forms takes one part of so many


class SegmentBuilder:
    """Collects articles for one segment and writes it. After `write` it begins anew.

    Of an article it keeps little in memory: its texts are compressed at once, its tokens are sorted with those of some
    thousand others, and both wait in temporary files. Of terms and forms it has a list, which is bounded: when it is
    full, it goes to a file, too, and another is begun.
    """

    def __init__(self, analyzer: Analyzer, *, title_weight: int, memory: int) -> None:
        """`memory`: bytes that waiting articles and the list of words may take, and the same again while they are
        turned into postings."""
        self._analyzer = analyzer
        self._bulk = BulkAnalyzer(analyzer)
        self._texts = TextFields(self._bulk, title_weight=title_weight, memory=memory)
        self._vocabulary = memory // _VOCABULARY
        self._memory = memory - self._vocabulary
        self._shared = SharedFields(analyzer)
        self._identities = Identities()
        self._sketcher = Sketcher() if analyzer.settings.stories else None
        self._begin()

    def _begin(self) -> None:
        self._begun = Begun()
        self._titles = self._begun.texts("title")
        self._analysed = 0
        self._waiting: list[tuple[str, str]] = []
        """Identities and titles of the articles that are not analysed yet."""
        self._waiting_bytes = 0
        """Of their JSON."""

    @property
    def count(self) -> int:
        """How many articles there are."""
        return self._analysed + len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether what is kept of the articles takes all the memory that it may, more or less: a segment with more of
        them would take more. Or whether their words do."""
        if self._analyzer.has_many_new_stems:
            return True
        of_each = _PER_ARTICLE if self._sketcher is None else _PER_ARTICLE + _PER_SKETCH
        return self.count * of_each + self._shared.memory > self._memory

    def add(self, record: bytes, *, older: bool) -> int:
        """Takes an article as it is stored; gives its document number."""
        number, article = self.count, parse(record)
        self._bulk.add(article.title, article.facts.lang)
        self._bulk.add(article.body, article.facts.lang)
        self._shared.add(article.facts, older=older)
        self._begun.stored.append(article.stored)
        self._waiting.append((article.id, article.title))
        self._waiting_bytes += len(record)
        if len(self._waiting) >= _BATCH or self._waiting_bytes >= _BATCH_BYTES:
            self._analyse()
            if self._bulk.vocabulary_bytes > self._vocabulary:
                self._forget()
        return number

    def _analyse(self) -> None:
        """Turns the texts that wait into tokens."""
        if not self._waiting:
            return
        found = self._bulk.take()
        self._texts.add(found)
        if self._sketcher is not None:
            self._sketch(found, self._sketcher)
        ids, titles = zip(*self._waiting, strict=True)
        self._identities.add(ids)
        self._titles.append(titles)
        self._analysed += len(ids)
        self._waiting, self._waiting_bytes = [], 0

    def _sketch(self, found: TokenArrays, sketcher: Sketcher) -> None:
        rows = (found.text & 1).nonzero()[0]  # bodies
        before = self._analysed
        sketcher.add(
            range(before, self.count),
            (found.text.take(rows) >> 1) + np.int32(before),
            found.position.take(rows),
            found.form.take(rows),
            self._bulk.forms,
        )

    # Writing

    def write(self, file: BinaryIO) -> None:
        """Writes the segment to an open binary file, and begins anew. Between its stages, which need arrays of other
        sizes, freed memory is given back: it would add up."""
        self._analyse()
        give_back()
        writer = SegmentFileWriter(file, self.count, self._begun)
        self._texts.write(writer)
        give_back()
        self._shared.write(writer)
        self._identities.write(writer)
        self._titles.close()
        give_back()
        if self._sketcher is not None:
            self._sketcher.write(writer)
        writer.close()
        self._begin()

    def _forget(self) -> None:
        """Begins the lists of terms and forms anew."""
        self._texts.forget()
        self._bulk.forget()
        if self._sketcher is not None:
            self._sketcher.forget()
        give_back()

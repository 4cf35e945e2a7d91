"""Stored articles become a segment: analysed in bulk, inverted by sorting arrays, merged run by run, written once.

What the builder takes is the JSON that is stored (see `documents`), so that a builder may live in another process.
"""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from searchkit.analysis.bulk import BulkAnalyzer, TokenArrays
from searchkit.index.bulk.records import parse
from searchkit.index.bulk.shared import SharedFields
from searchkit.index.bulk.texts import TextFields
from searchkit.index.columnar.files import ArrayFile
from searchkit.index.columnar.inversion import invert
from searchkit.index.columnar.merging import merge_segments
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.writing import Begun, SegmentFileWriter
from searchkit.index.documents import identity_key
from searchkit.index.stories.shingles import Sketcher

if TYPE_CHECKING:
    from searchkit.analysis import Analyzer

_BATCH = 256  # articles that are analysed together
_VOCABULARY = 2  # of the memory the list of terms and forms takes one part of so many


class SegmentBuilder:
    """Collects articles for one segment and writes it. After `write` it begins anew.

    Of an article it keeps little in memory: its texts are compressed at once, its tokens are sorted with those of some
    thousand others, and both wait in temporary files. Of terms and forms it has a list, which is bounded: when it is
    full, what there is becomes a part, a file by itself, and the parts are merged in the end.
    """

    def __init__(self, analyzer: Analyzer, *, title_weight: int, memory: int) -> None:
        """`memory`: bytes that waiting articles may take, and the same again while they are turned into postings."""
        self._bulk = BulkAnalyzer(analyzer)
        self._texts = TextFields(self._bulk, title_weight=title_weight, memory=memory)
        self._vocabulary = memory // _VOCABULARY
        self._shared = SharedFields(analyzer)
        self._sketcher = Sketcher() if analyzer.settings.stories else None
        self._parts: list[BinaryIO] = []
        self._in_parts = 0
        self._begin()

    def _begin(self) -> None:
        self._begun = Begun()
        self._titles = self._begun.texts("title")
        self._ids: list[str] = []
        self._waiting: list[str] = []
        """Titles of the articles that are not analysed yet."""

    @property
    def count(self) -> int:
        """How many articles there are."""
        return self._in_parts + len(self._ids)

    def add(self, record: bytes, *, older: bool) -> int:
        """Takes an article as it is stored; gives its document number."""
        number, article = self.count, parse(record)
        self._bulk.add(article.title, article.facts.lang)
        self._bulk.add(article.body, article.facts.lang)
        self._shared.add(article.facts, older=older)
        self._begun.stored.append(article.stored)
        self._ids.append(article.id)
        self._waiting.append(article.title)
        if len(self._waiting) >= _BATCH:
            self._analyse()
            if self._bulk.vocabulary_bytes > self._vocabulary:
                self._end_part()
        return number

    def _analyse(self) -> None:
        """Turns the texts that wait into tokens."""
        if not self._waiting:
            return
        found = self._bulk.take()
        self._texts.add(found)
        if self._sketcher is not None:
            self._sketch(found, self._sketcher)
        self._titles.append(self._waiting)
        self._waiting = []

    def _sketch(self, found: TokenArrays, sketcher: Sketcher) -> None:
        rows = (found.text & 1).nonzero()[0]  # bodies
        before = len(self._ids) - len(self._waiting)
        sketcher.add(
            range(before, len(self._ids)),
            (found.text.take(rows) >> 1) + np.int32(before),
            found.position.take(rows),
            found.form.take(rows),
            self._bulk.forms,
        )

    # Writing

    def write(self, file: BinaryIO) -> None:
        """Writes the segment to an open binary file, and begins anew."""
        self._analyse()
        if not self._parts:
            self._write(file)
            if self._bulk.vocabulary_bytes > self._vocabulary // 2:
                self._forget()
            return
        if self._ids:
            self._end_part()
        parts, self._parts, self._in_parts = self._parts, [], 0
        merge_segments([Segment(ArrayFile.of(part, f"part {number}")) for number, part in enumerate(parts)], file)
        for part in parts:
            part.close()

    def _end_part(self) -> None:
        part = tempfile.TemporaryFile()  # noqa: SIM115  # `write` closes it
        self._in_parts += len(self._ids)
        self._write(part)
        part.flush()
        self._parts.append(part)
        self._forget()

    def _forget(self) -> None:
        """Begins the lists of terms and forms anew; nothing may wait that has their numbers."""
        self._bulk.forget()
        self._texts.forget()
        if self._sketcher is not None:
            self._sketcher.forget()

    def _write(self, file: BinaryIO) -> None:
        writer = SegmentFileWriter(file, len(self._ids), self._begun)
        self._texts.write(writer)
        self._shared.write(writer)
        self._write_identities(writer)
        self._titles.close()
        if self._sketcher is not None:
            self._sketcher.write(writer)
        writer.close()
        self._begin()

    def _write_identities(self, writer: SegmentFileWriter) -> None:
        # an article that was written again within the batch is there twice, until its first version is deleted
        count = len(self._ids)
        numbers = {id: number for number, id in enumerate(sorted(set(self._ids)))}
        terms = np.fromiter(map(numbers.__getitem__, self._ids), np.int64, count)
        writer.add_field("id", [invert(list(numbers), terms, np.arange(count))])
        writer.add_term_numbers("id", terms)
        writer.add_numbers("key", np.fromiter(map(identity_key, self._ids), np.uint64, count))

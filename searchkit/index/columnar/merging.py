"""Several segments become one: posting lists are decoded, put in order and encoded again, a range of terms at a time.

Deleted documents are left out. Memory is bounded by the postings that the largest term has in one segment, or those of
a range of terms; what was read of mapped files is let go again and again, since it counts as memory, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from searchkit.index.columnar.categories import KIND as CATEGORY
from searchkit.index.columnar.combining import combined
from searchkit.index.columnar.field import Field
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.sketches import KIND as SKETCH
from searchkit.index.columnar.sketches import merge_sketches
from searchkit.index.columnar.writing import SegmentFileWriter
from searchkit.ragged import cuts, starts_of

_TERMS = 1 << 14  # terms of the largest dictionary that are merged at once
_LIST_BYTES = 1 << 20  # bytes of all segments' posting lists that are merged at once, unless a single term has more
_READ = 4 << 20  # bytes of a segment that are read before they are let go

Ints = NDArray[np.int64]


def merge_segments(segments: Sequence[Segment], file: BinaryIO) -> list[Ints]:
    """Writes one segment with the live documents of `segments`, in their order, to an open binary file.

    Gives for each segment the new number of each of its documents, -1 for those deleted.
    """
    maps, count = _document_maps(segments)
    writer = SegmentFileWriter(file, count)
    _merge_stored(writer, segments)
    _check_lists(segments)
    names = dict.fromkeys(name for segment in segments for name in segment.field_names())
    numbers_of_ids: dict[str, list[Ints]] = {}
    for name in names:
        fields = [segment.field(name) for segment in segments]
        merger = _FieldMerger(fields, maps, keep_ranks=_has_term_numbers(segments, name))
        writer.add_field(name, _released(merger.chunks(), segments), _merged_lengths(fields, maps, count))
        numbers_of_ids[name] = merger.ranks
    _merge_columns(writer, segments, maps, count, numbers_of_ids)
    writer.close()
    return maps


def _released(
    chunks: Iterable[tuple[list[bytes], Inverted]], segments: Sequence[Segment]
) -> Iterator[tuple[list[bytes], Inverted]]:
    """The chunks; what was read for each is not kept in memory: together it would be all of the segments."""
    for chunk in chunks:
        yield chunk
        _let_go(segments)


def _let_go(segments: Sequence[Segment]) -> None:
    for segment in segments:
        segment.file.let_go()


def _check_lists(segments: Sequence[Segment]) -> None:
    """Reads the posting lists once, some at a time: they would be checked all together when the first is wanted."""
    for segment in segments:
        pages, size = segment.file.pages("lists"), segment.file.count("lists")
        for begin in range(0, size, _READ):
            pages.check(begin, min(begin + _READ, size))
            segment.file.let_go()


def _document_maps(segments: Sequence[Segment]) -> tuple[list[Ints], int]:
    maps, count = [], 0
    for segment in segments:
        live = np.ones(segment.document_count, bool) if segment.live is None else segment.live
        numbers = np.cumsum(live) - 1 + count
        maps.append(np.where(live, numbers, -1))
        count += int(np.count_nonzero(live))
    return maps, count


def _merge_stored(writer: SegmentFileWriter, segments: Sequence[Segment]) -> None:
    for segment in segments:
        live, read = segment.live, 0
        for first, block, ends in segment.records.compressed():
            if live is None or live[first : first + len(ends)].all():
                writer.stored.append_block(block, ends)
            else:
                for number in range(first, first + len(ends)):
                    if live[number]:
                        writer.stored.append(segment.records[number])
            read += len(block)
            if read >= _READ:
                segment.file.let_go()
                read = 0
        segment.file.let_go()


def _merged_lengths(fields: Sequence[Field | None], maps: Sequence[Ints], count: int) -> Ints | None:
    if all(field is None or field.lengths is None for field in fields):
        return None
    lengths = np.zeros(count, np.int64)
    for field, numbers in zip(fields, maps, strict=True):
        if field is not None and field.lengths is not None:
            live = numbers >= 0
            lengths[numbers[live]] = field.lengths[live]
    return lengths


class _FieldMerger:
    """The terms of one field of several segments."""

    def __init__(self, fields: Sequence[Field | None], maps: Sequence[Ints], *, keep_ranks: bool) -> None:
        self._keep_ranks = keep_ranks
        self.ranks: list[Ints] = [np.full(0 if field is None else field.term_count, -1, np.int64) for field in fields]
        """For each segment: the new number of each of its terms, if asked for; -1: no document is left."""
        # A field without terms, whose documents were all deleted, has no positions, and would take those of the others.
        sources = [
            (field, numbers, ranks)
            for field, numbers, ranks in zip(fields, maps, self.ranks, strict=True)
            if field is not None and field.term_count
        ]
        self._sources = [(field, numbers) for field, numbers, _ in sources]
        self._rank_of_source = [ranks for *_, ranks in sources]
        self._written = 0

    def chunks(self) -> Iterator[tuple[list[bytes], Inverted]]:
        """The terms in order, with their merged postings, some at a time."""
        if not self._sources:
            return
        begins = [0] * len(self._sources)
        for bound in self._bounds():
            ends = [field.term_count if bound is None else field.terms.at_least(bound) for field, *_ in self._sources]
            yield from self._merged(begins, ends)
            begins = ends

    def _bounds(self) -> Iterator[bytes | None]:
        """Terms at which to cut; None at last. One that has a long list is alone between two."""
        field, _ = max(self._sources, key=lambda source: source[0].term_count)
        most = _LIST_BYTES // len(self._sources)  # the others are taken to be as large
        for first, past in pairwise(cuts(field.list_sizes(), most, _TERMS)):
            if past == first + 1:
                yield field.term(first) + b"\0"  # nothing comes between
            if past < field.term_count:
                yield field.term(past)
        yield None

    def _merged(self, begins: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[list[bytes], Inverted]]:
        """The terms from `begins` to before `ends` of each source; one that is alone comes segment by segment."""
        spelled = [field.terms.some(*bounds) for (field, _), *bounds in zip(self._sources, begins, ends, strict=True)]
        terms = sorted(set().union(*spelled))
        rank_of = dict(zip(terms, range(len(terms)), strict=True))
        ranks = [np.fromiter(map(rank_of.__getitem__, some), np.int64, len(some)) for some in spelled]
        is_kept = np.zeros(len(terms), bool)
        together = 1 if len(terms) == 1 and self._is_whole(begins, ends) else len(self._sources)
        for first in range(0, len(self._sources) if terms else 0, together):
            some = slice(first, first + together)
            parts = [
                _renumbered(field.inverted(*bounds), numbers)
                for (field, numbers), *bounds in zip(self._sources[some], begins[some], ends[some], strict=True)
            ]
            merged, kept = combined(parts, ranks[some], len(terms))
            is_kept |= kept
            if kept.any():
                yield [term for term, keep in zip(terms, kept.tolist(), strict=True) if keep], merged
        if self._keep_ranks:
            new = np.where(is_kept, np.cumsum(is_kept) - 1 + self._written, -1)
            for target, begin, end, rank in zip(self._rank_of_source, begins, ends, ranks, strict=True):
                target[begin:end] = new[rank]
        self._written += int(np.count_nonzero(is_kept))

    def _is_whole(self, begins: Sequence[int], ends: Sequence[int]) -> bool:
        """Whether all lists of a term can be written some postings at a time (see `LongList`)."""
        bounds = zip(self._sources, begins, ends, strict=True)
        return all(begin == end or field.is_whole(begin) for (field, _), begin, end in bounds)


def _renumbered(part: Inverted, numbers: Ints) -> Inverted:
    """The postings under their documents' new numbers; those of deleted ones are left out, terms are not."""
    documents = numbers[part.documents]
    live = documents >= 0
    if live.all():
        return Inverted(part.starts, documents, part.weights, part.counts, part.positions)
    starts = starts_of(live)[part.starts]
    counts, positions = part.counts, part.positions
    if counts is not None and positions is not None:
        positions = positions[np.repeat(live, counts)]
        counts = counts[live]
    return Inverted(starts, documents[live], part.weights[live], counts, positions)


# Columns


def _has_term_numbers(segments: Sequence[Segment], name: str) -> bool:
    return any(f"terms/{name}" in segment.file for segment in segments)


def _merge_columns(
    writer: SegmentFileWriter,
    segments: Sequence[Segment],
    maps: Sequence[Ints],
    count: int,
    new_terms: dict[str, list[Ints]],
) -> None:
    names = dict.fromkeys(name for segment in segments for name in segment.file.names())
    for name in names:
        kind, _, rest = name.partition("/")
        if kind == "column":
            writer.add_numbers(rest, _joined(name, segments, maps, count))
        elif kind == "terms":
            numbers = [
                ranks[segment.file.array(name)] if name in segment.file else np.zeros(segment.document_count, np.int64)
                for segment, ranks in zip(segments, new_terms[rest], strict=True)
            ]
            live = [column[documents >= 0] for column, documents in zip(numbers, maps, strict=True)]
            writer.add_term_numbers(rest, np.concatenate(live))
        elif kind == "text" and not rest.endswith("/offsets"):
            writer.add_texts(rest, _texts(rest, segments))
        elif kind == CATEGORY and "/" not in rest:
            writer.add_merged_categories(
                rest, [segment.categories(rest) for segment in segments], [documents >= 0 for documents in maps]
            )
        elif kind == SKETCH and rest == "hashes":
            merge_sketches(writer.arrays, segments, maps, count)
        _let_go(segments)


def _joined(name: str, segments: Sequence[Segment], maps: Sequence[Ints], count: int) -> NDArray[Any]:
    columns = [segment.file.array(name) for segment in segments if name in segment.file]
    joined = np.zeros(count, np.result_type(*columns))
    for segment, numbers in zip(segments, maps, strict=True):
        if name in segment.file:
            live = numbers >= 0
            joined[numbers[live]] = segment.file.array(name)[live]
    return joined


def _texts(name: str, segments: Sequence[Segment]) -> Iterator[str]:
    for segment in segments:
        texts = segment.texts(name) if f"text/{name}" in segment.file else None
        for number in range(segment.document_count):
            if segment.live is None or segment.live[number]:
                yield "" if texts is None else texts[number]

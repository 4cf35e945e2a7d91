"""Posting lists: what was written is what is read, whole, by block and by row."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import pairwise
from operator import itemgetter
from random import Random
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.errors import IndexUnfit
from searchkit.index.columnar import merging, writing
from searchkit.index.columnar.array_cache import ArrayCache
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.inverted import Inverted
from searchkit.index.columnar.lists import encoding, packed_postings
from searchkit.index.columnar.lists.layout import BLOCK
from searchkit.index.columnar.lists.postings import Postings
from searchkit.index.columnar.merging import merge_segments
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.writing import SegmentFileWriter
from tests.index.columnar.inverting import invert
from tests.index.columnar.lists.wide_encoding import written_wide

Token = tuple[int, int, int, int]
"""Document, term, position, weight."""

_GAPS = (0, 1, 1, 1, 1, 2, 254, 255, 300, 70_000)
_WEIGHTS = (1, 1, 1, 1, 2, 3, 8, 9, 63, 64, 300, 70_000)


_SEEDS = st.integers(0, 1 << 32)
"""Of thousands of tokens: to draw each by itself is more than Hypothesis allows for an example."""


@st.composite
def corpora(draw: Callable[[Any], Any]) -> tuple[int, int, list[Token]]:
    """(documents, terms, tokens): few or many documents, common and rare terms, close and far positions."""
    random = Random(draw(_SEEDS))
    documents = draw(st.sampled_from([1, 2, 5, 127, 128, 129, 400]))
    terms = draw(st.sampled_from([1, 3, 60]))
    gaps = draw(st.sampled_from([(1,), _GAPS]))
    weights = draw(st.sampled_from([(1,), (1, 2, 3), _WEIGHTS]))
    tokens = []
    for document in range(documents):
        position = 0
        for _ in range(random.choice([0, 1, 3, 12])):
            position += random.choice(gaps)
            tokens.append((document, int(terms * random.random() ** 3), position, random.choice(weights)))
    return documents, terms, tokens


def spelled(term: int) -> bytes:
    """A term."""
    return f"w{term:04d}".encode()


def segment_of(documents: int, terms: int, tokens: list[Token], *, positions: bool, wide: bool = False) -> Segment:
    """A segment with these tokens in the field ``text``; `wide`: as format version 1 wrote it."""
    table = np.array(tokens, np.int64).reshape(-1, 4)
    words, postings = invert(
        [spelled(term) for term in range(terms)],
        table[:, 1],
        table[:, 0],
        table[:, 3],
        table[:, 2] if positions else None,
    )
    lengths = np.bincount(table[:, 0], weights=table[:, 3], minlength=documents).astype(np.int64)
    file = io.BytesIO()
    writer = SegmentFileWriter(file, documents)
    with written_wide() if wide else nullcontext():
        writer.add_field("text", [(words, postings)], lengths)
        for number in range(documents):
            writer.stored.append(b'{"n":%d}' % number)
        writer.close()
    segment = Segment(ArrayFile(file.getvalue(), "test"))
    assert segment.is_wide == wide
    return segment


def expected(tokens: list[Token]) -> dict[int, dict[int, tuple[int, list[int]]]]:
    """By term and document: the sum of the weights, and the positions."""
    found: dict[int, dict[int, tuple[int, list[int]]]] = {}
    for document, term, position, weight in tokens:
        total, places = found.setdefault(term, {}).get(document, (0, []))
        found[term][document] = total + weight, [*places, position]
    return found


def postings_of(segment: Segment, term: int, *, anew: bool = False) -> Postings:
    """The posting list of a term that is there; `anew`: nothing of it is kept yet."""
    field = segment.field("text")
    assert field is not None
    number = field.find(spelled(term))
    if anew:
        return segment.lists.postings(field.pointer(number), field.norms, has_positions=field.has_positions)
    return field.postings(number)


def split(starts: Any, values: Any) -> list[list[int]]:
    """Runs as lists."""
    return [part.tolist() for part in np.split(values, starts[1:-1])] if len(starts) > 1 else []


@settings(max_examples=60)
@given(corpora(), st.booleans(), st.booleans(), _SEEDS)
def test_lists(corpus: tuple[int, int, list[Token]], positions: bool, wide: bool, seed: int) -> None:
    """Documents, weights, positions, blocks and bounds of every term are as a slow reference has them."""
    random = Random(seed)
    documents, terms, tokens = corpus
    segment = segment_of(documents, terms, tokens, positions=positions, wide=wide)
    wanted = expected(tokens)
    field = segment.field("text")
    assert field is not None
    assert [field.term(number) for number in range(field.term_count)] == sorted(map(spelled, wanted))
    assert field.total_length == sum(token[3] for token in tokens)
    assert not segment.file.damaged()
    inverse_norms = (1 / (np.arange(256) + 1)).astype(np.float32)
    for term, by_document in wanted.items():
        postings = postings_of(segment, term)
        assert postings.documents().tolist() == list(by_document)
        assert postings.weights().tolist() == [weight for weight, _ in by_document.values()]
        assert postings.total_weight == sum(weight for weight, _ in by_document.values())
        rows = np.array(sorted(random.sample(range(postings.count), random.randint(0, postings.count))), np.intp)
        with patch.object(packed_postings, "_FAR_FEWER", 0):
            assert postings_of(segment, term, anew=True).weights_at(rows).tolist() == postings.weights()[rows].tolist()
        places = [places for _, places in by_document.values()]
        if positions:
            assert split(*postings.positions()) == places
            assert split(*postings.positions(rows)) == [places[row] for row in rows]
            for room, few in ((True, 0), (False, 0), (False, postings.count + 1)):
                with (
                    patch(f"{type(postings).__module__}.FEW", few),
                    patch.object(packed_postings, "FEW_UNKEPT", few),
                    patch.object(ArrayCache, "has_room", lambda *_, room=room: room),
                ):
                    found = postings_of(segment, term, anew=True).positions(rows)
                assert split(*found) == [places[row] for row in rows]
        blocks = np.array(sorted(random.sample(range(postings.block_count), random.randint(1, postings.block_count))))
        chosen = np.concatenate([np.arange(b * BLOCK, min(b * BLOCK + BLOCK, postings.count)) for b in blocks])
        narrow = postings_of(segment, term, anew=True)
        with patch(f"{Postings.__module__}._SMALL", 0):
            assert narrow.documents().tolist() == narrow.documents().tolist() == list(by_document)
            assert narrow.weights().tolist() == narrow.weights().tolist() == postings.weights().tolist()
            ranks = narrow.ranks()
        if ranks is not None:
            assert ranks.look_up(postings.documents()[rows])[1].tolist() == rows.tolist()
        assert narrow.weights_at(rows).tolist() == postings.weights()[rows].tolist()
        for some in (postings, narrow, postings_of(segment, term, anew=True)):
            some_documents, some_weights = some.blocks(blocks)
            assert some_documents.tolist() == postings.documents()[chosen].tolist()
            assert some_weights.tolist() == postings.weights()[chosen].tolist()
        assert field.norms is not None
        scores = postings.weights() * inverse_norms[field.norms[postings.documents()]]
        for block, bound in enumerate(postings.bounds(inverse_norms)):
            assert scores[block * BLOCK : (block + 1) * BLOCK].max() <= bound * (1 + 1e-6)


def test_positions_that_are_looked_up_again_and_again() -> None:
    """They are read from their blocks until that has taken as long as to keep where all are; they stay the same."""
    tokens = [(document, 0, place, 1) for document in range(1_000) for place in range(0, 3 * (document % 4 + 1), 3)]
    postings = postings_of(segment_of(1_000, 1, tokens, positions=True), 0)
    row = np.array([777])
    with patch.object(packed_postings, "FEW", 250):
        assert [(split(*postings.positions(row)), postings._position_runs is None) for _ in range(5)] == [
            ([[0, 3]], True), ([[0, 3]], True), ([[0, 3]], True), ([[0, 3]], False), ([[0, 3]], False),
        ]  # fmt: skip
        postings.forget()
        assert (split(*postings.positions(row)), postings._position_runs) == ([[0, 3]], None)


@settings(max_examples=40)
@given(corpora(), st.booleans(), st.booleans())
def test_decoding_many_lists(corpus: tuple[int, int, list[Token]], positions: bool, wide: bool) -> None:
    """All lists decoded at once are those decoded one by one."""
    segment = segment_of(*corpus, positions=positions, wide=wide)
    field = segment.field("text")
    assert field is not None
    flat = field.inverted(0, field.term_count)
    one_by_one = [field.postings(number) for number in range(field.term_count)]
    assert field.frequencies(0, field.term_count).tolist() == [postings.count for postings in one_by_one]
    assert flat.documents.tolist() == [number for postings in one_by_one for number in postings.documents().tolist()]
    assert flat.weights.tolist() == [weight for postings in one_by_one for weight in postings.weights().tolist()]
    if positions:
        assert flat.positions is not None
        assert flat.positions.tolist() == [
            place for postings in one_by_one for place in postings.positions()[1].tolist()
        ]


@given(corpora().filter(itemgetter(2)), st.booleans(), st.booleans(), _SEEDS)
def test_documents_of_many_lists(corpus: tuple[int, int, list[Token]], positions: bool, wide: bool, seed: int) -> None:
    """Of some terms, next to each other or not: each document for each term that it has."""
    field = segment_of(*corpus, positions=positions, wide=wide).field("text")
    assert field is not None
    random = Random(seed)
    numbers = np.array(sorted(random.sample(range(field.term_count), random.randint(1, field.term_count))))
    expected = sorted(number for term in numbers for number in field.postings(int(term)).documents().tolist())
    assert sorted(field.documents(numbers).tolist()) == expected


@settings(max_examples=30)
@given(st.lists(corpora(), min_size=1, max_size=3), st.booleans(), _SEEDS)
def test_merging(corpora: list[tuple[int, int, list[Token]]], positions: bool, seed: int) -> None:
    """Segments merged, some of format version 1 among them, are the segment of all their live documents."""
    random = Random(seed)
    parts, tokens, count = [], [], 0
    terms = max(terms for _, terms, _ in corpora)
    for documents, _, part in corpora:
        segment = segment_of(documents, terms, part, positions=positions, wide=random.random() < 0.3)
        live = np.array([random.random() < 0.8 for _ in range(documents)])
        parts.append(Segment(segment.file, None if live.all() else live))
        numbers = np.cumsum(live) - 1 + count
        tokens += [(int(numbers[document]), *rest) for document, *rest in part if live[document]]
        count += int(live.sum())
    file = io.BytesIO()
    merge_segments(parts, file)
    with patch.object(merging, "_LIST_BYTES", 1), patch.object(encoding, "_OF_ONE", BLOCK):
        term_by_term = io.BytesIO()
        merge_segments(parts, term_by_term)
    assert term_by_term.getvalue() == file.getvalue()
    merged = Segment(ArrayFile(file.getvalue(), "merged"))
    assert merged.document_count == count
    field = merged.field("text")
    wanted = expected(tokens)  # type: ignore[arg-type]
    assert ([] if field is None else [field.term(n) for n in range(field.term_count)]) == sorted(map(spelled, wanted))
    for term, by_document in wanted.items():
        postings = postings_of(merged, term)
        assert postings.documents().tolist() == list(by_document)
        assert postings.weights().tolist() == [weight for weight, _ in by_document.values()]
        if positions:
            assert split(*postings.positions()) == [places for _, places in by_document.values()]
    assert not merged.file.damaged()


def segment_of_weights(weights: Sequence[float]) -> Segment:
    """A segment with one term, in as many documents as there are weights."""
    count = len(weights)
    file = io.BytesIO()
    writer = SegmentFileWriter(file, count)
    writer.add_field("text", [([b"a"], Inverted(np.array([0, count]), np.arange(count), np.array(weights)))])
    writer.close()
    return Segment(ArrayFile(file.getvalue(), "test"))


@pytest.mark.parametrize("parts", [[[1, 2], [0.5, 3]], [[0.5, 3], [1, 2]], [[1, 2], [3, 4]]])
def test_merging_weights(parts: list[list[float]]) -> None:
    """A term that is alone is merged segment by segment, unless weights of some of them are no whole numbers."""
    file = io.BytesIO()
    with patch.object(merging, "_LIST_BYTES", 1):
        merge_segments([segment_of_weights(weights * BLOCK) for weights in parts], file)
    postings = postings_of_only_term(Segment(ArrayFile(file.getvalue(), "merged")))
    assert postings.weights().tolist() == [weight for weights in parts for weight in weights * BLOCK]
    assert postings.documents().tolist() == list(range(4 * BLOCK))


def postings_of_only_term(segment: Segment) -> Postings:
    """The posting list of the first term of the field ``text``."""
    field = segment.field("text")
    assert field is not None
    return field.postings(0)


@pytest.mark.parametrize("weights", [[0.5, 1.25, 3.0], [1.0, 2.0, 3.0], [1e12, 1.0, 0.1]])
def test_fractional_weights(weights: list[float]) -> None:
    """Weights that are no whole numbers are kept as 32-bit floats."""
    postings = postings_of_only_term(segment_of_weights(weights))
    assert postings.weights().tolist() == np.array(weights, np.float32).tolist()
    assert postings.documents().tolist() == [0, 1, 2]


@settings(max_examples=30)
@given(corpora(), st.sampled_from([1, 7, 100]), st.booleans())
def test_lists_are_the_same_however_many_are_made_at_once(
    corpus: tuple[int, int, list[Token]], together: int, positions: bool
) -> None:
    """Byte by byte, and their pointers."""
    documents, terms, tokens = corpus
    table = np.array(tokens, np.int64).reshape(-1, 4)
    _, postings = invert(
        [spelled(term) for term in range(terms)],
        table[:, 1],
        table[:, 0],
        table[:, 3],
        table[:, 2] if positions else None,
    )
    norms = np.arange(documents).astype(np.uint8)
    data, pointers = encoding.encode(postings, norms)
    with patch.object(writing, "_LIST_ROWS", together):
        parts = list(writing._encoded(postings, iter(()), norms))
    offsets = [sum(len(before) for before, _ in parts[:number]) for number in range(len(parts))]
    moved = [encoding.moved(some, offset) for (_, some), offset in zip(parts, offsets, strict=True)]
    assert b"".join(some.tobytes() for some, _ in parts) == data.tobytes()
    assert np.concatenate(moved).tolist() == pointers.tolist()


@settings(max_examples=40)
@given(_SEEDS, st.sampled_from([1, 127, 128, 129, 256, 257, 1000]), st.lists(st.integers(1, 999)), st.booleans())
def test_a_list_that_comes_some_postings_at_a_time_is_the_same(
    seed: int, rows: int, cuts: list[int], positions: bool
) -> None:
    """Byte by byte, short or long, wherever it is cut."""
    random = Random(seed)
    documents = np.cumsum([random.choice([1, 2, 300, 70_000]) for _ in range(rows)])
    counts = np.array([random.choice([1, 1, 2, 5]) for _ in range(rows)])
    weights = counts + np.array([random.choice([0, 0, 3, 70_000]) for _ in range(rows)])
    places = np.concatenate([np.cumsum([random.choice([1, 2, 300]) for _ in range(count)]) for count in counts])
    before = np.concatenate(([0], np.cumsum(counts)))
    norms = np.arange(int(documents[-1]) + 1).astype(np.uint8)

    def some(first: int, past: int) -> Inverted:
        found = counts[first:past], places[before[first] : before[past]]
        return Inverted(
            np.array([0, past - first]), documents[first:past], weights[first:past], *(found if positions else ())
        )

    expected_data, pointers = encoding.encode(some(0, rows), norms)
    whole = encoding.LongList(norms)
    bounds = sorted({0, rows, *(cut for cut in cuts if cut < rows)})
    for first, past in pairwise(bounds):
        whole.add(some(first, past))
    data, pointer = whole.end()
    assert data.tobytes() == expected_data.tobytes()
    assert pointer.tolist() == pointers.tolist()


@pytest.mark.parametrize("counted", ["_positions", "_size"])
def test_a_list_has_so_many_places_at_the_most(counted: str) -> None:
    """Where those of a block begin has 32 bits; what does not fit is refused, not written wrong."""
    rows = 300
    some = Inverted(np.array([0, rows]), np.arange(rows), np.ones(rows), np.ones(rows, int), np.ones(rows, int))
    whole = encoding.LongList(None)
    whole.add(some)
    setattr(whole, counted, (1 << 32) - 10)
    with pytest.raises(IndexUnfit, match="at too many places"):
        whole.end()


@pytest.mark.parametrize("rows", [2, 1000])
def test_a_term_that_comes_in_several_chunks(rows: int) -> None:
    """It is one term, among others, with all of its postings."""
    chunks = [
        ([b"a", b"b"], Inverted(np.array([0, 1, 2]), np.array([1, 5]), np.array([1, 1]))),
        ([b"c"], Inverted(np.array([0, rows]), np.arange(rows), np.ones(rows, np.int64))),
        ([b"c"], Inverted(np.array([0, rows]), np.arange(rows) + 2 * rows, np.ones(rows, np.int64))),
        ([b"c"], Inverted(np.array([0, 1]), np.array([5000]), np.array([1]))),
        ([b"d"], Inverted(np.array([0, 1]), np.array([3]), np.array([1]))),
    ]
    file = io.BytesIO()
    writer = SegmentFileWriter(file, 5001)
    writer.add_field("text", chunks, np.ones(5001, np.int64))
    writer.close()
    field = Segment(ArrayFile(file.getvalue(), "test")).field("text")
    assert field is not None
    assert [field.term(number) for number in range(field.term_count)] == [b"a", b"b", b"c", b"d"]
    found = [field.postings(number).documents().tolist() for number in range(4)]
    assert found == [[1], [5], [*range(rows), *range(2 * rows, 3 * rows), 5000], [3]]

"""Walking posting lists of several blocks, as Whoosh's searcher and its programs do."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from whoosh import query
from whoosh.fields import ID, KEYWORD, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.matching import ReadTooFar
from whoosh.searching import Searcher

from searchkit.index.columnar.lists.layout import BLOCK
from searchkit.index.columnar.whoosh.index import ColumnarIndex
from tests.index.columnar.conftest import MakeIndex, found

FERRY = query.Term("body", "ferry")
BODIES = [
    f"{'ferry ' * Random(number).randint(1, 1 + number // 100)}{'storm ' * Random(-number).randint(0, 9)}"
    for number in range(5 * BLOCK + 20)
]
"""The word is in all of them, and oftener in the later ones."""


def filled(index: Any) -> Any:
    """The index, with an article of each body."""
    with index.writer() as writer:
        for number, body in enumerate(BODIES):
            writer.add_document(id=str(number), body=body, kind="news")
    return index


@pytest.fixture(scope="module")
def searcher() -> Any:
    """Over one segment of ours."""
    schema = Schema(id=ID(stored=True), body=TEXT, kind=KEYWORD)
    return filled(ColumnarIndex.create(RamStorage(), schema)).searcher()


def walked(matcher: Any) -> list[tuple[int, float]]:
    """The documents from the current one on, with their scores."""
    found = []
    while matcher.is_active():
        found.append((matcher.id(), matcher.score()))
        matcher.next()
    return found


def test_only_blocks_that_cannot_matter_are_skipped(searcher: Searcher) -> None:
    """Whatever the score to be passed, and from wherever: the block that is come to may have one above it, and nothing
    that was left out has. How many blocks were passed is said."""
    matcher = FERRY.matcher(searcher)
    scored = walked(matcher.copy())
    scores = sorted({score for _, score in scored})
    for begin in (0, 1, BLOCK - 1, BLOCK, 3 * BLOCK + 5):
        for least in (0.0, *scores[:: len(scores) // 20], scores[-1], scores[-1] + 1):
            here = matcher.copy()
            here.skip_to(begin)
            passed = here.skip_to_quality(least)
            past = here.id() if here.is_active() else len(scored)
            assert all(score <= least for _, score in scored[begin:past])
            assert -(-past // BLOCK) - begin // BLOCK == (passed if passed else past > begin // BLOCK * BLOCK)
            if here.is_active():
                assert here.block_quality() > least
                assert past == begin if not passed else past % BLOCK == 0


def test_the_best_are_found_by_skipping(make_index: MakeIndex) -> None:
    """The ten best of long lists are those of all, for a word and for trees of words."""
    index = filled(make_index(Schema(id=ID(stored=True), body=TEXT, kind=KEYWORD)))
    storm = query.Term("body", "storm")
    for question in (FERRY, query.And([FERRY, storm]), query.Or([FERRY, storm]), query.AndMaybe(FERRY, storm)):
        with index.searcher() as searcher:
            every, best = (searcher.search(question, limit=limit) for limit in (None, 10))
            assert [hit.score for hit in best] == pytest.approx(sorted((hit.score for hit in every), reverse=True)[:10])
    assert len(found(index, FERRY, limit=10)) == 10


def test_what_is_known_of_a_block(searcher: Searcher) -> None:
    """First and last document, greatest weight, shortest and longest length: those of its documents. Of a field whose
    lengths are not kept, the lengths are 0."""
    lengths = [len(body.split()) for body in BODIES]
    weights = [body.count("ferry") for body in BODIES]
    matcher, kind = FERRY.matcher(searcher), query.Term("kind", "news").matcher(searcher)
    for document in range(len(BODIES)):
        block = slice(document // BLOCK * BLOCK, document // BLOCK * BLOCK + BLOCK)
        assert (matcher.block_min_id(), matcher.block_max_id()) == (block.start, min(block.stop, len(BODIES)) - 1)
        assert matcher.block_max_weight() == max(weights[block])
        assert (matcher.block_min_length(), matcher.block_max_length()) == (min(lengths[block]), max(lengths[block]))
        assert (kind.block_min_length(), kind.block_max_length(), kind.block_max_weight()) == (0, 0, 1)
        assert matcher.next() == kind.next() == ((document + 1) % BLOCK == 0 or document + 1 == len(BODIES))


def test_nothing_is_past_the_end(searcher: Searcher) -> None:
    """A matcher that has been through its list says so and does not move, until it is reset."""
    matcher = FERRY.matcher(searcher)
    matcher.skip_to(len(BODIES))
    assert not matcher.is_active()
    assert matcher.skip_to_quality(0.0) == 0
    with pytest.raises(ReadTooFar):
        matcher.next()
    with pytest.raises(ReadTooFar):
        matcher.skip_to(3)
    assert list(matcher.all_ids()) == []
    matcher.reset()
    assert list(matcher.all_ids()) == list(range(len(BODIES)))


def test_asked_past_the_end(searcher: Searcher) -> None:
    """Whoosh's matchers of two ask one that is through for its document and its block before they look whether it is:
    those are the last ones."""
    matcher = query.Term("kind", "news").matcher(searcher)
    matcher.skip_to(len(BODIES) - 1)
    last = matcher.block_min_id(), matcher.block_max_id(), matcher.block_max_weight(), matcher.block_max_length()
    matcher.next()
    assert not matcher.is_active()
    assert matcher.id() == len(BODIES) - 1
    assert last == (
        matcher.block_min_id(), matcher.block_max_id(), matcher.block_max_weight(), matcher.block_max_length()
    )  # fmt: skip


def test_what_is_left_when_the_first_ends_before_what_is_not_wanted(make_index: MakeIndex) -> None:
    """The best ten, and all, of "one, not the other" where the other goes on; also as a part of an AND."""
    index = make_index(Schema(id=ID(stored=True), body=TEXT))
    with index.writer() as writer:
        for number in range(3 * BLOCK):
            words = ["ferry"] * (number < 2 * BLOCK) + ["storm"] * (number == 3 * BLOCK - 1) + ["harbour"]
            writer.add_document(id=str(number), body=" ".join(words * (1 + (number == 3))))
    storm, harbour = query.Term("body", "storm"), query.Term("body", "harbour")
    for question in (query.AndNot(FERRY, storm), query.And([FERRY, query.Not(storm)])):
        assert len(found(index, question, limit=10)) == 10
        for whole in (question, query.And([harbour, question]), query.Require(harbour, question)):
            assert sorted(map(int, found(index, whole, limit=None))) == list(range(2 * BLOCK))


@pytest.mark.parametrize("kind", ["positions", "frequency", "position_boosts"])
def test_documents_with_their_values(make_index: MakeIndex, kind: str) -> None:
    """Those from the current posting on, decoded as asked for."""
    with filled(make_index(Schema(id=ID(stored=True), body=TEXT, kind=KEYWORD))).searcher() as searcher:
        matcher = FERRY.matcher(searcher)
        matcher.skip_to(BLOCK + 3)
        first = matcher.value_as(kind)
        pairs = list(matcher.items_as(kind))
    counts = [body.count("ferry") for body in BODIES]
    by_kind: dict[str, list[Any]] = {
        "positions": [list(range(count)) for count in counts],
        "frequency": counts,
        "position_boosts": [[(place, 1) for place in range(count)] for count in counts],
    }
    as_asked = by_kind[kind]
    assert first == as_asked[BLOCK + 3]
    assert pairs == list(enumerate(as_asked))[BLOCK + 3 :]

"""Random articles and queries: both codecs give the same articles with the same scores."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from whoosh import query
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex
from whoosh.util.numeric import byte_to_length, length_to_byte

from searchkit.index.columnar.whoosh.index import ColumnarIndex

WORDS = [f"w{number}" for number in range(30)]
LENGTHS = [length for length in range(1, 25) if byte_to_length(length_to_byte(length)) == length]
"""The lengths that Whoosh's own codec does not round."""


def filled(kind: type[FileIndex], segments: int) -> FileIndex:
    """Six hundred short articles, some deleted."""
    chance = random.Random(7)
    schema = Schema(id=ID(stored=True, unique=True), body=TEXT(chars=True), number=NUMERIC(sortable=True))
    index = kind.create(RamStorage(), schema)
    for part in range(segments):
        writer = index.writer()
        for number in range(600 // segments):
            words = [WORDS[int(30 * chance.random() ** 2)] for _ in range(chance.choice(LENGTHS))]
            writer.add_document(id=f"{part}-{number}", body=" ".join(words), number=chance.randint(0, 99))
        writer.commit(merge=False)
    writer = index.writer()
    for part in range(segments):
        for number in range(0, 600 // segments, 9):
            writer.delete_by_term("id", f"{part}-{number}")
    writer.commit(merge=False)
    return index


def random_query(chance: random.Random, depth: int = 2) -> Any:
    """A tree of queries, without those that fail in Whoosh itself when they are part of a tree (AndNot, spans)."""

    def word() -> str:
        return chance.choice(WORDS)

    if depth == 0 or chance.random() < 0.3:
        leaves: list[Callable[[], Any]] = [
            lambda: query.Term("body", word(), boost=chance.choice([1.0, 2.0])),
            lambda: query.Phrase("body", [word(), word()], slop=chance.randint(1, 3)),
            lambda: query.Prefix("body", f"w{chance.randint(1, 2)}"),
            lambda: query.Wildcard("body", "w?5"),
            lambda: query.FuzzyTerm("body", word()),
            lambda: query.NumericRange("number", 20, chance.randint(20, 99)),
        ]  # fmt: skip
        return chance.choice(leaves)()
    parts = [random_query(chance, depth - 1) for _ in range(chance.randint(2, 3))]
    trees: list[Callable[[], Any]] = [
        lambda: query.And(parts), lambda: query.Or(parts), lambda: query.AndMaybe(*parts[:2]),
        lambda: query.Require(*parts[:2]), lambda: query.DisjunctionMax(parts),
    ]  # fmt: skip
    return chance.choice(trees)()


@pytest.mark.parametrize("segments", [1, 4])
def test_same_hits_and_scores(segments: int) -> None:
    """Ids and scores of forty random queries, and the ten best of forty more."""
    chance = random.Random(segments)
    with filled(FileIndex, segments).searcher() as stock, filled(ColumnarIndex, segments).searcher() as ours:
        for _ in range(40):
            question = random_query(chance)
            both = [
                {hit["id"]: hit.score for hit in searcher.search(question, limit=None)} for searcher in (stock, ours)
            ]
            assert both[0] == pytest.approx(both[1], rel=1e-5)
            words = query.Or([query.Term("body", chance.choice(WORDS)) for _ in range(3)])
            best = [[hit.score for hit in searcher.search(words, limit=10)] for searcher in (stock, ours)]
            assert best[0] == pytest.approx(best[1], rel=1e-5)


def test_walking_a_posting_list() -> None:
    """Skips and blocks lead to the same documents on both codecs."""
    with filled(FileIndex, 1).searcher() as stock, filled(ColumnarIndex, 1).searcher() as ours:
        for word in WORDS:
            matchers = [query.Term("body", word).matcher(searcher) for searcher in (stock, ours)]
            for target in range(0, 600, 37):
                for matcher in matchers:
                    if matcher.is_active():
                        matcher.skip_to(target)
                assert len({matcher.is_active() for matcher in matchers}) == 1
                if matchers[0].is_active():
                    assert len({matcher.id() for matcher in matchers}) == 1
                    assert matchers[0].spans() == matchers[1].spans()
                    assert matchers[0].value_as("characters") == matchers[1].value_as("characters")
                    assert matchers[0].score() == pytest.approx(matchers[1].score(), rel=1e-5)
            for matcher in matchers:
                matcher.reset()
                assert matcher.max_quality() >= max(scores(matcher)) - 1e-6


def scores(matcher: Any) -> list[float]:
    """The scores of all postings; the block's bound holds for each."""
    found = []
    while matcher.is_active():
        found.append(matcher.score())
        assert matcher.block_quality() >= found[-1] - 1e-6
        matcher.next()
    return found

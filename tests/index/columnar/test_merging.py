"""Several segments become one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import Article, Index
from searchkit.index.columnar import merging, segments_of
from searchkit.index.columnar.combining import combined
from searchkit.index.columnar.inverted import Inverted


def signed(id: str, *authors: str) -> Article:
    """An article by these authors."""
    return Article(id=id, title=id, body="The harbour was calm.", authors=authors, lang="en")


def author_fields(index: Index) -> list[tuple[int, bool]]:
    """Of each segment, how many names of authors it has, and whether with their positions."""
    fields = [segment.field("author") for segment, _ in segments_of(index._store.reader()) or ()]
    return [(field.term_count, field.has_positions) for field in fields if field is not None]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """One of an article, in a segment that has lost its only author by a merge before."""
    index = searchkit.open(tmp_path / "index", create=True)
    with index.writer() as writer:
        writer.add(signed("anna", "Anna Berg"))
        writer.add(signed("nobody"))
    with index.writer() as writer:
        writer.delete("anna")
        writer.compact()
    assert author_fields(index) == [(0, False)]
    return index


def test_a_field_that_lost_all_its_terms_takes_nothing_from_the_others(index: Index) -> None:
    """Neither their terms nor the positions of these."""
    with index.writer() as writer:
        writer.add(signed("jane", "Jane Doe"))
        writer.add(signed("mary", "Doe Mary"))
    with index.writer() as writer:
        writer.compact()
    assert author_fields(index) == [(3, True)]
    assert [hit.id for hit in index.search('author:"Jane Doe"')] == ["jane"]
    assert not index.search('author:"Mary Doe"').hits


def test_a_field_that_is_empty_everywhere_stays_so(index: Index) -> None:
    """And hurts nobody."""
    with index.writer() as writer:
        writer.add(signed("anybody"))
        writer.compact()
    assert index.search("author:berg").total == 0
    assert index.search("harbour").total == 2
    assert searchkit.check(index.path).ok


def test_positions_that_a_merge_lost_are_noticed_and_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the stored articles."""
    index = searchkit.open(tmp_path / "index", create=True)
    for author in ("Jane Doe", "Doe Mary"):
        index.add(signed(author, author))

    def without_positions(*given: Any) -> tuple[Inverted, Any]:
        merged, kept = combined(*given)
        return Inverted(merged.starts, merged.documents, merged.weights), kept

    with monkeypatch.context() as patched:
        patched.setattr(merging, "combined", without_positions)
        with index.writer() as writer:
            writer.compact()
    assert not index.search('author:"Jane Doe"').hits
    index.close()
    (damage, *_) = searchkit.check(index.path).damages
    assert damage.what.endswith("it is not said where in an article its words stand")
    assert not searchkit.repair(index.path).lost
    assert searchkit.check(index.path).ok
    with searchkit.open(index.path) as repaired:
        assert [hit.id for hit in repaired.search('author:"Jane Doe"')] == ["Jane Doe"]

"""Sketches are the smallest hashes of all shingles, however the articles come."""

from __future__ import annotations

import io
from collections.abc import Sequence
from math import gcd

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.index.bulk.building import SegmentBuilder
from searchkit.index.columnar import sketches
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.merging import merge_segments
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.sketches import sketches_of
from searchkit.index.documents import article_to_json
from searchkit.index.stories import shingles
from searchkit.index.stories.shingles import KEPT, LEAST, WORDS, mixed
from searchkit.model import Article
from searchkit.settings import Settings
from tests.copies import article, text

SETTINGS = Settings(stories=1)
MEMORY = 1 << 24
ARTICLES = [
    *(article(f"title {seed}", text(seed, words)) for seed, words in enumerate((20, 60, 300, 120, 44, 41))),
    Article(title="none"),
    Article(title="한국", body="한국과 일본의 신뢰가 높아졌다고 조사에 나왔다." * 4, lang="ko"),
    Article(
        title="日本",
        body="日本と韓国のあいだで信頼が高まっていると調査が示した。港の再建が始まり、市民は喜んだ。",
        lang="ja",
    ),
]


def built(articles: Sequence[Article], live: Sequence[bool] | None = None) -> Segment:
    """A segment of articles."""
    builder = SegmentBuilder(Analyzer(settings=SETTINGS), title_weight=3, memory=MEMORY)
    for one in articles:
        builder.add(article_to_json(one), older=False)
    file = io.BytesIO()
    builder.write(file)
    return Segment(ArrayFile(file.getvalue(), "built"), None if live is None else bytes(live))


def by_document(segment: Segment) -> list[tuple[int, list[int]]]:
    """The size and the sorted hashes of the sketch of each document."""
    found = sketches_of(segment, whole=True)
    assert found is not None
    assert (np.diff(found.keys(0).astype(object)) > 0).all(), "they are sorted, each once"
    return [(int(size), found.hashes[found.documents == number].tolist()) for number, size in enumerate(found.sizes)]


def slowly(one: Article) -> tuple[int, list[int]]:
    """The same by the definition."""
    from zlib import crc32

    at: dict[int, str] = {}
    for token in Analyzer(settings=SETTINGS).tokens(one.body, one.lang):
        at.setdefault(token.position, token.form)
    words = [int(mixed(np.array([crc32(form.encode())], np.uint64))[0]) for _, form in sorted(at.items())]
    hashes = set()
    for first in range(len(words) - WORDS + 1):
        shingle = 0
        for word in words[first : first + WORDS]:
            shingle = (shingle * 0x9E3779B97F4A7C15 + word) % (1 << 64)
        hashes.add(shingle >> 32)
    return (len(hashes), sorted(hashes)[:KEPT]) if len(hashes) >= LEAST else (0, [])


def test_a_sketch_is_of_the_smallest_hashes() -> None:
    """Of bodies of several lengths and languages; short ones have none."""
    found = by_document(built(ARTICLES))
    assert found == list(map(slowly, ARTICLES))
    assert found[0] == found[6] == (0, [])
    assert {len(hashes) for _, hashes in found} == {0, KEPT}


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sketches are put in order a few hashes at a time, and read fewer at a time."""
    monkeypatch.setattr(sketches, "_TOGETHER", 8)
    monkeypatch.setattr(sketches, "SAMPLED", 2)
    monkeypatch.setattr(shingles, "SAMPLED", 2)
    monkeypatch.setattr(shingles, "_BLOCK", 24)


@pytest.mark.usefixtures("few_at_once")
def test_sketches_are_written_portion_by_portion() -> None:
    """The same as at once, by a builder and by merging."""
    segment = built(ARTICLES)
    assert by_document(segment) == list(map(slowly, ARTICLES))
    file = io.BytesIO()
    merge_segments([segment, built(ARTICLES[:3])], file)
    assert by_document(Segment(ArrayFile(file.getvalue(), "merged"))) == list(map(slowly, ARTICLES + ARTICLES[:3]))


def test_the_sample_has_hashes_of_all_ranks() -> None:
    """Those of a sketch are sorted, so that every so many-th could always be a smallest one."""
    assert gcd(sketches.SAMPLED, KEPT) == 1


@given(st.lists(st.integers(0, (1 << 32) - 1), min_size=1, max_size=60), st.integers(1, 20))
def test_ranges_of_hashes_have_each_hash_once(hashes: list[int], together: int) -> None:
    """Though many may be alike."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sketches, "_TOGETHER", together)
        ranges = sketches.ranges_of_hashes(np.array(hashes, np.uint32), len(hashes))
    assert [first for first, _ in ranges] == [0, *(last + 1 for _, last in ranges[:-1])]
    assert ranges[-1][1] == (1 << 32) - 1
    assert len(ranges) <= -(-len(hashes) // together)


def test_sketches_are_merged_without_those_of_deleted_articles() -> None:
    """As if the live articles had been in one segment from the first."""
    parts = [built(ARTICLES[:3], [True, False, True]), built(ARTICLES[:1]), built(ARTICLES[3:])]
    file = io.BytesIO()
    merge_segments(parts, file)
    merged = Segment(ArrayFile(file.getvalue(), "merged"))
    assert by_document(merged) == by_document(built([ARTICLES[0], ARTICLES[2], ARTICLES[0], *ARTICLES[3:]]))


def test_an_index_may_do_without() -> None:
    """Nothing is noted then."""
    builder = SegmentBuilder(Analyzer(settings=Settings(stories=0)), title_weight=3, memory=MEMORY)
    builder.add(article_to_json(ARTICLES[2]), older=False)
    file = io.BytesIO()
    builder.write(file)
    assert sketches_of(Segment(ArrayFile(file.getvalue(), "built"))) is None

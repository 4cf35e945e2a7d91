"""Real collections, where they are there: nothing raised, and answers as good as promised."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from math import log2
from pathlib import Path

import pytest

import searchkit
from searchkit import Article, Problem, Settings
from searchkit.reading import FileEntry, read, walk


def records(path: Path) -> Iterator[dict[str, str]]:
    """The lines of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def test_twenty_thousand_news_articles_are_read_without_a_problem(shared: Path) -> None:
    """Each with its day, and nearly all of them known to be English."""
    articles: list[Article] = []
    for entry in walk([shared / "data" / "reuters.jsonl.gz"]):
        assert isinstance(entry, FileEntry)
        for item in read(entry, settings=Settings()):
            assert not isinstance(item, Problem), item
            articles.append(item)
    assert len(articles) == 20_841
    assert all(article.published and article.published.on for article in articles)
    assert sum(article.lang == "en" for article in articles) > 0.97 * len(articles)


def discounted_gain(gains: list[int]) -> float:
    """DCG of the first ten: each gain over the logarithm of its rank."""
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains[:10], 1))


@pytest.fixture(scope="module")
def cranfield(shared: Path) -> Iterator[tuple[searchkit.Index, dict[str, str]]]:
    """The Cranfield collection, indexed, and the document number of each identity."""
    numbers: dict[str, str] = {}
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            for record in records(shared / "data" / "cranfield" / "docs.jsonl"):
                if record["title"] or record["body"]:
                    article = Article(title=record["title"], body=record["body"], lang="en")
                    numbers[article.id] = record["id"]
                    writer.add(article)
        yield index, numbers


def test_the_default_ranking_is_as_good_as_promised(
    shared: Path, cranfield: tuple[searchkit.Index, dict[str, str]]
) -> None:
    """nDCG@10 of at least 0.39 on the Cranfield collection's 225 questions."""
    index, numbers = cranfield
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (shared / "data" / "cranfield" / "qrels.tsv").read_text().splitlines():
        query, document, gain = line.split("\t")
        judged[query][document] = int(gain)
    scores = []
    for question in records(shared / "data" / "cranfield" / "queries.jsonl"):
        gains = judged[question["id"]]
        found = [gains.get(numbers[hit.id], 0) for hit in index.search(question["text"], passages=0)]
        scores.append(discounted_gain(found) / discounted_gain(sorted(gains.values(), reverse=True)))
    assert len(scores) == 225
    assert sum(scores) / len(scores) >= 0.39


def test_the_aggregator_page_is_four_articles_in_the_index(shared: Path, tmp_path: Path) -> None:
    """Found by the first query of the README, the main one first."""
    with searchkit.open(tmp_path / "index", create=True) as index:
        report = index.sync([shared / "pages" / "korea-japan-daily8.txt"])
        assert (report.added, report.articles, report.problems) == (1, 4, 0)
        best = index.search("Korea Japan trust").hits[0]
        assert best.title.startswith("Will Seoul's leadership change")
        assert (best.source, str(best.published and best.published.on)) == ("Korea Herald", "2025-05-30")

"""What is counted of an index, against counting every article."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from unittest.mock import patch

import pytest

import searchkit
from searchkit import Article
from searchkit.index import report
from searchkit.index.columnar import field


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several segments that share words, some of whose articles are deleted."""
    path = tmp_path_factory.mktemp("report") / "index"
    with searchkit.open(path, create=True) as index:
        for part in range(4):
            with index.writer() as writer:
                for number in range(40):
                    body = f"ferry w{number % 7} {'storm ' * (number % 3)}only{part}x{number}"
                    writer.add(Article(id=f"{part}-{number}", title="", body=body, lang="en", source=f"Paper {part}"))
        with index.writer() as writer:
            for number in range(0, 40, 3):
                writer.delete(f"1-{number}")
    return path


def test_terms_are_those_of_live_articles(folder: Path) -> None:
    """The most frequent are the examples; counted a few at a time, it is the same."""
    with searchkit.open(folder) as index:
        counts = Counter(word for article in index for word in set(article.body.split()))
        best = sorted(counts, key=lambda word: (-counts[word], word))
        with patch.object(report, "_TERMS", 5), patch.object(field, "_POSTINGS", 3):
            found = {one.name: one for one in index.fields()}
        assert index.fields() == tuple(found.values())
    assert (found["exact"].terms, list(found["exact"].examples)) == (len(counts), best[:3])
    assert found["source"].terms == 5  # paper, and a number each


def test_words_are_counted_once(folder: Path) -> None:
    """However many segments have them; those of deleted articles among them."""
    with searchkit.open(folder) as index:
        with patch.object(report, "_TERMS", 5):
            stats = index.stats()
        assert (stats.words, stats.terms) == (index.stats().words, index.stats().terms)
        assert stats.words == len(set(index._store.reader().lexicon("exact")))

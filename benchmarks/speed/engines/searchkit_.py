"""searchkit, through its public interface."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import searchkit
from benchmarks.speed.engines import HITS, Found, Kind, Record


class Searchkit:
    """Articles with their day, said to be English, as the other engines' analysers are told too."""

    def build(self, records: Iterator[Record], folder: Path) -> None:
        with searchkit.open(folder, create=True) as index, index.writer() as writer:
            for record in records:
                writer.add(_article(record))

    def open(self, folder: Path) -> None:
        self._index = searchkit.open(folder)

    def find(self, kind: Kind, words: str, limit: int = HITS) -> Found:
        query = f'"{words}"' if kind == "phrase" else words
        results = self._index.search(query, limit=limit, passages=0, match_all=kind == "and")
        return [(hit.id, hit.title) for hit in results]


class Bm25Alone(Searchkit):
    """Without what other engines do not do: nearness of words, other forms of names."""

    def open(self, folder: Path) -> None:
        self._index = searchkit.open(folder, settings=searchkit.load_settings({"nearness": 0, "names": 0}))


def _article(record: Record) -> searchkit.Article:
    from datetime import date

    published = searchkit.Published(on=date.fromisoformat(record["date"][:10]), basis="metadata", raw=record["date"])
    return searchkit.Article(title=record["title"], body=record["body"], lang="en", published=published)

"""searchkit, through its public interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import searchkit
from benchmarks.speed.engines import HITS, Found, Kind, Record


class Searchkit:
    """Articles with their day, said to be English, as the other engines' analysers are told too."""

    settings: Mapping[str, object] = {}

    def build(self, records: Iterator[Record], folder: Path) -> None:
        settings = searchkit.load_settings(self.settings)
        with searchkit.open(folder, create=True, settings=settings) as index, index.writer() as writer:
            for record in records:
                writer.add(_article(record))

    def open(self, folder: Path) -> None:
        self._index = searchkit.open(folder, settings=searchkit.load_settings(self.settings))

    def find(self, kind: Kind, words: str, limit: int = HITS) -> Found:
        query = f'"{words}"' if kind == "phrase" else words
        results = self._index.search(query, limit=limit, passages=0, match_all=kind == "and")
        return [(hit.id, hit.title) for hit in results]


class Bm25Alone(Searchkit):
    """Without what the other engines do not do: nearness of words, other names of countries, copies of articles."""

    settings: Mapping[str, object] = {"nearness": 0, "names": 0, "stories": 0}


def _article(record: Record) -> searchkit.Article:
    published = searchkit.Published(on=date.fromisoformat(record["date"][:10]), basis="metadata", raw=record["date"])
    return searchkit.Article(title=record["title"], body=record["body"], lang="en", published=published)

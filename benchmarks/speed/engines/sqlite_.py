"""SQLite's FTS5: Porter stems, one transaction, its own bm25."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from benchmarks.speed.engines import HITS, Found, Kind, Record

_OPERATORS = {"or": " OR ", "and": " AND ", "phrase": " "}


class Fts5:
    """One table holds the texts and finds them."""

    def build(self, records: Iterator[Record], folder: Path) -> None:
        connection = sqlite3.connect(folder / "articles.db")
        connection.execute(
            "CREATE VIRTUAL TABLE articles"
            " USING fts5(id UNINDEXED, title, body, date UNINDEXED, tokenize = 'porter unicode61')"
        )
        with connection:
            connection.executemany("INSERT INTO articles VALUES (:id, :title, :body, :date)", records)
        connection.close()

    def open(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "articles.db")

    def find(self, kind: Kind, words: str, limit: int = HITS) -> Found:
        query = f'"{words}"' if kind == "phrase" else _OPERATORS[kind].join(f'"{word}"' for word in words.split())
        return self._connection.execute(
            "SELECT id, title FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT ?", (query, limit)
        ).fetchall()

"""Whoosh as it comes: its default codec and writer, title and body as fields of their own, both stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from whoosh import fields, index
from whoosh.qparser import AndGroup, MultifieldParser, OrGroup

from benchmarks.speed.engines import HITS, Found, Kind, Record


class OwnWords:
    """Words as Whoosh's `StemmingAnalyzer` makes them."""

    def analyzer(self) -> Any:
        """The analyser of both fields."""
        from whoosh.analysis import StemmingAnalyzer

        return StemmingAnalyzer()

    def build(self, records: Iterator[Record], folder: Path) -> None:
        text = fields.TEXT(analyzer=self.analyzer(), stored=True)
        schema = fields.Schema(id=fields.ID(stored=True, unique=True), title=text, body=text, date=fields.DATETIME())
        writer = index.create_in(str(folder), schema).writer()
        for record in records:
            writer.add_document(
                id=record["id"],
                title=record["title"],
                body=record["body"],
                date=datetime.fromisoformat(record["date"]),
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        opened = index.open_dir(str(folder))
        self._searcher = opened.searcher()
        self._any = MultifieldParser(["title", "body"], opened.schema, group=OrGroup)
        self._all = MultifieldParser(["title", "body"], opened.schema, group=AndGroup)

    def find(self, kind: Kind, words: str, limit: int = HITS) -> Found:
        parser = self._all if kind == "and" else self._any
        query = parser.parse(f'"{words}"' if kind == "phrase" else words)
        return [(hit["id"], hit["title"]) for hit in self._searcher.search(query, limit=limit)]


class SameWords(OwnWords):
    """Words as searchkit's own analysis makes them: NLTK's stems."""

    def analyzer(self) -> Any:
        from searchkit.analysis import Analyzer, whoosh_analyzer
        from searchkit.settings import Settings

        return whoosh_analyzer(Analyzer(settings=Settings()), "en")

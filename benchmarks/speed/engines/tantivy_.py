"""tantivy: two indexing threads, English stems, every field stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import tantivy

from benchmarks.speed.engines import HITS, Found, Kind, Record

_THREADS = 2


class Tantivy:
    """Title and body are fields of their own, and words are looked for in both, as its documentation does it.

    Only the best hits are collected and none counted, so that it can skip the others.
    """

    fields: tuple[str, ...] = ("title", "body")

    def build(self, records: Iterator[Record], folder: Path) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        schema.add_text_field("date", stored=True, tokenizer_name="raw", index_option="basic")
        self.add_texts(schema)
        writer = tantivy.Index(schema.build(), path=str(folder)).writer(num_threads=_THREADS)
        for record in records:
            writer.add_document(self.document(record))
        writer.commit()
        writer.wait_merging_threads()

    def add_texts(self, schema: tantivy.SchemaBuilder) -> None:
        """Declares the fields that hold text."""
        for name in self.fields:
            schema.add_text_field(name, stored=True, tokenizer_name="en_stem")

    def document(self, record: Record) -> tantivy.Document:
        """The record as a document."""
        return tantivy.Document(**record)

    def open(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def find(self, kind: Kind, words: str, limit: int = HITS) -> Found:
        query = f'"{words}"' if kind == "phrase" else words
        parsed = self._index.parse_query(query, list(self.fields), conjunction_by_default=kind == "and")
        best = self._searcher.search(parsed, limit, count=False).hits
        documents = [self._searcher.doc(address) for _, address in best]
        return [(document["id"][0], self.title(document)) for document in documents]

    def title(self, document: tantivy.Document) -> str:
        """The stored title."""
        title: str = document["title"][0]
        return title


class TantivyText(Tantivy):
    """One field holds the words of title and body: half the posting lists to read. Title and body are stored beside."""

    fields = ("text",)

    def add_texts(self, schema: tantivy.SchemaBuilder) -> None:
        schema.add_text_field("text", tokenizer_name="en_stem")
        for name in ("title", "body"):
            schema.add_bytes_field(name, stored=True, indexed=False)  # a text field would be indexed too

    def document(self, record: Record) -> tantivy.Document:
        title, body = record["title"], record["body"]
        return tantivy.Document(
            id=record["id"], date=record["date"], text=f"{title}\n{body}", title=title.encode(), body=body.encode()
        )

    def title(self, document: tantivy.Document) -> str:
        return bytes(document["title"][0]).decode()

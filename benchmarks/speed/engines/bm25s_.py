"""bm25s: scores worked out beforehand in sparse matrices. It knows no AND and no phrases, and holds all texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bm25s
from nltk.stem.snowball import SnowballStemmer

from benchmarks.speed.engines import HITS, Found, Kind, Record


class Bm25s:
    """Lucene's formula, NLTK's stems, the corpus saved beside the matrix."""

    def build(self, records: Iterator[Record], folder: Path) -> None:
        corpus: list[Any] = list(records)
        tokens = bm25s.tokenize(
            [f"{record['title']}\n{record['body']}" for record in corpus], stemmer=_stems(), show_progress=False
        )
        retriever = bm25s.BM25(method="lucene")
        retriever.index(tokens, show_progress=False)
        retriever.save(str(folder), corpus=corpus, show_progress=False)

    def open(self, folder: Path) -> None:
        self._retriever = bm25s.BM25.load(str(folder), mmap=True, load_corpus=True)
        self._stems = _stems()

    def find(self, kind: Kind, words: str, limit: int = HITS) -> Found:
        tokens = bm25s.tokenize([words], stemmer=self._stems, show_progress=False, return_ids=False)
        if not any(token in self._retriever.vocab_dict for token in tokens[0]):
            return []
        most = min(limit, int(self._retriever.scores["num_docs"]))  # it raises for more than there are
        documents, scores = self._retriever.retrieve(tokens, k=most, show_progress=False)
        return [
            (found["id"], found["title"]) for found, score in zip(documents[0], scores[0], strict=True) if score > 0
        ]


def _stems() -> Any:
    stem = SnowballStemmer("english").stem
    return lambda words: [stem(word) for word in words]

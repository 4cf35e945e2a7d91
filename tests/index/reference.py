"""What a segment should hold, the slow and obvious way: articles as documents of Whoosh's writer and its own codec."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader
from whoosh.system import pack_uint

from searchkit.analysis import Analyzer, Token
from searchkit.index.documents import article_to_json, identity_key, time_key
from searchkit.index.schema import Items, make_schema, position_postings
from searchkit.index.terms import FIELD_GAP, domains
from searchkit.model import Article
from searchkit.reading.urls import host


@dataclass(frozen=True, slots=True)
class Indexer:
    """Turns articles into Whoosh documents."""

    analyzer: Analyzer
    title_weight: int

    def document(self, article: Article, *, older: bool) -> dict[str, Any]:
        """The keyword arguments of Whoosh's ``add_document``."""
        title, body = self._tokens(article)
        gap = title[-1].position + FIELD_GAP if title else 0
        weight = self.title_weight
        document: dict[str, Any] = {
            "id": article.id,
            "text": position_postings(
                [(token.term, token.position, weight) for token in title]
                + [(token.term, token.position + gap, 1) for token in body]
            ),
            "title": position_postings((token.term, token.position, 1) for token in title),
            "exact": _frequency_postings(
                [(token.form, weight) for token in title] + [(token.form, 1) for token in body]
            ),
            "author": self._names((*article.authors, article.agency)),
            "source": self._names((article.source,)),
            "tag": self._names((*article.tags, article.section)),
            "lang": article.lang,
            "site": _frequency_postings((domain, 1) for domain in domains(host(article.url))),
            "time": time_key(article.published),
            "key": identity_key(article.id),
            "article": article_to_json(article).decode(),
        }
        if article.published is not None and article.published.on is not None:
            document["date"] = datetime.combine(article.published.on, time())
        if older:
            document["older"] = "1"
        return document

    def lengths(self, article: Article) -> tuple[int, int]:
        """How long `text` and `title` are: the words of the title count `title_weight` times in `text`."""
        title, body = map(_length, self._tokens(article))
        return title * self.title_weight + body, title

    def _tokens(self, article: Article) -> tuple[list[Token], list[Token]]:
        return self.analyzer.tokens(article.title, article.lang), self.analyzer.tokens(article.body, article.lang)

    def _names(self, values: Iterable[str]) -> Items:
        placed: list[tuple[str, int, int]] = []
        base = 0
        for value in values:
            tokens = self.analyzer.names(value)
            placed += [(token.term, base + token.position, 1) for token in tokens]
            base += FIELD_GAP + (tokens[-1].position if tokens else 0)
        return position_postings(placed)


def stock_reader(indexer: Indexer, articles: Sequence[tuple[Article, bool]]) -> IndexReader:
    """A reader of the articles, each with whether it is older, in one segment of Whoosh's own codec in memory."""
    index = FileIndex.create(RamStorage(), make_schema())
    with index.writer() as writer:
        for article, older in articles:
            writer.add_document(**indexer.document(article, older=older))
    return index.reader()


def _length(tokens: list[Token]) -> int:
    """How many words there are; several tokens at one position are one."""
    return tokens[-1].position + 1 if tokens else 0


def _frequency_postings(words: Iterable[tuple[str, int]]) -> Items:
    counts: dict[str, int] = {}
    for word, weight in words:
        counts[word] = counts.get(word, 0) + weight
    return sorted((word.encode(), count, float(count), pack_uint(count)) for word, count in counts.items())

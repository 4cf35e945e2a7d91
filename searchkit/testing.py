"""A few short articles and an index of them: for our own tests, and for those of programs that embed searchkit.

>>> from searchkit.testing import small_index
>>> with small_index() as index:
...     index.count("ferry")
2
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from searchkit.engine import Index, open
from searchkit.model import Article, Published
from searchkit.settings import Settings


def _article(title: str, body: str, source: str, day: str, lang: str, *tags: str, author: str = "") -> Article:
    return Article(
        title=title,
        body=body,
        source=source,
        published=Published(on=date.fromisoformat(day), raw=day) if day else None,
        lang=lang,
        tags=tags,
        authors=(author,) if author else (),
        url=f"https://www.{source.split()[-1].lower()}.example/{title.split()[0].lower()}",
    )


ARTICLES = (
    _article(
        "Trust between neighbours",
        "Polls in Korea and Japan show that trust is growing. Young people trust each other most.",
        "Harbour Courier",
        "2025-05-30",
        "en",
        "diplomacy",
        author="Ha Lee",
    ),
    _article(
        "Ferry resumes",
        "The ferry from Busan sails again. Travellers from Japan were the first aboard.",
        "Harbour Courier",
        "2025-04-02",
        "en",
        "travel",
        author="Min Okada",
    ),
    _article(
        "Ferries stay in port",
        "A storm keeps every ferry in port. The U.S. navy helps.",
        "Coast Ledger",
        "2025-05-02",
        "en",
        "travel",
        "weather",
    ),
    _article(
        "Züge stehen still", "In Zürich fahren keine Züge. Reisende warten.", "Seeblatt", "2025-03-01", "de", "travel"
    ),
    _article("한일 신뢰 조사", "한국과 일본의 신뢰가 높아졌다.", "Hanbit", "2025-05-29", "ko", "diplomacy"),
    _article("A recipe without a date", "Trust your nose. Salt, rice, seaweed.", "Kitchen Table", "", "en"),
)
"""Six articles that share some words: three languages, one without a date."""


def small_index(
    articles: Iterable[Article] = ARTICLES, *, path: str | Path = ":memory:", settings: Settings | None = None
) -> Index:
    """A new index of `articles`, in memory or in a new folder `path`."""
    index = open(path, create=True, settings=settings)
    with index.writer() as writer:
        for article in articles:
            writer.add(article)
    return index

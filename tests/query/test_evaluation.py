"""Parsed queries, evaluated by Whoosh itself over a tiny index: the trees find what they should."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from whoosh.filedb.filestore import RamStorage

from searchkit.analysis import Analyzer
from searchkit.index.schema import make_schema
from searchkit.model import Article, Published
from tests.index.reference import Indexer
from tests.query.conftest import Ask


def _article(title: str, body: str, source: str, day: date | None, **more: Any) -> Article:
    return Article(title, body, source=source, published=Published(day) if day else None, **{"lang": "en", **more})


ARTICLES = {
    "summit": _article(
        "Korea and Japan meet",
        "The two nations talked about trust between their peoples.",
        "Korea Herald",
        date(2025, 5, 30),
        authors=("Kim Min-ji",),
        url="https://news.example.kr/1",
        tags=("diplomacy",),
    ),
    "trade": _article(
        "Trade grows",
        "Japan sells more cars to Korea. The co-operation continues.",
        "Reuters",
        date(2025, 6, 14),
        authors=("Ann Lee", "Bo Kim"),
        url="https://www.example.com/2",
        tags=("trade", "diplomacy"),
    ),
    "band": _article("The Who return", "The Who are back on the stage.", "Daily Beat", date(2024, 12, 31)),
    "german": _article(
        "Japans Nation", "Eine Nation und ihre Hunde in Zürich.", "Zeitung", date(2025, 6, 15), lang="de"
    ),
    "undated": _article("Cooperation", "Cooperation of trusted 日本 firms, said Kim.", "Korea Times", None),
}
ALL = set(ARTICLES)

Find = Callable[..., set[str]]


@pytest.fixture(scope="module")
def find(analyzer: Analyzer, ask: Ask) -> Iterator[Find]:
    """Gives the names of the articles that match a query."""
    index = RamStorage().create_index(make_schema())
    writer = index.writer()
    indexer = Indexer(analyzer, 3)
    for article in ARTICLES.values():
        writer.add_document(**indexer.document(article, older=False))
    writer.commit()
    names = {article.id: name for name, article in ARTICLES.items()}
    with index.searcher() as searcher:
        ids = dict(searcher.reader().iter_docs())

        def found(text: str, **options: Any) -> set[str]:
            query = ask(text, **options).query
            numbers = {number for number, _ in searcher.search(query, limit=None).items()}
            assert numbers == {number for number, _ in searcher.search(query.normalize(), limit=None).items()}
            return {names[_identity(ids[number])] for number in numbers}

        yield found


def _identity(stored: dict[str, str]) -> str:
    from searchkit.index.documents import article_from_json

    return article_from_json(stored["article"]).id


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("korea trust", {"summit", "trade", "undated"}),
        ("korea AND trust", {"summit"}),
        ("trust AND NOT korea", {"undated"}),
        ("trust -korea", {"undated"}),
        ("korea OR (stage AND who)", {"summit", "trade", "band"}),
        ("+korea trust", {"summit", "trade"}),
        ("+korea -cars", {"summit"}),
        ("-korea", {"band", "german", "undated"}),
        ("(-korea -band) japan", {"german"}),
        ("korea OR NOT japan", ALL - {"german"}),
        ('"two nations"', {"summit"}),
        ('"nations two"', set()),
        ('"nations talked trust"~3', {"summit"}),
        ('"trust nations"~3', {"summit"}),
        ('"trust nations"~1', set()),
        ("to be or not to be the who", {"summit", "trade", "band"}),
        ('"the who"', {"band"}),
        ("cooperation", {"trade", "undated"}),
        ("co-operation", {"trade", "undated"}),
        ("=nations", {"summit"}),
        ("=nation", {"german"}),
        ('="two nations"', {"summit"}),
        ("nat*", {"summit", "german"}),
        ("tr?st*", {"summit", "undated"}),
        ("*ation", {"trade", "german", "undated"}),
        ("jappn~", {"summit", "trade"}),
        ("*", ALL),
        ("* AND korea", {"summit", "trade"}),
        ("日本", {"undated"}),
        ("title:korea", {"summit"}),
        ("title:(trade meet)", {"summit", "trade"}),
        ("title:(trade meet) trust", {"summit", "trade"}),
        ("author:kim", {"summit", "trade"}),
        ('author:"bo kim"', {"trade"}),
        ('author:"lee bo"', set()),
        ("author:mi*", {"summit"}),
        ("author:* AND kim", set()),
        ("author:*", {"summit", "trade"}),
        ("source:korea", {"summit", "undated"}),
        ('source:"Korea Herald" OR source:reuters', {"summit", "trade"}),
        ("source:herald source:reuters korea", {"summit", "trade"}),
        ('korea -source:"korea herald"', {"trade"}),
        ("tag:diplomacy", {"summit", "trade"}),
        ("tag:diplomacy tag:trade", {"trade"}),
        ("site:example.com", {"trade"}),
        ("site:https://www.example.com/other", {"trade"}),
        ("site:news.example.kr", {"summit"}),
        ("site:*.kr", {"summit"}),
        ("lang:de", {"german"}),
        ("lang:de hund", {"german"}),
        ("zurich lang:de", {"german"}),
        ("-lang:en", {"german"}),
        ("date:2025", {"summit", "trade", "german"}),
        ("date:2025-05", {"summit"}),
        ("date:2025-05-30", {"summit"}),
        ("date:2024-12-31..2025-05-30", {"summit", "band"}),
        ("date:>=2025-06-14", {"trade", "german"}),
        ("date:<2025", {"band"}),
        ("date:yesterday", {"trade"}),
        ("date:7d", {"trade", "german"}),
        ("after:2025-06-14 before:2025-06-15", {"trade"}),
        ("before:2025-05-30", {"band"}),
        ("date:(2024 OR 2025-05)", {"summit", "band"}),
        ("date:2024 date:2025", set()),
        ("date:*", ALL - {"undated"}),
        ("-date:*", {"undated"}),
    ],
)
def test_queries_find_their_articles(find: Find, text: str, names: set[str]) -> None:
    """Every form of the language finds the articles it should, normalized or not."""
    assert find(text) == names


def test_match_all_finds_articles_with_all_words(find: Find) -> None:
    """With `match_all` each word must be there."""
    assert find("korea trust", match_all=True) == {"summit"}
    assert find("the korea", match_all=True) == {"summit", "trade"}


def test_a_german_article_is_found_by_german_stems_when_german_is_among_the_languages(find: Find) -> None:
    """A word is searched by its stem in each language asked for, a phrase too."""
    assert find("Hund", languages=("en", "de")) == {"german"}
    assert find('"ihre Hund"', languages=("en", "de")) == {"german"}
    assert find("nations", languages=("en", "de")) == {"summit", "german"}

"""The sample articles give what their page says they do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from searchkit.model import Article, Problem
from searchkit.reading import FileEntry, read, walk
from searchkit.settings import Settings

_ONE_EACH = ("text", "html", "markdown")
_LANGUAGES = {
    "html/assiette.windows-1252.html": "fr",
    "html/kensasen.shift_jis.html": "ja",
    "html/library-card.euc-kr.html": "ko",
    "html/vertrauen-in-raten.html": "de",
    "markdown/confianza-metro.md": "es",
    "pages/arabic-korea-japan.txt": "ar",
    "text/seul-i-tokio.txt": "ru",
}
_OF_MIXED_DESK = ["en", "en", "ja", "zh", "ko", "en", "en", "en", "en", "en", "en", "en", "fr", "de", "es"] + ["en"] * 5


@pytest.fixture(scope="module")
def found(corpus: Path) -> Mapping[str, list[Article | Problem]]:
    """What each file of the corpus gives; the page that describes it is left out."""
    entries = [entry for entry in walk([corpus]) if isinstance(entry, FileEntry) and entry.name != "README.md"]
    return {entry.name: list(read(entry, settings=Settings())) for entry in entries}


@pytest.fixture(scope="module")
def articles(found: Mapping[str, list[Article | Problem]]) -> dict[str, list[Article]]:
    """The articles of each file."""
    return {name: [item for item in items if isinstance(item, Article)] for name, items in found.items()}


@pytest.fixture(scope="module")
def readme(corpus: Path) -> str:
    """The page that describes the corpus."""
    return (corpus / "README.md").read_text("utf-8")


def _counts(readme: str) -> dict[str, int]:
    """How many articles each file has, as its table in the page says."""
    counts: dict[str, int] = {}
    for section in readme.split("\n### ")[1:]:
        folder = section.partition("/")[0]
        for name, number in re.findall(r"^\| ([\w.-]+\.[a-z]+(?:, [\w.-]+)*) \| (?:(\d+) \|)?", section, re.MULTILINE):
            for one in name.split(", "):
                counts[f"{folder}/{one}"] = 1 if folder in _ONE_EACH else int(number)
    return counts


def _figure(readme: str, row: str) -> list[int]:
    line = next(line for line in readme.splitlines() if line.startswith(f"| {row}"))
    return [int(number) for number in re.findall(r"\d+", line.removeprefix(f"| {row}"))]


def test_every_file_gives_as_many_articles_as_its_table_says(articles: dict[str, list[Article]], readme: str) -> None:
    """No file is missing from the tables, none is only in them."""
    assert {name: len(of_file) for name, of_file in articles.items()} == _counts(readme)
    assert len(articles) == _figure(readme, "files that hold articles")[0]


def test_the_figures_are_right(articles: dict[str, list[Article]], readme: str) -> None:
    """Places, distinct articles, and both without some of the files."""
    for row, left_out in (("without the WARC files", "crawl/"), ("without the PDF file", "pdf/")):
        kept = [article for name, some in articles.items() if not name.startswith(left_out) for article in some]
        assert _figure(readme, row) == [len({article.id for article in kept}), len(kept)]
    every = [article for of_file in articles.values() for article in of_file]
    assert _figure(readme, "places where an article is met") == [len(every)]
    assert _figure(readme, "distinct articles") == [len({article.id for article in every})]


def test_an_article_met_in_several_places_is_one(articles: dict[str, list[Article]], readme: str) -> None:
    """Verbatim copies have one identity, whatever their format; nothing else has."""
    places: dict[str, set[str]] = {}
    for name, of_file in articles.items():
        for article in of_file:
            places.setdefault(article.id, set()).add(name)
    section = readme.partition("## The same article in several places")[2].partition("Near-duplicates")[0]
    rows = re.findall(r"^\| [^|]+ \| ([^|]+/[^|]+) \|$", section, re.MULTILINE)
    assert len(rows) == 10
    assert Counter(frozenset(row.split(", ")) for row in rows) == Counter(
        frozenset(names) for names in places.values() if len(names) > 1
    )


def test_languages_are_told(articles: dict[str, list[Article]], readme: str) -> None:
    """Whatever a page says of itself."""
    for name, of_file in articles.items():
        expected = _OF_MIXED_DESK if name.endswith("mixed-desk.jsonl") else [_LANGUAGES.get(name, "en")] * len(of_file)
        assert [article.lang for article in of_file] == expected, name
    distinct = {article.id: article.lang for of_file in articles.values() for article in of_file}
    said = next(line for line in readme.splitlines() if line.startswith("| languages"))
    assert Counter(distinct.values()) == {lang: int(count) for lang, count in re.findall(r"([a-z]{2}) (\d+)", said)}


def test_nothing_is_a_problem(found: Mapping[str, list[Article | Problem]]) -> None:
    """The one note is of the redirection in an archive."""
    problems = [item for items in found.values() for item in items if isinstance(item, Problem)]
    assert [(problem.path, problem.severity) for problem in problems] == [("crawl/harbour-courier.warc", "note")]
    assert "301" in problems[0].reason


def test_an_agency_is_no_author(articles: dict[str, list[Article]]) -> None:
    """It stands where the author would, or in a field of its own."""
    every = [article for of_file in articles.values() for article in of_file]
    assert not [article for article in every if "Straitwire" in article.authors]
    assert articles["html/cost-of-a-box.html"][0].agency == "Straitwire"


def test_every_page_has_its_paper(articles: dict[str, list[Article]]) -> None:
    """By name, from its metadata or the end of its title; titles have lost it, and authors are bare names."""
    for name, of_file in articles.items():
        if name.startswith(("html/", "crawl/")):
            for article in of_file:
                assert ".example" not in article.source, name
                assert article.source not in article.title
    assert articles["html/archers.html"][0].source == "Hangang Dispatch"
    assert articles["html/kensasen.shift_jis.html"][0].authors == ("鵜飼俊",)
    assert articles["html/library-card.euc-kr.html"][0].authors == ("도유라",)


def test_text_is_unfolded_and_verse_is_not(articles: dict[str, list[Article]]) -> None:
    """Lines of a column are joined with their words; those of a poem and a list stay."""
    column = articles["text/amphora.txt"][0].body
    assert "the oldest liquid wine" in column
    assert "still unopened" in column
    assert column.count("\n") == 2
    assert articles["text/lost-property.txt"][0].body.count("\n") > 12
    assert articles["text/tides.txt"][0].body.count("\n") == 7


def test_a_pdf_keeps_its_paragraphs(articles: dict[str, list[Article]]) -> None:
    """Those that the layout shows; the printed date is none of them."""
    (paper,) = articles["pdf/trust-ledger.pdf"]
    assert paper.body.startswith("This summary accompanies")
    assert paper.body.count("\n\n") == 3

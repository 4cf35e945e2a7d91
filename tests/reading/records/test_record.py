"""Fields of a record find their part of the article, under whatever name and in whatever shape."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.records.field_values import names_of
from searchkit.reading.records.record import Records, looks_like_article
from searchkit.reading.reports import MOST, Reports
from searchkit.settings import Settings

TEXT = "The ferry between the two ports runs again since Monday, the company said in a statement."


def convert(record: dict[str, Any], **known: Any) -> list[Article | Problem]:
    """What one record gives, with what is said at the end of its file."""
    context = Context("dump", Settings(), **known)
    reports = Reports(context)
    return [*Records(context, reports).articles(record, place="line 1"), *reports.rest()]


def article(record: dict[str, Any], **known: Any) -> Article:
    """The one article of a record that has nothing wrong."""
    found = convert(record, **known)
    assert len(found) == 1
    assert isinstance(found[0], Article)
    return found[0]


@pytest.mark.parametrize(
    "title", ["title", "headline", "webTitle", "Article Title", "og:title", "제목", "标题", "Titel"]
)
@pytest.mark.parametrize(
    "body", ["body", "text", "articleBody", "maintext", "full_text", "content", "본문", "正文", "texte"]
)
def test_title_and_text_have_many_names(title: str, body: str) -> None:
    """Names are recognised whatever their case, marks and language."""
    found = article({title: "Ferry runs", body: TEXT})
    assert (found.title, found.body) == ("Ferry runs", TEXT)


def test_every_part_is_found() -> None:
    """Each field of a full record goes to its part, and what is no part to the extra fields."""
    found = article(
        {
            "_id": {"$oid": "64ab"},
            "headline": {"main": "Ferry <i>runs</i>"},
            "standfirst": "Two ports",
            "bodyText": f"<p>{TEXT}</p><p>More.</p>",
            "byline": {"original": "By Jane Doe and John Roe"},
            "publisher": {"name": "The Island Post", "id": 7},
            "canonical_url": "https://example.org/ferry?a=1&amp;b=2",
            "pubDate": "Mon, 06 Jan 2025 10:00:00 +0900",
            "section_name": "Local",
            "keywords": [{"name": "subject", "value": "Ferries"}, {"value": "Ports"}],
            "places": ["Northport", "Southport"],
            "inLanguage": "English",
            "wordCount": 14,
            "images": [{"url": "a.png"}],
            "empty": None,
        }
    )
    assert found.title == "Ferry runs"
    assert found.summary == "Two ports"
    assert found.body == f"{TEXT}\n\nMore."
    assert found.byline == "By Jane Doe and John Roe"
    assert found.authors == ("Jane Doe", "John Roe")
    assert found.source == "The Island Post"
    assert found.url == "https://example.org/ferry?a=1&b=2"
    assert found.published is not None
    assert found.published.at == datetime(2025, 1, 6, 1, tzinfo=timezone.utc)
    assert found.section == "Local"
    assert found.tags == ("Ferries", "Ports", "Northport", "Southport")
    assert found.lang == "en"
    assert found.extra == {"id": "64ab", "wordCount": "14", "images": '[{"url": "a.png"}]'}


def test_wrapped_fields_are_found() -> None:
    """Objects that only hold the fields are opened, and fields outside of them win."""
    found = article({"_index": "news", "_source": {"title": "Inner", "data": {"text": TEXT}}, "title": "Outer"})
    assert (found.title, found.body) == ("Outer", TEXT)
    assert found.extra == {"_index": "news"}


def test_a_title_after_very_many_fields_is_found() -> None:
    """Of 20,000 fields the first are looked at, and those that are part of an article, wherever they stand."""
    found = convert({**{f"k{number}": number for number in range(20_000)}, "title": "Ferry runs", "body": TEXT})
    assert isinstance(found[0], Article)
    assert (found[0].title, found[0].body) == ("Ferry runs", TEXT)


def test_the_source_object_is_no_wrapper() -> None:
    """The name of the paper is not taken for a title."""
    found = article({"source": {"id": None, "name": "The Island Post"}, "title": "Ferry", "description": TEXT})
    assert (found.source, found.title, found.body, found.summary) == ("The Island Post", "Ferry", TEXT, "")


def test_a_teaser_is_not_the_text() -> None:
    """Of two texts the one that is twice as long is the text, the other is kept."""
    found = article({"title": "Ferry", "content": TEXT[:30], "text": TEXT, "summary": "Short"})
    assert (found.body, found.summary) == (TEXT, "Short")


def test_numbers_are_no_text() -> None:
    """A field that holds the text elsewhere may hold a number here."""
    found = article({"title": "Ferry", "story": 1234, "page": "A1", "description": TEXT})
    assert found.body == TEXT
    assert found.extra == {"story": "1234", "page": "A1"}


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("By Jane Doe, John Roe and Ann Poe", ("Jane Doe", "John Roe", "Ann Poe")),
        ("Doe, Jane", ("Doe, Jane",)),
        ("Doe, Jane; Roe, John", ("Doe, Jane", "Roe, John")),
        (["Jane Doe", {"name": "John Roe"}, {"given": "Ann", "family": "Poe"}], ("Jane Doe", "John Roe", "Ann Poe")),
        ("['Jane Doe', \"Pat O'Hara\"]", ("Jane Doe", "Pat O'Hara")),
        ([], ()),
        (float("nan"), ()),
    ],
)
def test_authors_come_in_many_shapes(value: object, authors: tuple[str, ...]) -> None:
    """Bylines, lists, objects and lists written as text."""
    assert article({"title": "Ferry", "body": TEXT, "author": value}).authors == authors


def test_an_agency_is_no_author() -> None:
    """An agency after the author's name, or in place of it, is the agency."""
    found = article({"title": "Ferry", "author": "Jane Doe, Reuters"})
    assert (found.authors, found.agency) == (("Jane Doe",), "Reuters")
    assert article({"title": "Ferry", "author": "Yonhap"}).agency == "Yonhap"


def test_what_follows_a_date_is_cut_off() -> None:
    """Archives put codes after the date; they stay in the raw text of no field, the date is read."""
    for raw in ("26-FEB-1987 15:01:01.79&#9;&#9;&#9;RM", "26-FEB-1987 (estimated)"):
        found = article({"title": "Ferry", "date": raw})
        assert found.published is not None
        assert found.published.on == date(1987, 2, 26)


def test_an_unread_date_keeps_its_words() -> None:
    """A date that cannot be read is no date, but not lost."""
    found = article({"title": "Ferry", "date": "the feast of St John"})
    assert found.published is not None
    assert (found.published.on, found.published.raw) == (None, "the feast of St John")


def test_relative_dates_count_from_the_record_s_crawl() -> None:
    """A record that says when it was fetched resolves its own phrases."""
    found = article({"title": "Ferry", "date": "2 days ago", "crawled_at": "2025-03-05T12:00:00Z"})
    assert found.fetched_at == datetime(2025, 3, 5, 12, tzinfo=timezone.utc)
    assert found.published is not None
    assert found.published.on == date(2025, 3, 3)


def test_a_page_in_a_field_is_read_as_a_page() -> None:
    """A record that holds HTML as it was fetched gives the article of the page."""
    head = "<!DOCTYPE html><html><head><title>Ferry runs</title></head>"
    page = f"{head}<body><nav>Home</nav><p>{TEXT * 4}</p></body></html>"
    found = convert({"url": "https://example.org/a", "html": page})[0]
    assert isinstance(found, Article)
    assert found.url == "https://example.org/a"
    assert TEXT in found.body
    assert "<" not in found.body


def test_unknown_names_are_guessed_with_a_note() -> None:
    """The longest prose of a record without known names is its text."""
    found = convert({"f1": "x", "f2": TEXT})
    assert isinstance(found[0], Article)
    assert isinstance(found[1], Problem)
    assert (found[0].body, found[1].severity, found[1].code) == (TEXT, "note", "ambiguous")


@pytest.mark.parametrize("record", [{}, {"id": 1}, {"title": "", "body": None}, {"name": "config", "version": "1.0"}])
def test_a_record_without_text_is_a_problem(record: dict[str, Any]) -> None:
    """What is no article is said to be none, with its fields."""
    found = convert(record)
    assert [type(item) for item in found] == [Problem]


def test_extra_fields_are_bounded() -> None:
    """A record of a thousand fields keeps some, and says that it lost others."""
    found = convert({"title": "Ferry", **{f"f{number}": "x" * 9_000 for number in range(1_000)}})
    assert isinstance(found[0], Article)
    assert isinstance(found[1], Problem)
    assert sum(map(len, found[0].extra.values())) < 300_000
    assert (found[1].severity, found[1].code) == ("partial", "limit")


def test_problems_of_one_kind_are_counted_after_a_while() -> None:
    """A million bad lines are not a million problems."""
    reports = Reports(Context("dump", Settings()))
    given = [problem for number in range(MOST + 50) for problem in reports.problem("bad", place=f"line {number}")]
    assert len(given) == MOST
    assert [problem.reason[:2] for problem in reports.rest()] == ["50"]


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_NAMES = st.sampled_from(
    [
        "title",
        "body",
        "text",
        "author",
        "authors",
        "date",
        "tags",
        "category",
        "source",
        "url",
        "lang",
        "_source",
        "data",
    ]
)


@given(st.dictionaries(_NAMES, _VALUES, max_size=8))
def test_any_record_is_an_article_or_a_problem(record: dict[str, Any]) -> None:
    """Whatever JSON can hold under whatever name, nothing raises."""
    looks_like_article(record)
    assert convert(record)


@pytest.mark.parametrize("sign", [", ", "; ", " | ", "、"])
def test_of_a_long_list_of_names_the_first_are_taken(sign: str) -> None:
    """Cut between two names, so that the last is whole."""
    names = [f"Ann{'e' * (number % 40)} Lee" for number in range(30_000)]
    assert names_of(sign.join(names)) == tuple(dict.fromkeys(names))
    distinct = [f"Ann{number} Lee" for number in range(30_000)]
    assert names_of(sign.join(distinct)) == tuple(distinct[:200])


def test_tags_of_a_text_are_cut_at_its_signs() -> None:
    """However many blanks are around these."""
    blanks = " " * 50_000
    text = f" Ferries ,Ports\n #quay  #pier ;{blanks}; Piers{blanks}"
    found = article({"title": "Ferry runs", "body": TEXT, "tags": text})
    assert found.tags == ("Ferries", "Ports", "quay", "pier", "Piers")

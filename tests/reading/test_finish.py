"""What every article goes through last."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.identity import article_id
from searchkit.model import Article, Origin, Published
from searchkit.reading.context import Context
from searchkit.reading.dates.parsing import parse_date
from searchkit.reading.finish import finish
from searchkit.reading.texts.cleaning import clean_line, clean_text
from searchkit.settings import Settings

_ORIGIN = Origin("page.txt", "/folder", index=3, start=10, end=90, reader="text")
_CRAWL = datetime(2025, 6, 1, 12, tzinfo=timezone.utc)


def _context(**limits: int) -> Context:
    return Context("page.txt", Settings(**limits))


def _is_clean(text: str) -> bool:
    text.encode("utf-8")
    return "\0" not in text and "\x1b" not in text and text == text.strip()


@given(st.text(st.characters()), st.text(st.characters()))
def test_text_leaves_clean(title: str, body: str) -> None:
    """No NUL, no control, no lone surrogate is left, and cleaning twice changes nothing."""
    article, _ = finish(
        Article(title=title, body=body, source=title, tags=(body,), extra={title: body}), _context(), _ORIGIN
    )
    assert _is_clean(article.title)
    assert _is_clean(article.body)
    assert _is_clean(article.source)
    assert all(map(_is_clean, article.tags))
    assert clean_text(article.body) == article.body
    assert clean_line(article.title) == article.title
    assert article.id == article_id(article.title, article.body)


def test_line_ends_and_blank_lines_are_one_kind() -> None:
    """Windows and old Mac line ends, trailing spaces and runs of blank lines become line feeds."""
    assert clean_text("a \r\nb\rc\n\n\n\n d\x00\x07e\u2028f\n") == "a\nb\nc\n\n de\nf"


def test_a_title_is_one_line() -> None:
    """White space of any kind is a single space."""
    assert clean_line(" a\tb\u00a0c\r\nd\x1b[31m ") == "a b c d[31m"


def test_lost_characters_show_that_they_are_lost() -> None:
    """A lone surrogate stood for something: it becomes U+FFFD, not nothing."""
    assert clean_line("a\ud800b\x00c") == "a\ufffdbc"


def test_long_articles_are_cut_at_a_character() -> None:
    """The cut is counted in bytes of UTF-8, falls between characters, and is said with its limit."""
    article, problems = finish(
        Article(title="é" * 50, body="ü" * 100), _context(article_bytes=51, title_bytes=9), _ORIGIN
    )
    assert (article.title, article.body) == ("é" * 4, "ü" * 25)
    assert [(problem.code, problem.severity, problem.place) for problem in problems] == [
        ("limit", "partial", "byte 10")
    ] * 2
    assert "article_bytes" in problems[1].reason


def test_the_language_is_found_unless_the_article_is_sure() -> None:
    """English text under no declaration is English; the confidence goes with it."""
    body = "The council said that it had put the decision on the bridge off until the autumn of the next year."
    article, _ = finish(Article(body=body), _context(), _ORIGIN)
    assert (article.lang, article.lang_confidence) == ("en", 0.99)


def test_a_date_after_the_crawl_is_no_date() -> None:
    """It is left out with a note, but its words are kept; a day of tolerance allows for zones."""
    for days, kept in ((0, True), (1, True), (3, False), (4000, False)):
        day = (_CRAWL + timedelta(days=days)).date()
        article = Article(title="a", published=Published(on=day, raw=str(day)), fetched_at=_CRAWL)
        finished, problems = finish(article, _context(), _ORIGIN)
        assert finished.published is not None
        assert finished.published.on == (day if kept else None)
        assert finished.published.raw == str(day)
        assert [problem.severity for problem in problems] == ([] if kept else ["note"])


@pytest.mark.parametrize("moment", ["0001-01-01T00:00+09:00", "9999-12-31T23:59-09:00", "9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("day", [date.min, date(2025, 1, 1), date.max])
def test_the_ends_of_the_calendar_are_moments_too(moment: str, day: date) -> None:
    """A stranger's file may say so; it costs no article."""
    published = Published(on=day, at=datetime(day.year, day.month, day.day, tzinfo=timezone.utc), raw=str(day))
    article = Article(title="a", published=published, fetched_at=datetime.fromisoformat(moment))
    finished, _ = finish(article, _context(), _ORIGIN)
    assert finished.title == "a"
    assert parse_date("30 May 2025", fetched_at=finished.fetched_at) is not None
    assert parse_date("3 hours ago", fetched_at=finished.fetched_at) is not None


def test_without_a_crawl_nothing_is_published_tomorrow() -> None:
    """The day of reading is the latest that a crawl can have been."""
    day = date.today() + timedelta(days=400)
    article, problems = finish(Article(title="a", published=Published(on=day)), _context(), _ORIGIN)
    assert article.published is not None
    assert article.published.on is None
    assert len(problems) == 1


def test_defaults_of_the_file_fill_what_the_article_does_not_say() -> None:
    """A sidecar's source goes to articles that have none."""
    context = Context("a", Settings(), source="The Paper", url="http://a.org/", tags=("one",), fetched_at=_CRAWL)
    article, _ = finish(Article(title="a", url="http://b.org/x"), context, _ORIGIN)
    assert (article.source, article.url, article.tags) == ("The Paper", "http://b.org/x", ("one",))
    assert article.fetched_at == _CRAWL
    assert article.origins == (_ORIGIN,)


def test_a_page_shares_neither_address_nor_tags_with_its_neighbours() -> None:
    """They are the main article's; what is true of the whole file, such as the crawl, is said of all."""
    context = Context("page.txt", Settings(), url="https://a.example/1", tags=("port",), fetched_at=_CRAWL)
    for role, expected in (("main", ("https://a.example/1", ("port",))), ("related", ("", ())), ("listed", ("", ()))):
        article, _ = finish(Article(title="One", role=role), context, _ORIGIN)  # type: ignore[arg-type]
        assert (article.url, article.tags) == expected
        assert article.fetched_at == _CRAWL

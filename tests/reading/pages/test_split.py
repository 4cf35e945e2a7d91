"""Aggregator pages come apart into their articles, with every line accounted for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.reading.pages import Split, split
from searchkit.reading.pages.lines import read_lines
from tests.reading.pages.samples import (
    BOX,
    CHESS,
    DAYS,
    HARBOUR,
    OLIVES,
    PAGES,
    TRAMS,
    Page,
    Story,
    item_a,
    item_b,
    page,
)

CRAWL = datetime(2025, 8, 14, 12, 0, tzinfo=timezone.utc)
pages = pytest.mark.parametrize("sample", PAGES, ids=lambda sample: sample.name)


def the_split(text: str, fetched_at: datetime | None = CRAWL) -> Split:
    """The split of a page that is one."""
    result = split(text, fetched_at=fetched_at)
    assert result is not None
    return result


def assert_articles(result: Split, sample: Page) -> None:
    """Holds the articles against the truth, field by field."""
    assert result.notes == ()
    articles = [piece.article for piece in result.articles]
    assert [article.title for article in articles] == [story.title for story in sample.stories]
    assert tuple(article.role for article in articles) == sample.roles
    for article, story in zip(articles, sample.stories, strict=True):
        assert article.body == story.body
        assert article.source == story.source
        assert article.section == story.section
        assert (article.agency, article.authors, article.contacts) == (story.agency, story.authors, story.contacts)
        assert article.headings == story.headings
        assert set(article.tags) == set(story.tags)
        assert (article.published.raw if article.published else "") == story.when
        if article.published and story.when in DAYS:
            assert article.published.on == DAYS[story.when]


def assert_accounted(text: str, result: Split) -> None:
    """Every line is in a field of an article, or is listed as dropped."""
    dropped = {line.line: line.text for line in result.dropped}
    held = "\n".join(
        " ".join(
            [
                article.title, article.body, article.source, article.byline, *article.contacts, *article.extra.values(),
                article.section, *article.tags, article.published.raw if article.published else "",
            ]
        )
        for article in (piece.article for piece in result.articles)
    )  # fmt: skip
    words_held = set(_words(held))
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if number in dropped:
            assert _words(dropped[number]) == _words(line)
        else:
            glued = [word for word in _words(line) if word not in words_held]
            assert len(glued) <= 2, f"line {number} is nowhere: {line!r}"


def _words(text: str) -> list[str]:
    text = text.replace("\u2019", "'").replace("...", " ").replace("\u00a0", " ").casefold()
    return [word for word in text.replace("time", " ").split() if word.isalnum()]


@pages
def test_a_page_comes_apart_into_its_articles(sample: Page) -> None:
    """Titles, sources, dates, sections, tags, agencies, names, addresses, subheads and bodies are as written."""
    assert_articles(the_split(sample.text), sample)


@pages
def test_every_line_is_accounted_for(sample: Page) -> None:
    """A line is part of an article, of its header, or listed as dropped."""
    assert_accounted(sample.text, the_split(sample.text))


@pages
def test_no_furniture_is_left_in_an_article(sample: Page) -> None:
    """The lines of logo, box and footer stand in no body."""
    paragraphs = [line for piece in the_split(sample.text).articles for line in piece.article.body.split("\n\n")]
    furniture = {line for block in sample.furniture for line in block.splitlines()} - {"Comments"}
    assert furniture.isdisjoint(paragraphs)


@pages
def test_offsets_lead_to_the_article(sample: Page) -> None:
    """Pieces follow one another and each holds its own title and text."""
    end = 0
    for piece in the_split(sample.text).articles:
        assert end <= piece.start < piece.end <= len(sample.text)
        end = piece.end
        there = sample.text[piece.start : piece.end]
        assert piece.article.title in there
        assert all(paragraph in there for paragraph in piece.article.body.split("\n\n"))


def _no_blank_lines(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip())


VARIANTS: dict[str, Callable[[str], str]] = {
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "old line ends": lambda text: text.replace("\n", "\r"),
    "byte order mark": lambda text: "\ufeff" + text,
    "trailing spaces": lambda text: text.replace("\n", "  \t\n"),
    "indented": lambda text: "\n".join("    " + line for line in text.split("\n")),
    "no blank lines": _no_blank_lines,
    "more blank lines": lambda text: "\n\n" + text.replace("\n", "\n\n\n"),
    "hard spaces in blank lines": lambda text: text.replace("\n\n", "\n\u00a0\n"),
    "hard spaces": lambda text: text.replace("Coast Gazette", "Coast\u00a0Gazette"),
    "right-to-left marks": lambda text: text.replace("\n", "\u200f\n"),
    "no final line end": str.rstrip,
}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=list(VARIANTS))
@pages
def test_white_space_and_marks_make_no_difference(sample: Page, variant: Callable[[str], str]) -> None:
    """Line ends, marks, blank lines and spaces of all kinds give the same articles."""
    assert_articles(the_split(variant(sample.text)), sample)


def test_relative_times_count_from_the_crawl_alone() -> None:
    """'an hour ago' beside a main article of May is an hour before the crawl in August, to half an hour."""
    main, related = (piece.article for piece in the_split(page("", HARBOUR, [TRAMS]).text).articles)
    assert main.published is not None
    assert (main.published.on, main.published.at, main.published.basis) == (date(2025, 5, 30), None, "absolute")
    assert related.published is not None
    assert related.published.at == CRAWL - timedelta(hours=1)
    assert (related.published.uncertainty, related.published.precision) == (1800, "hour")


def test_without_a_crawl_relative_times_stay_words() -> None:
    """No date is made up from the main article's."""
    related = the_split(page("", HARBOUR, [TRAMS]).text, None).articles[1].article
    assert related.published is not None
    assert (related.published.on, related.published.at) == (None, None)
    assert (related.published.raw, related.published.basis) == ("an hour ago", "relative")


def test_advertisement_and_share_lines_are_dropped() -> None:
    """They stand between the paragraphs of a body, and are listed."""
    broken = tuple(line for text in HARBOUR.paragraphs for line in (text, "Advertisement", "share"))
    story = Story(HARBOUR.title, broken, HARBOUR.source, HARBOUR.when)
    result = the_split(page("", story, [TRAMS]).text)
    assert result.articles[0].article.body == HARBOUR.body
    assert sum(line.text in ("Advertisement", "share") for line in result.dropped) == len(broken) * 2 // 3


def test_an_address_after_the_last_sentence_is_a_contact() -> None:
    """A related story in one paragraph ends with its reporter's address."""
    story = Story(
        TRAMS.title,
        (TRAMS.paragraphs[0].replace(" (Yonhap)", " otto@coast.example.com"),),
        "Coast Gazette",
        "2 hours ago",
    )
    article = the_split(page("", HARBOUR, [story]).text).articles[1].article
    assert article.contacts == ("otto@coast.example.com",)
    assert article.body.endswith("Both sides called it a truce.")


def test_all_repeats_alike_but_the_source_line_missing() -> None:
    """Where only the bullets name the source, they do."""
    lines = [line for block in item_a(OLIVES) for line in block.splitlines() if line != OLIVES.source]
    result = the_split("\n".join([*page("", HARBOUR, [TRAMS], footer=()).text.splitlines(), *lines]))
    article = result.articles[2].article
    assert (article.title, article.source, article.body) == (OLIVES.title, OLIVES.source, OLIVES.body)


def test_the_echo_may_be_missing_where_the_title_is_repeated() -> None:
    """A bullet row without the source: the repeated title verifies the item."""
    text = page("", HARBOUR, [OLIVES, TRAMS]).text.replace("  • The Hill Farmer\n", "")
    article = the_split(text).articles[1].article
    assert (article.title, article.source, article.section) == (OLIVES.title, OLIVES.source, "Business")


def test_the_echo_may_be_longer_than_the_source() -> None:
    """'Sky News' above, 'Sky News UK' in the bullet."""
    text = page("", replace(HARBOUR, source="", when=""), [OLIVES], layout="B").text
    article = the_split(text.replace("- The Hill Farmer", "- The Hill Farmer Online")).articles[1].article
    assert (article.title, article.source, article.section) == (OLIVES.title, OLIVES.source, "Business")


def test_bullets_may_stand_in_one_line() -> None:
    """Section and source in one row."""
    text = page("", HARBOUR, [OLIVES]).text.replace("  • Business\n  • The", "  • Business • The")
    article = the_split(text).articles[1].article
    assert (article.title, article.source, article.section) == (OLIVES.title, OLIVES.source, "Business")


@pytest.mark.parametrize("label", ["time", ""])
def test_bullets_may_be_lost(label: str) -> None:
    """Some renderings of a list have no bullets; the source is printed once more below it."""
    text = page("", HARBOUR, [TRAMS, OLIVES, CHESS], bullet="", label=label).text
    text = text.replace("Business\nThe Hill Farmer\n", "Business\nThe Hill Farmer\nThe Hill Farmer\n")
    articles = [piece.article for piece in the_split(text).articles[1:]]
    assert [article.title for article in articles] == [TRAMS.title, OLIVES.title, CHESS.title]
    assert [article.source for article in articles] == [TRAMS.source, OLIVES.source, CHESS.source]
    assert [article.section for article in articles] == ["", "Business", "Sports"]
    assert [article.body for article in articles] == [TRAMS.body, OLIVES.body, CHESS.body]


def test_a_main_article_may_be_printed_like_an_item() -> None:
    """What stands above the box of features is the main article."""
    text = "\n".join([*item_b(CHESS), *BOX[1:], "Related Articles", *item_b(TRAMS), *item_b(OLIVES)])
    articles = [piece.article for piece in the_split(text).articles]
    assert [article.role for article in articles] == ["main", "related", "related"]
    assert [article.title for article in articles] == [CHESS.title, TRAMS.title, OLIVES.title]
    assert [article.body for article in articles] == [CHESS.body, TRAMS.body, OLIVES.body]


def test_a_first_item_that_nothing_confirms_is_not_made_part_of_the_main_article() -> None:
    """Its date below the furniture shows that an item is there."""
    text = page("", HARBOUR, [TRAMS, OLIVES, CHESS], layout="B").text.replace("- Coast Gazette\n", "")
    result = the_split(text)
    assert [note.code for note in result.notes] == ["ambiguous"]
    assert len(result.articles) == 1


def test_a_main_article_without_title_keeps_its_text() -> None:
    """A first line that is too long for a title is text."""
    text = "\n\n".join(["word " * 100 + "end.", *BOX[1:], "Related Articles", *item_b(TRAMS), *item_b(OLIVES)])
    main = the_split(text).articles[0].article
    assert (main.title, main.role) == ("", "main")
    assert main.body.endswith("end.")


def test_an_item_that_nothing_confirms_keeps_the_page_whole() -> None:
    """In doubt nothing is cut: one article with every line, and a note."""
    text = page("", HARBOUR, [OLIVES]).text + "\nSomebody\n\ntime2 hours ago\n\nA headline\n\nA text.\n"
    result = the_split(text)
    assert [piece.article.role for piece in result.articles] == ["document"]
    assert [note.code for note in result.notes] == ["ambiguous"]
    assert [line.text for line in result.dropped] == ["logo"]
    assert_accounted(text, result)


def test_the_shared_page_holds(shared: Path) -> None:
    """The real page: four articles, with their words, names and dates."""
    text = (shared / "pages" / "korea-japan-daily8.txt").read_text("utf-8")
    result = the_split(text, datetime(2025, 8, 14, 9, 0, tzinfo=timezone.utc))
    assert_accounted(text, result)
    main, *related = (piece.article for piece in result.articles)
    assert main.title == "Will Seoul's leadership change disrupt warming ties with Tokyo?"
    assert (main.role, main.source, len(main.contacts), main.agency) == ("main", "Korea Herald", 1, "")
    assert main.published is not None
    assert (main.published.on, main.published.precision) == (date(2025, 5, 30), "day")
    assert (len(main.body.split("\n\n")), len(main.body.split()), len(main.headings)) == (29, 989, 3)
    assert main.body.startswith("Stability ahead")
    assert main.body.endswith('build up that trust first."')
    assert [(len(article.body.split()), article.agency) for article in related] == [
        (186, "Yonhap"), (312, "Yonhap"), (284, ""),
    ]  # fmt: skip
    assert [article.title.split()[0] for article in related] == ["Lee,", "Trade", "Lee"]
    assert all(article.role == "related" and article.source == "Korea Herald" for article in related)
    assert [article.published.at for article in related if article.published] == [
        datetime(2025, 8, 14, hour, 0, tzinfo=timezone.utc) for hour in (8, 8, 6)
    ]


# words that no two titles share, so that two stories are never taken for one
WORDS = [
    first + second
    for first in ["ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu"]
    for second in ["ra", "sse", "ti", "lon", "mu"]
]
SOURCES = [
    "Coast Gazette",
    "News18",
    "TV9",
    "USA Today",
    "The Hill",
    "Yahoo",
    "TIME",
    "جو 24",
    "Al Jazira",
    "O'Neill & Sons",
]
WHENS = [
    "30-05-2025",
    "11-06-2025",
    "an hour ago",
    "a day ago",
    "6 days ago",
    "14 hours ago",
    "28 minutes ago",
    "منذ 17 ساعات",
]


@st.composite
def dealt(draw: st.DrawFn) -> list[Story]:
    """Two to six stories of random words, with any header."""
    words = iter(draw(st.permutations(WORDS)))
    return [
        Story(
            title=" ".join(next(words) for _ in range(draw(st.integers(2, 8)))).capitalize(),
            paragraphs=draw(
                st.sampled_from([("Nothing is known yet. Ask again.",), ("It rained, " * 40 + "so.",), ()])
            ),
            source=draw(st.sampled_from(SOURCES)),
            when=draw(st.sampled_from(WHENS)),
            section=draw(st.sampled_from(["", "Business", "General"])),
        )
        for _ in range(draw(st.integers(2, 6)))
    ]


@settings(max_examples=200)
@given(dealt(), st.sampled_from(["A", "B"]), st.booleans(), st.sampled_from(list(VARIANTS.values())))
def test_random_pages_come_apart(items: list[Story], layout: str, led: bool, variant: Callable[[str], str]) -> None:
    """Any stories in either layout, with a main article or without, however the page is spaced."""
    main, related = None, items
    if led:
        main, related = replace(items[0], section=""), items[1:]
        if layout == "B":
            main = replace(main, source="", when="")
    sample = page("", main, related, layout=layout)
    assert_articles(the_split(variant(sample.text)), sample)


LINES = st.one_of(
    st.sampled_from(
        [
            "logo", "#", "Latest news with #Ferries", HARBOUR.title, OLIVES.title, "Coast Gazette30-05-2025",
            "Coast Gazette", "time3 hours ago", "timean hour ago", "11-06-2025", "منذ ساعة", "  • Coast Gazette",
            "- Coast Gazette", "• Business", *HARBOUR.paragraphs, *BOX, "Related Articles", "Advertisement",
            "a@b.example.com", "By Jane Doe", "Photo: Jane Doe", "", " ", "DOWNLOAD THE APP", "app-storeplay-store",
            "> a story", "(Yonhap)",
        ]
    ),
    st.text(max_size=30),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(LINES, max_size=40), st.sampled_from(["\n", "\r\n", "\n\n"]))
@example(["logo", "time3 hours ago", "logo", "time3 hours ago", "logo"], "\n")
def test_any_text_is_split_with_every_line_accounted_for(lines: list[str], end: str) -> None:
    """Lines in any order: nothing raises, pieces do not overlap, and no line is lost."""
    text = end.join(lines)
    result = split(text, fetched_at=CRAWL)
    if result is None:
        return
    position = 0
    for piece in result.articles:
        assert position <= piece.start < piece.end <= len(text)
        position = piece.end
        assert piece.article.title or piece.article.body
    numbers = [line.line for line in result.dropped]
    assert numbers == sorted(set(numbers))
    starts, ends = ([piece.start for piece in result.articles], [piece.end for piece in result.articles])
    outside = "\n".join(text[start:end] for start, end in zip([0, *ends], [*starts, len(text)], strict=True))
    dropped = {line.text for line in result.dropped}
    assert all(line.text in dropped for line in read_lines(outside))

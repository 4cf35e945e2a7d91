"""The parts that splitting is made of: datelines, addresses, titles, furniture."""

from __future__ import annotations

import pytest

from searchkit.reading.pages.contacts import contacts_of, trailing_contact
from searchkit.reading.pages.datelines import read_date, read_dateline
from searchkit.reading.pages.furniture import is_listing, kind_of, run_before
from searchkit.reading.pages.lines import read_lines, same_title


@pytest.mark.parametrize(
    ("line", "source", "date"),
    [
        ("Korea Herald30-05-2025", "Korea Herald", "30-05-2025"),
        ("The Hill10-04-2025", "The Hill", "10-04-2025"),
        ("Korea Herald6 days ago", "Korea Herald", "6 days ago"),
        ("News1814 hours ago", "News18", "14 hours ago"),
        ("News182 hours ago", "News18", "2 hours ago"),
        ("News1830-05-2025", "News18", "30-05-2025"),
        ("TV923 minutes ago", "TV9", "23 minutes ago"),
        ("France 243 minutes ago", "France 24", "3 minutes ago"),
        ("Channel 42 hours ago", "Channel 4", "2 hours ago"),
        ("20 Minutes3 hours ago", "20 Minutes", "3 hours ago"),
        ("Nikkei Asiaan hour ago", "Nikkei Asia", "an hour ago"),
        ("Nikkei Asia an hour ago", "Nikkei Asia", "an hour ago"),
        ("Al Jazeeraa day ago", "Al Jazeera", "a day ago"),
        ("USA Today3 hours ago", "USA Today", "3 hours ago"),
        ("USA Todayyesterday", "USA Today", "yesterday"),
        ("Vancouver Sun12 May 2025", "Vancouver Sun", "12 May 2025"),
        ("TIME12-05-2025", "TIME", "12-05-2025"),
        ("Daily810-04-2025", "Daily8", "10-04-2025"),
        ("Coast Gazette | 2025-05-30", "Coast Gazette", "2025-05-30"),
        ("البوابةمنذ 17 ساعات", "البوابة", "منذ 17 ساعات"),
        ("المصري اليوم30-05-2025", "المصري اليوم", "30-05-2025"),
        ("جو 24١٢-٠٥-٢٠٢٥", "جو 24", "١٢-٠٥-٢٠٢٥"),
        ("한국신문3시간 전", "한국신문", "3시간 전"),
        ("30-05-2025", "", "30-05-2025"),
    ],
)
def test_a_glued_source_and_date_come_apart(line: str, source: str, date: str) -> None:
    """No list of papers is needed, but counts larger than sites print belong to the name."""
    dateline = read_dateline(line, (), None)
    assert dateline is not None
    assert dateline.published is not None
    assert (dateline.source, dateline.published.raw) == (source, date)


@pytest.mark.parametrize(
    "line",
    [
        "USA Today", "India Today", "المصري اليوم", "The vote is due on 11-06-2025", "It began an hour ago",
        "Posted 30-05-2025",
        "A plain headline", "May", "2025", "Summer of 1969", "x" * 200,
    ],
)  # fmt: skip
def test_a_line_of_text_is_no_dateline(line: str) -> None:
    """Sentences that end in a date, papers named after a day, and headlines."""
    assert read_dateline(line, (), None) is None


def test_a_known_source_is_tried_first() -> None:
    """What the page itself calls a source decides."""
    dateline = read_dateline("Planet 914 hours ago", ("Planet", "Planet 9"), None)
    assert dateline is not None
    assert dateline.source == "Planet 9"
    assert read_dateline("Planet 9", ("Planet 9",), None) == ("Planet 9", None)


@pytest.mark.parametrize("line", ["timean hour ago", "time11-06-2025", "timeمنذ ساعة", "الوقتمنذ ساعة", "an hour ago"])
def test_the_label_before_a_date_is_ignored(line: str) -> None:
    """The clock icon's name is glued to the date."""
    published = read_date(line, None)
    assert published is not None
    assert not published.raw.startswith(("time", "الوقت"))


@pytest.mark.parametrize("line", ["timely", "time", "times 3 hours ago", "1814 hours ago", "20250530", "May 2025"])
def test_other_lines_are_no_item_dates(line: str) -> None:
    """Neither words that begin with the label nor counts that no site prints."""
    assert read_date(line, None) is None


@pytest.mark.parametrize(
    ("line", "addresses", "name"),
    [
        ("jane@example.com", ("jane@example.com",), ""),
        ("(jane@example.com)", ("jane@example.com",), ""),
        ("Contact: jane@example.com, otto@news.example.org", ("jane@example.com", "otto@news.example.org"), ""),
        ("By Jane Doe (jane@example.com)", ("jane@example.com",), "Jane Doe"),
        ("홍길동 기자 hong@example.com", ("hong@example.com",), "홍길동"),
    ],
)
def test_a_line_of_addresses_is_contacts(line: str, addresses: tuple[str, ...], name: str) -> None:
    """With or without labels and a name."""
    assert contacts_of(line) == (addresses, name)


@pytest.mark.parametrize(
    "line", ["no address", "Write to jane@example.com for the whole report.", "@jane", "For details see a@b.cd"]
)
def test_a_sentence_with_an_address_is_text(line: str) -> None:
    """A paragraph that mentions an address stays one."""
    assert contacts_of(line) is None


def test_an_address_after_the_last_sentence_comes_off() -> None:
    """Only after a full stop: in a sentence it is part of it."""
    assert trailing_contact("It was late. jane@example.com") == ("It was late.", "jane@example.com")
    assert trailing_contact("Write to jane@example.com") == ("Write to jane@example.com", "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Why this year’s olives are late", "Why this year's olives are late", True),
        ("Olives: 'late'", "Olives: \u2018late\u2019", True),
        ("A girl of eleven beats two…", "A girl of eleven beats two masters", True),
        ("Girl of eleven beats two masters in a day", "Girl of eleven beats two masters in one day", True),
        ("The ferry", "The bridge", False),
        ("The ferry stays", "The ferry goes", False),
        ("!!!", "???", False),
        ("🎉", "🎉", True),
    ],
)
def test_titles_are_the_same_but_for_small_things(one: str, other: str, same: bool) -> None:
    """Quotes, case, a cut end or one word of many."""
    assert same_title(one, other) is same
    assert same_title(other, one) is same


def test_a_run_of_furniture_is_found_backwards() -> None:
    """A subhead 'Comments' in the text does not end it; unknown lines count only below furniture that is sure."""
    lines = read_lines(
        "Text one.\nComments\nText two.\nTry Our AI Features\nSomething new\nComments\nRelated Articles\n"
    )
    assert run_before(lines, 0, len(lines)) == 3
    assert run_before(lines, 0, 3) == 3


def test_furniture_is_told_line_by_line() -> None:
    """In any case, with other hosts' names, and in Arabic with or without marks."""
    kinds = {line.text: kind_of(line) for line in read_lines(
        "TRY OUR AI FEATURES\nExplore what NewsNest AI can do for you:\nهاشتاغز\nجرّب ميزات الذكاء الاصطناعي لدينا\n"
        "#Ferries #Bridges\nshare\nNo comments yet…\nThe ferry stays.\nBlue background"
    )}  # fmt: skip
    assert list(kinds.values()) == ["sure", "sure", "likely", "sure", "tags", "inside", "sure", None, "likely"]


def test_a_listing_has_a_heading() -> None:
    """In English and Arabic."""
    heading, arabic, other = read_lines("Latest news with #Trade\nأحدث الأخبار مع #تجارة\nThe latest news\n")
    assert is_listing(heading)
    assert is_listing(arabic)
    assert not is_listing(other)

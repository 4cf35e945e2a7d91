"""A page of results for people."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from searchkit.model import Hit, Passage, Published, Results
from searchkit.present.ink import MATCH, Ink
from searchkit.present.printer import show
from searchkit.present.safe import Span, one_line
from searchkit.present.terminal import TerminalPrinter, byline, headline, source
from tests.present.samples import COPY, HIT, RESULTS, spanned, texts

MARKUP = re.compile("\x1b\\[[0-9;]*m|\x1b]8;;[^\x1b]*\x1b\\\\")
MARKED = re.compile(f"\x1b\\[{MATCH}m(.*?)\x1b\\[0m")


def page(results: Results, *, ink: Ink | None = None, width: int = 80, score: bool = False, more: str = "") -> str:
    """The page as a string."""
    text: list[str] = []
    show(results, TerminalPrinter(text.append, ink=ink or Ink(), width=width, score=score, next_page=more))
    return "".join(text)


def one(**fields: object) -> Results:
    """An answer with one hit, some of its fields others."""
    return replace(RESULTS, hits=(replace(HIT, **fields),))  # type: ignore[arg-type]


def test_the_page() -> None:
    """Heading, number and title, source, date and author, passage; a blank line before each hit."""
    assert page(RESULTS, score=True, more="search the korea --page 2") == (
        "1 result for korea japan trust\n"
        "\n"
        " 1  Trust grows between Korea and Japan\n"
        "    The Harbour Post · 30 May 2025 · Mina Seo · score 12.50\n"
        "    A poll in Korea says that trust in Japan has grown. Few had expected it.\n"
        "\n"
        "Next page: search the korea --page 2\n"
    )


def test_the_command_for_the_next_page_is_whole() -> None:
    """On a narrow terminal it goes on in the next line."""
    text = page(RESULTS, width=20, more="search the korea --page 2")
    assert text.endswith("\nNext page: search the korea --page 2\n")


def test_words_are_marked_and_the_title_is_a_link() -> None:
    """Bold title that leads to the article; every match in colour."""
    text = page(RESULTS, ink=Ink(color=True, links=True))
    assert MARKED.findall(text) == ["Trust", "Korea", "Japan", "Korea", "trust", "Japan"]
    assert "\x1b]8;;https://post.example/world/trust?id=1\x1b\\" in text
    assert text.count("\x1b]8;;\x1b\\") == 1
    assert MARKUP.sub("", text) == page(RESULTS)


def test_a_cut_passage_says_so() -> None:
    """An ellipsis where it begins in the middle, or ends before a sentence does."""
    text = page(one(passages=(Passage("of the trust that", 7, ((7, 12),), more=True),)))
    assert "    …of the trust that…\n" in text


def test_why_is_said_when_nothing_is_marked() -> None:
    """Else the reader would wonder; but not beside marked words."""
    assert "    author matched\n" in page(one(title_matches=(), passages=(), why="author matched"))
    assert "author matched" not in page(one(why="author matched"))


def test_copies_are_told_by_who_published_them() -> None:
    """Each once, a few of them; where it is not known by the host or the title."""
    assert "    +1 copy: Coast Ledger\n" in page(one(copy_count=1, copies=(COPY,)))
    others = (COPY, replace(COPY, source=""), replace(COPY, source="", url=""), COPY)
    assert "    +4 copies: Coast Ledger, ledger.example, Polls: trust grows\n" in page(one(copy_count=4, copies=others))
    many = tuple(replace(COPY, source=f"Paper {number}") for number in range(9))
    text = page(one(copy_count=9, copies=many))
    assert "    +9 copies: Paper 0, Paper 1, Paper 2, Paper 3, Paper 4, Paper 5, ...\n" in text


def test_what_is_unknown_is_not_made_up() -> None:
    """No title, no source, no date, another language."""
    text = page(one(title=" ", source="", published=None, authors=(), agency="Example Wire", lang="ko"))
    assert " 1  Untitled\n    post.example · undated · Example Wire · ko\n" in text
    relative = Published(raw="an hour ago", basis="relative")
    assert '· "an hour ago", fetch time unknown ·' in page(one(published=relative))


def test_a_source_is_said_even_when_unknown() -> None:
    """The host of the address, else the file's name."""
    assert source(HIT) == "The Harbour Post"
    assert source(replace(HIT, source="", url="https://[bad")) == "trust.html"
    assert source(replace(HIT, source="", url="", origins=())) == ""


def test_many_authors_are_counted() -> None:
    """The first three have names."""
    assert byline(replace(HIT, authors=("A", "B", "C", "D", "E"))) == "A, B, C, and 2 more"


@pytest.mark.parametrize(
    ("total", "exact", "offset", "head"),
    [
        (1, True, 0, "1 result for korea"),
        (123, True, 0, "Result 1 of 123 for korea"),
        (1234, False, 10, "Result 11 of at least 1,234 for korea"),
    ],
)
def test_the_heading_counts(total: int, exact: bool, offset: int, head: str) -> None:
    """Which results of how many, and whether there may be more."""
    results = replace(RESULTS, total=total, total_is_exact=exact, offset=offset, query="korea")
    assert headline(results) == head
    assert headline(replace(results, hits=(HIT,) * 3)).startswith("Results ")


def test_a_long_title_is_cut_at_three_lines() -> None:
    """With an ellipsis."""
    lines = page(one(title="trust " * 100, title_matches=()), width=40).splitlines()
    assert [line.strip() for line in lines[2:6]][3].startswith("The Harbour Post")
    assert lines[4].endswith("…")


def test_running_text_is_not_wider_than_can_be_read() -> None:
    """On a very wide terminal a passage still has lines of a hundred cells."""
    text = page(one(passages=(Passage("trust " * 60, 0, ()),)), width=300)
    assert max(len(line) for line in text.splitlines()) <= 104


def test_no_hits_no_page() -> None:
    """That there is nothing is said on stderr, by the command."""
    assert page(Results((), 0, True, "korea")) == ""


@given(spanned(), spanned(), texts, st.integers(2, 60), st.integers(1, 1200))
def test_any_article_fits(
    title: tuple[str, tuple[Span, ...]], body: tuple[str, tuple[Span, ...]], other: str, width: int, rank: int
) -> None:
    """No line is wider than the terminal but the command; without the markup it is the page without colour."""
    hit = Hit(
        "f" * 32, rank, 1.0, title[0], title[1], (Passage(*_at(body)),), other, None, (other,), url=other, why=other
    )
    results = Results((hit,), 2000, True, other, offset=rank - 1)
    painted = page(results, ink=Ink(color=True, links=True), width=width, more="search --page 2")
    plain = page(results, width=width, more="search --page 2")
    assert MARKUP.sub("", painted) == plain
    assert "\x1b" not in plain
    *lines, command, _ = plain.split("\n")
    assert command == "Next page: search --page 2"
    for line in lines:
        assert wcswidth(line) <= width


@given(spanned(), st.integers(20, 60))
def test_what_is_marked_is_what_matched(body: tuple[str, tuple[Span, ...]], width: int) -> None:
    """The marked pieces put together are the text of the spans, spaces at line ends aside."""
    passage = Passage(*_at(body))
    text = page(one(title_matches=(), passages=(passage,)), ink=Ink(color=True), width=width)
    line, spans = one_line(passage.text, passage.matches)
    expected = "".join(line[start:end] for start, end in spans)
    assert "".join(MARKED.findall(text)).replace(" ", "") == expected.replace(" ", "")


def _at(body: tuple[str, tuple[Span, ...]]) -> tuple[str, int, tuple[Span, ...]]:
    return body[0], 5, body[1]

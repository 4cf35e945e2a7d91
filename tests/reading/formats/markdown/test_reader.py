"""Markdown and front matter."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import ReadingError
from searchkit.reading.formats.markdown.front_matter import has_front_matter, split_front_matter
from searchkit.reading.formats.markdown.text import read_markdown
from tests.reading.helpers import read_bytes

_POST = b"""---
title: no
date: 2025-05-30T10:00:00+09:00
author: Jo Reed
tags: [port, bridge]
source: The Coast
edition: 12
---
The council has *approved* the [plan](http://a.org/) and put
`bridge.pdf` off.

## Who pays

- the state
- the town

| year | cost |
|------|------|
| 2025 | 12   |

<div>Raw <b>HTML</b></div>
"""


def test_front_matter_gives_the_fields() -> None:
    """Words that YAML would take for false or for a number stay what was written."""
    (article,), problems = read_bytes(_POST, "post.md")
    assert problems == []
    assert (article.title, article.source, article.authors) == ("no", "The Coast", ("Jo Reed",))
    assert (article.tags, dict(article.extra)) == (("port", "bridge"), {"edition": "12"})
    assert article.published is not None
    assert article.published.on == date(2025, 5, 30)


def test_the_body_is_text_without_marks() -> None:
    """Links are their words, wrapped lines one paragraph, lists and tables a block with a line each."""
    (article,), _ = read_bytes(_POST, "post.md")
    assert article.body.split("\n\n") == [
        "The council has approved the plan and put bridge.pdf off.",
        "Who pays",
        "the state\nthe town",
        "year\tcost\n2025\t12",
        "Raw HTML",
    ]
    assert article.headings == ("Who pays",)


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        (b"# A title\n\nText.\n", "A title", "Text."),
        (b"A title\n=======\n\nText.\n", "A title", "Text."),
        (b"## A title\n\nText.\n", "A title", "Text."),
        (b"Text.\n\n## Not a title\n", "", "Text.\n\nNot a title"),
        (b"# Only a title\n", "Only a title", ""),
        (b'\xef\xbb\xbf+++\r\ntitle = "A title"\r\n+++\r\nText.\r\n', "A title", "Text."),
    ],
)
def test_titles(text: bytes, title: str, body: str) -> None:
    """Without a title among the fields the first heading is it, unless text stands before it."""
    (article,), problems = read_bytes(text, "post.md")
    assert (article.title, article.body, problems) == (title, body, [])


@pytest.mark.parametrize("block", ["---\ntitle: [bad\n---\n", "+++\ntitle = bad\n+++\n", "---\na: &x b\nc: *x\n---\n"])
def test_broken_front_matter_does_not_lose_the_text(block: str) -> None:
    """The text is read, and the problem says what is wrong with the fields."""
    (article,), (problem,) = read_bytes(block.encode() + b"# A title\n\nText.\n", "post.md")
    assert (article.title, article.body) == ("A title", "Text.")
    assert (problem.code, problem.severity) == ("malformed", "partial")


def test_unfolding_aliases_are_refused() -> None:
    """A few lines of YAML that stand for gigabytes."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 20)]
    with pytest.raises(ReadingError, match="aliases"):
        split_front_matter("---\n" + "\n".join(lines) + "\n---\n")


def test_a_rule_is_no_front_matter() -> None:
    """Three dashes between paragraphs are a line across the page."""
    assert not has_front_matter("---\nJust a paragraph of text\n---\nmore")
    assert not has_front_matter("---\ntitle: never closed\n")


@pytest.mark.parametrize("end", ["---", "..."])
def test_the_text_after_front_matter_that_cannot_be_read(end: str) -> None:
    """However the block ends."""
    (article,), (problem,) = read_bytes(f"---\ntitle: [\n{end}\n# Ferry\n\nIt sails.\n".encode(), "post.md")
    assert (article.title, article.body) == ("Ferry", "It sails.")
    assert "not valid YAML" in problem.reason


def test_long_texts_are_parsed_in_the_worker() -> None:
    """They come out as short ones do."""
    (article,), problems = read_bytes(b"# A title\n\n" + b"Some *words* of text.\n\n" * 5_000, "post.md")
    assert problems == []
    assert article.body.startswith("Some words of text.\n\nSome words")


@given(st.text("ab #*_`[]()!<>-|:\n=&;\\"))
def test_no_text_breaks_the_walk(text: str) -> None:
    """Any text has blocks, none of them empty, and headings that are among them."""
    found = read_markdown(text)
    assert all(block.strip() for block in found.blocks)
    assert all(0 <= number < len(found.blocks) for number, _ in found.headings)


@given(st.text("ab:-+=[]{}&*!|>'\"#\n ,\t"))
def test_no_block_raises_anything_else(text: str) -> None:
    """Front matter is read, absent, or our error."""
    for mark in ("---", "+++"):
        try:
            split_front_matter(f"{mark}\n{text}\n{mark}\nText")
        except ReadingError as error:
            assert "front matter" in str(error)  # noqa: PT017


@pytest.mark.parametrize(
    ("written", "on", "at"),
    [
        ("2024-11-23", date(2024, 11, 23), None),
        ("2024-11-23T07:30:00", date(2024, 11, 23), None),
        ("2024-11-23 07:30:00.5", date(2024, 11, 23), None),
        ("2024-11-23T07:30:00+09:00", date(2024, 11, 23), datetime(2024, 11, 22, 22, 30, tzinfo=timezone.utc)),
        ("2024-11-23T07:30:00Z", date(2024, 11, 23), datetime(2024, 11, 23, 7, 30, tzinfo=timezone.utc)),
    ],
)
def test_dates_of_toml_are_dates(written: str, on: date, at: datetime | None) -> None:
    """TOML has four kinds of them; a moment is known only with its zone."""
    text = f"+++\ntitle = 'Plan'\ndate = {written}\n[extra]\nseen = [2024-01-01, 07:30:00]\n+++\nThe council met.\n"
    (article,), problems = read_bytes(text.encode(), "plan.md")
    assert problems == []
    assert article.published is not None
    assert (article.published.on, article.published.at) == (on, at)

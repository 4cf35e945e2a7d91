"""Plain text."""

from __future__ import annotations

from datetime import datetime, timezone

from tests.reading.helpers import read_bytes

_AGGREGATED = """logo
Harbour plan approved

Harbour plan approved

The Coast30-05-2025
The harbour council has approved the plan for a new quay, its chairman said on Thursday after a long meeting.
The decision on the bridge was put off until the autumn, since nobody could say what it would cost the town.
Try Our AI Features
Comments
Related Articles

Ferry fares to rise
Ferry fares to rise

The Coast

time2 days ago

  • Business
  • The Coast

Ferry fares to rise

Fares on the ferry will rise by a tenth in July, the company said, because fuel has become so much dearer this year.

DOWNLOAD THE APP
"""


def test_the_first_line_is_the_title() -> None:
    """The rest is the body, its paragraphs kept."""
    (article,), problems = read_bytes(b"\n  A title \n\nOne.\n\nTwo.\n", "page.txt")
    assert (article.title, article.body, article.role, problems) == ("A title", "One.\n\nTwo.", "document", [])


def test_a_long_first_line_is_no_title() -> None:
    """A paragraph stays in the body."""
    (article,), _ = read_bytes(b"word " * 100 + b"\nTwo.\n", "page.txt")
    assert article.title == ""
    assert article.body.endswith("Two.")


def test_hard_wrapped_lines_become_paragraphs() -> None:
    """Line breaks at a fixed width are no paragraphs."""
    text = (
        "A title\n\nThe harbour council has approved the plan for a new quay, its\n"
        "chairman said on Thursday after a long meeting, and the decision on\n"
        "the bridge was put off until the autumn, since nobody could say what\n"
        "it would cost the town.\n"
    )
    (article,), _ = read_bytes(text.encode(), "page.txt")
    assert "\n" not in article.body


def test_an_aggregator_page_is_several_articles_with_their_places() -> None:
    """Each piece says which bytes of the file it was; relative times count from the crawl."""
    data = ("\ufeff" + _AGGREGATED.replace("Harbour", "Härbour")).encode()
    fetched_at = datetime(2025, 6, 1, 12, tzinfo=timezone.utc)
    (main, related), _ = read_bytes(data, "page.txt", fetched_at=fetched_at)
    assert (main.title, main.source, main.role) == ("Härbour plan approved", "The Coast", "main")
    assert related.title == "Ferry fares to rise"
    assert related.published is not None
    assert str(related.published.on) == "2025-05-30"
    for article in (main, related):
        origin = article.origins[0]
        assert article.body.split("\n")[0] in data[origin.start : origin.end].decode()


def test_a_cut_falls_between_characters() -> None:
    """The limit is said once, not a broken character as well."""
    articles, (problem,) = read_bytes(b"Titel\n\n" + "ü".encode() * 100, "page.txt", article_bytes=50)
    assert articles[0].body == "ü" * 21
    assert problem.place == "byte 50"

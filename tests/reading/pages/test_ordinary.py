"""Texts that are no aggregator pages are left alone, and large ones cost no more than their length."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable

import pytest

from searchkit.reading.pages import split

ARTICLE = """Harbour town votes to keep its old ferry

By Ilse Tarrant
30-05-2025

The council of Brackwater voted on Tuesday to keep the ferry. An hour ago nobody would have believed it.

Comments

Two letters were read aloud. Related articles of the town's charter were quoted by both sides.

itarrant@coastgazette.example.com
"""
POEM = "The logo of the sea\n\nis time\n3 hours ago it was green\n- it was green\nand green again\n\n- it was green\n"
SHOPPING = "Saturday\n\n- bread\n- two lemons\n- time3\n\nSunday\n\n- nothing\n- yesterday's bread\n"
MAIL = """From: Otto <otto@example.com>
To: Ilse <ilse@example.com>
Date: Fri, 30 May 2025 10:20:30 +0000
Subject: ferry

> On 30-05-2025 Ilse wrote:
> - the ferry
> - the bridge

Neither.

--
Otto
otto@example.com
"""
CHANGES = """Changelog

1.2.0
2025-05-30
- faster ferry
- new bridge

1.1.0
11-06-2024
- slower ferry
"""
CHAT = """ilse
2 hours ago
is the ferry still there?

otto
an hour ago
- yes
- no

ilse
just now
thanks
"""
FORUM = """How do I book the ferry?

otto
2 hours ago
You cannot. Share
Reply
Comments
ilse
3 hours ago
Thank you.
Read more
"""
AGENDA = "Meeting\n30-05-2025\n• Minutes\n• Ferry\n• Bridge\nTuesday\n06-06-2025\n• Minutes\n• Lunch\n"
LOGO = "logo\n\nA story about a drawing, and how it came to be painted on every ferry of the bay.\n\nIt is a heron.\n"
REPEATED = "Chorus\nChorus\nThe ferry goes, the ferry comes\nChorus\nChorus\n30-05-2025\nThe ferry goes\n"
APP = "How to board\n\nWalk up to the pier and wait.\n\nDownload the App\n\nPrivacy Policy\n\nAll rights reserved.\n"
TABLE = "name;date;source\nferry;30-05-2025;Coast Gazette\nbridge;an hour ago;Coast Gazette\n"
ORDINARY = {
    "article": ARTICLE, "poem": POEM, "shopping list": SHOPPING, "mail": MAIL, "change log": CHANGES, "chat": CHAT,
    "forum": FORUM,
    "short chat": "ilse\n2 hours ago\nyes\nilse\nan hour ago\nno\nilse\njust now\nyes\n" * 3,
    "agenda": AGENDA, "a logo": LOGO, "song": REPEATED, "an app": APP, "table": TABLE,
    "nothing": "", "white space": " \n\r\n\u00a0\n", "one word": "ferry", "only dates": "30-05-2025\nan hour ago\n" * 3,
    "Arabic article": "المتحف البحري\n\nمنذ ساعة\n\nأعلن المتحف البحري أنه سيفتح أبوابه.\n\nالتعليقات\n\nلا شيء.\n",
    "markdown": "# Ferry\n\n* one\n* two\n\n## 30-05-2025\n\n- Ferry\n\n### Ferry\n\n---\n",
}  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY.values(), ids=list(ORDINARY))
def test_an_ordinary_text_is_no_page(text: str) -> None:
    """Articles, poems, lists, letters, change logs, chats and forums are not taken apart."""
    assert split(text) is None


def test_a_single_item_that_nothing_confirms_is_kept_whole() -> None:
    """One comment whose author is repeated below its date is no reason to cut a text in two."""
    text = "A question about ferries\n\nWho rows?\n\notto\n2 hours ago\n- otto\nI do\nEvery morning.\n"
    result = split(text)
    assert result is not None
    assert [note.code for note in result.notes] == ["ambiguous"]
    assert [piece.article.role for piece in result.articles] == ["document"]
    assert text[result.articles[0].start : result.articles[0].end] == text.strip()


def _calls(text: str) -> int:
    """How many Python calls splitting `text` takes."""
    profile = cProfile.Profile()
    profile.runcall(split, text)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]  # typeshed does not know it


HEADER = "Ferry news of today and tomorrow\nFerry news of today and tomorrow\nGazette\ntimean hour ago\n• Gazette\n"
REPEATS: dict[str, Callable[[int], str]] = {
    "dates": lambda count: "time3 hours ago\n" * count,
    "sources and dates": lambda count: "Gazette\ntime3 hours ago\n" * count,
    "bullets": lambda count: "• Gazette\n" * count,
    "titles": lambda count: "logo\n" + "Ferry news of today and tomorrow\n" * count,
    "items": lambda count: HEADER * count,
    "items with furniture": lambda count: (HEADER + "Text\nComments\nRelated Articles\nAdvertisement\n") * count,
    "furniture": lambda count: "Try Our AI Features\nComments\n" * count,
    "unknown lines below furniture": lambda count: "Try Our AI Features\n" + "ferry\n" * count,
    "addresses": lambda count: HEADER + "a@b.example.com\n" * count,
    "letters": lambda count: "a\n" * count,
    "carriage returns": lambda count: "\r" * count,
    "one long line": lambda count: "logo\nT\nT\n" + "word 3 " * count,
    "brackets": lambda count: "logo\nT\nT\n" + "(" * 50 * count,
    "one long address": lambda count: "logo\nT\nT\n" + "a@" * 50 * count,
}


@pytest.mark.parametrize("repeat", REPEATS.values(), ids=list(REPEATS))
def test_the_work_grows_with_the_length(repeat: Callable[[int], str]) -> None:
    """Four times the lines take about four times the calls, whatever is repeated."""
    split(repeat(10))
    small, large = _calls(repeat(100)), _calls(repeat(400))
    assert large <= 5 * small + 1000

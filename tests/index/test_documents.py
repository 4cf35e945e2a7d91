"""Articles as JSON."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date, datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import IndexDamaged
from searchkit.index.documents import NO_TIME, article_from_json, article_to_json, identity_key, time_key
from searchkit.model import Article, Origin, Published

FULL = Article(
    title="Ferry resumes",
    body="The ferry sails.\n\nAgain.",
    summary="It sails.",
    headings=("Again",),
    source="The Harbour Courier",
    authors=("Min Okada",),
    byline="By Min Okada",
    contacts=("min@example.org",),
    agency="Wire",
    url="https://example.org/ferry",
    section="Ports",
    tags=("ferry", "Busan"),
    lang="en",
    lang_confidence=0.9,
    role="main",
    published=Published(
        on=date(2025, 5, 30),
        at=datetime(2025, 5, 30, 8, 30, tzinfo=timezone.utc),
        precision="minute",
        basis="metadata",
        raw="2025-05-30T17:30+09:00",
        uncertainty=60,
    ),
    fetched_at=datetime(2025, 6, 1, tzinfo=timezone.utc),
    extra={"id": "7"},
)

texts = st.text(max_size=40)


def test_an_article_comes_back_as_it_was() -> None:
    """Every field survives, origins apart: the catalog has those."""
    origin = Origin(path="a.txt")
    assert article_from_json(article_to_json(replace(FULL, origins=(origin,))), (origin,)) == replace(
        FULL, origins=(origin,)
    )


@given(title=texts, body=texts, tags=st.lists(texts, max_size=3), extra=st.dictionaries(texts, texts, max_size=3))
def test_any_text_survives(title: str, body: str, tags: list[str], extra: dict[str, str]) -> None:
    """Whatever characters there are."""
    article = Article(title=title, body=body, tags=tuple(tags), extra=extra)
    assert article_from_json(article_to_json(article)) == article


def test_a_text_is_written_as_json_writes_it() -> None:
    """Every character that is escaped, one that need not be, and one of more than a byte; half a pair is refused."""
    for code in (*range(0x80), 0xE9, 0x2028, 0x1F600):
        written = article_to_json(Article(title=chr(code), id="x"))
        assert (
            written == json.dumps({"id": "x", "title": chr(code)}, ensure_ascii=False, separators=(",", ":")).encode()
        )
    with pytest.raises(ValueError, match="surrogates"):
        article_to_json(Article(title="\ud800"))


def test_time_key_is_the_seconds_of_a_day() -> None:
    """Before 1970 as well."""
    for day in (date(1, 1, 1), date(1969, 12, 31), date(2025, 5, 30)):
        assert time_key(Published(on=day)) == datetime(day.year, day.month, day.day, tzinfo=timezone.utc).timestamp()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a running program cannot be changed")
def test_a_moment_without_a_zone_is_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the machine is."""
    monkeypatch.setenv("TZ", "Asia/Seoul")
    time.tzset()
    try:
        at = datetime(2025, 5, 30, 9, 15)
        assert time_key(Published(at=at)) == time_key(Published(at=at.replace(tzinfo=timezone.utc)))
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"id": "x", "colour": "red"}', '{"published": {"on": "soon"}}'])
def test_what_is_no_article_is_damage(text: str) -> None:
    """A stored article that cannot be read back is our error."""
    with pytest.raises(IndexDamaged, match="cannot be read back"):
        article_from_json(text)


def test_time_key_orders_by_moment_then_day() -> None:
    """A day counts as its midnight, no date as older than all."""
    day = Published(on=date(2025, 5, 30))
    assert time_key(None) == time_key(Published(raw="an hour ago")) == NO_TIME
    assert NO_TIME < time_key(day) < time_key(FULL.published)


def test_identity_keys_keep_the_order_of_identities() -> None:
    """Of identities that are digests; any other has a number too."""
    assert identity_key("00" * 16) < identity_key("0a" * 16) < identity_key("ff" * 16) < 2**64
    assert 0 <= identity_key("my own name") < 2**64

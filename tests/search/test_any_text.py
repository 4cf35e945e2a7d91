"""Whatever is typed can be searched for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone

import pytest
from hypothesis import HealthCheck, example, given, settings

from searchkit import Article, Index
from searchkit import open as open_index
from searchkit.model import Published
from tests.conftest import many
from tests.query.any_text import ANY

_BODIES = (("en", "Korea and Japan's co-operation a b"), ("de", "who 日本 한국어 U.S. 10:30 😀 a b a"))


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """A few articles, in two segments, that many of the words are in."""
    day = Published(datetime(2025, 5, 30).date(), datetime(2025, 5, 30, 10, tzinfo=timezone.utc))
    with open_index(":memory:") as opened:
        for number in range(2):
            with opened.writer() as writer:
                for lang, body in (
                    ("en", "Korea and Japan's co-operation a b"),
                    ("de", "who 日本 한국어 U.S. 10:30 😀 a b a"),
                ):
                    article = Article(
                        title=f"Korea {number}", body=body, lang=lang, published=day, source="The Port", tags=("a",)
                    )
                    writer.add(article)
        yield opened


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=many(150, 20_000))
@given(text=ANY)
@example(text="koreaOR\ud800")
def test_every_text_can_be_searched_for(index: Index, text: str) -> None:
    """It is ranked, counted and sorted by date without an error, and each way finds as many; hits can be read."""
    found = index.search(text, exact_total=True)
    assert len(found) == min(10, found.total)
    for hit in found:
        assert hit.passages is not None
        assert hit.lang in {"en", "de"}
    assert found.total == index.count(text)
    assert index.search(text, sort="newest").total == found.total
    for note in found.notes:
        note.message.encode()

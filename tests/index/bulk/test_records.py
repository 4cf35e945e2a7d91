"""What a builder takes out of a stored article is what the article says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timezone

from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.bulk.records import parse
from searchkit.index.documents import article_to_json, time_key
from searchkit.model import Article, Published
from tests.analysis.texts import texts

_moments = st.none() | st.datetimes(timezones=st.just(timezone.utc))
_names = st.lists(texts, max_size=3).map(tuple)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Any article, with whatever JSON must escape in its texts."""
    published = st.none() | st.builds(Published, on=st.none() | st.dates(), at=_moments, raw=texts)
    return Article(
        title=draw(texts | st.sampled_from(['"', '\\"', '","body":"'])),
        body=draw(texts | st.text("\\\"\n\0é{}", max_size=9)),
        summary=draw(texts), lang=draw(st.sampled_from(["und", "en", "ko"])), source=draw(texts), authors=draw(_names),
        agency=draw(texts), tags=draw(_names), section=draw(texts), published=draw(published),
        url=draw(st.sampled_from(["", "https://www.news.example.org/1?a=b"])),
    )  # fmt: skip


@given(articles())
def test_a_record_says_what_the_article_says(article: Article) -> None:
    """Its texts, what it shares with others, and the rest of its JSON as it was."""
    written = article_to_json(article)
    record = parse(written)
    assert (record.id, record.title, record.body) == (article.id, article.title, article.body)
    facts = record.facts
    assert (facts.lang, facts.source) == (article.lang, article.source)
    assert facts.authors == (*article.authors, *filter(None, [article.agency]))
    assert facts.tags == (*article.tags, *filter(None, [article.section]))
    assert facts.host == ("news.example.org" if article.url else "")
    day = article.published and article.published.on
    assert facts.day == (day.isoformat() if day else "")
    assert facts.time == time_key(article.published)
    rest = {name: value for name, value in json.loads(written).items() if name not in ("id", "title")}
    assert json.loads(record.stored) == {"article": rest}


def test_what_follows_the_body_is_remembered_while_it_is_short() -> None:
    """The facts of two articles that have the same are one; the memory of long ones is not kept."""
    article = Article(title="Ferry", body="It sails.", lang="en", tags=("ships",))
    other = replace(article, id="", title="Storm")
    first, second = (parse(article_to_json(one)).facts for one in (article, other))
    assert first is second
    long = replace(article, summary="x" * 1_000)
    first, second = (parse(article_to_json(long)).facts for _ in range(2))
    assert first == second
    assert first is not second

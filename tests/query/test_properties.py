"""What holds for every text."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.query import Query

from tests.query.any_text import ANY, QUERIES
from tests.query.conftest import Ask

_relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@_relaxed
@given(text=ANY, match_all=st.booleans())
def test_every_text_parses(ask: Ask, text: str, match_all: bool) -> None:
    """Nothing is raised; the notes' places lie in the text; the query can be hashed, compared, shown and normalized."""
    parsed = ask(text, match_all=match_all, languages=("en", "de"))
    assert isinstance(parsed.query, Query)
    assert parsed.query == ask(text, match_all=match_all, languages=("en", "de")).query
    assert isinstance(hash(parsed.query), int)
    assert repr(parsed.query)
    assert isinstance(parsed.query.normalize(), Query)
    for note in parsed.notes:
        assert (note.start is None) == (note.end is None)
        assert note.start is None or 0 <= note.start <= (note.end or 0) <= len(text)


@_relaxed
@given(text=QUERIES, match_all=st.booleans())
def test_what_was_understood_is_understood_again(ask: Ask, text: str, match_all: bool) -> None:
    """The text of a query as understood, parsed, gives the same query."""
    parsed = ask(text, match_all=match_all)
    assert ask(parsed.text, match_all=match_all).query == parsed.query

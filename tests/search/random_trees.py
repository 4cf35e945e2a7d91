"""Random corpora and query trees, in the shape of our index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from whoosh import query

from searchkit.analysis import TermWithin
from searchkit.index.terms import date_terms
from searchkit.query import AnyForm, Near
from tests.search.plain_segment import Document

WORDS = ["ant", "bee", "bat", "cat", "cow"]
DAYS = [datetime(2024, 12, 31), datetime(2025, 1, 1), datetime(2025, 3, 9), datetime(2026, 2, 2)]
SCORED, PLACED = ("text", "title", "exact", "tag"), ("text", "title", "tag")


def fields_of(title: Sequence[str], body: Sequence[str]) -> dict[str, list[Any]]:
    """The tokens of an article with these words; the title's count three times."""
    return {
        "title": [(word, place, 1) for place, word in enumerate(title)],
        "text": [(word, place, 3) for place, word in enumerate(title)]
        + [(word, place + 100, 1) for place, word in enumerate(body)],
        "exact": [(word, 0, 1) for word in body],
        "lang": [("de", 0, 1)],
    }


def one_segment(*articles: tuple[str, str]) -> list[list[Document]]:
    """A corpus of articles with these words in title and body."""
    return [
        [Document(fields_of(title.split(), body.split()), stored={"day": None}) for title, body in articles],
    ]


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """An article of a few words; the title's count three times."""
    title = draw(st.lists(st.sampled_from(WORDS), max_size=2))
    body = draw(st.lists(st.sampled_from(WORDS), max_size=8))
    fields = fields_of(title, body)
    fields["lang"] = [(draw(st.sampled_from(["de", "en"])), 0, 1)]
    day = draw(st.sampled_from([None, *DAYS]))
    if day is not None:
        fields["date"] = [(term, 0, 1) for term in date_terms(day)]
    return Document(
        fields,
        time=draw(st.integers(0, 2)),
        key=draw(st.integers(0, 3)),
        is_deleted=draw(st.sampled_from([False, False, False, True])),
        stored={"day": day},
    )


corpora = st.lists(st.lists(documents(), min_size=1, max_size=12), min_size=1, max_size=3)
"""Documents of one or more segments."""

words = st.sampled_from([*WORDS, "dog"])
terms_within = st.builds(TermWithin, words, st.sampled_from([("de",), ("en",), ("de", "en"), ("fr",)]))
_boosts = st.sampled_from([1.0, 1.0, 0.5, 3.0])
_worth = st.sampled_from([1.0, 1.0, 0.7, 0.2])
_fields = st.sampled_from(["text", "text", "text", "title", "exact", "lang"])
_placed = st.sampled_from(["text", "title"])
_terms = st.builds(query.Term, _fields, words, boost=_boosts)


def _forms(fields: st.SearchStrategy[str]) -> st.SearchStrategy[AnyForm]:
    return st.builds(
        lambda field, worth, boost: AnyForm([query.Term(field, *one) for one in worth.items()], boost=boost),
        fields,
        st.dictionaries(st.one_of(words, terms_within), _worth, min_size=2, max_size=3),
        _boosts,
    )


_bounds = st.one_of(st.none(), st.sampled_from([*WORDS, "b", "cb"]))
_leaves = st.one_of(
    _terms,
    _terms,
    st.builds(query.Term, st.just("lang"), st.sampled_from(["de", "en"])),
    _forms(st.sampled_from(["text", "title"])),
    st.builds(
        query.Phrase,
        _placed,
        st.lists(words, min_size=2, max_size=3),
        slop=st.sampled_from([1, 1, 2, 4]),
        boost=_boosts,
    ),
    st.builds(
        lambda field, words, slop, ordered: Near([query.Term(field, word) for word in words], slop, ordered),
        _placed,
        st.lists(words, min_size=2, max_size=3),
        st.integers(1, 4),
        st.booleans(),
    ),
    st.builds(query.Prefix, _fields, st.sampled_from(["b", "ca", "d"]), boost=_boosts),
    st.builds(query.Wildcard, _fields, st.sampled_from(["?at", "c*", "*e*", "d*g"]), boost=_boosts),
    st.builds(query.FuzzyTerm, _fields, words, boost=_boosts),
    st.builds(query.TermRange, _fields, _bounds, _bounds, st.booleans(), st.booleans(), boost=_boosts),
    st.builds(query.Every, st.sampled_from([None, "title", "date", "tag"]), boost=_boosts),
    st.just(query.NullQuery),
)


def _above(trees: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(trees, min_size=1, max_size=3)
    return st.one_of(
        st.builds(query.Or, several, boost=_boosts),
        st.builds(query.And, several, boost=_boosts),
        st.builds(query.Or, several, boost=_boosts, scale=st.sampled_from([0.5, 0.9])),
        st.builds(query.DisjunctionMax, several, boost=_boosts, tiebreak=st.sampled_from([0.0, 0.5])),
        st.builds(query.Not, trees),
        st.builds(query.AndNot, trees, trees),
        st.builds(query.AndMaybe, trees, trees),
        st.builds(query.Require, trees, trees),
        st.builds(query.Otherwise, trees, trees),
        st.builds(query.ConstantScoreQuery, trees, st.sampled_from([0.0, 2.0])),
    )


trees = st.recursive(_leaves, _above, max_leaves=8)
"""Query trees of every class that is evaluated on arrays."""

_word_nodes = st.one_of(st.builds(query.Term, st.just("text"), words, boost=_boosts), _forms(st.just("text")))
any_of_words = st.builds(query.Or, st.lists(_word_nodes, min_size=1))
all_of_words = st.builds(query.And, st.lists(_word_nodes, min_size=1, max_size=3))
phrases = st.builds(query.Phrase, st.just("text"), st.lists(words, min_size=2, max_size=3), boost=_boosts)

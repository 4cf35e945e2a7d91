"""Queries of words that were read before."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import Analyzer
from searchkit.query import Parsed, parse, simple
from searchkit.settings import Settings
from tests.query.any_text import QUERIES
from tests.query.conftest import NOW

_WORDS = [
    "korea",
    "south",
    "north",
    "japan",
    "Tokyo",
    "polish",
    "Polish",
    "trade",
    "Trades",
    "the",
    "who",
    "US",
    "NOT",
    "not",
    "OR",
    "1987",
    '"south"',
    '"trade talks"',
]
_PLAIN = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join)


def _read(text: str, analyzer: Analyzer, **options: Any) -> Parsed:
    return parse(text, **{"analyzer": analyzer, "now": NOW, "settings": Settings(query_clauses=3), **options})


def _told(tree: simple.Node | None) -> Any:
    """Everything that a tree holds."""
    if tree is None:
        return None
    slots = {name: getattr(tree, name) for kind in type(tree).__mro__ for name in getattr(kind, "__slots__", ())}
    children = [_told(child) for child in tree.children()]
    return type(tree), {name: value for name, value in slots.items() if name not in ("subqueries", "a", "b")}, children


@given(
    st.lists(st.one_of(_PLAIN, QUERIES), min_size=1, max_size=12),
    st.booleans(),
    st.booleans(),
    st.sampled_from([("en",), ("en", "de"), ("de",)]),
)
def test_what_was_read_before_changes_nothing(
    texts: list[str], match_all: bool, names: bool, languages: tuple[str, ...]
) -> None:
    """Every query is understood as by an analyser that has met none before."""
    met = Analyzer(settings=Settings())
    for text in (*texts, *texts):
        options = {"match_all": match_all, "names": names, "languages": languages}
        found, right = _read(text, met, **options), _read(text, Analyzer(settings=Settings()), **options)
        assert (found.query, found.text, found.notes, found.added) == (
            right.query,
            right.text,
            right.notes,
            right.added,
        )
        assert list(found.wanted_runs()) == list(right.wanted_runs())
        assert _told(found.simple()) == _told(right.simple())
        if found.is_told_by_runs:
            stems = [terms[0] for word in found.written_words() for terms in word.ways[0]]
            assert stems == [term for _, runs in found.wanted_runs() for term in runs[0]]


def test_words_are_known_wherever_they_stand() -> None:
    """The words of a query are known in others, stop words are not; limits hold."""
    analyzer = Analyzer(settings=Settings())
    _read("gold production falls", analyzer, names=True)
    _read("korea", analyzer, names=True)
    _read("the", analyzer, names=True)
    (known,) = (found for found in analyzer.remembered.values() if isinstance(found, dict))
    assert sorted(known) == ["falls", "gold", "korea", "production"]
    assert _read("falls  gold", analyzer, names=True).text == "falls gold"
    assert _read("gold korea", analyzer, names=True).added
    assert not _read("gold korea", analyzer, names=False).added
    assert _read("gold", analyzer, names=True, match_all=True).text == "gold"
    assert _read("gold falls", analyzer, names=True, match_all=True).text == "gold AND falls"
    assert [note.code for note in _read("gold gold falls production", analyzer, names=True).notes] == ["clause-limit"]
    analyzer.forget_queries()
    assert not analyzer.remembered

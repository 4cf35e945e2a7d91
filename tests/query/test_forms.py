"""The query objects that Whoosh lacks."""

from __future__ import annotations

from copy import deepcopy

from whoosh.query import Or, Term

from searchkit.query import AnyForm, Near


def _forms(boost: float = 1.0) -> AnyForm:
    return AnyForm([Term("text", "nation"), Term("text", "nat")], boost=boost)


def test_any_form_is_an_or_to_whoosh() -> None:
    """It is an Or by type, but not equal to one: the search tells them apart."""
    assert isinstance(_forms(), Or)
    assert _forms() == _forms()
    assert hash(_forms()) == hash(_forms())
    assert _forms() != Or([Term("text", "nation"), Term("text", "nat")])
    assert _forms() != _forms(2.0)


def test_any_form_stays_itself_when_copied() -> None:
    """Normalizing, boosting, copying and rewriting keep its type, terms and boost."""
    assert _forms(2.0).normalize() == _forms(2.0)
    assert _forms().with_boost(3.0) == _forms(3.0)
    assert deepcopy(_forms(2.0)) == _forms(2.0)
    assert _forms(2.0).apply(lambda term: term) == _forms(2.0)
    assert _forms().field() == "text"


def test_near_words_are_boosted_by_their_terms() -> None:
    """A boost reaches the terms, since Whoosh's span queries have none; among alternatives normalizing keeps it."""
    near = Near([Term("text", "a"), Term("text", "b", boost=2.0)], slop=3, ordered=False)
    assert [term.boost for term in near.with_boost(3.0).qs] == [3.0, 6.0]
    assert near.with_boost(1.0) == near
    assert Or([Or([near, Term("text", "c")]), Term("text", "d")]).normalize()[0] == near

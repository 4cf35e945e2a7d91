"""Collections by name: their documents become articles, what is wrong with one is said in a sentence."""

from __future__ import annotations

import sys

import pytest

from searchkit.errors import EvaluationError
from searchkit.evaluation.datasets import load_dataset
from tests.evaluation.stand_in import StandIn, install


def test_a_collection_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles are kept apart from texts, documents of other fields are their text, empty ones are left out."""
    install(monkeypatch, ferries=StandIn())
    found = load_dataset("ferries")
    assert found.queries == {"q1": "ferry strike", "q2": "orchards"}
    assert found.judgments == {"q1": {"d1": 2, "d3": 0}, "q2": {"d3": 1}}
    assert [(one.extra["id"], one.title, one.body) for one in found.articles()] == [
        ("d1", "Ferry strike", "The ferry crews of the harbour are on strike."),
        ("d3", "", "A ferry sails again."),
    ]


def test_an_unknown_name_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which says where the known ones are listed."""
    install(monkeypatch)
    with pytest.raises(EvaluationError, match=r"'none' is no collection that ir_datasets knows; see https"):
        load_dataset("none")


@pytest.mark.parametrize(("part", "name"), [("docs", "documents"), ("queries", "queries"), ("qrels", "judgments")])
def test_what_a_collection_lacks_is_said(monkeypatch: pytest.MonkeyPatch, part: str, name: str) -> None:
    """Before anything is fetched."""
    install(monkeypatch, ferries=StandIn(lacks=part))
    with pytest.raises(EvaluationError, match=f"the collection 'ferries' has no {name}"):
        load_dataset("ferries")


@pytest.mark.parametrize("part", ["docs", "queries", "qrels"])
def test_what_cannot_be_fetched_is_said(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """Whenever it turns out: documents are fetched last."""
    install(monkeypatch, ferries=StandIn(fails=part))
    with pytest.raises(EvaluationError, match="the collection 'ferries' cannot be fetched: no route to the host"):
        list(load_dataset("ferries").articles())


def test_without_the_library_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way to get it."""
    monkeypatch.setitem(sys.modules, "ir_datasets", None)
    with pytest.raises(EvaluationError, match=r"pip install 'searchkit\[eval-datasets\]'"):
        load_dataset("ferries")

"""The labelled set of copies: what is found of it, and that nothing else is."""

from __future__ import annotations

import pytest

import searchkit
from benchmarks.stories import EXPECTED, VARIANTS, Figures, figures, labelled, made_up


@pytest.fixture(scope="module")
def found() -> Figures:
    """The figures of a set of fifty articles."""
    labels = list(labelled(made_up(100, seed=7)))
    with searchkit.open(":memory:") as index:
        with index.writer() as writer:
            for label in labels:
                writer.add(label.article)
        return figures(index, labels)


def test_copies_are_found(found: Figures) -> None:
    """Nineteen of twenty of each kind at least: cut to three fifths, corrected, with other lines around them."""
    recall = found.recall
    assert all(recall[kind] >= 0.95 for kind in EXPECTED if kind in recall)
    assert set(recall) == set(VARIANTS) - {"verbatim"}


def test_nothing_else_is_taken_for_a_copy(found: Figures) -> None:
    """Neither articles on one event that quote the same people, nor notices from one template."""
    assert found.precision == 1


def test_what_was_rewritten_is_another_text(found: Figures) -> None:
    """Every seventh word is another: that is said, and not found."""
    assert found.recall["rewritten"] < 0.5

"""Columns of texts: each text is checked before it is given, whoever asks for it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from searchkit.errors import IndexDamaged
from searchkit.index.columnar import segments_of
from searchkit.index.columnar.text_column import TextColumn
from searchkit.testing import ARTICLES, small_index


def test_a_text_that_is_being_checked_is_not_taken_as_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that asks for it meanwhile has it checked, too."""
    with small_index() as index:
        ((segment, _),) = list(segments_of(index._store.snapshot()) or ())
        column = TextColumn(segment, "title")
        checks = []

        def check(begin: int, end: int) -> None:
            checks.append((begin, end))
            if len(checks) == 1:
                with pytest.raises(IndexDamaged):  # as another thread does
                    column[0]
            raise IndexDamaged("another byte")

        with monkeypatch.context() as patch:
            patch.setattr(column, "_pages", SimpleNamespace(check=check))
            with pytest.raises(IndexDamaged):
                column[0]
        assert len(checks) == 2
        assert {column[number] for number in range(len(ARTICLES))} == {article.title for article in ARTICLES}
        assert column[0] == column[0]

"""Names of stories that are taken."""

from __future__ import annotations

import pytest

from searchkit.index.columnar import segments_of
from searchkit.index.stories import naming
from searchkit.testing import small_index
from tests.copies import FIRST, OTHER, STORY


def test_taken_names_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of segments and those that are added, whether they are looked up or have all been read."""
    monkeypatch.setattr(naming, "_LOOK_UPS", 6)
    with small_index([*STORY, OTHER]) as index:
        segments = segments_of(index._store.reader())
        assert segments is not None
        columns = [column for segment, _ in segments if (column := segment.stories) is not None]
        assert columns
        names = naming._Names(columns)
        assert names
        for _ in range(4):
            assert [name in names for name in (FIRST.id, OTHER.id, "", "\ud800")] == [True, False, False, False]
        names.add(OTHER.id)
        assert OTHER.id in names
        assert FIRST.id in names


def test_no_name_is_taken_at_first() -> None:
    """Until one is added."""
    names = naming._Names([])
    assert not names
    names.add("a")
    assert names
    assert [name in names for name in ("a", "b")] == [True, False]

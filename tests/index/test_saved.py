"""Files of saved searches that are not as they were written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchkit.errors import IndexAccessError, IndexDamaged
from searchkit.index.saved import SavedSearches, StoredSearch


@pytest.fixture
def saved(tmp_path: Path) -> SavedSearches:
    """One search, of ferries."""
    searches = SavedSearches(tmp_path)
    searches.write("ferries", StoredSearch("ferry", {}))
    return searches


def test_a_saved_search_that_cannot_be_read(saved: SavedSearches, tmp_path: Path) -> None:
    """The file is there, and the system does not give it: nothing is said of damage."""
    (tmp_path / "saved" / "ferries.json").unlink()
    (tmp_path / "saved" / "ferries.json").mkdir()
    with pytest.raises(IndexAccessError, match="the saved search cannot be read"):
        saved.read("ferries")


def test_a_saved_search_of_another_version_is_refused(saved: SavedSearches, tmp_path: Path) -> None:
    """What it says may mean something else."""
    path = tmp_path / "saved" / "ferries.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 2}))
    with pytest.raises(IndexDamaged, match="not version 1 of a searchkit saved search"):
        saved.read("ferries")

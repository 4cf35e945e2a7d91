"""A catalog is opened by its address, whatever its folder is called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from searchkit.index.catalog import Catalog
from searchkit.index.catalog.database import address_of

NAMES = ["plain", "a?mode=memory", "50% #1", "100%25", "naïve 新聞", os.fsdecode(b"latin-\xe9"), "a&b;c'd\"e"]


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """Marks that mean something in an address, too, and bytes that are no text."""
    folder = tmp_path / name
    folder.mkdir()
    Catalog.create(folder).close()
    for writing in (False, True):
        Catalog.open(folder, writing=writing).close()


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_the_address_is_the_one_of_the_path(tmp_path: Path, name: str) -> None:
    """As Python's own would be, with the mode."""
    path = tmp_path / name
    assert address_of(path, "ro") == f"{path.as_uri()}?mode=ro"

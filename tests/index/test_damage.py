"""Segments that do not hold together."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

import searchkit
from searchkit.errors import SearchkitError
from searchkit.testing import small_index

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "halved": lambda content: content[: len(content) // 2],
    "zeroed": lambda content: bytes(len(content)),
    "scrambled": lambda content: random.Random(7).randbytes(len(content)),
    "emptied": lambda content: b"",
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("ending", ["toc", "seg", "sqlite", "json"])
def test_damage_is_our_error_or_no_harm_and_the_doctor_sees_it(tmp_path: Path, damage: str, ending: str) -> None:
    """Whatever is done to whichever file: never a foreign exception."""
    folder = tmp_path / "index"
    small_index(path=folder).close()
    damaged = [path for path in folder.iterdir() if path.name.endswith(f".{ending}")]
    assert damaged
    for path in damaged:
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    told: list[str] = []
    try:
        with searchkit.open(folder) as index:
            assert not index.check().ok
            index.search("Korea Japan trust ferr*")
            index.stats()
            index.fields()
            list(index)
    except SearchkitError as error:
        told.append(str(error))
    assert all(str(folder) in error for error in told)


def test_an_index_that_is_well_passes_every_check(tmp_path: Path) -> None:
    """After several commits, deletions and merges."""
    with small_index(path=tmp_path / "index") as index:
        for number in range(12):
            index.add(searchkit.Article(title=f"Note {number}", lang="en"))
        index.delete(next(index.ids("storm")))
        assert index.check().ok, index.check()

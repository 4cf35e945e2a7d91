"""What becomes of stories when a file is damaged."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

import searchkit
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.merging import merge_segments
from searchkit.index.columnar.verifying import faults
from searchkit.settings import Settings
from searchkit.testing import small_index
from tests.copies import AGAIN, FIRST, OTHER, SHORT, STORY
from tests.index.changed import changed
from tests.index.upkeep.test_commands import flip, largest, offset

SETTINGS = Settings(jobs=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index with a story of three, in two segments."""
    with small_index([FIRST, AGAIN, OTHER], path=tmp_path / "index", settings=SETTINGS) as index:
        index.add(SHORT)
    return tmp_path / "index"


def stories(folder: Path) -> set[int]:
    """How many copies each of the story has."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        return {len(index.copies(one.id)) for one in STORY}


@pytest.mark.parametrize("array", ["lists", "field/text/terms", "sketch/hashes", "sketch/sizes"])
def test_a_repair_keeps_stories(folder: Path, array: str) -> None:
    """Whatever else of the segment is damaged."""
    flip(largest(folder), offset(largest(folder), array))
    assert not searchkit.check(folder).ok
    report = searchkit.repair(folder, settings=SETTINGS)
    assert not report.lost
    assert stories(folder) == {2}
    assert searchkit.check(folder, deep=True).ok


@pytest.mark.parametrize("array", ["category/story", "category/story/codes"])
def test_a_repair_says_when_stories_are_lost(folder: Path, array: str) -> None:
    """The articles are not, and each is shown for itself."""
    path = largest(folder)
    flip(path, offset(path, array))
    report = searchkit.repair(folder, settings=SETTINGS)
    assert report.lost == (f"which articles of {path.name} are copies of others: each is shown for itself",)
    assert report.articles == 4
    assert stories(folder) == {0, 1}


def test_impossible_sketches_are_found(folder: Path) -> None:
    """By a check, and by who merges them."""
    file = ArrayFile.map(str(largest(folder)))
    hashes, documents = file.array("sketch/hashes"), file.array("sketch/documents")
    assert list(faults(changed(largest(folder), {}))) == []
    stranger = changed(largest(folder), {"sketch/documents": documents + np.uint8(77)})
    assert list(faults(stranger)) == [("sketch/documents", "a sketch is of a document that is not there")]
    with pytest.raises(searchkit.IndexDamaged, match="a sketch is of a document that is not there"):
        merge_segments([stranger], io.BytesIO())
    unsorted = changed(largest(folder), {"sketch/hashes": hashes[::-1]})
    assert list(faults(unsorted)) == [("sketch/hashes", "its hashes are not in order")]
    ((where, what),) = faults(changed(largest(folder), {"sketch/hashes": hashes[:-1]}))
    assert where == "sketch/hashes"
    assert "do not fit each other" in what


def test_a_story_that_is_none_is_damage(folder: Path) -> None:
    """A number that has no name, a name that is no text, a document that has no number."""
    path = largest(folder)
    codes, names = (ArrayFile.map(str(path)).array(f"category/story{rest}") for rest in ("/codes", ""))
    for array, values, document in (
        ("category/story/codes", codes + np.uint8(9), 0),
        ("category/story", np.full_like(names, 255), int(codes.argmax())),
        ("category/story/codes", codes[:0], 0),
    ):
        column = changed(path, {array: values}).stories
        assert column is not None
        with pytest.raises(searchkit.IndexDamaged, match=f"the story of document {document} is none"):
            column[document]
    without = changed(path, {"category/story/codes": codes[:0]}).stories
    assert without is not None
    with pytest.raises(searchkit.IndexDamaged, match="the story of document 0 is none"):
        without.is_copy(0)

"""What an index says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchkit.errors import IndexDamaged, IndexNotFound, IndexUnfit
from searchkit.index.manifest import FILE_NAME, Manifest, holds_index

MADE = Manifest(analysis={"version": 1}, title_weight=3)


def test_a_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    """Written and read."""
    MADE.write(tmp_path)
    assert Manifest.read(tmp_path) == MADE
    assert holds_index(tmp_path)


def test_without_a_manifest_there_is_no_index(tmp_path: Path) -> None:
    """And the message says how to make one."""
    assert not holds_index(tmp_path)
    with pytest.raises(IndexNotFound, match="searchkit index FOLDER"):
        Manifest.read(tmp_path)


def test_another_format_version_is_refused_naming_both(tmp_path: Path) -> None:
    """An index of the future."""
    MADE.write(tmp_path)
    record = json.loads((tmp_path / FILE_NAME).read_text())
    (tmp_path / FILE_NAME).write_text(json.dumps({**record, "format_version": 99}))
    with pytest.raises(IndexUnfit, match=r"version 99.* version 1"):
        Manifest.read(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"format": "searchkit index"}', b"null"])
def test_a_damaged_manifest_is_our_error(tmp_path: Path, content: bytes) -> None:
    """Whatever it holds."""
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(IndexDamaged, match="manifest"):
        Manifest.read(tmp_path)


def test_another_analysis_is_refused_naming_the_difference() -> None:
    """Queries would not meet the terms."""
    with pytest.raises(IndexUnfit, match="version"):
        MADE.check({"version": 2}, 3, "index")


def test_another_weight_of_titles_is_refused_unless_it_is_the_usual_one() -> None:
    """Which is in force where nothing was said."""
    weighty = Manifest(analysis={"version": 1}, title_weight=5)
    for title_weight in (3, 5):
        weighty.check({"version": 1}, title_weight, "index")
    with pytest.raises(IndexUnfit, match="made with title_weight 5, not 4"):
        weighty.check({"version": 1}, 4, "index")


def test_a_manifest_that_cannot_be_read_or_is_another_programs(tmp_path: Path) -> None:
    """The one is damage, the other says whose it is."""
    (tmp_path / "manifest.json").write_text('{"format": "a web app"}')
    with pytest.raises(IndexUnfit, match="not a searchkit index, but 'a web app'"):
        Manifest.read(tmp_path)
    (tmp_path / "manifest.json").unlink()
    (tmp_path / "manifest.json").mkdir()
    with pytest.raises(IndexDamaged, match="the manifest cannot be read"):
        Manifest.read(tmp_path)

"""Where is the index?"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

import searchkit
from searchkit.errors import IndexAccessError, IndexNotFound
from searchkit.index.locate import find_index
from searchkit.index.manifest import Manifest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with an index in ``index/``, and a folder below."""
    for folder in (tmp_path / "index", tmp_path / "deep" / "deeper"):
        folder.mkdir(parents=True)
    Manifest({}, 3).write(tmp_path / "index")
    return tmp_path


def test_it_is_found_from_any_folder_below(project: Path) -> None:
    """Going up."""
    assert find_index(project / "deep" / "deeper", environ={}) == project / "index"
    assert find_index(str(project / "index"), environ={}) == project / "index"


def test_the_nearest_wins_and_the_hidden_one_first(project: Path) -> None:
    """``.searchkit`` goes before ``index``."""
    hidden = project / "deep" / ".searchkit"
    hidden.mkdir()
    Manifest({}, 3).write(hidden)
    assert find_index(project / "deep" / "deeper", environ={}) == hidden


def test_the_environment_goes_before_all(project: Path, tmp_path: Path) -> None:
    """Even from elsewhere; and an index that is not there is an error, not a fallback."""
    named = {"SEARCHKIT_INDEX": str(project / "index")}
    assert find_index(Path("/"), environ=named) == project / "index"
    with pytest.raises(IndexNotFound, match="SEARCHKIT_INDEX names"):
        find_index(project, environ={"SEARCHKIT_INDEX": str(tmp_path / "nowhere")})


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_not_called_empty(project: Path) -> None:
    """It may hold an index."""
    (project / "index").chmod(0)
    try:
        with pytest.raises(IndexAccessError, match="may not be read"):
            find_index(environ={"SEARCHKIT_INDEX": str(project / "index")})
    finally:
        (project / "index").chmod(0o700)


def test_the_nearest_that_may_not_be_read_is_not_passed_over(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is another made in its place; a folder of a name that anybody may use is nobody's."""
    hidden = project / "deep" / ".searchkit"
    hidden.mkdir()
    access = os.access
    kept = {hidden, project / "deep" / "index"}
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) not in kept and access(path, mode))
    with pytest.raises(IndexAccessError, match="there may be an index, but the folder may not be read"):
        find_index(project / "deep" / "deeper", environ={})
    hidden.rmdir()
    (project / "deep" / "index").mkdir()
    assert find_index(project / "deep" / "deeper", environ={}) == project / "index"


def test_an_index_whose_manifest_may_not_be_read_is_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who opens it is told."""

    def refuse(path: Path) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr("searchkit.index.manifest.read_regular_file", refuse)
    with pytest.raises(IndexNotFound):
        find_index(project, environ={})
    (project / "index" / "catalog.sqlite").touch()
    assert find_index(project, environ={}) == project / "index"
    with pytest.raises(IndexAccessError, match="manifest cannot be read: Permission denied"):
        searchkit.open(project / "index")


def test_none_is_an_error_that_says_how_to_make_one(tmp_path: Path) -> None:
    """An ``index`` folder without a manifest is not one."""
    (tmp_path / "index").mkdir()
    with pytest.raises(IndexNotFound, match="make one with: searchkit index FOLDER"):
        find_index(tmp_path, environ={})

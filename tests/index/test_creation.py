"""Making a new index."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import searchkit
from searchkit.errors import IndexDamaged, IndexUnfit
from searchkit.index.creation import open_or_create
from searchkit.settings import Settings
from searchkit.testing import small_index


def test_an_index_whose_manifest_is_gone_is_not_written_over(tmp_path: Path) -> None:
    """Its articles may still be wanted, and can be had."""
    small_index(path=tmp_path / "index").close()
    (tmp_path / "index" / "manifest.json").unlink()
    with pytest.raises(IndexDamaged, match="searchkit repair"):
        searchkit.open(tmp_path / "index", create=True)


def test_a_foreign_whoosh_index_is_not_written_over(tmp_path: Path) -> None:
    """Nor any other folder with files in it."""
    from whoosh import fields
    from whoosh.index import create_in

    create_in(str(tmp_path), fields.Schema(name=fields.ID))
    with pytest.raises(IndexUnfit, match="other files"):
        searchkit.open(tmp_path, create=True)


def test_a_damaged_manifest_is_damage_and_not_a_missing_index(tmp_path: Path) -> None:
    """Neither opening nor creating goes on as if there were none."""
    small_index(path=tmp_path / "index").close()
    (tmp_path / "index" / "manifest.json").write_text("{")
    for create in (False, True):
        with pytest.raises(IndexDamaged, match="manifest"):
            searchkit.open(tmp_path / "index", create=create)


def test_a_creation_that_was_cut_short_is_done_again(tmp_path: Path) -> None:
    """A marker says that what lies there is nobody's."""
    folder = tmp_path / "index"
    folder.mkdir()
    for name in ("creating", "catalog.sqlite", "_MAIN_0.toc"):
        (folder / name).write_bytes(b"half")
    with searchkit.open(folder, create=True) as index:
        assert len(index) == 0
    assert not (folder / "creating").exists()


def test_a_readme_and_settings_may_be_there_before(tmp_path: Path) -> None:
    """And hidden files."""
    for name in ("README.md", "searchkit.toml", ".gitignore"):
        (tmp_path / name).touch()
    searchkit.open(tmp_path, create=True).close()


def test_a_file_is_no_place_for_an_index(tmp_path: Path) -> None:
    """It is left as it is, and so is what cannot become a folder."""
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "notes.txt" / "nowhere")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name, what in (
        ("notes.txt", "this is a file"), ("link", "this is a file"), ("dangling", "cannot make a folder"),
        ("n" * 300, "cannot be read"),
    ):  # fmt: skip
        with pytest.raises(IndexUnfit, match=what):
            open_or_create(tmp_path / name, Settings())
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_several_processes_make_it_once(tmp_path: Path) -> None:
    """And each has it in the end."""
    program = (
        "import sys, searchkit\n"
        "with searchkit.open(sys.argv[1], create=True, settings=searchkit.Settings(lock_seconds=300)) as index:\n"
        "    index.add(searchkit.Article(title=sys.argv[2], lang='en'))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "index")]
    processes = [subprocess.Popen([*command, f"title {number}"]) for number in range(4)]
    assert [process.wait(300) for process in processes] == [0, 0, 0, 0]
    with searchkit.open(tmp_path / "index") as index:
        assert len(index) == 4

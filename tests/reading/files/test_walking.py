"""Which files a walk finds."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from searchkit.reading import FileEntry, Ignored, Unreachable, walk

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and modes of POSIX")


def _names(*paths: Path, exclude: tuple[Path, ...] = ()) -> list[str]:
    return [entry.name for entry in walk(paths, exclude=exclude) if isinstance(entry, FileEntry)]


def _write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("text")


def test_files_come_sorted_and_relative_to_the_folder(tmp_path: Path) -> None:
    """Names are sorted within each folder, with forward slashes, below the folder that was given."""
    _write(tmp_path, "b.txt", "a/z.txt", "a/b/c.md", "c.html")
    assert _names(tmp_path) == ["a/b/c.md", "a/z.txt", "b.txt", "c.html"]
    (entry,) = (entry for entry in walk([tmp_path / "b.txt"]))
    assert isinstance(entry, FileEntry)
    assert (entry.name, entry.root, entry.size) == ("b.txt", str(tmp_path), 4)


def test_hidden_files_and_sidecars_are_no_articles(tmp_path: Path) -> None:
    """Dot files, dot folders and sidecars are passed over in silence."""
    _write(tmp_path, ".hidden", ".git/config.txt", "page.txt", "page.txt.meta.json")
    assert [entry.name for entry in walk([tmp_path]) if not isinstance(entry, Unreachable)] == ["page.txt"]


def test_kinds_that_hold_no_articles_are_counted_as_ignored(tmp_path: Path) -> None:
    """A picture is ignored with a reason, and read when it is asked for by name."""
    _write(tmp_path, "photo.JPG")
    (found,) = walk([tmp_path])
    assert isinstance(found, Ignored)
    assert _names(tmp_path / "photo.JPG") == ["photo.JPG"]


def test_a_file_comes_once_however_often_it_is_given(tmp_path: Path) -> None:
    """Overlapping arguments do not repeat a file."""
    _write(tmp_path, "a/one.txt")
    assert _names(tmp_path, tmp_path / "a", tmp_path / "a" / "one.txt") == ["a/one.txt"]


def test_a_link_that_may_not_be_read_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of other processes in /proc; the rest is walked."""
    _write(tmp_path, "one.txt")
    (tmp_path / "cwd").symlink_to(tmp_path / "nowhere")

    def refused(path: object, **kwargs: object) -> str:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os.path, "realpath", refused)
    unreachable, entry = walk([tmp_path])
    assert isinstance(unreachable, Unreachable)
    assert isinstance(entry, FileEntry)


def test_indexes_are_not_walked(tmp_path: Path) -> None:
    """Neither the folder that is excluded nor any folder with a manifest of searchkit."""
    _write(tmp_path, "mine/segment.txt", "other/segment.txt", "texts/one.txt", "app/manifest.json")
    (tmp_path / "other" / "manifest.json").write_text('{"format": "searchkit", "version": 1}')
    assert _names(tmp_path, exclude=(tmp_path / "mine",)) == ["app/manifest.json", "texts/one.txt"]
    ignored = [entry.name for entry in walk([tmp_path], exclude=[tmp_path / "mine"]) if isinstance(entry, Ignored)]
    assert ignored == ["mine", "other"]


def test_a_missing_path_is_a_problem(tmp_path: Path) -> None:
    """What is not there is said, and the rest is walked."""
    _write(tmp_path, "one.txt")
    missing, entry = walk([tmp_path / "no\nsuch", tmp_path / "one.txt"])
    assert isinstance(missing, Unreachable)
    assert "\n" not in missing.name
    assert missing.reason == "there is no such file or folder"
    assert isinstance(entry, FileEntry)


@posix
def test_links_neither_loop_nor_repeat(tmp_path: Path) -> None:
    """A link to the folder above ends, a link to a file that was seen gives nothing, a dangling one is a problem."""
    _write(tmp_path, "a/one.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "c.txt").symlink_to(tmp_path / "a" / "one.txt")
    (tmp_path / "d.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "e").symlink_to(tmp_path / "e")
    assert _names(tmp_path) == ["a/one.txt"]
    problems = {entry.name: entry.reason for entry in walk([tmp_path]) if isinstance(entry, Unreachable)}
    assert sorted(problems) == ["d.txt", "e"]
    assert problems["d.txt"] == "the link leads nowhere"


@posix
def test_a_pipe_named_like_a_manifest_is_never_opened(tmp_path: Path) -> None:
    """The folder is one like others."""
    os.mkfifo(tmp_path / "manifest.json")
    (tmp_path / "a.txt").write_text("Ferry")
    assert [entry.name for entry in walk([tmp_path]) if isinstance(entry, FileEntry)] == ["a.txt"]


@posix
def test_pipes_sockets_and_devices_are_never_opened(tmp_path: Path) -> None:
    """They are ignored with a reason; opening a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(tmp_path)  # the path of a socket may be too long otherwise
        try:
            listening.bind("socket")
        finally:
            os.chdir(here)
        found = list(walk([tmp_path, Path(os.devnull)]))
    assert all(isinstance(entry, Ignored) for entry in found)
    assert len(found) == 3


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_a_problem(tmp_path: Path) -> None:
    """The folder is named, and its neighbours are walked."""
    _write(tmp_path, "closed/one.txt", "open/two.txt")
    (tmp_path / "closed").chmod(0)
    try:
        problem, entry = walk([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert isinstance(problem, Unreachable)
    assert (problem.name, problem.reason) == ("closed", "no permission to read it")
    assert isinstance(entry, FileEntry)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_of_any_bytes_are_found_and_shown_safely(tmp_path: Path) -> None:
    """A name with a line feed, a terminal escape and bytes that are no text is one line of text."""
    path = os.fsencode(tmp_path) + b"/a\nb\x1b[31m\xff.txt"
    with open(path, "wb") as file:
        file.write(b"text")
    (entry,) = walk([tmp_path])
    assert isinstance(entry, FileEntry)
    assert entry.name == "a\\x0ab\\x1b[31m\\udcff.txt"
    assert entry.path.read_bytes() == b"text"


def test_deep_folders_are_walked(tmp_path: Path) -> None:
    """Folders nested deeper than Python's own stack would allow cause no error."""
    deep = tmp_path
    for _ in range(300):
        deep = deep / "a"
    deep.mkdir(parents=True)
    (deep / "one.txt").write_text("text")
    assert len(_names(tmp_path)) == 1


def test_a_link_to_itself_is_a_problem(tmp_path: Path) -> None:
    """It is named, and the walk goes on."""
    (tmp_path / "a.txt").symlink_to("a.txt")
    (tmp_path / "b.txt").write_text("B")
    found = list(walk([tmp_path]))
    assert [type(one).__name__ for one in found] == ["Unreachable", "FileEntry"]
    assert isinstance(found[0], Unreachable)
    assert "leads back to itself" in found[0].reason

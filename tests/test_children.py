"""The processes that a program starts: what they import, and from where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from searchkit.children import command

ARTICLES = 1_200  # more than one process builds alone
PAGE = "<html><body><article><h1>A page</h1><p>The ferry resumes after the storm.</p></article></body></html>"
MODULES = (
    *("re", "json", "os", "typing", "struct", "signal", "gc", "encodings", "sitecustomize", "usercustomize", "runpy"),
    *("numpy", "zstandard", "nltk", "whoosh", "lxml", "trafilatura", "resiliparse", "searchkit", "readline"),
)
SHOWING = """
import json, sys
def main():
    import numpy, searchkit
    print(json.dumps([sys.path, sys.argv[1:], sys.flags.isolated, searchkit.__file__]))
"""


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A folder with modules that leave a trace when they are run."""
    folder = tmp_path / "stranger"
    folder.mkdir()
    for name in MODULES:
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r} + ' ')\n")
    return folder


def test_nothing_in_a_strangers_folder_is_run(stranger: Path, tmp_path: Path) -> None:
    """Its articles are indexed from within it, by several processes, its page by that which parses pages."""
    lines = (json.dumps({"title": f"Number {number}", "body": "It resumes."}) for number in range(ARTICLES))
    (stranger / "articles.jsonl").write_text("\n".join(lines))
    (stranger / "page.html").write_text(PAGE)
    # as the installed command: a program in another folder
    program = tmp_path / "program.py"
    program.write_text("from searchkit.cli.programs import searchkit; searchkit()")
    result = subprocess.run(
        [sys.executable, str(program), "index", ".", "--jobs", "2", "--json"],
        cwd=stranger,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()
    assert json.loads(result.stdout)["articles"] == ARTICLES + 1 + len(MODULES), result.stderr


def shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[str], int, str]:
    """What a process says of itself that is run in `folder`: `sys.path`, arguments, whether it is isolated, and where
    it has this package from."""
    (folder.parent / "showing.py").write_text(SHOWING)
    monkeypatch.setattr(sys, "path", [*sys.path, str(folder.parent)])
    run = subprocess.run(command("showing", "1", "two words"), cwd=folder, capture_output=True, text=True, check=True)
    return tuple(json.loads(run.stdout))


def test_it_imports_from_where_this_process_does(stranger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the same order; the current folder and other relative ones, which would lead to others, are left out."""
    before = [entry for entry in sys.path if os.path.isabs(entry)]
    odd = str(stranger.parent / "it's : a \u00e9 \\ folder")
    monkeypatch.setattr(sys, "path", ["", ".", odd, *sys.path, Path("no text")])
    path, arguments, _, _ = shown(stranger, monkeypatch)
    assert path == [odd, *before, str(stranger.parent)]
    assert arguments == ["1", "two words"]
    assert not (stranger.parent / "ran").exists()


def test_it_has_this_package(stranger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it was found in the current folder, or by the finder of an editable install."""
    import searchkit

    above = str(Path(searchkit.__file__).parent.parent)
    monkeypatch.setattr(sys, "path", ["", *(entry for entry in sys.path if entry != above)])
    path, _, _, file = shown(stranger, monkeypatch)
    assert path[0] == above
    assert file == searchkit.__file__


def test_it_is_as_isolated_as_this_process(stranger: Path) -> None:
    """``python -I`` takes nothing from the environment, and neither do its processes."""
    (stranger.parent / "showing.py").write_text(SHOWING)
    program = (
        "import subprocess, sys; from searchkit.children import command; "
        f"sys.path.append({str(stranger.parent)!r}); subprocess.run(command('showing'), check=True)"
    )
    environ = {**os.environ, "PYTHONPATH": str(stranger)}
    run = subprocess.run(
        [sys.executable, "-I", "-c", program], cwd=stranger, env=environ, capture_output=True, text=True, check=True
    )
    path, _, isolated, _ = json.loads(run.stdout)
    assert isolated
    assert str(stranger) not in path
    assert not (stranger.parent / "ran").exists()

"""``searchkit save``, ``saved``, ``forget`` and ``watch``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import searchkit
from tests.cli.conftest import FERRY, TRUST, Run

SEARCHKIT = (sys.executable, "-c", "from searchkit.cli.main import main; main()")


@pytest.fixture
def mine(index: Path, tmp_path: Path) -> str:
    """The folder of a copy of the index."""
    return str(shutil.copytree(index, tmp_path / "mine"))


def test_from_saving_to_forgetting(searchkit_: Run, mine: str) -> None:
    """A page the first time, nothing and exit status 1 the second; then what was added."""
    where = ("--index", mine)
    assert searchkit_("save", "japan", "japan", "-korea", "--source=coast", "--sort=newest", *where).exit_code == 0
    first = searchkit_("watch", "japan", *where)
    assert first.exit_code == 0
    assert first.stdout.startswith("1 result for japan -korea\n\n 1  Ferry to Busan sails again\n")
    second = searchkit_("watch", "japan", *where)
    assert (second.exit_code, second.output) == (1, "")
    with searchkit.open(mine) as opened:
        opened.add(searchkit.Article(title="A second ferry", body="To Japan.", source="Coast Daily", lang="en"))
    assert searchkit_("watch", "japan", "--plain", *where).stdout.split("\t")[5] == "A second ferry"
    assert searchkit_("show", "1").stdout.startswith("A second ferry\n")
    listed = searchkit_("saved", *where)
    assert (listed.exit_code, listed.stdout.count("\n")) == (0, 1)
    assert listed.stdout.startswith("japan\t2 seen\t")
    assert listed.stdout.endswith(" UTC\tjapan -korea\tsort newest, sources coast\n")
    assert searchkit_("forget", "japan", *where).exit_code == 0
    assert searchkit_("saved", *where).output == ""
    gone = searchkit_("watch", "japan", *where)
    assert (gone.exit_code, gone.stdout) == (2, "")
    assert gone.stderr.startswith("searchkit: there is no saved search 'japan'")


def test_outputs(searchkit_: Run, mine: str) -> None:
    """As search has them; a number and an exit status only look."""
    where = ("--index", mine)
    searchkit_("save", "x", "japan", *where)
    for option in ("--count", "--quiet"):
        assert searchkit_("watch", "x", option, *where).exit_code == 0
    for limit in ((), ("-n1",)):
        counted = searchkit_("watch", "x", "-c", *limit, *where)
        assert (counted.stdout, counted.stderr) == ("2\n", "")
    lines = [json.loads(line) for line in searchkit_("watch", "x", "-n1", "--jsonl", *where).stdout.splitlines()]
    assert [line["type"] for line in lines] == ["note", "hit", "summary"]
    assert (lines[0]["code"], lines[2]["total"]) == ("taken-as-seen", 2)
    nothing = searchkit_("watch", "x", "--json", *where)
    assert (nothing.exit_code, json.loads(nothing.stdout)["hits"]) == (1, [])
    saved = json.loads(searchkit_("saved", "--json", *where).stdout)
    assert (saved["name"], saved["query"], saved["options"], saved["seen"]) == ("x", "japan", {}, 2)


def test_mistakes(searchkit_: Run, mine: str) -> None:
    """A sentence each, exit status 2."""
    where = ("--index", mine)
    searchkit_("save", "x", "japan", *where)
    for args, words in (
        (("save", "x", "korea"), "already"),
        (("save", "X!", "korea"), "no name for a saved search"),
        (("save", "y"), "Give one or more words"),
        (("save", "y", "korea", "--now", "2025-01-01"), "now is no part of a saved search"),
        (("watch", "x", "-0"), "--null goes with --paths"),
        (("forget", "y"), "there is no saved search"),
    ):
        result = searchkit_(*args, *where)
        assert (result.exit_code, result.stdout) == (2, ""), args
        assert words in result.stderr
    assert searchkit_("save", "x", "korea", "--replace", *where).exit_code == 0
    (Path(mine) / "saved" / "x.json").write_text("{")
    listed = searchkit_("saved", *where)
    assert listed.exit_code == 1
    assert "damaged" in listed.stdout


def test_what_could_not_be_written_is_new_the_next_time(mine: str) -> None:
    """A pipe that was closed, a full disk."""
    environ = {**os.environ, "SEARCHKIT_INDEX": mine}

    def run(*args: str, line: str = '"$@"') -> subprocess.CompletedProcess[str]:
        command = ["sh", "-c", line, "sh", *SEARCHKIT, *args]
        return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=60, check=False)

    run("save", "x", "japan")
    for line in ('{ "$@"; echo status $? >&2; } | true', '"$@" > /dev/full; echo status $? >&2'):
        if "/dev/full" in line and not os.path.exists("/dev/full"):
            continue
        assert "Traceback" not in run("watch", "x", "--jsonl", line=line).stderr
    titles = [line.split("\t")[5] for line in run("watch", "x", "--plain").stdout.splitlines()]
    assert set(titles) == {TRUST.title, FERRY.title}
    assert run("watch", "x").returncode == 1


def test_it_goes_with_a_backup(searchkit_: Run, mine: str, tmp_path: Path) -> None:
    """And with the index that is restored of it, which knows what was shown."""
    assert searchkit_("save", "ferries", "ferry", "-i", mine).exit_code == 0
    assert searchkit_("watch", "ferries", "-i", mine).exit_code == 0
    backup, restored = str(tmp_path / "backup"), str(tmp_path / "restored")
    assert searchkit_("backup", backup, "-i", mine).exit_code == 0
    assert searchkit_("restore", backup, "-i", restored).exit_code == 0
    assert "ferries" in searchkit_("saved", "-i", restored).stdout
    assert searchkit_("watch", "ferries", "-i", restored).exit_code == 1


def test_what_was_not_understood_is_told_when_it_is_saved(searchkit_: Run, mine: str) -> None:
    """And what else is searched for, by watch, which has no option that changes it."""
    result = searchkit_("save", "x", "korea date:soon", "--index", mine)
    assert (result.exit_code, result.stderr.count("\n")) == (0, 1)
    assert "is no date and was left out" in result.stderr
    with searchkit.open(mine) as opened:
        opened.add(searchkit.Article(title="Seoul", body="A Korean city.", lang="en"))
    told = searchkit_("watch", "x", "--index", mine).stderr
    assert "Also searched for" in told
    assert "--no-names" not in told

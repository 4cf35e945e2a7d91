"""``search --all``: every hit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import searchkit
from tests.cli.conftest import FERRY, TRUST, Run
from tests.cli.test_process import SEARCH, run


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index with more articles than a page may hold."""
    folder = tmp_path_factory.mktemp("many") / "index"
    with searchkit.open(folder, create=True) as index, index.writer() as writer:
        for number in range(10_001):
            writer.add(searchkit.Article(title=f"Ferry {number}", body="It sails.", lang="en"))
    return folder


def test_every_hit(many: Path) -> None:
    """JSON Lines without a cap, the best first, and a summary at the end."""
    lines = run((*SEARCH, "--all", "--passages", "0", "ferry"), many).stdout.splitlines()
    assert len(lines) == 10_002
    hits, summary = [json.loads(line) for line in lines[:-1]], json.loads(lines[-1])
    assert [hit["rank"] for hit in hits] == list(range(1, 10_002))
    assert len({hit["id"] for hit in hits}) == 10_001
    assert (summary["type"], summary["shown"], summary["total"]) == ("summary", 10_001, 10_001)


def test_a_closed_pipe_is_quiet(many: Path) -> None:
    """``search --all x | head -1``: a line, no word more, exit status 0."""
    environ = {**os.environ, "SEARCHKIT_INDEX": str(many)}
    line = '{ "$@"; echo status $? >&2; } | head -1'
    result = subprocess.run(
        ["sh", "-c", line, "sh", *SEARCH, "--all", "ferry"],
        capture_output=True, text=True, env=environ, timeout=60, check=False,
    )  # fmt: skip
    assert json.loads(result.stdout)["rank"] == 1
    assert result.stderr == "status 0\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupted_on_the_way(index: Path) -> None:
    """Ctrl-C between two hits: exit status 130, no traceback; what was written is whole lines."""
    program = """if True:
        import os, signal
        from searchkit.cli.search import main
        from searchkit.present.json_ import JsonLinesPrinter

        signal.signal(signal.SIGINT, signal.default_int_handler)  # it may have been started with it ignored

        def interrupted(self, hit, written=JsonLinesPrinter.hit):
            written(self, hit)
            os.kill(os.getpid(), signal.SIGINT)

        JsonLinesPrinter.hit = interrupted
        main()
    """
    result = run((sys.executable, "-c", program, "--all", "japan"), index)
    assert (result.returncode, result.stderr) == (130, "\n")
    assert [json.loads(line)["rank"] for line in result.stdout.splitlines()] == [1]


def test_other_outputs(search: Run) -> None:
    """``--plain`` and ``--paths`` give every hit too; nothing found is exit status 1."""
    titles = [
        line.split("\t")[5] for line in search("--all", "--plain", "--sort", "oldest", "japan").stdout.splitlines()
    ]
    assert titles == [FERRY.title, TRUST.title]
    assert search("--all", "-l", "japan").stdout.count("\n") == 1
    assert search("--all", "-l", "japan").stdout == search("-l", "japan").stdout
    assert search("--all", "zeppelin").exit_code == 1


def test_notes_come_first(search: Run) -> None:
    """As in ``--jsonl``."""
    lines = [json.loads(line) for line in search("--all", "the", "japan").stdout.splitlines()]
    assert [line["type"] for line in lines] == ["note", "hit", "hit", "summary"]


@pytest.mark.parametrize("option", ["-n5", "-p2", "--json", "--count", "--quiet"])
def test_what_does_not_go_with_it(search: Run, option: str) -> None:
    """What makes no sense beside it is a usage error."""
    result = search("--all", option, "japan")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("search: --all g")

"""The commands of ``searchkit`` other than search."""

from __future__ import annotations

import json
import os
import re
import webbrowser
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import searchkit
from searchkit.cli.main import searchkit as group
from searchkit.cli.options import moment
from tests.cli.conftest import FERRY, HARM, ORIGIN_NAME, TRUST, Run


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with two articles and a file that is none."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Bridge opens\n\nThe bridge over the strait was opened on Monday, after ten years.\n")
    (folder / "b.txt").write_text("Market closes\n\nThe fish market of the old harbour closed its doors on Sunday.\n")
    (folder / "c.txt").write_text("")
    return folder


def test_index_then_search(searchkit_: Run, search: Run, news: Path, tmp_path: Path) -> None:
    """A new index is made; the second run has nothing to do; problems are told, and in the exit status."""
    where = str(tmp_path / "new")
    first = searchkit_("index", str(news), "--index", where)
    assert first.exit_code == 1
    assert first.stdout.startswith("+2 ~0 =0 -0 !1  2 articles in the index, ")
    assert "c.txt: " in first.stderr
    (news / "c.txt").unlink()
    second = searchkit_("index", str(news), "--index", where, "--json")
    run = json.loads(second.stdout)
    assert (run["added"], run["unchanged"], run["articles"]) == (0, 2, 2)
    assert "Bridge opens" in search("bridge", "--index", where).stdout


def test_a_new_index_is_made_in_the_current_folder(
    searchkit_: Run, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where none is found, with a sentence; the next run finds it."""
    (news / "c.txt").unlink()
    monkeypatch.setenv("SEARCHKIT_INDEX", "")
    first = CliRunner().invoke(group, ["index", "news"], catch_exceptions=False)
    assert (first.exit_code, first.stderr) == (0, "Making a new index: .searchkit\n")
    assert (tmp_path / ".searchkit").is_dir()
    second = CliRunner().invoke(group, ["index", "news", "-q"], catch_exceptions=False)
    assert (second.exit_code, second.output) == (0, "")


def test_no_index_is_made_of_nothing(searchkit_: Run, news: Path, tmp_path: Path) -> None:
    """Where there is none, a misspelt path is an error; an empty path always is."""
    where = tmp_path / "new"
    misspelt = searchkit_("index", "nesw", "--index", str(where))
    assert (misspelt.exit_code, misspelt.stdout) == (2, "")
    assert "nesw: there is no such file or folder" in misspelt.stderr
    assert not where.exists()
    assert "an empty name is no file" in searchkit_("index", "", "--index", str(where)).stderr


def test_processes_and_memory_are_settings(searchkit_: Run, news: Path, tmp_path: Path) -> None:
    """`--jobs` and `--memory`, in their limits."""
    command = ("index", str(news / "a.txt"), "--index", str(tmp_path / "new"))
    assert searchkit_(*command, "--jobs", "2", "--memory", "16").exit_code == 0
    for option, value, said in (("--jobs", "-1", "jobs"), ("--memory", "1", "writer_memory"), ("--jobs", "x", "jobs")):
        result = searchkit_(*command, option, value)
        assert result.exit_code == 2
        assert said in result.stderr


def test_a_dry_run_changes_nothing(searchkit_: Run, news: Path, tmp_path: Path) -> None:
    """It says what there would be to do."""
    where = str(tmp_path / "new")
    result = searchkit_("index", str(news), "--index", where, "--dry-run")
    assert "(dry run: nothing was written)" in result.stdout
    assert not (tmp_path / "new").exists()


def test_files_that_are_gone(searchkit_: Run, news: Path, tmp_path: Path) -> None:
    """They are told of, and removed with ``--prune``."""
    where = str(tmp_path / "new")
    searchkit_("index", str(news), "--index", where)
    (news / "a.txt").unlink()
    kept = searchkit_("index", str(news), "--index", where)
    assert "1 file is gone, but still in the index; --prune removes what it held.\n" in kept.stderr
    assert " -1 " in searchkit_("index", str(news), "--index", where, "--prune").stdout


def test_problems_are_listed(searchkit_: Run, news: Path, tmp_path: Path) -> None:
    """Each with how bad it is, the file and the reason."""
    where = str(tmp_path / "new")
    searchkit_("index", str(news), "--index", where)
    result = searchkit_("problems", "--index", where)
    assert result.exit_code == 0
    assert result.stdout.startswith("skipped  ")
    assert "c.txt: " in result.stdout
    assert json.loads(searchkit_("problems", "--json", "--index", where).stdout)["severity"] == "skipped"


def test_index_refuses_what_it_cannot_do(searchkit_: Run, news: Path) -> None:
    """A time that is none, a folder full of other files, no paths: exit status 2 and a sentence."""
    assert searchkit_("index").exit_code == 2
    time = searchkit_("index", str(news), "--fetched-at", "noon")
    assert time.exit_code == 2
    assert "'noon' is not a time like" in time.stderr
    foreign = searchkit_("index", str(news), "--index", str(news))
    assert (foreign.exit_code, foreign.stdout) == (2, "")
    assert foreign.stderr.startswith("searchkit: ")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2025-05-30T14:00Z", "2025-05-30T14:00:00+00:00"),
        ("2025-05-30T14:00", "2025-05-30T14:00:00+00:00"),
        ("2025-05-30T14:00:00+09:00", "2025-05-30T05:00:00+00:00"),
        ("2025-05-30", "2025-05-30T00:00:00+00:00"),
    ],
)
def test_times_are_utc(text: str, told: str) -> None:
    """Unless they name a zone; then they are converted."""
    option = click.Option(["--fetched-at"])
    found = moment(click.Context(click.Command("index")), option, text)
    assert found is not None
    assert found.isoformat() == told


def test_show_by_number_and_id(searchkit_: Run, search: Run) -> None:
    """Result 1 of the last search, or the beginning of an id, in any case."""
    search("poll")
    by_number = searchkit_("show", "1")
    assert by_number.exit_code == 0
    assert by_number.stdout.startswith("Trust grows between Korea and Japan\n")
    assert "Few had expected it.\n" in by_number.stdout
    assert searchkit_("show", TRUST.id[:12].upper()).stdout == by_number.stdout
    assert json.loads(searchkit_("show", TRUST.id, "--json").stdout)["id"] == TRUST.id


def test_show_by_an_identity_of_ones_own(searchkit_: Run, tmp_path: Path) -> None:
    """Given through the API, in capitals or not."""
    where = tmp_path / "own"
    with searchkit.open(where, create=True) as opened:
        opened.add(replace(TRUST, id="Doc-ABCD"))
    for reference in ("Doc-ABCD", "Doc-A"):
        assert searchkit_("show", reference, "--index", str(where)).stdout.startswith(TRUST.title)
    missing = searchkit_("show", "Doc-WXYZ", "--index", str(where))
    assert missing.exit_code == 2
    assert "Doc-WXYZ" in missing.stderr


def test_show_of_what_is_not_there(searchkit_: Run, search: Run) -> None:
    """Sentences: no search yet, no such number, no such id, an id that is none."""
    assert "no search is remembered" in searchkit_("show", "1").stderr
    search("poll")
    assert searchkit_("show", "7").stderr == "searchkit: the last search showed result 1, not 7\n"
    for reference in ("ffffffffffff", "zzzz", "ff"):
        result = searchkit_("show", reference)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("searchkit: ")


def test_a_search_without_hits_is_not_remembered(searchkit_: Run, search: Run) -> None:
    """The numbers on the screen still mean what they meant."""
    search("poll")
    search("zeppelin")
    search("--json", "ferry")
    assert searchkit_("show", "1").stdout.startswith(TRUST.title)


def test_numbers_are_those_of_the_index_that_was_searched(
    searchkit_: Run, search: Run, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From whatever folder ``show`` is called."""
    search("poll", "--index", os.path.relpath(index))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("SEARCHKIT_INDEX", "/nowhere")
    assert CliRunner().invoke(group, ["show", "1"]).stdout.startswith(TRUST.title)


def test_a_home_that_cannot_be_written_to(search: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No reason for a search to fail."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert search("poll").exit_code == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"ids": 3, "index": ""}', '{"ids": {}, "index": ""}', "\xff"])
def test_a_damaged_memory(searchkit_: Run, search: Run, tmp_path: Path, content: str) -> None:
    """Says that no search, or no result, is remembered."""
    search("poll")
    (tmp_path / "state" / "searchkit" / "last-search.json").write_text(content, "latin-1")
    result = searchkit_("show", "1")
    assert result.exit_code == 2
    assert result.stderr.startswith("searchkit: ")


def test_the_memory_is_private(search: Run, tmp_path: Path) -> None:
    """Only its owner reads what was searched."""
    search("poll")
    assert (tmp_path / "state" / "searchkit" / "last-search.json").stat().st_mode & 0o077 == 0


def test_open_goes_to_the_web_or_the_file(searchkit_: Run, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address if it is http or https, else the file if it is there; ``--print`` opens nothing."""
    opened: list[str] = []

    def launch(place: str) -> int:
        opened.append(place)
        return 0

    monkeypatch.setattr(click, "launch", launch)
    monkeypatch.setattr(webbrowser, "open", lambda place: launch(place) == 0)
    assert searchkit_("open", TRUST.id, "--print").stdout == "https://post.example/trust\n"
    assert opened == []
    assert searchkit_("open", TRUST.id).exit_code == 0
    assert searchkit_("open", FERRY.id).exit_code == 0
    assert opened == ["https://post.example/trust", str(index.parent / ORIGIN_NAME)]


def test_open_never_opens_anything_else(searchkit_: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a script in an address field, not a file that is gone; a browser that fails is told of."""
    monkeypatch.setattr(click, "launch", lambda place: 1)
    monkeypatch.setattr(webbrowser, "open", lambda place: False)
    harm = searchkit_("open", HARM.id)
    assert harm.exit_code == 2
    assert "no web address" in harm.stderr
    failed = searchkit_("open", TRUST.id)
    assert failed.exit_code == 2
    assert "no program" in failed.stderr


@pytest.mark.parametrize("name", ["news.command", "news.bat", "news.desktop", "news", "news.txt.", "news.html.lnk"])
def test_open_starts_no_program(searchkit_: Run, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever text is an article; the system opens a file by its name."""
    monkeypatch.setattr(click, "launch", lambda place: pytest.fail(f"{place} was opened"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text("#!/bin/sh\necho The ferry sails again.\n")
    with searchkit.open(tmp_path / "index", create=True) as index:
        index.sync([tmp_path / "in"])
        (article,) = index
    where = ("--index", str(tmp_path / "index"))
    refused = searchkit_("open", article.id, *where)
    assert refused.exit_code == 2
    assert "may be a program" in refused.stderr
    assert searchkit_("open", article.id, "--print", *where).stdout == f"{tmp_path / 'in' / name}\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("stats",), "articles     3\n"),
        (("fields",), "title "),
        (("doctor",), "The index is well.\n"),
    ],
)
def test_what_there_is_to_know(searchkit_: Run, args: Sequence[str], said: str) -> None:
    """For people, and as JSON with the schema version."""
    result = searchkit_(*args)
    assert result.exit_code == 0
    assert said in result.stdout
    for line in searchkit_(*args, "--json").stdout.split("\n}\n" if args != ("fields",) else "\n"):
        if line.strip():
            assert '"schema_version": 1' in line


def test_doctor_without_an_index(searchkit_: Run, tmp_path: Path) -> None:
    """It still says versions, and what is wrong; exit status 1."""
    result = searchkit_("doctor", "--index", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert result.stdout.startswith("searchkit  ")
    assert "NOT WELL" in result.stdout


def test_an_unknown_command(searchkit_: Run) -> None:
    """An error as every other; an error of a command says how to get that command's help."""
    result = searchkit_("serch")
    assert result.exit_code == 2
    assert re.fullmatch(r"searchkit: no such command 'serch'.*\nTry 'searchkit --help'\.\n", result.stderr)
    result = searchkit_("index")
    assert result.exit_code == 2
    assert result.stderr == "searchkit: missing argument 'PATHS...'\nTry 'searchkit index --help'.\n"
    assert re.match("searchkit: no such option.*--x", searchkit_("--x").stderr)


def test_a_misspelt_command(searchkit_: Run) -> None:
    """The one that is spelled nearly so is named."""
    told = searchkit_("serach").stderr
    assert told == "searchkit: no such command 'serach'; did you mean search?\nTry 'searchkit --help'.\n"
    assert searchkit_("korea").stderr.startswith("searchkit: no such command 'korea'\n")


def test_a_number_that_is_none(searchkit_: Run) -> None:
    """It is said to be no whole number, in the words of people."""
    assert "'ten' is not a valid whole number" in searchkit_("search", "--limit", "ten", "x").stderr


def test_no_command_shows_the_help(searchkit_: Run) -> None:
    """What else could be meant?"""
    assert "First steps:" in searchkit_().output


def test_an_index_below_a_file(searchkit_: Run, tmp_path: Path) -> None:
    """No index there: that is what is said, not that it has no settings."""
    (tmp_path / "plain").write_text("")
    result = searchkit_("stats", "--index", str(tmp_path / "plain"))
    assert result.exit_code == 2
    assert "there is no index here" in result.stderr


def test_a_timeline_of_the_articles_that_match(searchkit_: Run) -> None:
    """Drawn, or as JSON; nothing to draw is status 1."""
    told = searchkit_("timeline", "japan")
    assert (told.exit_code, told.stdout.split()[:2]) == (0, ["2025-04", "1"])
    found = json.loads(searchkit_("timeline", "japan", "--by", "year", "--json").stdout)
    assert (found["by"], found["periods"]) == ("year", [{"period": "2025", "articles": 2}])
    assert searchkit_("timeline", "nowhere").exit_code == 1
    told = searchkit_("timeline", "japan", "date:soon")
    assert (told.exit_code, told.stderr.count('note: "soon" is no date')) == (0, 1)
    (note,) = json.loads(searchkit_("timeline", "japan date:soon", "--json").stdout)["notes"]
    assert note["code"] == "bad-date"
    assert searchkit_("timeline").exit_code == 2


def test_an_empty_name_is_no_index(searchkit_: Run, search: Run) -> None:
    """Of a variable that is not set, perhaps; the nearest index is another."""
    for result in (
        search("poll", "--index", ""),
        searchkit_("index", "here", "-i", ""),
        searchkit_("backup", ""),
        searchkit_("restore", "here", "--index", ""),
    ):
        assert result.exit_code == 2
        assert "an empty name is no folder" in result.stderr


@pytest.mark.parametrize("text", ["0001-01-01T00:00+09:00", "9999-12-31T23:59-09:00"])
def test_moments_beyond_the_calendar_are_its_ends(text: str) -> None:
    """As they are for the articles that files give."""
    found = moment(click.Context(click.Command("index")), click.Option(["--fetched-at"]), text)
    assert found is not None
    assert found.utcoffset() == timedelta(0)
    assert found.year in (1, 9999)

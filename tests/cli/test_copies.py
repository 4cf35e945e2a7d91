"""Copies of an article on the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import searchkit
from searchkit.testing import small_index
from tests.cli.conftest import Run
from tests.copies import AGAIN, FIRST, OTHER, SHORT, STORY


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of an index with a story of three, and another article, each in a file of its own."""
    folder = tmp_path_factory.mktemp("copies")
    placed = [
        replace(one, origins=(searchkit.Origin(f"{number}.txt", str(folder)),))
        for number, one in enumerate((*STORY, OTHER))
    ]
    small_index(placed, path=folder / "index").close()
    return str(folder / "index")


def test_a_story_is_one_hit(search: Run, copied: str) -> None:
    """With who else published it; a note says that there is more."""
    result = search("topic1", "--index", copied)
    assert result.exit_code == 0
    assert result.stdout.startswith("Result 1 of 3 for topic1\n")
    assert result.stdout.count("+2 copies: ") == 1
    assert "Next page" not in result.stdout
    assert result.stderr == "note: 2 articles are copies of those shown and left out; --no-collapse shows all\n"


def test_all_articles_of_a_story(search: Run, copied: str) -> None:
    """When they are asked for, a page at a time."""
    result = search("topic1", "--no-collapse", "-n", "2", "--index", copied)
    assert result.stdout.startswith("Results 1-2 of 3 for topic1\n")
    assert "--no-collapse -n 2" in result.stdout
    assert result.stderr == ""
    assert search("topic1", "--no-collapse", "-n", "2", "-p", "2", "--index", copied).stdout.startswith("Result 3 of 3")


def test_the_next_page_is_offered_while_there_is_another_story(search: Run, copied: str) -> None:
    """And has what the first had not."""
    first = search("topic1", "topic2", "-n", "1", "--plain", "--index", copied)
    second = search("topic1", "topic2", "-n", "1", "-p", "2", "--plain", "--index", copied)
    assert {out.stdout.split("\t")[1] for out in (first, second)} & {OTHER.id}
    assert "Next page" in search("topic1", "topic2", "-n", "1", "--index", copied).stdout
    assert "Next page" not in search("topic1", "topic2", "-n", "1", "-p", "2", "--index", copied).stdout
    assert search("topic1", "topic2", "-n", "1", "-p", "3", "--index", copied).exit_code == 1


def test_paths_counts_and_streams_are_of_all_articles(search: Run, copied: str) -> None:
    """Nothing that holds a hit is missing."""
    assert len(search("topic1", "--paths", "--index", copied).stdout.splitlines()) == 3
    assert len(search("topic1", "--paths", "-n", "3", "--index", copied).stdout.splitlines()) == 3
    assert search("topic1", "--count", "--index", copied).stdout == "3\n"
    assert len(search("topic1", "--all", "--plain", "--index", copied).stdout.splitlines()) == 3


def test_programs_are_told(search: Run, copied: str) -> None:
    """In JSON all of it; in --plain how many."""
    found = json.loads(search("topic1", "--json", "--index", copied).stdout)
    (hit,) = found["hits"]
    assert (found["total"], found["folded"], hit["story"], hit["copy_count"]) == (3, 2, FIRST.id, 2)
    assert {copy["source"] for copy in hit["copies"]} | {hit["source"]} == {one.source for one in STORY}
    (line,) = search("topic1", "--plain", "--index", copied).stdout.splitlines()
    assert line.split("\t")[-1] == "2"


def test_show_mentions_the_copies(searchkit_: Run, copied: str) -> None:
    """With an identity that show takes."""
    text = searchkit_("show", FIRST.id, "--index", copied).stdout
    assert "\ncopy       Evening Post, 3 May 2025: Quays" in text
    assert SHORT.id in text
    assert "\ncopy " not in searchkit_("show", OTHER.id, "--index", copied).stdout
    found = json.loads(searchkit_("show", FIRST.id, "--json", "--index", copied).stdout)
    assert [copy["id"] for copy in found["copies"]] == [SHORT.id, AGAIN.id]


def test_stats_count_them(searchkit_: Run, copied: str) -> None:
    """And say when there are none."""
    assert "copies       2, of 1 story\n" in searchkit_("stats", "--index", copied).stdout


def test_a_copy_is_found_as_files_are_indexed(searchkit_: Run, search: Run, tmp_path: Path) -> None:
    """From a folder, in two runs; unless it is turned off."""
    (tmp_path / "in").mkdir()
    for name, one in (("a", FIRST), ("b", AGAIN)):
        (tmp_path / "in" / f"{name}.txt").write_text(f"{one.title}\n\n{one.body}\n", "utf-8")
        for index, settings in (("with", ()), ("without", ("--set", "stories=0"))):
            searchkit_("index", str(tmp_path / "in"), "--index", str(tmp_path / index), *settings)
    assert "+1 copy: " in search("topic1", "--index", str(tmp_path / "with")).stdout
    assert "copy" not in search("topic1", "--index", str(tmp_path / "without")).stdout

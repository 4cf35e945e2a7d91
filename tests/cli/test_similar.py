"""``searchkit similar``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from searchkit.testing import small_index
from tests.cli.conftest import FERRY, HARM, TRUST, Run
from tests.copies import AGAIN, FIRST, OTHER, STORY, article, text

NEAR = article("Quays, once more", f"{text(1)[:200]} {text(7)}")


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of an index with a story of three, another article, and one that is like the story."""
    folder = tmp_path_factory.mktemp("similar") / "index"
    small_index([*STORY, OTHER, NEAR], path=folder).close()
    return str(folder)


def test_by_the_number_of_a_result(search: Run, searchkit_: Run) -> None:
    """Of the last search; its hits are then the numbers that show knows."""
    search("ferry")
    result = searchkit_("similar", "1")
    assert result.exit_code == 0
    assert f"for articles like {FERRY.id[:8]}…: " in result.stdout.partition("\n")[0]
    assert TRUST.title in result.stdout
    assert FERRY.title not in result.stdout
    assert (
        f"note: Looked for what has most of the words that tell article {FERRY.id[:8]}… from others: " in result.stderr
    )
    assert searchkit_("show", "1").stdout.startswith(TRUST.title)


def test_by_an_identity(searchkit_: Run) -> None:
    """Or its first digits, in capitals too; as JSON the object that a search gives."""
    whole = json.loads(searchkit_("similar", FERRY.id, "--json").stdout)
    for reference in (FERRY.id[:8], FERRY.id[:8].upper()):
        again = json.loads(searchkit_("similar", reference, "--json").stdout)
        assert {**again, "seconds": 0} == {**whole, "seconds": 0}
    assert [hit["id"] for hit in whole["hits"]] == [TRUST.id]
    assert [note["code"] for note in whole["notes"]] == ["similar"]
    assert whole["query"].startswith("articles like ")


def test_every_output(searchkit_: Run) -> None:
    """Those of a search."""
    (line,) = searchkit_("similar", TRUST.id, "--plain", "-n", "1").stdout.splitlines()
    assert line.split("\t")[0] == "1"
    types = [json.loads(line)["type"] for line in searchkit_("similar", TRUST.id, "--jsonl").stdout.splitlines()]
    assert (types[0], set(types[1:-1]), types[-1]) == ("note", {"hit"}, "summary")
    assert searchkit_("similar", TRUST.id, "--count").stdout == "2\n"
    assert searchkit_("similar", FERRY.id, "--quiet").output == ""
    assert "ferry.txt" in searchkit_("similar", TRUST.id, "--paths").stdout
    assert "\x1b[" in searchkit_("similar", TRUST.id, "--color", "always").stdout
    assert "idf: " in searchkit_("similar", TRUST.id, "--explain").stdout
    for options in (("--json", "--plain"), ("--null",), ("--plain", "--explain"), ("-n", "0")):
        assert searchkit_("similar", TRUST.id, *options).exit_code == 2


def test_what_is_not_there(search: Run, searchkit_: Run) -> None:
    """An id that no article has, a number that the last search did not show, none at all."""
    for reference in ("1", "deadbeef", "nothing"):
        assert searchkit_("similar", reference).exit_code == 2
    assert "no article has the identity 'deadbeef'" in searchkit_("similar", "deadbeef").stderr
    search("ferry")
    assert "the last search showed result 1, not 7" in searchkit_("similar", "7").stderr


def test_its_copies_are_left_out(searchkit_: Run, copied: str) -> None:
    """Unless they are asked for."""
    ids = [line.split("\t")[1] for line in searchkit_("similar", FIRST.id, "--plain", "-i", copied).stdout.splitlines()]
    assert ids[0] == NEAR.id
    assert AGAIN.id not in ids
    every = searchkit_("similar", FIRST.id, "--plain", "--no-collapse", "-i", copied).stdout
    assert AGAIN.id in every
    assert f"\t{FIRST.id}\t" not in every


def test_nothing_is_like_it(searchkit_: Run, tmp_path: Path) -> None:
    """Exit status 1, and two sentences that say why."""
    small_index([FIRST, article("Gulls", "Seabirds")], path=tmp_path / "index").close()
    result = searchkit_("similar", FIRST.id, "-i", str(tmp_path / "index"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "has no word that tells it from others and that another has, too." in result.stderr
    assert f"No article matches: articles like {FIRST.id[:8]}…" in result.stderr


def test_harm_does_not_reach_the_terminal(searchkit_: Run) -> None:
    """Whatever words an article has."""
    for option in ((), ("--json",), ("--plain",)):
        out = searchkit_("similar", HARM.id, *option).output
        assert not [character for character in out if character in "\x1b\x9b\x07\u202e"]


def test_conditions(searchkit_: Run, copied: str) -> None:
    """Those of a search that are not about its words, and facets; what excludes each other is refused."""
    args = ("similar", FIRST.id, "--index", copied)
    found = json.loads(searchkit_(*args, "--json", "--no-collapse", "--facet", "source").stdout)
    assert sum(articles for _, articles in found["facets"]["source"]) == found["total"]
    sources = [hit["source"] for hit in found["hits"]]
    (name, *_) = sorted(set(sources))
    only = json.loads(searchkit_(*args, "--json", "--no-collapse", "--source", name).stdout)
    assert [hit["source"] for hit in only["hits"]] == [name] * sources.count(name)
    assert searchkit_(*args, "--lang", "de").exit_code == 1
    assert searchkit_(*args, "--until", "1999", "--count").stdout == "0\n"
    assert searchkit_(*args, "--facet", "source", "--plain").exit_code == 2
    for option in ("--match-all", "--sort=newest", "--expand"):
        assert searchkit_(*args, option).exit_code == 2


def test_page_after_page(search: Run, searchkit_: Run, copied: str) -> None:
    """Each tells the command of the next, which names the article: its number is another's by then."""
    whole = searchkit_("similar", FIRST.id, "--plain", "--no-collapse", "--index", copied).stdout.splitlines()
    search("--index", copied, *FIRST.title.split())
    args = ["similar", "1", "--no-collapse", "-n", "1"]
    for number, line in enumerate(whole, 1):
        page = searchkit_(*args)
        title = line.split("\t")[5]
        assert title in page.stdout
        command = f"searchkit similar {FIRST.id} --no-collapse -n 1 --page {number + 1} --index {copied}"
        assert (command in page.stdout) == (number < len(whole))
        args = command.split()[1:]
    beyond = searchkit_(*args)
    assert beyond.exit_code == 1
    assert f"There is no page {len(whole) + 1}" in beyond.stderr

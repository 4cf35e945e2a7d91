"""The program ``search``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest

import searchkit
from searchkit import Index
from searchkit.cli.asking.words import WordsCommand
from searchkit.cli.main import searchkit as group
from tests.cli.conftest import FERRY, HARM, ORIGIN_NAME, TRUST, Run


def titles(out: str) -> list[str]:
    """The titles of a ``--plain`` page."""
    return [line.split("\t")[5] for line in out.splitlines()]


def test_a_page_of_results(search: Run) -> None:
    """What a person sees in a pipe: no colours, 80 cells, exit status 0."""
    result = search("poll")
    assert result.exit_code == 0
    assert result.stdout == (
        "1 result for poll\n"
        "\n"
        " 1  Trust grows between Korea and Japan\n"
        "    The Harbour Post · 30 May 2025 · Mina Seo\n"
        "    A poll in Korea says that trust in Japan has grown. Few had expected it.\n"
    )
    assert result.stderr == ""


def test_words_need_no_quotes(search: Run) -> None:
    """Three words are the same as one argument with three words."""
    assert search("Korea", "Japan", "trust").stdout == search("Korea Japan trust").stdout


def test_no_hits(search: Run) -> None:
    """Nothing on stdout, a sentence on stderr, exit status 1."""
    result = search("zeppelin")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "No article matches: zeppelin\n"
    assert search("--source", "Nobody", "korea").stderr == "No article matches with these options: korea\n"
    assert search("...").stderr.endswith("There is nothing in the query to search for.\n")


def test_a_query_from_another_program_is_in_the_command_of_the_next_page(search: Run) -> None:
    """Which would wait for it otherwise."""
    assert "Next page: search 'korea OR japan' -n1 --page 2\n" in search("-", "-n1", input="korea OR japan\n").stdout


def test_a_count_leaves_nothing_out(search: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it says nothing of copies."""
    asked: dict[str, Any] = {}
    answer = Index.search

    def noting(self: Index, query: str, **options: Any) -> searchkit.Results:
        asked.update(options)
        return answer(self, query, **options)

    monkeypatch.setattr(Index, "search", noting)
    search("-c", "korea")
    assert asked["collapse"] is False


def test_no_words(search: Run) -> None:
    """A usage error, exit status 2; blanks are no words either."""
    for words in ((), ("",), (" ",)):
        result = search(*words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Give one or more words" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("japan", "-korea"),
        ("-korea", "japan"),
        ("japan -korea",),
        ("japan", "--", "-korea"),
        ("japan", "-korea", "-n5"),
        ("-n", "5", "japan", "-korea"),
        ("--limit=5", "japan", "-korea"),
    ],
)
def test_a_word_may_begin_with_a_hyphen(search: Run, args: tuple[str, ...]) -> None:
    """Articles with it are left out; ``-n`` in the middle of it is no option."""
    result = search("--plain", *args)
    assert result.exit_code == 0
    assert titles(result.stdout) == [FERRY.title]


def test_real_options_win(search: Run) -> None:
    """A hyphen with one of the short options is that option; after ``--`` it is a word."""
    assert search("japan", "-c").stdout == "2\n"
    assert search("-c", "--", "japan", "-c").stdout == "2\n"
    assert search("japan", "--source", "-c").exit_code == 1
    assert search("-").exit_code == 2


def test_a_mistyped_option_is_an_error(search: Run) -> None:
    """With two hyphens it is never taken for a word."""
    result = search("japan", "--limt", "3")
    assert result.exit_code == 2
    assert "--limit" in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        *(("-n", "0"), ("-n", "-5"), ("-n", "10001"), ("-p", "0"), ("-p", "1000001")),
        *(("--sort", "best"), ("--set", "k1"), ("--limit",), ("--nonsense\x1b[2J",)),
    ],
)
def test_values_out_of_range_are_errors(search: Run, args: tuple[str, ...]) -> None:
    """Exit status 2, a sentence that begins as every other, and where the help is."""
    result = search("japan", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "\0" not in result.stderr
    assert "\x1b" not in result.stderr
    sentence, hint = result.stderr.splitlines()
    assert re.match("search: [a-z].*[^.]$", sentence)
    assert hint == "Try 'search --help'."


def test_the_largest_values(search: Run) -> None:
    """They are taken."""
    assert search("japan", "-n", "10000").exit_code == 0
    assert search("japan", "-p", "1000000").exit_code == 1


def test_null_is_for_paths(search: Run) -> None:
    """Alone it means nothing."""
    result = search("japan", "-0")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("search: --null goes with --paths\n")


def test_outputs_exclude_each_other(search: Run) -> None:
    """Asking for two is an error that names both."""
    result = search("japan", "--json", "-l")
    assert result.exit_code == 2
    assert "--json and --paths exclude each other" in result.stderr


def test_the_query_from_a_pipe(search: Run) -> None:
    """``-`` alone reads it; bytes that are no text do no harm."""
    assert titles(search("-", "--plain", input="ferry\n").stdout) == [FERRY.title]
    assert titles(search("-", "--plain", input=b"ferry \xff").stdout) == [FERRY.title]


def test_count_paths_quiet(search: Run, index: Path) -> None:
    """For scripts: a number, files, nothing."""
    assert search("-c", "japan").stdout == "2\n"
    assert search("-c", "zeppelin").stdout == "0\n"
    assert search("-c", "zeppelin").exit_code == 1
    assert search("-l", "japan").stdout == f"{index.parent / ORIGIN_NAME}\n"
    quiet, nothing = search("-q", "japan"), search("-q", "zeppelin")
    assert (quiet.exit_code, quiet.output) == (0, "")
    assert (nothing.exit_code, nothing.output) == (1, "")


def test_json(search: Run) -> None:
    """One object with everything; notes in it and not on stderr."""
    result = search("--json", "the", "korea", "nofield:x")
    answer = json.loads(result.stdout)
    assert answer["schema_version"] == 1
    assert answer["notes"]
    assert {hit["title"] for hit in answer["hits"]} == {TRUST.title, HARM.title}
    assert result.stderr == ""
    lines = [json.loads(line) for line in search("--jsonl", "korea").stdout.splitlines()]
    assert [line["type"] for line in lines] == ["hit", "hit", "summary"]


def test_json_of_nothing(search: Run) -> None:
    """Still an object, and exit status 1."""
    result = search("--json", "zeppelin")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["hits"] == []


def test_did_you_mean(search: Run) -> None:
    """A question on stderr, with a query that can be typed; in JSON a note and a field. What was asked is answered."""
    result = search("koera", "jpaan")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Did you mean: korea japan\nNo article matches: koera jpaan\n"
    assert search("korea", "japan").exit_code == 0
    result = search('"trust in jpaan"', "-ferry")
    assert result.stderr.startswith('Did you mean: "trust in japan" -ferry\n')
    answer = json.loads(search("--json", "koera", "poll").stdout)
    assert (answer["suggestion"], answer["total"]) == ("korea poll", 1)
    assert answer["notes"][-1] == {
        "code": "did-you-mean", "message": "Did you mean: korea poll", "start": None, "end": None,
    }  # fmt: skip


def test_notes_are_told_on_stderr(search: Run) -> None:
    """What was left out of the query."""
    result = search("the", "korea")
    assert result.exit_code == 0
    assert result.stderr.startswith("note: ")


def test_pages(search: Run) -> None:
    """How to get the next is said as a command that works; past the last there is nothing."""
    first = search("japan", "-n", "1", "--sort", "newest")
    assert first.stdout.startswith("Result 1 of 2 for japan\n")
    assert first.stdout.endswith("\nNext page: search japan -n 1 --sort newest --page 2\n")
    second = search("japan", "-n", "1", "--sort", "newest", "--page", "2")
    assert " 2  Ferry to Busan" in second.stdout
    assert "Next page" not in second.stdout
    third = search("japan", "-n", "1", "-p3")
    assert (third.exit_code, third.stdout) == (1, "")
    assert "no page 3" in third.stderr


def test_the_command_for_the_next_page_keeps_all_but_the_page(search: Run) -> None:
    """Options, quoted words, and what comes after ``--``."""
    assert "Next page: search 'korea japan' -n1 --page 3\n" in search("korea japan", "-p", "2", "-n1").stdout
    assert "Next page: search -n1 --page 2 -- japan korea\n" in search("-n1", "--", "japan", "korea").stdout


def test_filters(search: Run) -> None:
    """Each narrows the answer."""
    for args in (
        ("--source", "coast"),
        ("--until", "2025-04"),
        ("--match-all", "busan"),
        ("--sort", "oldest", "-n1"),
    ):
        assert titles(search("japan", "--plain", *args).stdout) == [FERRY.title], args
    assert titles(search("japan", "--plain", "--site", "post.example").stdout) == [TRUST.title]
    assert titles(search("japan", "--plain", "--author", "seo", "--since", "2025-05-30").stdout) == [TRUST.title]


def test_scores_and_passages_on_request(search: Run) -> None:
    """``--score`` adds it, ``--passages 0`` leaves the text out."""
    result = search("poll", "--score", "--passages", "0")
    assert " · score " in result.stdout
    assert "A poll" not in result.stdout


def test_facets(search: Run) -> None:
    """After the hits; in JSON as arrays; with other outputs a usage error."""
    result = search("korea", "-n1", "--facet", "source", "--facet", "year")
    assert result.stdout.endswith(
        "\n\nBy source\n  The Harbour Post  1\n  none              1\n\nBy year\n  2025     1\n  undated  1\n"
        "\nNext page: search korea -n1 --facet source --facet year --page 2\n"
    )
    answer = json.loads(search("korea", "--json", "--facet", "source").stdout)
    assert answer["facets"] == {"source": [["The Harbour Post", 1], ["", 1]]}
    *_, summary = search("korea", "--jsonl", "--facet", "language").stdout.splitlines()
    assert json.loads(summary)["facets"] == {"language": [["en", 2]]}
    assert search("korea", "--plain", "--facet", "source").exit_code == 2
    assert search("korea", "--facet", "colour").exit_code == 2
    assert "By" not in search("zeppelin", "--facet", "source").output


def test_color_on_request(search: Run) -> None:
    """In a pipe too; links are for terminals."""
    out = search("poll", "--color", "always").stdout
    assert "A \x1b[1;31mpoll\x1b[0m in Korea" in out
    assert "\x1b]8" not in out


def test_harm_does_not_reach_the_terminal(search: Run) -> None:
    """No output has a control character of an article, JSON included."""
    for output in ("--color=never", "--plain", "--json", "--jsonl", "-l"):
        out = search("harm", output).stdout
        assert not [character for character in out if character in "\x1b\x9b\x07\u202e"], output
    assert "Harm ␛[31mdone␛[0m to Korea" in search("harm").stdout


def test_width(search: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """$COLUMNS is honoured; nonsense in it is not."""
    monkeypatch.setenv("COLUMNS", "30")
    assert max(map(len, search("japan").stdout.splitlines())) <= 30
    monkeypatch.setenv("COLUMNS", "wide")
    assert 60 < max(map(len, search("japan").stdout.splitlines())) <= 80


def test_settings_for_one_run(search: Run) -> None:
    """``--set`` changes the answer; an unknown name is an error that says where the names are."""
    assert search("poll", "--plain", "--set", "k1=0.1").stdout != search("poll", "--plain").stdout
    result = search("poll", "--set", "k9=1")
    assert result.exit_code == 2
    assert result.stderr == ("search: there is no setting 'k9'; did you mean k1? docs/settings.md lists them\n")


def test_no_index(search: Run, tmp_path: Path) -> None:
    """A sentence that says how to make one."""
    result = search("japan", "--index", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("search: ")
    assert "searchkit index" in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_empty_index(search: Run, tmp_path: Path) -> None:
    """Nothing is found, and why is said."""
    searchkit.open(tmp_path / "new", create=True).close()
    result = search("japan", "--index", str(tmp_path / "new"))
    assert result.exit_code == 1
    assert result.stderr == "The index is empty. Fill it with: searchkit index FOLDER\n"


def test_version(search: Run) -> None:
    """Which searchkit this is."""
    assert search("--version").stdout == f"searchkit {searchkit.__version__}\n"


def test_search_takes_words() -> None:
    """The same command serves both programs."""
    command = group.get_command(click.Context(group), "search")
    assert isinstance(command, WordsCommand)


def test_recent_articles_first(search: Run) -> None:
    """As of a moment: an article of the day before comes before one of two months ago, whatever the words."""
    as_of = ("--plain", "--now", "2025-05-31", "japan OR ferry")
    assert titles(search(*as_of).stdout) == [FERRY.title, TRUST.title]
    assert titles(search("--recent", *as_of).stdout) == [TRUST.title, FERRY.title]
    assert titles(search("--recent", "--half-life", "5y", *as_of).stdout) == [FERRY.title, TRUST.title]


def test_what_a_half_life_is(search: Run) -> None:
    """Said when one does not fit, with exit status 2."""
    for args, says in (
        (("--recent", "--half-life", "soon"), "36h, 30d"),
        (("--half-life", "30d"), "--recent"),
        (("--recent", "--sort", "newest"), "leave out sort"),
        (("--now", "someday"), "not a time like"),
    ):
        result = search("japan", *args)
        assert (result.exit_code, result.stdout) == (2, "")
        assert says in result.stderr


def test_the_clock_can_be_stopped(search: Run) -> None:
    """``date:7d`` counts from the moment that is given."""
    assert titles(search("--plain", "--now", "2025-06-01T12:00", "japan", "date:7d").stdout) == [TRUST.title]
    assert search("--plain", "--now", "2026-06-01", "japan", "date:7d").exit_code == 1


def test_an_article_without_a_date_is_not_new(search: Run) -> None:
    """And that is said."""
    result = search("--plain", "--recent", "--now", "2025-05-31", "korea")
    assert len(titles(result.stdout)) == 2
    assert titles(result.stdout)[0] == TRUST.title
    assert "without a date count as 300 days old" in result.stderr


def test_nearness_is_a_setting(search: Run) -> None:
    """Switched off, scores are those of BM25 alone."""
    near, far = (search("--score", "--set", f"nearness={value}", "korea trust").stdout for value in (0.3, 0))
    assert near != far
    assert search("--score", "korea trust").stdout == near


def test_a_deep_match_is_shown_with_its_sentence(search: Run, tmp_path: Path) -> None:
    """Highlighted, in whole sentences, however long the article; ``U.S.`` ends none."""
    folder = tmp_path / "long"
    with searchkit.open(folder, create=True) as index:
        body = "All work and no play. " * 50_000 + "In the U.S. Senate a needle was found."
        index.add(searchkit.Article(title="Long", body=body, lang="en"))
    shown = " ".join(search("needle", "--index", str(folder)).stdout.split())
    assert "undated …All work and no play. All work" in shown
    assert shown.endswith("play. In the U.S. Senate a needle was found.")


def test_words_near_each_other_are_highlighted(search: Run) -> None:
    """As all that was found is."""
    told = search('"busan ferry"~5', "--color", "always").stdout
    assert "\x1b[1;31mferry\x1b[0m from Fukuoka in Japan to \x1b[1;31mBusan\x1b[0m" in told


def test_names_of_countries(search: Run, tmp_path: Path) -> None:
    """Korea finds Korean, which a note says; --no-names does not."""
    folder = tmp_path / "names"
    with searchkit.open(folder, create=True) as index:
        index.add(searchkit.Article(title="Shipyards", body="Korean shipyards have full books.", lang="en"))
    found = search("--index", str(folder), "--plain", "Korea")
    assert titles(found.stdout) == ["Shipyards"]
    assert "Also searched for, at less weight: Korean; --no-names leaves these out." in found.stderr
    left = search("--index", str(folder), "--no-names", "Korea")
    assert (left.exit_code, left.stdout) == (1, "")
    assert "Also searched for" not in left.stderr
    notes = json.loads(search("--index", str(folder), "--json", "Korea").stdout)["notes"]
    assert "names" in [note["code"] for note in notes]


def test_words_of_the_best_articles(search: Run) -> None:
    """Four words and more have them, which a note says; --no-expand leaves them out, what is found stays the same."""
    query = "poll trust fukuoka ferry travellers zeppelin"
    plain, fed = search("--plain", "--no-expand", query), search("--plain", query)
    assert set(titles(fed.stdout)) == set(titles(plain.stdout))
    assert "Words of the best articles move others up: " in fed.stderr
    assert "move others up" not in plain.stderr

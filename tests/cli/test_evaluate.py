"""``searchkit eval``, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import searchkit
from tests.cli.conftest import Run
from tests.evaluation.stand_in import StandIn, install

pytest.importorskip("ir_measures")

RECORDS = [
    {"id": "d1", "title": "Ferry strike", "body": "The ferry crews of the harbour are on strike."},
    {"id": "d2", "title": "Orchard prices", "body": "Prices of apples fall; the orchard owners complain."},
    {"id": "d3", "title": "Ferry sails", "body": "A ferry sails again, and the strike is over."},
]


@pytest.fixture
def collection(tmp_path: Path) -> list[str]:
    """An index of a few records, queries and judgments, as options."""
    with searchkit.open(tmp_path / "index", create=True) as index, index.writer() as writer:
        for record in RECORDS:
            writer.add(
                searchkit.Article(title=record["title"], body=record["body"], extra={"id": record["id"]}, lang="en")
            )
    (tmp_path / "queries.tsv").write_text("1\tferry strike\n2\tapples\n3\tnothing judged\n")
    (tmp_path / "qrels.txt").write_text("1 0 d1 1\n1 0 d3 0\n2 0 d3 1\n")
    return [
        "--queries", str(tmp_path / "queries.tsv"), "--qrels", str(tmp_path / "qrels.txt"),
        "--index", str(tmp_path / "index"),
    ]  # fmt: skip


def test_the_figures(searchkit_: Run, collection: list[str]) -> None:
    """Of the judged queries, by the identities of the records; what nobody judged is said."""
    told = searchkit_("eval", *collection, "--measure", "RR", "--measure", "recall@10")
    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        "2 judged queries",
        "RR          0.5000",
        "R@10        0.5000",
        "unjudged among the ten best: 33.3%, counted as not relevant",
    ]


def test_a_gate_fails_the_command(searchkit_: Run, collection: list[str]) -> None:
    """With status 1 and a line that says by how much; its measure is measured too."""
    told = searchkit_("eval", *collection, "--gate", "MRR>=0.5", "--gate", "P@1>=0.9")
    assert told.exit_code == 1
    assert told.stderr == "not passed: P@1>=0.9 (P@1 is 0.5000)\n"
    assert searchkit_("eval", *collection, "--gate", "RR>=0.5").exit_code == 0


def test_a_run_is_written_measured_and_compared(searchkit_: Run, collection: list[str], tmp_path: Path) -> None:
    """The same figures without an index; a difference of nothing has the p of 1."""
    run = str(tmp_path / "a.run")
    first = searchkit_("eval", *collection, "--run-out", run)
    assert Path(run).read_text().startswith("1\tQ0\td1\t1\t")
    again = searchkit_("eval", "--run", run, *collection[2:4])
    assert again.stdout == first.stdout
    compared = searchkit_("eval", *collection, "--baseline", run, "--against", "k1=2").stderr
    assert compared == "searchkit: compare with --baseline or with --against, not both\n"
    told = searchkit_("eval", *collection, "--baseline", run, "--measure", "RR").stdout.splitlines()
    assert told[2].split() == ["RR", "0.5000", "0.5000", "+0.0000", "1.0000", "0", "/", "2", "/", "0"]


def test_two_settings_are_compared(searchkit_: Run, collection: list[str]) -> None:
    """As JSON and by query."""
    options = ("eval", *collection, "--against", "b=0", "--measure", "RR")
    told = json.loads(searchkit_(*options, "--json").stdout)
    assert (told["queries"], told["without_judgments"], told["means"]) == (2, 0, {"RR": 0.5})
    (compared,) = told["comparisons"]
    assert (compared["measure"], compared["better"], compared["differences"]) == ("RR", 0, {"1": 0.0, "2": 0.0})
    assert searchkit_(*options, "--by-query").stdout == (
        "query\tRR\tRR difference\n1\t1.0000\t+0.0000\n2\t0.0000\t+0.0000\n"
    )


def test_identities_of_another_kind_are_pointed_out(searchkit_: Run, collection: list[str], tmp_path: Path) -> None:
    """When nothing that was found is judged."""
    (tmp_path / "qrels.txt").write_text("1 0 no-such 1\n2 0 none 1\n")
    told = searchkit_("eval", *collection)
    assert told.stderr.startswith("warning: no article that was found is judged")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ((), "give --queries and --qrels, or --dataset"),
        (("--queries", "missing.tsv", "--qrels", "missing.txt"), "missing.tsv: cannot be read: No such file"),
        (("--gate", "RR"), "'RR' is no gate"),
        (("--run", "run.txt", "--qrels", "qrels.txt", "--against", "k1=2"), "give --queries and --qrels, or --dataset"),
    ],
)
def test_misuse_is_told_in_a_sentence(searchkit_: Run, options: tuple[str, ...], why: str) -> None:
    """With status 2."""
    told = searchkit_("eval", *options)
    assert told.exit_code == 2
    assert why in told.stderr


def test_a_collection_is_measured_by_its_name(searchkit_: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an index it is indexed for the occasion, with the settings given; two settings are compared as usual."""
    install(monkeypatch, ferries=StandIn())
    told = searchkit_("eval", "--dataset", "ferries", "--measure", "RR", "--set", "title_weight=2")
    assert (told.exit_code, told.stderr) == (0, "indexing ferries ...\n")
    assert told.stdout.splitlines()[:2] == ["2 judged queries", "RR          0.5000"]
    compared = json.loads(searchkit_("eval", "--dataset", "ferries", "--against", "b=0", "--json").stdout)
    assert compared["by_query"]["q1"]["nDCG@10"] == 1.0
    assert compared["comparisons"][0]["difference"] == 0.0


def test_a_collection_can_be_asked_of_an_index(
    searchkit_: Run, collection: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that holds its documents already; queries of one's own go with its judgments."""
    install(monkeypatch, ferries=StandIn())
    told = searchkit_("eval", "--dataset", "ferries", *collection[4:], "--measure", "P@1")
    assert told.stdout.splitlines()[:2] == ["2 judged queries", "P@1         0.5000"]
    assert told.stderr == ""


def test_a_collection_that_cannot_be_fetched_is_told(searchkit_: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence, even when half of the work is done."""
    install(monkeypatch, ferries=StandIn(fails="docs"))
    told = searchkit_("eval", "--dataset", "ferries")
    assert told.exit_code == 2
    assert told.stderr.endswith("searchkit: the collection 'ferries' cannot be fetched: no route to the host\n")


def test_copies_are_answers_of_their_own(searchkit_: Run, tmp_path: Path) -> None:
    """Judgments are of documents: one that another stands for in a page of results would be held against us."""
    body = " ".join(f"On day {day} of the ferry strike crew {day} met owner {day} at pier {day}." for day in range(30))
    with searchkit.open(tmp_path / "index", create=True) as index, index.writer() as writer:
        for name in ("d1", "d2"):
            writer.add(searchkit.Article(title=f"Ferry strike {name}", body=body, extra={"id": name}, lang="en"))
    (tmp_path / "queries.tsv").write_text("1\tferry strike\n")
    (tmp_path / "qrels.txt").write_text("1 0 d1 1\n1 0 d2 1\n")
    with searchkit.open(tmp_path / "index") as index:
        assert len(index.search("ferry strike")) == 1
    options = ("--queries", str(tmp_path / "queries.tsv"), "--qrels", str(tmp_path / "qrels.txt"))
    told = searchkit_("eval", *options, "--index", str(tmp_path / "index"), "--measure", "R@10")
    assert told.stdout.splitlines()[1] == "R@10        1.0000"

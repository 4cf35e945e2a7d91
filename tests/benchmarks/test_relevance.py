"""The relevance benchmark: the sets it makes, what it measures, its page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.relevance.collection import read_articles, read_collection
from benchmarks.relevance.engines import PEERS, Peer, Searchkit, plain
from benchmarks.relevance.made import known_items, made_collection, same_topics
from benchmarks.relevance.page import PAGE, by_hand, made, newest_results
from benchmarks.relevance.table import tables
from benchmarks.speed.engines import Record
from searchkit.errors import EvaluationError


def _record(id: str, title: str, body: str = "") -> Record:
    return Record(id=id, title=title, body=body, date="1987-01-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A collection of three documents, two of them the same."""
    documents = [("a", "Ferry sails"), ("b", "Orchard prices"), ("c", "Ferry sails")]
    lines = [json.dumps({"id": id, "title": title, "body": "", "tags": ["t"]}) for id, title in documents]
    (tmp_path / "docs.jsonl").write_text("\n".join(lines), "utf-8")
    (tmp_path / "queries.jsonl").write_text('{"id": "1", "text": "(ferries) AND?"}\n', "utf-8")
    (tmp_path / "qrels.tsv").write_text("1\ta\t1\n", "utf-8")
    return tmp_path


def test_a_copy_is_taken_once(folder: Path) -> None:
    """Since an engine may keep one of the two only, and would be blamed for the other."""
    assert [(record["id"], set(tags)) for record, tags in read_articles(folder / "docs.jsonl")] == [
        ("a", {"t"}),
        ("b", {"t"}),
    ]


@pytest.mark.parametrize("line", ["[]", '{"id": "a", "title": "T", "tags": "t"}'])
def test_a_file_of_something_else_is_an_error(tmp_path: Path, line: str) -> None:
    """Which names file and line."""
    path = tmp_path / "docs.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(EvaluationError, match=r"docs\.jsonl: line 1"):
        list(read_articles(path))


def test_known_items_are_asked_for_by_three_words_of_their_titles() -> None:
    """Words that tell something, in their order, of titles that nobody else has."""
    records = [_record("1", "The price of tin rises in London"), *(_record(id, "A b c d e f g h") for id in "23")]
    asked = known_items("n", records, 10)
    assert asked.judgments == {"1": {"1": 1}}
    words = asked.queries["1"].split()
    assert len(words) == 3
    assert [word for word in ("price", "tin", "rises", "london") if word in words] == words


def test_articles_of_a_rare_tag_are_relevant_to_each_other() -> None:
    """By the number of rare tags that they share; the article that is asked with is no answer to itself."""
    records = [_record(str(number), f"Title {number}") for number in range(60)]
    tags = {record["id"]: frozenset({"all"}) for record in records}
    tags |= {str(number): frozenset({"all", "tin"}) for number in range(6)}
    tags |= {str(number): frozenset({"all", "tin", "zinc"}) for number in range(5)}
    asked = same_topics("n", records, tags, 100)
    assert asked.queries == {str(number): f"Title {number}" for number in range(6)}
    assert asked.judgments["0"] == {"1": 2, "2": 2, "3": 2, "4": 2, "5": 1}
    assert asked.without_itself


def test_the_same_sets_are_made_each_time(folder: Path) -> None:
    """A seed decides what is drawn."""
    assert made_collection(folder / "docs.jsonl", 1) == made_collection(folder / "docs.jsonl", 1)


def test_no_engine_sees_an_operator() -> None:
    """Whatever a query holds, the engines get words; what they make of U.S is theirs."""
    assert plain("Canada's U.S. trade AND a ban-lift (1986/87)?") == "Canada U.S trade and a ban-lift 1986 87"
    assert plain(" '*\" ") == ""


@pytest.mark.parametrize("name", PEERS)
def test_every_engine_answers(name: str, folder: Path) -> None:
    """Under the identities of the documents, best first; a query of no words with nothing."""
    pytest.importorskip({"bm25s": "bm25s", "tantivy": "tantivy", "tantivy-text": "tantivy"}.get(name, "whoosh"))
    records = [_record("a", "Ferry sails", "The ferry."), _record("b", "Ferry", "A sail and a mast and a rope.")]
    asked = Peer(name).asked(records, folder, 5)
    found, nothing = asked(["ferry sails", ""])
    assert {document for document, _ in found} == {"a", "b"}
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert nothing == []


def test_engines_are_measured_and_compared(folder: Path) -> None:
    """Each beside the first, over every set of questions; settings of searchkit are an engine of their own."""
    pytest.importorskip("ir_measures")
    from benchmarks.relevance.measure import measure

    engines = (Searchkit({}), Searchkit({"title_weight": "1", "b": "0"}), Peer("fts5"))
    found = measure(engines, read_collection(folder), lambda _: None)[folder.name]
    assert (found["documents"], found["queries"]) == (2, 1)
    assert list(found["engines"]) == ["searchkit", "searchkit, title_weight=1, b=0", "SQLite FTS5"]
    for one in found["engines"].values():
        assert one["means"]["nDCG@10"] == 1.0
        assert one["unjudged"] == 0
    assert "| searchkit | 1.000 | 1.000 | 1.000 | 0.100 | 1.000 | 0% |  |  |" in tables({"x": found})
    assert "| SQLite FTS5 | 1.000 | 1.000 | 1.000 | 0.100 | 1.000 | 0% | 0 / 0 | 1.0000 |" in tables({"x": found})


def test_the_page_shows_the_newest_results() -> None:
    """The tables of docs/relevance.md are those of the newest file in benchmarks/results/."""
    assert PAGE.read_text("utf-8") == by_hand() + made(newest_results())

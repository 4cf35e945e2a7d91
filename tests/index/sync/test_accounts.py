"""An article that lies in several files has the facts that these say now, and no others."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

import searchkit
from searchkit import Index
from searchkit.index.sync import accounts
from searchkit.index.writer import Writer
from searchkit.settings import Settings


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder for files."""
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """A new index beside the folder."""
    return searchkit.open(tmp_path / "index", create=True)


FERRY = {"title": "Ferry resumes", "body": "It sails again today."}


def write(path: Path, *facts: Mapping[str, object]) -> None:
    """A dump of accounts of the ferry."""
    path.write_text("".join(json.dumps({**FERRY, **one}) + "\n" for one in facts))


def told(index: Index) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """Authors, source and tags of the one article that there is."""
    (article,) = index
    return article.authors, article.source, article.tags


def test_a_correction_in_all_files_is_taken(news: Path, index: Index) -> None:
    """Whichever is read first."""
    for name in "abc":
        write(news / f"{name}.jsonl", {"author": "Ann Wrong"})
    index.sync([news])
    for name in "abc":
        write(news / f"{name}.jsonl", {"author": "Bea Right"})
    index.sync([news])
    assert told(index)[0] == ("Bea Right",)


@pytest.mark.parametrize("name", ["a.jsonl", "b.jsonl"])
def test_a_correction_in_one_file_is_merged_with_what_the_other_says(name: str, news: Path, index: Index) -> None:
    """That is read once more for it, though it is as it was."""
    write(news / "a.jsonl", {"author": "Ann Wrong"})
    write(news / "b.jsonl", {"author": "Ann Wrong"})
    other = news / ("b.jsonl" if name == "a.jsonl" else "a.jsonl")
    write(other, {"source": "Ledger", "tags": ["sea"]})
    index.sync([news])
    assert told(index) == (("Ann Wrong",), "Ledger", ("sea",))
    write(news / name, {"author": "Bea Right"})
    report = index.sync([news])
    assert (report.changed, report.unchanged) == (1, 1)
    assert told(index) == (("Bea Right",), "Ledger", ("sea",))


def test_a_renamed_file_may_be_corrected_too(news: Path, index: Index) -> None:
    """What the old name said is gone with it."""
    write(news / "a.jsonl", {"author": "Ann Wrong", "tags": ["sea"]})
    index.sync([news])
    (news / "a.jsonl").unlink()
    write(news / "b.jsonl", {"author": "Bea Right"})
    index.sync([news], prune=True)
    assert told(index) == (("Bea Right",), "", ())


@pytest.mark.parametrize("gone", ["a.jsonl", "b.jsonl"])
def test_what_only_a_file_said_that_is_gone_goes_with_it(gone: str, news: Path, index: Index) -> None:
    """The others are asked for what is left."""
    write(news / "a.jsonl", {"author": "Ann"})
    write(news / "b.jsonl", {"author": "Ann"})
    write(news / gone, {"author": "Bea", "tags": ["sea"]})
    write(news / "c.jsonl", {"source": "Ledger"})
    index.sync([news])
    (news / gone).unlink()
    index.sync([news])
    assert told(index)[2] == ("sea",), "not before it is pruned"
    index.sync([news], prune=True)
    assert told(index) == (("Ann",), "Ledger", ())


def test_what_a_file_said_of_an_article_that_it_has_no_longer_goes(news: Path, index: Index) -> None:
    """As with a file that is gone."""
    write(news / "a.jsonl", {"author": "Ann"})
    write(news / "b.jsonl", {"source": "Ledger"})
    index.sync([news])
    assert told(index) == (("Ann",), "Ledger", ())
    (news / "a.jsonl").write_text('{"title": "Another", "body": "Of trains."}\n')
    index.sync([news])
    (hit,) = index.search("sails")
    assert (hit.authors, hit.source) == ((), "Ledger")


def test_a_new_file_adds_to_what_others_say(news: Path, index: Index) -> None:
    """Nothing is read once more."""
    write(news / "a.jsonl", {"author": "Ann"})
    index.sync([news])
    write(news / "b.jsonl", {"author": "Bea", "source": "Ledger"})
    index.sync([news])
    assert told(index) == (("Ann",), "Ledger", ())


def test_a_folder_that_is_moved_is_read_once(news: Path, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is the same needs no other file to say so."""
    for name in "ab":
        write(news / f"{name}.jsonl", {"author": "Ann"})
    index.sync([news])
    moved = news.rename(news.with_name("moved"))
    news.mkdir()
    asked: list[str] = []
    monkeypatch.setattr(accounts, "entry_as_it_was", lambda record: asked.append(record.path))
    index.sync([moved, news], prune=True)
    assert asked == []
    assert told(index)[0] == ("Ann",)


def test_an_article_that_a_program_added_keeps_what_it_said(news: Path, index: Index) -> None:
    """There is no file to ask for it."""
    index.add(searchkit.Article(title=FERRY["title"], body=FERRY["body"], authors=("Ann",), lang="en"))
    write(news / "a.jsonl", {"author": "Bea", "source": "Ledger"})
    index.sync([news])
    assert told(index)[0] == ("Ann",)


def test_an_article_that_moves_to_another_file_keeps_what_all_files_say(news: Path, index: Index) -> None:
    """Also a new one, that is read after the one that it left."""
    other = {"title": "Train", "body": "It is late."}
    write(news / "a.jsonl", {}, other)
    write(news / "b.jsonl", {"source": "Ledger"})
    index.sync([news])
    write(news / "a.jsonl", other)
    write(news / "c.jsonl", {"author": "Ann"})
    index.sync([news], prune=True)
    (hit,) = index.search("sails")
    assert (hit.authors, hit.source) == (("Ann",), "Ledger")


def test_a_file_that_was_written_again_says_what_it_said(news: Path, index: Index) -> None:
    """Its time is another, its content the same."""
    write(news / "a.jsonl", {"author": "Ann Wrong"})
    write(news / "b.jsonl", {"source": "Ledger"})
    index.sync([news])
    write(news / "a.jsonl", {"author": "Bea Right"})
    os.utime(news / "b.jsonl", (1, 1))
    index.sync([news])
    assert told(index) == (("Bea Right",), "Ledger", ())


def test_a_poorer_account_confirms_nothing(news: Path, index: Index) -> None:
    """What it does not say, it does not say."""
    write(news / "a.jsonl", {"author": "Ann Wrong"})
    write(news / "b.jsonl", {})
    index.sync([news])
    (news / "a.jsonl").unlink()
    write(news / "c.jsonl", {})
    index.sync([news], prune=True)
    assert told(index)[0] == ()


def test_a_run_that_is_killed_leaves_its_doubts_to_the_next(
    news: Path, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a commit in its midst."""
    write(news / "a.jsonl", {"author": "Ann Wrong"}, {"title": "Train"})
    write(news / "b.jsonl", {"source": "Ledger"})
    index.sync([news])
    write(news / "a.jsonl", {"author": "Bea Right"}, {"title": "Bus"})
    commit = Writer.commit

    def killed(self: Writer) -> None:
        commit(self)
        raise KeyboardInterrupt

    monkeypatch.setattr(index._store, "settings", Settings(jobs=1, commit_articles=1))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Writer, "commit", killed)
        index.sync([news])
    report = index.sync([news])
    assert report.problems == 0
    (hit,) = (hit for hit in index.search("sails") if hit.title == "Ferry resumes")
    assert (hit.authors, hit.source) == (("Bea Right",), "Ledger")
    assert index.sync([news]).unchanged == 2


def test_one_correction_is_one_changed_article(news: Path, index: Index) -> None:
    """Though another file says something else of all."""
    many = [{"title": f"Number {number}"} for number in range(30)]
    write(news / "a.jsonl", *({**one, "section": "Sport"} for one in many))
    second: list[dict[str, object]] = [{**one, "source": "Ledger"} for one in many]
    write(news / "b.jsonl", *second)
    index.sync([news])
    second[0]["author"] = "Bea"
    write(news / "b.jsonl", *second)
    report = index.sync([news])
    assert (report.articles_changed, report.articles) == (1, 30)
    assert {(hit.source, hit.section) for hit in index.search("sails", limit=30)} == {("Ledger", "Sport")}


def test_what_a_program_said_stays_though_a_file_is_gone(news: Path, index: Index) -> None:
    """It cannot be asked again."""
    origins = (searchkit.Origin(path="x", root="/database"),)
    index.add(searchkit.Article(title=FERRY["title"], body=FERRY["body"], authors=("Ann",), lang="en", origins=origins))
    write(news / "a.jsonl", {})
    write(news / "b.jsonl", {"source": "Ledger"})
    index.sync([news])
    (news / "b.jsonl").unlink()
    index.sync([news], prune=True)
    assert told(index)[0] == ("Ann",)

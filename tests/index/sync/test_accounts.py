"""An article that lies in several files has the facts that these say now, and no others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import searchkit
from searchkit import Index
from searchkit.index.sync import accounts


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

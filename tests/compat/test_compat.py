"""An index of each format version so far is opened for ever; one of another version is refused by name."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import Article, IndexUnfit, Settings
from tests.compat.make_index import ARTICLES, DELETED, HERE, TIDES, answers

VERSIONS = [1, 2]


@pytest.fixture(params=VERSIONS)
def kept(request: pytest.FixtureRequest) -> Path:
    """The index of a version."""
    return HERE / f"index_v{request.param}"


@pytest.fixture
def folder(kept: Path, tmp_path: Path) -> Path:
    """A copy of the index."""
    return Path(shutil.copytree(kept, tmp_path / "index"))


@pytest.fixture
def read_only(folder: Path) -> Iterator[Path]:
    """A copy that nothing can be written to."""
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path is folder else 0o444)
    yield folder
    folder.chmod(0o755)


def digests(folder: Path) -> dict[str, str]:
    """Every file and its content."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_its_words_and_titles_are_suggested(read_only: Path) -> None:
    """With the numbers of articles that a search finds."""
    with searchkit.open(read_only) as index:
        for prefix in "abcdefghijklmnopqrstuvwxyz":
            for one in index.suggest(prefix, limit=50):
                if one.kind == "word":
                    assert one.articles >= index.count(f"={one.text}") > 0, one
        article = next(iter(index))
        assert article.title in [one.text for one in index.suggest(article.title.lower()) if one.kind == "title"]


def test_it_answers_as_it_did_when_it_was_written(read_only: Path, kept: Path) -> None:
    """Hits with their scores to the last bit (conditions alone had some once), totals, order by date, statistics; and
    reading changes no file."""
    expected: dict[str, Any] = json.loads(kept.with_suffix(".json").read_text("utf-8"))
    with searchkit.open(read_only, settings=Settings(nearness=0, search_seconds=600)) as index:  # there was none of it
        found = json.loads(json.dumps(answers(index)))
        for question, answer in expected.items():
            assert found[question] == answer, question
    assert digests(read_only) == digests(kept)


def test_its_articles_come_back_whole(read_only: Path) -> None:
    """With their places; deleted ones are not there."""
    with searchkit.open(read_only) as index:
        for article in (*ARTICLES, *TIDES):
            if article in DELETED:
                assert article.id not in index
            else:
                assert index.get(article.id) == article
        assert [problem.reason for problem in index.problems()] == ["a line was cut"]


def test_it_is_well_and_can_be_written(folder: Path) -> None:
    """Articles are added and deleted, segments merged, and the rest stays."""
    with searchkit.open(folder) as index:
        assert all(check.ok for check in index.check().checks)
        index.delete(TIDES[0].id)
        for number in range(10):
            index.add(Article(title=f"New {number}", body="Written by a later version.", lang="en"))
        left = {article.id for article in (*ARTICLES, *TIDES) if article not in DELETED and article is not TIDES[0]}
        assert {article.id for article in index} >= left
        assert len(index) == len(left) + 10
        assert index.get(ARTICLES[0].id) == ARTICLES[0]
        assert all(check.ok for check in index.check().checks)


def test_it_tells_nothing_of_the_machine_it_was_made_on(kept: Path) -> None:
    """No name of a host or folder, and no files of a writer."""
    assert {path.suffix for path in kept.iterdir()} == {".json", ".sqlite", ".seg", ".del", ".toc"}
    for path in kept.iterdir():
        assert not re.search(rb"/(tmp|home|root|work|Users)\b", path.read_bytes()), path.name


# Other versions


def with_manifest(folder: Path, version: int) -> None:
    """Another version in the manifest."""
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"format_version": 1', f'"format_version": {version}'))


def with_table(folder: Path, version: int) -> None:
    """Another version in the table of contents."""
    for path in folder.glob("*.toc"):
        path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":%d' % version, 1))


def with_segment(folder: Path, version: int, suffix: str = "seg") -> None:
    """Another version in the trailer of every segment."""
    for path in folder.glob(f"*.{suffix}"):
        data = bytearray(path.read_bytes())
        struct.pack_into("<I", data, len(data) - 20, version)
        path.write_bytes(data)


def with_deletions(folder: Path, version: int) -> None:
    """Another version in the trailer of every file of deletions."""
    with_segment(folder, version, "del")


@pytest.mark.parametrize("version", [0, 9])
@pytest.mark.parametrize("change", [with_manifest, with_table, with_segment, with_deletions])
def test_another_version_is_refused_naming_both(folder: Path, change: Any, version: int) -> None:
    """Where it is, which version it has, which this searchkit reads, and what to do."""
    change(folder, version)
    with pytest.raises(IndexUnfit) as caught, searchkit.open(folder) as index:
        index.count("ferry")
    said = str(caught.value)
    assert str(folder) in said
    assert re.search(
        rf"format version {version}, this searchkit .*reads version 1( and 2)?; index the articles again", said
    )

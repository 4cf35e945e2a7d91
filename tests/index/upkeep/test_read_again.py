"""After a repair that lost something, the next run over the folder brings it back."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit import Article
from searchkit.errors import IndexDamaged
from searchkit.settings import Settings
from searchkit.testing import ARTICLES, small_index

SETTINGS = Settings(jobs=1)
_DRAW = random.Random(4)


def _body(number: int) -> str:
    """Words that do not compress well, so that the articles are in several blocks."""
    return " ".join(f"w{_DRAW.randrange(10**9)}" for _ in range(2_500)) + f" ferry {number}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of articles, some of them twice, one with a problem, and an index of them."""
    folder = tmp_path_factory.mktemp("again")
    news = folder / "news"
    news.mkdir()
    bodies = [_body(number) for number in range(8)]
    for number, body in enumerate(bodies):
        (news / f"{number}.txt").write_text(f"Number {number}\n\n{body}\n")
    (news / "copy.txt").write_text(f"Number 1\n\n{bodies[1]}\n")
    (news / "de.txt").write_text("Die Fähre\n\nDie Fähren zwischen den Häfen verkehren wieder, sagten die Betreiber.\n")
    (news / "bad.jsonl").write_text('{"title": "Good", "body": "A good line of words."}\n{"title": \n')
    with searchkit.open(folder / "index", create=True, settings=SETTINGS) as index:
        index.sync([news])
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """An index of the same files."""
    return Path(shutil.copytree(made / "index", tmp_path / "index"))


def _state(folder: Path) -> Any:
    with searchkit.open(folder, settings=SETTINGS) as index:
        articles = {article.id: (article.title, article.body, article.origins) for article in index}
        return articles, sorted(map(repr, index.problems()))


def _sync(folder: Path, made: Path) -> searchkit.SyncReport:
    with searchkit.open(folder, settings=SETTINGS) as index:
        return index.sync([made / "news"])


def _lose_an_article(folder: Path) -> None:
    from tests.index.upkeep.test_commands import flip, largest, offset

    flip(largest(folder), offset(largest(folder), "stored"))


def _lose_a_segment(folder: Path) -> None:
    for path in folder.glob("*.seg"):
        path.write_bytes(b"")


def _lose_the_table(folder: Path) -> None:
    newest = max(folder.glob("*.toc"), key=lambda path: path.stat().st_mtime_ns)
    newest.write_bytes(b"{}")


def _lose_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _lose_the_catalog(folder: Path) -> None:
    (folder / "catalog.sqlite").unlink()


def _change(table: str, condition: str = "") -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        with sqlite3.connect(folder / "catalog.sqlite") as connection:
            connection.execute(f"UPDATE {table} SET crc = crc + 1 {condition}")
        connection.close()

    change.__name__ = table
    return change


_DAMAGES = [
    _lose_an_article,
    _lose_a_segment,
    _lose_the_table,
    _lose_the_catalog,
    _change("origins", "WHERE article = (SELECT max(article) FROM origins)"),
    _change("places", "WHERE path LIKE '%copy%'"),
    _change("files", "WHERE path LIKE '%bad%'"),
    _change("problems"),
]


@pytest.mark.parametrize("damage", _DAMAGES, ids=lambda damage: str(damage.__name__).strip("_"))
def test_what_a_repair_lost_is_back_after_the_next_run(
    made: Path, folder: Path, damage: Callable[[Path], None]
) -> None:
    """Articles, places and problems; and the run after that reads nothing."""
    before = _state(folder)
    damage(folder)
    report = searchkit.repair(folder, settings=SETTINGS)
    assert report.done
    read = _sync(folder, made)
    assert _state(folder) == before
    assert read.changed + read.added, report
    again = _sync(folder, made)
    assert not again.changed + again.added


def test_a_manifest_that_is_gone_is_damage(made: Path, folder: Path) -> None:
    """A folder with all else is no new one; nothing is lost, and nothing is read again."""
    before = _state(folder)
    _lose_the_manifest(folder)
    with pytest.raises(IndexDamaged, match=r"manifest\.json: the manifest is missing; run: searchkit repair"):
        searchkit.open(folder, create=True)
    assert [damage.file for damage in searchkit.check(folder).damages] == ["manifest.json"]
    assert not searchkit.repair(folder, settings=SETTINGS).lost
    assert searchkit.check(folder).ok
    assert _state(folder) == before
    assert not _sync(folder, made).changed


def test_files_that_lost_nothing_are_not_read_again(made: Path, folder: Path) -> None:
    """Those alone whose places are not all there."""
    _change("places", "WHERE path LIKE '%copy%'")(folder)
    report = searchkit.repair(folder, settings=SETTINGS)
    assert any("1 file will be read again by the next" in what for what in report.done)
    assert _sync(folder, made).changed == 1


@pytest.mark.parametrize(("table", "key"), [("stems", "form"), ("articles", "id")])
def test_what_can_be_told_from_the_rest_is_not_read_again(made: Path, folder: Path, table: str, key: str) -> None:
    """Stems are made when a query asks for them; which articles there are, their segments say."""
    before = _state(folder)
    _change(table, f"WHERE {key} = (SELECT max({key}) FROM {table})")(folder)
    assert searchkit.repair(folder, settings=SETTINGS).damages
    assert _state(folder) == before
    read = _sync(folder, made)
    assert (read.added, read.changed) == (0, 0)


def test_without_its_catalog_an_index_of_several_languages_answers_the_same(tmp_path: Path) -> None:
    """The stems that the catalog kept say which languages have a word."""
    french = Article(title="Un", body="Le ferry est parti vers le port", lang="fr")
    finnish = Article(title="Kaksi", body="Suomen ferry lähti satamasta", lang="fi")
    with small_index([french, *ARTICLES], path=tmp_path / "index") as index:
        (tmp_path / "index" / "catalog.sqlite").unlink()
        searchkit.repair(tmp_path / "index")
    with searchkit.open(tmp_path / "index") as index:
        index.add(finnish)
        assert {french.id, finnish.id} <= set(index.ids("ferry"))


@pytest.mark.parametrize("lost", ["*.del", "*.toc"])
def test_articles_that_were_replaced_do_not_come_back_beside_their_successors(lost: str, tmp_path: Path) -> None:
    """Though it is lost which were: by changes, or by merging."""
    with searchkit.open(tmp_path / "index", create=True, settings=SETTINGS) as index:
        for number in range(8):
            index.add(Article(id=f"{number}", title=f"Number {number}", body="ferry", lang="en"))
        with index.writer() as writer:
            writer.add(Article(id="3", title="Number 3", body="ferry harbour", lang="en"), overwrite=True)
    for path in (tmp_path / "index").glob(lost):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0x55
        path.write_bytes(content)
    searchkit.repair(tmp_path / "index", settings=SETTINGS)
    with searchkit.open(tmp_path / "index", settings=SETTINGS) as index:
        assert sorted(index.ids("ferry")) == list("01234567")
        assert index.get("3").body == "ferry harbour"

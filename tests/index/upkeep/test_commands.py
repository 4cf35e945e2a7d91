"""Checks, repairs, backups, compacting."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.errors import IndexAccessError, IndexDamaged, IndexNotFound, IndexUnfit
from searchkit.index.catalog import ArticleRecord, Catalog
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.whoosh.index import open_dir
from searchkit.index.saved import SavedSearches
from searchkit.reports import Progress
from searchkit.settings import Settings
from searchkit.testing import ARTICLES
from tests.index.damaging import write

SETTINGS = Settings(jobs=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several segments, with a deleted article."""
    folder = tmp_path_factory.mktemp("upkeep") / "index"
    write(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "index"))


def articles(folder: Path) -> dict[str, searchkit.Article]:
    """All articles by identity."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        return {article.id: article for article in index}


def largest(folder: Path) -> Path:
    """The largest segment."""
    return max(folder.glob("*.seg"), key=lambda path: path.stat().st_size)


def flip(path: Path, *offsets: int) -> None:
    """Changes bytes."""
    content = bytearray(path.read_bytes())
    for offset in offsets:
        content[offset] ^= 0x55
    path.unlink()
    path.write_bytes(content)


def offset(path: Path, array: str, *, at: float = 0.5) -> int:
    """A byte within an array."""
    file = ArrayFile.map(str(path))
    return file.offset(array) + int(file.view(array).nbytes * at)


# Checks


def test_an_index_that_is_well(folder: Path) -> None:
    """Every file is read, nothing is wrong, deep or not."""
    told: list[Progress] = []
    report = searchkit.check(folder, progress=told.append)
    assert (told[-1].files, told[-1].bytes) == (told[-1].files_total, told[-1].bytes_total)
    assert (report.files, report.bytes) == (told[-1].files, told[-1].bytes)
    assert all(one.files <= one.files_total and one.bytes <= one.bytes_total for one in told)
    assert report.ok, report
    assert report.articles == len(articles(folder))
    assert searchkit.check(folder, deep=True).ok


def test_damage_is_named_by_file_and_byte(folder: Path) -> None:
    """The page where it lies."""
    path = largest(folder)
    place = offset(path, "lists")
    flip(path, place)
    (damage,) = searchkit.check(folder).damages
    assert damage.file == path.name
    assert damage.offset is not None
    assert damage.offset <= place < damage.offset + (16 << 10)


def test_all_damages_are_listed(folder: Path) -> None:
    """Not the first alone."""
    for path in folder.glob("*.seg"):
        flip(path, 100)
    flip(folder / "manifest.json", 5)
    assert {damage.file for damage in searchkit.check(folder).damages} == {
        "manifest.json",
        *(path.name for path in folder.glob("*.seg")),
    }


def test_a_newest_commit_that_is_missing_is_noticed(folder: Path) -> None:
    """The catalog is of it. Nothing is written before it is repaired, which is told of what was lost."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        index.add(searchkit.Article(title="Last", body="The last commit.", lang="en"))
    max(folder.glob("*.toc")).unlink()
    (damage,) = searchkit.check(folder).damages
    assert "it is missing: the catalog has its commit" in damage.what
    with (
        searchkit.open(folder, settings=SETTINGS) as index,
        pytest.raises(IndexDamaged, match="the table of contents of the last commit is missing; run: searchkit repair"),
    ):
        index.add(searchkit.Article(title="Another", body="Text.", lang="en"))
    assert "what was changed by the last commit" in searchkit.repair(folder, settings=SETTINGS).lost
    assert searchkit.check(folder, deep=True).ok
    with searchkit.open(folder, settings=SETTINGS) as index:
        assert index.add(searchkit.Article(title="Another", body="Text.", lang="en")) == "added"


def test_a_segment_is_compared_though_its_deletions_are_damaged(folder: Path) -> None:
    """Each is told, and one repair mends both."""
    with searchkit.open(folder, settings=SETTINGS) as index, index.writer() as writer:
        writer.delete(next(iter(index)).id)
    deletions = next(iter(folder.glob("*.del")))
    segment = folder / f"{deletions.name.split('.')[0]}.seg"
    flip(deletions, 5)
    flip(segment, offset(segment, "lists"))
    assert {damage.file for damage in searchkit.check(folder).damages} == {deletions.name, segment.name}
    searchkit.repair(folder, settings=SETTINGS)
    assert searchkit.check(folder, deep=True).ok


def test_no_index_is_no_damage(tmp_path: Path) -> None:
    """There is nothing to check."""
    with pytest.raises(IndexNotFound):
        searchkit.check(tmp_path)


def test_a_catalog_that_lists_other_articles_is_found(folder: Path) -> None:
    """More of them than the segments have, each row as it was written; a deep check names one."""
    catalog = Catalog.open(folder, writing=True)
    generation = catalog.generation()
    catalog.begin()
    catalog.put_article(ArticleRecord("0" * 32, "", 0, True))
    catalog.commit(generation)
    catalog.close()
    count = len(articles(folder))
    (damage,) = searchkit.check(folder).damages
    assert damage.what == f"{count} articles in the segments, {count + 1} in the catalog"
    assert any("0" * 32 in damage.what for damage in searchkit.check(folder, deep=True).damages)


# Repairs


def test_what_is_well_is_left_as_it_is(folder: Path) -> None:
    """No file is touched."""
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    report = searchkit.repair(folder, settings=SETTINGS)
    assert not report.damages
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "array",
    ["lists", "field/text/pointers", "field/text/terms", "stored/firsts", "stored/ends", "column/time", "pages"],
)
def test_an_array_is_made_anew_and_nothing_is_lost(folder: Path, array: str) -> None:
    """The stored articles are all that is needed."""
    before, path = articles(folder), largest(folder)
    place = ArrayFile.map(str(path)).offset(array)
    flip(path, place + 1)
    report = searchkit.repair(folder, settings=SETTINGS)
    assert report.damages
    assert not report.lost
    assert articles(folder) == before
    assert searchkit.check(folder, deep=True).ok
    with searchkit.open(folder, settings=SETTINGS) as index:
        assert index.count("ferry") == sum("erry" in article.title + article.body for article in before.values())


def test_what_is_made_anew_has_the_weight_of_titles_that_the_index_was_made_with(tmp_path: Path) -> None:
    """Whatever the setting is by now."""
    folder = tmp_path / "index"
    with searchkit.open(folder, create=True, settings=Settings(jobs=1, title_weight=9)) as index:
        with index.writer() as writer:
            for article in ARTICLES:
                writer.add(article)
        before = [hit.score for hit in index.search("ferry")]
    flip(largest(folder), ArrayFile.map(str(largest(folder))).offset("lists") + 1)
    assert searchkit.repair(folder, settings=SETTINGS).damages
    with searchkit.open(folder, settings=SETTINGS) as index:
        assert [hit.score for hit in index.search("ferry")] == before


@pytest.mark.parametrize("where", ["magic", "directory", "trailer"])
def test_a_wrong_byte_at_either_end_of_a_segment_loses_nothing(folder: Path, where: str) -> None:
    """The beginning is known, and of the directory the checksum tells which byte it was."""
    before, path = articles(folder), largest(folder)
    size = path.stat().st_size
    flip(path, {"magic": 3, "directory": size - 300, "trailer": size - 30}[where])
    report = searchkit.repair(folder, settings=SETTINGS)
    assert not report.lost, report
    assert articles(folder) == before


def test_articles_of_a_damaged_block_are_lost_and_named(folder: Path) -> None:
    """The others stay."""
    before, path = articles(folder), largest(folder)
    flip(path, offset(path, "stored"))
    report = searchkit.repair(folder, settings=SETTINGS)
    after = articles(folder)
    assert report.lost
    assert after.keys() < before.keys()
    assert all(after[id] == before[id] for id in after)
    for id in before.keys() - after.keys():
        assert any(id in lost for lost in report.lost)
    assert searchkit.check(folder).ok


def test_a_segment_that_is_gone_is_named_article_by_article(folder: Path) -> None:
    """From the catalog."""
    before = articles(folder)
    min(folder.glob("*.seg"), key=lambda path: path.stat().st_size).unlink()
    report = searchkit.repair(folder, settings=SETTINGS)
    gone = before.keys() - articles(folder).keys()
    assert len(gone) == 1
    assert [lost for lost in report.lost if next(iter(gone)) in lost]


def test_a_catalog_is_made_anew(folder: Path) -> None:
    """From the segments."""
    before = {id: article.body for id, article in articles(folder).items()}
    (folder / "catalog.sqlite").write_bytes(b"nothing")
    report = searchkit.repair(folder, settings=SETTINGS)
    assert {id: article.body for id, article in articles(folder).items()} == before
    assert any("places" in lost for lost in report.lost)
    assert searchkit.check(folder).ok


@pytest.mark.parametrize("name", ["catalog.sqlite", "catalog.sqlite-journal", "manifest.json", "*.seg", "*.toc"])
def test_a_pipe_in_the_place_of_a_file_is_damage(folder: Path, name: str) -> None:
    """It is not waited for, and made anew."""
    path = max(folder.glob(name), default=folder / name)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert not searchkit.check(folder).ok
    searchkit.repair(folder, settings=SETTINGS)
    assert searchkit.check(folder).ok
    searchkit.open(folder).close()


def test_a_list_of_deletions_is_made_anew_from_the_catalog(folder: Path) -> None:
    """The deleted article stays deleted."""
    before = articles(folder)
    (path,) = folder.glob("*.del")
    flip(path, 70)
    assert not searchkit.repair(folder, settings=SETTINGS).lost
    assert articles(folder) == before


def test_tables_of_contents(folder: Path) -> None:
    """The commit before takes the place of the newest; without any, all segments that are there do."""
    before = articles(folder)
    newest = max(folder.glob("*.toc"))
    flip(newest, 400)
    assert any("last commit" in lost for lost in searchkit.repair(folder, settings=SETTINGS).lost)
    assert len(articles(folder).keys() ^ before.keys()) <= 2
    for path in folder.glob("*.toc"):
        path.unlink()
    searchkit.repair(folder, settings=SETTINGS)
    assert len(articles(folder).keys() ^ before.keys()) <= 2
    assert searchkit.check(folder).ok


def test_a_manifest_is_made_anew(folder: Path) -> None:
    """And all articles analysed again, since nobody knows how they were."""
    before = articles(folder)
    (folder / "manifest.json").write_bytes(b"{")
    searchkit.repair(folder, settings=SETTINGS)
    assert articles(folder) == before
    assert searchkit.check(folder).ok


@pytest.mark.parametrize("lost", ["text/title", "text/title/offsets"])
def test_a_title_that_is_lost_is_named_by_its_article(folder: Path, lost: str) -> None:
    """The article has its text still."""
    before, path = articles(folder), largest(folder)
    flip(path, offset(path, lost, at=0.1))
    report = searchkit.repair(folder, settings=SETTINGS)
    after = articles(folder)
    assert any(what.startswith("the title of the article ") for what in report.lost)
    assert after.keys() == before.keys()
    assert {id: article.body for id, article in after.items()} == {id: article.body for id, article in before.items()}


def test_a_segment_without_a_directory_is_given_up(folder: Path) -> None:
    """Nobody knows where its arrays are; the catalog names its articles, and without it their number is told."""
    path, count = largest(folder), len(articles(folder))
    path.write_bytes(path.read_bytes()[:3000])
    without = Path(shutil.copytree(folder, folder.with_name("without")))
    report = searchkit.repair(folder, settings=SETTINGS)
    assert any(path.name in what and "given up" in what for what in report.done)
    assert len([what for what in report.lost if what.startswith("the article ")]) == count - report.articles
    (without / "catalog.sqlite").write_bytes(b"nothing")
    assert any(f"the articles of {path.name}" in what for what in searchkit.repair(without, settings=SETTINGS).lost)


def test_a_segment_that_is_missing_is_given_up(folder: Path) -> None:
    """With the reason, not the path once more."""
    path = largest(folder)
    path.unlink()
    assert f"{path.name} given up: the file is missing" in searchkit.repair(folder, settings=SETTINGS).done


def test_deletions_without_a_catalog_are_lost(folder: Path) -> None:
    """Both are damaged: the deleted are back, and the report says so."""
    count = len(articles(folder))
    (path,) = folder.glob("*.del")
    flip(path, 70)
    (folder / "catalog.sqlite").write_bytes(b"nothing")
    report = searchkit.repair(folder, settings=SETTINGS)
    assert f"which articles {path.name} said were deleted: they are back" in report.lost
    assert report.articles > count


# Backups


@pytest.fixture(params=[False, True], ids=["copied", "linked"])
def link(request: pytest.FixtureRequest) -> bool:
    """Whether segments are linked."""
    return bool(request.param)


def test_a_backup_is_an_index(folder: Path, tmp_path: Path, link: bool) -> None:
    """The same articles, to be searched as they are or restored elsewhere."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        report = index.backup(tmp_path / "backup", link=link)
        index.delete(ARTICLES[0].id)
    assert bool(report.linked) == link
    assert searchkit.check(tmp_path / "backup", deep=True).ok
    restored = searchkit.restore(tmp_path / "backup", tmp_path / "restored")
    assert restored.articles == report.articles == len(articles(folder)) + 1
    assert articles(tmp_path / "restored") == articles(tmp_path / "backup")


def test_a_backup_lies_elsewhere(folder: Path, tmp_path: Path, link: bool) -> None:
    """Not in the index; where it cannot be made, that is said, and the index is not suspected."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        with pytest.raises(IndexUnfit, match="lies within"):
            index.backup(folder / "backup", link=link)
        (tmp_path / "file").touch()
        with pytest.raises(IndexUnfit, match="file: this is no folder"):
            index.backup(tmp_path / "file" / "backup", link=link)


def test_saved_searches_are_in_a_backup(folder: Path, tmp_path: Path, link: bool) -> None:
    """With what was shown of them, and a damaged one as it is; nothing of who is at one, nor of strangers' files."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        assert not (index.backup(tmp_path / "none").path / "saved").exists()
        index.save("ferries", "ferry", sources=["Harbour Courier"])
        with index.watch("ferries") as results:
            seen = [hit.id for hit in results]
        assert seen
        (folder / "saved" / "damaged.json").write_text("{")
        (folder / "saved" / "notes.txt").touch()
        report = index.backup(tmp_path / "backup", link=link)
        index.forget("ferries")
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert (report.files, report.bytes) == (len(files), sum(path.stat().st_size for path in files))
    assert searchkit.restore(tmp_path / "backup", tmp_path / "restored").files == report.files
    for copy in (tmp_path / "backup", tmp_path / "restored"):
        assert sorted(path.name for path in (copy / "saved").iterdir()) == ["damaged.json", "ferries.json"]
    with searchkit.open(tmp_path / "restored", settings=SETTINGS) as index:
        with index.watch("ferries") as results:
            assert len(results) == 0
        with pytest.raises(IndexDamaged, match="searchkit forget damaged"), index.watch("damaged"):
            pass


def test_a_backup_without_its_saved_searches_is_none(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When they cannot be copied nothing is left; one that is forgotten meanwhile is left out."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        for name in ("ferries", "trust"):
            index.save(name, name)
        monkeypatch.setattr(SavedSearches, "names", lambda _: ["ferries", "gone", "trust"])
        backup = index.backup(tmp_path / "backup").path
        assert sorted(path.stem for path in (backup / "saved").iterdir()) == ["ferries", "trust"]
        (folder / "saved" / "trust.json").unlink()
        (folder / "saved" / "trust.json").mkdir()
        with pytest.raises(IndexAccessError):
            index.backup(tmp_path / "another")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "index"]


def test_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    """Neither by a backup nor by restoring one; nor is anything left of the attempt."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "file").touch()
    with searchkit.open(folder, settings=SETTINGS) as index, pytest.raises(IndexUnfit, match="there already"):
        index.backup(tmp_path / "here")
    with pytest.raises(IndexUnfit, match="there already"):
        searchkit.restore(folder, tmp_path / "here")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "index"]


def test_a_damaged_backup_is_not_restored(folder: Path, tmp_path: Path) -> None:
    """It is checked before."""
    flip(largest(folder), 5000)
    with pytest.raises(IndexDamaged, match="the backup is damaged"):
        searchkit.restore(folder, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


def test_backups_while_others_commit_are_whole(folder: Path, tmp_path: Path) -> None:
    """Each is one commit: the catalog of it, the segments of it."""
    ended = threading.Event()

    def commits() -> Iterator[int]:
        with searchkit.open(folder, settings=SETTINGS) as index:
            for number in range(1000):
                if ended.is_set():
                    return
                index.add(searchkit.Article(title=f"While {number}", body="it goes on", lang="en"))
                yield number

    writer = threading.Thread(target=lambda: list(commits()))
    writer.start()
    try:
        with searchkit.open(folder, settings=SETTINGS) as index:
            for number in range(5):
                index.backup(tmp_path / f"backup{number}", wait=30)
    finally:
        ended.set()
        writer.join()
    for number in range(5):
        assert searchkit.check(tmp_path / f"backup{number}", deep=True).ok


def test_a_commit_that_the_catalog_is_not_of(folder: Path, tmp_path: Path) -> None:
    """After the newest was lost: a backup holds the writers up and copies what there is; it is not restored unseen."""
    max(folder.glob("*.toc")).unlink()
    with pytest.raises(IndexDamaged, match="it is missing: the catalog has its commit"):
        searchkit.restore(folder, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()
    with searchkit.open(folder, settings=SETTINGS) as index:
        report = index.backup(tmp_path / "backup")
        assert report.articles == len(index)


def test_a_commit_of_a_whoosh_program_is_backed_up(folder: Path, tmp_path: Path) -> None:
    """Of which the catalog does not know."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        id = next(iter(index)).id
        with open_dir(folder).writer() as writer:
            writer.delete_by_term("id", id)
        assert index.backup(tmp_path / "backup").articles == len(index)
    searchkit.restore(tmp_path / "backup", tmp_path / "restored")
    with searchkit.open(tmp_path / "restored", settings=SETTINGS) as restored:
        assert id not in restored


def test_a_backup_of_what_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    """A table of contents that is damaged ends it with what is wrong; nothing is left."""
    with searchkit.open(folder, settings=SETTINGS) as index:
        for path in folder.glob("*.toc"):
            flip(path, 400)
        with pytest.raises(IndexDamaged, match=r"the table of contents is damaged"):
            index.backup(tmp_path / "backup")
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_a_file_that_may_not_be_read_is_no_damage(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalog is not rebuilt, with losses, when only others may read it; a backup names what it may not read."""
    before, open_file = (folder / "catalog.sqlite").read_bytes(), os.open

    refused = {str(folder / "catalog.sqlite")}

    def opened(path: Any, *rest: Any, **named: Any) -> int:
        if path in refused:
            raise PermissionError(13, "Permission denied", path)
        return open_file(path, *rest, **named)

    with searchkit.open(folder, settings=SETTINGS) as index, monkeypatch.context() as patch:
        patch.setattr(os, "open", opened)
        with pytest.raises(IndexAccessError, match=r"catalog\.sqlite: cannot be read: Permission denied"):
            searchkit.check(folder)
        with pytest.raises(IndexAccessError, match=r"catalog\.sqlite: cannot be read: Permission denied"):
            searchkit.repair(folder, settings=SETTINGS)
        refused.add(str(largest(folder)))
        with pytest.raises(IndexAccessError, match=rf"{largest(folder).name}: cannot be read: Permission denied"):
            index.backup(tmp_path / "backup")
    assert (folder / "catalog.sqlite").read_bytes() == before


# Compacting


def test_compacting_keeps_every_article_and_drops_the_deleted(folder: Path) -> None:
    """One segment is left, and less room is taken; leftovers of dead commits are gone."""
    before = articles(folder)
    (folder / "MAIN_0leftover0.seg").write_bytes(bytes(100_000))
    with searchkit.open(folder, settings=SETTINGS) as index:
        report = index.compact()
    assert (report.segments, report.deleted, report.articles) == (1, 1, len(before))
    assert report.bytes < report.bytes_before
    assert articles(folder) == before
    assert len(list(folder.glob("*.seg"))) == 1
    assert searchkit.check(folder, deep=True).ok

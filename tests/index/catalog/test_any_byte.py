"""A byte that is changed anywhere in the catalog: our error or the same answer, and a check sees every row it changed.

A sample; all bytes in `make test-long`.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import searchkit
from searchkit.errors import IndexDamaged, SearchkitError
from searchkit.index.catalog import ArticleRecord, Catalog, FileRecord
from searchkit.index.catalog.tables import COLUMNS
from searchkit.model import Origin, Problem
from searchkit.settings import Settings
from searchkit.testing import ARTICLES, small_index
from tests.compat.make_index import HERE as COMPAT
from tests.conftest import IS_LONG

GENERATION = 7
PAGE = 512
PARTS = 8 if IS_LONG else 1
IDS = [f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}" for number in range(40)]
PATHS = [f"/news/{name}.txt" for name in "abc"]
FORMS = [f"word{number}" for number in range(30)]


def fill(catalog: Catalog) -> None:
    """Tables of more than a page, with all kinds of values, in two commits."""
    catalog.begin()
    for number, id in enumerate(IDS):
        catalog.put_article(
            ArticleRecord(id, f"a.example/{number // 2}" if number % 2 else "", number, number % 5 != 0)
        )
        catalog.put_origins(id, [Origin("a.txt", "/news", "", number, 9 * number, 9 * number + 8, "text")])
    catalog.put_stems(("en", form, form[:-1]) for form in FORMS)
    catalog.commit(GENERATION - 1)
    catalog.begin()
    for number, id in enumerate(IDS[:15]):
        catalog.put_origins(id, [Origin("b.txt", "/news", "ü", number, None, None, "json")])
    catalog.put_stems(("de", form, form) for form in FORMS[::7])
    catalog.drop_article(IDS[20])
    for path in PATHS:
        record = FileRecord(path, "/news", path[-5:], 9, 1 << 60, "", b"\0digest", "", "", "partly", 5)
        catalog.put_file(record, seen=3)
        catalog.put_problems(path, [Problem(path, f"part {part}", "partial") for part in range(5)])
    catalog.see_file(PATHS[0], 4)
    catalog.commit(GENERATION)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a catalog."""
    folder = tmp_path_factory.mktemp("made")
    catalog = Catalog.create(folder)
    fill(catalog)
    catalog.close()
    with sqlite3.connect(folder / "catalog.sqlite") as connection:  # small pages, so that there are many with few rows
        connection.execute(f"PRAGMA page_size = {PAGE}")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
    connection.close()
    return folder


READS: dict[str, Callable[[Catalog], Any]] = {
    "generation": Catalog.generation,
    "ids": Catalog.ids,
    "origins": lambda catalog: catalog.origins([id for id in IDS if id != IDS[20]], GENERATION),
    "problems": Catalog.problems,
    "problem_count": Catalog.problem_count,
    "file_count": Catalog.file_count,
    "next_run": Catalog.next_run,
    "unseen": lambda catalog: catalog.unseen("/news", 4),
}
"""What is asked to answer, and to know which files to read."""

FINDS: dict[str, Callable[[Catalog], list[set[Any]]]] = {
    "stem": lambda catalog: [{catalog.stem("en", form)} - {None} for form in FORMS],
    "ids of": lambda catalog: [set(catalog.ids(id[:4], 3)) for id in IDS],
    "article": lambda catalog: [{catalog.article(id)} - {None} for id in IDS],
    "versions": lambda catalog: [set(catalog.versions(f"a.example/{number}")) for number in range(20)],
    "file": lambda catalog: [{catalog.file(path)} - {None} for path in PATHS],
    "places_in": lambda catalog: [catalog.places_in(path) for path in PATHS],
    "problems of": lambda catalog: [set(catalog.problems(path)) for path in PATHS],
}
"""What may not be found; if it is, it is right."""


def outcome(folder: Path, name: str, read: Callable[[Catalog], Any]) -> Any:
    """What a read gives; None for our errors."""
    try:
        catalog = Catalog.open(folder)
        try:
            return read(catalog)
        finally:
            catalog.close()
    except SearchkitError as error:
        if str(folder) not in str(error):
            raise AssertionError(f"{name}: the error names no folder") from error
        return None


def rows(folder: Path) -> Any:
    """All rows, as SQLite gives them, or its error."""
    connection = sqlite3.connect(folder / "catalog.sqlite")
    try:
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in COLUMNS}
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return type(error)
    finally:
        connection.close()


def faults(folder: Path) -> list[str]:
    """What a check finds."""
    try:
        catalog = Catalog.open(folder)
        try:
            return catalog.faults()
        finally:
            catalog.close()
    except SearchkitError as error:
        return [str(error)]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_byte(made: Path, tmp_path: Path, part: int) -> None:
    """Answers are right or an error; what is looked up is right, missing or an error; a check finds what changed."""
    right = rows(made)
    reads = {name: read(Catalog.open(made)) for name, read in READS.items()}
    finds = {name: find(Catalog.open(made)) for name, find in FINDS.items()}
    content = (made / "catalog.sqlite").read_bytes()
    draw = random.Random(1)
    used = [place for place, byte in enumerate(content) if byte]
    places = range(part, len(content), PARTS) if IS_LONG else draw.sample(used, 80)
    path = tmp_path / "catalog.sqlite"
    for place in places:
        changed = bytearray(content)
        changed[place] ^= draw.randrange(1, 256)
        path.write_bytes(changed)
        for name, read in READS.items():
            assert outcome(tmp_path, name, read) in (reads[name], None), (place, name)
        for name, find in FINDS.items():
            found = outcome(tmp_path, name, find)
            for one, expected in zip(found or (), finds[name], strict=bool(found)):
                assert one <= expected, (place, name)
        if rows(tmp_path) != right:
            assert faults(tmp_path), place
        for beside in tmp_path.glob("catalog.sqlite-*"):
            beside.unlink()


@pytest.mark.parametrize("table", list(COLUMNS))
def test_every_value_of_every_table(made: Path, tmp_path: Path, table: str) -> None:
    """A value that is changed without its checksum is named by a check, and so is a row that is gone."""
    for column in (*COLUMNS[table], "crc"):
        for change in (f"UPDATE {table} SET {column} = {column} || '1'", f"DELETE FROM {table}"):
            path = tmp_path / "catalog.sqlite"
            path.write_bytes((made / "catalog.sqlite").read_bytes())
            with sqlite3.connect(path) as connection:
                key = next(iter(COLUMNS[table]))
                connection.execute(f"{change} WHERE {key} = (SELECT max({key}) FROM {table})")
            connection.close()
            assert any(table in fault for fault in faults(tmp_path)), (column, change)


@pytest.mark.parametrize("value", ["x'00'", "'letters'", "1.5", "x''"])
def test_a_checksum_that_is_no_number(made: Path, tmp_path: Path, value: str) -> None:
    """A check names its row; who reads, changes or deletes it gets our error."""
    (tmp_path / "catalog.sqlite").write_bytes((made / "catalog.sqlite").read_bytes())
    with sqlite3.connect(tmp_path / "catalog.sqlite") as connection:
        connection.execute(f"UPDATE articles SET crc = {value} WHERE id = ?", (IDS[3],))
    connection.close()
    assert faults(tmp_path)[0].startswith("table articles: row")
    catalog = Catalog.open(tmp_path, writing=True)

    def replace() -> None:
        catalog.put_article(ArticleRecord(IDS[3], "", 1, True))
        catalog.commit(GENERATION + 1)

    changes: list[Callable[[], object]] = [
        lambda: catalog.article(IDS[3]),
        lambda: catalog.drop_article(IDS[3]),
        replace,
    ]
    for change in changes:
        catalog.begin()
        with pytest.raises(IndexDamaged, match="table articles"):
            change()
        catalog.rollback()
    catalog.close()


def test_room_that_is_not_used_is_harmless(made: Path, tmp_path: Path) -> None:
    """Zeroes between the cells of a page, changed all at once."""
    content = bytearray((made / "catalog.sqlite").read_bytes())
    for page in range(PAGE, len(content), PAGE):
        cells = int.from_bytes(content[page + 3 : page + 5], "big")
        begins = page + (12 if content[page] in (2, 5) else 8) + 2 * cells
        ends = page + (int.from_bytes(content[page + 5 : page + 7], "big") or 65536)
        content[begins:ends] = b"\x5a" * (ends - begins)
    (tmp_path / "catalog.sqlite").write_bytes(content)
    assert faults(tmp_path) == []
    for name, read in {**READS, **FINDS}.items():
        assert outcome(tmp_path, name, read) == outcome(made, name, read), name


def test_the_error_says_what_and_what_to_do(made: Path, tmp_path: Path) -> None:
    """The folder, the table, the command."""
    content = (made / "catalog.sqlite").read_bytes().replace(b"word17", b"word19", 1)
    (tmp_path / "catalog.sqlite").write_bytes(content)
    with pytest.raises(IndexDamaged, match=rf"{tmp_path}: .*table stems.*searchkit repair"):
        FINDS["stem"](Catalog.open(tmp_path))


def change_a_place(folder: Path) -> None:
    """Another letter in the names of files."""
    path = folder / "catalog.sqlite"
    content = path.read_bytes()
    assert b"part/" in content
    path.write_bytes(content.replace(b"part/", b"parT/"))


def test_a_catalog_of_before_gets_its_checksums_from_the_first_writer(tmp_path: Path) -> None:
    """Until then it is read unchecked."""
    folder = Path(shutil.copytree(COMPAT / "index_v1", tmp_path / "index"))
    with searchkit.open(folder) as index:
        before = {article.id: article.origins for article in index}
        catalog = (folder / "catalog.sqlite").read_bytes()
        index.writer().cancel()  # takes them back
        assert (folder / "catalog.sqlite").read_bytes() == catalog
        index.add(ARTICLES[0])
        assert {article.id: article.origins for article in index} == {**before, ARTICLES[0].id: ()}
    assert searchkit.check(folder).ok
    change_a_place(folder)
    assert not searchkit.check(folder).ok
    with searchkit.open(folder) as index, pytest.raises(IndexDamaged, match="table places"):
        list(index)


def test_repair_keeps_the_rows_that_are_right(tmp_path: Path) -> None:
    """Articles all, places but those of the damaged rows."""
    folder = Path(shutil.copytree(COMPAT / "index_v2", tmp_path / "index"))
    with searchkit.open(folder) as index:
        before = {article.id: article.origins for article in index}
    change_a_place(folder)
    assert searchkit.repair(folder, settings=Settings(jobs=1)).done
    assert searchkit.check(folder, deep=True).ok
    with searchkit.open(folder) as index:
        assert {article.id: article.origins for article in index} == {
            id: tuple(origin for origin in origins if not origin.path.startswith("part/"))
            for id, origins in before.items()
        }


def test_repair_of_a_catalog_whose_schema_is_no_text(tmp_path: Path) -> None:
    """SQLite says so in words that are none."""
    with small_index(path=tmp_path / "index") as index:
        ids = sorted(article.id for article in index)
    path = tmp_path / "index" / "catalog.sqlite"
    content = bytearray(path.read_bytes())
    content[content.index(b"CREATE TABLE places") + 3] ^= 0xFF
    path.write_bytes(content)
    searchkit.repair(tmp_path / "index")
    with searchkit.open(tmp_path / "index") as index:
        assert sorted(article.id for article in index) == ids


def test_a_catalog_of_a_later_version_is_refused(tmp_path: Path) -> None:
    """It may have tables that are not known here."""
    Catalog.create(tmp_path).close()
    with sqlite3.connect(tmp_path / "catalog.sqlite") as connection:
        connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(IndexDamaged, match="it has version 9"):
        Catalog.open(tmp_path)

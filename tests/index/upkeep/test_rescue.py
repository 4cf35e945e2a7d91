"""What can still be read of a damaged segment, and of a damaged catalog."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.index.catalog import Catalog
from searchkit.index.columnar.array_file import DIRECTORY, TRAILER, ArrayFile
from searchkit.index.manifest import CATALOG
from searchkit.index.upkeep import rescue, salvage
from searchkit.testing import ARTICLES
from tests.index.changed import changed, small_segment


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A segment of six articles."""
    return small_segment(tmp_path_factory.mktemp("rescue") / "index")


# Articles


def found(path: Path, arrays: dict[str, Any]) -> set[str]:
    """The identities of the articles that are read of a segment with these arrays."""
    return {one.article.id for one in rescue.rescued(changed(path, arrays)) if one.article is not None}


@pytest.mark.parametrize("lost", [{}, {"stored/firsts": None}], ids=["by block", "one after the other"])
def test_articles_without_their_directory(path: Path, lost: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """All are read, also where it is not said where blocks begin; none of a block that says it is larger than any."""
    assert found(path, lost) == {article.id for article in ARTICLES}
    monkeypatch.setattr(rescue, "_MOST", 10)
    assert found(path, lost) == set()


def test_a_block_of_other_articles(path: Path) -> None:
    """One that holds more or fewer than is said: whose they are cannot be told."""
    ends = ArrayFile.map(str(path)).array("stored/ends")
    assert found(path, {"stored/firsts": np.array([0, 5], np.uint32), "stored/ends": ends[:5]}) == set()


def test_an_article_of_no_text(path: Path) -> None:
    """Is none: what says that has lost its title."""
    nothing = {"article": {"body": "  "}}
    assert rescue._article(nothing, "k1", " ") is None
    assert rescue._article(nothing, "k1", "Ferry") is not None


# Directories


@given(st.binary(min_size=1, max_size=300), st.data())
def test_one_changed_byte_is_put_right(content: bytes, data: st.DataObject) -> None:
    """Wherever it is and whatever it became; two are not."""
    checksum = zlib.crc32(content)
    assert rescue._corrected(bytearray(content), checksum) == content
    damaged = bytearray(content)
    place = data.draw(st.integers(0, len(content) - 1))
    damaged[place] ^= data.draw(st.integers(1, 255))
    assert rescue._corrected(bytearray(damaged), checksum) == content
    other = data.draw(st.integers(0, len(content) - 1).filter(lambda other: other != place)) if len(content) > 1 else -1
    if other >= 0:
        damaged[other] ^= 1
        assert rescue._corrected(damaged, checksum) != content


def test_where_the_directory_is(path: Path) -> None:
    """The trailer says it, or its own beginning does; a file that has lost both, or is of another kind, has none."""
    data = path.read_bytes()
    place = data.rfind(DIRECTORY)
    whole = rescue._directory(data, place, 0)
    assert whole is not None
    assert whole[0] == place
    without_trailer = data[: -TRAILER.size] + bytes(TRAILER.size)
    assert rescue._directory(without_trailer, place, 0) == whole
    offset, length, *rest = TRAILER.unpack(data[-TRAILER.size :])
    too_long = data[: -TRAILER.size] + TRAILER.pack(offset, length + TRAILER.size + 1, *rest)
    assert rescue._directory(too_long, place, 0) == whole
    assert rescue._directory(without_trailer, -1, 0) is None
    assert rescue._directory(b"", -1, 0) is None
    another = json.dumps({"format": "searchkit segment of another kind"}).encode()
    assert rescue._directory(another + bytes(TRAILER.size), 0, 0) is None


@pytest.mark.parametrize("wrong", [b"\0", b"\xff", b"\x55"])
def test_a_lost_trailer_loses_no_article(path: Path, tmp_path: Path, wrong: bytes) -> None:
    """Whatever stands in its place."""
    damaged = tmp_path / path.name
    damaged.write_bytes(path.read_bytes()[: -TRAILER.size] + wrong * TRAILER.size)
    segment = rescue.opened(damaged, tmp_path / "beside")
    assert {one.article.id for one in rescue.rescued(segment) if one.article} == {article.id for article in ARTICLES}


# Rows of the catalog


def test_rows_from_both_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table that is damaged in its midst is read from there too; a problem that both ways lead to is one."""

    def read(path: Path, table: str, direction: str) -> Iterator[Any]:
        rows = [("a",), ("b",), ("c",), ("d",)]
        yield from rows[:2] if direction == "ASC" else reversed(rows[1:])
        raise sqlite3.DatabaseError("database disk image is malformed")

    monkeypatch.setattr(salvage, "_read", read)
    assert list(salvage._rows(tmp_path, "problems")) == [("a",), ("b",), ("d",), ("c",)]
    assert set(salvage._rows(tmp_path, "files")) == {("a",), ("b",), ("c",), ("d",)}


def test_a_text_that_is_none_is_lost_alone(tmp_path: Path) -> None:
    """The rows after it are read."""
    catalog = Catalog.create(tmp_path)
    catalog.begin()
    catalog.put_stems(("en", form, form[:2]) for form in ("abc", "bcd", "cde"))
    catalog.commit(1)
    catalog.close()
    with sqlite3.connect(tmp_path / CATALOG) as connection:
        connection.execute("UPDATE stems SET stem = CAST(x'ff' AS TEXT) WHERE form = 'bcd'")
    connection.close()
    assert list(salvage._rows(tmp_path / CATALOG, "stems")) == [("abc", "en", "ab"), ("cde", "en", "cd")]

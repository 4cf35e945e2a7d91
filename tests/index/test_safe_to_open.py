"""An index of a stranger: nothing in it runs, and what it says of itself is not believed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import RamStorage

import searchkit
from searchkit.errors import SearchkitError
from searchkit.index.columnar.array_file import MAGIC, TRAILER, ArrayFile
from searchkit.index.columnar.deletions import read_deletions
from searchkit.index.columnar.schema_json import schema_from_json
from searchkit.index.columnar.segment import Segment
from searchkit.index.columnar.toc import TableOfContents, file_name
from searchkit.index.columnar.verifying import faults
from searchkit.settings import Settings
from tests.index.damaging import answers, write

BOUNDED = settings(max_examples=150, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of several segments, with a deleted article."""
    folder = tmp_path_factory.mktemp("safe") / "index"
    write(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "index"))


def largest(folder: Path) -> Path:
    """The largest segment."""
    return max(folder.glob("*.seg"), key=lambda path: path.stat().st_size)


def test_nothing_is_unpickled(made: Path) -> None:
    """Searching, reading, checking, copying: pickle and marshal are never asked to load anything but code."""
    program = f"""
import sys
import tests.index.damaging as damaging, searchkit.search.many
import searchkit.index.upkeep.checking, searchkit.index.upkeep.backup
import pickle, marshal
def refuse(*args, **kwargs): raise AssertionError("something was unpickled")
folder = damaging.Path({str(made)!r})
damaging.answers(folder), damaging.searchkit.check(folder, deep=True)  # what is imported is imported now
for module, names in ((pickle, ("load", "loads", "Unpickler")), (marshal, ("load", "loads"))):
    for name in names: setattr(module, name, refuse)
import _pickle
_pickle.loads = _pickle.load = _pickle.Unpickler = refuse
damaging.answers(folder)
assert damaging.searchkit.check(folder, deep=True).ok
print("done")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[2]
    )
    assert done.stdout == "done\n", done.stderr


# Tampered files, with checksums that are right


def with_directory(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Changes what the directory of a segment says, and the checksum with it."""
    content = path.read_bytes()
    offset, length, _, version, _ = TRAILER.unpack_from(content, len(content) - TRAILER.size)
    record = json.loads(content[offset : offset + length])
    change(record)
    directory = json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode()
    path.unlink()
    trailer = TRAILER.pack(offset, len(directory), zlib.crc32(directory), version, MAGIC)
    path.write_bytes(content[:offset] + directory + trailer)


def with_table(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Changes what every table of contents says, and the checksum with it."""
    for path in folder.glob("*.toc"):
        head, body = path.read_bytes().splitlines()
        record = json.loads(body)
        change(record)
        body = json.dumps(record).encode()
        path.write_bytes(json.dumps({**json.loads(head), "crc32": zlib.crc32(body)}).encode() + b"\n" + body + b"\n")


def without_sizes(record: dict[str, Any]) -> None:
    """As the tables of earlier versions: the sizes of files are not told."""
    for segment in record["segments"]:
        segment.pop("sizes", None)


def set_entry(name: str, place: int, value: Any) -> Callable[[dict[str, Any]], None]:
    """Changes type (0), offset (1) or count (2) of an array."""

    def change(record: dict[str, Any]) -> None:
        record["arrays"][name][place] = value

    return change


def set_fact(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Changes a fact about the segment, or about its field ``text``."""

    def change(record: dict[str, Any]) -> None:
        facts = record["facts"]
        (facts if name in facts else facts["fields"]["text"])[name] = value

    return change


ANYTHING: tuple[Any, ...] = (-1, 0, 1 << 63, 1 << 64, "7", None, 1.5)
DIRECTORIES: dict[str, Callable[[dict[str, Any]], None]] = {
    **{f"offset {value}": set_entry("lists", 1, value) for value in ANYTHING},
    **{f"count {value}": set_entry("lists", 2, value) for value in (*ANYTHING[:1], 1 << 63, 1 << 31, [], True)},
    **{f"type {value}": set_entry("lists", 0, value) for value in (*ANYTHING, "|O", "<U4", "<f16", {})},
    **{f"pages {value}": set_entry("pages", 2, value) for value in (0, 1, 1 << 40)},
    **{f"documents {value}": set_fact("documents", value) for value in (-1, 0, 1 << 63, "9", None, 3)},
    **{f"terms {value}": set_fact("terms", value) for value in (-1, 0, 1 << 63, "9", 5)},
    **{f"fields {value}": set_fact("fields", value) for value in (*ANYTHING, [], {"text": 3}, "text")},
    "overlapping": lambda record: record["arrays"].update({"column/time": [*record["arrays"]["lists"]]}),
    "no arrays": lambda record: record.update(arrays={}),
    "a list": lambda record: record.update(arrays=[]),
    "deep": lambda record: record.update(facts=json.loads("[" * 400 + "]" * 400)),
    "another format": lambda record: record.update(format="zip"),
}


def asked(folder: Path) -> str:
    """What is told when everything is asked of an index: an error of ours, or nothing."""
    try:
        answers(folder)
    except SearchkitError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("tampered", DIRECTORIES)
def test_tampered_directories(folder: Path, tampered: str) -> None:
    """Sizes of 2^63, negative ones, overlapping arrays, types that are none: refused in a sentence with the file."""
    path = largest(folder)
    with_directory(path, DIRECTORIES[tampered])
    with_table(folder, without_sizes)
    assert path.name in asked(folder)
    assert path.name in {damage.file for damage in searchkit.check(folder).damages}


TABLES: dict[str, Callable[[dict[str, Any]], None]] = {
    "a path": lambda record: record["segments"][0].update(id="../../etc/passwd"),
    "a path in a name": lambda record: record["segments"][0].update(id="a/../b"),
    "no text": lambda record: record["segments"][0].update(id=7),
    "many documents": lambda record: record["segments"][0].update(documents=1 << 63),
    "fewer than none": lambda record: record["segments"][0].update(documents=-1),
    "more deleted": lambda record: record["segments"][0].update(deleted=1 << 62, deletions=2),
    "no segments": lambda record: record.update(segments=None),
    "another generation": lambda record: record.update(generation=1 << 70),
    "sizes": lambda record: record["segments"][0].update(sizes={"../x": 1}),
    "no sizes": lambda record: record["segments"][0].update(sizes=7),
}


@pytest.mark.parametrize("tampered", TABLES)
def test_tampered_tables_of_contents(folder: Path, tampered: str) -> None:
    """Names outside the folder, counts that cannot be."""
    with_table(folder, TABLES[tampered])
    assert ".toc" in asked(folder) or ".seg" in asked(folder)
    assert not searchkit.check(folder).ok


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_deep_json(folder: Path, depth: int) -> None:
    """In a table of contents and in a manifest."""
    body = b'{"generation":3,"segments":' + b"[" * depth + b"]" * depth + b"}"
    for path in folder.glob("*.toc"):
        head = json.dumps({"format": "searchkit table of contents", "version": 1, "crc32": zlib.crc32(body)})
        path.write_bytes(head.encode() + b"\n" + body + b"\n")
    assert ".toc" in asked(folder)
    (folder / "manifest.json").write_bytes(b"[" * depth)
    assert "manifest.json" in asked(folder)


@pytest.mark.parametrize("value", [0, 1, 127, 255])
@pytest.mark.parametrize("array", ["lists", "field/text/pointers", "stored/ends", "stored/offsets", "stored/firsts",
                                   "terms/id", "field/text/offsets", "category/source/codes"])  # fmt: skip
def test_tampered_numbers(folder: Path, array: str, value: int) -> None:
    """Numbers in arrays that point anywhere, every checksum right: an error of ours or some answer, within bounds."""
    path = largest(folder)
    content = bytearray(path.read_bytes())
    file = ArrayFile(bytes(content), "x")
    begin, size = file.offset(array), file.view(array).nbytes
    content[begin : begin + size] = bytes([value]) * size

    def change(record: dict[str, Any]) -> None:
        record["arrays"][array][3] = zlib.crc32(bytes([value]) * size)
        pages = record["arrays"]["pages"]
        sums = b"".join(
            zlib.crc32(content[place : min(place + (16 << 10), pages[1])]).to_bytes(4, "little")
            for place in range(0, pages[1], 16 << 10)
        )
        content[pages[1] : pages[1] + len(sums)] = sums
        pages[3] = zlib.crc32(sums)

    path.unlink()
    path.write_bytes(content)
    with_directory(path, change)
    trailer = path.read_bytes()
    offset, *_ = TRAILER.unpack_from(trailer, len(trailer) - TRAILER.size)
    path.unlink()
    path.write_bytes(bytes(content[:offset]) + trailer[offset:])
    with_table(folder, without_sizes)
    asked(folder)  # raises anything but ours
    searchkit.check(folder, deep=True)
    for change_index in (delete_all, searchkit.Index.compact):
        copy = Path(shutil.copytree(folder, folder.with_name(change_index.__name__)))
        with suppress(SearchkitError), searchkit.open(copy, settings=Settings(jobs=1)) as index:
            change_index(index)


def delete_all(index: searchkit.Index) -> None:
    """Deletes each article by itself."""
    for id in list(index.ids("*")):
        with suppress(SearchkitError):
            index.delete(id)


# Fuzzing

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 70), 1 << 70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMED = st.sampled_from(["$", "v", "class", "fields", "subfields", "dynamic", "tuple", "object", "own", "pattern",
                         "function", "type", "none-dict", "TEXT", "Decimal", "datetime", "timedelta"])  # fmt: skip
SCHEMA_LIKE = st.recursive(
    JSON | NAMED, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMED, inner, max_size=4), max_leaves=15
)


def ours(call: Callable[[], Any]) -> None:
    """Nothing but our errors comes of it."""
    with suppress(SearchkitError):
        call()


@BOUNDED
@given(st.fixed_dictionaries({"fields": SCHEMA_LIKE, "subfields": SCHEMA_LIKE, "dynamic": SCHEMA_LIKE}) | SCHEMA_LIKE)
def test_any_schema(record: Any) -> None:
    """Whatever JSON it is."""
    ours(lambda: schema_from_json(record))


SEGMENT = st.fixed_dictionaries(
    {"id": st.text("ab/.0", max_size=5) | JSON, "documents": JSON, "deleted": JSON, "deletions": JSON},
    optional={"sizes": JSON},
)


@BOUNDED
@given(
    st.fixed_dictionaries({"generation": st.just(1) | JSON, "settings": st.just({}) | JSON, "schema": SCHEMA_LIKE,
                           "segments": st.lists(SEGMENT, max_size=2) | JSON}) | JSON,
    st.binary(max_size=3),
)  # fmt: skip
def test_any_table_of_contents(record: Any, rest: bytes) -> None:
    """Whatever it says, its checksum right or wrong."""
    storage = RamStorage()
    body = json.dumps(record).encode()
    head = json.dumps({"format": "searchkit table of contents", "version": 1, "crc32": zlib.crc32(body)}).encode()
    for content in (head + b"\n" + body + b"\n", head + b"\n" + body + rest, body, rest):
        with storage.create_file(file_name("MAIN", 1)) as file:
            file.write(content)
        with suppress(FileNotFoundError):  # it names a file that is not there: the caller tries again
            ours(lambda: TableOfContents.read(storage, "MAIN", 1))


ENTRY = st.tuples(st.sampled_from(["|u1", "<u4", "<u8", "|O"]) | JSON, st.integers(0, 300) | JSON,
                  st.integers(0, 40) | JSON, JSON)  # fmt: skip
ARRAYS = st.dictionaries(st.sampled_from(["pages", "deleted", "lists", "stored", "field/x/terms"]), ENTRY)
FACTS = st.fixed_dictionaries({}, optional={"documents": st.integers(0, 5) | JSON, "fields": JSON, "segment": JSON})


@BOUNDED
@given(st.binary(max_size=100), ARRAYS | JSON, FACTS | JSON, st.sampled_from([1, 2]))
def test_any_directory_of_a_file(data: bytes, arrays: Any, facts: Any, version: int) -> None:
    """Whatever it says, of segments and of deletions."""
    directory = json.dumps({"format": "searchkit segment", "arrays": arrays, "facts": facts}).encode()
    begin = MAGIC + data
    trailer = TRAILER.pack(len(begin), len(directory), zlib.crc32(directory), version, MAGIC)

    def read() -> None:
        file = ArrayFile(begin + directory + trailer, "x")
        file.damaged()
        for name in file.names():
            ours(lambda name=name: file.array(name))  # type: ignore[misc]
        ours(lambda: read_deletions(file, "x", 3))
        list(faults(Segment(file), deep=True))

    ours(read)


@BOUNDED
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    """As a segment, a table of contents, a manifest."""
    ours(lambda: ArrayFile(data, "x"))
    ours(lambda: ArrayFile(MAGIC + data + MAGIC, "x"))

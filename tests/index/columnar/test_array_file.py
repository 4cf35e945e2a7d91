"""Files of arrays: round trips, and every kind of damage noticed."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.errors import IndexDamaged, IndexUnfit
from searchkit.index.columnar.array_file import FORMAT_VERSION, PAGES, ArrayFile
from searchkit.index.columnar.array_writer import ArrayFileWriter

_TYPES = ("|u1", "<u2", "<u4", "<u8", "|i1", "<i2", "<i4", "<i8", "<f4", "<f8", "|b1")


def sample() -> bytes:
    """A file with a few arrays."""
    file = io.BytesIO()
    writer = ArrayFileWriter(file)
    writer.put("one", np.arange(100, dtype="<u4"))
    stream = writer.stream("two/é", "<f8")
    for part in range(3):
        stream.append(np.full(5, part))
    writer.put("none", np.zeros(0, np.uint8))
    writer.close({"documents": 3})
    return file.getvalue()


@given(st.lists(st.tuples(st.sampled_from(_TYPES), st.integers(0, 40), st.booleans()), max_size=6))
def test_round_trip(shapes: list[tuple[str, int, bool]]) -> None:
    """Arrays come back with their types and values, put whole or piece by piece."""
    file = io.BytesIO()
    writer = ArrayFileWriter(file)
    arrays = {}
    for number, (code, count, in_pieces) in enumerate(shapes):
        arrays[str(number)] = values = np.arange(count).astype(code)
        if in_pieces:
            stream = writer.stream(str(number), code)
            stream.append(values[: count // 2])
            stream.append(values[count // 2 :])
        else:
            writer.put(str(number), values)
    writer.close({"x": [1, "é"]})
    read = ArrayFile(file.getvalue(), "test")
    assert read.facts == {"x": [1, "é"]}
    assert set(read.names()) == set(arrays)
    for name, values in arrays.items():
        assert read.array(name).dtype == values.dtype
        assert read.array(name).tolist() == values.tolist() == read.view(name).tolist()
    assert read.damaged() == []


def test_mapped(tmp_path: Path) -> None:
    """A mapped file gives arrays that cannot be written and outlive it."""
    (tmp_path / "x.seg").write_bytes(sample())
    array = ArrayFile.map(str(tmp_path / "x.seg")).array("one")
    (tmp_path / "x.seg").unlink()
    assert array.sum() == 4950
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1
    with pytest.raises(FileNotFoundError):
        ArrayFile.map(str(tmp_path / "x.seg"))


def test_truncated() -> None:
    """A file cut short anywhere is refused."""
    whole = sample()
    for size in range(len(whole)):
        with pytest.raises(IndexDamaged):
            ArrayFile(whole[:size], "cut")


def test_empty(tmp_path: Path) -> None:
    """An empty file is refused."""
    (tmp_path / "x.seg").touch()
    with pytest.raises(IndexDamaged, match="empty"):
        ArrayFile.map(str(tmp_path / "x.seg"))


def test_flipped_bytes() -> None:
    """A changed byte in an array is told by its name; elsewhere the file is refused. Padding is looked at too."""
    whole = sample()
    used = np.zeros(len(whole), bool)
    for name, (code, offset, count, _) in ArrayFile(whole, "x")._entries.items():
        used[offset : offset + count * np.dtype(code).itemsize] = True
        if count and name != PAGES:
            flipped = bytearray(whole)
            flipped[offset] ^= 1
            assert f"the array {name} is not" in ArrayFile(bytes(flipped), "x").damaged()[0]
            with pytest.raises(IndexDamaged, match=f"x: byte 0: .*{name}"):
                ArrayFile(bytes(flipped), "x").array(name)
    directory = int(np.flatnonzero(used)[-1]) + 1
    for place in [*range(16), *range(directory, len(whole))]:
        flipped = bytearray(whole)
        flipped[place] ^= 1
        with pytest.raises((IndexDamaged, IndexUnfit)):
            ArrayFile(bytes(flipped), "x").damaged()


def test_another_version() -> None:
    """A file of another format version is refused in a sentence that names both."""
    whole = bytearray(sample())
    whole[-20:-16] = (FORMAT_VERSION + 1).to_bytes(4, "little")
    with pytest.raises(
        IndexUnfit, match=f"format version {FORMAT_VERSION + 1}, this searchkit reads version 1 and {FORMAT_VERSION}"
    ):
        ArrayFile(bytes(whole), "x")

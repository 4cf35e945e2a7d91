"""Arrays that are added to a file which is written already."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from whoosh.filedb.filestore import RamStorage

from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.array_writer import ArrayFileWriter
from searchkit.index.columnar.columnar_segment import EXTENSION, ColumnarSegment, open_arrays
from searchkit.index.columnar.storage import DurableStorage


def written(*sizes: int) -> bytes:
    """A file with arrays of these sizes."""
    file = io.BytesIO()
    writer = ArrayFileWriter(file)
    for number, size in enumerate(sizes):
        writer.put(f"array {number}", np.arange(size, dtype="<u4"))
    writer.close({"documents": 0, "fields": {}})
    return file.getvalue()


@pytest.mark.parametrize("before", [(), (1,), (4_000,), (4_096, 4_096), (20_000, 3)])
@pytest.mark.parametrize("added", [0, 1, 50_000])
@pytest.mark.parametrize("where", ["memory", "disk"])
def test_it_is_as_if_they_had_been_there_from_the_first(
    before: tuple[int, ...], added: int, where: str, tmp_path: Path
) -> None:
    """Byte for byte, whether or not pages are full, in memory and on the disk."""
    storage = RamStorage() if where == "memory" else DurableStorage(tmp_path)
    segment = ColumnarSegment("MAIN")
    with segment.create(storage) as file:
        file.write(written(*before))
    segment.append(storage, lambda writer: writer.put(f"array {len(before)}", np.arange(added, dtype="<u4")))
    found = open_arrays(storage, segment.make_filename(EXTENSION))
    assert found.damaged() == []
    with storage.open_file(segment.make_filename(EXTENSION)) as opened:
        assert opened.read() == written(*before, added)
    assert isinstance(found, ArrayFile)

"""The records of a segment."""

from __future__ import annotations

import io
import random

import pytest

from searchkit.errors import IndexDamaged
from searchkit.index.columnar import stored
from searchkit.index.columnar.array_file import ArrayFile
from searchkit.index.columnar.array_writer import ArrayFileWriter, Streams
from searchkit.index.columnar.stored import StoredReader, StoredWriter


def test_some_records_are_those_of_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever order, from whatever block; one that is not there is damage."""
    monkeypatch.setattr(stored, "_BLOCK", 100)
    records = [b"%d" % number * (number % 17) for number in range(200)]
    streams, file = Streams(), io.BytesIO()
    writer = StoredWriter(streams)
    for record in records:
        writer.append(record)
    writer.close()
    ArrayFileWriter(file, streams).close({})
    reader = StoredReader(ArrayFile(file.getvalue(), "records"))
    chosen = random.Random(1).choices(range(200), k=50)
    for numbers in (chosen, sorted(chosen), range(200), []):
        assert list(reader.some(numbers)) == [records[number] for number in numbers]
    with pytest.raises(IndexDamaged, match="no document 200"):
        list(reader.some([199, 200]))

"""The stored fields of documents: JSON, compressed in blocks, read one block at a time."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from searchkit.errors import IndexDamaged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from searchkit.index.columnar.files import ArrayFile, ArrayFileWriter

_BLOCK = 64 << 10  # bytes of JSON that are compressed together
_LEVEL = 3
_KEPT = 16  # blocks that a reader keeps decompressed
_LARGEST = 1 << 30  # bytes: no block is larger, whatever its header says


class StoredWriter:
    """Appends the stored fields of one document after the other."""

    def __init__(self, writer: ArrayFileWriter) -> None:
        import zstandard

        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self._data = writer.stream("stored", "|u1")
        self._offsets = writer.stream("stored/offsets", "<u8")
        self._firsts = writer.stream("stored/firsts", "<u4")
        self._ends = writer.stream("stored/ends", "<u4")
        self._pending: list[bytes] = []
        self._size = self._documents = 0

    def append(self, record: bytes) -> None:
        """Adds the record of the next document."""
        self._pending.append(record)
        self._size += len(record)
        if self._size >= _BLOCK:
            self._flush()

    def append_block(self, block: memoryview, ends: NDArray[np.uint32]) -> None:
        """Adds the documents of a compressed block as it is; `ends`: where each document ends in it."""
        import numpy as np

        self._flush()
        self._write(np.frombuffer(block, np.uint8), ends)

    def _flush(self) -> None:
        if self._pending:
            import numpy as np

            block = self._compressor.compress(b"".join(self._pending))
            ends = np.cumsum([len(record) for record in self._pending])
            self._pending, self._size = [], 0
            self._write(np.frombuffer(block, np.uint8), ends)

    def _write(self, block: NDArray[np.uint8], ends: NDArray[Any]) -> None:
        self._begin_block()
        self._data.append(block)
        self._ends.append(ends)
        self._documents += len(ends)

    def close(self) -> None:
        """Writes what is left; to be called before the file's writer is closed."""
        self._flush()
        self._begin_block()

    def _begin_block(self) -> None:
        import numpy as np

        self._offsets.append(np.array([self._data.count]))
        self._firsts.append(np.array([self._documents]))


class StoredReader:
    """The records of a segment, by document number."""

    def __init__(self, file: ArrayFile) -> None:
        self._name = file.name
        self._data = file.view("stored")
        self._offsets = file.view("stored/offsets")
        self._firsts = file.view("stored/firsts")
        self._ends = file.view("stored/ends")
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def __getitem__(self, number: int) -> bytes:
        block = bisect_right(self._firsts, number) - 1
        start = 0 if number == self._firsts[block] else self._ends[number - 1]
        return self._block(block)[start : self._ends[number]]

    def record(self, number: int) -> dict[str, Any]:
        """The stored fields of a document."""
        record: dict[str, Any] = json.loads(self[number])
        return record

    def compressed(self) -> Iterator[tuple[int, memoryview, NDArray[np.uint32]]]:
        """Each block: the number of its first document, its bytes, and where each document ends in it."""
        import numpy as np

        ends = np.frombuffer(self._ends, np.uint32)
        for block in range(len(self._firsts) - 1):
            first, past = int(self._firsts[block]), int(self._firsts[block + 1])
            yield first, self._data[self._offsets[block] : self._offsets[block + 1]], ends[first:past]

    def _block(self, block: int) -> bytes:
        data = self._blocks.get(block)
        if data is None:
            import zstandard

            compressed = self._data[self._offsets[block] : self._offsets[block + 1]]
            try:
                data = zstandard.ZstdDecompressor().decompress(compressed, max_output_size=_LARGEST)
            except zstandard.ZstdError as error:
                raise IndexDamaged(
                    f"{self._name}: a block of stored articles is damaged ({error}); delete the folder and index the "
                    "articles again"
                ) from error
            self._blocks[block] = data
            if len(self._blocks) > _KEPT:
                self._blocks.pop(next(iter(self._blocks)), None)
        return data

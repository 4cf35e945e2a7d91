"""Which documents of a segment are deleted: a small file of its own for each commit that deletes some."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from searchkit.errors import IndexDamaged
from searchkit.index.columnar.files import ArrayFile, ArrayFileWriter


def write_deletions(file: BinaryIO, segment: str, deleted: NDArray[np.bool_]) -> None:
    """Writes the bitmap of the deleted documents of `segment` to an open binary file."""
    writer = ArrayFileWriter(file)
    writer.put("deleted", np.packbits(deleted, bitorder="little"))
    writer.close({"segment": segment, "documents": len(deleted), "deleted": int(np.count_nonzero(deleted))})


def read_deletions(file: ArrayFile, segment: str, documents: int) -> NDArray[np.bool_]:
    """Which of the `documents` of `segment` are deleted; raises `IndexDamaged` when the file is not of this segment."""
    facts: dict[str, Any] = file.facts
    if facts.get("segment") != segment or facts.get("documents") != documents or file.damaged():
        raise IndexDamaged(
            f"{file.name}: the list of deleted documents is damaged; delete the folder and index the articles again"
        )
    return np.unpackbits(file.array("deleted"), count=documents, bitorder="little").astype(bool)

"""Which documents of a segment are deleted: a small file of its own for each commit that deletes some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from searchkit.errors import ADVICE, IndexDamaged
from searchkit.index.columnar.array_file import ArrayFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DIGITS = bytes.maketrans(b"01", b"\0\1")


def write_deletions(file: BinaryIO, segment: str, deleted: NDArray[np.bool_]) -> None:
    """Writes the bitmap of the deleted documents of `segment` to an open binary file."""
    import numpy as np

    from searchkit.index.columnar.array_writer import ArrayFileWriter

    writer = ArrayFileWriter(file)
    writer.put("deleted", np.packbits(deleted, bitorder="little"))
    writer.close({"segment": segment, "documents": len(deleted), "deleted": int(np.count_nonzero(deleted))})


def read_deletions(file: ArrayFile, segment: str, documents: int) -> bytearray:
    """For each of the `documents` of `segment` 1 when it is deleted, else 0; raises `IndexDamaged` when the file is not
    of this segment."""
    facts: dict[str, Any] = file.facts
    if "deleted" not in file or facts.get("segment") != segment or facts.get("documents") != documents:
        raise _damaged(file, "it is not of this segment")
    bits = file.view("deleted")
    if bits.itemsize != 1 or len(bits) != -(-documents // 8):
        raise _damaged(file, "it is not of as many documents")
    digits = f"{int.from_bytes(bits, 'little'):0{8 * len(bits)}b}"  # in the order of numbers, the highest bit first
    flags = bytearray(digits[::-1][:documents].encode().translate(_DIGITS))
    if flags.count(1) != facts.get("deleted"):
        raise _damaged(file, "it does not hold as many as it says")
    return flags


def _damaged(file: ArrayFile, why: str) -> IndexDamaged:
    return IndexDamaged(f"{file.name}: the list of deleted documents is damaged ({why}); {ADVICE}")

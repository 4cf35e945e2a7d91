"""What is in the frames that go between the writer and the processes that build its segments."""

from __future__ import annotations

import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SETTINGS: Final = b"S"
"""The settings and the title's weight, as JSON: the first frame."""
ADD: Final = b"A"
"""Articles, as `pack_records` packs them."""
WRITE: Final = b"W"
"""The path of the file to write the articles so far to."""
MERGE: Final = b"M"
"""What to merge, as JSON: the ``path`` of the file to write, and ``segments``, each its path and a bitmap of deleted
documents (base64, or null)."""

_RECORD = struct.Struct("<I?")


def why_unwritten(error: OSError, path: str) -> str:
    """What the system refused, and where: a temporary file, in which articles wait, has no name."""
    from tempfile import gettempdir

    return f"{error.filename or f'{path}, or a temporary file in {gettempdir()}'}: {error.strerror}"


def pack_records(records: Iterable[tuple[bytes, bool]]) -> bytes:
    """Articles as stored, each with whether a newer version of it is there."""
    return b"".join(part for record, older in records for part in (_RECORD.pack(len(record), older), record))


def packed(flags: NDArray[np.bool_]) -> str:
    """A bitmap as text."""
    import numpy as np

    return b64encode(np.packbits(flags).tobytes()).decode()


def unpacked(text: str, count: int) -> NDArray[np.bool_]:
    """The `count` flags that `packed` packed."""
    import numpy as np

    return np.unpackbits(np.frombuffer(b64decode(text), np.uint8), count=count).astype(bool)


def unpack_records(payload: bytes) -> Iterator[tuple[bytes, bool]]:
    """What `pack_records` packed."""
    offset = 0
    while offset < len(payload):
        length, older = _RECORD.unpack_from(payload, offset)
        offset += _RECORD.size
        yield payload[offset : offset + length], older
        offset += length

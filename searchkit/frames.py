"""What this program's processes tell each other: frames of a kind, a length and bytes.

Which kinds there are, and what is in them, each pair of processes says for itself: JSON, or bytes
as they are, and no pickle.
"""

from __future__ import annotations

import struct
from typing import IO

_HEADER = struct.Struct("<cI")


def write_frame(file: IO[bytes], kind: bytes, payload: bytes, *, at_once: bool = True) -> None:
    """Sends a frame of a kind (one byte), at once or with those that come after it."""
    file.write(_HEADER.pack(kind, len(payload)))
    file.write(payload)
    if at_once:
        file.flush()


def read_frame(file: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame, as (kind, bytes); None when there is none, or no whole one."""
    header = file.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    kind, length = _HEADER.unpack(header)
    payload = file.read(length)
    return (kind, payload) if len(payload) == length else None

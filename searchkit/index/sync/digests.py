"""Digests of files, so that a change of content is noticed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from searchkit.reading import open_regular


def file_digest(path: Path) -> bytes:
    """BLAKE2b of a file's content, 16 bytes; empty when the file cannot be read."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with open_regular(path) as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return b""
    return digest.digest()

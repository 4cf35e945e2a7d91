"""Digests of the segments' files, so that damage is noticed when it is looked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path


def file_digest(path: Path) -> bytes:
    """BLAKE2b of a file's content, 16 bytes; empty when the file cannot be read."""
    digest = hashlib.blake2b(digest_size=16)
    try:
        with open(path, "rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return b""
    return digest.digest()


def file_digests(folder: Path | None, known: Mapping[str, bytes]) -> dict[str, bytes]:
    """The digest of every segment file in `folder`; those in `known` are taken from there, since Whoosh writes a file
    once."""
    if folder is None:
        return {}
    names = sorted(path.name for path in folder.glob("*MAIN_*.*") if path.is_file())
    return {name: known[name] if name in known else file_digest(folder / name) for name in names}


def damaged_files(folder: Path | None, known: Mapping[str, bytes]) -> list[str]:
    """Names of the segment files that are not as they were written."""
    if folder is None:
        return []
    return [name for name, digest in known.items() if file_digest(folder / name) != digest]

"""A temporary file of the articles that were written since the last commit, by identity.

Most are never asked for. So the file is only added to; where an article is in it is found by a number made of its
identity, in sixteen bytes of memory an article that are put in order when one is looked for.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

_HEADER = struct.Struct("<IIII")
"""Before each article: which segment, its number there, the lengths of its identity and its JSON."""
_DROPPED = -1

Written = tuple[str, int, bytes]
"""Segment, document number and JSON of an article."""


class Spilled:
    """The articles in the file, which goes when this is closed. What the system refuses leaves here as `OSError`."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # `close` closes it
        self._segments: dict[str, int] = {}
        self._keys = np.zeros(0, np.int64)
        self._offsets = np.zeros(0, np.int64)
        """Where in the file the article of each key is, or `_DROPPED`; of equal keys the oldest is first."""
        self._unordered: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []

    def add(self, articles: Mapping[str, Written]) -> None:
        """Adds articles, in place of those of the same identities."""
        segments, offsets = self._segments, []
        parts: list[bytes] = []
        end = self._file.seek(0, 2)
        for id, (segment, number, article) in articles.items():
            encoded = id.encode()
            header = segments.setdefault(segment, len(segments)), number, len(encoded), len(article)
            parts += (_HEADER.pack(*header), encoded, article)
            offsets.append(end)
            end += _HEADER.size + len(encoded) + len(article)
        self._file.write(b"".join(parts))
        keys = np.fromiter(map(hash, articles), np.int64, len(articles))
        self._unordered.append((keys, np.array(offsets, np.int64)))

    def get(self, id: str) -> Written | None:
        """The article as it was last added."""
        found = self._find(id)
        return self._read(self._offsets[found[-1]])[1] if found else None

    def drop(self, id: str) -> None:
        """Forgets an article."""
        self._offsets[self._find(id)] = _DROPPED

    def close(self) -> None:
        """Frees the file."""
        self._file.close()

    def _find(self, id: str) -> list[int]:
        """Which of `_offsets` are of an article; the last is that of its newest version."""
        self._order()
        key = hash(id)
        first, last = (int(self._keys.searchsorted(key, side)) for side in ("left", "right"))
        places = [at for at in range(first, last) if self._offsets[at] != _DROPPED]
        return [at for at in places if self._read(self._offsets[at])[0] == id]

    def _order(self) -> None:
        if self._unordered:
            parts = zip((self._keys, self._offsets), *self._unordered, strict=True)
            keys, offsets = map(np.concatenate, parts)
            order = keys.argsort(kind="stable")  # quick, since most is in order
            self._keys, self._offsets, self._unordered = keys.take(order), offsets.take(order), []

    def _read(self, offset: int) -> tuple[str, Written]:
        self._file.seek(offset)
        segment, number, characters, size = _HEADER.unpack(self._file.read(_HEADER.size))
        id = self._file.read(characters).decode()
        return id, (list(self._segments)[segment], number, self._file.read(size))

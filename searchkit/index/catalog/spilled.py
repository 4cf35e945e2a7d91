"""A temporary file of the articles that were written since the last commit, by identity.

Most are never asked for. So the file is only added to; where an article is in it is found by a number made of its
identity, in twelve bytes of memory an article that are put in order when one is looked for.
"""

from __future__ import annotations

import struct
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Mapping

_HEADER = struct.Struct("<IIII")
"""Before each article: which segment, its number there, the lengths of its identity and its JSON."""
_DROPPED = -1
_FEW = 1 << 15  # articles that are put in order without NumPy: to load it takes longer

Written = tuple[str, int, bytes]
"""Segment, document number and JSON of an article."""


class Spilled:
    """The articles in the file, which goes when this is closed. What the system refuses leaves here as `OSError`."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # `close` closes it
        self._segments: dict[str, int] = {}
        self._keys, self._offsets = array("I"), array("q")
        """Where in the file the article of each key is, or `_DROPPED`; of equal keys the oldest is first."""
        self._ordered = 0
        """How many of the keys are in order."""

    def add(self, articles: Mapping[str, Written]) -> None:
        """Adds articles, in place of those of the same identities."""
        segments, offsets = self._segments, array("q")
        parts: list[bytes] = []
        end = self._file.seek(0, 2)
        for id, (segment, number, article) in articles.items():
            encoded = id.encode()
            header = segments.setdefault(segment, len(segments)), number, len(encoded), len(article)
            parts += (_HEADER.pack(*header), encoded, article)
            offsets.append(end)
            end += _HEADER.size + len(encoded) + len(article)
        self._file.write(b"".join(parts))
        self._offsets.extend(offsets)
        self._keys.extend(map(_key, articles))

    def get(self, id: str) -> Written | None:
        """The article as it was last added."""
        found = self._find(id)
        return self._read(self._offsets[found[-1]])[1] if found else None

    def drop(self, id: str) -> None:
        """Forgets an article."""
        for at in self._find(id):
            self._offsets[at] = _DROPPED

    def close(self) -> None:
        """Frees the file."""
        self._file.close()

    def _find(self, id: str) -> list[int]:
        """Which of `_offsets` are of an article; the last is that of its newest version."""
        if self._ordered < len(self._keys):
            self._order()
        keys, offsets, key = self._keys, self._offsets, _key(id)
        found, at = [], bisect_left(keys, key)
        while at < len(keys) and keys[at] == key:
            if offsets[at] != _DROPPED and self._read(offsets[at])[0] == id:
                found.append(at)
            at += 1
        return found

    def _order(self) -> None:
        """Puts the keys in order; quickly, since most are."""
        keys, offsets = self._keys, self._offsets
        if len(keys) <= _FEW:
            order = sorted(range(len(keys)), key=keys.__getitem__)
            self._keys, self._offsets = (
                array(values.typecode, map(values.__getitem__, order)) for values in (keys, offsets)
            )
        else:
            import numpy as np

            rows = np.frombuffer(keys, keys.typecode).argsort(kind="stable")
            for values in (keys, offsets):
                some = np.frombuffer(values, values.typecode)
                some[:] = some.take(rows)
        self._ordered = len(keys)

    def _read(self, offset: int) -> tuple[str, Written]:
        self._file.seek(offset)
        segment, number, characters, size = _HEADER.unpack(self._file.read(_HEADER.size))
        id = self._file.read(characters).decode()
        return id, (list(self._segments)[segment], number, self._file.read(size))


def _key(id: str) -> int:
    """A number of 32 bits for an identity, others in each process."""
    return hash(id) & 0xFFFFFFFF

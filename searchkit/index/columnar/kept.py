"""Arrays that are kept because they may be asked for again, up to a number of bytes in the whole process."""

from __future__ import annotations

import threading
from collections import deque
from typing import Protocol
from weakref import ref

MOST_BYTES = 64 << 20
"""Enough for the words of a few thousand different queries on a hundred thousand articles."""

_ENTRY = 200  # bytes that an entry and the objects around its arrays take, more or less


class Owner(Protocol):
    """What has arrays that it can make again."""

    def forget(self) -> None:
        """Drops the arrays. Any thread may call it at any time."""


class Kept:
    """Who keeps how many bytes: when they are too many in all, the owners of the oldest are told to forget theirs.

    Owners are held weakly: the arrays of a reader that is gone are gone with it (though counted until their turn).
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._entries: deque[tuple[ref[Owner], int]] = deque()
        self._lock = threading.Lock()

    def add(self, owner: Owner, size: int) -> None:
        """Notes that `owner` keeps `size` bytes from now on."""
        forgetting: list[Owner | None] = []
        with self._lock:
            self._entries.append((ref(owner), size + _ENTRY))
            self._bytes += size + _ENTRY
            while self._bytes > self._most:
                oldest, freed = self._entries.popleft()
                self._bytes -= freed
                forgetting.append(oldest())
        for one in forgetting:
            if one is not None:
                one.forget()


KEPT = Kept(MOST_BYTES)
"""That of the process."""

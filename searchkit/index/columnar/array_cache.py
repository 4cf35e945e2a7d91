"""Arrays that are kept because they may be asked for again, up to a number of bytes in the whole process."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary, ref

if TYPE_CHECKING:
    from random import Random

MOST_BYTES = 192 << 20
"""Enough for the words of some hundred different queries on two hundred thousand articles. Lists are packed, so making
an array again takes longer than keeping it, and what is mapped of the lists is half of what it would be unpacked."""

_OF_SEGMENTS, _OF_MEMORY = 2, 8
"""Of large indexes one part of so many of the size of their segments may be kept, if that is no more than one part of
so many of the memory that there is."""

_ENTRY = 200  # bytes that an entry and the objects around its arrays take, more or less


class Owner(Protocol):
    """What has arrays that it can make again."""

    def forget(self) -> None:
        """Drops the arrays. Any thread may call it at any time."""


def most_bytes(segments: int) -> int:
    """How much may be kept for who reads so many bytes of segments."""
    from searchkit.machine import memory_bytes  # nothing that the first search of a process waits for

    memory = memory_bytes()
    wanted = segments // _OF_SEGMENTS
    return max(MOST_BYTES, wanted if memory is None else min(wanted, memory // _OF_MEMORY))


class ArrayCache:
    """Who keeps how many bytes: when they are too many in all, owners drawn at random are told to forget theirs.

    At random, because what is asked for again comes back, and no order of queries makes it useless: with the oldest
    first, queries that need a little more than there is room for, asked again and again in one order, would find
    nothing. Owners are held weakly: the arrays of a reader that is gone are gone with it, though counted until drawn.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most = most_bytes
        """Bytes that may be kept."""
        self._allowed: WeakKeyDictionary[object, int] = WeakKeyDictionary()
        self._copies = 1
        self._bytes = 0
        self._owners: list[ref[Owner]] = []
        self._sizes: dict[ref[Owner], tuple[int, int]] = {}
        """By owner its place in the list, and its bytes: all of them, since it forgets all at once."""
        self._lock = threading.Lock()

    @cached_property
    def _random(self) -> Random:
        """Loaded when something must be forgotten: in the first search of a process nothing is."""
        from random import Random

        return Random(0)

    def has_room(self, size: int) -> bool:
        """Whether so many bytes more can be kept without any being forgotten."""
        return self._bytes + size <= self.most

    def allow(self, reader: object, most_bytes: int) -> None:
        """Lets so many bytes be kept, or more where that was allowed for another reader that is there still. When one
        is gone, what it was allowed holds until the next comes."""
        with self._lock:
            self._allowed[reader] = most_bytes
            self.most = max(self._allowed.values()) // self._copies

    def divide(self, copies: int) -> None:
        """This process is one of so many copies, which share what one might keep."""
        with self._lock:
            self.most = self.most * self._copies // copies
            self._copies = copies

    def add(self, owner: Owner, size: int) -> None:
        """Notes that `owner` keeps `size` bytes more from now on."""
        forgetting: list[Owner | None] = []
        with self._lock:
            self._note(ref(owner), size)
            while self._bytes > self.most:
                forgetting.append(self._drawn())
        for one in forgetting:
            if one is not None:
                one.forget()

    def _note(self, owner: ref[Owner], size: int) -> None:
        known = self._sizes.get(owner)
        if known is None:
            size += _ENTRY
            self._sizes[owner] = len(self._owners), size
            self._owners.append(owner)
        else:
            self._sizes[owner] = known[0], known[1] + size
        self._bytes += size

    def _drawn(self) -> Owner | None:
        """An owner that keeps nothing from now on; None when it is gone."""
        drawn = self._owners[self._random.randrange(len(self._owners))]
        place, freed = self._sizes.pop(drawn)
        last = self._owners.pop()
        if last is not drawn:
            self._owners[place] = last
            self._sizes[last] = place, self._sizes[last][1]
        self._bytes -= freed
        return drawn()


CACHE = ArrayCache(MOST_BYTES)
"""That of the process."""

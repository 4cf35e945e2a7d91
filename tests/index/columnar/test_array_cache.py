"""Arrays are kept up to a number of bytes."""

from __future__ import annotations

import threading

import pytest

from searchkit import machine
from searchkit.index.columnar.array_cache import MOST_BYTES, ArrayCache, most_bytes


class Keeper:
    """Something that keeps arrays."""

    def __init__(self) -> None:
        self.keeps = True

    def forget(self) -> None:
        """Keeps nothing any more."""
        self.keeps = False


def test_there_are_never_more_bytes_than_allowed() -> None:
    """Some forget as others come; a list larger than all room is not kept."""
    kept, keepers = ArrayCache(10_000), [Keeper() for _ in range(100)]
    for keeper in keepers:
        kept.add(keeper, 800)
    assert sum(keeper.keeps for keeper in keepers) == 10
    large = Keeper()
    kept.add(large, 20_000)
    assert not large.keeps


def test_there_is_room_until_some_would_forget() -> None:
    """What was added counts."""
    kept, keeper = ArrayCache(10_000), Keeper()
    assert kept.has_room(10_000)
    kept.add(keeper, 5_000)
    assert kept.has_room(4_000)
    assert not kept.has_room(6_000)
    assert keeper.keeps


def test_all_that_an_owner_forgets_is_room_again() -> None:
    """What it added in several parts goes at once, and none of it is counted any longer."""
    kept, first, second = ArrayCache(10_000), Keeper(), Keeper()
    for _ in range(5):
        kept.add(first, 1_500)
    kept.add(second, 3_000)
    assert first.keeps != second.keeps
    assert kept.has_room(6_500 if second.keeps else 2_000)


def test_who_is_gone_keeps_nothing() -> None:
    """The room is found again without it."""
    kept = ArrayCache(10_000)
    for _ in range(100):
        kept.add(Keeper(), 800)
    keepers = [Keeper() for _ in range(100)]
    for keeper in keepers:
        kept.add(keeper, 800)
    assert 0 < sum(keeper.keeps for keeper in keepers) <= 10


def test_several_threads_may_keep() -> None:
    """As many as fit are left."""
    kept, keepers = ArrayCache(100_000), [Keeper() for _ in range(4_000)]

    def add(some: list[Keeper]) -> None:
        for keeper in some:
            kept.add(keeper, 800)

    threads = [threading.Thread(target=add, args=(keepers[number::4],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(keeper.keeps for keeper in keepers) == 100


def test_a_reader_may_let_more_be_kept() -> None:
    """As much as the one of all that are there that may keep most."""
    kept, small, large = ArrayCache(10_000), Keeper(), Keeper()
    kept.allow(small, 1_000)
    assert kept.most == 1_000
    kept.allow(large, 50_000)
    kept.allow(small, 2_000)
    assert kept.most == 50_000
    del large
    kept.allow(small, 3_000)
    assert kept.most == 3_000


def test_with_less_room_some_forget() -> None:
    """When the next array comes."""
    kept, keepers = ArrayCache(10_000), [Keeper() for _ in range(10)]
    for keeper in keepers:
        kept.add(keeper, 800)
    kept.allow(keepers[0], 5_000)
    kept.add(Keeper(), 800)
    assert sum(keeper.keeps for keeper in keepers) <= 5


def test_copies_share_the_room() -> None:
    """Also what they are allowed later."""
    kept, keeper = ArrayCache(10_000), Keeper()
    kept.divide(4)
    assert kept.most == 2_500
    kept.allow(keeper, 20_000)
    assert kept.most == 5_000


@pytest.mark.parametrize(
    ("segments", "memory", "kept"),
    [
        (1 << 20, 1 << 36, MOST_BYTES),
        (1 << 31, 1 << 36, 1 << 30),
        (1 << 31, 1 << 32, 1 << 29),
        (1 << 31, 1 << 28, MOST_BYTES),
        (1 << 31, None, 1 << 30),
    ],
)
def test_of_a_large_index_more_is_kept(
    monkeypatch: pytest.MonkeyPatch, segments: int, memory: int | None, kept: int
) -> None:
    """Half of its size, an eighth of the memory at most, but never less than of a small one."""
    monkeypatch.setattr(machine, "memory_bytes", lambda: memory)
    assert most_bytes(segments) == kept

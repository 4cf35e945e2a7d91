"""Arrays are kept up to a number of bytes."""

from __future__ import annotations

import threading

from searchkit.index.columnar.kept import Kept


class Keeper:
    """Something that keeps arrays."""

    def __init__(self) -> None:
        self.keeps = True

    def forget(self) -> None:
        """Keeps nothing any more."""
        self.keeps = False


def test_there_are_never_more_bytes_than_allowed() -> None:
    """Some forget as others come; a list larger than all room is not kept."""
    kept, keepers = Kept(10_000), [Keeper() for _ in range(100)]
    for keeper in keepers:
        kept.add(keeper, 800)
    assert sum(keeper.keeps for keeper in keepers) == 10
    large = Keeper()
    kept.add(large, 20_000)
    assert not large.keeps


def test_there_is_room_until_some_would_forget() -> None:
    """What was added counts."""
    kept, keeper = Kept(10_000), Keeper()
    assert kept.has_room(10_000)
    kept.add(keeper, 5_000)
    assert kept.has_room(4_000)
    assert not kept.has_room(6_000)
    assert keeper.keeps


def test_all_that_an_owner_forgets_is_room_again() -> None:
    """What it added in several parts goes at once, and none of it is counted any longer."""
    kept, first, second = Kept(10_000), Keeper(), Keeper()
    for _ in range(5):
        kept.add(first, 1_500)
    kept.add(second, 3_000)
    assert first.keeps != second.keeps
    assert kept.has_room(6_500 if second.keeps else 2_000)


def test_who_is_gone_keeps_nothing() -> None:
    """The room is found again without it."""
    kept = Kept(10_000)
    for _ in range(100):
        kept.add(Keeper(), 800)
    keepers = [Keeper() for _ in range(100)]
    for keeper in keepers:
        kept.add(keeper, 800)
    assert 0 < sum(keeper.keeps for keeper in keepers) <= 10


def test_several_threads_may_keep() -> None:
    """As many as fit are left."""
    kept, keepers = Kept(100_000), [Keeper() for _ in range(4_000)]

    def add(some: list[Keeper]) -> None:
        for keeper in some:
            kept.add(keeper, 800)

    threads = [threading.Thread(target=add, args=(keepers[number::4],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(keeper.keeps for keeper in keepers) == 100

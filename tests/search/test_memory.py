"""How much of what was unpacked is kept."""

from __future__ import annotations

from searchkit.index.columnar.kept import KEPT
from searchkit.settings import Settings
from searchkit.testing import small_index
from tests.copies import FIRST

MUCH = 1 << 19  # MiB: more than any other index that may be open meanwhile


def test_a_setting_says_how_much() -> None:
    """From the first search on arrays on."""
    with small_index([FIRST], settings=Settings(search_memory=MUCH)) as index:
        assert index.search(FIRST.title, sort="newest").total == 1
        assert KEPT.most == MUCH << 20

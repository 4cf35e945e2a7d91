"""A tree of numbers for people."""

from __future__ import annotations

import pytest

from searchkit.model import Explanation
from searchkit.present.explanation import explanation_lines
from searchkit.present.layout import width

TREE = Explanation(
    1.5,
    "any of these: sum of",
    (
        Explanation(1.0, "“trust” in text: weight - weight / (1 + frequency * norm)", (Explanation(20532, "N"),)),
        Explanation(0.5, "“\x1b[31m信頼\n” in text"),
    ),
)


def test_what_a_number_is_made_of_stands_below_it_further_in() -> None:
    """A number, two spaces, what it is; what would do harm in a terminal is not there."""
    assert list(explanation_lines(TREE, 80)) == [
        "1.5  any of these: sum of",
        "  1  “trust” in text: weight - weight / (1 + frequency * norm)",
        "    20532  N",
        "  0.5  “␛[31m信頼 ” in text",
    ]


@pytest.mark.parametrize("room", [80, 40, 20])
def test_no_line_is_wider_than_the_room(room: int) -> None:
    """Long ones go on further in, deep ones begin no further than half of it."""
    deep = TREE
    for _ in range(30):
        deep = Explanation(1.5, "any of these: sum of", (deep,))
    assert all(width(line) <= room for line in explanation_lines(deep, room))

"""The items of a page: which lines each one spans, and which of them is its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from searchkit.reading.pages.anchors import Anchor
from searchkit.reading.pages.lines import Line, same_title

# A title is printed twice above the source, if at all.
_MOST_REPEATS = 2
# A longer line below the bullets is the text of an item without a title.
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Item:
    """An item as indices of lines: ``start <= text < end``; its header lies before `text`."""

    anchor: Anchor
    title: str
    start: int
    text: int
    end: int
    titled_above: bool
    """Whether the title stands above the source as well."""


def find_items(lines: Sequence[Line], anchors: Sequence[Anchor]) -> list[Item]:
    """The item of each anchor; each ends where the next begins."""
    # the line below an anchor is the title of its own item, not of the next
    floors = [0, *(anchor.end + 1 for anchor in anchors)]
    starts = [_start(lines, anchor, floor) for anchor, floor in zip(anchors, floors, strict=False)]
    if sum(start < anchor.source_line for start, anchor in zip(starts, anchors, strict=True)) * 2 > len(anchors):
        starts = [
            _start_of_untitled(lines, anchor, start, floor)
            for anchor, start, floor in zip(anchors, starts, floors, strict=False)
        ]
    ends = [*starts[1:], len(lines)][: len(starts)]
    return [_item(lines, anchor, start, end) for anchor, start, end in zip(anchors, starts, ends, strict=True)]


def _start(lines: Sequence[Line], anchor: Anchor, floor: int) -> int:
    """The first line of an item: its title above the source, as often as it is repeated, or the source."""
    above = anchor.source_line - 1
    if above < floor:
        return anchor.source_line
    title = lines[above].text
    confirmed = anchor.end < len(lines) and same_title(title, lines[anchor.end].text)
    start = above
    while start > floor and anchor.source_line - start < _MOST_REPEATS and same_title(lines[start - 1].text, title):
        start -= 1
    return start if confirmed or start < above else anchor.source_line


def _start_of_untitled(lines: Sequence[Line], anchor: Anchor, start: int, floor: int) -> int:
    """On a page that prints titles above, a short line above a text that begins at once is a title, too."""
    above = anchor.source_line - 1
    if start < anchor.source_line or above < floor or anchor.end >= len(lines):
        return start
    below_is_text = len(lines[anchor.end].text) > _LONGEST_TITLE
    return above if below_is_text and len(lines[above].text) <= _LONGEST_TITLE else start


def _item(lines: Sequence[Line], anchor: Anchor, start: int, end: int) -> Item:
    titled_above = start < anchor.source_line
    title = lines[start].text if titled_above else ""
    text = anchor.end
    if text < end and (
        same_title(lines[text].text, title) if titled_above else len(lines[text].text) <= _LONGEST_TITLE
    ):
        # the copy next to the text is never cut
        title = lines[text].text
        text += 1
    return Item(anchor, title, start, text, end, titled_above)

"""Where the items of a page begin.

An item announces itself by a line that is wholly a date, after a line with its source and before bullet rows of which
the last repeats the source. That echo makes false anchors nearly impossible; where it is missing, the title that is
repeated around them verifies the anchor as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from searchkit.model import Published
from searchkit.reading.pages.datelines import LONGEST_DATE, LONGEST_SOURCE, has_time_label, read_date
from searchkit.reading.pages.lines import Line, same_title, title_key

_MOST_BULLETS = 4
_SHORTEST_ECHO = 4
# Some pages print all bullets in one line.
_ROW = re.compile(r"\s*•\s*")
# What a date of an item looks like, cheaply; only then is it parsed.
_LOOKS_LIKE_A_DATE = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|(?:an?|\d{1,2}) \w+ ago|(?:منذ|قبل) .{1,25}|yesterday|just now", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The header of an item, as indices of lines."""

    source_line: int
    """The line with the source; the line of the date if no line names it."""
    date_line: int
    end: int
    """The line after the bullets and the source that may be repeated below them."""
    source: str
    bullets: tuple[str, ...]
    """The bullets before the last, which is the source: the section, and whatever follows it."""
    published: Published
    timed: bool
    """Whether the date has the clock icon's name before it."""
    echoed: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The anchors of a page, in order, and the lines that look like the date of one but are verified by nothing."""

    anchors: tuple[Anchor, ...]
    doubtful: tuple[int, ...]


def find_anchors(lines: Sequence[Line], fetched_at: datetime | None) -> Found:
    """The verified anchors of a page."""
    anchors: list[Anchor] = []
    doubtful: list[int] = []
    index = 1
    while index < len(lines):
        text = lines[index].text
        anchor = None
        if len(text) <= LONGEST_DATE and (_precedes_bullet(lines, index) or has_time_label(text)):
            anchor = _anchor_at(lines, index, fetched_at)
        if anchor is not None:
            anchors.append(anchor)
            index = max(anchor.end, index + 1)
            continue
        if len(text) <= LONGEST_DATE and _is_bare(lines, index, fetched_at):
            doubtful.append(index)
        index += 1
    return Found(tuple(anchors), tuple(doubtful))


def _precedes_bullet(lines: Sequence[Line], index: int) -> bool:
    return index + 1 < len(lines) and bool(lines[index + 1].bullet) and not lines[index].bullet


def _bullets(lines: Sequence[Line], first: int) -> list[str]:
    """The bullet rows from `first` on; several bullets may stand in one line."""
    found: list[str] = []
    for line in lines[first : first + _MOST_BULLETS]:
        if not line.bullet or len(line.text) > 2 * LONGEST_SOURCE:
            break
        found.append(line.bullet)
    return found


def _up_to_echo(rows: list[str], source: str) -> list[str]:
    """The rows as far as the one that repeats the source: a title may begin like a bullet."""
    echoes = (number for number, row in enumerate(rows, start=1) if _echoes(row, source))
    return rows[: next(echoes, len(rows))]


def _echoes(row: str, source: str) -> bool:
    """Whether a bullet repeats the source, perhaps in a longer or shorter form ('Sky News UK')."""
    key, other = sorted((title_key(row), title_key(source)), key=len)
    return bool(key) and (key == other or (len(key) >= _SHORTEST_ECHO and other.startswith(key)))


def _anchor_at(lines: Sequence[Line], date_line: int, fetched_at: datetime | None) -> Anchor | None:
    published = read_date(lines[date_line].text, fetched_at)
    if published is None:
        return None
    rows = _up_to_echo(_bullets(lines, date_line + 1), lines[date_line - 1].text)
    words = [word for row in rows for word in _ROW.split(row) if word]
    source = lines[date_line - 1].text
    named = len(source) <= LONGEST_SOURCE and not lines[date_line - 1].bullet
    end = date_line + 1 + len(rows)
    echoed = named and bool(words) and _echoes(words[-1], source)
    if not echoed:
        after = lines[end].text if end < len(lines) else ""
        if after and same_title(source, after):
            # no line names the source: the title stands directly above the date
            if not words:
                return None
            source, named = words[-1], False
        elif not (named and date_line >= 2 and same_title(lines[date_line - 2].text, after)):
            return None
    if end < len(lines) and named and title_key(lines[end].text) == title_key(source):
        end += 1
    return Anchor(
        source_line=date_line - 1 if named else date_line,
        date_line=date_line,
        end=end,
        source=source,
        bullets=tuple(words[:-1] if echoed or not named else words),
        published=published,
        timed=has_time_label(lines[date_line].text),
        echoed=echoed,
    )


def _is_bare(lines: Sequence[Line], index: int, fetched_at: datetime | None) -> bool:
    """Whether a line is the date of an item that nothing verifies: below a short line, and wholly a date."""
    text = lines[index].text
    if not has_time_label(text) and not _LOOKS_LIKE_A_DATE.fullmatch(text):
        return False
    return len(lines[index - 1].text) <= LONGEST_SOURCE and read_date(text, fetched_at) is not None

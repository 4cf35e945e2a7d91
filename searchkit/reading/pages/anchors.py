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
from searchkit.reading.dates.words import fold
from searchkit.reading.pages.datelines import LONGEST_DATE, LONGEST_SOURCE, has_time_label, read_date
from searchkit.reading.pages.lines import Line, same_title, title_key

_MOST_BULLETS, _MOST_ROWS = 4, 3
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
        anchor = _anchor_at(lines, index, fetched_at) if _may_be_anchor(lines, index) else None
        if anchor is not None:
            anchors.append(anchor)
            index = max(anchor.end, index + 1)
            continue
        if len(text) <= LONGEST_DATE and _is_bare(lines, index, fetched_at):
            doubtful.append(index)
        index += 1
    return Found(tuple(anchors), tuple(doubtful))


def _may_be_anchor(lines: Sequence[Line], index: int) -> bool:
    """Whether it is worth reading a line as a date: a look at its neighbours is cheaper."""
    line = lines[index]
    if len(line.text) > LONGEST_DATE or line.bullet:
        return False
    below = lines[index + 1 : index + 1 + _MOST_ROWS]
    if (below and below[0].bullet) or has_time_label(line.text):
        return True
    return any(other.text == lines[index - 1].text for other in below)


def _plain_rows(lines: Sequence[Line], date_line: int) -> list[str]:
    """The rows below a date whose bullets were lost, as far as the one that repeats the source; none without it."""
    key = title_key(lines[date_line - 1].text)
    rows: list[str] = []
    for line in lines[date_line + 1 : date_line + 1 + _MOST_ROWS]:
        if len(line.text) > LONGEST_SOURCE:
            break
        rows.append(line.text)
        if key and title_key(line.text) == key:
            return rows
    return []


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
    if title_key(row) == title_key(source):
        return bool(title_key(row))
    short, long = sorted((fold(row), fold(source)), key=len)
    return len(short) >= _SHORTEST_ECHO and long.startswith(short + " ") and len(long) <= 2 * len(short)


def _anchor_at(lines: Sequence[Line], date_line: int, fetched_at: datetime | None) -> Anchor | None:
    """The anchor whose date is `date_line`; None if that is no date, or if neither echo nor title verifies it."""
    published = read_date(lines[date_line].text, fetched_at)
    if published is None:
        return None
    above = lines[date_line - 1]
    timed = has_time_label(lines[date_line].text)
    marked = _up_to_echo(_bullets(lines, date_line + 1), above.text)
    rows = marked or _plain_rows(lines, date_line)
    words = [word for row in rows for word in _ROW.split(row) if word]
    end = _below_source(lines, date_line + 1 + len(rows), words[-1] if words else "")
    source, source_line = above.text, date_line - 1
    echoed = _may_be_source(above) and bool(words) and _echoes(words[-1], source)
    if not (echoed and (marked or timed)):
        after = lines[end].text if end < len(lines) else ""
        if words and same_title(above.text, after):
            # no line names the source: the title stands directly above the date
            source, source_line, echoed = words[-1], date_line, True
        elif not (_may_be_source(above) and date_line >= 2 and same_title(lines[date_line - 2].text, after)):
            return None
    return Anchor(
        source_line=source_line,
        date_line=date_line,
        end=end,
        source=source,
        bullets=tuple(words[:-1] if echoed else words),
        published=published,
        timed=timed,
    )


def _may_be_source(line: Line) -> bool:
    return len(line.text) <= LONGEST_SOURCE and not line.bullet


def _below_source(lines: Sequence[Line], end: int, source: str) -> int:
    """The line after the source that some pages print once more below the bullets."""
    repeated = end < len(lines) and title_key(source) == title_key(lines[end].text) != ""
    return end + 1 if repeated else end


def _is_bare(lines: Sequence[Line], index: int, fetched_at: datetime | None) -> bool:
    """Whether a line is the date of an item that nothing verifies: below a short line, and wholly a date."""
    text = lines[index].text
    if not has_time_label(text) and not _LOOKS_LIKE_A_DATE.fullmatch(text):
        return False
    return len(lines[index - 1].text) <= LONGEST_SOURCE and read_date(text, fetched_at) is not None

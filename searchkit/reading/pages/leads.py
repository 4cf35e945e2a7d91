"""What stands before the items of a page: its main article, or the heading of a listing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from searchkit.model import Published
from searchkit.reading.pages.datelines import LONGEST_SOURCE, read_dateline
from searchkit.reading.pages.furniture import is_listing, is_logo, kind_of
from searchkit.reading.pages.lines import Line, same_title

# A title is printed twice; three times when the page's own title came along.
_MOST_TITLES = 3
_LONGEST_TITLE = 400
# Without furniture below it, a short line above the items is a heading, not an article.
_LONGEST_HEADING = 100


@dataclass(frozen=True, slots=True)
class Lead:
    """The main article's header, as indices of lines: it begins at `title_line`, its text at `text`."""

    title_line: int
    text: int
    titles: int
    """How often the title is printed; 0 if the article has none."""
    logo: bool
    source: str = ""
    published: Published | None = None


def read_lead(lines: Sequence[Line], end: int, known: Collection[str], fetched_at: datetime | None) -> Lead | None:
    """The header of the main article in ``lines[:end]``; None if nothing but furniture is there."""
    first = 0
    while first < end and is_logo(lines[first]):
        first += 1
    if first == end:
        return None
    if len(lines[first].text) > _LONGEST_TITLE:
        return Lead(first, first, 0, first > 0)
    text = first + 1
    while text < end and text - first < _MOST_TITLES and same_title(lines[text].text, lines[first].text):
        text += 1
    lead = Lead(first, text, text - first, first > 0)
    return _with_dateline(lines, end, lead, known, fetched_at)


def _with_dateline(
    lines: Sequence[Line], end: int, lead: Lead, known: Collection[str], fetched_at: datetime | None
) -> Lead:
    """`lead` with the source and date below its title, on one line or on two, if they are there."""
    if lead.text == end:
        return lead
    line = read_dateline(lines[lead.text].text, known, fetched_at)
    below = read_dateline(lines[lead.text + 1].text, (), fetched_at) if lead.text + 1 < end else None
    dated_below = below is not None and not below.source
    source, published, used = "", None, 0
    if line is not None:
        source, published, used = line.source, line.published, 1
        if published is None and below and dated_below:
            published, used = below.published, 2
    elif below and dated_below and len(lines[lead.text].text) <= LONGEST_SOURCE:
        source, published, used = lines[lead.text].text, below.published, 2
    return Lead(lead.title_line, lead.text + used, lead.titles, lead.logo, source, published)


def listing_tag(lines: Sequence[Line], end: int) -> str | None:
    """The tag that a listing's heading in ``lines[:end]`` names, '' for another heading; None for an article.

    A heading is the logo, a '#', a sentence such as 'Latest news with #Trade', or one short line that no furniture
    separates from the items.
    """
    rest = [line for line in lines[:end] if not is_logo(line) and line.text != "#"]
    headings = [line for line in rest if is_listing(line)]
    others = [line for line in rest if not is_listing(line) and kind_of(line) is None]
    if headings and not others:
        return headings[0].text.partition("#")[2].strip(" #،,.")
    short = not others or (len(others) == 1 and len(others[0].text) <= _LONGEST_HEADING)
    return "" if short and not any(kind_of(line) == "sure" for line in rest) else None

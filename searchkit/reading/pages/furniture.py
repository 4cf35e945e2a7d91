"""Telling a page's furniture from its articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from searchkit.reading.dates.words import fold
from searchkit.reading.pages.contacts import contacts_of
from searchkit.reading.pages.furniture_words import INSIDE, LIKELY, LIKELY_PATTERNS, LISTINGS, SURE, SURE_PATTERNS
from searchkit.reading.pages.lines import Line

Kind = Literal["sure", "likely", "inside", "tags"]

# The longest furniture is the footer's sentence of some 150 characters.
_LONGEST = 320
# A line that the lists do not know is furniture between known furniture, if it is no long paragraph.
_LARGEST_GAP = 2
_LONGEST_IN_GAP = 250
_TAGS = re.compile(r"(?:#[^\s#]+\s*)+|#")


def _pattern(sources: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{source})" for source in sources))


def _key(text: str) -> str:
    return fold(text).strip(" .:…!>›»")


def _keys(words: Mapping[str, str]) -> frozenset[str]:
    return frozenset(_key(line) for lines in words.values() for line in lines.splitlines() if line.strip())


_SURE, _LIKELY, _INSIDE = _keys(SURE), _keys(LIKELY), _keys(INSIDE)
_SURE_PATTERN, _LIKELY_PATTERN, _LISTING = _pattern(SURE_PATTERNS), _pattern(LIKELY_PATTERNS), _pattern(LISTINGS)


def kind_of(line: Line) -> Kind | None:
    """What furniture a line is, taken by itself; None for a line of an article."""
    if len(line.text) > _LONGEST:
        return None
    if _TAGS.fullmatch(line.text):
        return "tags"
    key = _key(line.text)
    if key in _SURE or _SURE_PATTERN.fullmatch(key):
        return "sure"
    if key in _INSIDE:
        return "inside"
    if key in _LIKELY or _LIKELY_PATTERN.fullmatch(key):
        return "likely"
    return None


def is_inside(line: Line) -> bool:
    """Whether a line is furniture that stands between the paragraphs of an article: 'Advertisement', 'share'."""
    return len(line.text) <= _LONGEST and _key(line.text) in _INSIDE


def is_logo(line: Line) -> bool:
    """Whether a line is the name of the logo, with which a page begins."""
    return _key(line.text) in ("logo", _key("شعار"))


def is_listing(line: Line) -> bool:
    """Whether a line is the heading of a page that only lists items: 'Latest news with #Trade'."""
    return len(line.text) <= _LONGEST and _LISTING.fullmatch(_key(line.text)) is not None


def run_before(lines: Sequence[Line], first: int, end: int) -> int:
    """Where the run of furniture begins that ends before `end`; `end` if there is none.

    Walked backwards: an article may well have a subhead that reads like furniture, but not at its end. Lines that no
    list knows belong to the run only below a line that is surely furniture.
    """
    start, gap = end, 0
    for index in range(end - 1, first - 1, -1):
        kind = kind_of(lines[index])
        if kind == "sure" or (kind is not None and gap == 0):
            start, gap = index, 0
            continue
        gap += 1
        if gap > _LARGEST_GAP or len(lines[index].text) > _LONGEST_IN_GAP or contacts_of(lines[index].text):
            break
    return start


def sure_lines(lines: Iterable[Line]) -> int:
    """How many of `lines` are surely furniture."""
    return sum(kind_of(line) == "sure" for line in lines)

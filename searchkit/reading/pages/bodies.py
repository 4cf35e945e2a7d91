"""The text of one article, made of its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from searchkit.reading.credits.agencies import agency_of
from searchkit.reading.credits.bylines import byline_of, credit_of
from searchkit.reading.pages.contacts import contacts_of, trailing_contact
from searchkit.reading.pages.furniture import is_inside
from searchkit.reading.pages.lines import BULLETS, Line

# A byline or an address stands at either end of a story; in the middle it is a quotation or a list.
_EDGE = 3
_LONGEST_HEADING, _MOST_WORDS = 90, 14
_SHORTEST_STANDFIRST, _LONGEST_STANDFIRST = 40, 300
_SHORTEST_PARAGRAPH = 80
_ENDS_SENTENCE = re.compile(r"[.!?…:;,。！？،؛؟\"'”’»)\]]$")
_BEGINS_OTHERWISE = re.compile(rf"[{re.escape(BULLETS)}>\"'“‘«(\[#@\d]")


@dataclass(slots=True)
class Body:
    """What the lines of an article's text say."""

    paragraphs: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    summary: str = ""
    authors: list[str] = field(default_factory=list)
    byline: str = ""
    contacts: list[str] = field(default_factory=list)
    agency: str = ""
    credits: list[str] = field(default_factory=list)
    dropped: list[Line] = field(default_factory=list)
    """Lines such as 'Advertisement' between the paragraphs."""


def read_body(lines: Sequence[Line]) -> Body:
    """Sorts the lines of a text into paragraphs, names, addresses and furniture; every line goes somewhere."""
    body = Body()
    kept: list[Line] = []
    for line in lines:
        if is_inside(line):
            body.dropped.append(line)
        else:
            kept.append(line)
    for index, line in enumerate(kept):
        at_edge = index < _EDGE or index >= len(kept) - _EDGE
        if not (_take_contact(body, line.text) or (at_edge and len(kept) > 1 and _take_credit(body, line.text))):
            body.paragraphs.append(line.text)
    _take_trailing_contact(body)
    body.agency = agency_of(body.paragraphs) or body.agency
    body.headings = _headings(body.paragraphs)
    body.summary = _standfirst(body.paragraphs)
    return body


def _take_contact(body: Body, text: str) -> bool:
    """Whether a line went to the contacts. A name with an address is a reporter's."""
    found = contacts_of(text)
    if found is None:
        return False
    body.contacts += [address for address in found.addresses if address not in body.contacts]
    if found.name:
        body.byline = body.byline or text
        # one Latin word is rather a desk than a person
        if (" " in found.name or not found.name.isascii()) and found.name not in body.authors:
            body.authors.append(found.name)
    return True


def _take_credit(body: Body, text: str) -> bool:
    """Whether a line at an end of the text went to byline or photograph."""
    if (byline := byline_of(text)) is not None:
        body.byline = f"{body.byline}; {text}" if body.byline else text
        body.authors += [author for author in byline.authors if author not in body.authors]
        body.agency = body.agency or byline.agency
        return True
    if credit_of(text):
        body.credits.append(text)
        return True
    return False


def _take_trailing_contact(body: Body) -> None:
    if body.paragraphs:
        body.paragraphs[-1], address = trailing_contact(body.paragraphs[-1])
        if address and address not in body.contacts:
            body.contacts.append(address)


def _headings(paragraphs: Sequence[str]) -> list[str]:
    """The subheads: short lines without a full stop, each between two paragraphs; lists have no paragraphs between."""
    return [
        text
        for before, text, after in zip(paragraphs, paragraphs[1:], paragraphs[2:], strict=False)
        if _may_be_heading(text) and not _may_be_heading(before) and not _may_be_heading(after)
    ]


def _may_be_heading(text: str) -> bool:
    if len(text) > _LONGEST_HEADING or len(text.split()) > _MOST_WORDS or _BEGINS_OTHERWISE.match(text):
        return False
    return text.endswith(("?", "؟", "？")) or not _ENDS_SENTENCE.search(text)


def _standfirst(paragraphs: Sequence[str]) -> str:
    """The first line, if it is a headline's second half: no full stop, and a longer paragraph below it."""
    if len(paragraphs) < 3:
        return ""
    first, second = paragraphs[:2]
    right_size = _SHORTEST_STANDFIRST <= len(first) <= _LONGEST_STANDFIRST
    return first if right_size and not _ENDS_SENTENCE.search(first) and len(second) > _SHORTEST_PARAGRAPH else ""

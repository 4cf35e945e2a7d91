"""The text of a feed before a parser sees it: is it one, would it unfold, where are its entries?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from searchkit.errors import LimitExceeded
from searchkit.reading.texts.attributes import MOST_ATTRIBUTES, has_too_many_attributes

_LONGEST_ENTITY = 64
"""Characters that an entity may stand for: a name or a sign. Longer ones unfold in the parser."""
_MOST_ENTITIES = 500

_MOST_MARKS = 100_000
_PROLOGUE = re.compile(r"[\ufeff\s]*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_DOCTYPE = re.compile(r"[\ufeff\s]*<!DOCTYPE[^\[>]*(\[)?", re.IGNORECASE)
_ROOT = re.compile(r"[\ufeff\s]*<(?:([A-Za-z][\w.-]*):)?(rss|feed|rdf)(?=[\s>/])([^<>]*)", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY\s+(%\s+)?\S+\s+(?:(SYSTEM|PUBLIC)\b|\"([^\"]*)\"|'([^']*)')?", re.IGNORECASE)
_NAMED_REFERENCE = re.compile(r"&(?!#)|%[\w.-]+;")
_MARK = re.compile(r"<!\[CDATA\[|<!--|<(/?)((?:[A-Za-z][\w.-]*:)?(?:item|entry))(?=[\s>/])")
_OPENING = re.compile(r"[\ufeff\s]*<[^<>]*>")
_CHANNEL = re.compile(r"<channel(?=[\s>])[^<>]*>")
_LONGEST_FRAME = 64 * 1024
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->"}
_FEED_NAMESPACES = ("purl.org/rss", "w3.org/2005/atom", "w3.org/1999/02/22-rdf", "purl.org/atom", "netscape.com/rdf")


class Entry(NamedTuple):
    """Where an entry lies in the text."""

    start: int
    end: int
    is_whole: bool
    """Its end tag is there."""

    def is_empty(self, text: str) -> bool:
        """Whether no element is in it."""
        return text.count("<", self.start, self.end) < (3 if self.is_whole else 2)


def root_of(text: str) -> str:
    """What the feed's first element is called, in lower case; "" when the text is no feed."""
    root = _ROOT.match(text, _body_start(text))
    if root is None:
        return ""
    name, attributes = root[2].lower(), root[3].lower()
    if name == "rss" or any(namespace in attributes for namespace in _FEED_NAMESPACES):
        return f"{root[1]}:{name}".lower() if root[1] else name
    return ""


def checked(text: str) -> tuple[str, bool]:
    """The text without its declarations of a document type, and whether they named anything outside of it.

    Raises `LimitExceeded` when they declare entities that a parser would unfold into something large.
    """
    at = _skip(text, _PROLOGUE, 0)
    match = _DOCTYPE.match(text, at)
    if match is None:
        return text, False
    end = _doctype_end(text, match)
    declarations = text[match.end() : end]
    entities = list(_ENTITY.finditer(declarations))
    for number, entity in enumerate(entities):
        value = entity[3] or entity[4] or ""
        if len(value) > _LONGEST_ENTITY or _NAMED_REFERENCE.search(value) or number >= _MOST_ENTITIES:
            raise LimitExceeded("its document type declares entities that unfold into others or into long text")
    is_outside = any(entity[1] or entity[2] for entity in entities)
    return text[:at] + text[end:], is_outside


def entries_of(text: str) -> Iterator[Entry]:
    """Where the entries of a feed lie, in order; comments and quoted text are passed over.

    Raises `LimitExceeded` where more of these come after each other than any feed has; each takes a microsecond.
    """
    at = number = last = 0
    begun: int | None = None
    name = ""
    while mark := _MARK.search(text, at):
        number += 1
        if number - last > _MOST_MARKS:
            raise LimitExceeded(f"more than {_MOST_MARKS:,} comments, quoted texts and tags in a row make no entry")
        closing = _ENDS.get(mark[0])
        if closing:
            found = text.find(closing, mark.end())
            at = found + len(closing) if found >= 0 else len(text)
            continue
        at = mark.end()
        if not mark[1] and begun is None:
            begun, name = mark.start(), mark[2]
        elif not mark[1] and mark[2] == name and begun is not None:
            # the last entry was never closed: entries do not lie within each other
            yield Entry(begun, mark.start(), False)
            begun = mark.start()
            last = number
        elif mark[1] and begun is not None and mark[2] == name:
            end = text.find(">", at)
            at = end + 1 if end >= 0 else len(text)
            yield Entry(begun, at, end >= 0)
            begun = None
            last = number
    if begun is not None:
        yield Entry(begun, len(text), False)


class FeedFrame:
    """What stands around the entries of a feed, so that any of them can be made a feed of their own."""

    def __init__(self, text: str) -> None:
        """Raises `LimitExceeded` for a tag of more attributes than a parser is given; namespaces are such."""
        at = _skip(text, _PROLOGUE, 0)
        first = next(entries_of(text), None)
        root = _ROOT.match(text, at)
        self._root = f"{root[1]}:{root[2]}" if root and root[1] else root[2] if root else ""
        start = root.start() if root else at
        end = first.start if first else len(text)
        if end - start > _LONGEST_FRAME and root:
            end = root.end() + 1
        self._whole = text[start:end]
        if has_too_many_attributes(self._whole):
            raise LimitExceeded(f"the feed has a tag of more than {MOST_ATTRIBUTES} attributes before its entries")
        tags = _OPENING.match(self._whole)
        self._opening = tags[0] if tags else self._whole
        self._closing = f"</{self._root}>" if self._root else ""
        channel = _CHANNEL.search(self._whole)
        if channel and "</channel" not in self._whole:
            self._closing = f"</channel>{self._closing}"
            self._opening += "" if tags is None else channel[0]

    @property
    def head(self) -> str:
        """A feed without entries: what it says of itself."""
        return f"{_DECLARATION}{self._whole}{self._closing}"

    def document(self, text: str, entries: Sequence[Entry]) -> str:
        """A feed of these entries of `text` alone, which says nothing of itself."""
        parts = [_DECLARATION, self._opening]
        for entry in entries:
            parts.append(text[entry.start : entry.end])
            if not entry.is_whole:
                parts.append(_closing_of(parts[-1]))
        return "".join(parts) + self._closing

    def is_closed(self, text: str) -> bool:
        """Whether the feed's first element ends in `text`."""
        return not self._root or f"</{self._root}".lower() in text[-4_096:].lower()


def _closing_of(entry: str) -> str:
    """What a cut entry needs so that a parser sees where it ends."""
    unfinished = "]]>" if entry.rfind("<![CDATA[") > entry.rfind("]]>") else ""
    name = entry[1:].split(">", 1)[0].split()[0]
    return f"{unfinished}</{name}>"


def _body_start(text: str) -> int:
    """Where the first element begins: after declarations and comments."""
    at = _skip(text, _PROLOGUE, 0)
    match = _DOCTYPE.match(text, at)
    return _skip(text, _PROLOGUE, _doctype_end(text, match)) if match else at


def _skip(text: str, pattern: re.Pattern[str], at: int) -> int:
    while match := pattern.match(text, at):
        at = match.end()
    return at


def _doctype_end(text: str, match: re.Match[str]) -> int:
    """The character after a ``<!DOCTYPE ...>``, with or without declarations inside."""
    at = match.end()
    if match[1]:
        closing = re.compile(r"\]\s*>").search(text, at)
        return closing.end() if closing else len(text)
    end = text.find(">", at)
    return end + 1 if end >= 0 else len(text)

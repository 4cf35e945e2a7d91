"""Plain text: an aggregator page of several articles, or one article whose title is its first line.

The text is held whole, but no more of it than `Settings.article_bytes` allows: a longer file is cut there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import BinaryIO

from searchkit.frozen import replace
from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.pages import split
from searchkit.reading.texts.byte_offsets import ByteOffsets
from searchkit.reading.texts.charset import Decoded, decode, has_mark, undecodable
from searchkit.reading.texts.unwrap import unwrap

_TITLE_CHARACTERS = 300
"""A longer first line is a paragraph: then the article has no title of its own, and the line stays in the body."""
_CONTROLS = bytes({*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)})
_MOST_CONTROLS = 0.05
"""Share of control characters above which bytes are no text."""
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")


class TextReader:
    """Reads plain text of any encoding."""

    name = "text"
    extensions = frozenset({".txt", ".text", ".asc"})

    def sniff(self, head: bytes, path: PurePath) -> int:
        """Text is what nothing else is, unless full of control characters, or XML, whose tags would be words."""
        if (_controls(head) > _MOST_CONTROLS and not has_mark(head)) or _XML.match(head):
            return 0
        return 40 if path.suffix.lower() in self.extensions else 10

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article | Problem]:
        """The articles of the page, or the one article of the text."""
        decoded, problems = read_text(stream, context)
        yield from problems
        at = ByteOffsets(decoded).at if not decoded.replaced else None
        yield from articles_of(decoded.text, context, byte_at=at)


def read_text(stream: BinaryIO, context: Context) -> tuple[Decoded, list[Problem]]:
    """The text of a stream, cut to `Settings.article_bytes`, and what was cut or could not be decoded."""
    limit = context.settings.article_bytes
    data = stream.read(limit + 1)
    problems = []
    if len(data) > limit:
        data = _whole_characters(data[:limit])
        reason = f"the text is longer than {limit:,} bytes (article_bytes); the rest was left out"
        problems.append(context.problem(reason, code="limit", severity="partial", place=f"byte {limit}"))
    decoded = decode(data, context.charset)
    if decoded.replaced:
        problems.append(context.problem(undecodable(decoded), code="encoding", severity="partial"))
    return decoded, problems


def articles_of(
    text: str, context: Context, *, byte_at: Callable[[int], int] | None = None
) -> Iterator[Article | Problem]:
    """The articles that a text holds, whatever reader it came from: those of an aggregator page, else one.

    `byte_at` gives the byte of the file at which a character of the text lies, where that is known.
    """
    page = split(text, fetched_at=context.fetched_at)
    if page is None:
        yield one_article(text)
        return
    for piece in page.articles:
        start, end = (byte_at(piece.start), byte_at(piece.end)) if byte_at else (None, None)
        yield replace(piece.article, origins=context.origin(start=start, end=end))
    for note in page.notes:
        yield context.problem(note.message, code="ambiguous", severity="note")


def one_article(text: str) -> Article:
    """The text as one article: its first line is the title, the rest the body, line breaks of a fixed width undone."""
    first, _, rest = text.strip().partition("\n")
    title, rest = first.strip(), rest.strip()
    if len(title) > _TITLE_CHARACTERS:
        return Article(body=unwrap(f"{title}\n{rest}" if rest else title))
    return Article(title=title, body=unwrap(rest) if rest else "")


def _whole_characters(data: bytes) -> bytes:
    """UTF-8 without the beginning of a character at its end; other encodings lose three bytes at most."""
    for back in range(1, min(4, len(data)) + 1):
        if data[-back] & 0xC0 != 0x80:
            return data[:-back] if data[-back] >= 0xC0 else data
    return data


def _controls(head: bytes) -> float:
    return 1 - len(head.translate(None, _CONTROLS)) / len(head) if head else 0.0


READER = TextReader()

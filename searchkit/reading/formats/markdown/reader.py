"""Markdown, with or without a block of fields (front matter) before it.

The fields have the same names as those of a record in JSON and are understood alike. Without a title among them, the
first heading is the title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

from searchkit.errors import ReadingError
from searchkit.frozen import replace
from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.formats.markdown.front_matter import (
    FrontMatter,
    has_front_matter,
    split_front_matter,
    text_after,
)
from searchkit.reading.formats.markdown.text import MarkdownText, read_markdown
from searchkit.reading.formats.text import read_text
from searchkit.reading.records.field_names import fold_name
from searchkit.reading.records.record import Records
from searchkit.reading.reports import Reports
from searchkit.reading.workers import parse
from searchkit.settings import Settings

_HEADING = re.compile(rb"^#{1,6} \S", re.MULTILINE)
_LINK = re.compile(rb"\[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)")
_SMALL = 64 * 1024
"""Characters that any Markdown is parsed of in a blink; longer texts go to the worker, which can be stopped."""

_MARKS = "[*_`<!&|~>\n"
"""What parsing spends its time on, 5 to 30 microseconds for each: signs that may begin something, and lines."""
_SMALL_MARKS = "$%+-=@^:\\]{}#"
"""Signs at which the parser stops, too, but goes on after 2 to 3 microseconds."""
_SMALL_MARKS_IN_A_MARK = 10
_TITLE = re.compile(r"# +([^\n]+)")


class MarkdownReader:
    """Reads Markdown and other text with front matter."""

    name = "markdown"
    extensions = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rmd", ".qmd"})

    def sniff(self, head: bytes, path: PurePath) -> int:
        """Front matter is a clear sign; headings and links are a faint one, as text has them too."""
        if head.lstrip(b"\xef\xbb\xbf \r\n")[:3] in {b"---", b"+++"} and has_front_matter(
            head.decode("utf-8", "replace")
        ):
            return 80
        if path.suffix.lower() in self.extensions:
            return 50
        return 20 if _HEADING.search(head) and _LINK.search(head) else 0

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article | Problem]:
        """The one article of the file."""
        decoded, problems = read_text(stream, context)
        yield from problems
        try:
            matter = split_front_matter(decoded.text)
        except ReadingError as error:
            yield context.problem(f"{error}; its text was read without", severity="partial")
            matter = FrontMatter({}, text_after(decoded.text))
        yield from _articles(matter, context)


def _articles(matter: FrontMatter, context: Context) -> Iterator[Article | Problem]:
    if too_many := _too_many(matter.text, context.settings):
        reason = f"it has more than {too_many}; the text was taken as it stands"
        yield context.problem(reason, code="limit", severity="note")
        found = _as_it_stands(matter.text.strip())
    else:
        found = _parsed(matter.text, context)
    fields = {name: value for name, value in matter.fields.items() if fold_name(name) not in _TEXT_NAMES}
    has_title = any(fold_name(name) in _TITLE_NAMES for name in fields)
    number = None if has_title else _title_number(found)
    title = "" if number is None else " ".join(found.blocks[number].split())
    body = "\n\n".join(block for at, block in enumerate(found.blocks) if at != number)
    headings = tuple(found.blocks[at] for at, _ in found.headings if at != number)
    record = {**fields, "title": title} if title else fields
    if not record and not body:
        return
    reports = Reports(context)
    items = list(Records(context, reports, role="document").articles({**record, "body": body or title}, place=""))
    # the text is clean already; only where it was a page of several articles is theirs another
    is_one = sum(isinstance(item, Article) for item in items) == 1
    for item in items:
        yield replace(item, body=body, headings=headings, id="") if is_one and isinstance(item, Article) else item
    yield from reports.rest()


_TEXT_NAMES = frozenset({"body", "text", "content", "markdown"})
_TITLE_NAMES = frozenset({"title", "headline", "name"})


def _title_number(found: MarkdownText) -> int | None:
    """The block that is the title: the first heading, if nothing stands before it or it is of the highest level."""
    if not found.headings:
        return None
    number, level = found.headings[0]
    return number if number == 0 or level == 1 else None


def _too_many(text: str, settings: Settings) -> str:
    """What a text has more of than a parser of Markdown reads quickly; empty when it is nothing."""
    characters, marks = settings.markdown_characters, settings.markdown_marks
    if len(text) > characters:
        return f"{characters:,} characters (markdown_characters)"
    if len(text) > marks and _marks(text) > marks:
        return f"{marks:,} marks (markdown_marks)"
    return ""


def _marks(text: str) -> int:
    """How many marks there are, lines that end in a carriage return alone included."""
    returns = text.count("\r") - text.count("\r\n")
    small = sum(map(text.count, _SMALL_MARKS)) // _SMALL_MARKS_IN_A_MARK
    return sum(map(text.count, _MARKS)) + returns + small


def _as_it_stands(text: str) -> MarkdownText:
    """The paragraphs of a text with their marks; a heading that it begins with is known as one."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    match = _TITLE.match(text)
    if not match:
        return MarkdownText(blocks)
    rest = blocks[0][match.end() :].strip()
    return MarkdownText([match[1], *([rest] if rest else ()), *blocks[1:]], [(0, 1)])


def _parsed(text: str, context: Context) -> MarkdownText:
    if len(text) <= _SMALL:
        return read_markdown(text)
    answer: dict[str, Any] = parse("markdown", text.encode("utf-8", "replace"), {}, context.settings)
    return MarkdownText(answer["blocks"], [(number, level) for number, level in answer["headings"]])


READER = MarkdownReader()

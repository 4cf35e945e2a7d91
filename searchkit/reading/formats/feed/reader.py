"""Feeds: RSS, Atom and RDF, an article for each entry.

The text is cut at its entries first, and feedparser sees them a batch at a time: so memory is bounded by the text, an
entry that is broken spoils only itself, and each article knows its place in the file. Nothing is ever fetched.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import Any, BinaryIO

from searchkit.errors import LimitExceeded
from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.formats.feed.entry import article_of, text_of_entry
from searchkit.reading.formats.feed.text import Entry, FeedFrame, checked, entries_of, root_of
from searchkit.reading.records.bodies import articles_within, is_more_than_a_body
from searchkit.reading.reports import Reports
from searchkit.reading.texts.attributes import MOST_ATTRIBUTES, has_too_many_attributes
from searchkit.reading.texts.byte_offsets import ByteOffsets
from searchkit.reading.texts.charset import decode, undecodable
from searchkit.reading.texts.prose import one_line

_XML_ENCODING = re.compile(rb"\s*<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BATCH = 200
"""Entries that are parsed at a time."""
_LONGEST_NAME = 300
"""Characters of the feed's name, which each of its articles has."""
_EMPTY = "the entry has neither a title nor a text"
_MOST_ENTITIES = 500_000
"""Of an entry: the parser takes 2 us over a sign of one."""
_MOST_TAGS = 2_000
_SPARE_TAGS = 100_000
"""Of all entries, for each and besides: the parser takes some 20 us a tag, minutes for the longest feed of such."""
_LABEL = re.compile(
    r"<(?:\w+:)?(?:category|subject|keywords|author|creator|contributor|link|enclosure)\b", re.IGNORECASE
)
_MOST_LABELS = 1_000
"""Tags, people and addresses of an entry: the parser looks each up among all before it."""

_PERSON = re.compile(
    r"<((?:\w+:)?(?:author|creator|contributor|managingEditor|webMaster|publisher|owner))\b[^<>]*>", re.IGNORECASE
)
_NAME = re.compile(r"[\w.+-]+")
_LONGEST_WORD = 256
"""Characters of a word of a name: the parser looks for addresses of e-mail in it, from each letter to its end."""


class FeedReader:
    """Reads RSS, Atom and RDF."""

    name = "feed"
    extensions = frozenset({".rss", ".atom", ".rdf", ".xml", ".feed"})

    def sniff(self, head: bytes, path: PurePath) -> int:
        """The first element says it."""
        start = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
        return 95 if start == b"<" and root_of(decode(head).text) else 0

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article | Problem]:
        """An article for each entry. Raises `LimitExceeded` for a feed that would unfold in the parser."""
        limit = context.settings.feed_bytes
        data = stream.read(limit + 1)
        is_cut = len(data) > limit
        if is_cut:
            data = data[:limit]
            reason = f"the feed is longer than {limit:,} bytes (feed_bytes); the rest was left out"
            yield context.problem(reason, code="limit", severity="partial", place=f"byte {limit}")
        declared = _XML_ENCODING.match(data)
        decoded = decode(data, context.charset or (declared[1].decode("ascii") if declared else None))
        is_exact = decoded.encoding == "utf-8" and not decoded.replaced
        del data
        reports = Reports(context)
        if decoded.replaced > is_cut:  # a character may have been cut in two
            reports.once(undecodable(), code="encoding", severity="partial")
        yield from _Feed(context, reports, decoded.text, ByteOffsets(decoded).at if is_exact else None).articles()
        yield from reports.rest()


READER = FeedReader()


class _Feed:
    """Reads the entries of one feed."""

    def __init__(self, context: Context, reports: Reports, text: str, byte_at: Callable[[int], int] | None) -> None:
        """`byte_at` gives the byte of the file at which a character of the text lies, where that is known."""
        self._context = context
        self._reports = reports
        self._text, names_outside = checked(text)
        self._frame = FeedFrame(self._text)
        if _has_long_name(self._frame.head):
            reason = f"the feed has a name with a word of more than {_LONGEST_WORD} characters before its entries"
            raise LimitExceeded(reason)
        self._head: Any = _parsed(self._frame.head)[0]["feed"]
        title = one_line(str(self._head.get("title") or ""))
        if len(title) > _LONGEST_NAME:
            self._head["title"] = title[:_LONGEST_NAME]
            reason = f"the name of the feed has more than {_LONGEST_NAME} characters; its beginning stands for it"
            reports.once(reason, code="limit")
        self._byte_at = byte_at
        self._removed = len(text) - len(self._text)
        if names_outside:
            reports.once("it names entities that lie outside of the file; they were left out", code="malformed")

    def articles(self) -> Iterator[Article | Problem]:
        """The articles of every entry."""
        most = self._context.settings.feed_entries
        batch: list[Entry] = []
        tags = 0
        try:
            for number, entry in enumerate(entries_of(self._text)):
                if number >= most:
                    raise LimitExceeded(f"it has more than {most:,} entries (feed_entries)")
                tags += min(self._text.count("<", entry.start, entry.end), self._context.settings.html_tags)
                if tags > _SPARE_TAGS + _MOST_TAGS * (number + 1):
                    raise LimitExceeded(f"its entries have more than {_MOST_TAGS:,} tags each")
                batch.append(entry)
                if len(batch) == _BATCH:
                    yield from self._of_batch(batch)
                    batch = []
        except LimitExceeded as error:
            self._reports.once(f"{error}; the rest was left out", code="limit", severity="partial")
        yield from self._of_batch(batch)
        if not self._frame.is_closed(self._text):
            self._reports.once("the feed ends early; what came before was read", code="truncated", severity="partial")

    def _of_batch(self, batch: Sequence[Entry]) -> Iterator[Article | Problem]:
        allowed = []
        for entry in batch:
            reason = self._refused(entry)
            if reason:
                yield from self._reports.problem(reason, code="limit", place=self._place(entry))
            elif entry.is_empty(self._text):
                yield from self._reports.problem(_EMPTY, place=self._place(entry))
            else:
                allowed.append(entry)
        together = self._read_together(allowed)
        for entry in allowed:
            found, trouble = together.get(entry) or self._read_alone(entry)
            yield from self._of_entry(entry, found, trouble)

    def _read_together(self, entries: Sequence[Entry]) -> dict[Entry, tuple[Any, str]]:
        """What the parser finds in those of the entries that can be read with others: the well-formed ones. A broken
        one would spoil the batch, and to see which it is takes expat a hundredth of the time."""
        if not self._is_well_formed(entries):
            entries = [entry for entry in entries if self._is_well_formed([entry])]
        if len(entries) < 2:
            return {}
        parsed, trouble = _parsed(self._frame.document(self._text, entries))
        if trouble or len(parsed["entries"]) != len(entries):
            return {}
        return {entry: (found, "") for entry, found in zip(entries, parsed["entries"], strict=True)}

    def _read_alone(self, entry: Entry) -> tuple[Any, str]:
        """What the parser finds in an entry, or None, and what is wrong with it."""
        parsed, trouble = _parsed(self._frame.document(self._text, [entry]))
        return next(iter(parsed["entries"]), None), trouble

    def _is_well_formed(self, entries: Sequence[Entry]) -> bool:
        from xml.parsers import expat

        parser = expat.ParserCreate(namespace_separator=" ")
        try:
            parser.Parse(_encoded(self._frame.document(self._text, entries)), True)
        except expat.ExpatError:
            return False
        return True

    def _of_entry(self, entry: Entry, found: Any, trouble: str) -> Iterator[Article | Problem]:
        place = self._place(entry)
        if found is None:
            reason = f"the entry cannot be read: {trouble or 'no entry was found in it'}"
            yield from self._reports.problem(reason, place=place)
            return
        start, end = self._bytes(entry)
        article = article_of(found, self._head, self._context, self._context.origin(start=start, end=end))
        text = text_of_entry(found)
        if is_more_than_a_body(text):
            yield from articles_within(article, text, self._context, place)
        elif article.title or article.body:
            yield article
        else:
            yield from self._reports.problem(_EMPTY, place=place)
            return
        if not entry.is_whole:
            yield from self._reports.problem("the entry is cut", code="truncated", severity="partial", place=place)
        elif trouble:
            reason = "an entry is not well-formed XML; what could be understood was read"
            self._reports.once(reason, code="malformed", severity="note", place=place)

    def _refused(self, entry: Entry) -> str:
        """Why an entry is not given to the parser; "" for every real one."""
        settings = self._context.settings
        if entry.end - entry.start > settings.article_bytes:
            return f"the entry is longer than {settings.article_bytes:,} characters (article_bytes)"
        if self._text.count("<", entry.start, entry.end) > settings.html_tags:
            return f"the entry has more than {settings.html_tags:,} tags (html_tags)"
        text = self._text[entry.start : entry.end]
        if has_too_many_attributes(text):
            return f"the entry has a tag of more than {MOST_ATTRIBUTES} attributes"
        if text.count("&") > _MOST_ENTITIES:
            return f"the entry has more than {_MOST_ENTITIES:,} signs that begin an entity"
        if text.count("<") > _MOST_LABELS and len(_LABEL.findall(text)) > _MOST_LABELS:
            return f"the entry has more than {_MOST_LABELS:,} categories, authors and links"
        if len(text) > _LONGEST_WORD and _has_long_name(text):
            return f"the entry has a name with a word of more than {_LONGEST_WORD} characters"
        return ""

    def _place(self, entry: Entry) -> str:
        start, _ = self._bytes(entry)
        return f"byte {start}" if start is not None else f"character {entry.start + self._removed}"

    def _bytes(self, entry: Entry) -> tuple[int | None, int | None]:
        """The bytes of the entry in the file."""
        if self._byte_at is None:
            return None, None
        return self._byte_at(entry.start + self._removed), self._byte_at(entry.end + self._removed)


def _has_long_name(text: str) -> bool:
    """Whether a word of a person's name is so long that the parser would take long over it."""
    found = list(_PERSON.finditer(text))
    for number, one in enumerate(found, 1):
        following = found[number].start() if number < len(found) else len(text)
        end = text.find(f"</{one[1]}", one.end(), following)
        name = text[one.end() : end if end >= 0 else following]
        if len(name) > _LONGEST_WORD and max(map(len, _NAME.findall(name)), default=0) > _LONGEST_WORD:
            return True
    return False


def _encoded(document: str) -> bytes:
    """The document without what no XML may hold."""
    return _CONTROLS.sub("", document).encode("utf-8", "replace")


def _parsed(document: str) -> tuple[Any, str]:
    """What feedparser understands of a document, and what it found wrong."""
    import feedparser

    try:
        # never the text itself: feedparser takes a string for an address and fetches it
        parsed = feedparser.parse(io.BytesIO(_encoded(document)), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, AssertionError, LookupError, AttributeError, TypeError, RecursionError) as error:
        # its second, lenient parser is old code that stumbles in many ways
        return {"entries": [], "feed": {}}, str(error) or type(error).__name__
    return parsed, str(parsed.get("bozo_exception", "not well-formed")) if parsed.get("bozo") else ""

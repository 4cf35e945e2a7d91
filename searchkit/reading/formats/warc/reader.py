"""WARC: the HTML pages of web archives, and the texts (WET) that were made of them.

Needs fastwarc (``pip install 'searchkit[warc]'``), which undoes what HTTP did to the pages. The file is walked here,
for fastwarc and its like end in silence at a record that is wrong about its length.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO, NamedTuple

from searchkit.errors import MissingExtra
from searchkit.frozen import replace
from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.dates.parsing import parse_date
from searchkit.reading.formats.text import articles_of
from searchkit.reading.formats.warc.records import Skipped, WarcRecord, records_of
from searchkit.reading.records.bodies import articles_of_page
from searchkit.reading.reports import Reports
from searchkit.reading.texts.charset import decode, undecodable
from searchkit.reading.texts.language import language_code

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_HTTP_HEADER_BYTES = 1 << 20
_PLAIN_HEADER_BYTES = 4096
_STATUS = re.compile(rb"HTTP/1\.[01] ([1-5]\d\d)[ \r]")
_MEDIA_TYPE = re.compile(rb"\r\ncontent-type: ?([\w.+-]+/[\w.+-]+) *(?=[;\r]|\Z)", re.IGNORECASE)
_PAGE = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_NO_TEXT = re.compile(rb"(?:\s|<[^<>=]*>){0,1000}\Z")
"""A short page of tags without attributes and nothing else: to parse it takes a millisecond."""


class WarcReader:
    """Reads WARC and WET."""

    name = "warc"
    extensions = frozenset({".warc", ".wet"})

    def sniff(self, head: bytes, path: PurePath) -> int:
        """The first line says it."""
        return 98 if re.match(rb"\s{0,8}WARC/\d\.\d", head) else 0

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article | Problem]:
        """An article for each page or text. Raises `MissingExtra` when fastwarc is not installed."""
        try:
            from fastwarc.warc import ArchiveIterator
        except ImportError:
            raise MissingExtra("reading WARC files needs fastwarc: pip install 'searchkit[warc]'") from None
        archive = _Archive(context, ArchiveIterator)
        yield from archive.reports.all(archive.articles(stream))
        yield from archive.passed_over()


READER = WarcReader()


def _no_page(block: bytes) -> str:
    """What an HTTP message is that holds no page, where its first lines say it plainly; "" for all others.

    Most messages of an archive are pictures: to have fastwarc look at one takes 20 us.
    """
    head, end, rest = block[:_PLAIN_HEADER_BYTES].partition(b"\r\n\r\n")
    status = _STATUS.match(head) if end else None
    if status is None:
        return ""
    if status[1][:1] != b"2":
        return f"with HTTP status {status[1].decode()}"
    kinds = _MEDIA_TYPE.findall(head)
    kind = kinds[0].decode().lower() if len(kinds) == 1 else ""
    if kind in _HTML and rest:
        # compressed or in chunks, it is more than tags
        return "without text" if len(block) <= _PLAIN_HEADER_BYTES and _NO_TEXT.match(rest) else ""
    if kind in _HTML:
        return "without content"
    return kind


class _Payload(NamedTuple):
    """What an HTTP message brought."""

    data: bytes
    kind: str
    """Its media type, in lower case."""
    charset: str
    status: int


class _Archive:
    """Reads the records of one file."""

    def __init__(self, context: Context, open_archive: Any) -> None:
        self._context = context
        self._open_archive = open_archive
        self.reports = Reports(context)
        """What is to be said of them."""
        self._ignored: Counter[str] = Counter()

    def articles(self, stream: BinaryIO) -> Iterator[Article | Problem]:
        """The articles of every record."""
        limit = max(self._context.settings.document_bytes, self._context.settings.article_bytes) + _HTTP_HEADER_BYTES
        for record in records_of(stream, limit):
            self.reports.record(f"byte {record.start}")
            if isinstance(record, Skipped):
                reason = f"{record.end - record.start:,} bytes that are no record were passed over"
                yield from self.reports.problem(reason, severity="partial", place=f"byte {record.start}")
                continue
            if record.trouble:
                yield from self.reports.problem(
                    f"the record is wrong: {record.trouble}",
                    code=record.code,
                    severity="partial" if record.block else "skipped",
                    place=f"byte {record.start}",
                )
            if "warc-truncated" in record.headers:
                reason = "a page was cut when it was archived (WARC-Truncated)"
                self.reports.once(reason, code="truncated", severity="partial", place=f"byte {record.start}")
            if record.block:
                yield from self._of_record(record)

    def passed_over(self) -> Iterator[Problem]:
        """What the other records held."""
        if self._ignored:
            found = ", ".join(f"{count:,} {what}" for what, count in self._ignored.most_common(8))
            reason = f"records that hold no page were passed over: {found}"
            yield self._context.problem(reason, code="empty", severity="note")

    def _of_record(self, record: WarcRecord) -> Iterator[Article | Problem]:
        kind = record.headers.get("warc-type", "").lower()
        media = record.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "conversion" and media in {"", "text/plain"}:
            context = self._inner(record)
            yield from self._placed(record, context, self._of_text(record, context))
        elif kind == "response" and record.block[:5] == b"HTTP/":
            yield from self._of_response(record)
        elif kind == "resource" and media in _HTML:
            yield from self._of_page(record, _Payload(record.block, media, "", 200))
        elif kind in {"response", "resource", "conversion"}:
            self._ignored[media or "of unknown type"] += 1
        # warcinfo, request, metadata, revisit tell of other records

    def _of_text(self, record: WarcRecord, context: Context) -> Iterator[Article | Problem]:
        if record.is_long:
            yield from self._too_long(record)
            return
        decoded = decode(record.block)
        if decoded.replaced:
            self.reports.once(undecodable(), code="encoding", severity="partial", place=f"byte {record.start}")
        yield from articles_of(decoded.text, context)

    def _of_response(self, record: WarcRecord) -> Iterator[Article | Problem]:
        if ignored := _no_page(record.block):
            self._ignored[ignored] += 1
            return
        payload = self._payload(record)
        if payload is None:
            reason = "the HTTP message of the record cannot be understood"
            yield from self.reports.problem(reason, place=f"byte {record.start}")
        elif not 200 <= payload.status < 300:
            self._ignored[f"with HTTP status {payload.status}"] += 1
        elif payload.kind in _HTML or (not payload.kind and _PAGE.match(payload.data)):
            yield from self._of_page(record, payload)
        else:
            self._ignored[payload.kind or "of unknown type"] += 1

    def _of_page(self, record: WarcRecord, payload: _Payload) -> Iterator[Article | Problem]:
        if record.is_long:
            yield from self._too_long(record)
        elif payload.data:
            is_empty = True
            context = self._inner(record)
            pages = articles_of_page(payload.data, context, charset=payload.charset)
            for one in self._placed(record, context, pages):
                is_empty &= isinstance(one, Problem) or not (one.title or one.body)
                yield one
            if is_empty:
                self.reports.page_in_vain()
        else:
            self._ignored["without content"] += 1

    def _payload(self, record: WarcRecord) -> _Payload | None:
        """What the HTTP message holds, without chunks and compression; None when it cannot be understood."""
        # some crawlers undo the one or the other and keep the header that announces it
        for decoding in ("all", "content", "none"):
            found = self._decoded(record.block, decoding)
            if found and (decoding == "all" or b"\0" not in found.data[:1_000]):
                return found
        return None

    def _decoded(self, block: bytes, decoding: str) -> _Payload | None:
        head = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http; msgtype=response\r\n"
        stream = io.BytesIO(b"%sContent-Length: %d\r\n\r\n%s\r\n\r\n" % (head, len(block), block))
        try:
            message = next(iter(self._open_archive(stream, auto_decode=decoding)))
            if message.http_headers is None:
                return None
            data = message.reader.read(self._context.settings.document_bytes + 1)
            kind = (message.http_content_type or "").partition(";")[0].strip().lower()
            return _Payload(data, kind, message.http_charset or "", message.http_headers.status_code or 0)
        except (OSError, ValueError, StopIteration, EOFError):
            return None

    def _inner(self, record: WarcRecord) -> Context:
        """What is known of the articles of a record."""
        headers = record.headers
        return replace(
            self._context,
            url=headers.get("warc-target-uri", "").strip("<>"),
            fetched_at=_moment(headers.get("warc-date", "")) or self._context.fetched_at,
            lang=language_code(headers.get("warc-identified-content-language", "").partition(",")[0])
            or self._context.lang,
            member=headers.get("warc-record-id", "").strip("<>"),
        )

    def _placed(
        self, record: WarcRecord, context: Context, found: Iterator[Article | Problem]
    ) -> Iterator[Article | Problem]:
        """The articles with what the record says of them (`context`), and where they were met."""
        origins = context.origin(start=record.start, end=record.end)
        for one in found:
            if isinstance(one, Problem):
                yield one
                continue
            yield replace(
                one,
                # the page's address is not that of the other stories it lists
                url=one.url or ("" if one.role in {"related", "listed"} else context.url),
                fetched_at=one.fetched_at or context.fetched_at,
                lang=context.lang if one.lang == "und" and context.lang else one.lang,
                origins=origins,
            )

    def _too_long(self, record: WarcRecord) -> Iterator[Problem]:
        reason = f"the record of {record.end - record.start:,} bytes is too long (document_bytes)"
        yield from self.reports.problem(reason, code="limit", place=f"byte {record.start}")


def _moment(raw: str) -> datetime | None:
    found = parse_date(raw)
    return found.at if found else None

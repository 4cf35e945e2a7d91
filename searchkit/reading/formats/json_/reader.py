"""JSON: one object, an array of records, records somewhere inside an answer of an interface, or a record a line.

Whatever the arrangement, records are read one at a time. A broken one is reported and the next is read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, BinaryIO

from searchkit.frozen import replace
from searchkit.model import Article, Problem
from searchkit.reading.context import Context
from searchkit.reading.files.peeking import Peeked
from searchkit.reading.formats.json_.inside import LEVELS, articles_inside, has_objects, is_collection
from searchkit.reading.formats.json_.parse import BadJson, Parser, TooManyParts
from searchkit.reading.formats.json_.scan import Scanner, Span
from searchkit.reading.records.field_names import COLLECTIONS, fold_name
from searchkit.reading.records.record import Records, looks_like_article
from searchkit.reading.registry import HEAD_BYTES
from searchkit.reading.reports import Reports
from searchkit.reading.texts.charset import decode, undecodable
from searchkit.reading.texts.lines import decode_lines, with_line_feeds
from searchkit.reading.texts.recoding import in_utf8

_LINE_EXTENSIONS = frozenset({".jsonl", ".ndjson", ".jl", ".jsonlines", ".ldjson"})
_OF_RECORDS = re.compile(r'\{\s*"(?:[^"\\]|\\.){0,200}"\s*:|\[\s*\{\s*"')
_ANY_VALUE = re.compile(r"[\[{\"\d-]|true\b|false\b|null\b")
_SPACE = "\ufeff \t\r\n"


class JsonReader:
    """Reads JSON and JSON Lines."""

    name = "json"
    extensions = frozenset({".json", *_LINE_EXTENSIONS})

    def sniff(self, head: bytes, path: PurePath) -> int:
        """An object with a first member, or an array of objects."""
        extension = path.suffix.lower()
        if head[:1] not in b"{[ \t\r\n\xef\xff\xfe" and extension not in self.extensions:
            return 0
        text = decode(head[:4096]).text.lstrip(_SPACE)
        if _OF_RECORDS.match(text):
            return 75
        if extension in _LINE_EXTENSIONS:
            return 45
        return 45 if extension in self.extensions and _ANY_VALUE.match(text) else 0

    def read(self, stream: BinaryIO, context: Context) -> Iterator[Article | Problem]:
        """An article for each record."""
        peeked = Peeked(stream, HEAD_BYTES)
        reports = Reports(context)
        if _is_lines(peeked.head if b"\n" in peeked.head else peeked.head.replace(b"\r", b"\n"), context.path):
            lines = with_line_feeds(peeked.again(), peeked.head)
            yield from reports.all(_Lines(context, reports).articles(lines))
        else:
            yield from reports.all(_Document(context, reports).articles(peeked.again(), peeked.head))


READER = JsonReader()


def _is_lines(head: bytes, path: PurePath) -> bool:
    """Whether each line is a record of its own."""
    first, feed, rest = decode(head).text.lstrip(_SPACE).partition("\n")
    first, rest = first.strip(), rest.lstrip()
    named_so = path.suffix.lower() in _LINE_EXTENSIONS
    if first in {"{", "[", "[{"}:
        return False
    if not feed or not rest:
        return named_so
    if first[:1] == "[":
        return named_so and rest[:1] == "["
    return named_so or (first[:1] == rest[:1] == "{" and first[-1] in "},")


class _Lines:
    """Reads a record a line."""

    def __init__(self, context: Context, reports: Reports) -> None:
        self._context = context
        self._reports = reports
        self._records = Records(context, reports)
        self._parser = Parser(context, reports)

    def articles(self, stream: BinaryIO) -> Iterator[Article | Problem]:
        """The articles of every line that holds a record."""
        limit = self._context.settings.line_bytes
        for line in decode_lines(stream, limit=limit, declared=self._context.charset):
            text, place = line.text, f"line {line.number}"
            self._reports.record(place)
            if line.too_long:
                reason = f"the line of {line.end - line.start:,} bytes is longer than {limit:,} (line_bytes)"
                yield from self._reports.problem(reason, code="limit", place=place)
                continue
            if not text or text.isspace():
                continue
            if line.replaced:
                self._reports.once(undecodable(), code="encoding", severity="partial", place=place)
            try:
                value = self._parser.parse(text, place)
            except BadJson as error:
                yield from self._mended(text, error, place, line.start, line.end)
                continue
            yield from self._of_value(value, place, line.start, line.end)

    def _of_value(self, value: Any, place: str, start: int, end: int) -> Iterator[Article | Problem]:
        if not isinstance(value, dict):
            yield from self._reports.problem(_not_an_object(value), place=place)
            return
        # a line may also be a whole answer of an interface, with its records inside
        if has_objects(value) and not looks_like_article(value):
            inner = list(articles_inside(value, 0))
            for record in inner:
                yield from self._records.articles(record, place=place, start=start, end=end)
            if inner:
                return
        yield from self._records.articles(value, place=place, start=start, end=end)

    def _mended(self, text: str, error: BadJson, place: str, start: int, end: int) -> Iterator[Article | Problem]:
        """What a line that is not JSON still gives: arrays written a record a line end theirs with a comma."""
        bare = text.strip(_SPACE)
        if bare in {"[", "]"}:
            return
        if bare.endswith("},"):
            try:
                value = self._parser.parse(bare[:-1], place)
            except BadJson:
                pass
            else:
                yield from self._of_value(value, place, start, end)
                return
        cut = error.code == "malformed" and bare[:1] == "{" and bare[-1:] != "}"
        reason = f"{error}; the line ends within the record" if cut else str(error)
        yield from self._reports.problem(reason, code="truncated" if cut else error.code, place=place)


class _Document:
    """Finds the records of one JSON text: it may be a record, an array of them, or hold them further in."""

    def __init__(self, context: Context, reports: Reports) -> None:
        self._context = context
        self._reports = reports
        self._records = Records(context, reports)
        self._parser = Parser(context, reports)
        self._limit = context.settings.article_bytes
        self._exact = True
        self._is_cut = False

    def articles(self, stream: BinaryIO, head: bytes) -> Iterator[Article | Problem]:
        """The articles of every record in the stream, which begins with `head`."""
        recoded, mark = in_utf8(stream, head)
        self._exact = recoded is stream
        scanner = Scanner(recoded, limit=self._limit, base=mark)
        while sign := scanner.next_sign():
            if sign not in b"{[":
                reason = "it is not valid JSON: a value stands where an object or array was expected"
                yield from self._reports.problem(reason, place=f"byte {scanner.position}")
                return
            yield from self._of(scanner, sign, level=0, wanted=True)

    def _of(self, scanner: Scanner, sign: bytes, *, level: int, wanted: bool) -> Iterator[Article | Problem]:
        """The articles of the value that comes next; `wanted`: it should be a record, so say when it is none."""
        if sign == b"[" and level < LEVELS:
            yield from self._of_array(scanner, level, wanted)
            return
        if sign == b"{" and level < LEVELS:
            span = scanner.value_or_stay()
            if span is None:
                yield from self._of_members(scanner, level)
            else:
                yield from self._of_object(span, level, wanted)
            return
        span = scanner.value()
        if span.depth > self._context.settings.nesting:
            reason = f"it is nested deeper than {self._context.settings.nesting} levels (nesting)"
            yield from self._reports.problem(reason, code="limit", place=self._place(span))
        elif span.is_long:
            yield from self._too_long(span)
        elif wanted:
            reason = f"the record is {_KINDS.get(sign, 'a number or word')}, not an object"
            yield from self._reports.problem(reason, place=self._place(span))

    def _of_array(self, scanner: Scanner, level: int, wanted: bool) -> Iterator[Article | Problem]:
        scanner.step()
        while (sign := scanner.next_sign()) != b"]":
            if not sign:
                self._say_cut("a list of records; those before were read")
                return
            if sign == b"}":
                scanner.step_over(sign)
                continue
            self._reports.record(f"byte {scanner.position}")
            yield from self._of(scanner, sign, level=level + 1, wanted=wanted)
        scanner.step()

    def _of_members(self, scanner: Scanner, level: int) -> Iterator[Article | Problem]:
        """The articles inside an object that is too long to be an article, or is none."""
        scanner.step()
        while (sign := scanner.next_sign()) != b"}":
            if not sign:
                self._say_cut("the record")
                return
            if sign == b"]":
                scanner.step_over(sign)
                continue
            self._reports.record(f"byte {scanner.position}")
            name = scanner.value().data
            sign = scanner.next_sign()
            if not sign or sign in b"}]":
                continue
            if sign in b"[{":
                wanted = sign == b"[" and fold_name(name.decode("utf-8", "replace")) in COLLECTIONS
                yield from self._of(scanner, sign, level=level + 1, wanted=wanted)
            elif (span := scanner.value()).is_long:
                yield from self._too_long(span)
        scanner.step()

    def _of_object(self, span: Span, level: int, wanted: bool) -> Iterator[Article | Problem]:
        place = self._place(span)
        try:
            value = self._parser.parse(self._decoded(span, place), place)
        except BadJson as error:
            if isinstance(error, TooManyParts) and level == 0:
                reason = f"{error}; each of its members was looked at by itself"
                self._reports.once(reason, code="limit", severity="partial", place=place)
                yield from self._inside(span, level)
                return
            code = "truncated" if span.is_cut else error.code
            reason = "the file ends within the record" if span.is_cut else str(error)
            if span.is_cut and (level == 0 or not wanted):
                # an answer that was cut off may hold whole records before the cut, however far in
                yield from self._inside(span, level)
            else:
                yield from self._reports.problem(reason, code=code, place=place)
            return
        start, end = (span.start, span.end) if self._exact else (None, None)
        if looks_like_article(value) and not is_collection(value):
            yield from self._records.articles(value, place=place, start=start, end=end)
        elif has_objects(value):
            outer = self._records
            self._records = _of_feed(value, self._context, self._reports) or outer
            yield from self._inside(span, level)
            self._records = outer
        elif wanted:
            yield from self._records.articles(value, place=place, start=start, end=end)

    def _decoded(self, span: Span, place: str) -> str:
        decoded = decode(span.data)
        if decoded.replaced:
            self._reports.once(undecodable(), code="encoding", severity="partial", place=place)
        return decoded.text

    def _too_long(self, span: Span) -> Iterator[Problem]:
        reason = f"the value of {span.end - span.start:,} bytes is longer than {self._limit:,} (article_bytes)"
        yield from self._reports.problem(reason, code="limit", place=self._place(span))

    def _inside(self, span: Span, level: int) -> Iterator[Article | Problem]:
        scanner = Scanner(io.BytesIO(span.data), limit=self._limit, base=span.start)
        scanner.next_sign()
        yield from self._of_members(scanner, level)

    def _place(self, span: Span) -> str:
        return f"byte {span.start}"

    def _say_cut(self, where: str) -> None:
        if not self._is_cut:
            self._is_cut = True
            self._reports.once(f"the file ends within {where}", code="truncated", severity="partial")


_KINDS = {b"[": "an array", b'"': "a string"}


def _not_an_object(value: object) -> str:
    kind = {list: "an array", str: "a string", type(None): "null"}.get(type(value), "a number or word")
    return f"the record is {kind}, not an object"


def _of_feed(value: dict[str, Any], context: Context, reports: Reports) -> Records | None:
    """For the items of a JSON Feed, what the feed says of them all."""
    if "jsonfeed.org" not in str(value.get("version", "")):
        return None
    source, lang = value.get("title"), value.get("language")
    defaults = replace(
        context,
        source=source if isinstance(source, str) else context.source,
        lang=lang if isinstance(lang, str) else context.lang,
    )
    return Records(defaults, reports, role="entry")

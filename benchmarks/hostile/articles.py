"""Files that were made to do harm, or look so. Each is written by a function that is given an open binary file."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

MB = 1_000_000
_RECORD = b'{"title": "Ferry %d", "body": "The ferry number %d sails again."}\n'
_LONG_RECORD = b'{"title": "Ferry", "body": "%s"}\n' % (b"The ferry sails again. " * 40)
_HAN = "".join(chr(0x4E00 + number * 7_919 % 20_000) for number in range(20_000))
PAGE = b"<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1>%s</article></body></html>"


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file that hurts."""

    what: str
    name: str
    write: Callable[[BinaryIO], object]
    is_large: bool = False
    """It is a gigabyte."""


def repeated(before: bytes, unit: bytes, size: int, after: bytes = b"") -> Callable[[BinaryIO], None]:
    """Writes `unit` again and again, `size` bytes in all, between two texts."""

    def write(file: BinaryIO) -> None:
        block = unit * max(1, MB // len(unit))
        file.write(before)
        for _ in range(size // len(block)):
            file.write(block)
        file.write(unit * (size % len(block) // len(unit)))
        file.write(after)

    return write


def _data(data: bytes) -> Callable[[BinaryIO], None]:
    def write(file: BinaryIO) -> None:
        file.write(data)

    return write


def made(make: Callable[[], bytes]) -> Callable[[BinaryIO], None]:
    """Writes what `make` gives, made when it is wanted."""

    def write(file: BinaryIO) -> None:
        file.write(make())

    return write


def words(count: int, between: bytes = b" ") -> bytes:
    return between.join(b"w%x" % number for number in range(count))


def _packed(write: Callable[[BinaryIO], object], times: int = 1) -> Callable[[BinaryIO], None]:
    """Writes the same, compressed so many times."""

    def packed(file: BinaryIO) -> None:
        if times > 1:
            inner = io.BytesIO()
            _packed(write, times - 1)(inner)
            file.write(gzip.compress(inner.getvalue()))
            return
        with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6) as target:
            write(target)  # type: ignore[arg-type]  # it is written to, no more

    return packed


def _zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", bytes(200 * MB))
    return target.getvalue()


def _billion_laughs(tag: bytes) -> bytes:
    entities = b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10 if level else b"lol") for level in range(10)
    )
    feed = (
        b'<rss version="2.0"><channel><item><title>&l9;</title><description>&l9;</description></item></channel></rss>'
    )
    page = b"<html><body><p>&l9;</p></body></html>"
    return b'<?xml version="1.0"?><!DOCTYPE %s [%s]>%s' % (tag, entities, feed if tag == b"rss" else page)


def _quadratic_entities() -> bytes:
    feed = b"<rss version='2.0'><channel><item><title>%s</title></item></channel></rss>" % (b"&a;" * 50_000)
    return b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "%s">]>%s' % (b"a" * 50_000, feed)


def _outer_entity() -> bytes:
    feed = (
        b"<rss version='2.0'><channel><item><title>&a;</title><description>Ferry</description></item></channel></rss>"
    )
    return b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + feed


def feed(item: bytes, count: int) -> Callable[[BinaryIO], None]:
    return repeated(b'<rss version="2.0"><channel>', item, len(item) * count, b"</channel></rss>")


def _yaml_bomb() -> bytes:
    lines = [b'a0: &a0 ["lol"]'] + [
        b"a%d: &a%d [%s]" % (n, n, b",".join([b"*a%d" % (n - 1)] * 10)) for n in range(1, 9)
    ]
    return b"---\n" + b"\n".join(lines) + b"\n---\nFerry\n"


def response(body: bytes, headers: bytes = b"") -> bytes:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + headers + b"\r\n" + body
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(http)
    ) + http


def _cut_warc() -> bytes:
    whole = response(PAGE % b"<p>The ferry sails again.</p>")
    return whole + b"\r\n\r\n" + whole[: len(whole) - 40]


def _warc_bomb() -> bytes:
    return response(gzip.compress(b"<p>Ferry</p>" * (300 * MB // 12)), b"Content-Encoding: gzip\r\n") + b"\r\n\r\n"


def _lying_warc() -> bytes:
    record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 999999999999999\r\n\r\n"
    return (record + b"x" * 1_000) * 10_000


def _pdf_bomb() -> bytes:
    content = zlib.compress(b"BT /F1 12 Tf (ferry ) Tj ET\n" * (200 * MB // 28))
    return pdf(
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def _pdf_of_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    return pdf(b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), *[b"<</Type/Page/Parent 2 0 R>>"] * count)


def pdf(*objects: bytes) -> bytes:
    """A PDF file of these objects from number 2 on, which is its tree of pages."""
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, one in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", *objects), 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    at, size = out.tell(), len(places) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, at))
    return out.getvalue()


def _tall_json() -> bytes:
    return b"[" + b",".join(b'{"title": "Ferry", "tags": [%d]}' % number for number in range(9_000))  # never closed


def record(**fields: object) -> Callable[[BinaryIO], None]:
    return _data(json.dumps(fields).encode() + b"\n")


_GB = 1_000_000_000

FILES = (
    HostileFile("text, one line of 1 GB", "line.txt", repeated(b"", b"ferry sails again ", _GB), True),
    HostileFile("text, one word of 1 GB", "word.txt", repeated(b"", b"ferry", _GB), True),
    HostileFile("JSON Lines, a line of 1 GB", "line.jsonl", repeated(b'{"body": "', b"ferry ", _GB, b'"}\n'), True),
    HostileFile("JSON, a string of 1 GB", "string.json", repeated(b'[{"body": "', b"ferry ", _GB, b'"}]\n'), True),
    HostileFile("HTML, one line of 1 GB", "line.html", repeated(b"<html><body><p>", b"ferry ", _GB, b"</p>"), True),
    HostileFile("CSV, a line of 1 GB", "line.csv", repeated(b"title,body\nFerry,", b"ferry ", _GB), True),
    HostileFile("Markdown, one line of 1 GB", "line.md", repeated(b"# Ferry\n\n", b"ferry ", _GB), True),
    HostileFile("feed, an entry of 1 GB", "entry.rss", repeated(b"<rss><channel><item><title>", b"ferry ", _GB), True),
    HostileFile("PDF of 1 GB", "large.pdf", repeated(b"%PDF-1.4\n", b"ferry ", _GB), True),
    HostileFile("WARC, a record of 1 GB", "large.warc", repeated(response(b"x" * 10), b"ferry ", _GB), True),
    HostileFile("text in UTF-16, one line of 1 GB", "wide.jsonl", repeated(b"\xff\xfe", b"{\0", _GB), True),
    HostileFile("text, a word of 50 MB", "word50.txt", repeated(b"Ferry\n\n", b"x", 50 * MB)),
    HostileFile("JSON Lines, a word of 50 MB", "word50.jsonl", repeated(b'{"body": "', b"x", 50 * MB, b'"}\n')),
    HostileFile("HTML, a word of 9 MB", "word.html", repeated(b"<html><body><p>", b"x", 9 * MB, b"</p>")),
    HostileFile("text, a million distinct words", "distinct.txt", made(lambda: b"Ferry\n\n" + words(MB))),
    HostileFile(
        "JSON Lines, a million distinct words",
        "distinct.jsonl",
        made(lambda: b'{"title": "Ferry", "body": "' + words(MB) + b'"}\n'),
    ),
    HostileFile("HTML, a million distinct words", "distinct.html", made(lambda: PAGE % (b"<p>" + words(MB) + b"</p>"))),
    HostileFile("text, two million lines", "lines.txt", made(lambda: b"Ferry\n\n" + words(2 * MB, b"\n"))),
    HostileFile("text, five million lines of a word", "short.txt", repeated(b"Ferry\n\n", b"ab\n", 15 * MB)),
    HostileFile("text, half a million words between semicolons", "semicolons.txt", repeated(b"F\n\n", b"ab;", 2 * MB)),
    HostileFile(
        "text, a word of 8 million accents", "accents.txt", repeated(b"F\n\ne", "\u0301\u0316".encode(), 16 * MB)
    ),
    HostileFile(
        "text, 5 million ligatures of 18 letters", "ligatures.txt", repeated(b"F\n\n", "\ufdfa".encode(), 15 * MB)
    ),
    HostileFile("text, a million Chinese characters", "chinese.txt", repeated(b"F\n\n", _HAN.encode(), 3 * MB)),
    HostileFile("text, 1.5 million emoji", "emoji.txt", repeated(b"F\n\n", "\U0001f600".encode(), 6 * MB)),
    HostileFile("text, 3 MB of @a#b.c", "tags.txt", repeated(b"F\n\n", b"@a#b.c", 3 * MB)),
    HostileFile("text, 2 MB of a-", "hyphens.txt", repeated(b"F\n\n", b"a-", 2 * MB)),
    HostileFile("text, 5 million dashes", "dashes.txt", repeated(b"F\n\n", "\u2014".encode(), 15 * MB)),
    HostileFile("text, 16 MB of carriage returns", "returns.txt", repeated(b"Ferry\n\n", b"a\r", 16 * MB)),
    HostileFile("text, 16 MB of blank lines", "blank.txt", repeated(b"Ferry\n", b" \t\n", 16 * MB, b"sails")),
    HostileFile("text, 16 MB of full stops", "stops.txt", repeated(b"Ferry\n\n", b". ", 16 * MB)),
    HostileFile("HTML, 100 kB of <a ", "a.html", repeated(b"", b"<a ", 100_000)),
    HostileFile("HTML, 9 MB of <a ", "a9.html", repeated(b"<html>", b"<a ", 9 * MB)),
    HostileFile("JSON Lines, a body of 100 kB of <a ", "a.jsonl", record(title="Ferry", body="<a " * 33_333)),
    HostileFile("feed, an entry of 100 kB of <a ", "a.rss", feed(b"<item><description>%s" % (b"&lt;a " * 16_000), 1)),
    HostileFile("HTML, 200,000 nested tags", "nested.html", repeated(b"<html><body>", b"<div>", 1 * MB)),
    HostileFile("HTML, 1,900 nested tags", "nested1900.html", repeated(b"<html><body>", b"<div>", 9_500, b"Ferry")),
    HostileFile(
        "HTML, 200,000 links", "links.html", repeated(b"<html><body>", b'<a href="/a">Ferry</a> ', 23 * 200_000)
    ),
    HostileFile(
        "HTML, 24,000 links", "links24.html", repeated(b"<html><body>", b'<a href="/a">Ferry</a> ', 23 * 24_000)
    ),
    HostileFile(
        "HTML, a table of 24,000 cells", "table.html", repeated(b"<html><body><table>", b"<td>Ferry</td>", 14 * 24_000)
    ),
    HostileFile(
        "HTML, an attribute of 9 MB",
        "attribute.html",
        repeated(b'<html><body title="', b"ferry ", 9 * MB, b'">Ferry'),
    ),
    HostileFile(
        "HTML, a tag of a million attributes", "attributes.html", repeated(b"<html><body><p ", b"a=1 ", 4 * MB)
    ),
    HostileFile(
        "feed, a tag of a million attributes",
        "attributes.rss",
        feed(b"<item><p %s></p></item>" % words(MB, b"='' "), 1),
    ),
    HostileFile(
        "feed, 200,000 namespaces",
        "spaces.rss",
        made(lambda: b"<rss xmlns:" + words(200_000, b"='' xmlns:") + b"=''><channel><item><title>Ferry</title>"),
    ),
    HostileFile(
        "JSON Lines, an address of a million parts", "address.jsonl", record(title="F", url="http://" + "a." * MB)
    ),
    HostileFile("HTML, 5 MB of &amp;", "amp.html", repeated(b"<html><body><p>", b"&amp;", 5 * MB)),
    HostileFile("JSON Lines, 200,000 nested tags", "nested-tags.jsonl", record(title="F", body="<div>" * 200_000)),
    HostileFile("feed, billion laughs", "laughs.rss", made(lambda: _billion_laughs(b"rss"))),
    HostileFile("HTML, billion laughs", "laughs.html", made(lambda: _billion_laughs(b"html"))),
    HostileFile("feed, quadratic entities", "quadratic.rss", made(_quadratic_entities)),
    HostileFile("feed, an entity of a file", "outer.rss", made(_outer_entity)),
    HostileFile("feed, 300,000 entries", "entries.rss", feed(b"<item><title>Ferry</title></item>", 300_000)),
    HostileFile("feed, 200,000 nested tags", "nested.rss", feed(b"<item>" + b"<b>" * 200_000, 1)),
    HostileFile("front matter, YAML aliases", "aliases.md", made(_yaml_bomb)),
    HostileFile(
        "front matter, 20,000 fields",
        "fields.md",
        made(lambda: b"---\n" + b"".join(b"k%d: v\n" % number for number in range(20_000)) + b"---\nFerry\n"),
    ),
    HostileFile("front matter, 100,000 deep", "deep.md", repeated(b"---\na: ", b"[", 100_000, b"\n---\nFerry\n")),
    HostileFile("Markdown, 1 MB of [", "brackets.md", repeated(b"# Ferry\n\n", b"[", MB)),
    HostileFile("Markdown, 60 kB of [a](", "links.md", repeated(b"# Ferry\n\n", b"[a](", 60_000)),
    HostileFile("Markdown, 60 kB of *a_", "stars.md", repeated(b"# Ferry\n\n", b"*a_ ", 60_000)),
    HostileFile("Markdown, 60 kB of > ", "quotes.md", repeated(b"# Ferry\n\n", b"> ", 60_000)),
    HostileFile("Markdown, 60 kB of `", "ticks.md", made(lambda: b"".join(b"a" + b"`" * n for n in range(350)))),
    HostileFile("gzip, 1 GB of zeros", "zeros.txt.gz", _packed(repeated(b"", b"\0", _GB)), True),
    HostileFile("gzip, 1 GB of text", "bomb.txt.gz", _packed(repeated(b"", b"ferry ", _GB)), True),
    HostileFile("gzip, 1 GB of JSON Lines", "bomb.jsonl.gz", _packed(repeated(b"", _LONG_RECORD, _GB)), True),
    HostileFile("gzip in gzip, five times", "deep.txt.gz", _packed(repeated(b"", b"ferry ", 100 * MB), 5)),
    HostileFile("zip bomb", "bomb.zip", made(_zip_bomb)),
    HostileFile("WARC, a page of 300 MB in gzip", "bomb.warc", made(_warc_bomb)),
    HostileFile("PDF, a page of 200 MB in deflate", "bomb.pdf", made(_pdf_bomb)),
    HostileFile("PDF, 50,000 empty pages", "pages.pdf", made(lambda: _pdf_of_pages(50_000))),
    HostileFile("JSON, 100,000 deep", "deep.json", made(lambda: b"[" * 100_000 + b"]" * 100_000)),
    HostileFile(
        "JSON Lines, 100,000 deep",
        "deep.jsonl",
        made(lambda: b'{"title": "F", "a": ' + b"[" * 99_999 + b"]" * 99_999),
    ),
    HostileFile("JSON, objects 100,000 deep", "objects.json", repeated(b"", b'{"a":', 500_000)),
    HostileFile("JSON, a number of a million digits", "digits.json", repeated(b'{"title": "F", "a": ', b"9", MB, b"}")),
    HostileFile(
        "JSON, a million fields", "fields.json", made(lambda: b'{"title": "F"%s}' % (b"," + words(MB, b'":1,"')[1:]))
    ),
    HostileFile("JSON, a list that never ends", "tall.json", made(_tall_json)),
    HostileFile("CSV, a quote never closed", "quote.csv", repeated(b'title,body\n"', b"ferry,a\n", 80_000)),
    HostileFile("CSV, 24,000 quotes never closed", "quotes.csv", repeated(b"title,body\n", b'a"x,"\n', 144_000)),
    HostileFile(
        "CSV, 100 MB in a quote", "quoted.csv", repeated(b'title,body\n"', b"ferry a " * 12_500 + b"\n", 100 * MB)
    ),
    HostileFile("CSV, a row of two million fields", "wide.csv", repeated(b"title,body\n", b"a,", 4 * MB)),
    HostileFile("WARC, 1 GB of signatures", "marks.warc", repeated(response(b"x"), b"WARC/1.0", _GB), True),
    HostileFile(
        "WARC, a record of 1 GB that says so",
        "honest.warc",
        repeated(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 1000000000\r\n\r\n", b"ferry ", _GB),
        True,
    ),
    HostileFile(
        "WARC, a million empty records",
        "empty.warc",
        repeated(b"", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n", 56 * MB),
    ),
    HostileFile("WARC, cut", "cut.warc", made(_cut_warc)),
    HostileFile("WARC, lengths that lie", "lies.warc", made(_lying_warc)),
    HostileFile(
        "gzip, cut", "cut.jsonl.gz", made(lambda: gzip.compress(b"".join(_RECORD % (n, n) for n in range(999)))[:-99])
    ),
    HostileFile("JSON, lone surrogates", "lone.json", _data(b'{"title": "Ferry \\ud800", "body": "a \\udfff b"}')),
    HostileFile("text, bytes of lone surrogates", "lone.txt", _data(b"Ferry\n\n" + b"sails \xed\xa0\x80 again " * 9)),
    HostileFile("text, NULs", "nul.txt", _data(b"Ferry\0sails\0again")),
    HostileFile("JSON, NULs", "nul.json", _data(b'{"title": "Ferry \\u0000", "body": "sails\\u0000 again"}')),
    HostileFile("HTML, NULs", "nul.html", _data(PAGE % b"<p>The ferry\0 sails again.</p>")),
    HostileFile("random bytes of 32 MB", "random.txt", made(lambda: struct.pack("<Q", 0x9E3779B97F4A7C15) * (4 * MB))),
    HostileFile("a name of newlines and escape codes", "a\nb\x1b[31mc\x07.txt", _data(b"Ferry\0")),
    HostileFile("a name that is no UTF-8", "a\udcff\udcfe.txt", _data(b"Ferry\0")),
)

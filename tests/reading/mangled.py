"""Small valid files of each format, and ways to spoil them, for tests that any bytes may be read."""

from __future__ import annotations

import gzip
from collections.abc import Callable

from hypothesis import strategies as st

from tests.reading.pages.samples import PAGES

_TEXT = "Ferry runs again\n\nThe ferry between the two ports runs again, the company said on 12 May 2025.\n" * 2
_HTML = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferry runs \u2013 The Port</title>'
    '<meta property="article:published_time" content="2025-05-12T08:00:00Z">'
    '<script type="application/ld+json">{"@type": "NewsArticle", "author": [{"name": "Jo Reed"}]}</script></head>'
    "<body><article><h1>Ferry runs</h1><p>The ferry runs &amp; sails again since <b>Monday</b>, it is said."
    "</p><ul><li>One</li></ul></article><article><h2>Bridge</h2><p>It is open to all.</p></article></body></html>"
)
_MARKDOWN = (
    "---\ntitle: Ferry\ntags: [port, 'sea']\ndate: 2025-05-12\n---\n"
    "# Ferry\n\n[runs](http://a.b) *again*\n\n| a |\n|---|\n| b |\n"
)
_RECORD = (
    '{"title": "Ferry", "body": "It sails \\u00fc \\ud83d\\ude00 again.",'
    ' "tags": ["a", {"b": [1.5e3]}], "date": 1715000000}'
)
_JSON = f'{{"status": "ok", "articles": [{_RECORD}, {_RECORD}]}}'
_CSV = 'title,body,date\nFerry,"It ""sails"",\nagain",2025-05-12\nBridge,open,\n'
_RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>The Port</title>'
    "<item><title>Ferry</title>"
    "<description><![CDATA[<p>It sails.</p>]]></description><pubDate>Mon, 12 May 2025 08:00:00 GMT</pubDate></item>"
    "<item><title>Bridge &amp; road</title><description>&lt;b&gt;open&lt;/b&gt;</description></item></channel></rss>"
)
_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Port</title><entry><title type="html">Ferry</title>'
    '<content type="xhtml"><div>It sails.</div></content><updated>2025-05-12T08:00:00Z</updated></entry></feed>'
)
PDF_OBJECTS = (
    b"<</Type /Catalog /Pages 2 0 R>>",
    b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
    b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R"
    b" /Resources <</Font <</F1 <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>>",
    b"<</Length 94>> stream\n"
    b"BT /F1 12 Tf 20 200 Td (Harbour plan approved) Tj 0 -40 Td (The council met on Tuesday.) Tj ET\nendstream",
    b"<</Title (Harbour plan) /Author (Jo Reed) /CreationDate (D:20250530100000Z)>>",
)


def a_pdf(objects: tuple[bytes, ...] = PDF_OBJECTS) -> bytes:
    """A PDF file written by hand: objects (a page, and what it needs), the table of where they are, and the trailer."""
    data = b"%PDF-1.4\n"
    table = b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj %s endobj\n" % (number, content)
    size = len(objects) + 1
    trailer = b"trailer <</Root 1 0 R /Info 5 0 R /Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(data))
    return data + b"xref\n0 %d\n" % size + table + trailer


def _warc(block: bytes, kind: bytes, type: bytes) -> bytes:
    head = b"WARC-Type: %s\r\nWARC-Target-URI: https://a.example/f\r\nWARC-Date: 2025-05-12T08:00:00Z\r\n" % kind
    return b"WARC/1.0\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (head, type, len(block), block)


_RESPONSE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (
    len(_HTML.encode()),
    _HTML.encode(),
)

QUICK: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "text": ("a.txt", (_TEXT.encode(), _TEXT.encode("utf-16"), "Fähre\n\nÜber Bord.\n".encode("latin-1"))),
    "pages": ("page", tuple(page.text.encode() for page in PAGES)),
    "markdown": ("a.md", (_MARKDOWN.encode(), _MARKDOWN.replace("---", "+++", 1).encode())),
    "json": ("a.json", (_JSON.encode(), f"[{_RECORD}]".encode(), _JSON.encode("utf-16"))),
    "json lines": ("a.jsonl", (f"{_RECORD}\n{_RECORD}\n".encode(), f"{_JSON}\n".encode("utf-16"))),
    "csv": ("a.csv", (_CSV.encode(), _CSV.replace(",", "\t").encode("utf-16"))),
    "feed": ("a.rss", (_RSS.encode(), _ATOM.encode())),
}
"""By format: a name, and valid files; those that are read in this process."""

SLOW: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "html": ("a.html", (_HTML.encode(), _HTML.encode("utf-16"))),
    "pdf": ("a.pdf", (a_pdf(),)),
    "warc": (
        "a.warc",
        (
            _warc(_RESPONSE, b"response", b"application/http;msgtype=response")
            + _warc(_TEXT.encode(), b"conversion", b"text/plain"),
        ),
    ),
}
"""The same for those that another process parses."""

_BITS = (b"\0", b"\xed\xa0\x80", b"\\ud800", b"&#xd800;", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b$B", b"\x80\xbf", b"\r")
"""What text does not hold: NULs, lone surrogates in several guises, marks of byte order, escapes, bad UTF-8."""


@st.composite
def mangled(draw: st.DrawFn, samples: tuple[bytes, ...]) -> bytes:
    """One of the samples with a few things done to it, perhaps packed by gzip, and that spoilt too."""
    data = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 4))):
        data = draw(_CHANGES)(draw, data)
    if draw(st.integers(0, 5)) == 0:
        data = gzip.compress(data, mtime=0)
        if draw(st.booleans()):
            data = draw(_CHANGES)(draw, data)
    return data


def _places(draw: st.DrawFn, data: bytes) -> tuple[int, int]:
    first, second = (draw(st.integers(0, len(data))) for _ in range(2))
    return min(first, second), max(first, second)


def _cut(draw: st.DrawFn, data: bytes) -> bytes:
    start, end = _places(draw, data)
    return draw(st.sampled_from([data[:start], data[start:], data[:start] + data[end:]]))


def _doubled(draw: st.DrawFn, data: bytes) -> bytes:
    start, end = _places(draw, data)
    return data[:end] + data[start:end] * draw(st.integers(1, 5)) + data[end:]


def _flipped(draw: st.DrawFn, data: bytes) -> bytes:
    if not data:
        return data
    at = draw(st.integers(0, len(data) - 1))
    return data[:at] + bytes([data[at] ^ draw(st.integers(1, 255))]) + data[at + 1 :]


def _with_bits(draw: st.DrawFn, data: bytes) -> bytes:
    at, _ = _places(draw, data)
    return data[:at] + draw(st.sampled_from(_BITS) | st.binary(max_size=8)) * draw(st.integers(1, 3)) + data[at:]


_CHANGES: st.SearchStrategy[Callable[[st.DrawFn, bytes], bytes]] = st.sampled_from(
    [_cut, _doubled, _flipped, _with_bits]
)

"""Files of very many small parts, of which each is nothing, or wrong, or another than all before."""

from __future__ import annotations

import gzip
import json
import random

from benchmarks.hostile.articles import MB, HostileFile, feed, made, record, repeated, response

_GZIP_RECORD = gzip.compress(b'{"title": "Ferry", "body": "It sails."}\n')


def _drawn(first: int, count: int) -> bytes:
    """A million characters drawn at random from `count` of them."""
    draw = random.Random(1)
    return b"F\n\n" + "".join(chr(first + draw.randrange(count)) for _ in range(MB)).encode()


def _frame(inside: bytes) -> bytes:
    return b"<rss><channel>" + inside + b"<item><title>Ferry</title></item>" * 10_000 + b"</channel></rss>"


def _between(inside: bytes) -> bytes:
    item = b"<item><title>Ferry</title></item>"
    return b"<rss><channel>" + item + inside + item + b"</channel></rss>"


def _item(inside: bytes) -> bytes:
    return b"<rss><channel><item><title>Ferry</title>" + inside + b"</item></channel></rss>"


def _halves() -> bytes:
    pieces = ("<", "<a ", "<!--", "<script>", "</a", "<p>", "<a b=", "&lt;", "<script x", "<pre>")
    bodies = ("<br>" + piece * (MB // 2 // len(piece)) for piece in pieces)
    return b"".join(json.dumps({"title": "F", "body": body}).encode() + b"\n" for body in bodies)


def _page(head: bytes = b"", body: bytes = b"") -> bytes:
    return b"<html><head>%s<title>F</title></head><body><h1>F</h1>%s<p>It sails.</p></body></html>" % (head, body)


def _linked(data: bytes) -> bytes:
    return _page(b'<script type="application/ld+json">' + data + b"</script>")


def _names(count: int) -> list[str]:
    return [f"Ann {number:x} Bee" for number in range(count)]


FILES = (
    HostileFile("HTML, 5 MB of JSON-LD", "linked.html", made(lambda: _linked(b'{"@type":["A"' + b',"A"' * MB + b"]}"))),
    HostileFile(
        "HTML, 8 MB of broken JSON-LD", "broken.html", made(lambda: _linked(b'{"@type":"A","' + b"ferry " * MB))
    ),
    HostileFile(
        "HTML, a headline of 9 MB in JSON-LD",
        "headline.html",
        made(lambda: _linked(b'{"@type":"NewsArticle","headline":"' + b"ferry " * 1_500_000 + b'"}')),
    ),
    HostileFile(
        "HTML, a million headlines in JSON-LD",
        "headlines.html",
        made(lambda: _linked(b'{"@type":"NewsArticle","headline":["F"' + b',"ferry"' * MB + b"]}")),
    ),
    HostileFile("HTML, a title of 9 MB", "title.html", made(lambda: _page(b"<title>" + b"ferry " * 1_500_000))),
    HostileFile(
        "HTML, authors of 9 MB",
        "authors.html",
        made(lambda: _page(b'<meta name="author" content="' + b"Ann Lee, " * MB + b'">')),
    ),
    HostileFile(
        "HTML, a class of 4 MB", "class.html", made(lambda: _page(b"", b'<div class="' + b"c" * 4 * MB + b'">'))
    ),
    HostileFile("HTML, 9 MB of blank lines", "blank.html", made(lambda: _page(b"", b"<p>F</p>" + b" \n" * 4_500_000))),
    HostileFile("HTML, 9,900 spans in a line", "spans.html", made(lambda: _page(b"", b"<span>a</span> " * 9_900))),
    HostileFile("HTML, 19,000 choices", "choices.html", made(lambda: _page(b"", b"<select>" + b"<option>a" * 19_000))),
    HostileFile("Markdown, 4 MB of colons", "colons.md", repeated(b"# Ferry\n\n", b":", 4 * MB)),
    HostileFile("Markdown, 4 MB of carriage returns", "returns.md", repeated(b"# Ferry\n\na", b"\r", 4 * MB)),
    HostileFile("text, a million Chinese characters at random", "drawn.txt", made(lambda: _drawn(0x4E00, 20_000))),
    HostileFile("text, a million Korean characters at random", "korean.txt", made(lambda: _drawn(0xAC00, 11_000))),
    HostileFile("text, 5 million ellipses", "dots.txt", repeated(b"F\n\n", "\u2026".encode(), 15 * MB)),
    HostileFile("JSON Lines, 800,000 lines that are cut", "bad.jsonl", repeated(b'{"title": "F"}\n', b'{"a\n', 4 * MB)),
    HostileFile("JSON Lines, a million lines of a number", "ones.jsonl", repeated(b'{"title": "F"}\n', b"1\n", 2 * MB)),
    HostileFile("JSON Lines, 8 million blank lines", "blank.jsonl", repeated(b'{"title": "F"}\n', b"\n", 8 * MB)),
    HostileFile("JSON Lines, 100,000 authors", "authors.jsonl", record(title="F", authors=_names(100_000))),
    HostileFile(
        "JSON Lines, 100,000 authors in a line", "by.jsonl", record(title="F", author=", ".join(_names(100_000)))
    ),
    HostileFile("JSON Lines, ten bodies of 500 kB of halves of tags", "halves.jsonl", made(_halves)),
    HostileFile("JSON Lines, 100,000 tags", "tags.jsonl", record(title="F", tags=_names(100_000))),
    HostileFile("JSON Lines, a date of 1 MB", "date.jsonl", record(title="F", date="12 May 2020 " * 80_000)),
    HostileFile("JSON Lines, an address of 1 MB", "path.jsonl", record(title="F", url="http://a.b/" + "a/" * 500_000)),
    HostileFile("JSON Lines, a title of 10 MB", "title.jsonl", record(title="ferry " * 1_700_000)),
    HostileFile("JSON, a million empty objects", "empties.json", repeated(b'[{"title": "F"}', b",{}", 3 * MB, b"]")),
    HostileFile("JSON, 16 million closing brackets", "braces.json", repeated(b'[{"title": "F"}', b"}", 16 * MB, b"]")),
    HostileFile(
        "JSON, a million fields, all right",
        "valid.json",
        made(lambda: b'{"title": "F"' + b"".join(b',"w%x":1' % number for number in range(MB)) + b"}"),
    ),
    HostileFile("JSON, 100 MB of opening brackets", "opening.json", repeated(b'{"a":', b"[", 100 * MB)),
    HostileFile(
        "JSON, an object of 200 MB of empty lists",
        "lists.json",
        repeated(b'{"title": "F", "a": [1', b",[]", 200 * MB),
        True,
    ),
    HostileFile(
        "JSON, an object of 15 MB of empty lists",
        "few.json",
        repeated(b'{"title": "F", "a": [1', b",[]", 15 * MB, b"]}"),
    ),
    HostileFile(
        "JSON Lines, 15 MB of empty lists", "lists.jsonl", repeated(b'{"title": "F", "a": [1', b",[]", 15 * MB, b"]}")
    ),
    HostileFile("CSV, 4 million blank rows", "blank.csv", repeated(b"title,body\nF,a\n", b"\n", 4 * MB)),
    HostileFile("CSV, 8 million rows of a quote", "quotes.csv", repeated(b"title,body\nF,a\n", b'"\n', 16 * MB)),
    HostileFile("feed, 99,000 empty entries", "empty.rss", feed(b"<item/>", 99_000)),
    HostileFile(
        "feed, a name of 60 kB", "frame.rss", made(lambda: _frame(b"<title>" + b"ferry " * 10_000 + b"</title>"))
    ),
    HostileFile("feed, 20,000 tags before 10,000 entries", "tags.rss", made(lambda: _frame(b"<x>" * 20_000))),
    HostileFile(
        "feed, an entry of 24,000 categories",
        "categories.rss",
        made(lambda: _item(b"".join(b"<category>a%d</category>" % number for number in range(24_000)))),
    ),
    HostileFile("feed, an entry of 10 million &", "amp.rss", made(lambda: _item(b"<description>" + b"&" * 10 * MB))),
    HostileFile(
        "feed, 10,000 entries that are not well-formed",
        "spoilt.rss",
        feed(b"<item><title>Ferry</title><description><b>It sails.</description></item>", 10_000),
    ),
    HostileFile(
        "feed, every 200th of 20,000 entries is not well-formed",
        "spoilt200.rss",
        feed(b"<item><title>Ferry</title></item>" * 199 + b"<item><title>Ferry<b></title></item>", 100),
    ),
    HostileFile("feed, two million comments", "comments.rss", made(lambda: _between(b"<!---->" * 2 * MB))),
    HostileFile("feed, two million tags that close", "closing.rss", made(lambda: _between(b"</a>" * 2 * MB))),
    HostileFile("feed, two million tags before its entries", "opening.rss", made(lambda: _frame(b"<x>" * 2 * MB))),
    HostileFile("feed, an entry of 20,000 tags", "tags20.rss", made(lambda: _item(b"<x>" * 20_000))),
    HostileFile("feed, an entry of 49,000 closed tags", "tags49.rss", made(lambda: _item(b"<x/>" * 49_000))),
    HostileFile("feed, 300 entries of 49,000 tags", "entries49.rss", feed(b"<item>%s</item>" % (b"<x>" * 49_000), 300)),
    HostileFile("feed, two million closed entries", "ends.rss", made(lambda: _between(b"</item>" * 2 * MB))),
    HostileFile("feed, an entry of 24,000 elements", "elements.rss", made(lambda: _item(b"<x>y</x>" * 24_000))),
    HostileFile("front matter, 100 kB of .a", "key.md", repeated(b"+++\na", b".a", 100_000, b" = 1\n+++\nF\n")),
    HostileFile(
        "WARC, 100,000 pictures",
        "pictures.warc",
        made(lambda: (response(b"x").replace(b"text/html", b"image/png") + b"\r\n\r\n") * 100_000),
    ),
    HostileFile(
        "WARC, 100,000 pages that are not there",
        "missing.warc",
        made(lambda: (response(b"<html>x").replace(b"200 OK", b"404 No") + b"\r\n\r\n") * 100_000),
    ),
    HostileFile("WARC, 100,000 empty pages", "none.warc", made(lambda: (response(b"") + b"\r\n\r\n") * 100_000)),
    HostileFile(
        "WARC, 100,000 pages without text",
        "textless.warc",
        made(lambda: (response(b"<html><body></body></html>") + b"\r\n\r\n") * 100_000),
    ),
    HostileFile(
        "WARC, 100,000 pages of a script",
        "scripts.warc",
        made(lambda: (response(b'<html><body class="a"><script>a()</script></body></html>') + b"\r\n\r\n") * 100_000),
    ),
    HostileFile("WARC, headers of 100 MB", "headers.warc", repeated(b"WARC/1.0\r\n", b"a: b\r\n", 100 * MB)),
    HostileFile(
        "gzip, 5 million empty members",
        "members.jsonl.gz",
        made(lambda: _GZIP_RECORD + gzip.compress(b"") * 5_000_000),
    ),
    HostileFile("gzip, 1 GB of padding", "padding.jsonl.gz", repeated(_GZIP_RECORD, b"\0", 1_000 * MB), True),
    HostileFile("gzip, a name of 100 MB", "name.jsonl.gz", repeated(b"\x1f\x8b\x08\x08\0\0\0\0\0\x03", b"x", 100 * MB)),
)

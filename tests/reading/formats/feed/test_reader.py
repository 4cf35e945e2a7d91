"""Feeds of every kind, cut, broken and hostile."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import PurePath
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.errors import LimitExceeded
from searchkit.reading.formats.feed import reader
from searchkit.reading.formats.feed.reader import READER
from searchkit.reading.formats.feed.text import entries_of
from searchkit.settings import Settings
from tests.reading.formats.reading_aid import run, slices

RSS = """<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Island Post &amp; Sons</title><language>en-GB</language><link>https://example.org/</link>
<item><title>Ferry &lt;b&gt;runs&lt;/b&gt;</title><link>https://example.org/ferry</link>
<description>Short é</description>
<content:encoded><![CDATA[<p>It runs <item> again.</p><p>Daily &#8211; twice.</p>]]></content:encoded>
<dc:creator>Jane Doe and John Roe</dc:creator><category>Ferries</category><category>Ports</category>
<guid isPermaLink="false">post-17</guid><pubDate>Mon, 06 Jan 2025 23:30:00 -0500</pubDate></item>
<item><title>Bridge closed</title><description>For a week</description></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Le Port</title><link href="https://example.org/"/>
<entry><title type="html">L&amp;eacute;quipage</title><link href="/a/1"/><id>tag:1</id>
<updated>2025-01-02T10:00:00Z</updated><published>2025-01-01T23:30:00+09:00</published><author><name>Zoé</name></author><summary>court</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Un</p><p>Deux</p></div></content></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Registry</title></channel>
<item rdf:about="https://example.org/1"><title>Ferry</title><link>https://example.org/1</link><dc:date>2020-05-06</dc:date>
</item></rdf:RDF>"""


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to reach a network fails the test."""

    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail("a reader reached for the network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def test_rss() -> None:
    """Every part of an entry is found; the calendar day is the one printed, the moment is in UTC."""
    data = RSS.encode()
    articles, problems = run(READER, data, "a.rss")
    assert not problems
    assert [article.title for article in articles] == ["Ferry runs", "Bridge closed"]
    ferry = articles[0]
    assert ferry.body == "It runs again.\n\nDaily – twice."
    assert ferry.summary == "Short é"
    assert ferry.source == "Island Post & Sons"
    assert ferry.authors == ("Jane Doe", "John Roe")
    assert ferry.tags == ("Ferries", "Ports")
    assert (ferry.url, ferry.extra, ferry.lang, ferry.role) == (
        "https://example.org/ferry",
        {"id": "post-17"},
        "en",
        "entry",
    )
    assert ferry.published is not None
    assert ferry.published.on == date(2025, 1, 6)
    assert ferry.published.at == datetime(2025, 1, 7, 4, 30, tzinfo=timezone.utc)
    assert articles[1].body == "For a week"
    for part in slices(articles, data):
        assert part.startswith(b"<item>")
        assert part.endswith(b"</item>")


def test_atom() -> None:
    """Content goes before summary, publication before update, and a relative link is completed."""
    article = run(READER, ATOM.encode())[0][0]
    assert (article.title, article.body, article.summary) == ("Léquipage", "Un\n\nDeux", "court")
    assert (article.url, article.authors, article.lang) == ("https://example.org/a/1", ("Zoé",), "fr")
    assert article.published is not None
    assert article.published.at == datetime(2025, 1, 1, 14, 30, tzinfo=timezone.utc)


def test_rdf() -> None:
    """Items beside the channel are read as well."""
    article = run(READER, RDF.encode())[0][0]
    assert (article.title, article.source) == ("Ferry", "Registry")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    """Marks and declarations are believed; places in the file are given where they are known."""
    text = RSS.replace("utf-8", "iso-8859-1") if encoding == "cp1252" else RSS
    data = text.replace("&#8211;", "-").encode(encoding)
    articles, problems = run(READER, data)
    assert articles[0].summary == "Short é"
    assert not problems
    assert (articles[0].origins[0].start is None) == (encoding != "utf-8-sig")
    if encoding == "utf-8-sig":
        assert slices(articles, data)[0].startswith(b"<item>")


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_places_behind_a_document_type_with_letters_of_several_bytes(mark: bytes) -> None:
    """In bytes of the file."""
    data = mark + RSS.replace("<rss", '<!DOCTYPE rss [<!ENTITY ring "Ångström">]>\n<rss', 1).encode()
    articles, _ = run(READER, data)
    assert [part[:6] for part in slices(articles, data)] == [b"<item>"] * len(articles)


def test_a_name_with_a_word_of_thousands_of_letters_is_refused() -> None:
    """The parser looks for an address of e-mail from each of them."""
    text = RSS.replace("</item>", f"<author>{'a' * 5_000}</author></item>", 1)
    articles, (problem,) = run(READER, text.encode())
    assert len(articles) == len(run(READER, RSS.encode())[0]) - 1
    assert "a name with a word of more than 256 characters" in problem.reason
    with pytest.raises(LimitExceeded, match="before its entries"):
        run(READER, RSS.replace("<item>", f"<managingEditor>{'a' * 5_000}</managingEditor><item>", 1).encode())


def test_a_cut_feed_gives_what_is_there() -> None:
    """Wherever a feed is cut, the whole entries before the cut come out, and the loss is said."""
    for end in range(RSS.index("</item>") + 7, len(RSS) - 10, 7):
        articles, problems = run(READER, RSS[:end].encode())
        assert articles[0].title == "Ferry runs"
        assert "partial" in {problem.severity for problem in problems}


def test_a_broken_entry_spoils_only_itself() -> None:
    """Its neighbours are read as if it were not there."""
    items = [f"<item><title>Ferry {n}</title><description>x</description></item>" for n in range(300)]
    items[150] = "<item><title>Broken <b></titel><description>&nosuch; x</description></item>"
    data = RSS.replace("</channel>", "".join(items) + "</channel>").encode()
    articles, problems = run(READER, data)
    assert {article.title for article in articles} >= {f"Ferry {n}" for n in range(300) if n != 150}
    assert [problem.code for problem in problems] == ["malformed"]


@pytest.mark.parametrize(
    "declarations",
    [
        '<!ENTITY a "%s">' % ("A" * 20_000),
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">',
        "<!ENTITY % a 'x'><!ENTITY b '%a;'>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_that_unfold_are_refused(declarations: str, encoding: str) -> None:
    """Nested and long entities are refused before any parser sees them."""
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [{declarations}]>{RSS[RSS.index("<rss") :]}'
    assert READER.sniff(bomb.encode(encoding), PurePath("a.xml")) > 90
    with pytest.raises(LimitExceeded):
        run(READER, bomb.encode(encoding))


def test_what_lies_outside_is_not_fetched() -> None:
    """External entities, document types and style sheets are left where they are."""
    outside = (
        '<?xml-stylesheet href="http://127.0.0.1:9/a.xsl"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/a.dtd" '
        '[<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    )
    data = (outside + RSS[RSS.index("<rss") :].replace("For a week", "&x;")).encode()
    articles, problems = run(READER, data)
    assert articles[1].body == "&x;"
    assert {problem.severity for problem in problems} == {"note"}


def test_harmless_entities_are_no_reason_to_refuse() -> None:
    """Old feeds declare names of signs."""
    text = '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>' + RSS[RSS.index("<rss") :]
    assert len(run(READER, text.encode())[0]) == 2


def test_too_many_entries_are_left_out() -> None:
    """The entries up to the limit are read, the rest is said to be left out."""
    data = RSS.replace("</channel>", "<item><title>x</title></item>" * 50 + "</channel>").encode()
    articles, problems = run(READER, data, settings=Settings(feed_entries=10))
    assert len(articles) == 10
    assert [(problem.code, problem.severity) for problem in problems] == [("limit", "partial")]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that the parser was given."""
    given: list[str] = []
    parse = reader._parsed

    def remember(document: str) -> Any:
        given.append(document)
        return parse(document)

    monkeypatch.setattr(reader, "_parsed", remember)
    return given


@pytest.mark.parametrize("piece", ["<a ", "<", "<!--", "&", "<a>", "</a", "<![CDATA["])
def test_hostile_entries_are_parsed_once(piece: str, parsed: list[str]) -> None:
    """Halves of tags by the ten thousand; the head is parsed besides."""
    data = RSS.replace("For a week", piece * 40_000)
    articles, _ = run(READER, data.encode())
    assert articles[0].title == "Ferry runs"
    assert sum(map(len, parsed)) < 1.1 * len(data)


def test_broken_entries_are_parsed_alone_and_the_others_together(parsed: list[str]) -> None:
    """Each gives what it gives in a feed of its own, in order."""
    items = [
        f"<item><title>Ferry {n}</title><description>{'<b>' if n % 3 else ''}It sails &nbsp; {n}</description></item>"
        for n in range(30)
    ]
    items[5] = "<item>&#38;</item>"
    items[9] = "<item><p:title>Ferry 9</p:title><title>Ferry</title></item>"
    items = [item.replace(" &nbsp;", "") if n % 6 else item for n, item in enumerate(items)]
    alone = [run(READER, RSS.replace("</channel>", item + "</channel>").encode())[0][2:] for item in items]
    parsed.clear()
    articles, _ = run(READER, RSS.replace("</channel>", "".join(items) + "</channel>").encode())
    assert [replace(article, origins=()) for article in articles[2:]] == [
        replace(article, origins=()) for (article,) in filter(None, alone)
    ]
    # the head; the four and the feed's two, of which one quotes the tag; the others but for the empty one
    assert [document.count("<item>") for document in parsed] == [0, 7, *[1] * 25]


@pytest.mark.parametrize("piece", ["<!---->", "<![CDATA[]]>", "</item>", "</x:entry>"])
@pytest.mark.parametrize("place", ["<item>", "</item>", "</channel>"])
def test_what_makes_no_entry_is_not_followed_for_ever(piece: str, place: str) -> None:
    """A feed ends where a hundred thousand such come after each other."""
    data = RSS.replace(place, (piece if place != "</item>" else f"</item>{piece}") * 100_001 + place, 1).encode()
    if place == "<item>":
        with pytest.raises(LimitExceeded, match="in a row make no entry"):
            run(READER, data)
        return
    articles, problems = run(READER, data)
    assert articles
    (problem,) = (problem for problem in problems if problem.code == "limit")
    assert problem.severity == "partial"
    assert "in a row make no entry" in problem.reason


def test_a_feed_has_so_many_tags_for_each_entry() -> None:
    """Those behind are left out, and it is said; one long entry is none of them."""
    item = "<item><title>Ferry</title><description>%s</description></item>"
    long, longer = item % ("<b>a</b>" * 22_000), item % ("<b>a</b>" * 22_000) * 10
    articles, problems = run(READER, RSS.replace("</channel>", long + "</channel>").encode())
    assert (len(articles), problems) == (3, [])
    articles, problems = run(READER, RSS.replace("</channel>", longer + "</channel>").encode())
    assert len(articles) == 4
    assert [(problem.code, problem.severity) for problem in problems] == [("limit", "partial")]


def test_sniffing() -> None:
    """The first element makes a feed, not the extension."""
    for text in (RSS, ATOM, RDF, "\ufeff\n<!-- a --><?xml-stylesheet href='x'?>" + ATOM):
        assert READER.sniff(text.encode(), PurePath("a")) > 90
    for text in ("<html><body><rss>", "rss", "<urlset>", "<feed>me</feed>", ""):
        assert READER.sniff(text.encode(), PurePath("a.xml")) == 0


_PIECES = [
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<entry",
    "&amp;",
    "&x;",
    "é",
    " x>",
    "<p/>",
    "\0",
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(_PIECES), max_size=25).map("".join), st.sampled_from([RSS, ATOM, RDF]))
def test_any_content(content: str, feed: str) -> None:
    """Whatever stands in a feed, it gives articles and problems and raises nothing."""
    run(READER, feed.replace("<title>", content + "<title>", 2).encode())
    run(READER, content.encode())


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Nor do bytes that are no feed at all."""
    READER.sniff(data, PurePath("a.xml"))
    run(READER, data)


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_entries_do_not_overlap(text: str) -> None:
    """Entries follow one another, and whole ones begin and end with their tags."""
    at = 0
    for entry in entries_of(text):
        assert at <= entry.start < entry.end <= len(text)
        at = entry.end

"""Files that were made to do harm: each is refused or cut, with the limit named."""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest

from searchkit import open as open_index
from searchkit.reading.formats.csv_.rows import _MOST_UNCLOSED
from tests.reading.helpers import read_bytes


def test_a_feed_is_cut_at_its_limit() -> None:
    """The entries before are read."""
    data = b'<rss version="2.0"><channel>' + b"<item><title>Ferry</title></item>" * 100 + b"</channel></rss>"
    articles, problems = read_bytes(data, "feed.rss", feed_bytes=1_000)
    assert len(articles) > 20
    assert ("limit", "partial", "byte 1000") in [(one.code, one.severity, one.place) for one in problems]


def test_a_string_that_is_too_long_is_named() -> None:
    """Its place, its length and the limit."""
    data = b'[{"body": "' + b"ferry " * 10_000 + b'"}, {"title": "Two"}]'
    articles, problems = read_bytes(data, "a.json", article_bytes=1_000)
    assert [article.title for article in articles] == ["Two"]
    assert any(one.code == "limit" and one.place == "byte 10" and "article_bytes" in one.reason for one in problems)


def test_quotes_that_are_never_closed_are_given_up() -> None:
    """After some of them quotes mean nothing, and every row is read as it stands."""
    data = b"title,body\n" + b'a"x,"b\n' * 21_000
    articles, problems = read_bytes(data, "a.csv")
    assert len(articles) > 20_000
    assert any(f"{_MOST_UNCLOSED} quotes are never closed" in one.reason for one in problems)


def test_an_article_of_too_many_words_is_cut() -> None:
    """With a problem that names the limit and the place."""
    words = " ".join(f"word{number:x}" for number in range(5_000))
    (article,), (problem,) = read_bytes(f"Ferry\n\n{words}".encode(), "a.txt", article_words=1_000)
    assert len(article.body.split()) <= 1_000
    assert (problem.code, problem.severity, problem.place) == ("limit", "partial", "article 1")
    assert "article_words" in problem.reason


def test_a_word_that_is_too_long_is_a_note() -> None:
    """It is found by its beginning only."""
    (article,), (note,) = read_bytes(b"Ferry\n\nsails " + b"x" * 300, "a.txt")
    assert article.body.endswith("x")
    assert (note.code, note.severity) == ("limit", "note")
    assert "300" in note.reason


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes on Linux only")
def test_a_folder_whose_name_is_no_text_can_be_named(tmp_path: Path) -> None:
    """Its articles are read, and found again in the next run."""
    folder = tmp_path / os.fsdecode(b"b\xff\n")
    folder.mkdir()
    (folder / "a.txt").write_text("Ferry\n\nThe ferry sails again.\n")
    with open_index(tmp_path / "index", create=True) as index:
        assert index.sync([folder]).added == 1
        assert index.sync([folder]).unchanged == 1
        (folder / "a.txt").unlink()
        assert index.sync([folder], prune=True).removed == 1


@pytest.mark.parametrize("inside", [b'<a href="/a">Ferry</a> ' * 11_000, b"<p>" + b"The ferry sails again. " * 50_000])
def test_a_page_of_very_much_is_read_the_quick_way(inside: bytes) -> None:
    """Its text is there, with a note; what metadata say of it, too."""
    page = b"<html><head><meta property='og:title' content='All ferries'></head><body>%s</body></html>" % inside
    (article,), problems = read_bytes(page, "a.html")
    assert article.title == "All ferries"
    assert article.body.lower().count("ferry") >= 11_000
    assert [problem.severity for problem in problems if "trafilatura" in problem.reason] == ["note"]


@pytest.mark.parametrize(
    ("head", "inside", "said"),
    [
        (b"<script type='application/ld+json'>{\"headline\": [%s1]}</script>" % (b'"a",' * 300), b"", "metadata"),
        (b"<script type='application/ld+json'>{%s</script>" % (b'"a' * 600), b"", "metadata"),
        (b"<title>%s</title>" % (b"ferry " * 200), b"", "metadata"),
        (b"<meta name='author' content='%s'>" % (b"Ann Lee, " * 200), b"", "metadata"),
        (b"", b"<div class='%s'>" % (b"a" * 1_200), "metadata"),
        (b"", b"<b>a</b> " * 3_001, "3,000 elements within one"),
    ],
)
def test_a_page_that_says_very_much_of_itself_is_read_the_quick_way(head: bytes, inside: bytes, said: str) -> None:
    """Its article is there, with its title, and a note; what lies in scripts, comments and pictures is not counted."""
    page = (
        b"<html><head><meta property='og:title' content='All ferries'>%s</head><body>%s<p>It sails.</p></body></html>"
    )
    most = 100_000 if b"<b>" in inside else 1_000
    (article,), problems = read_bytes(page % (head, inside), "a.html", html_simple_characters=most)
    assert "It sails." in article.body
    assert [said in problem.reason for problem in problems if "trafilatura was not asked" in problem.reason] == [True]
    unread = b"<script>%s</script><!-- %s --><img src='data:image/png,%s'>" % ((b"a" * 2_000,) * 3)
    _, problems = read_bytes(page % (b"", unread), "a.html", html_simple_characters=1_000)
    assert not [problem for problem in problems if "trafilatura was not asked" in problem.reason]


def test_values_that_are_too_long_are_no_metadata() -> None:
    """A title of thousands of characters is none; the next best is taken."""
    long = "ferry " * 2_000
    page = f"<html><head><meta property='og:title' content='{long}'></head><body><h1>Ferry</h1><p>It sails.</p></body>"
    (article,), _ = read_bytes(page.encode(), "a.html", html_simple_characters=1_000)
    assert article.title == "Ferry"


def test_a_page_of_very_many_choices_is_refused() -> None:
    """A list of five thousand is read."""
    page = "<html><body><h1>Ferry</h1><p>It sails.</p><select>"
    articles, (problem,) = read_bytes((page + "<option>a" * 5_001).encode(), "a.html")
    assert articles == []
    assert (problem.code, "5,000 choices" in problem.reason) == ("limit", True)
    articles, _ = read_bytes((page + "<option>a" * 250).encode(), "a.html")
    assert len(articles) == 1


@pytest.mark.parametrize("sign", [":", "\\", "}", "a]", "-a"])
def test_small_marks_of_markdown_are_a_tenth_of_one(sign: str) -> None:
    """What passes the limit is taken as it stands."""
    text = f"# Ferry\n\nIt sails {sign * 1_200}"
    _, problems = read_bytes(text.encode(), "a.md", markdown_marks=100)
    assert [one.severity for one in problems if "markdown_marks" in one.reason] == ["note"]
    _, problems = read_bytes(text.encode(), "a.md", markdown_marks=200)
    assert not [one for one in problems if "markdown_marks" in one.reason]


@pytest.mark.parametrize("large", [b"[" * 60_000, b"sails [again](/a) " * 60_000, b"sails on " * 500_000])
def test_markdown_of_very_much_is_taken_as_it_stands(large: bytes) -> None:
    """With its fields and its title, and a note."""
    text = b"---\nsource: The Port\n---\n# Ferry\nIt sails.\n\n" + large
    (article,), (note, *_) = read_bytes(text, "a.md")
    assert (article.title, article.source, note.severity) == ("Ferry", "The Port", "note")
    assert article.body.startswith("It sails.\n\n" + large[:10].decode())


@pytest.mark.parametrize(
    "target", ["https://a.ex[mple/f", "https://[::1", "https://a.example/f", "//[", "http://a.example:x/"]
)
@pytest.mark.parametrize("canonical", ["https://b.ex]mple/f", "/f", "//[", "https://b.example/f"])
def test_addresses_that_are_none(target: str, canonical: str) -> None:
    """A page that was fetched from what is no address, or says that it is there, is read all the same."""
    page = (
        f'<html><head><link rel="canonical" href="{canonical}"></head><body><article><h1>Ferry</h1>'
        f'<p>The ferry sails again, it is said.</p><a href="{canonical}">more</a></article>'
        f'<article><h2><a href="{canonical}">Bridge</a></h2><p>The bridge is open again.</p></article></body></html>'
    )
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}"
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {target}\r\nContent-Type: application/http\r\n"
    articles, _ = read_bytes(f"{head}Content-Length: {len(http)}\r\n\r\n{http}\r\n\r\n".encode(), "a.warc")
    assert any("ferry sails" in article.body for article in articles)


@pytest.mark.parametrize(
    ("unit", "count"), [("\ufdfa", 60_000), ("½", 60_000), ("e" + "\u0301\u0316" * 40, 600), ("\ufb03", 250_000)]
)
def test_characters_that_stand_for_many_count_for_many(unit: str, count: int) -> None:
    """A text of them is cut sooner, with the limit on tokens named; one of a few is not."""
    (article,), problems = read_bytes(f"Ferry\n\n{unit * count}".encode(), "a.txt", article_tokens=40_000)
    assert len(article.body) < len(unit) * count
    assert any("(article_tokens)" in problem.reason for problem in problems)
    _, problems = read_bytes(f"Ferry\n\n{unit * 9}".encode(), "a.txt", article_tokens=40_000)
    assert [problem for problem in problems if "article_tokens" in problem.reason] == []


@pytest.mark.parametrize("name", ["a.html", "a.rss"])
@pytest.mark.parametrize("value", ['"x"', "'>'", '"a b"'])
def test_a_tag_of_very_many_attributes_is_not_parsed(name: str, value: str) -> None:
    """Nobody writes such, and parsers take the square of the time."""
    tag = "<p " + " ".join(f"a{number}={value}" for number in range(1_000)) + ">"
    page = f"<html><body>{tag}Ferry sails</p></body></html>"
    feed = f"<rss><channel><item><title>Ferry</title>{tag}</item><item><title>Two</title></item></channel></rss>"
    articles, problems = read_bytes((feed if name == "a.rss" else page).encode(), name)
    assert any("256 attributes" in problem.reason and problem.code == "limit" for problem in problems)
    assert [article.title for article in articles] == (["Two"] if name == "a.rss" else [])


def test_a_feed_of_very_many_namespaces_is_not_parsed() -> None:
    """They would be read again for every few entries."""
    spaces = " ".join(f"xmlns:a{number}='u'" for number in range(300))
    articles, (problem,) = read_bytes(f"<rss {spaces}><item><title>Ferry</title></item></rss>".encode(), "a.rss")
    assert articles == []
    assert "256 attributes" in problem.reason


def test_an_address_of_a_million_parts(tmp_path: Path) -> None:
    """Is kept, and belongs to no domain."""
    with open_index(tmp_path / "index", create=True) as index:
        (tmp_path / "a.jsonl").write_text(f'{{"title": "Ferry", "url": "http://{"a." * 50_000}"}}\n')
        index.sync([tmp_path / "a.jsonl"])
        assert [hit.title for hit in index.search("ferry")] == ["Ferry"]


@pytest.mark.parametrize(
    "block", ["a: " + "[" * 5_000, "".join(f"key{number}: value\n" for number in range(9_000)), "a: [b, c]\nd: 1\n"]
)
def test_large_front_matter(block: str) -> None:
    """Is read, or said not to be; its text is."""
    (article,), problems = read_bytes(f"---\n{block}\n---\n# Ferry\n\nIt sails.\n".encode(), "a.md")
    assert (article.title, article.body) == ("Ferry", "It sails.")
    assert any("brackets" in problem.reason for problem in problems) == ("[[" in block)


def test_a_key_of_very_many_parts_is_not_parsed() -> None:
    """The parser of TOML would take memory that grows with the square of them."""
    (article,), (problem,) = read_bytes(b"+++\na" + b".a" * 5_000 + b" = 1\n+++\n# Ferry\n\nIt sails.\n", "a.md")
    assert (article.title, article.body) == ("Ferry", "It sails.")
    assert "200 parts" in problem.reason


@pytest.mark.parametrize(
    ("name", "before", "bad"),
    [
        ("a.jsonl", '{"title": "Ferry"}\n', '{"a\n'),
        ("a.jsonl", '{"title": "Ferry"}\n', "\n"),
        ("a.jsonl", '{"title": "Ferry"}\n', "1\n"),
        ("a.json", '[{"title": "Ferry"},', "{},"),
        ("a.json", '[{"title": "Ferry"},', "[],"),
        ("a.json", '{"articles": [{"title": "Ferry"}],', '"a": [],'),
        ("a.csv", "title,body\nFerry,sails\n", "\n"),
        ("a.csv", "title,body\nFerry,sails\n", ",\n"),
        ("a.csv", "title,body\nFerry,sails\n", '"\n'),
    ],
)
def test_records_without_articles_end_what_is_read(name: str, before: str, bad: str) -> None:
    """When too many follow each other; each article begins the count anew."""
    articles, problems = read_bytes((before + bad * 60).encode(), name, empty_records=20)
    assert [article.title for article in articles] == ["Ferry"]
    assert [(one.code, one.severity) for one in problems if "(empty_records)" in one.reason] == [("limit", "partial")]
    _, problems = read_bytes((before + bad * 15).encode(), name, empty_records=20)
    assert not [one for one in problems if "(empty_records)" in one.reason]


def test_of_a_record_of_very_many_fields_the_article_is_read() -> None:
    """What is left out of the others is said."""
    fields = "".join(f', "a{number}": 1' for number in range(12_000))
    (article,), (problem,) = read_bytes(f'{{"title": "Ferry"{fields}, "body": "sails"}}'.encode(), "a.json")
    assert (article.title, article.body) == ("Ferry", "sails")
    assert (problem.code, problem.severity) == ("limit", "partial")


def test_brackets_that_close_nothing_are_passed_over() -> None:
    """However many; what follows is read."""
    data = b'[{"title": "Ferry"}' + b"}" * 5_000 + b', {"title": "Two"}]'
    articles, _ = read_bytes(data, "a.json")
    assert [article.title for article in articles] == ["Ferry", "Two"]


def test_empty_members_of_gzip_end_the_file() -> None:
    """When there are more in a row than anybody writes; padding of any length between members does not."""
    record = gzip.compress(b'{"title": "Ferry"}\n')
    again = gzip.compress(b'{"title": "Two"}\n')
    articles, problems = read_bytes(record + gzip.compress(b"") * 10_001 + again, "a.jsonl.gz")
    assert [article.title for article in articles] == ["Ferry"]
    assert [(one.code, one.severity) for one in problems] == [("limit", "partial")]
    articles, problems = read_bytes(record + bytes(500_001) + gzip.compress(b"") + again + bytes(300_000), "a.jsonl.gz")
    assert ([article.title for article in articles], problems) == (["Ferry", "Two"], [])


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("".join(f"<category>a{number}</category>" for number in range(1_001)), "1,000 categories"),
        ("<description>" + "&" * 500_001 + "</description>", "500,000 signs"),
    ],
)
def test_an_entry_that_its_parser_takes_long_over_is_refused(inside: str, said: str) -> None:
    """The others are read."""
    feed = f"<rss><channel><item><title>Ferry</title>{inside}</item><item><title>Two</title></item></channel></rss>"
    articles, (problem,) = read_bytes(feed.encode(), "a.rss")
    assert [article.title for article in articles] == ["Two"]
    assert problem.code == "limit"
    assert said in problem.reason


@pytest.mark.parametrize("empty", ["<item></item>", "<item/>", "<item>"])
def test_entries_of_nothing_are_not_parsed(empty: str) -> None:
    """Each is said to be empty."""
    feed = f"<rss><channel>{empty * 9}<item><title>Ferry</title></item></channel></rss>"
    articles, problems = read_bytes(feed.encode(), "a.rss")
    assert [article.title for article in articles] == ["Ferry"]
    assert ["neither a title nor a text" in problem.reason for problem in problems] == [True] * 9


def test_what_a_feed_says_of_itself_is_read_once() -> None:
    """Each entry has it, also one that is broken; a name of thousands of letters is cut, with a note."""
    items = "<item><title>Ferry</title></item><item><title>Two</b></title></item>"
    feed = f'<rss><channel a="b"><title>{"The Port " * 99}</title><language>en</language>{items}</channel></rss>'
    articles, problems = read_bytes(feed.encode(), "a.rss")
    assert [article.title for article in articles] == ["Ferry", "Two"]
    assert {len(article.source) for article in articles} == {300}
    assert {article.lang for article in articles} == {"en"}
    assert any("name of the feed" in problem.reason and problem.severity == "note" for problem in problems)


def test_many_short_lines_are_left_as_they_are() -> None:
    """Whether they are wrapped is not looked at."""
    lines = "a\n" * 530_000
    (article,), _ = read_bytes(f"Ferry\n\n{lines}".encode(), "a.txt", article_tokens=10_000_000)
    assert article.body == lines.strip()


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<!doctype html>\n<!-- nothing -->\n<title></title>"])
def test_pages_of_an_archive_without_text_are_counted(page: str) -> None:
    """They are not parsed; any other is."""
    texts = [page, "<html><h1>Ferry</h1><p>It sails.</p></html>", page]
    messages = [f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{text}" for text in texts]
    head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: "
    archive = "".join(f"{head}{len(message)}\r\n\r\n{message}\r\n\r\n" for message in messages)
    articles, problems = read_bytes(archive.encode(), "a.warc")
    assert [article.title for article in articles] == ["Ferry"]
    assert [problem.severity for problem in problems if "2 without text" in problem.reason] == ["note"]

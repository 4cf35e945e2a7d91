"""One HTML page to the article on it, its metadata and its neighbours. Runs in the worker process.

trafilatura finds the main text. resiliparse renders the whole page (for the splitting of aggregator pages, which works
on text) and stands in where trafilatura finds nothing. A page of several full ``<article>`` elements is several
articles; trafilatura would make one of them, or drop all but one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from html import unescape
from typing import Any

from searchkit.errors import ReadingError
from searchkit.reading.credits.people import person
from searchkit.reading.formats.html.metadata import Metadata, metadata_length, metadata_of, text_of
from searchkit.reading.formats.html.neighbours import full_articles, text_outside
from searchkit.reading.formats.html.titles import page_title, site_name

_DATES = {"outputformat": "%Y-%m-%dT%H:%M:%S%z", "original_date": True, "extensive_search": False}
"""htmldate's extensive search finds a date on nearly every page that has none."""
_LOST = 0.5
"""Share of a story's words below which trafilatura's text is not that story."""
_HELD = 0.8
"""Share of trafilatura's text above which it is that of the page's ``<article>`` elements."""
MOST_SIBLINGS = 3_000
"""Elements within one: in a line of text trafilatura takes the square of the time over them, 0.5 s for these."""
_NO_NAME = re.compile(r"\d|@|https?:|^(?:posted|published|updated|written|by)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_LONG = 500_000
_MOST_BLANK = 1_000
_BLANK = re.compile(rf"(?<!\s)\s{{{_MOST_BLANK},}}")
"""Space that nobody sees, in a page of more than `_LONG` characters: trafilatura takes 0.3 us over each."""


def prepare() -> None:
    """Import what parsing needs, before the clock runs."""
    import trafilatura  # noqa: F401


def parse(data: bytes, options: Mapping[str, str]) -> dict[str, Any]:
    """The article of a page (UTF-8) as fields; ``articles`` when it holds several; ``whole``, all its text.

    A page that has more than trafilatura reads quickly says of what, in ``too_many``: ``tags``, ``characters``,
    ``metadata`` or ``siblings``. The options ``html_simple_tags`` and ``html_simple_characters`` are the settings of
    these names; without, all is quick.

    Raises `ReadingError` when it is no HTML.
    """
    from trafilatura.utils import load_html

    text = data.decode("utf-8", "replace")
    if len(text) > _LONG:
        text = _BLANK.sub(lambda blank: blank[0][:_MOST_BLANK], text)
    tree = load_html(text)
    if tree is None:
        raise ReadingError("it holds no HTML that could be parsed")
    found = metadata_of(tree)
    whole = _rendered(text, main=False)
    if what := _too_many(text, whole, tree, options):
        return _of_large(text, whole, found) | {"too_many": what}
    articles = full_articles(tree)
    outside = text_outside(tree, found)
    document = _extracted(tree, options.get("url", ""))
    body, headings = _body(document, found)
    answer: dict[str, Any] = {"whole": whole, "articles": [], "neighbours": []}
    is_theirs = bool(articles) and _share(body, " ".join(f"{one['title']} {one['body']}" for one in articles)) >= _HELD
    if is_theirs and articles and outside and _share(outside, body) < _LOST:
        # trafilatura takes the neighbours for the story, since they are marked and the story is not
        document = _extracted(load_html(text), options.get("url", ""), prune="//article") or document
        body, headings = _body(document, found)
        answer["neighbours"] = articles
    elif is_theirs and len(articles) > 1:
        answer["articles"] = articles
    answer |= {"body": body, "headings": headings}
    if not body:
        answer["body"] = _rendered(text, main=True)
        answer["is_fallback"] = bool(answer["body"])
    return answer | _fields(document, found, text)


def _too_many(text: str, whole: str, tree: Any, options: Mapping[str, str]) -> str:
    """What a page has more of than trafilatura reads quickly, see `parse`; empty when it is nothing."""
    if "html_simple_tags" not in options:
        return ""
    characters = int(options["html_simple_characters"])
    if text.count("<") > int(options["html_simple_tags"]):
        return "tags"
    if len(whole) > characters:
        return "characters"
    # metadata are part of the source: most pages need no counting
    if len(text) > characters and metadata_length(tree) > characters:
        return "metadata"
    return "siblings" if text.count("<") > MOST_SIBLINGS and max(map(len, tree.iter())) > MOST_SIBLINGS else ""


def _of_large(text: str, whole: str, found: Metadata) -> dict[str, Any]:
    """The article of a page that trafilatura would take too long over: the text that resiliparse takes for it."""
    answer: dict[str, Any] = {"whole": whole, "articles": [], "neighbours": [], "headings": []}
    return answer | {"body": _rendered(text, main=True) or whole} | _fields(None, found, text)


def _share(text: str, other: str) -> float:
    """The share of the words of a text that another has too, each as often."""
    words = Counter(_words(text))
    missing = words - Counter(_words(other))
    return 1 - missing.total() / words.total() if words else 1.0


def _extracted(tree: Any, url: str, prune: str | None = None) -> Any:
    """trafilatura's document; None when it finds nothing. Raises `ReadingError` when it breaks down."""
    import trafilatura
    from lxml import etree

    try:
        return trafilatura.bare_extraction(
            tree,
            url=url or None,
            with_metadata=True,
            include_comments=False,
            date_extraction_params=_DATES,
            prune_xpath=prune,
        )
    except (etree.LxmlError, AssertionError) as error:
        raise ReadingError(f"its parser failed: {type(error).__name__}") from error


def _body(document: Any, found: Metadata) -> tuple[str, list[str]]:
    """The main text as paragraphs, without the title that it begins with, and its subheads."""
    if document is None:
        return "", []
    lines = [line for line in (document.text or "").split("\n") if line.strip()]
    titles = [_words(title) for title in (unescape(document.title or ""), *found.headlines, *found.titles)]
    if len(lines) > 1 and _words(lines[0]) in titles:
        del lines[0]
    headings = [text_of(head) for head in document.body.iter("head")] if document.body is not None else []
    return _joined(lines), [heading for heading in headings if heading and _words(heading) not in titles]


def _joined(lines: list[str]) -> str:
    """Paragraphs with a blank line between; the items of a list stay together."""
    parts: list[str] = []
    for before, line in zip(["", *lines], lines, strict=False):
        is_item = line.startswith("- ") and before.startswith("- ")
        parts += ["\n" if is_item else "\n\n", line]
    return "".join(parts[1:])


def _fields(document: Any, found: Metadata, text: str) -> dict[str, Any]:
    """What trafilatura and the page's own metadata say of the article."""
    guessed = unescape((document and document.title) or "")
    site = unescape(site_name((document and document.sitename) or "", found))
    title = page_title(guessed, found, site)
    return {
        "title": title,
        "authors": _authors((document and document.author) or "", text),
        "credits": found.credits,
        "source": site,
        "url": (document and document.url) or "",
        "summary": unescape((document and document.description) or ""),
        "dates": found.dates,
        "guessed_date": (document and document.date) or "",
        "tags": found.tags,
        "section": unescape(next(iter(found.sections), "")),
        "lang": next(iter(found.languages), ""),
    }


def _authors(names: str, text: str) -> list[str]:
    """trafilatura's authors that the page really names: it takes addresses and dates for names, too."""
    if not names:
        return []
    shown = " ".join(unescape(text).split()).casefold()
    authors = (person(unescape(name)) for name in names.split(";"))
    return [author for author in authors if author and author.casefold() in shown and not _NO_NAME.search(author)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _rendered(text: str, *, main: bool) -> str:
    """The page as text, by resiliparse: all of it, or what is likely its main part."""
    from resiliparse.extract.html2text import extract_plain_text

    rendered = extract_plain_text(text, main_content=main, alt_texts=False, list_bullets=False)
    return "\n".join(line.strip() for line in rendered.split("\n")).strip()

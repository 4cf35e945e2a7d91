"""Pages of several full ``<article>`` elements: which of them are articles in their own right?

Teasers ("read on") are no articles; an article has a heading and at least two paragraphs of its own. Runs in the
worker process, on a tree of lxml.
"""

from __future__ import annotations

import copy
from typing import Any

from searchkit.reading.formats.html.metadata import Metadata, text_of

_PARAGRAPHS = 2
_CHARACTERS = 400
"""The least text of an article's own paragraphs, without links: a teaser has less."""
_LONG = 40
"""Characters that a paragraph has more than, unlike a date or a label."""
_MOST = 500
_HEADINGS = ("h1", "h2", "h3", "h4")
_FURNITURE = ("script", "style", "noscript", "nav", "aside", "footer", "form", "button", "svg", "iframe")


def full_articles(tree: Any) -> list[dict[str, Any]]:
    """The full articles of a page in order: title, body, date, authors, url, and whether the headline is in it."""
    top = tree.xpath("//article[not(ancestor::article)]")[:_MOST]
    return [article for element in top if (article := _article(element)) is not None]


def text_outside(tree: Any, found: Metadata) -> str:
    """The paragraphs after a headline that stands outside of every ``<article>``, if they are a story; else "".

    The headline must be the title of the page, and its first paragraph must not be in an ``<article>`` either.
    """
    titles = [title.casefold() for title in (*found.titles, *(text_of(title) for title in tree.iter("title")))]
    for headline in tree.xpath("//h1[not(ancestor::article)]")[:3]:
        text = text_of(headline).casefold()
        if text and any(title.startswith(text) for title in titles):
            paragraphs = [(text_of(p), bool(p.xpath(_APART))) for p in headline.xpath("following::p")]
            is_apart = next((apart for text, apart in paragraphs if len(text) > _LONG), True)
            story = [text for text, apart in paragraphs if not apart]
            return " ".join(story) if not is_apart and _is_story(story, 0) else ""
    return ""


_APART = "ancestor::*[self::article or self::footer or self::aside or self::nav or self::form or self::header]"


def _is_story(paragraphs: list[str], linked: int) -> bool:
    """Whether paragraphs, of which `linked` characters are links, are more than a teaser."""
    long = sum(len(text) > _LONG for text in paragraphs)
    return long >= _PARAGRAPHS and sum(map(len, paragraphs)) - linked >= _CHARACTERS


def _article(element: Any) -> dict[str, Any] | None:
    """The fields of one ``<article>``, None when it is but a teaser."""
    heading = next(element.iter(*_HEADINGS), element)
    title = text_of(heading) if heading is not element else ""
    paragraphs = [text_of(paragraph) for paragraph in element.iter("p")]
    linked = sum(len(text_of(link)) for link in element.xpath(".//p//a"))
    if not title or not _is_story(paragraphs, linked):
        return None
    times = [time.get("datetime") or text_of(time) for time in element.iter("time")]
    links = [link.get("href") for link in heading.iter("a") if link.get("href")]
    return {
        "title": title,
        "body": _body(element, title),
        "date": times[0].strip() if times else "",
        "authors": [text_of(author) for author in element.xpath(".//*[@rel='author' or @itemprop='author']")][:5],
        "url": links[0] if links else element.get("data-url") or "",
        "is_main": next(element.iter("h1"), None) is not None,
    }


def _body(element: Any, title: str) -> str:
    """The text of an article's blocks, a blank line between, without its heading."""
    from lxml import html
    from resiliparse.extract.html2text import extract_plain_text

    own = copy.deepcopy(element)
    own.tail = None
    for furniture in own.xpath(" | ".join(f".//{name}" for name in _FURNITURE)):
        furniture.drop_tree()
    for heading in own.iter(*_HEADINGS):
        heading.drop_tree()
        break
    text = extract_plain_text(html.tostring(own, encoding="unicode"), alt_texts=False, list_bullets=False)
    blocks = (" ".join(block.split()) for block in text.split("\n"))
    return "\n\n".join(block for block in blocks if block and block != title)

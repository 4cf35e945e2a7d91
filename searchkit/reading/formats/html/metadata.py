"""What an HTML page says of itself: JSON-LD, ``<meta>``, microdata, ``<time>`` and headlines, as raw values.

Values are given as printed, best first; nothing is guessed. Runs in the worker process, on a tree of lxml.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "published_time",
    "publish_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "originalpublicationdate",
    "originalpubdate",
    "displaydate",
    "ptime",
    "date",
)
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "section", "article.section", "category")
_TAGS = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords")
_LANGUAGES = ("og:locale", "language", "content-language", "dc.language", "inlanguage")
_AUTHORS = ("author", "article:author", "dc.creator", "byl", "parsely-author")
_SITES = ("og:site_name", "application-name", "article:publisher:name", "citation_journal_title")
_ARTICLE_TYPES = re.compile(r"Article$|BlogPosting$|Report$|Review$|LiveBlogPosting$|WebPage$|Recipe$|VideoObject$")
_MOST_TAGS = 30
_LONGEST = 200
"""Characters of a tag or name; what is longer is a mistake of the page."""
_LONGEST_VALUE = 10_000
_MOST_VALUES = 1_000
"""Of one kind. Real pages have a few of some hundred characters; to compare megabytes of them takes seconds."""


@dataclass(slots=True)
class Metadata:
    """What a page says of itself; lists are best first."""

    dates: list[str] = field(default_factory=list)
    headlines: list[str] = field(default_factory=list)
    """The texts of its ``<h1>`` elements."""
    titles: list[str] = field(default_factory=list)
    """Titles that metadata give."""
    sections: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    credits: list[str] = field(default_factory=list)
    """What stands where an author should: people, agencies, the site."""
    page_titles: list[str] = field(default_factory=list)
    """The texts of its ``<title>`` elements, with the site's name."""


def metadata_of(tree: Any) -> Metadata:
    """The metadata of a page."""
    found = Metadata()
    for item in _linked_data(tree):
        _take_linked(item, found)
    named = _named_metas(tree)
    _extend(found.dates, named, _PUBLISHED)
    _extend(found.titles, named, ("og:title", "twitter:title", "parsely-title"))
    _extend(found.sections, named, _SECTIONS)
    _extend(found.sites, named, _SITES)
    _extend(found.credits, named, _AUTHORS)
    for name in _TAGS:
        for value in named.get(name, ()):
            _add_tags(found.tags, value)
    found.languages += map(str, tree.xpath("/html/@lang | /html/@xml:lang"))
    _extend(found.languages, named, _LANGUAGES)
    found.dates += _microdata_dates(tree)
    found.page_titles += [text for title in tree.xpath("/html/head/title") if (text := text_of(title))]
    found.headlines += [text for h1 in tree.iter("h1") if (text := text_of(h1))]
    return _bounded(found)


def _bounded(found: Metadata) -> Metadata:
    """The same without what is no title, name or date, but for its length or its place in a long list."""
    kept = {name: [value for value in getattr(found, name) if len(value) <= _LONGEST_VALUE] for name in found.__slots__}
    return Metadata(**{name: values[:_MOST_VALUES] for name, values in kept.items()})


def metadata_length(tree: Any) -> int:
    """Characters of the titles, attributes and JSON-LD of a page; of pictures that lie in attributes, none."""
    said = "//@*[not(starts-with(., 'data:'))] | //title/text() | //script[contains(@type, '+json')]/text()"
    return sum(map(len, tree.xpath(said)))


def text_of(element: Any) -> str:
    """The text in an element, on one line."""
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return " ".join("".join(texts).split())


def _named_metas(tree: Any) -> dict[str, list[str]]:
    """The contents of the ``<meta>`` elements, under their names in lower case."""
    named: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = (meta.get("content") or meta.get("value") or "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if content and (name := meta.get(attribute)):
                named.setdefault(name.strip().lower(), []).append(content)
    return named


def _extend(values: list[str], named: dict[str, list[str]], names: tuple[str, ...]) -> None:
    for name in names:
        values += named.get(name, ())


def _add_tags(tags: list[str], value: str) -> None:
    """Add what a list of key words separated by commas holds, each once, however it is capitalised."""
    known = {tag.casefold() for tag in tags}
    for tag in re.split(r"[,;|]", unescape(value)):
        tag = " ".join(tag.split())
        if tag and len(tag) <= _LONGEST and tag.casefold() not in known and len(tags) < _MOST_TAGS:
            tags.append(tag)
            known.add(tag.casefold())


def _microdata_dates(tree: Any) -> list[str]:
    """The dates that elements are marked up with as that of publication, as values, else as text."""
    marked = tree.xpath("//*[contains(@itemprop, 'datePublished') or @pubdate or @property='article:published_time']")
    dates = []
    for element in marked[:5]:
        value = element.get("content") or element.get("datetime") or element.get("title") or text_of(element)
        if value.strip():
            dates.append(value.strip())
    times = tree.xpath("//time[@datetime]")
    if len(times) == 1:  # of several, most are those of neighbours and comments
        dates.append(times[0].get("datetime").strip())
    return dates


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of the JSON-LD of the page that describe an article."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            data = json.loads("".join(script.itertext()).strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue  # half of the web's JSON-LD is written by hand
        for item in data if isinstance(data, list) else [data]:
            if isinstance(item, dict):
                graph = item.get("@graph")
                yield from filter(_is_article, [item, *(graph if isinstance(graph, list) else [])])


def _is_article(item: object) -> bool:
    kinds = item.get("@type") if isinstance(item, dict) else None
    return any(isinstance(kind, str) and _ARTICLE_TYPES.search(kind) for kind in _listed(kinds))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _take_linked(item: dict[str, Any], found: Metadata) -> None:
    for name, values in (
        ("datePublished", found.dates),
        ("headline", found.titles),
        ("articleSection", found.sections),
        ("inLanguage", found.languages),
    ):
        values += [value.strip() for value in _listed(item.get(name)) if isinstance(value, str) and value.strip()]
    for value in _listed(item.get("keywords")):
        if isinstance(value, str):
            _add_tags(found.tags, value)
    for author in _listed(item.get("author")):
        credit = author.get("name") if isinstance(author, dict) else author
        if isinstance(credit, str):
            found.credits.append(credit.strip())
    for publisher in _listed(item.get("publisher")):
        if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
            found.sites.append(publisher["name"].strip())

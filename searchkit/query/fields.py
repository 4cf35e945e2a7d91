"""The fields that a query can name, and how the words after each are read."""

from __future__ import annotations

from typing import Literal

Kind = Literal["text", "title", "exact", "names", "whole", "date"]
"""Stems of title and body, stems of the title, forms as written, unstemmed names, one whole value, or dates."""

FIELDS: dict[str, Kind] = {
    "text": "text",
    "title": "title",
    "exact": "exact",
    "author": "names",
    "source": "names",
    "tag": "names",
    "lang": "whole",
    "site": "whole",
    "date": "date",
    "after": "date",
    "before": "date",
}

CONDITIONS = frozenset({"author", "source", "tag", "lang", "site", "date"})
"""Fields that choose articles and do not rank them."""

ONE_VALUE = frozenset({"source", "lang", "site"})
"""Fields of which an article has one value: naming such a field twice means either."""

_OTHER_NAMES = {
    "body": "text",
    "content": "text",
    "headline": "title",
    "intitle": "title",
    "subject": "title",
    "by": "author",
    "byline": "author",
    "from": "source",
    "paper": "source",
    "publisher": "source",
    "keyword": "tag",
    "topic": "tag",
    "section": "tag",
    "language": "lang",
    "domain": "site",
    "host": "site",
    "url": "site",
    "published": "date",
    "day": "date",
    "since": "after",
    "until": "before",
}


def suggestion(name: str) -> str | None:
    """The field that was probably meant by `name`: one of another name or of nearly this spelling."""
    if name in _OTHER_NAMES:
        return _OTHER_NAMES[name]
    from difflib import get_close_matches

    near = get_close_matches(name[:16], [*FIELDS, *_OTHER_NAMES], n=1, cutoff=0.6)
    return _OTHER_NAMES.get(near[0], near[0]) if near else None

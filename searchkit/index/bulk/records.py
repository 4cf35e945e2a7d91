"""What a builder needs to know of an article as it is stored."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache
from json.decoder import scanstring  # type: ignore[attr-defined]  # it is there since Python 2.6
from typing import Any, NamedTuple

from searchkit.index.documents import time_key
from searchkit.model import Published
from searchkit.reading.urls import host

_RAW = ',"raw":"'
"""The words that a date was read from: nothing that a builder needs, and often what alone tells two articles apart."""
_DECODE = json.JSONDecoder().decode
_SHORT = 512  # characters of what follows the body, of which many articles have the same


class Facts(NamedTuple):
    """What there is to know of an article besides its identity and its texts; many articles have the same."""

    lang: str
    source: str
    authors: tuple[str, ...]
    """The authors and the agency."""
    tags: tuple[str, ...]
    """The tags and the section."""
    host: str
    day: str
    """Of publication, as ISO 8601 says it; "" when it is not known."""
    time: int
    """To sort by: see `time_key`."""


class Record(NamedTuple):
    """An article, taken apart."""

    id: str
    title: str
    body: str
    facts: Facts
    stored: bytes
    """Its stored fields: all but identity and title, which have columns."""


def parse(record: bytes) -> Record:
    """Takes apart what `article_to_json` wrote. Most of it is the body, which is read and written once."""
    text = record.decode()
    id, named = _member(text, 1, '"id":"')
    title, named = _member(text, named, ',"title":"')
    body, end = _member(text, named, ',"body":"')
    rest = _without_raw(text[end:])
    facts = _remembered(rest) if len(rest) <= _SHORT else _facts(rest)
    stored = record[named:] if len(text) == len(record) else text[named:].encode()
    return Record(id, title, body, facts, b'{"article":{%b}' % stored.removeprefix(b","))


def _without_raw(rest: str) -> str:
    begin = rest.find(_RAW)
    end = rest.find('"', begin + len(_RAW))
    return rest if begin < 0 or "\\" in rest[begin:end] else rest[:begin] + rest[end + 1 :]


def _member(text: str, begin: int, prefix: str) -> tuple[str, int]:
    """The value of the member that begins there, and where it ends; "" and `begin` when it is another."""
    if not text.startswith(prefix, begin):
        return "", begin
    value: tuple[str, int] = scanstring(text, begin + len(prefix))
    return value


def _facts(rest: str) -> Facts:
    """What the members after the body say; `rest` ends the object."""
    article: dict[str, Any] = _DECODE("{" + rest.removeprefix(","))
    published: dict[str, str] = article.get("published", {})
    day = published.get("on", "")
    return Facts(
        article.get("lang", "und"),
        article.get("source", ""),
        _and(article.get("authors", ()), article.get("agency")),
        _and(article.get("tags", ()), article.get("section")),
        host(article.get("url", "")),
        day,
        _time(day, published.get("at", "")),
    )


_remembered = lru_cache(maxsize=1 << 12)(_facts)


@lru_cache(maxsize=1 << 12)
def _time(day: str, moment: str) -> int:
    """To sort by."""
    return time_key(
        Published(on=date.fromisoformat(day) if day else None, at=datetime.fromisoformat(moment) if moment else None)
    )


def _and(values: list[str], other: str | None) -> tuple[str, ...]:
    return (*values, other) if other else tuple(values)

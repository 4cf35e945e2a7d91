"""The names in an author's field, sorted: people, the agency, and what is no author at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from searchkit.reading.credits.agencies import agency_of, dateline_name, named

_BEFORE = re.compile(
    r"(?:(?:words|text|story|written|reported) )?by\s*:?\s+|(?:words|text|von|por|par)\s*:\s*"
    r"|(?:von|par|por)\s+(?=[A-ZÀ-Þ])"
    r"|(?:本[報报])?[記记]者\s*[:：／/]?\s*|기자\s*[:：]\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:(?:선임|수습|전문)?\s?기자|특파원|논설위원|[記记]者|特派員|特派员|編集委員)$")
_AGENCY = re.compile(
    r"\w+wire|.*\b(?:news|press) (?:agency|association|wire)|.*nachrichtenagentur|\w+통신|\w+(?:通信社?|通[訊讯]社)"
    r"|وكالة .+",
    re.IGNORECASE,
)
"""Names that no person has."""
_ARTICLE = re.compile(r"^(?:the|der|die|das|la|le|el)\s+|\W", re.IGNORECASE)


class People(NamedTuple):
    """Who wrote a story."""

    authors: tuple[str, ...]
    agency: str


def people_of(names: Collection[str], *, source: str = "", paragraphs: Sequence[str] = ()) -> People:
    """The authors among `names`, without "By" and "기자"; an agency among them, or one that the story itself names.

    The paper (`source`) is no author of its own stories. An agency is a known one, or the one of the story's dateline.
    """
    wire = dateline_name(paragraphs) if names else ""
    authors: dict[str, None] = {}
    agency = ""
    for name in map(person, names):
        if found := named(name):
            agency = agency or found
        elif _AGENCY.fullmatch(name) or (wire and _same(name, wire)):
            agency = agency or name
        elif name and not (source and _same(name, source)):
            authors.setdefault(name)
    return People(tuple(authors), agency or agency_of(paragraphs))


def person(name: str) -> str:
    """A name without the words that say that its bearer wrote this.

    >>> person("By Jane Doe"), person("길소은 기자"), person("久遠寺みどり記者")
    ('Jane Doe', '길소은', '久遠寺みどり')
    """
    name = " ".join(name.split())
    match = _BEFORE.match(name)
    return _AFTER.sub("", name[match.end() :] if match else name)


def _same(name: str, other: str) -> bool:
    """Whether two names are one but for an article, punctuation and case."""
    return _ARTICLE.sub("", name.casefold()) == _ARTICLE.sub("", other.casefold())

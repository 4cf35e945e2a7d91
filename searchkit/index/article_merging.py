"""The same article met twice: which of its facts to keep."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.frozen import replace
from searchkit.model import Article, Published, Role

_ROLES: tuple[Role, ...] = ("related", "listed", "entry", "record", "main", "document")
"""From the poorest account of an article to the richest: a page's neighbour has little more than its text."""

_BASES = ("inferred", "relative", "url", "metadata", "absolute")
_PRECISIONS = ("year", "month", "day", "hour", "minute", "second")
_FILLED = [name for name in Article.__match_args__ if name not in ("id", "title", "body", "origins")]


def merge_articles(one: Article, other: Article) -> Article:
    """One article from two accounts of it: the richer one, with what only the other knows.

    The order of the two makes no difference, save between equals.
    """
    rich, poor = (one, other) if _rank(_ROLES, one.role) >= _rank(_ROLES, other.role) else (other, one)
    filled = {name: value for name in _FILLED if not getattr(rich, name) and (value := getattr(poor, name))}
    if rich.lang == "und" and poor.lang != "und":
        filled["lang"] = poor.lang
    filled["published"] = _surer(rich.published, poor.published)
    return replace(rich, **filled)


def _surer(one: Published | None, other: Published | None) -> Published | None:
    """The date that is known better; `one` when both are as good."""
    if one is None or other is None:
        return one or other
    return other if _sureness(other) > _sureness(one) else one


def _sureness(published: Published) -> tuple[bool, int, int]:
    return (
        published.on is not None,
        _rank(_BASES, published.basis),
        _rank(_PRECISIONS, published.precision),
    )


def _rank(values: Sequence[str], value: str) -> int:
    """How good a value is; what a program calls by a word of its own comes last."""
    return values.index(value) if value in values else -1

"""Where inside a JSON value are the records, when it is none itself? In an answer of an interface, say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from searchkit.reading.records.field_names import COLLECTIONS, fold_name
from searchkit.reading.records.record import looks_like_article

LEVELS = 16
"""How far in records are looked for."""
_COMPOUND = (dict, list)


def has_objects(value: dict[str, Any]) -> bool:
    """Whether objects lie within this one, in which there may be records."""
    for inner in value.values():
        kind = type(inner)
        if kind is dict or (kind is list and inner and type(inner[0]) in _COMPOUND):
            return True
    return False


def is_collection(value: dict[str, Any]) -> bool:
    """Whether what looks like an article is the heading of a list of them, as in a feed."""
    return any(
        type(v) is list and v and type(v[0]) is dict and fold_name(name) in COLLECTIONS and looks_like_article(v[0])
        for name, v in value.items()
    )


def articles_inside(value: Any, level: int) -> Iterator[dict[str, Any]]:
    """The records in a value that is none itself."""
    if level > LEVELS:
        return
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict) and looks_like_article(inner) and not is_collection(inner):
            yield inner
        elif isinstance(inner, (dict, list)):
            yield from articles_inside(inner, level + 1)

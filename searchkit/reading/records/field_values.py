"""The values that fields of a record have, plainly: text, names, a language, whatever shape they came in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from searchkit.reading.texts.prose import one_line, without_controls


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DEEPEST = 8
"""Levels that a value is followed down for its text: real ones have two or three."""
_MOST_NAMES = 200
_LONGEST_LIST = 100 * _MOST_NAMES
"""Characters of names that are taken apart: to look for each "and" takes a microsecond a character."""

# The key under which an object has its text: of XML converted to JSON, WordPress, JSON-LD, MongoDB, the Times, ...
_TEXT_KEYS = (
    "#text", "_text", "$t", "$", "@value", "value", "rendered", "plain", "text", "content", "body", "html", "main",
    "original", "name", "displayName", "full_name", "fullName", "label", "title", "term", "headline", "$date", "$oid",
    "$numberLong", "$numberInt", "@id", "url", "href", "id",
)  # fmt: skip
_LABEL_KEYS = ("label", "value", "term", "webTitle", "name", "title", "text")
_GIVEN = ("given", "first", "firstName", "first_name", "firstname", "givenName", "given_name", "forename")
_FAMILY = ("family", "last", "lastName", "last_name", "lastname", "familyName", "family_name", "surname")
# Parts of a list of content blocks that are not its text.
_NOT_TEXT = _words(
    "title kicker byline date image author author_info video gallery deck pull_quote ad advertisement embed"
)

_LISTED = re.compile(r"""'((?:[^'\\]|\\.){0,300})'|"((?:[^"\\]|\\.){0,300})\"""")
_BY = re.compile(r"(?:by|von|par|por|da|di)[: ]\s*", re.IGNORECASE)
_AND = re.compile(r"\s*;\s*|\s*\|\s*|\s+(?:and|und|et|y|e|&)\s+|\s*(?:、|，)\s*", re.IGNORECASE)
_AND_OR_COMMA = re.compile(rf"{_AND.pattern}|\s*,\s*", re.IGNORECASE)
_BETWEEN_TAGS = re.compile(r"[,;|、，；\n]|(?<=\s)#")
"""Without the blanks around, which are taken off later: from each of very many they would be looked for anew."""


def text_of(value: object, depth: int = 0) -> str:
    """`value` as text: an object by its telling member, a list as paragraphs, nothing for null and NaN."""
    if isinstance(value, str):
        return value
    if value is None or value != value or depth > _DEEPEST:  # NaN is how tables say "missing"
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    if isinstance(value, Mapping):
        if value.get("type") in _NOT_TEXT and depth:
            return ""
        for key in _TEXT_KEYS:
            if found := text_of(value.get(key), depth + 1):
                return found
        return ""
    if isinstance(value, Sequence):
        return "\n\n".join(part for part in (text_of(item, depth + 1) for item in value) if part)
    return ""


def plain_of(value: object, limit: int) -> tuple[str, bool]:
    """Any value as text of at most `limit` characters for the extra fields, and whether it was cut."""
    if isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(v, (dict, list)) for v in value)):
        text = json.dumps(value, ensure_ascii=False, default=str)
    elif isinstance(value, list):
        text = ", ".join(filter(None, map(text_of, value)))
    else:
        text = text_of(value)
    text = without_controls(text).strip()
    return text[:limit], len(text) > limit


def names_of(value: object) -> tuple[str, ...]:
    """The people that `value` names: a byline, a list of names, objects with a name or its parts."""
    return _distinct(_people(value, 0)) if value else ()


def tags_of(value: object) -> tuple[str, ...]:
    """The labels that `value` lists: a list, objects with a label, text with commas."""
    if type(value) is list and all(type(item) is str and item.isalnum() for item in value):
        return tuple(dict.fromkeys(value[:_MOST_NAMES]))
    return _distinct(_labels(value, 0)) if value else ()


def _distinct(names: Iterator[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        found.setdefault(name)
        if len(found) == _MOST_NAMES:
            break
    found.pop("", None)
    return tuple(found)


def _people(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield from _split_names(value)
    elif isinstance(value, Mapping):
        yield _person(value)
    elif isinstance(value, Sequence) and depth < _DEEPEST:
        for item in value:
            # a name of its own in a list may have commas and an "and"
            if isinstance(item, str):
                yield _without_by(one_line(item))
            else:
                yield from _people(item, depth + 1)


def _person(value: Mapping[str, object]) -> str:
    given = next((text_of(value[key]) for key in _GIVEN if value.get(key)), "")
    family = next((text_of(value[key]) for key in _FAMILY if value.get(key)), "")
    whole = text_of(value.get("name")) or f"{given} {family}"
    return one_line(whole if whole.strip() else text_of(value))


def _split_names(text: str) -> Iterator[str]:
    if listed := _written_list(text):
        yield from (_without_by(one_line(name)) for name in listed)
        return
    text = _beginning(_without_by(one_line(text)))
    parts = _AND_OR_COMMA.split(text)
    # "Doe, Jane" is one name, "Jane Doe, John Roe" are two
    if not all(" " in part for part in parts):
        parts = _AND.split(text)
    yield from (part.strip(" ,.") if part.endswith(",") else part.strip() for part in parts)


def _beginning(text: str) -> str:
    """As much of a list of names as holds those that are kept, up to the end of a name."""
    if len(text) <= _LONGEST_LIST:
        return text
    end = max(text.rfind(sign, 0, _LONGEST_LIST) for sign in ",;|、，")
    return text[: end if end > 0 else _LONGEST_LIST]


def _without_by(text: str) -> str:
    match = _BY.match(text)
    return text[match.end() :] if match else text


def _written_list(text: str) -> list[str]:
    """The strings of a list that was written into a table as text: ``['Jane Doe', 'John Roe']``."""
    if text[:1] != "[" or text[-1:] != "]" or len(text) > 10_000:
        return []
    return [single or double for single, double in _LISTED.findall(text)]


def _labels(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        for part in _written_list(value) or _BETWEEN_TAGS.split(value):
            yield one_line(part).lstrip("#")
    elif isinstance(value, Mapping):
        named = next((value[key] for key in _LABEL_KEYS if value.get(key)), value)
        yield one_line(text_of(named))
    elif isinstance(value, Sequence) and depth < _DEEPEST:
        for item in value:
            if isinstance(item, str):
                yield one_line(item).lstrip("#")
            else:
                yield from _labels(item, depth + 1)

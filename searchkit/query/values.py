"""Fields with values instead of words: languages, sites and dates."""

from __future__ import annotations

import re

from searchkit.query.context import Context
from searchkit.query.dates import HINT, Span, after, before, parse_dates, parse_span
from searchkit.query.lexer import is_plain, quoted, with_ascii_marks
from searchkit.query.nodes import Dates, Leaf, Words
from searchkit.query.notes import shown

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_].*)?")


def language_value(text: str) -> str | None:
    """The code of a language tag (``de``, ``DE``, ``de-AT``), or None."""
    found = _LANGUAGE.fullmatch(text.strip().lower())
    return found[1] if found else None


def site_name(text: str) -> str:
    """The host that a site's name or address means."""
    from searchkit.reading.urls import host

    text = text.strip().lower().strip(".")
    return host(text) or text


def read_value(leaf: Leaf, context: Context) -> Words | None:
    """A language or site."""
    if leaf.field == "lang":
        value = language_value(leaf.text)
        if value is None:
            message = f"{shown(leaf.text)} is no language and was left out: write a code of two letters, as in lang:de."
            context.notes.add("bad-language", message, leaf.start, leaf.end)
            return None
    else:
        value = site_name(leaf.text)
        if not any(map(str.isalnum, value)):
            return None
    text = value if is_plain(value) else quoted(value)
    return Words(leaf.field, leaf.named, text, leaf.boost, ((value,),))


def read_dates(leaf: Leaf, context: Context) -> Dates | None:
    """The days that ``date:``, ``after:`` or ``before:`` means."""
    text = with_ascii_marks(leaf.text)
    span: Span | None
    if leaf.field == "date":
        span = parse_dates(text, context.today)
    else:
        span = parse_span(text, context.today)
        if span is not None:
            span = after(span) if leaf.field == "after" else before(span)
    if span is None:
        message = f"{shown(leaf.text)} is no date and was left out: {HINT}."
        context.notes.add("bad-date", message, leaf.start, leaf.end)
        return None
    return Dates("date", leaf.named, str(span), leaf.boost, span.first, span.last)

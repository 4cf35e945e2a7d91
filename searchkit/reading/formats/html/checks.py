"""Is this page fit for a parser? Counted on the text, before any parser sees it, in linear time.

Parsers of HTML take minutes over pages that no person ever wrote: trafilatura over 200,000 links, resiliparse over
40,000 nested elements. Of 1,933 real pages none had more than 10,126 tags.
"""

from __future__ import annotations

import re

from searchkit.errors import LimitExceeded
from searchkit.reading.texts.attributes import MOST_ATTRIBUTES, has_too_many_attributes
from searchkit.settings import Settings

_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that hold nothing, or that the next of their kind closes.
_VOID = "area base br col embed hr img input link meta param source track wbr"
_CLOSED_BY_THE_NEXT = "p li dt dd option optgroup tr td th thead tbody tfoot colgroup rp rt html head body"
_FLAT = frozenset(f"{_VOID} {_CLOSED_BY_THE_NEXT}".split())
_RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "textarea", "title")}
"""Elements whose text is no HTML, with what ends them."""
_OPTION = re.compile("<option", re.IGNORECASE)
_MOST_OPTIONS = 5_000
"""Choices of a page: resiliparse takes the square of the time over them. Real pages have a list of countries or two."""


def check(text: str, settings: Settings) -> None:
    """Refuse a page that would cost its parser minutes. Raises `LimitExceeded`."""
    if text.count("<") > settings.html_tags:
        raise LimitExceeded(f"the page has more than {settings.html_tags:,} tags (html_tags)")
    if has_too_many_attributes(text):
        raise LimitExceeded(f"the page has a tag of more than {MOST_ATTRIBUTES} attributes")
    if text.count("<") > _MOST_OPTIONS and len(_OPTION.findall(text)) > _MOST_OPTIONS:
        raise LimitExceeded(f"the page has more than {_MOST_OPTIONS:,} choices in lists (option)")
    if depth(text) > settings.html_depth:
        raise LimitExceeded(f"the page is nested deeper than {settings.html_depth:,} elements (html_depth)")


def depth(text: str) -> int:
    """How deeply the elements of a page may be nested, at most: an open one counts until one of its name closes.

    >>> depth("<div><p>one<p>two<b>bold</b></div>")
    2
    """
    open_elements: dict[str, int] = {}
    unclosed: set[str] = set()
    now = deepest = at = 0
    while match := _ANY_TAG.search(text, at):
        name = match[2].lower()
        at = match.end()
        if match[1]:
            if open_elements.get(name):
                open_elements[name] -= 1
                now -= 1
        elif name in _RAW and name not in unclosed:
            close = _RAW[name].search(text, at)
            if close is None:
                unclosed.add(name)
            else:
                at = close.end()
        elif name not in _FLAT:
            open_elements[name] = open_elements.get(name, 0) + 1
            now += 1
            deepest = max(deepest, now)
    return deepest

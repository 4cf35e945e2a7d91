"""A field's text as people read it: entities and tags of HTML, hard-wrapped lines and control characters undone.

Dumps keep text in whatever state it was found in. Each repair is made only where the text visibly needs it, and a cheap
test decides that first, so that clean text passes at the cost of a look.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from searchkit.reading.texts.cleaning import single_spaced
from searchkit.reading.texts.fragment import is_html, render
from searchkit.reading.texts.unwrap import unwrap

_ENTITY = re.compile(r"&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# Neither seen nor meant in prose: control characters but tab and line feed, and halves of surrogate pairs.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]+")


def paragraphs(text: str) -> str:
    """The text of a body or summary: paragraphs with a blank line between, nothing of HTML, no hard line ends.

    Controls and further blank lines are left to `finish`.
    """
    text = _unmarked(text)
    return unwrap(text).strip() if "\n" in text else text.strip()


def one_line(text: str) -> str:
    """The text of a title, a name or a tag: no HTML, white space as single spaces."""
    if "<" in text or "&" in text:
        text = _unmarked(text)
    return single_spaced(text)


def without_controls(text: str) -> str:
    """`text` without control characters and lone surrogates, its line ends as line feeds."""
    if text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)


def entities(text: str) -> str:
    """`text` with its HTML character references replaced: only whole ones that are known, with their semicolon.

    >>> entities("AT&amp;T &lt;T.N> a?b=1&copy=2 &#3;&nosuch;")
    'AT&T <T.N> a?b=1&copy=2 &nosuch;'
    """
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] == "#":
        return unescape(match[0])
    return html5.get(name + ";", match[0])


def _unmarked(text: str) -> str:
    """`text` without HTML: tags rendered, then references; the other way round where the tags are escaped."""
    if "<" in text and is_html(text):
        text = render(text)
    if "&" in text:
        decoded = entities(text)
        if decoded is not text and "<" not in text and "<" in decoded and is_html(decoded):
            decoded = entities(render(decoded))
        text = decoded
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

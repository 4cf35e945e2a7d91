"""A piece of HTML in a field of a record or feed, as plain text.

Whole pages go to the HTML reader, which finds the article among the furniture. A field holds the article already, so
its tags only have to become line breaks; that is done here, in linear time whatever the tags are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _words(
    "p div section article aside header footer main blockquote pre figure figcaption table ul ol dl hr form "
    "fieldset h1 h2 h3 h4 h5 h6 address details summary"
)
_LINES = frozenset(["br", "li", "tr", "dt", "dd", "caption", "option"])
_CELLS = frozenset(["td", "th"])
_UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "object", "head")

# A closing tag that people use, or one that stands alone: `<A>` may be a share's symbol, `</a>` is not.
_SIGN = re.compile(
    r"</(?:p|div|a|b|i|u|em|strong|span|li|ul|ol|h[1-6]|table|tr|td|blockquote|figure|section|article|sup|sub|small|"
    r"font|center|pre|code|q|cite|html|body|script|style)\s*>|<br\s*/?>|<(?:img|p|hr)\s[^<>]*>|<p>[^<]*<p>",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html\b)", re.IGNORECASE | re.DOTALL
)
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_OTHER_TAG = re.compile(r"<[!?/][^<>]*>|</?[a-zA-Z][a-zA-Z0-9]*:[^<>]*>")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_DOUBLE_SPACE = re.compile(r" {2,}")
_AROUND_BREAK = re.compile(r" *\n *")
_MANY_BREAKS = re.compile(r"\n{3,}")


def is_html(text: str) -> bool:
    """Whether the text holds HTML tags, not just a ``<``."""
    return _SIGN.search(text) is not None


def is_page(text: str) -> bool:
    """Whether the text is a whole HTML page rather than a piece of one."""
    return _PAGE.match(text[:2_000]) is not None


def render(text: str) -> str:
    """The text of a piece of HTML: blocks with a blank line between, no tags, character references as they are."""
    text = _without(text, "<!--", "-->")
    folded = text.lower()
    for name in _UNSEEN:
        # lengths may differ after lower(): then the slower way that keeps them
        if f"<{name}" in folded:
            text = _without_element(text, name)
    rendered = _joined(_pieces(text))
    # what a tag parted is one space in HTML, except where it is preformatted
    return rendered if "<pre" in folded else _DOUBLE_SPACE.sub(" ", rendered)


def _pieces(text: str) -> Iterator[str]:
    """The text between the tags, white space as HTML has it, and the breaks that the tags mean."""
    at = 0
    preformatted = 0
    for match in _TAG.finditer(text):
        if match.start() > at:
            yield _between(text[at : match.start()], preformatted > 0)
        at = match.end()
        name = match[1].lower()
        if name == "pre":
            preformatted = max(0, preformatted + (-1 if text[match.start() + 1] == "/" else 1))
        if name in _BLOCKS:
            yield "\n\n"
        elif name in _LINES:
            yield "\n"
        elif name in _CELLS:
            yield " "
    if at < len(text):
        yield _between(text[at:], preformatted > 0)


def _between(text: str, preformatted: bool) -> str:
    if "<" in text:
        text = _OTHER_TAG.sub(" ", text)
    return text if preformatted else _SPACES.sub(" ", text)


def _joined(pieces: Iterator[str]) -> str:
    text = _AROUND_BREAK.sub("\n", "".join(pieces))
    return _MANY_BREAKS.sub("\n\n", text).strip()


def _without(text: str, opening: str, closing: str) -> str:
    """`text` without what stands from each `opening` to its `closing`; an unclosed one is left."""
    kept = []
    at = 0
    while (start := text.find(opening, at)) >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            break
        kept.append(text[at:start])
        at = end + len(closing)
    kept.append(text[at:])
    return "".join(kept)


def _without_element(text: str, name: str) -> str:
    """`text` without elements whose content is never shown."""
    opening = re.compile(rf"<{name}\b[^<>]*>", re.IGNORECASE)
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE)
    kept = []
    at = 0
    while match := opening.search(text, at):
        kept.append(text[at : match.start()])
        end = closing.search(text, match.end())
        if end is None:
            at = match.end()
            break
        at = end.end()
    kept.append(text[at:])
    return " ".join(kept)

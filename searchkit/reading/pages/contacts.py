"""Addresses of reporters: lines of their own below a story, or glued to its last sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

_ADDRESS = r"[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
_MAIL = re.compile(_ADDRESS, re.ASCII)
_TRAILING = re.compile(rf"(?<=[.!?。\"'”’)\]])\s*\(?({_ADDRESS})\)?\s*$", re.ASCII)
_LABEL = re.compile(
    r"(?:e-?mail|contact|write to|reach (?:him|her|them)|the (?:writer|author|reporter)|can be reached|by|at|is|and|"
    r"via|or|للتواصل|البريد الإلكتروني|بريد|기자|twitter|x)\b|[\s:,;|/()<>\[\]&·•-]",
    re.IGNORECASE,
)
# A line of addresses holds little else; a paragraph that mentions one is a paragraph.
_LONGEST = 160
_MOST_WORDS = 5


class Contacts(NamedTuple):
    """The addresses of a line, and the name that stands with them."""

    addresses: tuple[str, ...]
    name: str


def contacts_of(text: str) -> Contacts | None:
    """The addresses of a line that is nothing but addresses, perhaps with a name; None for any other line."""
    if "@" not in text or len(text) > _LONGEST:
        return None
    addresses = tuple(_MAIL.findall(text))
    if not addresses:
        return None
    rest = _MAIL.sub(" ", text)
    name = " ".join(re.sub(r"[\s:,;|/()<>\[\]&·•]+", " ", rest).split())
    bare = _LABEL.sub("", rest)
    if not bare:
        return Contacts(addresses, "")
    words = name.split()
    while words and not _LABEL.sub("", words[0]):
        words.pop(0)
    while words and not _LABEL.sub("", words[-1]):
        words.pop()
    named = words and len(words) <= _MOST_WORDS and all(_is_name(word) for word in words)
    return Contacts(addresses, " ".join(words)) if named else None


def _is_name(word: str) -> bool:
    return word[0].isalpha() and (word[0].isupper() or not word.isascii()) and not word.endswith((".", "!", "?"))


def trailing_contact(text: str) -> tuple[str, str]:
    """A paragraph without the address after its last sentence, and that address; ('', nothing) when there is none."""
    # the address is short: looking at the end alone keeps this cheap
    match = _TRAILING.search(text, max(0, len(text) - 200))
    return (text[: match.start()].rstrip(), match[1]) if match else (text, "")

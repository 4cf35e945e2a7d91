"""Text of strangers, made safe to show.

An article may hold terminal escapes, characters that reverse the reading order or hide text, and halves of characters
that no encoding can write. None of them reaches a terminal: a control character becomes the picture of itself
(``␛``), white space becomes a space, a lone surrogate becomes ``�``, and what is invisible is left out. What a script
needs to be read stays: joined emoji, flags, and the joiners inside Arabic and Indic words.

`one_line` carries spans along, so that what was to be highlighted still is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache

Span = tuple[int, int]
"""(start, end) in characters of a text."""

_VANISH = (
    # soft hyphen, grapheme joiner, letter mark, fillers, zero widths, variation selectors, annotations
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f"
    # embeddings, overrides and isolates of bidirectional text
    "\u202a-\u202e\u2066-\u2069\ufeff\uffa0\ufff0-\ufffb"
    # shorthand, music and hieroglyph formats; tags, and the variation selectors after them
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U00013430-\U0001343f\U000e0000-\U000e0fff"
)
_UNSAFE = f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_VANISH}]"
_EMOJI = "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_EMOJI_UNIT = f"{_EMOJI}[\U0001f3fb-\U0001f3ff]?[\ufe0e\ufe0f]?"
# Arabic and its kin, N'Ko, the Indic scripts, Lao, Tibetan, Burmese, Khmer, Mongolian: joiners shape their letters.
_JOINING = "[\u0620-\u07ff\u0840-\u0dff\u0e80-\u109f\u1780-\u17b3\u17b6-\u180a\u1810-\u18af\ufb50-\ufdff\ufe70-\ufefc]"
_MEANT = "|".join(
    (
        "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f",  # England, Scotland, Wales
        f"{_EMOJI_UNIT}(?:\u200d{_EMOJI_UNIT})*",
        "[0-9#*]\ufe0f\u20e3",
        "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\U000e0100-\U000e01ef]",
        f"{_JOINING}[\u200c\u200d](?={_JOINING})",
    )
)


_ASCII = re.compile("(?P<meant>(?!))|[\x00-\x1f\x7f]")  # in which nothing is meant


def _rules(text: str) -> re.Pattern[str]:
    return _ASCII if text.isascii() else _meant_or_unsafe()


def _is_safe(text: str) -> bool:
    return not (_ASCII if text.isascii() else _unsafe()).search(text)


@cache
def _unsafe() -> re.Pattern[str]:
    return re.compile(_UNSAFE)


@cache
def _meant_or_unsafe() -> re.Pattern[str]:
    # Compiled when first needed: most articles hold nothing of it, and compiling takes longer than showing a page.
    return re.compile(f"(?P<meant>{_MEANT})|{_UNSAFE}")


@cache
def _harmful_in_json() -> re.Pattern[str]:
    # The line breaks of an indented document are its own; those of a string are escaped already.
    return re.compile(_UNSAFE.replace("\x00-\x1f", "", 1))


# A no-break space stays: it says where a line must not end.
_UNEVEN_SPACE = re.compile(r"[^\S \xa0\u2007\u202f]|(?<=\s)[^\S\xa0\u2007\u202f]|[^\S\xa0\u2007\u202f](?=\s)")
_SPACES = re.compile(r"[^\S\xa0\u2007\u202f]+")


def safe(text: str) -> str:
    """`text` with every control, direction-changing, invisible and unwritable character replaced or left out."""
    return text if _is_safe(text) else _rules(text).sub(_shown, text)


def one_line(text: str, spans: Iterable[Span] = ()) -> tuple[str, tuple[Span, ...]]:
    """`text` made `safe`, each run of white space one space; and `spans` moved to where their characters went.

    A span of which nothing is left is dropped.
    """
    moved = tuple(spans)
    if not _is_safe(text):
        text, moved = _rewrite(text, moved, _rules(text), _shown)
    if _UNEVEN_SPACE.search(text):
        text, moved = _rewrite(text, moved, _SPACES, lambda match: " ")
    return text, moved


def escaped(json: str) -> str:
    """JSON text with the characters that `safe` would replace written as ``\\uXXXX``: the same value, harmless."""
    return _harmful_in_json().sub(_escape, json)


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))


def paragraphs(text: str) -> list[str]:
    """The non-empty lines of `text`, each as `one_line` gives it."""
    return [line for part in text.splitlines() if (line := one_line(part)[0].strip(" "))]


def _shown(match: re.Match[str]) -> str:
    if match["meant"] is not None:
        return match[0]
    character = match[0]
    code = ord(character)
    if character.isspace():
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if code < 0xA0 or 0xD800 <= code < 0xE000:
        return "\ufffd"
    return ""


def _rewrite(
    text: str, spans: tuple[Span, ...], pattern: re.Pattern[str], replacement: Callable[[re.Match[str]], str]
) -> tuple[str, tuple[Span, ...]]:
    """`text` with each match of `pattern` replaced, and `spans` moved along."""
    pieces: list[str] = []
    # Where an edit begins in the old text, and where it ends in the old and in the new.
    begins, ends_old, ends_new = [0], [0], [0]
    length = position = 0
    for match in pattern.finditer(text):
        new = replacement(match)
        if new == match[0]:
            continue
        pieces += (text[position : match.start()], new)
        length += match.start() - position + len(new)
        position = match.end()
        begins.append(match.start())
        ends_old.append(position)
        ends_new.append(length)
    pieces.append(text[position:])

    def moved(offset: int) -> int:
        # Inside an edit counts as its end, for starts and ends alike, so that spans never come to overlap.
        edit = bisect_right(begins, offset - 1) - 1 if offset else 0
        return ends_new[edit] + max(0, offset - ends_old[edit])

    shifted = ((moved(start), moved(end)) for start, end in spans)
    return "".join(pieces), tuple((start, end) for start, end in shifted if start < end)

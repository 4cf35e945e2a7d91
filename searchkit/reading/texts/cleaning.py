"""Text without what no text needs: controls, lone surrogates, strange line ends, runs of blank lines."""

from __future__ import annotations

import re

# What text never needs: controls but tab and line feed, lone surrogates, noncharacters, marks of byte order.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]+")
_LINE_END = re.compile("[\u2028\u2029\x85\x0b\x0c]")
_UNSEEN_ASCII = bytes({*range(0x09), *range(0x0B, 0x20), 0x7F})
_UNSEEN_OTHERS = re.compile("[\x80-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_TRAILING = re.compile(r"[ \t]+\n")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """Text of several lines: line feeds only, at most one blank line, no controls or lone surrogates, trimmed."""
    if not text.isprintable() and _needs_cleaning(text):
        text = _seen(text)
        text = _BLANK_LINES.sub("\n\n", _TRAILING.sub("\n", text))
    return text.strip()


def _needs_cleaning(text: str) -> bool:
    """Whether `clean_text` would change more than the ends; deleting bytes is ten times as fast as searching."""
    if "\n\n\n" in text or " \n" in text or "\t\n" in text:
        return True
    if not text.isascii() and _UNSEEN_OTHERS.search(text):
        return True
    data = text.encode("utf-8")
    return len(data.translate(None, _UNSEEN_ASCII)) != len(data)


def clean_line(text: str) -> str:
    """Text of one line: single spaces, no controls or lone surrogates, trimmed."""
    return _spaced_line(text) if text.isprintable() else single_spaced(_seen(text))


def _seen(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # a text may have millions
    return _UNSEEN.sub(_replacement, _LINE_END.sub("\n", text))


def single_spaced(text: str) -> str:
    """`text` with single spaces for all white space, trimmed; most lines are so, and looking is quick."""
    return _spaced_line(text) if text.isprintable() else " ".join(text.split())


def _spaced_line(text: str) -> str:
    # of white space only the space is printable
    return " ".join(text.split()) if "  " in text else text.strip(" ")


def lost_characters(raw: str, text: str) -> str:
    """The sentence that NULs were left out of a text when it was cleaned, or that characters were replaced; "" when
    neither was."""
    lost = []
    if nuls := raw.count("\0"):
        lost.append(f"{nuls:,} NUL {'character was' if nuls == 1 else 'characters were'} left out")
    if "\ufffd" in text and (lone := len(_LONE.findall(raw))):
        halves = "one lone surrogate stands" if lone == 1 else f"{lone:,} lone surrogates stand"
        lost.append(f"{halves} as U+FFFD")
    return " and ".join(lost)


def _replacement(match: re.Match[str]) -> str:
    """Lone surrogates stood for something that is lost; the others stood for nothing."""
    return "\ufffd" if any("\ud800" <= character <= "\udfff" for character in match.group()) else ""

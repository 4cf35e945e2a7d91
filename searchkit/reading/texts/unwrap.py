"""Hard-wrapped text back to paragraphs.

Mail, wire services and old archives break lines at a fixed width. A line break is such a wrap if the next word would
not have fitted; verse, lists, tables and code break elsewhere, and begin their lines with capitals or signs. So the
text decides as a whole: only if nearly all breaks inside its paragraphs look like wraps are they taken out.
"""

from __future__ import annotations

import re

_LONGEST_LINE = 120
"""Characters: nobody wraps wider than this by hand; longer lines are whole paragraphs."""
_NARROWEST = 45
"""Characters: columns narrower than this are lists and verse."""
_LONGEST_WORD = 30
"""Characters: text with longer "words" at the starts of lines has no spaces to be wrapped at (Chinese, Thai, code)."""
_SLACK = 6
"""Characters that a wrapped line may lack to the width: editors take out words without wrapping anew."""
_SENTENCE_ENDS = frozenset(".!?:;\"'”’。")
_COLUMNS = re.compile(r"[^.!?:;\"' ] {2,}\S")
"""Spaces that line up columns, not those that some typists put after a sentence."""
_BULLET = re.compile(r"(?:[-*•–—>+|#=~]|\d{1,3}[.)]|[A-Za-z][.)])\s")


def unwrap(text: str) -> str:
    """`text` with a line to a paragraph and blank lines between, if it is visibly hard-wrapped; else much as it was."""
    lines = text.split("\n")
    width = len(max(lines, key=len))
    if width > _LONGEST_LINE:
        return _long_lines(text, lines)
    if width >= _NARROWEST:
        joins = _wraps(lines, width)
        if joins is not None:
            return _paragraphs(lines, joins)
    return _without_shared_indent(text, lines)


def _long_lines(text: str, lines: list[str]) -> str:
    """Text of a line to a paragraph: blank lines between, unless it has some or most of its lines are short."""
    if "\n\n" in text:
        return text
    filled = [line for line in lines if line and not line.isspace()]
    long = sum(len(line) > _LONGEST_LINE for line in filled)
    return "\n\n".join(filled) if 2 * long >= len(filled) else text


def _without_shared_indent(text: str, lines: list[str]) -> str:
    """`text` without the indent that all lines but the first have (paragraph marks of a text of short paragraphs)."""
    if all(line[:1] == " " for line in lines[1:] if line):
        return "\n".join(line.strip() for line in lines)
    return text


def _wraps(lines: list[str], width: int) -> list[bool] | None:
    """For each line whether it runs on in the next one; None when the text is not hard-wrapped."""
    base = _base(lines)
    full = width - _SLACK
    joins: list[bool] = []
    breaks = forced = running = capitals = 0
    line = lines[0]
    for following in lines[1:]:
        first = following[base : base + 1]
        # a blank line, or space where lines of a paragraph have none: a new paragraph
        if not line or not first or first == " " or (not first.islower() and _starts_item(following, base)):
            joins.append(False)
            line = following
            continue
        end = following.find(" ", base)
        word = (end if end > 0 else len(following)) - base
        # a wrap: the first word of the next line would not have fitted on this one
        is_forced = len(line) + 1 + word > full and word <= _LONGEST_WORD
        is_running = is_forced or first.islower()
        # the first line is often short: a dateline was cut off it
        if joins or is_forced:
            breaks += 1
            forced += is_forced
            running += is_running
            capitals += first.isupper()
        joins.append(is_running or ((2 * len(line) >= width or not joins) and line[-1] not in _SENTENCE_ENDS))
        line = following
    joins.append(False)
    is_wrapped = breaks and 2 * forced >= breaks and 5 * running >= 4 * breaks
    # verse and lists begin all their lines with capitals
    return joins if is_wrapped and capitals <= 0.8 * breaks else None


def _base(lines: list[str]) -> int:
    """The indent that all lines have."""
    if any(line[:1] > " " for line in lines):
        return 0
    return min((len(line) - len(line.lstrip()) for line in lines if line and not line.isspace()), default=0)


def _starts_item(line: str, base: int) -> bool:
    """Whether the line begins an item of a list, or is a row of a table."""
    if _BULLET.match(line, base):
        return True
    return "  " in line and _COLUMNS.search(line, base) is not None


def _paragraphs(lines: list[str], joins: list[bool]) -> str:
    """The paragraphs, a blank line between; lines that each stand alone and short, as in a table, stay together."""
    parts: list[str] = []
    run = 0
    was_line = True
    for line, joined in zip(lines, joins, strict=True):
        if joined:
            if not run and parts:
                parts.append("\n\n")
            parts.append(line.strip())
            parts.append(" ")
            run += 1
        elif run:
            parts.append(line.strip())
            run = 0
            was_line = False
        elif line and not line.isspace():
            if parts:
                parts.append("\n" if was_line else "\n\n")
            parts.append(line.strip())
            was_line = True
    return "".join(parts)

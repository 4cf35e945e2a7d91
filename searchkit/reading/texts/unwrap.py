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
"""Characters: narrower columns are lists and verse, unless every line is as full as it can be."""
_NARROW = 24
"""Characters: nobody sets prose narrower than this."""
_NARROW_BREAKS = 6
"""Breaks from which on full lines are no accident."""
_LONGEST_WORD = 30
"""Characters: text with longer "words" at the starts of lines has no spaces to be wrapped at (Chinese, Thai, code)."""
_SLACK = 6
"""Characters that a wrapped line may lack to the width: editors take out words without wrapping anew."""
_NARROW_FORCED = 0.9
"""Share of the breaks of a narrow column before words that would not have fitted; the last lines may be edited."""
_MOST_LINES = 1 << 19
"""Lines of the longest text that is looked at: longer ones within `article_bytes` have lines of a few words."""
_SENTENCE_ENDS = frozenset(".!?:;\"'”’。")
_COLUMNS = re.compile(r"[^.!?:;\"' ] {2,}\S")
"""Spaces that line up columns, not those that some typists put after a sentence."""
_HYPHEN = "-\x00"
"""Stands for the end of a line in the middle of a word, until it is known whether the hyphen is the word's own."""
_PARTED = re.compile(r"([\w'’-]*)-\x00([\w'’-]*)")
_HYPHENATED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_KEPT = frozenset(
    (
        "self", "well", "half", "non", "cross", "long", "short", "high", "low", "old", "new", "first",
        "second", "third", "two", "three", "four", "five", "six", "seven", "eight", "nine", "twenty",
        "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "semi", "vice", "decision",
        "policy", "year", "month", "week", "hour",
    )
)  # fmt: skip
"""First parts of words that are usually written with a hyphen."""
_ENDING = re.compile(
    "(?:ers?|est|ly|ness|ing|ed|en|e?s|th|teen|ty|ern|erly|ish|ment|ful|less|ship|age|ary|end|way|lights?|lands?|itude)"
    r"\W*\Z"
)
"""Last parts of words that are never written with a hyphen, whatever comes before."""
_AND = frozenset(["und", "oder", "bzw", "and", "or", "en", "et", "och", "og"])
_BULLET = re.compile(r"(?:[-*•–—>+|#=~]|\d{1,3}[.)]|[A-Za-z][.)])\s")


def unwrap(text: str) -> str:
    """`text` with a line to a paragraph and blank lines between, if it is visibly hard-wrapped; else much as it was."""
    if text.count("\n") > _MOST_LINES:
        return text
    lines = text.split("\n")
    width = len(max(lines, key=len))
    if width > _LONGEST_LINE:
        return _long_lines(text, lines)
    if width >= _NARROW:
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
    full = width - (_SLACK if width >= _NARROWEST else 0)
    joins: list[bool] = []
    breaks = forced = running = capitals = lower = 0
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
        is_forced = (len(line) + 1 + word > full and word <= _LONGEST_WORD) or line[-1] == "-"
        is_running = is_forced or first.islower()
        # the first line is often short: a dateline was cut off it
        if joins or is_forced:
            breaks += 1
            forced += is_forced
            running += is_running
            capitals += first.isupper()
            lower += first.islower()
        joins.append(is_running or ((2 * len(line) >= width or not joins) and line[-1] not in _SENTENCE_ENDS))
        line = following
    joins.append(False)
    if width < _NARROWEST:
        is_full = breaks >= _NARROW_BREAKS and forced >= _NARROW_FORCED * breaks
        return joins if is_full and 2 * lower >= breaks else None
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
            stripped = line.strip()
            is_parted = stripped[-1:] == "-" and not stripped.endswith((" -", "--"))
            parts.append(stripped[:-1] + _HYPHEN if is_parted else stripped + " ")
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
    return _with_words_joined("".join(parts))


def _with_words_joined(text: str) -> str:
    """The text with the words whole that were parted at line ends."""
    if "\x00" not in text:  # one character is looked for ten times as quickly as two
        return text
    known = set(_HYPHENATED.findall(text.casefold()))

    def _join(match: re.Match[str]) -> str:
        before, after = match[1], match[2]
        if after.casefold() in _AND:  # 'Ein- und Ausfuhr'
            return f"{before}- {after}"
        is_compound = (
            not after[:1].islower()
            or not before[-1:].isalpha()
            or "-" in before
            or (before[:1].isupper() and before[1:].isupper())
            or (before.casefold() in _KEPT and not _ENDING.match(after))
            or f"{before}-{after}".casefold().rstrip(".,;:!?") in known
        )
        return f"{before}-{after}" if is_compound else before + after

    return _PARTED.sub(_join, text)

"""What stands around a word."""

from __future__ import annotations

WINDOW = 40
"""Characters, some six words: enough to tell a headline from an abbreviation."""


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether the word at `start` to `end` stands in a stretch of capitals, as in a headline.

    The word itself is in capitals, and what is near it on its line has letters, none of them in lower case.

    >>> is_shouted("JAPAN TELLS US TO WAIT", 12, 14), is_shouted("Japan tells US to wait", 12, 14)
    (True, False)
    """
    if not text[start : min(end, start + WINDOW)].isupper():
        return False
    before = text[max(0, start - WINDOW) : start].rpartition("\n")[2]
    after = text[end : end + WINDOW].partition("\n")[0]
    return (before + after).isupper()

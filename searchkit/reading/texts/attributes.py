"""How many attributes do the tags of a page or feed have? Parsers take time that grows with the square of that."""

from __future__ import annotations

import re

MOST_ATTRIBUTES = 256
"""Of a tag; those of real pages have a dozen."""
_TAG = re.compile(r"""<[a-zA-Z](?:[^"'<>]+|"[^"]*"|'[^']*'){0,2048}""")
"""A tag, or more of it than `MOST_ATTRIBUTES` are: two pieces each, and `re` keeps some memory of every piece."""
_VALUE = re.compile(r""""[^"]*"|'[^']*'""")


def has_too_many_attributes(text: str) -> bool:
    """Whether a tag has more than `MOST_ATTRIBUTES`; in linear time.

    >>> has_too_many_attributes('<p class="a b c">Ferry</p>'), has_too_many_attributes("<p " + "a=1 " * 300 + ">")
    (False, True)
    """
    return any(
        len(tag) > 2 * MOST_ATTRIBUTES and len(_VALUE.sub("", tag).split(None, MOST_ATTRIBUTES)) > MOST_ATTRIBUTES
        for tag in _TAG.findall(text)
    )

"""Texts that people and programs may type."""

from __future__ import annotations

from hypothesis import strategies as st

_WORDS = [
    "korea",
    "Japan's",
    "the",
    "who",
    "co-operation",
    "AND",
    "OR",
    "NOT",
    "日本",
    "한국어",
    "U.S.",
    "10:30",
    "C:\\x",
    "😀",
]
_MARKS = [
    "(",
    ")",
    '"',
    "“",
    "”",
    "「",
    "+",
    "-",
    "=",
    "*",
    "?",
    "~",
    "~2",
    "^",
    "^2",
    ":",
    ",",
    " ",
    " ",
    " ",
    "\x00",
    "\ud800",
]
_FIELDS = [
    "title:",
    "author:",
    "source:",
    "tag:",
    "lang:",
    "site:",
    "date:",
    "after:",
    "text:",
    "exact:",
    "foo:",
    "lang:de ",
]
_DATES = ["2025-05", "7d", "2025-05..2025-07", ">=2025", "yesterday", "2025-13"]
_TIGHT = st.lists(st.sampled_from([*_WORDS, *_MARKS, *_FIELDS, *_DATES]), max_size=25).map("".join)
_SPACED = st.lists(st.sampled_from([*_WORDS, *_MARKS, *_FIELDS, *_DATES]), max_size=25).map(" ".join)
QUERIES = st.one_of(_TIGHT, _SPACED)
"""Words, signs, fields and dates in any order."""

ANY = st.one_of(QUERIES, st.text(max_size=60))
"""The same, and any text at all."""
